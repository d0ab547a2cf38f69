import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

type Value = string | number;

/** A WHERE clause put together from fixed SQL; only values come from outside, and they are bound. */
export class Condition {
  private readonly parts: string[] = [];
  readonly parameters: Value[] = [];

  get sql(): string {
    return this.parts.join(' AND ');
  }

  add(sql: string, ...values: Value[]): this {
    this.parts.push(sql);
    this.parameters.push(...values);
    return this;
  }

  /** An empty list allows nothing (SQL has no empty IN); an absent one allows everything. */
  oneOf(column: string, values: readonly Value[] | null | undefined): this {
    if (!values) return this;
    return this.add(values.length > 0 ? `${column} IN (${values.map(() => '?').join(', ')})` : '1 = 0', ...values);
  }

  within(column: string, range: { from?: Date | null; before?: Date | null } | null | undefined): this {
    if (range?.from) this.add(`${column} >= ?`, range.from.getTime());
    if (range?.before) this.add(`${column} < ?`, range.before.getTime());
    return this;
  }

  /** Text that holds `part`, whatever the case; the column holds lower case. */
  containing(column: string, part: string | null | undefined): this {
    if (!part) return this;
    return this.add(`${column} LIKE ? ESCAPE '!'`, `%${part.normalize('NFC').toLowerCase().replace(/[!%_]/g, '!$&')}%`);
  }

  /** The same for a query builder, whose parameters have names. */
  applyTo<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>): SelectQueryBuilder<Row> {
    const named: Record<string, Value> = {};
    let next = 0;
    const sql = this.sql.replace(/\?/g, () => {
      named[`value${next}`] = this.parameters[next]!;
      return `:value${next++}`;
    });
    return query.where(sql, named);
  }
}
