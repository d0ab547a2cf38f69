import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { fold } from '../text/fold';
import { placeholders } from './placeholders';

type Value = string | number;

/** A WHERE clause put together from fixed SQL; only values come from outside, and they are bound. */
export class Condition {
  private readonly parts: string[] = [];
  readonly parameters: Value[] = [];
  /** It looks at far more rows than those it is asked about, however few they are: to be asked seldom. */
  isExpensive = false;

  get sql(): string {
    return this.parts.join(' AND ');
  }

  add(sql: string, ...values: Value[]): this {
    this.parts.push(sql);
    this.parameters.push(...values);
    return this;
  }

  /** An empty list allows nothing (SQL has no empty IN); an absent one allows everything. */
  in(column: string, values: readonly Value[] | null | undefined): this {
    if (!values) return this;
    return this.add(values.length > 0 ? `${column} IN (${placeholders(values)})` : '1 = 0', ...values);
  }

  /** `select` ends in WHERE; `inner` follows. */
  inSubquery(column: string, select: string, inner: Condition): this {
    if (inner.isExpensive) this.isExpensive = true;
    return this.add(`${column} IN (${select} ${inner.sql})`, ...inner.parameters);
  }

  /**
   * A JSON list of texts, or of numbers, as it is stored, that holds one of the values. Not by LIKE: SQLite's ignores
   * the case of ASCII.
   */
  jsonContainsAny(column: string, values: readonly Value[] | null | undefined): this {
    if (!values) return this;
    if (values.length === 0) return this.add('1 = 0');
    const found: string[] = [];
    const parameters: Value[] = [];
    for (const value of values) {
      const item = JSON.stringify(value);
      // Quotes within a text are escaped, and one in front of a comma ends a text or is the whole of it: no other text
      // looks like the item.
      const [before, after] = typeof value === 'string' ? ['",', ',"'] : [',', ','];
      const last = `,${item}]`;
      found.push(`${column} = ? OR INSTR(${column}, ?) = 1 OR INSTR(${column}, ?) > 0 OR SUBSTR(${column}, ?) = ?`);
      parameters.push(`[${item}]`, `[${item},`, before + item + after, -[...last].length, last);
    }
    return this.add(`(${found.join(' OR ')})`, ...parameters);
  }

  between(column: string, range: { from?: Date | null; before?: Date | null } | null | undefined): this {
    if (range?.from) this.add(`${column} >= ?`, range.from.getTime());
    if (range?.before) this.add(`${column} < ?`, range.before.getTime());
    return this;
  }

  /** Text that holds `part`, whatever the case; the column holds folded texts. */
  containing(column: string, part: string | null | undefined): this {
    const folded = fold(part ?? '').trim();
    return folded === '' ? this : this.add(`INSTR(${column}, ?) > 0`, folded);
  }

  /** The same for a query builder. */
  applyTo<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>): SelectQueryBuilder<Row> {
    const { sql, named } = withNames(this, 'value');
    return query.where(sql, named);
  }
}

/** The same SQL for a query builder, whose parameters have names: this prefix and a number. */
export function withNames(
  { sql, parameters }: { readonly sql: string; readonly parameters: readonly Value[] },
  prefix: string,
): { sql: string; named: Record<string, Value> } {
  const named: Record<string, Value> = {};
  let next = 0;
  const renamed = sql.replace(/\?/g, () => {
    named[`${prefix}${next}`] = parameters[next]!;
    return `:${prefix}${next++}`;
  });
  return { sql: renamed, named };
}
