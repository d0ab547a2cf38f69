import { Permission } from '../auth/permissions';
import { columnDescription } from '../labels/labels';
import type { RecordColumn } from './column';
import { userColumns } from './user-columns';

/** The user of a booking or invoice, with the cells of a file of users. An import finds the user by the username. */
export const recordUserColumns: readonly RecordColumn[] = ['username', 'firstName', 'lastName', 'email'].map((key) => {
  const { label, type, description, source, fromText } = userColumns.find((column) => column.key === key)!;
  if (source.from !== 'user') throw new Error(`${key} is not a field of users`);
  const isUsername = key === 'username';
  return {
    key,
    label,
    group: 'User',
    type,
    source,
    importable: false,
    permission: Permission.IDENTITIES_VIEW,
    description: isUsername ? columnDescription('usersOfRecords', key) : description,
    ...(isUsername && { fromText: fromText! }),
  };
});
