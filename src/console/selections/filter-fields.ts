import type {
  AmountFilter,
  BookedInFilter,
  BookingCountFilter,
  BookingFilter,
  CustomPropertyFilter,
  FirstBookingFilter,
  InstantRange,
  InvoiceFilter,
  LastBookingFilter,
  NumberFilter,
  UserFilter,
} from 'tallyport/client';
import type { RecordDataset } from '../access.js';
import { count, money, withPoint } from '../format.js';
import type { FilterTermsResult } from '../generated.js';
import type { Labels } from '../labels.js';
import { dayRangeText, instantRangeText } from '../lists/day-range.js';
import type { Operator } from '../lists/figure-conditions.js';
import { t } from '../texts/index.js';

/** A record that a filter names by its id. */
export interface RecordId {
  readonly dataset: RecordDataset;
  readonly id: string;
}

/** One condition of a filter. */
export interface Condition {
  readonly label: string;
  /** Any of these values is enough. */
  readonly values: readonly (string | RecordId)[];
  /** Follows the label without a colon, such as "≥ 5", instead of `values`. */
  readonly comparison?: string;
  /** The conditions on the user of a record, instead of `values`. */
  readonly nested?: readonly Condition[];
}

/** What the words of filters are made of. */
export interface Terms {
  readonly labels: Labels;
  /** The titles of the columns of exports by their keys. Fields of filters have the same names. */
  readonly titles: ReadonlyMap<string, string>;
  readonly organization: FilterTermsResult['organization'];
  readonly timezone: string;
  readonly currency: string;
  /** Decimals of the currency. */
  readonly decimals: number;
}

type Reader<Value> = (value: Value, terms: Terms) => readonly Condition[];
type Fields<Filter> = { readonly [Field in keyof Filter]-?: Reader<NonNullable<Filter[Field]>> };

const titleOf = (column: string, { titles }: Terms): string => titles.get(column) ?? column;

const texts =
  (column: string): Reader<readonly string[]> =>
  (values, terms) => [{ label: titleOf(column, terms), values }];

const enums =
  <Name extends 'Role' | 'UserStatus' | 'BookingStatus' | 'InvoiceStatus'>(
    column: string,
    name: Name,
  ): Reader<readonly (keyof Labels[Name])[]> =>
  (values, terms) => [
    { label: titleOf(column, terms), values: values.map((value) => terms.labels[name][value] as string) },
  ];

const items =
  (column: string, kind: keyof FilterTermsResult['organization']): Reader<readonly string[]> =>
  (ids, terms) => {
    const names = new Map(terms.organization[kind].map(({ id, name }) => [id, name]));
    return [{ label: titleOf(column, terms), values: ids.map((id) => names.get(id) ?? t.filters.unknown(id)) }];
  };

const records =
  (dataset: RecordDataset, label: (terms: Terms) => string): Reader<readonly string[]> =>
  (ids, terms) => [{ label: label(terms), values: ids.map((id) => ({ dataset, id })) }];

const users = records('USERS', () => t.lists.columns.user);

const flag =
  (column: string, yes: string, no: string): Reader<boolean> =>
  (value, terms) => [{ label: titleOf(column, terms), values: [value ? yes : no] }];

const yesOrNo = (column: string) => flag(column, t.user.yes, t.user.no);
const anyOrNone = (column: string) => flag(column, t.filters.any, t.filters.none);

const instants =
  (column: string): Reader<InstantRange> =>
  (range, terms) =>
    range.from || range.before
      ? [{ label: titleOf(column, terms), values: [instantRangeText(range, terms.timezone)] }]
      : [];

function comparisons<Value>(
  label: string,
  filter: { readonly [Name in Operator]?: Value | null },
  textOf: (value: Value) => string,
): readonly Condition[] {
  return (['eq', 'gte', 'lte'] as const).flatMap((operator) => {
    const value = filter[operator];
    return value === null || value === undefined
      ? []
      : [{ label, values: [], comparison: `${t.lists.signs[operator]} ${textOf(value)}` }];
  });
}

const amounts =
  (column: string): Reader<AmountFilter> =>
  (filter, terms) =>
    comparisons(titleOf(column, terms), filter, (minor) => money(withPoint(minor, terms.decimals), terms.currency));

const basedOn = (column: string, basis: BookingCountFilter['basis']): string =>
  `${column}${basis === 'CREATED' ? 'Created' : 'Booked'}`;

const bookingCounts =
  (column: string): Reader<BookingCountFilter> =>
  ({ basis, ...filter }, terms) =>
    comparisons(titleOf(basedOn(column, basis), terms), filter, count);

const bookingDates =
  (column: string): Reader<FirstBookingFilter | LastBookingFilter> =>
  ({ basis, from, to }, terms) =>
    from || to ? [{ label: titleOf(basedOn(column, basis), terms), values: [dayRangeText(from ?? '', to ?? '')] }] : [];

const numbers =
  (label: string): Reader<NumberFilter> =>
  (filter) =>
    comparisons(label, filter, count);

const bookedIn: Reader<BookedInFilter> = ({ basis, from, to, count: range }, terms) => {
  const label = titleOf(basis === 'CREATED' ? 'dateCreated' : 'startsAt', terms);
  return [
    {
      label: t.filters.bookings,
      values: [],
      nested: [
        { label, values: [dayRangeText(from ?? '', to ?? '')] },
        ...comparisons(t.filters.number, range ?? { gte: 1 }, count),
      ],
    },
  ];
};

const customProperties: Reader<readonly CustomPropertyFilter[]> = (properties, terms) =>
  properties.map(({ key, values }) => ({
    label: titleOf(`custom.${key}`, terms),
    values: values.map((value) => value ?? t.filters.none),
  }));

/** Filters of which one must match. */
const alternatives =
  <Filter extends object>(fields: () => Fields<Filter>): Reader<readonly Filter[]> =>
  (filters, terms) =>
    // An empty list matches nothing.
    filters.length === 0
      ? [{ label: t.filters.either, values: [] }]
      : filters.map((filter, index) => ({
          label: index === 0 ? t.filters.either : t.filters.or,
          values: [],
          nested: conditionsIn(fields(), filter, terms),
        }));

const opposite =
  <Filter extends object>(fields: () => Fields<Filter>): Reader<Filter> =>
  (filter, terms) => [{ label: t.filters.not, values: [], nested: conditionsIn(fields(), filter, terms) }];

const userFields: Fields<UserFilter> = {
  ids: users,
  search: (text) => [{ label: t.filters.search, values: [text] }],
  status: enums('status', 'UserStatus'),
  role: enums('role', 'Role'),
  planIds: items('plans', 'plans'),
  hasPlan: anyOrNone('plans'),
  teamIds: items('team', 'teams'),
  hasTeam: anyOrNone('team'),
  primaryLocationIds: items('primaryLocation', 'locations'),
  hasPrimaryLocation: anyOrNone('primaryLocation'),
  externalPrimaryLocations: texts('externalPrimaryLocations'),
  tags: texts('tags'),
  skills: texts('skills'),
  accountType: texts('accountType'),
  hasAccountType: anyOrNone('accountType'),
  profile: texts('profile'),
  profession: texts('profession'),
  company: texts('company'),
  city: texts('city'),
  country: texts('country'),
  source: texts('source'),
  sponsor: texts('sponsor'),
  billingCity: texts('billingCity'),
  billingCountry: texts('billingCountry'),
  appVersion: texts('appVersion'),
  deviceModel: texts('deviceModel'),
  hasPaymentMethod: yesOrNo('hasPaymentMethod'),
  autopaymentsEnabled: yesOrNo('autopaymentsEnabled'),
  createdAt: instants('dateCreated'),
  lastLoginAt: instants('lastLogin'),
  hasBooked: yesOrNo('hasBooked'),
  bookingsThisMonth: bookingCounts('bookingsThisMonth'),
  bookingsLastMonth: bookingCounts('bookingsLastMonth'),
  firstBooking: bookingDates('firstBookingDate'),
  lastBooking: bookingDates('lastBookingDate'),
  invoicedThisMonth: amounts('invoicedThisMonth'),
  invoicedLastMonth: amounts('invoicedLastMonth'),
  invoicedAllTime: amounts('invoicedAllTime'),
  usernames: texts('username'),
  customProperties,
  hasCompany: anyOrNone('company'),
  hasCountry: anyOrNone('country'),
  bookedIn,
  anyOf: alternatives<UserFilter>(() => userFields),
  not: opposite<UserFilter>(() => userFields),
};

const ofUser: Reader<UserFilter> = (filter, terms) => {
  const nested = conditionsIn(userFields, filter, terms);
  return nested.length > 0 ? [{ label: t.lists.columns.user, values: [], nested }] : [];
};

const bookingFields: Fields<BookingFilter> = {
  ids: records('BOOKINGS', (terms) => titleOf('reference', terms)),
  references: texts('reference'),
  userIds: users,
  users: ofUser,
  status: enums('status', 'BookingStatus'),
  locationIds: items('location', 'locations'),
  resource: texts('resource'),
  startsAt: instants('startsAt'),
  createdAt: instants('dateCreated'),
  endsAt: instants('endsAt'),
  hasResource: anyOrNone('resource'),
  minutes: (filter, terms) => numbers(titleOf('durationMinutes', terms))(filter, terms),
  leadDays: (filter, terms) => numbers(t.filters.leadDays)(filter, terms),
  anyOf: alternatives<BookingFilter>(() => bookingFields),
  not: opposite<BookingFilter>(() => bookingFields),
};

const invoiceFields: Fields<InvoiceFilter> = {
  ids: records('INVOICES', (terms) => titleOf('number', terms)),
  numbers: texts('number'),
  userIds: users,
  users: ofUser,
  status: enums('status', 'InvoiceStatus'),
  locationIds: items('location', 'locations'),
  hasLocation: anyOrNone('location'),
  bookingIds: records('BOOKINGS', (terms) => titleOf('booking', terms)),
  hasBooking: anyOrNone('booking'),
  issuedAt: instants('issuedAt'),
  totalAmount: amounts('total'),
  anyOf: alternatives<InvoiceFilter>(() => invoiceFields),
  not: opposite<InvoiceFilter>(() => invoiceFields),
};

function conditionsIn<Filter extends object>(
  fields: Fields<Filter>,
  filter: Filter,
  terms: Terms,
): readonly Condition[] {
  const known = Object.keys(fields) as (keyof Filter)[];
  // A server that is newer than this page may have more fields. Without them, the filter would seem to match more.
  const others = Object.entries(filter).filter(([field]) => !Object.hasOwn(fields, field));
  return [
    ...known.flatMap((field) => {
      const value = filter[field];
      return value === null || value === undefined ? [] : fields[field](value, terms);
    }),
    ...others.map(([label, value]) => ({ label, values: [JSON.stringify(value)] })),
  ];
}

const fieldsOf = { USERS: userFields, BOOKINGS: bookingFields, INVOICES: invoiceFields };

/** The conditions of a filter of a dataset, which the API has as JSON. All of them must hold. */
export const conditionsOf = (dataset: RecordDataset, json: string, terms: Terms): readonly Condition[] =>
  conditionsIn(fieldsOf[dataset] as Fields<object>, JSON.parse(json) as object, terms);
