import type { DataSource } from 'typeorm';
import { deleteInBatches } from '../../platform/database/delete-in-batches';
import { dialectOf } from '../../platform/database/dialect';
import { raw, sql } from '../../platform/database/sql';

/**
 * Deletes audit events of every organization that are older than this, by the database's clock; 0 keeps them for ever.
 * Returns how many.
 */
export async function deleteOldAuditEvents(dataSource: DataSource, keepMs: number): Promise<number> {
  return keepMs === 0
    ? 0
    : deleteInBatches(dataSource, 'audit_events', sql`happenedAt < ${dialectOf(dataSource).nowMs} - ${raw(keepMs)}`);
}
