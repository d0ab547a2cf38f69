import type { UserFilter } from 'tallyport/client';
import type { Decision } from '../generated.js';
import { useViewer } from '../session.js';
import { type ListState, oneOf } from './list-state.js';
import type { UserRecords } from './records-page.js';
import { type UserKey, usersOf } from './user-fields.js';

interface UserScope extends Pick<UserRecords<never, never>, 'canReadAll' | 'search'> {
  /** Whether all records are of one user. */
  readonly isOfOne: boolean;
  readonly canFilterUsers: boolean;
  /** The part of the filter that limits the records to users. */
  readonly userFilter: { readonly userIds?: string[]; readonly users?: UserFilter };
}

/** The users whose records a list shows: one, the viewer without the permission to see others, or all, filtered. */
export function useUserScope(
  userId: string | null,
  canReadAll: Decision,
  { values, setValues }: Pick<ListState<UserKey, string>, 'values' | 'setValues'>,
): UserScope {
  const { can, user } = useViewer();
  const ofUser = userId ?? (canReadAll.allowed ? null : user.id);
  const canFilterUsers = ofUser === null && can.readUsers.allowed;
  const users = canFilterUsers ? usersOf(values) : undefined;
  return {
    canReadAll,
    isOfOne: ofUser !== null,
    canFilterUsers,
    userFilter: { ...(ofUser === null ? {} : { userIds: [ofUser] }), ...(users ? { users } : {}) },
    search: canFilterUsers ? { value: oneOf(values.search), onChange: (text) => setValues({ search: [text] }) } : null,
  };
}
