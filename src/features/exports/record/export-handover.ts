import type { EntityManager } from 'typeorm';
import { query } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import type { Operation } from '../../../platform/graphql/operation';
import { AuditAction } from '../../audit/audit-action';
import { changedDetails } from '../../audit/audit-details';
import { type AuditLog, doneBy } from '../../audit/audit-log';
import type { User } from '../../users/user.entity';
import { changeExport } from './export-transitions';

/**
 * Hands active ORGANIZATION exports over to the new owner, in the transaction of the ownership transfer: only the owner
 * may have them, and identical requests of the new owner join them. Finished ones need no handover, because access to
 * them follows the role.
 */
export function exportHandover(
  auditLog: AuditLog,
): (manager: EntityManager, operation: Operation, newOwner: User) => Promise<void> {
  return async (manager, operation, newOwner) => {
    const isActive = sql`state IN ('QUEUED', 'RUNNING')`;
    // Needs no lock: the old owner cannot start another export, because that waits for the row of the account, which
    // the transfer has locked.
    const found: { id: number }[] = await query(
      manager,
      sql`SELECT id FROM exports WHERE organizationId = ${newOwner.organizationId} AND dataset = 'ORGANIZATION' AND ${isActive} AND requestedById <> ${newOwner.id} ORDER BY id`,
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
