import type { EntityManager } from 'typeorm';
import { query } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import type { Operation } from '../../../platform/graphql/operation';
import { AuditAction } from '../../audit/audit-event.entity';
import { type AuditLog, changedDetails, doneBy } from '../../audit/audit-log';
import type { User } from '../../users/user.entity';
import { changeExport } from './export-transitions';

/**
 * Hands the exports of the organization that are under way to its new owner, in the transaction of the transfer: nobody
 * else may have them, and a request of the new owner for the whole organization joins the one that runs. Finished ones
 * belong to whoever is the owner anyway.
 */
export function exportHandover(
  auditLog: AuditLog,
): (manager: EntityManager, operation: Operation, newOwner: User) => Promise<void> {
  return async (manager, operation, newOwner) => {
    const isUnderWay = sql`state IN ('QUEUED', 'RUNNING')`;
    // Read without a lock. The old owner cannot start another: that waits for the row of the account, which the
    // transfer holds.
    const found: { id: number }[] = await query(
      manager,
      sql`SELECT id FROM exports WHERE organizationId = ${newOwner.organizationId} AND dataset = 'ORGANIZATION' AND ${isUnderWay} AND requestedById <> ${newOwner.id} ORDER BY id`,
    );
    for (const { id } of found) {
      if (await changeExport(manager, 'handOver', id, { requestedById: newOwner.id }))
        await auditLog.record(manager, {
          ...doneBy(operation, AuditAction.EXPORT_HANDED_OVER),
          exportId: id,
          details: changedDetails(newOwner.username, []),
        });
    }
  };
}
