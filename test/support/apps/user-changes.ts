import { mailAddresses, userTextFields } from '../../../src/features/users/user-texts';
import { run } from '../clients/changes';
import type { Data } from '../clients/client';
import { readRows } from '../databases/rows';
import type { SignedInOrganization, TestApp } from './app';

/** Text fields of a user, with their maximum lengths. */
export const userTextLimits = Object.entries(userTextFields).map(
  ([field, { maxLength }]) => [field, maxLength] as const,
);
export const isMailField = (field: string): boolean => (mailAddresses as readonly string[]).includes(field);

/** Selection of all fields of a user that mutations can change. */
const userFieldSelection = `id username role permissions status ${userTextLimits.map(([field]) => field).join(' ')} skills tags plans team teamId primaryLocation primaryLocationId externalPrimaryLocations
  hasPaymentMethod autopaymentsEnabled locationServicesOn bluetoothOn lastLoginAt termsAgreedAt createdAt customProperties { key value }`;

export const unknownId = '2000000000';

/** Custom properties that the tests of user changes need. */
export const userProperties = [
  { key: 'locker', name: 'Locker' },
  { key: '__proto__', name: 'Proto' },
];

/** Changes and reads users of an organization as its owner. */
export function userChanges(app: TestApp, organization: SignedInOrganization) {
  const create = (input: object): Promise<Data> => run(organization.owner, 'createUser', input, userFieldSelection);
  const change = (input: object): Promise<Data> => run(organization.owner, 'changeUser', input, userFieldSelection);
  const read = async (id: string | number): Promise<Data> =>
    (await organization.owner.data(`query ($id: ID!) { user(id: $id) { ${userFieldSelection} } }`, { id })).user;
  const rows = (): Promise<Data[]> => readRows(app.app.dataSource, 'users', { organizationId: organization.id });
  const audit = (): Promise<Data[]> =>
    readRows(app.app.dataSource, 'audit_events', { organizationId: organization.id });
  return { create, change, read, rows, audit };
}
