import type { DataSource } from 'typeorm';
import { because } from '../../error-reasons';
import { AppError } from '../../errors';
import { query } from '../../platform/database/query';
import { raw, sql } from '../../platform/database/sql';
import { dataScope } from '../../platform/graphql/data-scope';
import { cached, type Operation } from '../../platform/graphql/operation';
import { compareByCodePoint, fold } from '../../platform/text/fold';
import type { Viewer } from '../../viewer';
import { type Lookup, type LookupArgs, type LookupValue, maxValuesListed, maxValuesSearched } from './lookup.types';
import { type LookupFieldDefinition, lookupFields } from './lookup-fields';

const rowsPerBatch = 10_000;

/** Lists the distinct values of fields, within the scope of the viewer. */
export class LookupRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Lookups of one field share a statement within the operation, whatever they search for.
   *
   * @throws LIMIT_REACHED for lists with too many different values.
   */
  async list(operation: Operation, { field, search, first }: LookupArgs): Promise<Lookup> {
    const { viewer } = operation;
    const definition: LookupFieldDefinition = lookupFields[field];
    const part = fold(search ?? '').trim();
    const limit = part === '' ? maxValuesListed + 1 : maxValuesSearched;
    const all = await (definition.isList
      ? cached(operation, `lookup ${field}`, () => this.countListed(viewer, definition))
      : cached(operation, `lookup ${field} ${limit}`, () => this.countTexts(viewer, definition, limit)));
    const folded = part === '' ? [] : cached(operation, `folded ${field}`, () => all.map(({ value }) => fold(value)));
    const found = part === '' ? all : all.filter((_value, index) => folded[index]!.includes(part));
    return {
      values: found.slice(0, first),
      hasMore: found.length > first,
      scope: dataScope(definition.scopeOf(viewer).onlyUserId),
    };
  }

  private async countTexts(
    viewer: Viewer,
    { table, alias, column, condition }: LookupFieldDefinition,
    limit: number,
  ): Promise<LookupValue[]> {
    const text = raw(`${alias}.${column}`);
    // Greater than the empty text: neither that nor null.
    const rows = await query<{ value: string; records: number | string }>(
      this.dataSource,
      sql`SELECT ${text} AS value, COUNT(*) AS records FROM ${raw(`${table} ${alias}`)} WHERE ${condition(viewer).sql} AND ${text} > '' GROUP BY ${text} ORDER BY records DESC, value LIMIT ${raw(limit)}`,
    );
    return rows.map(({ value, records }) => ({ value, count: Number(records) }));
  }

  /** Counts in memory: no two engines read the same texts from JSON, and none can use an index for it. */
  private async countListed(
    viewer: Viewer,
    { table, alias, column, condition }: LookupFieldDefinition,
  ): Promise<LookupValue[]> {
    const counts = new Map<string, number>();
    const [id, list] = [raw(`${alias}.id`), raw(`${alias}.${column}`)];
    for (let lastId = 0, length = rowsPerBatch; length === rowsPerBatch;) {
      const rows = await query<{ id: number; list: string }>(
        this.dataSource,
        sql`SELECT ${id} AS id, ${list} AS list FROM ${raw(`${table} ${alias}`)} WHERE ${condition(viewer).sql} AND ${id} > ${lastId} AND ${list} <> '[]' ORDER BY ${id} LIMIT ${raw(rowsPerBatch)}`,
      );
      for (const row of rows)
        for (const value of new Set(JSON.parse(row.list) as string[])) counts.set(value, (counts.get(value) ?? 0) + 1);
      if (counts.size > maxValuesSearched)
        throw new AppError(
          'LIMIT_REACHED',
          `This field has more than ${maxValuesSearched} different values.`,
          because('TOO_MANY_DIFFERENT', { max: maxValuesSearched }),
        );
      lastId = rows.at(-1)?.id ?? 0;
      length = rows.length;
    }
    return [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || compareByCodePoint(a.value, b.value));
  }
}
