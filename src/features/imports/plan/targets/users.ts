import { AppError } from '../../../../errors';
import { Role } from '../../../auth/permissions';
import { parseUsername } from '../../../users/parse-user-input';
import { type User, UserStatus } from '../../../users/user.entity';
import type { UserFields } from '../../../users/user-changes.inputs';
import { assertMayGrant, parseNewUser, parseUserChanges } from '../../../users/user-rules';
import {
  changeableUserFields,
  changeUsers,
  deleteUsers,
  insertUsers,
  isEmptyUserField,
  loadUserField,
  type NewUser,
  type PartialUser,
  type UserField,
} from '../../../users/user-writes';
import { findableKey } from '../rows/user-ids';
import type { FieldValues, ImportTarget } from './target';

interface NewUserInput extends UserFields {
  readonly username: string;
  /** From a column with the exact instant. */
  readonly createdAt?: Date;
  /** From a column with the date. */
  readonly dateCreated?: Date;
}

const pathOf = (field: string): string => field;

export const usersTarget: ImportTarget = {
  noun: 'user',
  table: 'users',
  alias: 'u',
  lookups: {
    username: { sql: 'u.usernameKey', keyOf: findableKey },
    id: { sql: 'u.id', keyOf: (text) => (/^[1-9]\d{0,9}$/.test(text.trim()) ? text.trim() : null) },
  },
  requiredColumns: ['username'],
  comparedColumns: [],
  defaultTexts: { status: UserStatus.ACTIVE, role: Role.MEMBER, autopaymentsEnabled: 'false' },
  ruleFields: ['role', 'status', 'email'],
  changeableFields: changeableUserFields,
  isEmpty: (field, value) => isEmptyUserField(field as UserField, value),
  load: (field, stored) =>
    field === 'id' || field === 'username' ? stored : loadUserField(field as UserField, stored),

  change(before, input, rules) {
    assertGrants(rules.editor, input);
    return parseUserChanges(rules, before as unknown as User, input, pathOf);
  },

  create(input, rules) {
    const {
      username,
      dateCreated = rules.now,
      createdAt = dateCreated,
      role = Role.MEMBER,
      ...fields
    } = input as unknown as NewUserInput;
    // A new user is a member anyway.
    if (role !== Role.MEMBER) assertGrants(rules.editor, input);
    return {
      status: UserStatus.ACTIVE,
      autopaymentsEnabled: false,
      ...parseNewUser(rules, { ...fields, role }, pathOf),
      username: parseUsername('username', username),
      createdAt,
    };
  },

  async changeAll(manager, changer, ids, fields, change) {
    await changeUsers<PartialUser>(
      manager,
      changer,
      ids,
      (before, index) => {
        const after = change(before, index);
        return after && ({ ...before, ...after } as PartialUser);
      },
      [
        ...new Set([
          ...usersTarget.ruleFields.filter((field) => field !== 'email' || fields.some(decidesOnAddress)),
          ...fields,
        ]),
      ] as UserField[],
    );
  },

  insertAll: (manager, organizationId, records, isUnconfirmed) =>
    insertUsers(manager, organizationId, records as unknown as NewUser[], isUnconfirmed),

  removeAll: (manager, organizationId, ids, isRemovable) =>
    deleteUsers(manager, organizationId, ids, (user, index) =>
      isRemovable(user as unknown as FieldValues | undefined, index),
    ),
};

/** The rule about shared addresses is for changes of these fields. Reading the address of each user takes a while. */
const decidesOnAddress = (field: string): boolean => field === 'role' || field === 'status';

/** Names the column: the rule itself is about the whole request. */
function assertGrants(editor: Parameters<typeof assertMayGrant>[0], input: FieldValues): void {
  try {
    assertMayGrant(editor, input);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, error.message, { ...error.details, argument: 'role' });
  }
}
