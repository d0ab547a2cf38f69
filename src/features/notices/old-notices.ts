import type { DataSource } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect';
import { placeholders } from '../../platform/database/placeholders';
import { transact } from '../../platform/database/transaction';

const keptMs = 30 * 86_400_000;
const batchSize = 500;

/** Deletes mails a month after they were sent or given up: the audit log tells of those that failed. In batches, so that nobody waits long for it. Returns how many. */
export async function deleteOldNotices(dataSource: DataSource): Promise<number> {
  const before = `${dialectOf(dataSource).nowMs} - ${keptMs}`;
  for (let deleted = 0; ; ) {
    // None ends before it is due: `dueAt` is what has an index.
    const old: { id: number }[] = await dataSource.query(`SELECT id FROM notices WHERE state IN ('SENT', 'FAILED') AND dueAt < ${before} AND endedAt < ${before} LIMIT ${batchSize}`);
    if (old.length === 0) return deleted;
    await transact(dataSource, (manager) => manager.query(`DELETE FROM notices WHERE id IN (${placeholders(old)})`, old.map(({ id }) => id)));
    deleted += old.length;
  }
}
