import { Condition } from '../database/condition';

type ColumnOf<Row, Value> = { [Name in keyof Row]: Row[Name] extends Value ? Name : never }[keyof Row] & string;

/** Conditions on columns of a row, joined by AND: for the database, and for rows that a feed has read. */
export class RowFilter<Row extends object> {
  /** For a query in which the row is `r`. */
  readonly condition = new Condition();
  private readonly tests: ((row: Row) => boolean)[] = [];

  /** An empty list matches nothing, an absent list everything. */
  in(column: ColumnOf<Row, string | number>, values: readonly (string | number)[] | null | undefined): this {
    this.condition.in(`r.${column}`, values);
    if (values) this.tests.push((row) => values.includes(row[column] as string | number));
    return this;
  }

  between(
    column: ColumnOf<Row, Date>,
    range: { readonly from?: Date | null; readonly before?: Date | null } | null | undefined,
  ): this {
    this.condition.between(`r.${column}`, range);
    const { from, before } = range ?? {};
    if (from) this.tests.push((row) => (row[column] as Date) >= from);
    if (before) this.tests.push((row) => (row[column] as Date) < before);
    return this;
  }

  matches(row: Row): boolean {
    return this.tests.every((test) => test(row));
  }
}

/** The filter of a list of records, which also decides what watchers of the list receive. */
export interface RecordFilter<Row extends object> {
  /** On columns that never change. */
  readonly fixed: RowFilter<Row>;
  /** On columns that change, such as the state, so that a record can enter and leave the list. */
  readonly changing: RowFilter<Row>;
}

export const matchesFilter = <Row extends object>({ fixed, changing }: RecordFilter<Row>, row: Row): boolean =>
  fixed.matches(row) && changing.matches(row);
