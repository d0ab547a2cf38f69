import type { BenchData } from '../data';
import { withWorker, type FileFormat } from '../product';
import { note, type Report } from '../report';

const most: Record<FileFormat, number> = { CSV: 256, XLSX: 256 };
/** Five times the users may take this much more: what the collector leaves lying varies from run to run. */
const flat = 1.15;

/** The most memory of a worker process that makes one file, at two sizes. */
export async function memory(small: BenchData, large: BenchData, report: Report): Promise<void> {
  for (const format of ['CSV', 'XLSX'] as const) {
    const peaks: number[] = [];
    for (const data of [small, large]) {
      await withWorker(data, async (exports, worker) => {
        await exports.run(format);
        const peak = worker.peakRssMb();
        if (peak !== null) peaks.push(peak);
      });
    }
    if (peaks.length < 2) return note('this system does not tell the peak memory of a process (no /proc): left out');
    report({
      part: 'memory',
      what: `${format} worker, ${small.engine}`,
      measured: `${peaks.map((peak) => `${Math.round(peak)} MB`).join(' -> ')} (${small.users} -> ${large.users} users)`,
      target: `< ${most[format]} MB, the same`,
      met: Math.max(...peaks) < most[format] && peaks[1]! < peaks[0]! * flat,
    });
  }
}
