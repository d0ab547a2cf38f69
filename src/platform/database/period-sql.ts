import { raw, type Sql, sql } from './sql';

/**
 * SQL for grouping by periods, such as months. `edges` are in the unit of the column: the start of each period, and the
 * end of the last.
 */
interface PeriodSql {
  /** The index of the period (0, 1, ...) that contains the value. */
  readonly index: Sql;
  /** The condition that the value is in one of the periods. */
  readonly within: Sql;
}

export function periodOfSql(column: string, edges: readonly number[]): PeriodSql {
  return {
    index: indexSql(raw(column), edges, 0, edges.length - 2),
    within: sql`${raw(column)} >= ${edges[0]!} AND ${raw(column)} < ${edges.at(-1)!}`,
  };
}

/** A binary search, because the database would evaluate up to 1,100 branches of a flat CASE for every row. */
function indexSql(column: Sql, edges: readonly number[], low: number, high: number): Sql {
  if (low === high) return raw(low);
  const middle = (low + high + 1) >> 1;
  return sql`CASE WHEN ${column} < ${edges[middle]!} THEN ${indexSql(column, edges, low, middle - 1)} ELSE ${indexSql(column, edges, middle, high)} END`;
}
