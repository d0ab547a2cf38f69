import type { EntityManager } from 'typeorm';
import { insertRows } from '../../platform/database/insert-rows';
import { searchTextOf, usernameKeyOf, type User } from './user.entity';

/** A user to be inserted; what is left out is empty. */
export type NewUser = Pick<User, 'username' | 'status' | 'createdAt'> & { readonly role: `${User['role']}` } & Partial<Omit<User, 'id' | 'organizationId' | 'role' | 'usernameKey' | 'searchText'>>;

const values = [
  'lastName', 'firstName', 'email', 'title', 'profession', 'bio', 'company', 'phone', 'city', 'country', 'skype', 'linkedInProfile', 'facebookProfile', 'googleProfile',
  'accountType', 'source', 'additionalNotificationEmail', 'billingName', 'billingStreetAddress', 'billingCity', 'billingPostalCode', 'billingCountry', 'taxNumber',
  'appVersion', 'deviceModel', 'termsVersion', 'teamId', 'primaryLocationId',
] as const;
const lists = ['permissions', 'skills', 'tags', 'planIds', 'externalPrimaryLocations'] as const;
const flags = ['hasPaymentMethod', 'autopaymentsEnabled'] as const;
const maybeFlags = ['locationServicesOn', 'bluetoothOn'] as const;
const instants = ['createdAt', 'lastLoginAt', 'termsAgreedAt'] as const;
const columns = ['organizationId', 'username', 'usernameKey', 'searchText', 'role', 'status', 'customValues', ...values, ...lists, ...flags, ...maybeFlags, ...instants];

export async function insertUsers(manager: EntityManager, organizationId: number, users: readonly NewUser[]): Promise<void> {
  const rows = users.map((user) => [
    organizationId, user.username, usernameKeyOf(user.username), searchTextOf(user), user.role, user.status, JSON.stringify(user.customValues ?? {}),
    ...values.map((field) => user[field] ?? null),
    ...lists.map((field) => JSON.stringify(user[field] ?? [])),
    ...flags.map((field) => (user[field] ? 1 : 0)),
    ...maybeFlags.map((field) => (user[field] === undefined || user[field] === null ? null : user[field] ? 1 : 0)),
    ...instants.map((field) => user[field]?.getTime() ?? null),
  ]);
  await insertRows(manager, 'users', columns, rows);
}
