import { instant, timeBetween } from '../format.js';
import type { BookingOrderField, BookingPageResult } from '../generated.js';
import type { Labels } from '../labels.js';
import type { ListColumn } from '../lists/list-column.js';
import { userColumn } from '../lists/user-column.js';
import type { Viewer } from '../session.js';
import { t } from '../texts/index.js';

export type BookingRow = NonNullable<BookingPageResult['bookings']>['nodes'][number];

type BookingColumn = ListColumn<BookingRow, BookingOrderField>;

/** The columns of a list of bookings, of all users or of one. */
export function bookingColumns(
  { organization: { timezone } }: Viewer,
  labels: Labels,
  isOfOneUser: boolean,
): readonly BookingColumn[] {
  const titles = labels.BookingOrderField;
  return [
    ...(isOfOneUser ? [] : [userColumn]),
    {
      key: 'startsAt',
      title: titles.STARTS_AT,
      width: '188px',
      onCard: true,
      order: 'STARTS_AT',
      highFirst: true,
      text: ({ startsAt }) => instant(startsAt, timezone),
    },
    {
      key: 'duration',
      title: t.lists.columns.duration,
      width: '116px',
      isNumber: true,
      text: ({ startsAt, endsAt }) => timeBetween(startsAt, endsAt),
    },
    {
      key: 'location',
      title: t.users.columns.location,
      width: 'minmax(100px, 1fr)',
      onCard: isOfOneUser,
      text: ({ locationRef }) => locationRef.name,
    },
    {
      key: 'resource',
      title: t.lists.columns.resource,
      width: 'minmax(80px, 1fr)',
      text: ({ resource }) => resource ?? '',
    },
    {
      key: 'status',
      title: t.users.columns.status,
      width: '96px',
      onCard: true,
      text: ({ status }) => labels.BookingStatus[status],
    },
    {
      key: 'reference',
      title: titles.REFERENCE,
      width: 'minmax(110px, 1fr)',
      order: 'REFERENCE',
      text: ({ reference }) => reference,
    },
    {
      key: 'createdAt',
      title: titles.CREATED_AT,
      width: '188px',
      order: 'CREATED_AT',
      highFirst: true,
      text: ({ createdAt }) => instant(createdAt, timezone),
    },
  ];
}
