import type { Actor } from '../../auth/account-rights';
import type { PermissionLimit } from '../../auth/permissions';
import type { Import } from './import.entity';

/** The user with whose rights a worker checks the file. */
export const requesterOf = ({ organizationId, requestedById, requestLimit }: Import): Actor => ({
  organizationId,
  userId: requestedById,
  permissionLimit: requestLimit,
});

/** The user with whose rights a worker applies the plan. */
export const applierOf = (row: Import): Actor =>
  row.appliedById === null
    ? requesterOf(row)
    : { organizationId: row.organizationId, userId: row.appliedById, permissionLimit: row.applyLimit };

/**
 * The limit of an import after a user with another limit has changed it: the file and the mapping decide what the
 * import does with the rights of its requester.
 */
export function narrowedLimit({ requestLimit }: Import, limit: PermissionLimit): string | null {
  const narrowed =
    requestLimit && limit ? requestLimit.filter((each) => limit.includes(each)) : (requestLimit ?? limit);
  return narrowed && JSON.stringify(narrowed);
}
