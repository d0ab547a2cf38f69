import { Permission } from '../auth/permissions';
import type { RecordColumn } from './column';
import { userColumns } from './user-columns';

/** Whom a booking or an invoice is of: the cells of a file of users. Only the username names somebody to an import. */
export const itsUser: readonly RecordColumn[] = ['username', 'firstName', 'lastName', 'email'].map((key) => {
  const { label, type, description, source } = userColumns.find((column) => column.key === key)!;
  if (source.from !== 'user') throw new Error(`${key} is no field of a user`);
  return {
    key,
    label,
    group: 'User',
    type,
    source,
    importable: key === 'username',
    permission: Permission.IDENTITIES_VIEW,
    description: key === 'username' ? 'Username of the user.' : description,
  };
});
