import { type EntityManager, In } from 'typeorm';
import { insertRows } from '../../platform/database/insert-rows';
import { lockRows } from '../../platform/database/lock-rows';
import { execute } from '../../platform/database/query';
import { join, raw, sql } from '../../platform/database/sql';
import { searchTextOf, User, usernameKeyOf } from './user.entity';
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

const fields = [...plainFields, ...lists, 'customValues', ...flags, ...nullableFlags, ...instants] as const;
type UserField = (typeof fields)[number];

/** Column values, in the order of `fields`. */
const stored = (user: Partial<NewUser>): (string | number | null)[] => [
  ...plainFields.map((field) => user[field] ?? null),
  ...lists.map((field) => JSON.stringify(user[field] ?? [])),
  JSON.stringify(user.customValues ?? {}),
  ...flags.map((field) => (user[field] ? 1 : 0)),
  ...nullableFlags.map((field) => (user[field] === undefined || user[field] === null ? null : user[field] ? 1 : 0)),
  ...instants.map((field) => user[field]?.getTime() ?? null),
];

export async function insertUsers(
  manager: EntityManager,
  organizationId: number,
  users: readonly NewUser[],
): Promise<void> {
  const rows = users.map((user) => [
    organizationId,
    user.username,
    usernameKeyOf(user.username),
    searchTextOf(user),
    ...stored(user),
  ]);
  await insertRows(manager, 'users', ['organizationId', 'username', 'usernameKey', 'searchText', ...fields], rows);
}

/**
 * Locks users of the organization and changes them. `change` receives each user (undefined if the id is unknown) and
 * returns the changed one. Returns the changed users with the names of their changed fields.
 */
export async function changeUsers(
  manager: EntityManager,
  organizationId: number,
  ids: readonly number[],
  change: (before: User | undefined, index: number) => User,
): Promise<{ user: User; fields: UserField[] }[]> {
  await lockRows(manager, 'users', organizationId, ids);
  const rows = await manager.find(User, { where: { organizationId, id: In(ids) } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const changes = ids.map((id, index) => ({ before: byId.get(id)!, user: change(byId.get(id), index) }));
  const results = [];
  for (const { before, user } of changes) results.push({ user, fields: await update(manager, before, user) });
  return results;
}

async function update(manager: EntityManager, before: User, after: User): Promise<UserField[]> {
  const [oldValues, newValues] = [stored(before), stored(after)];
  const changed = fields.flatMap((field, index) =>
    oldValues[index] === newValues[index] ? [] : [{ field, value: newValues[index] }],
  );
  if (changed.length > 0) {
    const assignments = join(changed.map(({ field, value }) => sql`${raw(field)} = ${value ?? null}`));
    await execute(
      manager,
      sql`UPDATE users SET ${assignments}, searchText = ${searchTextOf(after)} WHERE organizationId = ${after.organizationId} AND id = ${after.id}`,
    );
  }
  return changed.map(({ field }) => field);
}
