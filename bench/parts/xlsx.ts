import { execFileSync } from 'node:child_process';
import type { BenchData } from '../data';
import { compiled } from '../places';
import { withWorker } from '../product';
import { median, note, seconds, type Report } from '../report';

const rounds = 3;
const wantedRatio = 0.9;
const columns = 46;

/** XLSX of all users against a bare exceljs loop that has its cells ready, in turn. */
export async function xlsx(data: BenchData, report: Report): Promise<void> {
  const { engine, users } = data;
  const own: number[] = [];
  const theirs: number[] = [];
  await withWorker(data, async (exports) => {
    for (let round = 0; round < rounds; round++) {
      const made = await exports.run('XLSX');
      own.push(made.tookMs);
      note(`xlsx ${engine}: ${seconds(made.tookMs)}, ${made.bytes} bytes, SHA-256 ${made.sha256}`);
      const tookMs = Number(execFileSync(process.execPath, ['--max-old-space-size=8192', compiled('baselines/exceljs-loop.js'), JSON.stringify(data)]));
      theirs.push(tookMs);
      note(`bare exceljs: ${seconds(tookMs)}`);
    }
  });
  const ratio = median(theirs) / median(own);
  report({
    part: 'xlsx',
    what: `${users} users, ${columns} columns, ${engine}`,
    measured: `${Math.round((users * columns) / median(own))} cells/ms, ${ratio.toFixed(2)}x bare exceljs (${seconds(median(own))} : ${seconds(median(theirs))})`,
    target: `>= ${wantedRatio}x bare exceljs`,
    met: ratio >= wantedRatio,
  });
}
