import { asOf, type BenchData } from '../data';
import { type FileFormat, withWorker } from '../product';
import { note, type Report } from '../report';

const maxMb = 256;
/** Maximum growth of memory for five times the rows. The amount of uncollected garbage varies from run to run. */
const flat = 1.15;

/** Bookings are evenly distributed over this number of days before `asOf`. */
const bookedDays = 715;

/** Measures the peak memory of a worker process that writes one file, at two sizes. */
export async function memory(small: BenchData, large: BenchData, report: Report): Promise<void> {
  for (const format of ['CSV', 'XLSX'] as const) {
    await compare(report, `${format} of users`, [
      { data: small, format, input: { template: 'USER_SUMMARY' }, rows: small.users },
      { data: large, format, input: { template: 'USER_SUMMARY' }, rows: large.users },
    ]);
    await compare(
      report,
      `${format} of bookings`,
      [0.1, 0.5].map((share) => ({ data: large, format, input: bookingsOf(share), rows: share * large.bookings })),
    );
  }
}

interface Run {
  readonly data: BenchData;
  readonly format: FileFormat;
  readonly input: object;
  /** Approximate number of rows. */
  readonly rows: number;
}

async function compare(report: Report, what: string, runs: readonly Run[]): Promise<void> {
  const peaks: number[] = [];
  for (const { data, format, input } of runs) {
    await withWorker(data, async (exports, worker) => {
      const { tookMs, bytes } = await exports.run(format, input);
      const peak = worker.peakRssMb();
      note(`${what}: ${Math.round(bytes / 1e6)} MB in ${Math.round(tookMs / 1000)} s, ${peak?.toFixed(0)} MB resident`);
      if (peak !== null) peaks.push(peak);
    });
  }
  if (peaks.length < runs.length)
    return note('this system does not report the peak memory of a process (no /proc): skipped');
  report({
    part: 'memory',
    what: `worker, ${what}, ${runs[0]!.data.engine}`,
    measured: `${peaks.map((peak) => `${Math.round(peak)} MB`).join(' -> ')} (about ${runs.map(({ rows }) => Math.round(rows)).join(' -> ')} rows)`,
    target: `< ${maxMb} MB, the same`,
    met: Math.max(...peaks) < maxMb && peaks[1]! < peaks[0]! * flat,
  });
}

/** Selects a share of all bookings by a period that ends today. */
function bookingsOf(share: number): object {
  const day = (daysAgo: number): string => new Date(asOf.getTime() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  return {
    dataset: 'BOOKINGS',
    period: { by: 'STARTS', start: day(Math.round(share * (bookedDays + 45))), end: day(0) },
  };
}
