import { getNamedType, type GraphQLField, type GraphQLObjectType, isNonNullType, isObjectType } from 'graphql';
import { createSchema } from '../../../src/api/graphql/schema';
import { Permission, Role } from '../../../src/features/auth/permissions';
import { type SignedInOrganization, useOrganization, useTestApp } from '../../support/apps/app';
import type { Answer, TestClient } from '../../support/clients/client';
import { exportFile } from '../../support/clients/exports';
import { addBookings, addInvoices, addUsers } from '../../support/data/factories';
import { engines } from '../../support/databases/engines';

type Field = GraphQLField<unknown, unknown>;
const schema = createSchema();
const query = schema.getQueryType()!;
const objects = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .filter((type) => !type.name.startsWith('__'));
const fieldsOf = (type: GraphQLObjectType): Field[] => Object.values(type.getFields());
const needsOf = ({ extensions }: Field): string | undefined => extensions.refusable as string | undefined;

/** Promised to clients as non-null, and only refused for what their arguments name. */
const promised = ['Query.bookingStats', 'Query.invoiceStats', 'Query.users'];

describe('a field that can be refused by itself', () => {
  it('is nullable', () => {
    const marked = objects.flatMap((type) =>
      fieldsOf(type).flatMap((field) =>
        needsOf(field) ? [{ name: `${type.name}.${field.name}`, isNonNull: isNonNullType(field.type) }] : [],
      ),
    );
    expect(marked.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['User.bookingActivity', 'User.invoicing', 'Query.auditEvents', 'Query.bookings']),
    );
    expect(
      marked
        .filter(({ isNonNull }) => isNonNull)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(promised);
  });
});

/**
 * What arguments are given, by the name of the argument or of the field and the argument. Every required argument must
 * be here.
 */
const samples = (
  { memberId, ownerId }: SignedInOrganization,
  exportId: string,
  requestId: string,
  importId: string,
): Record<string, string> => ({
  from: '"2026-01"',
  to: '"2026-03"',
  dataset: 'USERS',
  createdIn: '{ from: "2026-01", to: "2026-02" }',
  bookedIn: '{ from: "2026-01", to: "2026-02" }',
  input: '{ format: CSV }',
  ...Object.fromEntries(
    ['bookingStats', 'invoiceStats', 'userStats'].flatMap((field) => [
      [`${field}.from`, '"2026-01"'],
      [`${field}.to`, '"2026-03"'],
    ]),
  ),
  'user.id': `"${memberId}"`,
  'lookup.field': 'USER_TAGS',
  'export.id': `"${exportId}"`,
  'exportRequest.id': `"${requestId}"`,
  'import.id': `"${importId}"`,
  'auditEvents.userId': `"${ownerId}"`,
  first: '5',
});

/** All fields of a type, its objects included, but none within itself. */
function selectionOf(type: GraphQLObjectType, given: Record<string, string>, within: readonly string[] = []): string {
  const inner = [...within, type.name];
  return fieldsOf(type)
    .flatMap((field) => {
      const named = getNamedType(field.type);
      if (!isObjectType(named)) return [callOf(field, given)];
      if (inner.includes(named.name) || inner.length > 4) return [];
      const selection = selectionOf(named, given, inner);
      return selection === '' ? [] : [`${callOf(field, given)} { ${selection} }`];
    })
    .join(' ');
}

function callOf(field: Field, given: Record<string, string>): string {
  const values = field.args.flatMap(({ name, type, defaultValue }) => {
    const value =
      given[`${field.name}.${name}`] ??
      (isNonNullType(type) && defaultValue === undefined ? given[name] : name === 'first' ? given.first : undefined);
    if (value === undefined && isNonNullType(type) && defaultValue === undefined)
      throw new Error(`there is no sample here for the argument ${field.name}.${name}`);
    return value === undefined ? [] : [`${name}: ${value}`];
  });
  return values.length > 0 ? `${field.name}(${values.join(', ')})` : field.name;
}

/**
 * The field that an error's path leads to, and the data that is there; undefined where something around it is gone,
 * too.
 */
function refused({ path }: { path?: unknown[] }, data: unknown): { name: string; field: Field; value: unknown } {
  let type: GraphQLObjectType = query;
  let value = data as Record<string, unknown> | null | undefined;
  let found: { name: string; field: Field; value: unknown } | undefined;
  for (const step of path!) {
    value = value?.[step as string] as typeof value;
    if (typeof step === 'number') continue;
    const field = type.getFields()[step as string]!;
    found = { name: `${type.name}.${field.name}`, field, value };
    const named = getNamedType(field.type);
    if (isObjectType(named)) type = named;
  }
  return { ...found!, value };
}

const permissions = Object.values(Permission);
const everybody = [
  { role: Role.OWNER, granted: [] as Permission[], as: 'the owner' },
  ...permissions.map((missing) => ({
    role: Role.ADMIN,
    granted: permissions.filter((permission) => permission !== missing),
    as: `an admin without ${missing}`,
  })),
  { role: Role.ADMIN, granted: [], as: 'an admin without permissions' },
  { role: Role.MEMBER, granted: permissions, as: 'a member' },
];

describe('a response with a field that the viewer may not see', () => {
  const app = useTestApp(engines[0]!, {
    settings: {
      LIMIT_COST: '10000000',
      LIMIT_COST_IN_FLIGHT: '10000000',
      LIMIT_DEPTH: '100',
      LIMIT_TOKENS: '100000',
    },
  });
  const organization = useOrganization(app, { customProperties: [{ key: 'locker', name: 'Locker' }] });
  let given: Record<string, string>;
  let number = 0;

  beforeAll(async () => {
    const { memberId: userId, owner, member } = organization;
    await addBookings(app.app.dataSource, organization, [{ userId, startsAt: '2026-01-10T10:00:00Z' }]);
    await addInvoices(app.app.dataSource, organization, [
      { userId, issuedAt: '2026-01-10T10:00:00Z', totalMinor: 1000 },
    ]);
    const { row } = await exportFile(owner, { format: 'CSV' });
    const { requestExport } = await member.data(
      'mutation { requestExport(input: { reason: "Please", export: { format: CSV } }) { id } }',
    );
    const { startImport } = await owner.data('mutation { startImport(input: { fileName: "users.csv" }) { id } }');
    given = samples(organization, row.id, requestExport.id, startImport.id);
  });

  async function person(role: Role, granted: readonly Permission[]): Promise<TestClient> {
    if (role === Role.OWNER) return organization.owner;
    const [id] = await addUsers(app.app.dataSource, organization.id, [
      { username: `person-${++number}`, role, permissions: [...granted] },
    ]);
    await addBookings(app.app.dataSource, organization, [{ userId: id!, startsAt: '2026-01-10T10:00:00Z' }]);
    return app.signInEitherWay({ id: id!, organizationId: organization.id });
  }

  const roots = fieldsOf(query);
  const ask = (client: TestClient, fields: readonly Field[]): Promise<Answer<Record<string, unknown>>> =>
    client.gql(
      `{ ${fields
        .map((field) => {
          const type = getNamedType(field.type);
          return isObjectType(type) ? `${callOf(field, given)} { ${selectionOf(type, given)} }` : callOf(field, given);
        })
        .join(' ')} }`,
    );

  it.each(everybody)('still contains everything else: $as', async ({ role, granted }) => {
    const client = await person(role, granted);
    const refusedFields = new Set<string>();
    for (const root of roots) {
      const { data, errors } = await ask(client, [
        query.getFields().viewer as Field,
        ...(root.name === 'viewer' ? [] : [root]),
      ]);
      for (const error of errors ?? []) {
        expect({ message: error.message, code: error.extensions.code }).toEqual({
          message: error.message,
          code: 'FORBIDDEN',
        });
        const { name, field, value } = refused(error, data);
        // A field that refuses must be marked with @Refusable and be null itself, not make what is around it null.
        expect({ name, needs: needsOf(field), value }).toEqual({ name, needs: expect.any(String), value: null });
        refusedFields.add(name);
      }
      expect({ root: root.name, viewer: data?.viewer }).toEqual({
        root: root.name,
        viewer: expect.objectContaining({ role }),
      });
    }
    if (role === Role.OWNER) expect([...refusedFields]).toEqual([]);
    else expect(refusedFields).toContain('Query.auditEvents');
  });

  it('contains users whose figures are hidden', async () => {
    const client = await person(Role.ADMIN, [Permission.IDENTITIES_VIEW]);
    const { data, errors } = await client.gql(
      'query ($id: ID!) { viewer { role } user(id: $id) { username bookingActivity { hasBooked } invoicing { allTime { decimal } } } }',
      { id: organization.memberId },
    );
    expect(data).toEqual({
      viewer: { role: 'ADMIN' },
      user: { username: 'member', bookingActivity: null, invoicing: null },
    });
    expect(errors!.map(({ path, message, extensions: { code } }) => ({ path, code, message }))).toEqual([
      { path: ['user', 'bookingActivity'], code: 'FORBIDDEN', message: expect.stringContaining('BOOKINGS_VIEW') },
      { path: ['user', 'invoicing'], code: 'FORBIDDEN', message: expect.stringContaining('INVOICES_VIEW') },
    ]);
  });

  it.each([
    'bookings { totalCount }',
    `bookingCrossTable(createdIn: { from: "2026-01", to: "2026-01" }, bookedIn: { from: "2026-01", to: "2026-01" }) { scope }`,
  ])('contains the viewer if a filter by users is refused: %s', async (field) => {
    const client = await person(Role.ADMIN, [Permission.BOOKINGS_VIEW]);
    const filter = 'filter: { users: { status: [ACTIVE] } }';
    const { data, errors } = await client.gql(
      `{ viewer { role } answer: ${field.includes('(') ? field.replace('(', `(${filter}, `) : field.replace(' ', `(${filter}) `)} }`,
    );
    expect(data).toEqual({ viewer: { role: 'ADMIN' }, answer: null });
    expect(errors).toEqual([
      expect.objectContaining({ path: ['answer'], message: expect.stringContaining('IDENTITIES_VIEW') }),
    ]);
  });
});
