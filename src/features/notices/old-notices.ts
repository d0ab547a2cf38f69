import type { DataSource } from 'typeorm';
import { deleteInBatches } from '../../platform/database/delete-in-batches';
import { dialectOf } from '../../platform/database/dialect';
import { raw, sql } from '../../platform/database/sql';

const keptMs = 30 * 86_400_000;

/**
 * Deletes mails a month after they were sent or given up: the audit log tells of those that failed. Returns how many.
 */
export function deleteOldNotices(dataSource: DataSource): Promise<number> {
  const before = sql`${dialectOf(dataSource).nowMs} - ${raw(keptMs)}`;
  // None ends before it is due: `dueAt` is what has an index.
  return deleteInBatches(
    dataSource,
    'notices',
    sql`state IN ('SENT', 'FAILED') AND dueAt < ${before} AND endedAt < ${before}`,
  );
}
