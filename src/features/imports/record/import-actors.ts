import type { Actor } from '../../auth/account-rights';
import { isSession } from '../../auth/credentials';
import type { Import } from './import.entity';

/** The user with whose rights a worker checks the file. */
export const requesterOf = ({ organizationId, requestedById, requestLimit, requestCredential }: Import): Actor => ({
  organizationId,
  userId: requestedById,
  permissionLimit: requestLimit,
  credential: requestCredential,
});

/** The user with whose rights a worker applies the plan. */
export const applierOf = (row: Import): Actor =>
  row.appliedById === null
    ? requesterOf(row)
    : {
        organizationId: row.organizationId,
        userId: row.appliedById,
        permissionLimit: row.applyLimit,
        credential: row.applyCredential,
      };

/**
 * The stored limits of an import after another credential has changed it: the file and the mapping decide what the
 * import does with the rights of its requester.
 */
export function narrowed(
  { requestLimit, requestCredential }: Import,
  { permissionLimit: limit, credential }: Pick<Actor, 'permissionLimit' | 'credential'>,
): { requestLimit: string | null; requestCredential: string } {
  const both = requestLimit && limit ? requestLimit.filter((each) => limit.includes(each)) : (requestLimit ?? limit);
  return {
    requestLimit: both && JSON.stringify(both),
    requestCredential: isSession(requestCredential) ? credential : requestCredential,
  };
}
