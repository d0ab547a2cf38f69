import { UserStatus } from '../../../src/features/users/user.entity';
import { filteredLists, filteredTexts } from '../../../src/features/users/user-texts';
import { fold } from '../../../src/platform/text/fold';
import type { Data } from '../../support/clients/client';
import type { ListName } from '../../support/clients/paging';
import { oddTexts } from '../../support/data/odd-texts';
import type { Booking, Event, Invoice, User, World } from './comparison-world';

/** Values to filter by, each with what it must find, in plain JavaScript. */
export type Cases<Row> = (world: World) => (readonly [value: unknown, matches: (row: Row) => boolean])[];

const anyOf = <Row, Value>(
  values: readonly Value[],
  of: (row: Row) => readonly Value[],
  form: (value: Value) => unknown,
) => [values, (row: Row) => of(row).some((each) => values.map(form).includes(form(each)))] as const;
const each = <Row, Value>(
  values: readonly Value[],
  of: (row: Row) => readonly Value[],
  form: (value: Value) => unknown = (value) => value,
) => [[], ...values.map((value) => [value]), values.slice(0, 3)].map((some) => anyOf(some, of, form));
const ids = <Row>(values: readonly number[], of: (row: Row) => readonly (number | null)[]) =>
  each(values.map(String), (row: Row) => of(row).map(String));
const whether = <Row>(is: (row: Row) => boolean) =>
  [true, false].map((value) => [value, (row: Row) => is(row) === value] as const);
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
const hour = 3_600_000;
type Case<Row> = readonly [value: object, matches: (row: Row) => boolean];
/** Filters within a filter: one of some must match, none, or one with another filter within it. */
const combinations =
  <Row>(...some: readonly Case<Row>[]): Cases<Row> =>
  () => [
    [[], () => false],
    [[{}], () => true],
    ...some.map(([value, matches]) => [[value], matches] as const),
    [some.map(([value]) => value), (row) => some.some(([, matches]) => matches(row))],
    [
      [{ not: { anyOf: some.map(([value]) => value) } }, some[0]![0]],
      (row) => !some.some(([, matches]) => matches(row)) || some[0]![1](row),
    ],
  ];
/** A filter that must not match, also where a field has no value. */
const opposites =
  <Row>(...some: readonly Case<Row>[]): Cases<Row> =>
  () => [
    [{}, () => false],
    ...some.map(([value, matches]) => [value, (row: Row) => !matches(row)] as const),
    ...some.map(([value, matches]) => [{ not: value }, matches] as const),
    [{ anyOf: some.map(([value]) => value) }, (row) => !some.some(([, matches]) => matches(row))],
  ];
const textsOf = ({ username, firstName, lastName, email, company }: User): string[] => {
  const named = (...names: (string | null)[]): string => names.filter(Boolean).join(' ');
  return [username, named(firstName, lastName), named(lastName, firstName), email ?? '', company ?? ''];
};
export const inMonth =
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
  ...Object.fromEntries(
    filteredTexts.map((field) => [
      field,
      () => each(oddTexts, (user: User) => (user[field] === null ? [] : [user[field]])),
    ]),
  ),
  ...Object.fromEntries(
    filteredLists.map((field) => [field, () => each([...oddTexts, 'z', 'x', 'y', 'b'], (user: User) => user[field])]),
  ),
  usernames: ({ users }) =>
    each(
      [...users.slice(0, 40).map(({ username }) => username.toUpperCase()), 'unknown'],
      ({ username }: User) => [username],
      fold,
    ),
  customProperties: () => [
    ...[...oddTexts, null].map(
      (value) =>
        [
          [{ key: 'note', values: [value] }],
          ({ customValues }: User) => (customValues['note'] ?? null) === value,
        ] as const,
    ),
    [
      [
        { key: 'note', values: [null, ...oddTexts.slice(0, 20)] },
        { key: 'end', values: oddTexts.slice(0, 60) },
      ],
      ({ customValues: { note, end } }: User) =>
        (note === undefined || oddTexts.slice(0, 20).includes(note)) && oddTexts.slice(0, 60).includes(end ?? ''),
    ],
    [[{ key: 'other', values: [] }], () => false],
    [[], () => true],
  ],
  hasCompany: () => whether(({ company }: User) => company !== null),
  hasCountry: () => whether(({ country }: User) => country !== null),
  hasAccountType: () => whether(({ accountType }: User) => Boolean(accountType)),
  hasTeam: () => whether(({ teamId }: User) => teamId !== null),
  hasPlan: () => whether(({ planIds }: User) => planIds.length > 0),
  hasPrimaryLocation: () => whether(({ primaryLocationId }: User) => primaryLocationId !== null),
  hasPaymentMethod: () => whether(({ hasPaymentMethod }: User) => hasPaymentMethod),
  autopaymentsEnabled: () => whether(({ autopaymentsEnabled }: User) => autopaymentsEnabled),
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
  lastBooking: () => [
    [{ from: '2026-03-01' }, (user: User) => (confirmed(user).at(-1) ?? '') >= '2026-03'],
    [{ to: '2026-02-28' }, (user: User) => (confirmed(user).at(-1) ?? '9') < '2026-03'],
  ],
  bookedIn: () => [
    [{ from: '2026-03-01' }, ({ bookings }: User) => bookings.some(inMonth('2026-03'))],
    [
      { from: '2026-02-10', to: '2026-02-10', count: { eq: 0 } },
      ({ bookings }: User) => !bookings.some(inMonth('2026-02')),
    ],
    [{ to: '2026-02-09', count: { eq: 0 } }, () => true],
    [{ from: '2026-01-01', to: '2026-03-10', count: { gte: 2, lte: 2 } }, (user: User) => confirmed(user).length === 2],
    [
      { basis: 'CREATED', to: '2026-01-31' },
      ({ bookings }: User) => bookings.some(({ createdAt, status }) => status === 'CONFIRMED' && createdAt < '2026-02'),
    ],
    [{ from: '2026-04-01' }, () => false],
  ],
  anyOf: combinations<User>(
    [{ hasCompany: false }, ({ company }) => company === null],
    [
      { search: 'a', hasTeam: true },
      (user) => user.teamId !== null && textsOf(user).some((text) => fold(text).includes('a')),
    ],
    [{ bookingsThisMonth: { gte: 1 } }, ({ bookings }) => bookings.some(inMonth('2026-03'))],
  ),
  not: opposites<User>(
    [{ accountType: ['vip'] }, ({ accountType }) => accountType === 'vip'],
    [{ tags: ['vip', 'i'] }, ({ tags }) => tags.includes('vip') || tags.includes('i')],
    [{ lastLoginAt: { from: '2026-02-01T00:00:00.000Z' } }, ({ lastLoginAt }) => (lastLoginAt ?? '') >= '2026-02'],
    [{ hasBooked: true }, (user) => confirmed(user).length > 0],
    [{ search: 'vip' }, (user) => textsOf(user).some((text) => fold(text).includes('vip'))],
  ),
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

/** By input type, or by list with arguments, and its fields. */
export const cases = {
  UserFilter: userCases,
  BookingFilter: {
    ids: ({ bookings }) =>
      ids(
        bookings.slice(0, 4).map(({ id }) => id),
        ({ id }) => [id],
      ),
    references: ({ bookings }) =>
      each(
        bookings.map(({ reference }) => reference),
        ({ reference }) => [reference],
      ),
    resource: () => each(oddTexts, ({ resource }) => (resource === null ? [] : [resource])),
    userIds: ({ users }) =>
      ids(
        users.slice(0, 4).map(({ id }) => id),
        ({ userId }) => [userId],
      ),
    locationIds: ({ locationIds }) => ids(locationIds, ({ locationId }) => [locationId]),
    status: () => each(['PENDING', 'CONFIRMED', 'CANCELLED'], ({ status }) => [status]),
    startsAt: () => within(({ startsAt }) => startsAt),
    createdAt: () => within(({ createdAt }) => createdAt),
    endsAt: () => [
      ...within<Booking>(({ endsAt }) => endsAt),
      [{ from: '2026-03-10T11:00:00Z' }, ({ endsAt }) => endsAt >= '2026-03-10T11:00'],
    ],
    hasResource: () => whether(({ resource }) => resource !== null),
    minutes: () =>
      [0, 1, 59, 60, 61, 1440].flatMap((count) => {
        const minutes = ({ startsAt, endsAt }: Booking): number =>
          Math.floor((Date.parse(endsAt) - Date.parse(startsAt)) / 60_000);
        return [
          [{ eq: count }, (row: Booking) => minutes(row) === count],
          [{ gte: count }, (row: Booking) => minutes(row) >= count],
          [{ lte: count }, (row: Booking) => minutes(row) <= count],
        ] as const;
      }),
    leadDays: () =>
      [0, 9, 37, 38, 39, 2_147_483_647].flatMap((count) => {
        const days = ({ startsAt, createdAt }: Booking): number =>
          Math.floor((Date.parse(startsAt) - Date.parse(createdAt)) / 24 / hour);
        return [
          [{ eq: count }, (row: Booking) => days(row) === count],
          [{ gte: count }, (row: Booking) => days(row) >= count],
          [{ lte: count }, (row: Booking) => days(row) <= count && days(row) >= 0],
        ] as const;
      }),
    anyOf: combinations<Booking>(
      [{ hasResource: false }, ({ resource }) => resource === null],
      [
        { status: ['PENDING'], minutes: { gte: 60 } },
        (row) => row.status === 'PENDING' && Date.parse(row.endsAt) - Date.parse(row.startsAt) >= hour,
      ],
    ),
    not: opposites<Booking>([{ resource: ['vip', 'a'] }, ({ resource }) => resource === 'vip' || resource === 'a']),
    users: byUsers,
  } as Record<string, Cases<Booking>>,
  InvoiceFilter: {
    ids: ({ invoices }) =>
      ids(
        invoices.slice(0, 4).map(({ id }) => id),
        ({ id }) => [id],
      ),
    numbers: ({ invoices }) =>
      each(
        invoices.map(({ number }) => number),
        ({ number }) => [number],
      ),
    userIds: ({ users }) =>
      ids(
        users.slice(0, 4).map(({ id }) => id),
        ({ userId }) => [userId],
      ),
    locationIds: ({ locationIds }) => ids(locationIds, ({ locationId }) => (locationId === null ? [] : [locationId])),
    hasLocation: () => whether(({ locationId }) => locationId !== null),
    bookingIds: ({ bookings }) =>
      ids(
        bookings.map(({ id }) => id),
        ({ bookingId }) => (bookingId === null ? [] : [bookingId]),
      ),
    hasBooking: () => whether(({ bookingId }) => bookingId !== null),
    status: () => each(['OPEN', 'PAID', 'VOID'], ({ status }) => [status]),
    totalAmount: ({ invoices }) =>
      invoices.slice(0, 3).flatMap(({ totalMinor: amount }): ReturnType<Cases<Invoice>>[number][] => [
        [{ eq: String(amount) }, ({ totalMinor }) => totalMinor === amount],
        [{ gte: String(amount) }, ({ totalMinor }) => totalMinor >= amount],
        [{ gte: null, lte: String(amount) }, ({ totalMinor }) => totalMinor <= amount],
        [{ gte: '-99999999999999999999999', lte: '99999999999999999999999' }, () => true],
        [{ gte: '99999999999999999999999' }, () => false],
      ]),
    issuedAt: () => within(({ issuedAt }) => issuedAt),
    anyOf: combinations<Invoice>(
      [{ hasLocation: false }, ({ locationId }) => locationId === null],
      [
        { status: ['PAID'], totalAmount: { gte: '100' } },
        ({ status, totalMinor }) => status === 'PAID' && totalMinor >= 100,
      ],
    ),
    not: opposites<Invoice>(
      [{ hasBooking: true }, ({ bookingId }) => bookingId !== null],
      [{ status: ['VOID'] }, ({ status }) => status === 'VOID'],
    ),
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
export const orders: Record<
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
    /^(ID|CREATED_AT|LAST_LOGIN_AT|(BOOKINGS|INVOICED|FIRST_BOOKING_DATE|LAST_BOOKING_DATE)_.*)$/,
  ],
  BookingOrderField: ['bookings', 'bookings', { REFERENCE: ({ reference }) => reference }, /_AT$/],
  InvoiceOrderField: ['invoices', 'invoices', { NUMBER: ({ number }) => number }, /^(ISSUED_AT|TOTAL)$/],
};
