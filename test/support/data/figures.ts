import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { addBookings, addInvoices, type TestBooking, type TestInvoice, type TestOrganization } from './factories';

/** Starts of five consecutive months as UTC instants, determined by hand instead of by the product's calendar. */
export interface ZoneMonths {
  readonly zone: string;
  readonly starts: readonly [string, string, string, string, string];
}

export const zoneMonths: readonly ZoneMonths[] = [
  // November 2015 has two midnights: at 04:00Z, and again at 05:00Z.
  {
    zone: 'America/Havana',
    starts: [
      '2015-09-01T04:00:00Z',
      '2015-10-01T04:00:00Z',
      '2015-11-01T04:00:00Z',
      '2015-12-01T05:00:00Z',
      '2016-01-01T05:00:00Z',
    ],
  },
  // One minute after midnight the clock went back to 23:01 of October.
  {
    zone: 'America/St_Johns',
    starts: [
      '2009-09-01T02:30:00Z',
      '2009-10-01T02:30:00Z',
      '2009-11-01T02:30:00Z',
      '2009-12-01T03:30:00Z',
      '2010-01-01T03:30:00Z',
    ],
  },
  {
    zone: 'Asia/Kathmandu',
    starts: [
      '2025-12-31T18:15:00Z',
      '2026-01-31T18:15:00Z',
      '2026-02-28T18:15:00Z',
      '2026-03-31T18:15:00Z',
      '2026-04-30T18:15:00Z',
    ],
  },
  // The first midnight of April 2016 was skipped.
  {
    zone: 'Asia/Amman',
    starts: [
      '2016-01-31T22:00:00Z',
      '2016-02-29T22:00:00Z',
      '2016-03-31T22:00:00Z',
      '2016-04-30T21:00:00Z',
      '2016-05-31T21:00:00Z',
    ],
  },
  // 30 December 2011 was skipped.
  {
    zone: 'Pacific/Apia',
    starts: [
      '2011-11-01T10:00:00Z',
      '2011-12-01T10:00:00Z',
      '2011-12-31T10:00:00Z',
      '2012-01-31T10:00:00Z',
      '2012-02-29T10:00:00Z',
    ],
  },
];

export interface RawRows {
  readonly bookings: readonly (TestBooking & { createdAt: string; status: string })[];
  readonly invoices: readonly (TestInvoice & { status: string })[];
}

/** Adds rows of these users, most within a minute of the start of a month, the rest anywhere in those months. */
export async function addRandomRows(
  dataSource: DataSource,
  organization: TestOrganization,
  userIds: readonly number[],
  { starts }: ZoneMonths,
  seed: number,
): Promise<RawRows> {
  const bound = fc.constantFrom(...starts.map((start) => Date.parse(start)));
  const beside = fc
    .tuple(
      bound,
      fc.oneof(
        fc.constantFrom(-1, 0, 1),
        fc.integer({ min: -60_000, max: 60_000 }),
        fc.integer({ min: -3_700_000, max: 3_700_000 }),
      ),
    )
    .map(([ms, off]) => ms + off);
  const anywhere = fc.integer({ min: Date.parse(starts[0]) - 5e9, max: Date.parse(starts[4]) + 5e9 });
  const instant = fc
    .oneof({ weight: 3, arbitrary: beside }, { weight: 1, arbitrary: anywhere })
    .map((ms) => new Date(ms).toISOString());
  const userId = fc.constantFrom(...userIds);
  const bookings = fc.sample(
    fc.record({
      userId,
      startsAt: instant,
      createdAt: instant,
      status: fc.constantFrom('CONFIRMED', 'CONFIRMED', 'PENDING', 'CANCELLED'),
    }),
    { numRuns: 400, seed },
  );
  const totalMinor = fc.oneof(
    fc.integer({ min: -50_000, max: 500_000 }),
    fc.constantFrom(0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1),
  );
  const invoices = fc.sample(
    fc.record({ userId, issuedAt: instant, totalMinor, status: fc.constantFrom('OPEN', 'PAID', 'PAID', 'VOID') }),
    { numRuns: 400, seed },
  );
  await addBookings(dataSource, organization, bookings);
  await addInvoices(dataSource, organization, invoices);
  return { bookings, invoices };
}

/** The figures and "has booked" of one user. */
interface UserFigures {
  readonly bookings: readonly [thisBooked: number, thisCreated: number, lastBooked: number, lastCreated: number];
  readonly firstDates: readonly [booked: string | null, created: string | null];
  readonly lastDates: readonly [booked: string | null, created: string | null];
  readonly invoicedMinor: readonly [thisMonth: bigint, lastMonth: bigint, ever: bigint];
  readonly hasBooked: boolean;
}

/** Counts the rows one by one. Dates use Node's own zone data, which is correct for the years above. */
export function recount(
  { bookings, invoices }: RawRows,
  userId: number,
  { zone, starts }: ZoneMonths,
  asOf: string,
): UserFigures {
  const bounds = starts.map((start) => Date.parse(start));
  const current = bounds.findLastIndex((start) => start <= Date.parse(asOf));
  const inMonth = (at: string, index: number): boolean =>
    Date.parse(at) >= bounds[index]! && Date.parse(at) < bounds[index + 1]!;
  const counted = bookings.filter((booking) => booking.userId === userId && booking.status === 'CONFIRMED');
  type Bound = (...values: number[]) => number;
  const dateOf = (bound: Bound, column: 'startsAt' | 'createdAt'): string | null =>
    counted.length === 0
      ? null
      : new Date(bound(...counted.map((booking) => Date.parse(booking[column])))).toLocaleDateString('en-CA', {
          timeZone: zone,
        });
  const datesOf = (bound: Bound) => [dateOf(bound, 'startsAt'), dateOf(bound, 'createdAt')] as const;
  const billed = invoices.filter((invoice) => invoice.userId === userId && invoice.status !== 'VOID');
  const sum = (some: typeof billed): bigint => some.reduce((total, { totalMinor }) => total + BigInt(totalMinor), 0n);
  return {
    bookings: [
      counted.filter(({ startsAt }) => inMonth(startsAt, current)).length,
      counted.filter(({ createdAt }) => inMonth(createdAt, current)).length,
      counted.filter(({ startsAt }) => inMonth(startsAt, current - 1)).length,
      counted.filter(({ createdAt }) => inMonth(createdAt, current - 1)).length,
    ],
    firstDates: datesOf(Math.min),
    lastDates: datesOf(Math.max),
    invoicedMinor: [
      sum(billed.filter(({ issuedAt }) => inMonth(issuedAt, current))),
      sum(billed.filter(({ issuedAt }) => inMonth(issuedAt, current - 1))),
      sum(billed),
    ],
    hasBooked: counted.length > 0,
  };
}

/** GraphQL selection of the figures on User; takes `$asOf`. */
export const figureFields = `bookingActivity(asOf: $asOf) { thisMonth { booked created } lastMonth { booked created } firstDate { booked created } lastDate { booked created } hasBooked }
  invoicing(asOf: $asOf) { thisMonth { minorUnits } lastMonth { minorUnits } allTime { minorUnits } }`;

export function figuresOfQuery({
  bookingActivity: { thisMonth, lastMonth, firstDate, lastDate, hasBooked },
  invoicing,
}: {
  [field: string]: any;
}): UserFigures {
  return {
    bookings: [thisMonth.booked, thisMonth.created, lastMonth.booked, lastMonth.created],
    firstDates: [firstDate.booked, firstDate.created],
    lastDates: [lastDate.booked, lastDate.created],
    invoicedMinor: [
      BigInt(invoicing.thisMonth.minorUnits),
      BigInt(invoicing.lastMonth.minorUnits),
      BigInt(invoicing.allTime.minorUnits),
    ],
    hasBooked,
  };
}

export const figureColumns = [
  'bookingsThisMonthBooked',
  'bookingsThisMonthCreated',
  'bookingsLastMonthBooked',
  'bookingsLastMonthCreated',
  'firstBookingDateBooked',
  'firstBookingDateCreated',
  'lastBookingDateBooked',
  'lastBookingDateCreated',
  'invoicedThisMonth',
  'invoicedLastMonth',
  'invoicedAllTime',
  'hasBooked',
];

/** The cells in the order of `figureColumns`, for a currency with two decimals. */
export function figuresOfRow(cells: readonly string[]): UserFigures {
  const [counts, amounts] = [cells.slice(0, 4), cells.slice(8, 11)];
  const [firstBooked, firstCreated, lastBooked, lastCreated] = cells.slice(4, 8).map((date) => date || null);
  return {
    bookings: counts.map(Number) as unknown as UserFigures['bookings'],
    firstDates: [firstBooked!, firstCreated!],
    lastDates: [lastBooked!, lastCreated!],
    invoicedMinor: amounts.map((amount) =>
      BigInt(amount.replace(/^(-?)(\d+)\.(\d\d)$/, '$1$2$3')),
    ) as unknown as UserFigures['invoicedMinor'],
    hasBooked: cells[11] === 'true',
  };
}

/** Rows of a CSV file as other programs read them, without the byte order mark. */
export const parseCsv = (body: Buffer, delimiter = ','): string[][] =>
  parse(body, { bom: true, delimiter, relax_column_count: false });
