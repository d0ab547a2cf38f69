import { insertBookings, type NewBooking } from '../../../src/features/bookings/booking-writes';
import { BookingDimension } from '../../../src/features/statistics/definitions/booking-statistics';
import { transact } from '../../../src/platform/database/transaction';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { type Data, download } from '../../support/clients/client';
import { exportFile } from '../../support/clients/exports';
import { addReferenceItems, addUsers } from '../../support/data/factories';
import { parseCsv, zoneMonths } from '../../support/data/figures';
import { randomNumbers } from '../../support/data/random-numbers';
import { eachEngine } from '../../support/databases/engines';

const dimensions = Object.values(BookingDimension);
const groupings: BookingDimension[][] = [
  [],
  ...dimensions.map((dimension) => [dimension]),
  ['LOCATION', 'HOUR'],
  ['TEAM', 'WEEKDAY', 'USER_STATUS'],
] as BookingDimension[][];
const bases = ['BOOKED', 'CREATED'] as const;
const { zone, starts } = zoneMonths[0]!;
// A day after its start every clock in the world shows the month.
const months = starts.slice(0, 4).map((start) => new Date(Date.parse(start) + 86_400_000).toISOString().slice(0, 7));
const range = { from: months[0]!, to: months[3]! };
const [firstMs, endMs] = [Date.parse(starts[0]), Date.parse(starts[4])];

const sum = (values: readonly (string | number)[]): bigint =>
  values.reduce((total: bigint, value) => total + BigInt(value), 0n);
const sumOf = (rows: readonly Data[]): bigint => sum(rows.map(({ durationMs }) => durationMs));

eachEngine('the duration of bookings', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganization(app, { timezone: zone });
  let bookings: NewBooking[];
  let expected: bigint;

  beforeAll(async () => {
    const { dataSource } = app.app;
    const add = (table: 'locations' | 'teams' | 'plans') =>
      addReferenceItems(dataSource, table, organization.id, ['One', 'Two']);
    const locations = [organization.locationId, ...(await add('locations'))];
    const [teams, plans] = [await add('teams'), await add('plans')];
    // At most one plan each: a user on two plans counts in both.
    const userIds = await addUsers(
      dataSource,
      organization.id,
      Array.from(
        { length: 6 },
        (_unused, index) =>
          ({
            username: `u${index}`,
            teamId: [null, ...teams][index % 3]!,
            planIds: index % 3 ? [plans[index % 2]!] : [],
            accountType: ['day', 'night', null][index % 3]!,
            status: index % 2 ? 'ACTIVE' : 'INACTIVE',
          }) as never,
      ),
    );

    const random = randomNumbers(7);
    const upTo = (bound: number): number => Math.floor(random() * bound);
    const instant = (): Date =>
      new Date(
        random() < 0.4
          ? Math.max(firstMs, Date.parse(starts[upTo(5)]!) - upTo(2 * 3_600_000))
          : firstMs + upTo(endMs - firstMs),
      );
    bookings = Array.from({ length: 160 }, (_unused, index) => {
      const startsAt = instant();
      const durationMs = [40_000, 1, 59_999, 60_000, 60_001, 1 + upTo(9 * 3_600_000), 366 * 86_400_000 - upTo(1000)][
        upTo(7)
      ]!;
      return {
        reference: `D${index}`,
        userId: userIds[upTo(6)]!,
        locationId: locations[upTo(locations.length)]!,
        startsAt,
        endsAt: new Date(startsAt.getTime() + durationMs),
        createdAt: instant(),
        status: (['CONFIRMED', 'CONFIRMED', 'CONFIRMED', 'PENDING'] as const)[upTo(4)]!,
      };
    });
    await transact(dataSource, (manager) => insertBookings(manager, organization.id, bookings));
    const counted = bookings.filter(({ status }) => status === 'CONFIRMED');
    expected = sum(counted.map(({ startsAt, endsAt }) => endsAt.getTime() - startsAt.getTime()));
  });

  const query =
    'query ($basis: BookingBasis!, $groupBy: [BookingDimension!], $filter: BookingFilter, $from: YearMonth!, $to: YearMonth!) { bookingStats(basis: $basis, from: $from, to: $to, groupBy: $groupBy, filter: $filter) { rows { durationMs minutes } } }';
  // The totals by day answer without a filter of instants, the bookings themselves with one.
  const filters = { 'the totals by day': undefined, 'the bookings': { createdAt: { from: '1970-01-01T00:00:00Z' } } };

  it.each(Object.entries(filters))('adds up to the total over any grouping, read from %s', async (_source, filter) => {
    for (const basis of bases) {
      for (const groupBy of groupings) {
        const {
          bookingStats: { rows },
        } = await organization.owner.data(query, { basis, groupBy, filter, ...range });
        expect({ basis, groupBy, sum: sumOf(rows) }).toEqual({ basis, groupBy, sum: expected });
        for (const { durationMs, minutes } of rows) expect(BigInt(minutes)).toBe(BigInt(durationMs) / 60_000n);
      }
    }
  });

  it('adds up to the total over the cells of the cross table', async () => {
    const {
      bookingCrossTable: { rows },
    } = await organization.owner.data(
      'query ($range: MonthRangeInput!) { bookingCrossTable(createdIn: $range, bookedIn: $range) { rows { durationMs minutes } } }',
      { range },
    );
    expect(sumOf(rows)).toBe(expected);
    for (const { durationMs, minutes } of rows) expect(BigInt(minutes)).toBe(BigInt(durationMs) / 60_000n);
  });

  it('adds up to the total in statistics as CSV', async () => {
    const crossTable = {
      of: 'crossTable',
      createdFrom: range.from,
      createdTo: range.to,
      bookedFrom: range.from,
      bookedTo: range.to,
    };
    const statistics = bases.flatMap((basis) =>
      groupings.map((groupBy) => ({
        of: 'bookings',
        ...range,
        basis,
        ...(groupBy.length > 0 && { groupBy: groupBy.join(',') }),
      })),
    );
    for (const parameters of [crossTable, ...statistics]) {
      const { body } = await download(
        `${organization.owner.url}/statistics.csv?${new URLSearchParams(parameters as Record<string, string>)}`,
        { authorization: `Bearer ${organization.owner.token}` },
      );
      const [header, ...rows] = parseCsv(body);
      const place = header!.indexOf('durationMs');
      expect({ parameters, sum: sum(rows.map((row) => row[place]!)) }).toEqual({ parameters, sum: expected });
    }
  });

  it('is exact for each booking of an export, with minutes rounded down', async () => {
    const [header, ...rows] = parseCsv(
      (await exportFile(organization.owner, { format: 'CSV', dataset: 'BOOKINGS' })).body,
    );
    const [reference, ms, minutes, status] = ['Reference', 'Duration (ms)', 'Duration (minutes)', 'Status'].map(
      (label) => header!.indexOf(label),
    ) as [number, number, number, number];
    const cells = rows.map((row) => [row[reference], Number(row[ms]), Number(row[minutes])]);
    expect(cells).toEqual(
      bookings.map((booking) => {
        const durationMs = booking.endsAt.getTime() - booking.startsAt.getTime();
        return [booking.reference, durationMs, Math.floor(durationMs / 60_000)];
      }),
    );
    expect(sum(rows.filter((row) => row[status] === 'CONFIRMED').map((row) => row[ms]!))).toBe(expected);
  });

  it('is exact in every grouping of ten bookings of 40 seconds', async () => {
    const { id, locationId, memberId: userId, owner } = await app.organization({ timezone: zone });
    const at = (hour: number): Date => new Date(Date.parse(starts[1]) + 86_400_000 + hour * 17 * 3_600_000);
    await transact(app.app.dataSource, (manager) =>
      insertBookings(
        manager,
        id,
        Array.from({ length: 10 }, (_unused, index) => ({
          reference: `T${index}`,
          userId,
          locationId,
          startsAt: at(index),
          endsAt: new Date(at(index).getTime() + 40_000),
          createdAt: at(0),
          status: 'CONFIRMED' as const,
        })),
      ),
    );
    for (const groupBy of groupings) {
      const {
        bookingStats: { rows },
      } = await owner.data(query, { basis: 'BOOKED', groupBy, from: months[1], to: months[1] });
      expect({ groupBy, sum: sumOf(rows) }).toEqual({ groupBy, sum: 400_000n });
    }
    const {
      bookingStats: { rows },
    } = await owner.data(query, { basis: 'BOOKED', from: months[1], to: months[1] });
    expect(rows).toEqual([{ durationMs: 400_000, minutes: 6 }]);
  });
});
