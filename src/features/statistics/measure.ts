import { Field, Int } from 'type-graphql';
import { Shared } from '../../platform/graphql/audience';

/** The totals of one row that its measures are made of. */
export interface RowTotals {
  readonly count: number;
  /** Milliseconds of bookings, minor units of invoices. */
  readonly amount: bigint;
  /** Undefined if not requested. */
  readonly users?: number | undefined;
}

/** A column of a measure in CSV. */
interface MeasureColumn {
  readonly name: string;
  /** The field of the measure's type that the column holds; absent if the measure is a scalar. */
  readonly subfield?: string;
  readonly isNumber: boolean;
}

/** A measure of statistics. The field of a row and the CSV columns derive from this one definition. */
interface Measure {
  readonly type: object;
  readonly description: string;
  /** Absent: one column of numbers, named like the field. */
  readonly columns?: readonly MeasureColumn[];
  value(totals: RowTotals, currency: string): unknown;
}

/** Measures by the name of their field, in the order of the CSV columns. */
export type Measures = Readonly<Record<string, Measure>>;

/** The measures that bookings and invoices share. */
export const commonMeasures = (records: string, users: string) =>
  ({
    count: { type: Int, description: `Number of ${records}.`, value: ({ count }) => count },
    users: {
      type: Int,
      description:
        `Number of different ${users}. Not additive: a user counts once in each row. ` +
        'Computed only if selected, because it is the slowest measure.',
      value: ({ users: distinct }) => distinct,
    },
  }) satisfies Measures;

/** Adds a field for each measure to the type of a row. */
export const MeasureFields =
  (measures: Measures): ClassDecorator =>
  ({ prototype }) => {
    for (const [name, { type, description }] of Object.entries(measures)) {
      Field(() => type, { description })(prototype as object, name);
      Shared()(prototype as object, name);
    }
  };

export const measureValues = (measures: Measures, totals: RowTotals, currency: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(measures).map(([name, { value }]) => [name, value(totals, currency)]));
