import type { DataSource } from 'typeorm';
import { deleteInBatches } from '../../platform/database/delete-in-batches';
import { dialectOf } from '../../platform/database/dialect';
import { raw, sql } from '../../platform/database/sql';

/**
 * Deletes audit events of all organizations that are older than `keepMs` by the database's clock; 0 keeps them forever.
 * Returns the number of deleted events.
 */
export async function deleteOldAuditEvents(dataSource: DataSource, keepMs: number): Promise<number> {
  return keepMs === 0
    ? 0
    : deleteInBatches(dataSource, 'audit_events', sql`happenedAt < ${dialectOf(dataSource).nowMs} - ${raw(keepMs)}`);
}
