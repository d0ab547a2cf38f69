import type { DataSource } from 'typeorm';
import { openAppDatabase } from '../../src/app';
import { bookingCondition } from '../../src/features/bookings/booking-condition';
import { invoiceCondition } from '../../src/features/invoices/invoice-condition';
import { OrganizationRepository } from '../../src/features/organizations/organization.repository';
import { rollupScope } from '../../src/features/rollups/day-totals';
import { bookingStats, type BookingStatsRequest, bookingStatUsers } from '../../src/features/statistics/booking-stats';
import { invoiceStats, type InvoiceStatsRequest, invoiceStatUsers } from '../../src/features/statistics/invoice-stats';
import { poolQuery, type QueryRows } from '../../src/platform/database/query-rows';
import { monthRange } from '../../src/platform/time/month-range';
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
const months = { from: '2024-12', to: '2026-11' };

/**
 * Figures of 24 months over the whole organization, as the resolvers get them, against the quickest way to count the
 * rows themselves.
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
  // What does not grow with the rows weighs more among fewer of them.
  const ratioCounts = data.bookings >= 10_000_000;
  const run = poolQuery(dataSource);
  const { bookings, invoices } = await requests(dataSource);
  const ms = ({ own, theirs }: Pairs<number>): string => `${median(own).toFixed(1)} : ${median(theirs).toFixed(1)} ms`;
  const slower = (pairs: Pairs<number>): number => medianRatio(pairs, (own, theirs) => own / theirs);

  for (const [name, index, own, raw] of [
    ['bookings', 'bookings (organizationId, status, startsAt, endsAt)', () => bookingStats(run, bookings), rawBookings],
    ['invoices', null, () => invoiceStats(run, invoices), rawInvoices],
  ] as const) {
    const pairs = await withIndex(dataSource, index, async () => {
      const best = await quickest(run, rawTotalsSql(raw, bookings.range));
      return inPairs(
        5,
        1,
        () => tookMs(own),
        () => tookMs(() => run(...best)),
      );
    });
    const ratio = slower(pairs);
    report({
      part: 'statistics',
      what: `24 months of ${name}, ${size}`,
      measured: `${ratio.toFixed(4)}x counting the rows off a covering index (${ms(pairs)})`,
      target: `<= ${maxMs} ms${ratioCounts ? ` and <= ${maxOfRaw}x` : ''}`,
      met: median(pairs.own) <= maxMs && (ratio <= maxOfRaw || !ratioCounts),
    });
  }

  const byLocation = { ...bookings, groupBy: ['LOCATION' as const] };
  const grouped = await inPairs(
    50,
    5,
    () => tookMs(() => bookingStats(run, byLocation)),
    () => tookMs(() => bookingStats(run, bookings)),
  );
  report({
    part: 'statistics',
    what: `the same by location, ${size}`,
    measured: `${slower(grouped).toFixed(2)}x the whole (${ms(grouped)})`,
    target: `<= ${maxOfUngrouped}x`,
    met: slower(grouped) <= maxOfUngrouped,
  });

  for (const [name, own, raw] of [
    ['bookings', () => bookingStatUsers(run, bookings), rawBookings],
    ['invoices', () => invoiceStatUsers(run, invoices), rawInvoices],
  ] as const) {
    const best = await quickest(run, distinctUsersSql(raw, bookings.range));
    const pairs = await inPairs(
      5,
      1,
      () => tookMs(own),
      () => tookMs(() => run(...best)),
    );
    report({
      part: 'statistics',
      what: `users of 24 months of ${name}, ${size}`,
      measured: `${slower(pairs).toFixed(2)}x the best statement on a covering index (${ms(pairs)})`,
      target: `<= ${maxOfDistinct}x`,
      met: slower(pairs) <= maxOfDistinct,
    });
  }

  const fallback = await tookMs(() => bookingStats(run, { ...bookings, groupBy: ['WEEKDAY'] }));
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

type Statement = readonly [sql: string, parameters: (string | number)[]];

/** The baseline is whichever is the quickest here. */
async function quickest(run: QueryRows, candidates: Record<string, Statement>): Promise<Statement> {
  const times: [name: string, ms: number][] = [];
  for (const [name, statement] of Object.entries(candidates)) {
    const each: number[] = [];
    for (let attempt = 0; attempt < attempts; attempt++) each.push(await tookMs(() => run(...statement)));
    times.push([name, Math.min(...each)]);
  }
  times.sort(([, a], [, b]) => a - b);
  note(`baselines: ${times.map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`).join(', ')}`);
  return candidates[times[0]![0]]!;
}

async function requests(
  dataSource: DataSource,
): Promise<{ bookings: BookingStatsRequest; invoices: InvoiceStatsRequest }> {
  const scope = { organizationId: 1 } as Parameters<typeof bookingCondition>[0];
  const organizations = new OrganizationRepository(dataSource);
  const { timezone } = await organizations.get(scope);
  const calendar = VenueCalendar.of(timezone);
  const range = monthRange(calendar, months.from, months.to);
  const common = {
    range,
    rollup: rollupScope(scope, timezone, null),
    directory: await organizations.directory(scope),
    groupBy: [],
  };
  return {
    bookings: {
      ...common,
      basis: 'BOOKED',
      condition: bookingCondition(scope),
      spans: calendar.offsets({ startMs: range.edgesMs[0]!, endMs: range.edgesMs.at(-1)! }),
    },
    invoices: { ...common, condition: invoiceCondition(scope) },
  };
}
