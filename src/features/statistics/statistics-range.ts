import type { QueryRows } from '../../platform/database/query-rows';
import { join, raw, type Sql, sql } from '../../platform/database/sql';
import type { RecordScope } from '../auth/scopes';
import type { DayBasis } from '../rollups/daily-totals';
import type { StatisticsDefinition } from './definitions/statistics-definition';

interface CountedRecords {
  readonly definition: Pick<StatisticsDefinition, 'table' | 'alias' | 'instants' | 'countedStatuses' | 'condition'>;
  readonly scope: RecordScope;
}

interface InstantBounds {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** The first and the last instant of the records that count, on each basis that has any. */
export async function readRanges(
  run: QueryRows,
  counted: readonly CountedRecords[],
): Promise<Partial<Record<DayBasis, InstantBounds>>> {
  const bounds = counted.flatMap(boundsOf);
  const [values] = await run(
    sql`SELECT ${join(bounds.map(({ statement }, index) => sql`(${statement}) AS bound${raw(index)}`))}`,
  );
  const ranges: Partial<Record<DayBasis, InstantBounds>> = {};
  for (const [index, { basis }] of bounds.entries()) {
    if (values![index] === null) continue;
    const atMs = Number(values![index]);
    const { firstMs, lastMs } = ranges[basis] ?? { firstMs: atMs, lastMs: atMs };
    ranges[basis] = { firstMs: Math.min(firstMs, atMs), lastMs: Math.max(lastMs, atMs) };
  }
  return ranges;
}

/** A statement for each bound and status: only then does SQLite read a single entry of an index. */
const boundsOf = ({
  definition: { table, alias, instants, countedStatuses, condition },
  scope,
}: CountedRecords): { basis: DayBasis; statement: Sql }[] =>
  Object.entries(instants).flatMap(([basis, instant]) =>
    countedStatuses.flatMap((status) =>
      ['MIN', 'MAX'].map((bound) => ({
        basis: basis as DayBasis,
        statement: sql`SELECT ${raw(`${bound}(${alias}.${instant}) FROM ${table} ${alias}`)} WHERE ${condition(scope).sql} AND ${raw(alias)}.status = ${status}`,
      })),
    ),
  );
