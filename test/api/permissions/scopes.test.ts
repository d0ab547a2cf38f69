import {
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLOutputType,
  isListType,
  isObjectType,
} from 'graphql';
import { createSchema } from '../../../src/api/graphql/schema';
import { Permission, Role } from '../../../src/features/auth/permissions';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { type Data, download, type TestClient } from '../../support/clients/client';
import { startExport } from '../../support/clients/exports';
import { addBookings, addInvoices, addUsers } from '../../support/data/factories';
import { engines } from '../../support/databases/engines';

const schema = createSchema();
const { IDENTITIES_VIEW, BOOKINGS_VIEW, INVOICES_VIEW } = Permission;

/** Types with lists that need no scope: their lists are the same for every viewer who gets the object at all. */
const sameForEveryone: Record<string, string> = {
  Organization: 'every member of an organization sees its parts',
  User: "one user's own values; `tokens` and `sessions` are null where they are not visible",
  Viewer: "the viewer's own tokens and sessions",
  BookingActivity: 'months of one user, refused as a whole',
  InvoiceTotals: 'months of one user, refused as a whole',
  Export: 'the warnings of one export',
  Import: 'the columns of its file, null for who may not import them',
  ImportPlan: 'rows of its file, null for who may not import them',
  ImportMapping: 'the headers of one saved mapping',
  JobWarning: 'the parameters of one warning',
  ImportError: 'the parameters of its reason',
  ImportErrorGroup: 'the parameters of its reason',
  ImportFailure: 'the parameters of its reason',
  SingleSignOn: 'the domains of the organization, for the owner',
  AuditEvent: 'the parameters of its details',
  RequestedUserFilter: 'what was requested',
  RequestedBookingFilter: 'what was requested',
  RequestedInvoiceFilter: 'what was requested',
  EnumLabels: 'labels of the schema',
  ExportPreview: 'refused as a whole without the permissions for the whole file',
};
const sameForEveryoneRoots: Record<string, string> = {
  enumLabels: 'labels of the schema',
  exportColumns: 'the catalogue of the organization, where permissions decide only what is available',
  exportTemplates: 'the templates of the organization',
};

const isListOfObjects = (type: GraphQLOutputType): boolean =>
  isListType(getNullableType(type)) && isObjectType(getNamedType(type));
const hasScope = (type: unknown): boolean =>
  isObjectType(type) && String(type.getFields().scope?.type) === 'DataScope!';
const queries = Object.values(schema.getQueryType()!.getFields()) as GraphQLField<unknown, unknown>[];
const scoped = queries.filter(({ type }) => hasScope(getNamedType(type))).map(({ name }) => name);

describe('a list or a statistic of the schema', () => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const objects = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !type.name.startsWith('__') && !roots.includes(type));

  it('has a non-null `scope`', () => {
    const lists = objects.filter((type) =>
      Object.values(type.getFields()).some((field) => isListOfObjects(field.type)),
    );
    expect(lists.length).toBeGreaterThan(8);
    expect(
      lists
        .filter((type) => !hasScope(type))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(sameForEveryone).sort());
  });

  it('is never a plain list whose records depend on permissions', () => {
    expect(
      queries
        .filter(({ type }) => isListOfObjects(type))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(sameForEveryoneRoots).sort());
  });
});

interface Case {
  /** Whether the answer is about everyone's records. */
  readonly isOfAll: (who: Who) => boolean;
  /** Whether there is no answer at all. */
  readonly isRefused?: (who: Who) => boolean;
  /** The field with its arguments; `$filter` is a variable of `filterType`. */
  readonly field: string;
  readonly filterType?: string;
  /** The variables that leave only this user's records. */
  readonly ofUser: (id: string) => object;
}
interface Who {
  readonly role: Role;
  readonly permissions: readonly Permission[];
}

const holds =
  (permission: Permission) =>
  ({ role, permissions }: Who): boolean =>
    role === Role.OWNER || (role === Role.ADMIN && permissions.includes(permission));
const userIds = (id: string) => ({ filter: { userIds: [id] } });
const year = 'from: "2026-01", to: "2026-12"';
const months = 'createdIn: { from: "2026-01", to: "2026-03" }, bookedIn: { from: "2026-01", to: "2026-03" }';
const bookingRows = 'scope rows { month team count users durationMs minutes } excluded { pending cancelled }';

/** Every query with a scope. */
const cases: Record<string, Case> = {
  users: {
    isOfAll: holds(IDENTITIES_VIEW),
    filterType: 'UserFilter',
    field: 'users(first: 100, filter: $filter) { scope totalCount nodes { id } }',
    ofUser: (id) => ({ filter: { ids: [id] } }),
  },
  bookings: {
    isOfAll: holds(BOOKINGS_VIEW),
    filterType: 'BookingFilter',
    field: 'bookings(first: 100, filter: $filter) { scope totalCount nodes { id } }',
    ofUser: userIds,
  },
  invoices: {
    isOfAll: holds(INVOICES_VIEW),
    filterType: 'InvoiceFilter',
    field: 'invoices(first: 100, filter: $filter) { scope totalCount nodes { id } }',
    ofUser: userIds,
  },
  bookingStats: {
    isOfAll: holds(BOOKINGS_VIEW),
    filterType: 'BookingFilter',
    field: `bookingStats(${year}, groupBy: [GROUPS], filter: $filter) { ${bookingRows} }`,
    ofUser: userIds,
  },
  invoiceStats: {
    isOfAll: holds(INVOICES_VIEW),
    filterType: 'InvoiceFilter',
    field: `invoiceStats(${year}, groupBy: [GROUPS], filter: $filter) { scope rows { month team count users total { decimal } } excluded { void } }`,
    ofUser: userIds,
  },
  userStats: {
    isOfAll: holds(IDENTITIES_VIEW),
    filterType: 'UserFilter',
    field: `userStats(${year}, filter: $filter) { scope rows { month count } }`,
    ofUser: (id) => ({ filter: { ids: [id] } }),
  },
  bookingCrossTable: {
    isOfAll: holds(BOOKINGS_VIEW),
    filterType: 'BookingFilter',
    field: `bookingCrossTable(${months}, filter: $filter) { scope rows { createdIn bookedIn count users durationMs } excluded { pending cancelled } }`,
    ofUser: userIds,
  },
  lookup: {
    isOfAll: holds(IDENTITIES_VIEW),
    field: 'lookup(field: USER_COMPANY) { scope nodes: values { value count } }',
    ofUser: () => ({}),
  },
  imports: {
    isOfAll: ({ role }) => role === Role.OWNER,
    filterType: '[ID!]',
    field: 'imports(requestedBy: $filter) { scope totalCount nodes { id } }',
    ofUser: (id) => ({ filter: [id] }),
  },
  importMappings: {
    isOfAll: () => true,
    // Saved mappings are for those who may import.
    isRefused: ({ role }) => role !== Role.OWNER,
    field: 'importMappings(dataset: USERS) { scope totalCount nodes { id } }',
    ofUser: () => ({}),
  },
  exports: {
    isOfAll: ({ role }) => role === Role.OWNER,
    filterType: '[ID!]',
    field: 'exports(requestedBy: $filter) { scope totalCount nodes { id } }',
    ofUser: (id) => ({ filter: [id] }),
  },
  exportRequests: {
    isOfAll: ({ role }) => role === Role.OWNER,
    field: 'exportRequests { scope totalCount nodes { requestedBy { id } } }',
    ofUser: () => ({}),
  },
  auditEvents: {
    isOfAll: () => true,
    isRefused: ({ role }) => role !== Role.OWNER,
    filterType: 'ID',
    field: 'auditEvents(userId: $filter) { scope totalCount nodes { id } }',
    ofUser: (id) => ({ filter: id }),
  },
};

const shown = [IDENTITIES_VIEW, BOOKINGS_VIEW, INVOICES_VIEW];
const subsets = shown.reduce<Permission[][]>(
  (sets, permission) => [...sets, ...sets.map((set) => [...set, permission])],
  [[]],
);
const everybody: Who[] = [
  { role: Role.OWNER, permissions: [] },
  { role: Role.MEMBER, permissions: shown },
  ...subsets.map((permissions) => ({ role: Role.ADMIN, permissions })),
];
const active = { users: { status: ['ACTIVE'] } };

describe('a response to a viewer with limited permissions', () => {
  const app = useTestApp(engines[0]!, { worker: false });
  const organization = useOrganization(app);
  let number = 0;

  beforeAll(async () => {
    await recordsOf(organization.memberId, 3);
    await recordsOf(organization.ownerId, 2);
    await startExport(organization.owner, { format: 'CSV' });
    await organization.member.data(
      'mutation { requestExport(input: { reason: "Please", export: { format: CSV } }) { id } }',
    );
  });

  async function recordsOf(userId: number, count: number): Promise<void> {
    const days = Array.from({ length: count }, (_unused, index) => `2026-0${1 + (index % 3)}-1${index}T10:00:00Z`);
    await addBookings(
      app.app.dataSource,
      organization,
      days.flatMap((startsAt) => [
        { userId, startsAt },
        { userId, startsAt, status: 'CANCELLED' as const },
      ]),
    );
    await addInvoices(
      app.app.dataSource,
      organization,
      days.map((issuedAt, index) => ({ userId, issuedAt, totalMinor: 1000 + index })),
    );
  }

  async function person({ role, permissions }: Who): Promise<{ id: string; client: TestClient }> {
    if (role === Role.OWNER) return { id: String(organization.ownerId), client: organization.owner };
    const [id] = await addUsers(app.app.dataSource, organization.id, [
      { username: `person-${++number}`, role, permissions: [...permissions] },
    ]);
    await recordsOf(id!, 1);
    return { id: String(id), client: await app.signInEitherWay({ id: id!, organizationId: organization.id }) };
  }

  const documentOf = ({ field, filterType }: Case, groups = ''): string =>
    `query ${filterType ? `($filter: ${filterType})` : ''} { answer: ${field.replace('[GROUPS]', `[${groups}]`)} }`;
  const withoutScope = ({ scope: _scope, ...rest }: Data): Data => rest;
  const refusedForIdentities = { code: 'FORBIDDEN', message: expect.stringContaining('IDENTITIES_VIEW') };

  it('is tested for each query with a scope', () => {
    expect(Object.keys(cases).sort()).toEqual([...scoped].sort());
  });

  it.each(
    everybody.flatMap((who) =>
      Object.entries(cases).map(([name, one]) => ({ name, one, who, as: `${who.role} ${who.permissions.join(' ')}` })),
    ),
  )('contains its scope and the matching records, or is FORBIDDEN: $name as $as', async ({ one, who }) => {
    const { id, client } = await person(who);
    if (one.isRefused?.(who)) return expect(await client.refusal(documentOf(one))).toMatchObject({ code: 'FORBIDDEN' });
    const isOfAll = one.isOfAll(who);
    const { answer } = await client.data(documentOf(one));
    expect(answer.scope).toBe(isOfAll ? 'ORGANIZATION' : 'OWN');
    if (one.filterType || isOfAll) {
      const truth = await organization.owner.data(documentOf(one), isOfAll ? {} : one.ofUser(id));
      expect(withoutScope(answer)).toEqual(withoutScope(truth.answer));
    } else expect(answer.nodes).toEqual([]);
  });

  const ofRecords = Object.entries(cases).filter(([, { ofUser }]) => ofUser === userIds);

  it.each(
    everybody.flatMap((who) =>
      ofRecords.map(([name, one]) => ({ name, one, who, as: `${who.role} ${who.permissions.join(' ')}` })),
    ),
  )('is FORBIDDEN for a filter by hidden users, and correct otherwise: $name as $as', async ({ one, who }) => {
    const { id, client } = await person(who);
    const isOfAll = one.isOfAll(who);
    const groups = one.field.includes('GROUPS') ? ['TEAM'] : [];
    for (const [document, filter] of [
      [documentOf(one), active],
      ...groups.map((group) => [documentOf(one, group), {}] as const),
    ] as const) {
      if (isOfAll && !holds(IDENTITIES_VIEW)(who)) {
        expect(await client.refusal(document, { filter })).toMatchObject(refusedForIdentities);
        continue;
      }
      const { answer } = await client.data(document, { filter });
      const truth = await organization.owner.data(document, {
        filter: { ...filter, ...(!isOfAll && { userIds: [id] }) },
      });
      expect(answer).toEqual({ ...truth.answer, scope: isOfAll ? 'ORGANIZATION' : 'OWN' });
    }
    // An empty filter asks nothing about anybody.
    const [empty, none] = [
      await client.data(documentOf(one), { filter: { users: {} } }),
      await client.data(documentOf(one)),
    ];
    expect(empty).toEqual(none);
  });

  it("filters the viewer's records by any figure", async () => {
    const { client } = await person({ role: Role.ADMIN, permissions: [IDENTITIES_VIEW] });
    const count = async (filter: object): Promise<Data> =>
      (
        await client.data('query ($filter: BookingFilter) { bookings(filter: $filter) { scope totalCount } }', {
          filter: { status: ['CONFIRMED'], ...filter },
        })
      ).bookings;
    expect(await count({ users: { hasBooked: true } })).toEqual({ scope: 'OWN', totalCount: 1 });
    expect(await count({ users: { hasBooked: false } })).toEqual({ scope: 'OWN', totalCount: 0 });
  });

  it.each(everybody)('contains its scope as CSV: $role $permissions', async (who) => {
    const { id, client } = await person(who);
    const statistics: [Permission, Record<string, string>][] = [
      [BOOKINGS_VIEW, { of: 'bookings', from: '2026-01', to: '2026-12' }],
      [INVOICES_VIEW, { of: 'invoices', from: '2026-01', to: '2026-12' }],
      [
        BOOKINGS_VIEW,
        { of: 'crossTable', createdFrom: '2026-01', createdTo: '2026-03', bookedFrom: '2026-01', bookedTo: '2026-03' },
      ],
    ];
    const get = ({ url, headers }: TestClient, parameters: Record<string, string>) =>
      download(`${url}/statistics.csv?${new URLSearchParams(parameters)}`, headers);
    for (const [permission, parameters] of statistics) {
      const isOfAll = holds(permission)(who);
      const { headers, body } = await get(client, parameters);
      const truth = await get(organization.owner, {
        ...parameters,
        ...(!isOfAll && { filter: JSON.stringify({ userIds: [id] }) }),
      });
      expect(headers.get('tallyport-scope')).toBe(isOfAll ? 'ORGANIZATION' : 'OWN');
      expect(body.toString()).toBe(truth.body.toString());
      const asking = await get(client, { ...parameters, filter: JSON.stringify(active) });
      if (!isOfAll || holds(IDENTITIES_VIEW)(who)) expect(asking.status).toBe(200);
      else
        expect({ status: asking.status, body: asking.body.toString() }).toEqual({
          status: 403,
          body: expect.stringContaining('IDENTITIES_VIEW'),
        });
    }
  });

  it.each(everybody)('contains its scope in a subscription: $role $permissions', async (who) => {
    const { id, client } = await person(who);
    const isOfAll = holds(BOOKINGS_VIEW)(who);
    const live = (filter: object) =>
      client.subscribe(
        `subscription ($filter: BookingFilter) { answer: bookingStatsChanged(${year}, filter: $filter) { ${bookingRows} } }`,
        { filter },
      );
    const { answer } = await live({}).untilEvent('the first figures', () => true);
    const truth = await organization.owner.data(documentOf(cases.bookingStats!), isOfAll ? {} : userIds(id));
    expect(answer).toEqual({ ...truth.answer, scope: isOfAll ? 'ORGANIZATION' : 'OWN' });
    const asking = live(active);
    if (!isOfAll || holds(IDENTITIES_VIEW)(who)) await asking.untilEvent('figures of active users', () => true);
    else {
      await asking.untilCompleted();
      expect(asking.errors).toEqual([
        expect.objectContaining({ extensions: expect.objectContaining({ code: 'FORBIDDEN' }) }),
      ]);
    }
  });
});
