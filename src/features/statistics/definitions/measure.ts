import { Field, Float, Int } from 'type-graphql';
import { Shared } from '../../../platform/graphql/audience';
import { BigIntScalar } from '../../../platform/graphql/scalars';
import { Money, money } from '../../invoices/money';
import type { RowTotals } from './row-totals';

/** A column of a measure in CSV. */
interface MeasureColumn {
  readonly name: string;
  /** The field of the measure's type that the column holds; absent if the measure is a scalar. */
  readonly subfield?: string;
  readonly isNumber: boolean;
}

/** What a measure needs in addition to counts: totals that are read only then, or the permission to see bookings. */
export type MeasureNeed = 'users' | 'excluded' | 'bookings';

/** A measure of statistics. Fields, CSV columns and the values of enums derive from this one definition. */
export interface Measure {
  readonly type: object;
  readonly description: string;
  readonly isNullable?: boolean;
  /** Whether the values of rows may be added up. */
  readonly isAdditive?: boolean;
  readonly needs?: MeasureNeed;
  readonly columns: readonly MeasureColumn[];
  /** Whether CSV has its columns only if they are asked for. */
  readonly isOptionalColumn?: boolean;
  value(totals: RowTotals, currency: string): unknown;
  /** The value as a number to order and filter by; amounts of money are in minor units. Null: there is no value. */
  number(totals: RowTotals): number | null;
  /** The type of `difference`. */
  readonly differenceType: object;
  difference(after: RowTotals, before: RowTotals, currency: string): unknown;
}

/** Measures by the name of their field, in the order of the CSV columns. */
export type Measures = Readonly<Record<string, Measure>>;

type Numeric = Omit<Measure, 'columns' | 'value' | 'number' | 'difference' | 'differenceType'>;

/** A measure whose value is a number. */
export const numberMeasure = (
  name: string,
  measure: Numeric,
  value: (totals: RowTotals) => number | bigint | null,
): Measure => {
  const number = (totals: RowTotals): number | null => {
    const result = value(totals);
    return result === null ? null : Number(result);
  };
  return {
    ...measure,
    columns: [{ name, isNumber: true }],
    value,
    number,
    differenceType: measure.type === BigIntScalar ? BigIntScalar : Float,
    difference: (after, before) => subtract(value(after), value(before)),
  };
};

/** A measure whose value is an amount of money. One of them has a column for the currency of all. */
export const moneyMeasure = (
  name: string,
  { hasCurrencyColumn = false, ...measure }: Omit<Numeric, 'type'> & { readonly hasCurrencyColumn?: boolean },
  minorUnits: (totals: RowTotals) => bigint | null,
): Measure => ({
  ...measure,
  type: Money,
  columns: [
    { name, subfield: 'decimal', isNumber: true },
    { name: `${name}Minor`, subfield: 'minorUnits', isNumber: true },
    ...(hasCurrencyColumn ? [{ name: 'currency', subfield: 'currency', isNumber: false }] : []),
  ],
  value: (totals, currency) => {
    const amount = minorUnits(totals);
    return amount === null ? null : money(amount, currency);
  },
  number: (totals) => {
    const amount = minorUnits(totals);
    return amount === null ? null : Number(amount);
  },
  differenceType: Money,
  difference: (after, before, currency) => {
    const difference = subtract(minorUnits(after), minorUnits(before));
    return difference === null ? null : money(difference, currency);
  },
});

function subtract<Value extends number | bigint>(a: Value | null, b: Value | null): Value | null {
  if (a === null || b === null) return null;
  return (typeof a === 'bigint' ? a - (b as bigint) : a - (b as number)) as Value;
}

/** The measures that bookings and invoices share. */
export const commonMeasures = (records: string, users: string) => ({
  count: numberMeasure(
    'count',
    { type: Int, description: `Number of ${records}.`, isAdditive: true },
    ({ count }) => count,
  ),
  users: numberMeasure(
    'users',
    {
      type: Int,
      description:
        `Number of different ${users}. Not additive: a user counts once in each row. ` +
        'Computed only if selected, because it is the slowest measure.',
      needs: 'users',
    },
    ({ users: distinct }) => distinct ?? null,
  ),
});

/** Adds a field for each measure to a type. */
export const MeasureFields =
  (measures: Measures): ClassDecorator =>
  ({ prototype }) => {
    for (const [name, { type, description, isNullable = false }] of Object.entries(measures)) {
      Field(() => type, { description, nullable: isNullable })(prototype as object, name);
      Shared()(prototype as object, name);
    }
  };

/** Adds the share of each measure to a type. */
export const ShareFields =
  (measures: Measures): ClassDecorator =>
  ({ prototype }) => {
    for (const name of Object.keys(measures)) {
      const description = `The share of \`${name}\`, from 0 to 1. Null if all records of the period have none.`;
      Field(() => Float, { description, nullable: true })(prototype as object, name);
      Shared()(prototype as object, name);
    }
  };

export const measureValues = (measures: Measures, totals: RowTotals, currency: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(measures).map(([name, { value }]) => [name, value(totals, currency)]));

export const measuresThat = (measures: Measures, test: (measure: Measure) => boolean): Measures =>
  Object.fromEntries(Object.entries(measures).filter(([, measure]) => test(measure)));

/** The measures that have a share. */
export const sharedMeasures = (measures: Measures): Measures =>
  measuresThat(measures, ({ isAdditive }) => isAdditive === true);

/** The measures that can be computed from the start of a range on. Users who come again would count twice. */
export const runningMeasures = (measures: Measures): Measures =>
  measuresThat(measures, ({ needs }) => needs !== 'users');

/** `cancellationRate` as the value of an enum. */
export const constantName = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
