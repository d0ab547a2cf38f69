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
      width: 188,
      onCard: true,
      order: 'STARTS_AT',
      highFirst: true,
      text: ({ startsAt }) => instant(startsAt, timezone),
    },
    {
      key: 'duration',
      title: t.lists.columns.duration,
      width: 116,
      isNumber: true,
      text: ({ startsAt, endsAt }) => timeBetween(startsAt, endsAt),
    },
    {
      key: 'location',
      title: t.users.columns.location,
      width: 100,
      grow: 1,
      onCard: isOfOneUser,
      text: ({ locationRef }) => locationRef.name,
    },
    {
      key: 'resource',
      title: t.lists.columns.resource,
      width: 80,
      grow: 1,
      text: ({ resource }) => resource ?? '',
    },
    {
      key: 'status',
      title: t.users.columns.status,
      width: 100,
      onCard: true,
      text: ({ status }) => labels.BookingStatus[status],
    },
    {
      key: 'reference',
      title: titles.REFERENCE,
      width: 110,
      grow: 1,
      order: 'REFERENCE',
      text: ({ reference }) => reference,
    },
    {
      key: 'createdAt',
      title: titles.CREATED_AT,
      width: 188,
      order: 'CREATED_AT',
      highFirst: true,
      text: ({ createdAt }) => instant(createdAt, timezone),
    },
  ];
}
