import type { DataSource } from 'typeorm';
import { openAppDatabase } from '../../src/database';
import { bookingCondition } from '../../src/features/bookings/booking-condition';
import { invoiceCondition } from '../../src/features/invoices/invoice-condition';
import { OrganizationRepository } from '../../src/features/organizations/organization.repository';
import { rollupScope } from '../../src/features/rollups/read-daily-totals';
import { bookingDimensions, bookingStatistics } from '../../src/features/statistics/definitions/booking-statistics';
import { invoiceStatistics } from '../../src/features/statistics/definitions/invoice-statistics';
import type { MeasureNeed } from '../../src/features/statistics/definitions/measure';
import { readFigures, type StatisticsRequest } from '../../src/features/statistics/rows/read-statistics';
import type { Condition } from '../../src/platform/database/condition';
import { poolQuery, type QueryRows } from '../../src/platform/database/query-rows';
import type { Sql } from '../../src/platform/database/sql';
import { monthRange } from '../../src/platform/graphql/month-range';
import { VenueCalendar } from '../../src/platform/time/venue-calendar';
import { distinctUsersSql, type RawFigures, rawTotalsSql, withIndex } from '../baselines/raw-statistics';
import { type BenchData, sizeOf } from '../data';
import { inPairs, medianRatio, type Pairs, tookMs } from '../pairs';
import { median, note, type Report } from '../report';

const maxMs = 20;
const maxOfRaw = 0.02;
const maxOfUngrouped = 2;
const maxOfDistinct = 1.1;
const attempts = 2;
const noNeeds: ReadonlySet<MeasureNeed> = new Set();
const users: ReadonlySet<MeasureNeed> = new Set(['users']);
const months = { from: '2024-12', to: '2026-11' };

/**
 * Compares figures of 24 months over the whole organization, as the resolvers read them, with the fastest way to count
 * the rows.
 */
export async function statistics(data: BenchData, report: Report): Promise<void> {
  const dataSource = await openAppDatabase(data);
  try {
    await measure(dataSource, data, report);
  } finally {
    await dataSource.destroy();
  }
}

async function measure(dataSource: DataSource, data: BenchData, report: Report): Promise<void> {
  const size = sizeOf(data);
  // The ratio counts only for many rows, because fixed costs weigh more with fewer rows.
  const ratioCounts = data.bookings >= 10_000_000;
  const run = poolQuery(dataSource);
  const { bookings, invoices } = await requests(dataSource);
  const ms = ({ own, theirs }: Pairs<number>): string => `${median(own).toFixed(1)} : ${median(theirs).toFixed(1)} ms`;
  const slower = (pairs: Pairs<number>): number => medianRatio(pairs, (own, theirs) => own / theirs);

  for (const [name, index, own, raw] of [
    [
      'bookings',
      'bookings (organizationId, status, startsAt, endsAt)',
      () => readFigures(run, bookings, noNeeds),
      rawBookings,
    ],
    ['invoices', null, () => readFigures(run, invoices, noNeeds), rawInvoices],
  ] as const) {
    const pairs = await withIndex(dataSource, index, async () => {
      const best = await quickest(run, rawTotalsSql(raw, bookings.edges));
      return inPairs(
        5,
        1,
        () => tookMs(own),
        () => tookMs(() => run(best)),
      );
    });
    const ratio = slower(pairs);
    report({
      part: 'statistics',
      what: `24 months of ${name}, ${size}`,
      measured: `${ratio.toFixed(4)}x counting the rows on a covering index (${ms(pairs)})`,
      target: `<= ${maxMs} ms${ratioCounts ? ` and <= ${maxOfRaw}x` : ''}`,
      met: median(pairs.own) <= maxMs && (ratio <= maxOfRaw || !ratioCounts),
    });
  }

  const byLocation = { ...bookings, groupBy: [bookingDimensions.LOCATION] };
  const grouped = await inPairs(
    50,
    5,
    () => tookMs(() => readFigures(run, byLocation, noNeeds)),
    () => tookMs(() => readFigures(run, bookings, noNeeds)),
  );
  report({
    part: 'statistics',
    what: `the same by location, ${size}`,
    measured: `${slower(grouped).toFixed(2)}x the ungrouped figures (${ms(grouped)})`,
    target: `<= ${maxOfUngrouped}x`,
    met: slower(grouped) <= maxOfUngrouped,
  });

  for (const [name, own, raw] of [
    ['bookings', () => readFigures(run, bookings, users), rawBookings],
    ['invoices', () => readFigures(run, invoices, users), rawInvoices],
  ] as const) {
    const best = await quickest(run, distinctUsersSql(raw, bookings.edges));
    const pairs = await inPairs(
      5,
      1,
      () => tookMs(own),
      () => tookMs(() => run(best)),
    );
    report({
      part: 'statistics',
      what: `users of 24 months of ${name}, ${size}`,
      measured: `${slower(pairs).toFixed(2)}x the best statement on a covering index (${ms(pairs)})`,
      target: `<= ${maxOfDistinct}x`,
      met: slower(pairs) <= maxOfDistinct,
    });
  }

  const fallback = await tookMs(() => readFigures(run, { ...bookings, groupBy: [bookingDimensions.WEEKDAY] }, noNeeds));
  report({
    part: 'statistics',
    what: `24 months by weekday, from the rows, ${size}`,
    measured: `${fallback.toFixed(0)} ms`,
    target: 'for information',
    met: null,
  });
}

const rawBookings: RawFigures = {
  table: 'bookings',
  at: 'startsAt',
  statuses: ['CONFIRMED'],
  sum: 'endsAt - startsAt',
};
const rawInvoices: RawFigures = { table: 'invoices', at: 'issuedAt', statuses: ['OPEN', 'PAID'], sum: 'totalMinor' };

/** Returns the statement that is the fastest on this machine, as the baseline. */
async function quickest(run: QueryRows, candidates: Record<string, Sql>): Promise<Sql> {
  const times: [name: string, ms: number][] = [];
  for (const [name, statement] of Object.entries(candidates)) {
    const each: number[] = [];
    for (let attempt = 0; attempt < attempts; attempt++) each.push(await tookMs(() => run(statement)));
    times.push([name, Math.min(...each)]);
  }
  times.sort(([, a], [, b]) => a - b);
  note(`baselines: ${times.map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`).join(', ')}`);
  return candidates[times[0]![0]]!;
}

async function requests(dataSource: DataSource): Promise<{ bookings: StatisticsRequest; invoices: StatisticsRequest }> {
  const scope = { organizationId: 1 } as Parameters<typeof bookingCondition>[0];
  const organizations = new OrganizationRepository(dataSource);
  const { timezone } = await organizations.get(scope);
  const calendar = VenueCalendar.of(timezone);
  const common = {
    edges: monthRange(calendar, months.from, months.to),
    items: await organizations.namedItems(scope),
    groupBy: [],
    organizationId: 1,
    calendar,
    asOf: new Date(),
  };
  const all = (condition: Condition): Pick<StatisticsRequest, 'selected' | 'ofAnyStatus'> => {
    const selection = { condition, rollup: rollupScope(scope, timezone, null) };
    return { selected: selection, ofAnyStatus: selection };
  };
  return {
    bookings: { ...common, definition: bookingStatistics, basis: 'BOOKED', ...all(bookingCondition(scope)) },
    invoices: { ...common, definition: invoiceStatistics, basis: 'ISSUED', ...all(invoiceCondition(scope)) },
  };
}
