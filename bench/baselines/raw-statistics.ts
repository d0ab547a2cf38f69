import type { DataSource } from 'typeorm';
import { monthOfSql } from '../../src/platform/database/month-sql';
import type { MonthRange } from '../../src/platform/time/month-range';

export interface RawFigures {
  readonly table: string;
  readonly at: string;
  readonly statuses: readonly string[];
  readonly sum: string;
}

type Statements = Record<string, readonly [sql: string, parameters: (string | number)[]]>;

const inStatuses = ({ statuses }: RawFigures): string =>
  `status IN (${statuses.map((status) => `'${status}'`).join(', ')})`;

/** Rows and their sum by month, read off the rows: in one walk through all of them, or month by month. */
export const rawTotalsSql = (raw: RawFigures, range: MonthRange): Statements => ({
  'one walk': grouped(raw, range, `COUNT(*) AS found, SUM(${raw.sum}) AS amount`),
  'month by month': byMonth(raw, range, `COUNT(*) AS found, SUM(${raw.sum}) AS amount`),
});

/** How many users there are in each month. */
export function distinctUsersSql(raw: RawFigures, range: MonthRange): Statements {
  const { table, at } = raw;
  const month = monthOfSql(at, range.edgesMs);
  return {
    'one walk': grouped(raw, range, 'COUNT(DISTINCT userId) AS people'),
    'month by month': byMonth(raw, range, 'COUNT(DISTINCT userId) AS people'),
    'pairs first': [
      `SELECT place, COUNT(*) AS people FROM (SELECT DISTINCT ${month.expression} AS place, userId FROM ${table} WHERE organizationId = 1 AND ${inStatuses(raw)} AND ${month.within}) pairs GROUP BY place`,
      [...month.parameters, ...month.bounds],
    ],
  };
}

function grouped(raw: RawFigures, range: MonthRange, figures: string): Statements[string] {
  const month = monthOfSql(raw.at, range.edgesMs);
  return [
    `SELECT ${month.expression} AS place, ${figures} FROM ${raw.table} WHERE organizationId = 1 AND ${inStatuses(raw)} AND ${month.within} GROUP BY place`,
    [...month.parameters, ...month.bounds],
  ];
}

const byMonth = (raw: RawFigures, range: MonthRange, figures: string): Statements[string] => [
  range.months
    .map(
      (_month, place) =>
        `SELECT ${place} AS place, ${figures} FROM ${raw.table} WHERE organizationId = 1 AND ${inStatuses(raw)} AND ${raw.at} >= ${range.edgesMs[place]} AND ${raw.at} < ${range.edgesMs[place + 1]}`,
    )
    .join(' UNION ALL '),
  [],
];

const name = 'bench_covering';

/**
 * Only while it is needed: with one more index to choose from, the product's own statements would not be what they are.
 */
export async function withIndex<T>(dataSource: DataSource, on: string | null, work: () => Promise<T>): Promise<T> {
  if (on === null) return work();
  const table = on.split(' ')[0];
  const drop = `DROP INDEX IF EXISTS ${name}${dataSource.options.type === 'mysql' ? ` ON ${table}` : ''}`;
  await dataSource.query(drop);
  await dataSource.query(`CREATE INDEX ${name} ON ${on}`);
  return work().finally(() => dataSource.query(drop));
}
