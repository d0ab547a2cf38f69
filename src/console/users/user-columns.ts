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
    width: 104,
    grow: 2,
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
      width: 104,
      grow: 2,
      onCard: true,
      order: 'EMAIL',
      text: ({ email }) => email ?? '',
    },
    {
      key: 'status',
      title: titles.status,
      width: 92,
      onCard: true,
      text: ({ status }) => labels.UserStatus[status],
    },
    {
      key: 'plans',
      title: titles.plans,
      width: 76,
      grow: 1,
      text: ({ planRefs }) => planRefs.map((plan) => plan.name).join(', '),
    },
    { key: 'team', title: titles.team, width: 76, grow: 1, text: ({ teamRef }) => teamRef?.name ?? '' },
    {
      key: 'location',
      title: titles.location,
      width: 76,
      grow: 1,
      text: ({ primaryLocationRef }) => primaryLocationRef?.name ?? '',
    },
    ...(booking.allowed
      ? ([
          {
            key: 'bookedThisMonth',
            title: titles.bookedThisMonth,
            width: 80,
            isNumber: true,
            order: 'BOOKINGS_THIS_MONTH_BOOKED',
            text: ({ bookingActivity }) => (bookingActivity ? count(bookingActivity.thisMonth.booked) : ''),
          },
          {
            key: 'bookedLastMonth',
            title: titles.bookedLastMonth,
            width: 80,
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
            width: 100,
            isNumber: true,
            order: 'INVOICED_THIS_MONTH',
            text: ({ invoicing }) => (invoicing ? money(invoicing.thisMonth.decimal, currency) : ''),
          },
          {
            key: 'invoicedAllTime',
            title: titles.invoicedAllTime,
            width: 100,
            isNumber: true,
            order: 'INVOICED_ALL_TIME',
            text: ({ invoicing }) => (invoicing ? money(invoicing.allTime.decimal, currency) : ''),
          },
        ] satisfies UserColumn[])
      : []),
    {
      key: 'createdAt',
      title: titles.createdAt,
      width: 106,
      order: 'CREATED_AT',
      text: ({ createdAt }) => day(createdAt, timezone),
    },
  ];
}
