import type { DataSource } from 'typeorm';
import { query } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import type { Lease } from '../../../platform/jobs/lease';
import type { SnapshotInfo } from '../contents/contents';
import { changeExport } from '../record/export-transitions';

/** Records the snapshot of the file and returns what was recorded. */
export const recordSnapshot = (
  dataSource: DataSource,
  { id, owner }: Lease,
  timezone: string,
  timezoneDataVersion: string,
): Promise<SnapshotInfo> =>
  transact(dataSource, async (manager) => {
    await changeExport(manager, 'recordSnapshot', id, { owner, timezone, timezoneDataVersion });
    const [{ snapshotAt }] = await query(manager, sql`SELECT snapshotAt FROM exports WHERE id = ${id}`);
    return { snapshotMs: Number(snapshotAt), timezoneDataVersion };
  });
