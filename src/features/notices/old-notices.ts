import type { DataSource } from 'typeorm';
import { deleteInBatches } from '../../platform/database/delete-in-batches';
import { dialectOf } from '../../platform/database/dialect';
import { raw, sql } from '../../platform/database/sql';

const keptMs = 30 * 86_400_000;

/**
 * Deletes mails a month after they were sent or given up. The audit log keeps the failures. Returns the number deleted.
 */
export function deleteOldNotices(dataSource: DataSource): Promise<number> {
  const before = sql`${dialectOf(dataSource).nowMs} - ${raw(keptMs)}`;
  // `dueAt` is indexed, and no mail ends before it is due.
  return deleteInBatches(
    dataSource,
    'notices',
    sql`state IN ('SENT', 'FAILED') AND dueAt < ${before} AND endedAt < ${before}`,
  );
}
