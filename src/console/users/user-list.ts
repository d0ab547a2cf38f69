import type { UserFilter, UserOrder, UserOrderField, UserStatus } from 'tallyport/client';
import { day, money } from '../format.js';
import type { UserPageResult } from '../generated.js';
import type { Labels } from '../labels.js';
import type { Viewer } from '../session.js';
import { t } from '../texts/index.js';

export type UserRow = UserPageResult['users']['nodes'][number];

export interface UserColumn {
  readonly key: string;
  readonly title: string;
  readonly width: string;
  /** Numbers are aligned right. */
  readonly isNumber?: boolean;
  /** On a phone, a row is a card with these columns. */
  readonly onCard?: boolean;
  readonly order?: UserOrderField;
  readonly text: (user: UserRow) => string;
}

/** The columns of the table for a viewer. */
export function userColumns({ can, organization: { currency, timezone } }: Viewer, labels: Labels): UserColumn[] {
  const titles = t.users.columns;
  const { booking, invoice } = can.seeFigures;
  const name: UserColumn = {
    key: 'name',
    title: titles.name,
    width: 'minmax(130px, 2fr)',
    onCard: true,
    order: 'LAST_NAME',
    text: ({ displayName }) => displayName,
  };
  return [
    name,
    {
      key: 'email',
      title: titles.email,
      width: 'minmax(130px, 2fr)',
      onCard: true,
      order: 'EMAIL',
      text: ({ email }) => email ?? '',
    },
    {
      key: 'status',
      title: titles.status,
      width: '80px',
      onCard: true,
      text: ({ status }) => labels.UserStatus[status],
    },
    {
      key: 'plans',
      title: titles.plans,
      width: 'minmax(80px, 1fr)',
      text: ({ planRefs }) => planRefs.map((plan) => plan.name).join(', '),
    },
    { key: 'team', title: titles.team, width: 'minmax(80px, 1fr)', text: ({ teamRef }) => teamRef?.name ?? '' },
    {
      key: 'location',
      title: titles.location,
      width: 'minmax(80px, 1fr)',
      text: ({ primaryLocationRef }) => primaryLocationRef?.name ?? '',
    },
    ...(booking.allowed
      ? ([
          {
            key: 'bookedThisMonth',
            title: titles.bookedThisMonth,
            width: '80px',
            isNumber: true,
            order: 'BOOKINGS_THIS_MONTH_BOOKED',
            text: ({ bookingActivity }) => String(bookingActivity?.thisMonth.booked ?? ''),
          },
          {
            key: 'bookedLastMonth',
            title: titles.bookedLastMonth,
            width: '80px',
            isNumber: true,
            order: 'BOOKINGS_LAST_MONTH_BOOKED',
            text: ({ bookingActivity }) => String(bookingActivity?.lastMonth.booked ?? ''),
          },
        ] satisfies UserColumn[])
      : []),
    ...(invoice.allowed
      ? ([
          {
            key: 'invoicedThisMonth',
            title: titles.invoicedThisMonth,
            width: '100px',
            isNumber: true,
            order: 'INVOICED_THIS_MONTH',
            text: ({ invoicing }) => (invoicing ? money(invoicing.thisMonth.decimal, currency) : ''),
          },
          {
            key: 'invoicedAllTime',
            title: titles.invoicedAllTime,
            width: '100px',
            isNumber: true,
            order: 'INVOICED_ALL_TIME',
            text: ({ invoicing }) => (invoicing ? money(invoicing.allTime.decimal, currency) : ''),
          },
        ] satisfies UserColumn[])
      : []),
    {
      key: 'createdAt',
      title: titles.createdAt,
      width: '92px',
      order: 'CREATED_AT',
      text: ({ createdAt }) => day(createdAt, timezone),
    },
  ];
}

/** What the page shows, kept in its address, so that a link opens the same list. */
export interface UserListState {
  readonly search: string;
  readonly status: readonly UserStatus[];
  readonly plan: readonly string[];
  readonly team: readonly string[];
  readonly location: readonly string[];
  readonly tag: readonly string[];
  readonly order: UserOrder | null;
}

const orderFields: readonly UserOrderField[] = [
  'LAST_NAME',
  'EMAIL',
  'BOOKINGS_THIS_MONTH_BOOKED',
  'BOOKINGS_LAST_MONTH_BOOKED',
  'INVOICED_THIS_MONTH',
  'INVOICED_ALL_TIME',
  'CREATED_AT',
];

const listKeys = ['status', 'plan', 'team', 'location', 'tag'] as const;

export function readState(search: string, labels: Labels): UserListState {
  const parameters = new URLSearchParams(search);
  const [, field, direction] = /^([A-Z_]+)\.(ASC|DESC)$/.exec(parameters.get('order') ?? '') ?? [];
  return {
    search: parameters.get('search') ?? '',
    status: parameters.getAll('status').filter((status) => status in labels.UserStatus) as UserStatus[],
    plan: parameters.getAll('plan'),
    team: parameters.getAll('team'),
    location: parameters.getAll('location'),
    tag: parameters.getAll('tag'),
    order: orderFields.some((known) => known === field) ? ({ field, direction } as UserOrder) : null,
  };
}

export function writeState(state: UserListState): string {
  const parameters = new URLSearchParams();
  if (state.search) parameters.set('search', state.search);
  for (const key of listKeys) for (const value of state[key]) parameters.append(key, value);
  if (state.order) parameters.set('order', `${state.order.field}.${state.order.direction}`);
  return parameters.toString();
}

/** Null if all users match. */
export function filterOf({ search, status, plan, team, location, tag }: UserListState): UserFilter | null {
  const filter: UserFilter = {
    ...(search.trim() ? { search: search.trim() } : {}),
    ...(status.length > 0 ? { status: [...status] } : {}),
    ...(plan.length > 0 ? { planIds: [...plan] } : {}),
    ...(team.length > 0 ? { teamIds: [...team] } : {}),
    ...(location.length > 0 ? { primaryLocationIds: [...location] } : {}),
    ...(tag.length > 0 ? { tags: [...tag] } : {}),
  };
  return Object.keys(filter).length > 0 ? filter : null;
}
