import type { EntityManager } from 'typeorm';
import type { Queryable } from '../../../platform/database/query';
import { isAnyRevoked, listUsersOf, lockUsersRights } from '../../auth/revoked-credentials';
import { ExportDataset } from '../../exports/datasets';
import type { Import } from '../record/import.entity';
import { credentialsOf } from '../record/import-actors';
import { ImportRefused } from './import-refused';

/** @throws ImportRefused if an access token or session that had a part in the import was revoked. */
export async function assertNotRevoked(database: Queryable, row: Import): Promise<void> {
  if (await isAnyRevoked(database, credentialsOf(row)))
    throw new ImportRefused(
      'CREDENTIAL_REVOKED',
      'An access token or session was revoked that had a part in this import. Import the file again.',
    );
}

/**
 * Locks the users who had a part in the import until the transaction ends. So a revocation waits for what is written, or
 * nothing is written after it. `changedIds` are the records that the transaction writes.
 *
 * @throws ImportRefused as `assertNotRevoked` does.
 */
export async function lockImportRights(
  manager: EntityManager,
  row: Import,
  changedIds: readonly number[],
): Promise<void> {
  const { organizationId, requestedById, appliedById, dataset } = row;
  const owners = await listUsersOf(manager, credentialsOf(row));
  const userIds = [...new Set([...owners, requestedById, ...(appliedById === null ? [] : [appliedById])])];
  const changesThem = dataset === ExportDataset.USERS && userIds.some((id) => changedIds.includes(id));
  await lockUsersRights(manager, organizationId, userIds, changesThem ? 'EXCLUSIVE' : 'SHARED');
  await assertNotRevoked(manager, row);
}
