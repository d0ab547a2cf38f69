import { bookingColumns } from '../../src/features/columns/booking-columns';
import { invoiceColumns } from '../../src/features/columns/invoice-columns';
import type { BenchData } from '../data';
import { withWorker } from '../product';
import { median, note, type Report, seconds } from '../report';

const maxShare = 1.2;

const keysOf = (columns: readonly { key: string }[]): string[] => columns.map(({ key }) => key);

/**
 * The CSV exports of the same rows with all columns. The template USER_ACCOUNTS has all columns of users. Only the ids
 * that link the files are missing.
 */
const csvInputs = [
  { template: 'USER_ACCOUNTS' },
  { dataset: 'BOOKINGS', columns: keysOf(bookingColumns) },
  { dataset: 'INVOICES', columns: keysOf(invoiceColumns) },
];

/** Compares the ZIP of the whole organization with CSV exports of its three large files, in alternating rounds. */
export async function zip(data: BenchData, report: Report, rounds = 3): Promise<void> {
  const { engine, users } = data;
  const own: number[] = [];
  const parts: number[] = [];
  let peakMb: number | null = null;
  await withWorker(data, async (exports, worker) => {
    for (let round = 0; round < rounds; round++) {
      const made = await exports.run('ZIP', { dataset: 'ORGANIZATION' });
      own.push(made.tookMs);
      peakMb ??= worker.peakRssMb();
      note(`zip ${engine}: ${seconds(made.tookMs)}, ${made.bytes} bytes, SHA-256 ${made.sha256}`);
      const files = [];
      for (const input of csvInputs) files.push(await exports.run('CSV', input));
      parts.push(files.reduce((sum, { tookMs }) => sum + tookMs, 0));
      note(
        `its CSV files alone: ${files.map(({ tookMs, bytes }) => `${seconds(tookMs)} (${bytes} bytes)`).join(' + ')}`,
      );
    }
  });
  const share = median(own) / median(parts);
  report({
    part: 'zip',
    what: `${users} users, ${10 * users} bookings, ${3 * users} invoices, ${engine}`,
    measured: `${share.toFixed(2)}x the time of its CSV files (${seconds(median(own))} : ${seconds(median(parts))})${peakMb === null ? '' : `, ${Math.round(peakMb)} MB`}`,
    target: `<= ${maxShare}x`,
    met: share <= maxShare,
  });
}
