import type { EntityManager } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect';
import { insertRows } from '../../platform/database/insert-rows';
import { lockRows, partsOf } from '../../platform/database/lock-rows';
import { execute } from '../../platform/database/query';
import { listReferred } from '../../platform/database/referred-rows';
import { join, sql, type SqlValue } from '../../platform/database/sql';
import { updateRows } from '../../platform/database/update-rows';
import { readAhead } from '../../platform/jobs/read-ahead';
import type { Language } from '../../platform/text/language';
import type { Author, Revocations } from '../auth/revocations';
import { markAddresses } from '../auth/sign-in/sign-in-addresses';
import { type ChangedAddress, enqueueAddressNotices } from './address-notices';
import { searchTextOf, type User, usernameKeyOf, UserStatus } from './user.entity';
import { isRaised } from './user-rules';
import { userTexts } from './user-texts';

/** A user to insert. Absent fields are empty. */
export type NewUser = Pick<User, 'username' | 'status' | 'createdAt'> & { readonly role: `${User['role']}` } & Partial<
    Omit<User, 'id' | 'organizationId' | 'role' | 'usernameKey' | 'searchText'>
  >;

/** Fields that are stored without conversion. */
const plainFields = ['role', 'status', ...userTexts, 'teamId', 'primaryLocationId'] as const;
const lists = ['permissions', 'skills', 'tags', 'planIds', 'externalPrimaryLocations'] as const;
const flags = ['hasPaymentMethod', 'autopaymentsEnabled'] as const;
const nullableFlags = ['locationServicesOn', 'bluetoothOn'] as const;
const instants = ['createdAt', 'lastLoginAt', 'termsAgreedAt'] as const;

export const userFields = [...plainFields, ...lists, 'customValues', ...flags, ...nullableFlags, ...instants] as const;
export type UserField = (typeof userFields)[number];
/** The fields that mutations can change. The time of creation never changes. */
export const changeableUserFields = userFields.filter((field) => field !== 'createdAt');

/** How the values of a field are stored, and read back. */
interface FieldStorage {
  store(value: unknown): SqlValue;
  load(stored: SqlValue): unknown;
}

const json = (empty: object): FieldStorage => ({
  store: (value) => JSON.stringify(value ?? empty),
  load: (stored) => JSON.parse(stored as string),
});
const storageByKind = {
  plain: { store: (value) => (value as string | number | null | undefined) ?? null, load: (stored) => stored },
  list: json([]),
  values: json({}),
  flag: { store: (value) => (value ? 1 : 0), load: (stored) => Boolean(stored) },
  nullableFlag: {
    store: (value) => (value === undefined || value === null ? null : value ? 1 : 0),
    load: (stored) => (stored === null ? null : Boolean(stored)),
  },
  instant: {
    store: (value) => (value as Date | null | undefined)?.getTime() ?? null,
    load: (stored) => (stored === null ? null : new Date(Number(stored))),
  },
} satisfies Record<string, FieldStorage>;

const withStorage = (fields: readonly UserField[], kind: keyof typeof storageByKind): [UserField, FieldStorage][] =>
  fields.map((field) => [field, storageByKind[kind]]);

const storageOf = Object.fromEntries([
  ...withStorage(plainFields, 'plain'),
  ...withStorage(lists, 'list'),
  ...withStorage(['customValues'], 'values'),
  ...withStorage(flags, 'flag'),
  ...withStorage(nullableFlags, 'nullableFlag'),
  ...withStorage(instants, 'instant'),
]) as Record<UserField, FieldStorage>;

/** The value of a field as the database stores it; an absent value is empty. */
const storeUserField = (field: UserField, value: unknown): SqlValue => storageOf[field].store(value);
/** Whether a field has the value that a new user has unless one is set. */
export const isEmptyUserField = (field: UserField, value: unknown): boolean =>
  storeUserField(field, value) === storeUserField(field, undefined);
/** The value of a field, from what the database stores. */
export const loadUserField = (field: UserField, stored: SqlValue): unknown => storageOf[field].load(stored);

export async function insertUsers(
  manager: EntityManager,
  organizationId: number,
  users: readonly NewUser[],
  isUnconfirmed = false,
): Promise<void> {
  const rows = users.map((user) => [
    organizationId,
    user.username,
    usernameKeyOf(user.username),
    searchTextOf(user),
    isUnconfirmed && user.email ? 1 : 0,
    ...userFields.map((field) => storeUserField(field, user[field])),
  ]);
  const columns = ['organizationId', 'username', 'usernameKey', 'searchText', 'isAddressUnconfirmed', ...userFields];
  await insertRows(manager, 'users', columns, rows);
}

/** The fields of which the search text is made, in addition to the username. */
const searchedFields: readonly UserField[] = ['firstName', 'lastName', 'email', 'company'];

/** Who changes users, and what ends their credentials. */
export interface UserChanger {
  readonly by: Author;
  readonly revocations: Revocations;
  /** Whether anything but a session by a link has a part in the changes. */
  readonly isUnconfirmed: boolean;
  /** Users whose address the owner sends in a session by a link, also where it is the one that they have. */
  readonly confirmedIds?: readonly number[];
  /** Of the request. Absent in a worker. */
  readonly language?: Language;
}

/** A user that has only the requested fields, and those that identify it. */
export type PartialUser = Pick<User, 'id' | 'organizationId' | 'username'> & Partial<Pick<User, UserField>>;

/**
 * Locks users of the organization and changes them. `change` receives each user (undefined if the id is unknown) and
 * returns the changed one, or null to leave it as it is. Returns the changed users with the names of their changed
 * fields. The users have all fields, or at least `fields`, of which `change` may change any. Many ids must be in
 * ascending order. Ends the credentials of users whom others may have signed in as: see `endsCredentials`. Each former
 * email address gets a mail.
 */
export async function changeUsers<Changed extends PartialUser = User>(
  manager: EntityManager,
  { by, revocations, isUnconfirmed, confirmedIds = [], language }: UserChanger,
  ids: readonly number[],
  change: (before: Changed | undefined, index: number) => Changed | null,
  fields: readonly UserField[] = userFields,
): Promise<{ user: Changed; fields: UserField[] }[]> {
  const { organizationId } = by;
  const isSearched = fields.some((field) => searchedFields.includes(field));
  const read = [...new Set([...fields, ...(isSearched ? searchedFields : [])])];
  const changes: { user: Changed; fields: UserField[] }[] = [];
  const unsafe: number[] = [];
  const suspended: number[] = [];
  const raised: number[] = [];
  const addressed: number[] = [];
  const addresses: ChangedAddress[] = [];
  const { yieldToConnection } = dialectOf(manager.connection);
  let writing = Promise.resolve();
  let index = 0;
  // While the database writes a part and reads the next one, the part between them is changed.
  for await (const part of readAhead(lockInParts<Changed>(manager, organizationId, ids, read))) {
    const changed: typeof changes = [];
    for (const before of part) {
      if (index % 100 === 99) await yieldToConnection();
      const user = change(before, index++);
      if (!user) continue;
      const names = changedFields(before!, user, fields);
      changed.push({ user, fields: names });
      if (endsCredentials(by, before!, user, names)) unsafe.push(user.id);
      else if (endsSessions(before!, user, names)) suspended.push(user.id);
      const { role, email: from } = before!;
      if (names.includes('email')) addressed.push(user.id);
      if (names.includes('role') && isRaised(role!, user.role!)) raised.push(user.id);
      // Whatever the status is: a thief would suspend the account first.
      if (names.includes('email') && from)
        addresses.push({ userId: user.id, role: role!, from, to: user.email ?? null });
    }
    changes.push(...changed);
    await writing;
    writing = writeUsers(
      manager,
      fields,
      changed.filter((each) => each.fields.length > 0),
    );
    // Reported where it is awaited.
    writing.catch(() => undefined);
  }
  await writing;
  await markAddresses(manager, organizationId, addressed, isUnconfirmed);
  // A raise has confirmed the address, too: see `assertAddressConfirmed`.
  await markAddresses(manager, organizationId, [...new Set([...raised, ...confirmedIds])], false);
  await revocations.endAll(manager, by, unsafe);
  await revocations.endSessions(manager, by, suspended);
  await enqueueAddressNotices(manager, by, addresses, language);
  return changes;
}

/**
 * Anyone who changes the address of a user can sign in as them, and leave a session, a token or a linked identity. These
 * must neither outlive the address nor get the rights of a higher role.
 */
const endsCredentials = (
  { userId }: Author,
  before: PartialUser,
  after: PartialUser,
  fields: readonly UserField[],
): boolean =>
  (fields.includes('email') && after.id !== userId) || (fields.includes('role') && isRaised(before.role!, after.role!));

/** A suspended user signs in again once the account is ACTIVE. Otherwise the session of a stolen device would go on. */
const endsSessions = (before: PartialUser, after: PartialUser, fields: readonly UserField[]): boolean =>
  fields.includes('status') && before.status === UserStatus.ACTIVE && after.status !== UserStatus.ACTIVE;

async function writeUsers(
  manager: EntityManager,
  fields: readonly UserField[],
  changed: readonly { readonly user: PartialUser; readonly fields: readonly UserField[] }[],
): Promise<void> {
  const written = fields.filter((field) => changed.some((each) => each.fields.includes(field)));
  const hasSearchText = written.some((field) => searchedFields.includes(field));
  await updateRows(
    manager,
    'users',
    hasSearchText ? [...written, 'searchText'] : written,
    changed.map(({ user }) => [
      user.id,
      ...written.map((field) => storeUserField(field, user[field])),
      ...(hasSearchText ? [searchTextOf(user)] : []),
    ]),
  );
}

async function* lockInParts<Locked extends PartialUser>(
  manager: EntityManager,
  organizationId: number,
  ids: readonly number[],
  fields: readonly UserField[],
): AsyncGenerator<(Locked | undefined)[]> {
  for (const part of partsOf(ids)) {
    const byId = await lockUsers<Locked>(manager, organizationId, part, fields);
    yield part.map((id) => byId.get(id));
  }
}

async function lockUsers<Locked extends PartialUser>(
  manager: EntityManager,
  organizationId: number,
  ids: readonly number[],
  fields: readonly UserField[],
): Promise<Map<number, Locked>> {
  const rows = await lockRows(manager, 'users', organizationId, ids, ['id', 'username', ...fields]);
  return new Map(
    rows.map((row) => {
      const user: Record<string, unknown> = { id: row.id, organizationId, username: row.username };
      for (const field of fields) user[field] = loadUserField(field, row[field]!);
      return [row.id as number, user as unknown as Locked];
    }),
  );
}

const changedFields = <Changed extends PartialUser>(
  before: Changed,
  after: Changed,
  fields: readonly UserField[],
): UserField[] =>
  fields.filter(
    (field) =>
      before[field] !== after[field] && storeUserField(field, before[field]) !== storeUserField(field, after[field]),
  );

/**
 * Deletes these users of the organization, except those that anything refers to: the database would delete that as
 * well. `isRemovable` gets each, and decides
 * whether it is deleted. Returns the ids of the deleted ones.
 */
export async function deleteUsers(
  manager: EntityManager,
  organizationId: number,
  ids: readonly number[],
  isRemovable: (user: User | undefined, index: number) => boolean,
): Promise<number[]> {
  const byId = await lockUsers<User>(manager, organizationId, ids, userFields);
  const referred = await listReferred(manager, 'users', organizationId, ids);
  const removed = ids.filter((id, index) => isRemovable(byId.get(id), index) && !referred.has(id));
  if (removed.length > 0)
    await execute(
      manager,
      sql`DELETE FROM users WHERE organizationId = ${organizationId} AND id IN (${join(removed)})`,
    );
  return removed;
}
