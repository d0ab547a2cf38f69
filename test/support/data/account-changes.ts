import type { DataSource, EntityManager } from 'typeorm';
import { changeRows, deleteRows, readRows } from '../databases/rows';

// Changes of accounts that come from elsewhere, or that no mutation makes.

export const setPermissions = (
  dataSource: DataSource,
  id: number | readonly number[],
  permissions: readonly string[],
): Promise<number> => changeRows(dataSource, 'users', { id }, { permissions: JSON.stringify(permissions) });

export const setRole = (
  dataSource: DataSource,
  id: number | readonly number[],
  role: 'OWNER' | 'ADMIN' | 'MEMBER',
): Promise<number> => changeRows(dataSource, 'users', { id }, { role });

export const suspendUser = (database: DataSource | EntityManager, id: number): Promise<number> =>
  changeRows(database, 'users', { id }, { status: 'INACTIVE' });

export const deleteUser = (dataSource: DataSource, id: number | readonly number[]): Promise<number> =>
  deleteRows(dataSource, 'users', { id });

/** The owner of an organization that the test did not create itself. */
export async function findOwner(
  dataSource: DataSource,
  slug: string,
): Promise<{ readonly id: number; readonly organizationId: number }> {
  const [organization] = await readRows(dataSource, 'organizations', { slug }, ['id']);
  const [owner] = await readRows(dataSource, 'users', { organizationId: organization.id, role: 'OWNER' });
  return { id: owner.id, organizationId: organization.id };
}
