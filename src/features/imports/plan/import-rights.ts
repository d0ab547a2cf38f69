import type { EntityManager } from 'typeorm';
import { query, type Queryable } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import type { CredentialId } from '../../../viewer';
import { isAnyRevoked, listUsersOf, lockUsersRights } from '../../auth/revoked-credentials';
import { ExportDataset } from '../../exports/datasets';
import type { Import } from '../record/import.entity';
import { credentialsOf, type StoredCredentials, withoutIds } from '../record/import-actors';
import { ImportRefused, LeaseLost } from './import-refused';

async function readCredentials(database: Queryable, { id }: Import): Promise<StoredCredentials> {
  const [row] = await query<Omit<StoredCredentials, 'otherCredentials'> & { otherCredentials: string | null }>(
    database,
    sql`SELECT requestCredential, otherCredentials, applyCredential FROM imports WHERE id = ${id}`,
  );
  if (!row) throw new LeaseLost();
  return { ...row, otherCredentials: row.otherCredentials && JSON.parse(row.otherCredentials) };
}

/** @throws ImportRefused if an access token or session that had a part in the import was revoked. */
export async function assertNotRevoked(database: Queryable, row: Import): Promise<void> {
  for (let earlier: string | null = null; ;) {
    const credentials = credentialsOf(await readCredentials(database, row));
    if (!(await isAnyRevoked(database, credentials))) return;
    // A batch of the import itself may have ended and replaced them between the two statements.
    if (credentials.join() === earlier)
      throw new ImportRefused(
        'CREDENTIAL_REVOKED',
        'An access token or session was revoked that had a part in this import. Import the file again.',
      );
    earlier = credentials.join();
  }
}

/**
 * The credentials to store with a batch that was written after `lockImportRights`. What the batch itself has ended, as by
 * another address of the requester, must not end the import.
 */
export async function credentialsAfterBatch(manager: EntityManager, row: Import): Promise<StoredCredentials> {
  const stored = await readCredentials(manager, row);
  const ended: CredentialId[] = [];
  for (const credential of new Set(credentialsOf(stored)))
    if (await isAnyRevoked(manager, [credential])) ended.push(credential);
  return withoutIds(stored, ended);
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
  const owners = await listUsersOf(manager, credentialsOf(await readCredentials(manager, row)));
  const userIds = [...new Set([...owners, requestedById, ...(appliedById === null ? [] : [appliedById])])];
  const changesThem = dataset === ExportDataset.USERS && userIds.some((id) => changedIds.includes(id));
  await lockUsersRights(manager, organizationId, userIds, changesThem ? 'EXCLUSIVE' : 'SHARED');
  await assertNotRevoked(manager, row);
}
