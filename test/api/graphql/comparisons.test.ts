/** @slow */
import { isEnumType, isInputObjectType } from 'graphql';
import { createSchema } from '../../../src/api/graphql/schema';
import { AuditAction } from '../../../src/features/audit/audit-event.entity';
import { UserStatus } from '../../../src/features/users/user.entity';
import { insertRows } from '../../../src/platform/database/insert-rows';
import { fold } from '../../../src/platform/text/fold';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { run } from '../../support/clients/changes';
import type { Data } from '../../support/clients/client';
import { startExport } from '../../support/clients/exports';
import { cancelImport, startImport } from '../../support/clients/imports';
import { type ListName, listQuery, sortedIds, walk } from '../../support/clients/paging';
import { addUsers } from '../../support/data/factories';
import { oddLists, oddTexts } from '../../support/data/odd-texts';
import { eachEngine } from '../../support/databases/engines';
import { readRows } from '../../support/databases/rows';

interface User {
  readonly id: number;
  readonly username: string;
  readonly lastName: string | null;
  readonly firstName: string | null;
  readonly email: string | null;
  readonly company: string | null;
  readonly accountType: string | null;
  readonly tags: readonly string[];
  readonly status: UserStatus;
  readonly role: string;
  readonly teamId: number | null;
  readonly primaryLocationId: number | null;
  readonly planIds: readonly number[];
  readonly createdAt: string;
  readonly lastLoginAt: string | null;
  readonly bookings: readonly Booking[];
  readonly invoices: readonly Invoice[];
}
interface Booking {
  readonly id: number;
  readonly userId: number;
  readonly reference: string;
  readonly locationId: number;
  readonly startsAt: string;
  readonly createdAt: string;
  readonly status: string;
}
interface Invoice {
  readonly id: number;
  readonly userId: number;
  readonly number: string;
  readonly issuedAt: string;
  readonly totalMinor: number;
  readonly status: string;
}
interface Event {
  readonly id: number;
  readonly action: string;
  readonly userId: number | null;
  readonly exportId: number | null;
  readonly importId: number | null;
  readonly happenedAt: string;
  readonly details: string;
}
interface World {
  readonly users: User[];
  readonly bookings: Booking[];
  readonly invoices: Invoice[];
  readonly events: Event[];
  readonly exports: Data[];
  readonly imports: Data[];
  readonly requests: Data[];
  readonly teamIds: number[];
  readonly planIds: number[];
  readonly locationIds: number[];
}

/** Values to filter by, each with what it must find, in plain JavaScript. */
type Cases<Row> = (world: World) => (readonly [value: unknown, matches: (row: Row) => boolean])[];

const anyOf = <Row, Value>(values: readonly Value[], of: (row: Row) => readonly Value[]) =>
  [values, (row: Row) => of(row).some((each) => values.includes(each))] as const;
const each = <Row, Value>(values: readonly Value[], of: (row: Row) => readonly Value[]) =>
  [[], ...values.map((value) => [value]), values.slice(0, 3)].map((some) => anyOf(some, of));
const ids = <Row>(values: readonly number[], of: (row: Row) => readonly (number | null)[]) =>
  each(values.map(String), (row: Row) => of(row).map(String));
const within = <Row>(of: (row: Row) => string | null) =>
  [
    { from: '2026-02-01T00:00:00.000Z' },
    { before: '2026-02-01T00:00:00.000Z' },
    { from: '2026-01-15T00:00:00.000Z', before: '2026-03-01T00:00:00.001Z' },
  ].map(
    (range: { from?: string; before?: string }) =>
      [
        range,
        (row: Row) => {
          const at = of(row);
          return at !== null && (!range.from || at >= range.from) && (!range.before || at < range.before);
        },
      ] as const,
  );
const textsOf = ({ username, firstName, lastName, email, company }: User): string[] => {
  const named = (...names: (string | null)[]): string => names.filter(Boolean).join(' ');
  return [username, named(firstName, lastName), named(lastName, firstName), email ?? '', company ?? ''];
};
const inMonth =
  (month: string) =>
  ({ startsAt, status }: Booking): boolean =>
    status === 'CONFIRMED' && startsAt.startsWith(month);
const invoiced = (user: User, month = ''): number =>
  user.invoices
    .filter(({ issuedAt, status }) => issuedAt.startsWith(month) && status !== 'VOID')
    .reduce((sum, { totalMinor }) => sum + totalMinor, 0);
const confirmed = ({ bookings }: User): string[] =>
  bookings
    .filter(({ status }) => status === 'CONFIRMED')
    .map(({ startsAt }) => startsAt)
    .sort();

const userCases: Record<string, Cases<User>> = {
  ids: ({ users }) =>
    ids(
      users.slice(0, 5).map(({ id }) => id),
      ({ id }: User) => [id],
    ),
  search: () =>
    [...oddTexts, 'Εμίλ', 'ΣΑ', 'Ab', 'last'].map((text) => [
      text,
      (user: User) => {
        const part = fold(text).trim();
        return (
          textsOf(user)
            .join('\n')
            .split('\n')
            .some((line) => fold(line).includes(part)) ||
          (part.includes('\n') && fold(textsOf(user).join('\n')).includes(part))
        );
      },
    ]),
  status: () => each(Object.values(UserStatus), ({ status }: User) => [status]),
  role: () => each(['OWNER', 'ADMIN', 'MEMBER'], ({ role }: User) => [role]),
  accountType: () => each(oddTexts, ({ accountType }: User) => [accountType!]),
  tags: () => each([...oddTexts, 'z', 'x', 'y', 'b'], ({ tags }: User) => tags),
  teamIds: ({ teamIds }) => ids(teamIds, ({ teamId }: User) => [teamId]),
  primaryLocationIds: ({ locationIds }) => ids(locationIds, ({ primaryLocationId }: User) => [primaryLocationId]),
  planIds: ({ planIds }) => ids(planIds, (user: User) => user.planIds),
  createdAt: () => within(({ createdAt }: User) => createdAt),
  lastLoginAt: () => within(({ lastLoginAt }: User) => lastLoginAt),
  bookingsThisMonth: () =>
    [0, 1, 2].map((count) => [
      { eq: count },
      ({ bookings }: User) => bookings.filter(inMonth('2026-03')).length === count,
    ]),
  bookingsLastMonth: () =>
    [0, 1, 2].map((count) => [
      { gte: count },
      ({ bookings }: User) => bookings.filter(inMonth('2026-02')).length >= count,
    ]),
  firstBooking: () => [
    [{ from: '2026-03-01' }, (user: User) => (confirmed(user)[0] ?? '') >= '2026-03'],
    [{ to: '2026-02-28' }, (user: User) => (confirmed(user)[0] ?? '9') < '2026-03'],
  ],
  hasBooked: () => [true, false].map((value) => [value, (user: User) => confirmed(user).length > 0 === value]),
  invoicedThisMonth: () =>
    ['0', '100'].map((amount) => [{ eq: amount }, (user: User) => invoiced(user, '2026-03') === Number(amount)]),
  invoicedLastMonth: () =>
    ['0', '100'].map((amount) => [{ lte: amount }, (user: User) => invoiced(user, '2026-02') <= Number(amount)]),
  invoicedAllTime: () =>
    ['0', '1', '1000'].map((amount) => [{ gte: amount }, (user: User) => invoiced(user) >= Number(amount)]),
};
/** A filter of records by their users: of each field of those, some values. */
const byUsers: Cases<{ userId: number }> = (world) =>
  Object.entries(userCases).flatMap(([field, cases]) =>
    cases(world)
      .filter((_case, index) => index % 9 === 1)
      .map(([value, matches]) => {
        const found = new Set(world.users.filter(matches).map(({ id }) => id));
        return [{ [field]: value }, ({ userId }: { userId: number }) => found.has(userId)] as const;
      }),
  );

const cases = {
  UserFilter: userCases,
  BookingFilter: {
    userIds: ({ users }) =>
      ids(
        users.slice(0, 4).map(({ id }) => id),
        ({ userId }) => [userId],
      ),
    locationIds: ({ locationIds }) => ids(locationIds, ({ locationId }) => [locationId]),
    status: () => each(['PENDING', 'CONFIRMED', 'CANCELLED'], ({ status }) => [status]),
    startsAt: () => within(({ startsAt }) => startsAt),
    createdAt: () => within(({ createdAt }) => createdAt),
    users: byUsers,
  } as Record<string, Cases<Booking>>,
  InvoiceFilter: {
    userIds: ({ users }) =>
      ids(
        users.slice(0, 4).map(({ id }) => id),
        ({ userId }) => [userId],
      ),
    status: () => each(['OPEN', 'PAID', 'VOID'], ({ status }) => [status]),
    issuedAt: () => within(({ issuedAt }) => issuedAt),
    users: byUsers,
  } as Record<string, Cases<Invoice>>,
  auditEvents: {
    actions: () => each(['USER_CREATED', 'USER_CHANGED', 'DOWNLOAD'], ({ action }: Event) => [action]),
    userId: ({ users }) => users.slice(0, 3).map(({ id }) => [String(id), ({ userId }) => userId === id]),
    exportId: ({ exports }) => exports.map(({ id }) => [id, ({ exportId }) => String(exportId) === id]),
    importId: ({ imports }) => imports.map(({ id }) => [id, ({ importId }) => String(importId) === id]),
    from: () => [['2026-02-01T00:00:00.000Z', ({ happenedAt }) => happenedAt >= '2026-02-01T00:00:00.000Z']],
    before: () => [['2026-02-01T00:00:00.000Z', ({ happenedAt }) => happenedAt < '2026-02-01T00:00:00.000Z']],
    text: () => oddTexts.map((text) => [text, ({ details }) => details.includes(text)]),
  } as Record<string, Cases<Event>>,
  exports: {
    states: () => each(['QUEUED', 'CANCELLED', 'COMPLETED'], ({ state }) => [state]),
    datasets: () => each(['USERS', 'BOOKINGS'], ({ dataset }) => [dataset]),
    formats: () => each(['CSV', 'XLSX'], ({ format }) => [format]),
    requestedBy: ({ users }) =>
      ids(
        users.slice(0, 3).map(({ id }) => id),
        ({ requestedBy }) => [Number(requestedBy.id)],
      ),
    requestedAt: () => within(({ requestedAt }) => requestedAt),
  } as Record<string, Cases<Data>>,
  imports: {
    states: () => each(['AWAITING_FILE', 'CANCELLED', 'READY'], ({ state }) => [state]),
    datasets: () => each(['USERS', 'BOOKINGS'], ({ dataset }) => [dataset]),
    requestedBy: ({ users }) =>
      ids(
        users.slice(0, 3).map(({ id }) => id),
        ({ requestedBy }) => [Number(requestedBy.id)],
      ),
    requestedAt: () => within(({ requestedAt }) => requestedAt),
  } as Record<string, Cases<Data>>,
  exportRequests: { states: () => each(['OPEN', 'CANCELLED'], ({ state }) => [state]) } as Record<string, Cases<Data>>,
};

/** What orders by a text, with the text. Everything else is a number or an instant. */
const orders: Record<
  string,
  [list: ListName, rows: 'users' | 'bookings' | 'invoices', texts: Record<string, (row: any) => string>, others: RegExp]
> = {
  UserOrderField: [
    'users',
    'users',
    {
      USERNAME: ({ username }) => fold(username),
      LAST_NAME: ({ lastName }) => lastName ?? '',
      FIRST_NAME: ({ firstName }) => firstName ?? '',
      EMAIL: ({ email }) => email ?? '',
    },
    /^(ID|CREATED_AT|LAST_LOGIN_AT|(BOOKINGS|INVOICED|FIRST_BOOKING_DATE)_.*)$/,
  ],
  BookingOrderField: ['bookings', 'bookings', { REFERENCE: ({ reference }) => reference }, /_AT$/],
  InvoiceOrderField: ['invoices', 'invoices', { NUMBER: ({ number }) => number }, /^(ISSUED_AT|TOTAL)$/],
};

describe('the cases of this test', () => {
  const schema = createSchema();

  it('cover every filter of the schema', () => {
    const filters = Object.values(schema.getTypeMap()).filter(
      (type) =>
        isInputObjectType(type) &&
        type.name.endsWith('Filter') &&
        !['AmountFilter', 'BookingCountFilter', 'FirstBookingFilter'].includes(type.name),
    );
    const lists = Object.values(schema.getQueryType()!.getFields()).filter(({ args }) =>
      args.some(({ name }) => name === 'after'),
    );
    const expected = [
      ...filters.flatMap((type) =>
        isInputObjectType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
      ),
      ...lists.flatMap(({ name: list, args }) =>
        args
          .filter(({ name }) => !['first', 'after', 'filter', 'orderBy', 'asOf'].includes(name))
          .map(({ name }) => `${list}.${name}`),
      ),
    ];
    expect(
      Object.entries(cases)
        .flatMap(([type, fields]) => Object.keys(fields).map((field) => `${type}.${field}`))
        .sort(),
    ).toEqual(expected.sort());
  });

  it('cover every order of the schema', () => {
    const enums = Object.values(schema.getTypeMap()).filter(
      (type) => isEnumType(type) && type.name.endsWith('OrderField'),
    );
    expect(Object.keys(orders).sort()).toEqual(enums.map(({ name }) => name).sort());
    for (const type of enums) {
      const [, , texts, others] = orders[type.name]!;
      const values = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
      expect(values.filter((name) => !others.test(name)).sort()).toEqual(Object.keys(texts).sort());
    }
  });
});

eachEngine('comparisons in the database', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  let world: World;

  beforeAll(async () => {
    world = await createWorld();
  });

  async function createWorld(): Promise<World> {
    const { id: organizationId } = organization;
    const { dataSource } = app.app;
    const { manager } = dataSource;
    const idsOf = async (table: string): Promise<number[]> =>
      (await readRows(dataSource, table, { organizationId }, ['id'])).map(({ id }: { id: number }) => id);
    for (const table of ['teams', 'plans', 'locations'])
      await insertRows(
        manager,
        table,
        ['organizationId', 'name'],
        Array.from({ length: 12 }, (_unused, index) => [organizationId, `Part ${index}`]),
      );
    const [teamIds, planIds, locationIds] = [await idsOf('teams'), await idsOf('plans'), await idsOf('locations')];
    const pick = <T>(all: readonly T[], index: number): T => all[index % all.length]!;
    const instants = [
      '2026-01-01T00:00:00.000Z',
      '2026-01-31T23:59:59.999Z',
      '2026-02-01T00:00:00.000Z',
      '2026-03-01T00:00:00.000Z',
      '2026-03-01T00:00:00.001Z',
    ];

    const wanted = [...oddTexts.map((text) => [text]), ...oddLists].map((tags, index) => {
      const text = pick(oddTexts, index);
      return {
        username: `${text} ${index}`,
        lastName: text,
        firstName: index % 3 === 0 ? pick(oddTexts, index + 5) : null,
        email: index % 2 === 0 ? pick(oddTexts, index * 7) : null,
        company: index % 5 === 0 ? pick(oddTexts, index * 11) : null,
        accountType: index % 4 === 3 ? null : pick(oddTexts, index),
        tags: [...tags, ...(index % 6 === 0 ? [pick(oddTexts, index + 9), pick(oddTexts, index + 20)] : [])],
        status: pick(Object.values(UserStatus), index),
        role: 'MEMBER' as const,
        teamId: index % 3 === 0 ? null : pick(teamIds, index),
        primaryLocationId: index % 3 === 1 ? null : pick(locationIds, index),
        planIds: [pick(planIds, index), pick(planIds, index * 5 + 3)].slice(0, index % 3),
        createdAt: new Date(pick(instants, index)),
        lastLoginAt: index % 4 === 0 ? null : new Date(pick(instants, index + 1)),
      };
    });
    await addUsers(dataSource, organizationId, wanted);
    const stored: Data[] = await readRows(dataSource, 'users', { organizationId }, [
      'id',
      'username',
      'lastName',
      'firstName',
      'email',
      'company',
      'accountType',
      'role',
      'status',
      'createdAt',
      'lastLoginAt',
    ]);
    const at = (ms: unknown): string | null => (ms === null ? null : new Date(Number(ms)).toISOString());

    const bookings: Omit<Booking, 'id'>[] = [];
    const invoices: Omit<Invoice, 'id'>[] = [];
    stored.forEach(({ id: userId }, index) => {
      const text = pick(oddTexts, index);
      const common = { userId, createdAt: pick(instants, index), locationId: pick(locationIds, index) };
      for (let nth = 0; nth < index % 3; nth++)
        bookings.push({
          ...common,
          reference: `${text}${index}.${nth}`,
          startsAt: '2026-03-10T10:00:00.000Z',
          status: 'CONFIRMED',
        });
      if (index % 2 === 0)
        bookings.push({
          ...common,
          reference: `${text}-${index}`,
          startsAt: '2026-02-10T10:00:00.000Z',
          status: pick(['CONFIRMED', 'PENDING', 'CANCELLED'], index / 2),
        });
      if (index % 4 !== 0)
        invoices.push({
          userId,
          number: `${text}${index}`,
          issuedAt: pick(['2026-02-10T10:00:00.000Z', '2026-03-10T10:00:00.000Z', '2026-01-10T10:00:00.000Z'], index),
          totalMinor: pick([100, 1000, -5], index),
          status: pick(['OPEN', 'PAID', 'VOID', 'PAID'], index),
        });
    });
    const ms = (instant: string): number => Date.parse(instant);
    await insertRows(
      manager,
      'bookings',
      ['organizationId', 'userId', 'locationId', 'reference', 'startsAt', 'endsAt', 'createdAt', 'status'],
      bookings.map((row) => [
        organizationId,
        row.userId,
        row.locationId,
        row.reference,
        ms(row.startsAt),
        ms(row.startsAt) + 3_600_000,
        ms(row.createdAt),
        row.status,
      ]),
    );
    await insertRows(
      manager,
      'invoices',
      ['organizationId', 'userId', 'number', 'issuedAt', 'totalMinor', 'status'],
      invoices.map((row) => [organizationId, row.userId, row.number, ms(row.issuedAt), row.totalMinor, row.status]),
    );
    const [bookingIds, invoiceIds] = [await idsOf('bookings'), await idsOf('invoices')];
    // Their ids are in the order of insertion.
    const [allBookings, allInvoices] = [
      bookings.map((row, index) => ({ id: bookingIds[index]!, ...row })),
      invoices.map((row, index) => ({ id: invoiceIds[index]!, ...row })),
    ];

    const exports = [
      { dataset: 'USERS', format: 'CSV' },
      { dataset: 'BOOKINGS', format: 'XLSX' },
      { dataset: 'USERS', format: 'XLSX' },
    ];
    const started: string[] = [];
    for (const [index, input] of exports.entries())
      started.push((await startExport(index === 1 ? organization.admin : organization.owner, input)).export.id);
    await organization.owner.data('mutation ($id: ID!) { cancelExport(id: $id) { id } }', { id: started[2] });
    const imports: string[] = [];
    for (const [index, dataset] of ['USERS', 'BOOKINGS', 'USERS'].entries())
      imports.push((await startImport(index === 1 ? organization.admin : organization.owner, { dataset })).id);
    await organization.owner.data(cancelImport, { id: imports[2] });
    const requests: Data[] = [];
    for (const format of ['CSV', 'XLSX'])
      requests.push(await run(organization.member, 'requestExport', { export: { format } }, 'id state'));
    await run(organization.member, 'cancelExportRequest', requests[1]!.id);
    await insertRows(
      manager,
      'audit_events',
      ['organizationId', 'happenedAt', 'action', 'userId', 'exportId', 'details'],
      oddTexts.map((text, index) => [
        organizationId,
        ms(pick(instants, index)),
        pick([AuditAction.USER_CREATED, AuditAction.USER_CHANGED], index),
        pick([organization.ownerId, organization.adminId, null], index),
        index % 5 === 0 ? Number(started[index % 3]) : null,
        `-${text}${pick(oddTexts, index * 3)}-`,
      ]),
    );
    const events: Data[] = await readRows(dataSource, 'audit_events', { organizationId }, [
      'id',
      'happenedAt',
      'action',
      'userId',
      'exportId',
      'importId',
      'details',
    ]);
    return {
      users: stored.map((row, index) => ({
        ...(row as User),
        tags: wanted[index - 3]?.tags ?? [],
        teamId: wanted[index - 3]?.teamId ?? null,
        primaryLocationId: wanted[index - 3]?.primaryLocationId ?? null,
        planIds: wanted[index - 3]?.planIds ?? [],
        createdAt: at(row.createdAt)!,
        lastLoginAt: at(row.lastLoginAt),
        bookings: allBookings.filter(({ userId }) => userId === row.id),
        invoices: allInvoices.filter(({ userId }) => userId === row.id),
      })),
      bookings: allBookings,
      invoices: allInvoices,
      events: events.map((row) => ({ ...(row as Event), happenedAt: at(row.happenedAt)! })),
      exports: (
        await organization.owner.data(
          '{ exports { nodes { id state dataset format requestedAt requestedBy { id } } } }',
        )
      ).exports.nodes,
      imports: (
        await organization.owner.data('{ imports { nodes { id state dataset requestedAt requestedBy { id } } } }')
      ).imports.nodes,
      requests: (await organization.owner.data('{ exportRequests { nodes { id state } } }')).exportRequests.nodes,
      teamIds,
      planIds,
      locationIds,
    };
  }

  const idsBy = async (query: string, variables: object): Promise<string[]> => {
    const [list]: Data[] = Object.values(await organization.owner.data(query, variables));
    return list!.nodes.map(({ id }: { id: string }) => id).sort();
  };
  const check = async <Row extends { readonly id: number | string }>(
    name: string,
    rows: readonly Row[],
    all: Cases<Row>,
    find: (value: unknown) => Promise<string[]>,
  ): Promise<void> => {
    let found = 0;
    for (const [value, matches] of all(world)) {
      const expected = rows
        .filter(matches)
        .map(({ id }) => String(id))
        .sort();
      expect([name, value, await find(value)]).toEqual([name, value, expected]);
      found += expected.length;
    }
    expect([name, found > 0]).toEqual([name, true]);
  };

  it.each(Object.keys(cases.UserFilter))('filter users by %s like JavaScript', (field) =>
    check(field, world.users, cases.UserFilter[field]!, (value) =>
      idsBy(listQuery('users'), { filter: { [field]: value }, first: 500 }),
    ),
  );

  it.each(Object.keys(cases.BookingFilter))('filter bookings by %s like JavaScript', (field) =>
    check(field, world.bookings, cases.BookingFilter[field]!, (value) =>
      idsBy(listQuery('bookings'), { filter: { [field]: value }, first: 500 }),
    ),
  );

  it.each(Object.keys(cases.InvoiceFilter))('filter invoices by %s like JavaScript', (field) =>
    check(field, world.invoices, cases.InvoiceFilter[field]!, (value) =>
      idsBy(listQuery('invoices'), { filter: { [field]: value }, first: 500 }),
    ),
  );

  it.each([
    ['auditEvents', 'events'],
    ['exports', 'exports'],
    ['imports', 'imports'],
    ['exportRequests', 'requests'],
  ] as const)('filter %s by each argument like JavaScript', async (list, rows) => {
    const types = Object.fromEntries(
      createSchema()
        .getQueryType()!
        .getFields()
        [list]!.args.map(({ name, type }) => [name, String(type)]),
    );
    for (const [field, all] of Object.entries(cases[list])) {
      await check(`${list}.${field}`, world[rows] as { id: number }[], all as Cases<{ id: number }>, (value) =>
        idsBy(`query ($value: ${types[field]}) { ${list}(first: 500, ${field}: $value) { nodes { id } } }`, { value }),
      );
    }
  });

  it('select the same records for a file as for the list', async () => {
    for (const field of ['search', 'accountType', 'tags']) {
      for (const [value, matches] of cases.UserFilter[field]!(world).filter((_case, index) => index % 6 === 0)) {
        const { previewExport } = await organization.owner.data(
          'query ($input: StartExportInput!) { previewExport(input: $input) { rows } }',
          { input: { format: 'CSV', filter: { users: { [field]: value } } } },
        );
        expect([field, value, previewExport.rows]).toEqual([field, value, world.users.filter(matches).length]);
      }
    }
  });

  it('group by code point, like JavaScript', async () => {
    const expected = new Map<string | null, number>();
    for (const { accountType, bookings } of world.users) {
      const count = bookings.filter(inMonth('2026-03')).length;
      if (count > 0) expected.set(accountType, (expected.get(accountType) ?? 0) + count);
    }
    const sorted = [...expected].sort(([a], [b]) =>
      a === null ? -1 : b === null ? 1 : Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    const { bookingStats } = await organization.owner.data(
      '{ bookingStats(from: "2026-03", to: "2026-03", groupBy: [ACCOUNT_TYPE]) { rows { accountType count } } }',
    );
    expect(bookingStats.rows).toEqual(sorted.map(([accountType, count]) => ({ accountType, count })));
  });

  it.each(
    Object.values(orders).flatMap(([list, rows, texts]) =>
      Object.keys(texts).map((field) => [list, field, rows, texts[field]!] as const),
    ),
  )('order %s by %s by code point, page by page', async (list, field, rows, of) => {
    for (const direction of ['ASC', 'DESC'] as const) {
      const expected = sortedIds<{ id: number }>(world[rows], [{ of, descending: direction === 'DESC' }]);
      expect(await walk(organization.owner, list, { first: 37, orderBy: [{ field, direction }] })).toEqual(expected);
    }
  });

  it('agree on which usernames, references and numbers are equal', async () => {
    const attempt = async (name: string, input: object): Promise<string | undefined> =>
      (
        await organization.owner.gql(
          `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { id } }`,
          { input },
        )
      ).errors?.[0]?.extensions.code;
    const booking = {
      userId: String(organization.memberId),
      locationId: String(organization.locationId),
      startsAt: '2026-04-01T10:00:00Z',
      endsAt: '2026-04-01T11:00:00Z',
    };
    let pairs = 0;
    for (const [one, other, isOneUsername] of [
      ['vip', 'VIP', true],
      ['émile', 'EMILE', false],
      ['émile', 'e\u0301mile', true],
      ['a_b', 'aXb', false],
      ['%', 'percent', false],
      ['a\\b', 'a\\\\b', false],
      ['weiß', 'weiss', true],
    ] as const) {
      const mark = ++pairs;
      expect([
        one,
        await attempt('createUser', { username: `same ${mark} ${one}` }),
        other,
        await attempt('createUser', { username: `same ${mark} ${other}` }),
      ]).toEqual([one, undefined, other, isOneUsername ? 'CONFLICT' : undefined]);
      expect([
        await attempt('createBooking', { ...booking, reference: `same ${mark} ${one}` }),
        await attempt('createBooking', { ...booking, reference: `same ${mark} ${other}` }),
        await attempt('createBooking', { ...booking, reference: `same ${mark} ${one}` }),
      ]).toEqual([undefined, undefined, 'CONFLICT']);
      expect([
        await attempt('issueInvoice', { userId: booking.userId, totalMinor: 1, number: `same ${mark} ${one}` }),
        await attempt('issueInvoice', { userId: booking.userId, totalMinor: 1, number: `same ${mark} ${other}` }),
        await attempt('issueInvoice', { userId: booking.userId, totalMinor: 1, number: `same ${mark} ${one}` }),
      ]).toEqual([undefined, undefined, 'CONFLICT']);
    }
  });
});
