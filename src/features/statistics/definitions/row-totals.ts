/** A number of records, and the sum of their amounts: milliseconds of bookings, minor units of invoices. */
export interface Sum {
  readonly count: number;
  readonly amount: bigint;
}

/** The totals that the measures of a row are made of: of the records that count, and of others. */
export interface RowTotals extends Sum {
  /** Of records that do not count, by field of `excluded`. A field is absent if there are none or if not requested. */
  readonly excluded: Readonly<Record<string, Sum>>;
  /** The number of different users. Absent if not requested. */
  readonly users?: number | undefined;
}

const noRecords: Sum = { count: 0, amount: 0n };
export const noTotals: RowTotals = { ...noRecords, excluded: {}, users: 0 };

export const excludedSum = ({ excluded }: RowTotals, field: string): Sum => excluded[field] ?? noRecords;

const addSums = (a: Sum, b: Sum): Sum => ({ count: a.count + b.count, amount: a.amount + b.amount });

/** Adds everything but the users, who are not additive. */
export function addTotals(a: RowTotals, b: RowTotals): RowTotals {
  const excluded: Record<string, Sum> = { ...a.excluded };
  for (const [field, sum] of Object.entries(b.excluded)) excluded[field] = addSums(excludedSum(a, field), sum);
  return { ...addSums(a, b), excluded, users: a.users };
}

export const isNothing = ({ count, excluded }: RowTotals): boolean =>
  count === 0 && Object.values(excluded).every((sum) => sum.count === 0);
