import type { RawRows, ZoneMonths } from './figures';

/** The figures of one user that lists can be sorted by, counted from raw rows. A first or last date is an instant or null. */
export function orderedFigures(
  { bookings, invoices }: RawRows,
  userId: number,
  { starts }: ZoneMonths,
  asOf: string,
): Record<string, number | bigint | null> {
  const bounds = starts.map((start) => Date.parse(start));
  const current = bounds.findLastIndex((start) => start <= Date.parse(asOf));
  const inMonth = (at: string, index: number): boolean =>
    Date.parse(at) >= bounds[index]! && Date.parse(at) < bounds[index + 1]!;
  const counted = bookings.filter((booking) => booking.userId === userId && booking.status === 'CONFIRMED');
  const count = (column: 'startsAt' | 'createdAt', index: number): number =>
    counted.filter((booking) => inMonth(booking[column], index)).length;
  const bound = (of: (...values: number[]) => number, column: 'startsAt' | 'createdAt'): number | null =>
    counted.length === 0 ? null : of(...counted.map((booking) => Date.parse(booking[column])));
  const billed = invoices.filter((invoice) => invoice.userId === userId && invoice.status !== 'VOID');
  const sum = (some: typeof billed): bigint => some.reduce((total, { totalMinor }) => total + BigInt(totalMinor), 0n);
  return {
    BOOKINGS_THIS_MONTH_BOOKED: count('startsAt', current),
    BOOKINGS_THIS_MONTH_CREATED: count('createdAt', current),
    BOOKINGS_LAST_MONTH_BOOKED: count('startsAt', current - 1),
    BOOKINGS_LAST_MONTH_CREATED: count('createdAt', current - 1),
    FIRST_BOOKING_DATE_BOOKED: bound(Math.min, 'startsAt'),
    FIRST_BOOKING_DATE_CREATED: bound(Math.min, 'createdAt'),
    LAST_BOOKING_DATE_BOOKED: bound(Math.max, 'startsAt'),
    LAST_BOOKING_DATE_CREATED: bound(Math.max, 'createdAt'),
    INVOICED_THIS_MONTH: sum(billed.filter(({ issuedAt }) => inMonth(issuedAt, current))),
    INVOICED_LAST_MONTH: sum(billed.filter(({ issuedAt }) => inMonth(issuedAt, current - 1))),
    INVOICED_ALL_TIME: sum(billed),
  };
}
