import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { fold } from '../text/fold';
import { join, raw, type Sql, sql, type SqlValue } from './sql';

type Value = string | number;

interface WholeRange {
  readonly eq?: bigint | number | null;
  readonly gte?: bigint | number | null;
  readonly lte?: bigint | number | null;
}

/** A whole number as a decimal: SQLite would sort texts after all numbers, and MySQL would compare doubles. */
export const decimal = (value: bigint | number): Sql => sql`CAST(${value.toString()} AS DECIMAL(38, 0))`;

/** The bounds of a range, inclusive. */
export const boundsOf = ({ eq, gte, lte }: WholeRange) => ({
  from: eq ?? gte ?? undefined,
  to: eq ?? lte ?? undefined,
});

/** A WHERE clause of conditions joined by AND. Column names are constants of the code. */
export class Condition {
  private readonly parts: Sql[] = [];
  /** Whether it scans many rows however few match: evaluate it as rarely as possible. */
  isExpensive = false;

  get sql(): Sql {
    return this.isEmpty ? always : join(this.parts, ' AND ');
  }

  get isEmpty(): boolean {
    return this.parts.length === 0;
  }

  add(part: Sql): this {
    this.parts.push(part);
    return this;
  }

  and(other: Condition): this {
    if (other.isExpensive) this.isExpensive = true;
    this.parts.push(...other.parts);
    return this;
  }

  /** An empty list matches nothing (SQL has no empty IN); an absent list matches everything. */
  in(column: string, values: readonly Value[] | null | undefined): this {
    if (!values) return this;
    return this.add(values.length > 0 ? sql`${raw(column)} IN (${join(values)})` : never);
  }

  /** A condition that is never NULL, or its opposite; an absent flag matches everything. */
  is(condition: string, flag: boolean | null | undefined): this {
    if (flag === undefined || flag === null) return this;
    return this.add(raw(flag ? condition : `NOT (${condition})`));
  }

  /** Matches if one of the conditions does. An empty list matches nothing; an absent one matches everything. */
  anyOf(conditions: readonly Condition[] | null | undefined): this {
    if (!conditions) return this;
    if (conditions.some(({ isExpensive }) => isExpensive)) this.isExpensive = true;
    if (conditions.length === 0) return this.add(never);
    return this.add(
      sql`(${join(
        conditions.map((each) => sql`(${each.sql})`),
        ' OR ',
      )})`,
    );
  }

  /** Matches if the condition does not, also where it is NULL. */
  not(condition: Condition | null | undefined): this {
    if (!condition) return this;
    if (condition.isExpensive) this.isExpensive = true;
    return this.add(sql`(${condition.sql}) IS NOT TRUE`);
  }

  /** `select` ends in WHERE; `inner` follows it. */
  inSubquery(column: string, select: Sql, inner: Condition): this {
    if (inner.isExpensive) this.isExpensive = true;
    return this.add(sql`${raw(column)} IN (${select} ${inner.sql})`);
  }

  /**
   * Matches a stored JSON list of texts or of numbers that contains one of the values. Does not use LIKE, which ignores
   * the case of ASCII letters on SQLite.
   */
  jsonContainsAny(column: string, values: readonly Value[] | null | undefined): this {
    if (!values) return this;
    if (values.length === 0) return this.add(never);
    const stored = raw(column);
    const found = values.map((value) => {
      const item = JSON.stringify(value);
      // A quote within a text is escaped, and a quote before a comma ends a text or is the whole text, so no other text
      // contains the item.
      const [before, after] = typeof value === 'string' ? ['",', ',"'] : [',', ','];
      const last = `,${item}]`;
      return sql`${stored} = ${`[${item}]`} OR INSTR(${stored}, ${`[${item},`}) = 1 OR INSTR(${stored}, ${before + item + after}) > 0 OR SUBSTR(${stored}, ${-[...last].length}) = ${last}`;
    });
    return this.add(sql`(${join(found, ' OR ')})`);
  }

  /**
   * Matches a stored JSON object whose property is one of the texts, or null if it is absent. A quote within a text is
   * escaped, so no text contains the start of a property.
   */
  jsonPropertyIn(column: string, key: string, values: readonly (string | null)[]): this {
    const starts = (start: string): Sql =>
      sql`(INSTR(${raw(column)}, ${`{${start}`}) = 1 OR INSTR(${raw(column)}, ${`,${start}`}) > 0)`;
    const property = `${JSON.stringify(key)}:`;
    const found = values.map((value) =>
      value === null ? sql`NOT ${starts(`${property}"`)}` : starts(property + JSON.stringify(value)),
    );
    return this.add(found.length > 0 ? sql`(${join(found, ' OR ')})` : never);
  }

  between(column: string, range: { from?: Date | null; before?: Date | null } | null | undefined): this {
    if (range?.from) this.add(sql`${raw(column)} >= ${range.from.getTime()}`);
    if (range?.before) this.add(sql`${raw(column)} < ${range.before.getTime()}`);
    return this;
  }

  /** Matches whole numbers of any size within the range. The column is a whole number. */
  wholeBetween(column: string, range: WholeRange | null | undefined): this {
    if (!range) return this;
    const { from, to } = boundsOf(range);
    if (from !== undefined) this.add(sql`${raw(column)} >= ${decimal(from)}`);
    if (to !== undefined) this.add(sql`${raw(column)} <= ${decimal(to)}`);
    return this;
  }

  /** Matches a number within the range after it is divided by the unit and rounded down. */
  unitsBetween(expression: string, unit: number, range: WholeRange | null | undefined): this {
    if (!range) return this;
    const { from, to } = boundsOf(range);
    if (from !== undefined) this.add(sql`${raw(expression)} >= ${decimal(BigInt(from) * BigInt(unit))}`);
    if (to !== undefined) this.add(sql`${raw(expression)} < ${decimal((BigInt(to) + 1n) * BigInt(unit))}`);
    return this;
  }

  /** Matches texts that contain `part`, regardless of case. The column contains folded texts. */
  containing(column: string, part: string | null | undefined): this {
    const folded = fold(part ?? '').trim();
    return folded === '' ? this : this.add(sql`INSTR(${raw(column)}, ${folded}) > 0`);
  }

  applyTo<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>): SelectQueryBuilder<Row> {
    const { text, named } = withNames(this.sql, 'value');
    return query.where(text, named);
  }
}

const always = raw('1 = 1');
const never = raw('1 = 0');

/** The same SQL for a query builder, whose parameters have names: the prefix and a number. */
export function withNames(
  { strings, values }: Sql,
  prefix: string,
): { readonly text: string; readonly named: Record<string, SqlValue> } {
  return {
    text: strings.reduce((text, following, index) => `${text}:${prefix}${index - 1}${following}`),
    named: Object.fromEntries(values.map((value, index) => [`${prefix}${index}`, value])),
  };
}
