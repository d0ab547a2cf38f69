import { t } from '../texts/index.js';
import type { ListColumn } from './list-column.js';

interface RecordOfUser {
  readonly user: { readonly id: string; readonly displayName: string } | null;
}

/** The user of a record, with a link to their page. */
export const userColumn: ListColumn<RecordOfUser, never> = {
  key: 'user',
  title: t.lists.columns.user,
  width: 130,
  grow: 2,
  onCard: true,
  text: ({ user }) => user?.displayName ?? '',
  href: ({ user }) => user && `/users/${user.id}`,
};
