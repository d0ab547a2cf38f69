import type { DataSource } from 'typeorm';
import { periodOfSql } from '../../src/platform/database/period-sql';
import { join, raw, type Sql, sql } from '../../src/platform/database/sql';
import type { Edges } from '../../src/platform/graphql/month-range';

export interface RawFigures {
  readonly table: string;
  readonly at: string;
  readonly statuses: readonly string[];
  readonly sum: string;
}

type Statements = Record<string, Sql>;

const inStatuses = ({ statuses }: RawFigures): Sql => sql`status IN (${join(statuses)})`;

/** Number and sum of the rows by month, computed from the rows: in one scan of all rows, or month by month. */
export const rawTotalsSql = (figures: RawFigures, range: Edges): Statements => ({
  'one scan': grouped(figures, range, sql`COUNT(*) AS found, SUM(${raw(figures.sum)}) AS amount`),
  'month by month': byMonth(figures, range, sql`COUNT(*) AS found, SUM(${raw(figures.sum)}) AS amount`),
});

/** Number of distinct users in each month. */
export function distinctUsersSql(figures: RawFigures, range: Edges): Statements {
  const { table, at } = figures;
  const month = periodOfSql(at, range.edgesMs);
  return {
    'one scan': grouped(figures, range, sql`COUNT(DISTINCT userId) AS people`),
    'month by month': byMonth(figures, range, sql`COUNT(DISTINCT userId) AS people`),
    'pairs first': sql`SELECT place, COUNT(*) AS people FROM (SELECT DISTINCT ${month.index} AS place, userId FROM ${raw(table)} WHERE organizationId = 1 AND ${inStatuses(figures)} AND ${month.within}) pairs GROUP BY place`,
  };
}

function grouped(figures: RawFigures, range: Edges, select: Sql): Sql {
  const month = periodOfSql(figures.at, range.edgesMs);
  return sql`SELECT ${month.index} AS place, ${select} FROM ${raw(figures.table)} WHERE organizationId = 1 AND ${inStatuses(figures)} AND ${month.within} GROUP BY place`;
}

const byMonth = (figures: RawFigures, range: Edges, select: Sql): Sql =>
  join(
    range.edgesMs
      .slice(1)
      .map(
        (_month, index) =>
          sql`SELECT ${raw(index)} AS place, ${select} FROM ${raw(figures.table)} WHERE organizationId = 1 AND ${inStatuses(figures)} AND ${raw(figures.at)} >= ${range.edgesMs[index]!} AND ${raw(figures.at)} < ${range.edgesMs[index + 1]!}`,
      ),
    ' UNION ALL ',
  );

const name = 'bench_covering';

/**
 * Creates an index for the duration of `work` only, because it could change the plans of the product's statements.
 */
export async function withIndex<T>(dataSource: DataSource, on: string | null, work: () => Promise<T>): Promise<T> {
  if (on === null) return work();
  const table = on.split(' ')[0];
  const drop = `DROP INDEX IF EXISTS ${name}${dataSource.options.type === 'mysql' ? ` ON ${table}` : ''}`;
  await dataSource.query(drop);
  await dataSource.query(`CREATE INDEX ${name} ON ${on}`);
  return work().finally(() => dataSource.query(drop));
}
