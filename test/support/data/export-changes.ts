import type { DataSource } from 'typeorm';
import { dialectOf } from '../../../src/platform/database/dialect';
import { raw, type Sql, type SqlValue } from '../../../src/platform/database/sql';
import { changeRows, readColumn, readRows } from '../databases/rows';

type Changes = Readonly<Record<string, SqlValue | Sql>>;

/** Changes an export or import as its worker does: watchers are notified. */
const changeJob =
  (table: 'exports' | 'imports') =>
  (dataSource: DataSource, id: number | string, changes: Changes = {}): Promise<number> =>
    changeRows(
      dataSource,
      table,
      { id },
      { version: raw('version + 1'), updatedAt: dialectOf(dataSource).nowMs, ...changes },
    );

export const changeExport = changeJob('exports');
export const changeImport = changeJob('imports');

/** What a worker writes at each stage of an export, without making a file. */
export const stages = {
  running: (rowsDone: number | Sql): Changes => ({ state: 'RUNNING', rowsTotal: 20, rowsDone }),
  completed: (expiresAt: number): Changes => ({
    state: 'COMPLETED',
    activeKey: null,
    fileKey: 'x',
    fileName: 'x.csv',
    fileBytes: 1,
    fileRows: 1,
    fileSha256: 'x',
    finishedAt: 1,
    expiresAt,
  }),
  failed: { state: 'FAILED', failureCode: 'INTERNAL', activeKey: null },
  /** The worker was killed. */
  abandoned: { state: 'RUNNING', attempt: 1, leaseOwner: 'gone', leaseUntil: 0 },
} as const;

/** Ends the leases of exports or mails, of one or of all: another worker may claim them. */
export const expireLeases = (
  dataSource: DataSource,
  table: 'exports' | 'notices',
  id?: number | string,
): Promise<number> => changeRows(dataSource, table, id === undefined ? {} : { id }, { leaseUntil: 0 });

/** The row of an export. */
export const readExportRow = async (dataSource: DataSource, id: number | string): Promise<any> =>
  (await readRows(dataSource, 'exports', { id }))[0];

export const auditActions = (dataSource: DataSource, exportId: number | string): Promise<string[]> =>
  readColumn(dataSource, 'audit_events', 'action', { exportId });
