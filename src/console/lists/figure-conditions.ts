export type Operator = 'gte' | 'lte' | 'eq';

export interface FilterableFigure {
  readonly key: string;
  readonly label: string;
  readonly kind: 'count' | 'money';
}

/** A condition on a figure. In the address of a page, it is a text such as `bookingsThisMonth.gte.1`. */
export interface FigureCondition {
  readonly figure: FilterableFigure;
  readonly operator: Operator;
  /** A whole number, or an amount in major units with a decimal point. */
  readonly amount: string;
}

/** The conditions of an address on figures that the viewer may see. */
export const readConditions = (
  texts: readonly string[],
  figures: readonly FilterableFigure[],
): readonly FigureCondition[] =>
  texts.flatMap((text) => {
    const [, key, operator, amount = ''] = /^(\w+)\.(gte|lte|eq)\.(.+)$/.exec(text) ?? [];
    const figure = figures.find((each) => each.key === key);
    return figure && isFigure(amount, figure) ? { figure, operator: operator as Operator, amount } : [];
  });

export const writeCondition = ({ figure, operator, amount }: FigureCondition): string =>
  `${figure.key}.${operator}.${amount}`;

/**
 * Whether a text is a number or an amount, as the figure is. With more decimals than the currency has, the sign before
 * them may separate thousands: 1.000 would be read as 1.
 */
export const isFigure = (text: string, { kind }: FilterableFigure, maxDecimals = 4): boolean =>
  kind === 'money'
    ? /^-?\d{1,12}(\.\d+)?$/.test(text) && (text.split('.')[1]?.length ?? 0) <= maxDecimals
    : /^\d{1,9}$/.test(text);

/** A condition as the API takes it: a number, or an amount in minor units of a currency with so many decimals. */
export function comparisonOf({ figure, operator, amount }: FigureCondition, decimals: number) {
  if (figure.kind === 'count') return { [operator]: Number(amount) };
  const [whole, fraction = ''] = amount.split('.') as [string, string?];
  return { [operator]: String(BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'))) };
}
