import { Field, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../platform/graphql/scalars';

@ObjectType({ simpleResolvers: true, description: 'An exact amount of money.' })
export class Money {
  @Field(() => BigIntScalar, { description: 'Amount in minor units of the currency, such as cents, yen or fils.' })
  minorUnits: bigint;

  @Field(() => String, { description: 'ISO 4217 currency code.' })
  currency: string;

  @Field(() => String, {
    description:
      "Amount in major units with the currency's number of decimals, a decimal point and no grouping: `1234.50`.",
  })
  decimal: string;
}

export const money = (minorUnits: bigint, currency: string): Money => ({
  minorUnits,
  currency,
  decimal: decimalOf(minorUnits, decimalsOf(currency)),
});

export const isCurrency = (code: string): boolean => Intl.supportedValuesOf('currency').includes(code);

// ISO 4217. Node's Intl follows the usage in prices instead and gives HUF, COP and IQD no decimals.
const otherThanTwoDecimals: Readonly<Record<string, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};
const decimalsByCode = new Map(
  Object.entries(otherThanTwoDecimals).flatMap(([decimals, codes]) =>
    codes.split(' ').map((code) => [code, Number(decimals)]),
  ),
);

/** The number of decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD. */
export const decimalsOf = (currency: string): number => decimalsByCode.get(currency) ?? 2;

/** Formats minor units as a decimal number in major units, without floating point. */
export function decimalOf(minorUnits: bigint, decimals: number): string {
  if (decimals === 0) return minorUnits.toString();
  const digits = (minorUnits < 0n ? -minorUnits : minorUnits).toString().padStart(decimals + 1, '0');
  return `${minorUnits < 0n ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Parses a decimal number in major units. Returns null if it is invalid or has more decimals than the currency. */
export function minorUnitsOf(decimal: string, decimals: number): bigint | null {
  const match = /^(-?)(\d{1,30})(?:\.(\d+))?$/.exec(decimal);
  if (!match || (match[3]?.length ?? 0) > decimals) return null;
  return BigInt(match[1]! + match[2]! + (match[3] ?? '').padEnd(decimals, '0'));
}
