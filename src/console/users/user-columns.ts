import type { UserOrderField } from 'tallyport/client';
import { count, day, money } from '../format.js';
import type { UserPageResult } from '../generated.js';
import type { Labels } from '../labels.js';
import type { ListColumn } from '../lists/list-column.js';
import type { Viewer } from '../session.js';
import { t } from '../texts/index.js';

type UserRow = UserPageResult['users']['nodes'][number];

type UserColumn = ListColumn<UserRow, UserOrderField>;

/** The columns of the table for a viewer. */
export function userColumns({ can, organization: { currency, timezone } }: Viewer, labels: Labels): UserColumn[] {
  const titles = t.users.columns;
  const { booking, invoice } = can.seeFigures;
  const name: UserColumn = {
    key: 'name',
    title: titles.name,
    width: 'minmax(119px, 2fr)',
    onCard: true,
    order: 'LAST_NAME',
    text: ({ displayName }) => displayName,
    href: ({ id }) => `/users/${id}`,
  };
  return [
    name,
    {
      key: 'email',
      title: titles.email,
      width: 'minmax(119px, 2fr)',
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
            text: ({ bookingActivity }) => (bookingActivity ? count(bookingActivity.thisMonth.booked) : ''),
          },
          {
            key: 'bookedLastMonth',
            title: titles.bookedLastMonth,
            width: '80px',
            isNumber: true,
            order: 'BOOKINGS_LAST_MONTH_BOOKED',
            text: ({ bookingActivity }) => (bookingActivity ? count(bookingActivity.lastMonth.booked) : ''),
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
      width: '114px',
      order: 'CREATED_AT',
      text: ({ createdAt }) => day(createdAt, timezone),
    },
  ];
}
