import { execFileSync } from 'node:child_process';
import { writeCellsFile } from '../baselines/cells-file';
import { compileLibxlsxwriter } from '../baselines/libxlsxwriter';
import { cpuMs } from '../children';
import type { BenchData } from '../data';
import { compiled } from '../paths';
import { withWorker } from '../product';
import { median, note, type Report, seconds } from '../report';
import { summaryWidth } from '../summary';

const minRatio = 1;
/** The plain exceljs loop keeps all its cells as objects. */
const maxForExceljs = 200_000;

/**
 * Compares XLSX exports of all users with programs that only write the same, already prepared cells, in alternating
 * rounds.
 */
export async function xlsx(data: BenchData, report: Report, rounds = 3): Promise<void> {
  const { engine, users } = data;
  const runLibxlsxwriter = compileLibxlsxwriter();
  if (!runLibxlsxwriter) note('no C compiler or no libxlsxwriter (Debian: libxlsxwriter-dev): skipped');
  const cells = runLibxlsxwriter ? await writeCellsFile(data) : null;
  const own = { wallMs: [] as number[], cpuMs: [] as number[] };
  const theirs = { libxlsxwriter: [] as number[], exceljs: [] as number[], cpuMs: [] as number[] };
  await withWorker(data, async (exports, worker) => {
    for (let round = 0; round < rounds; round++) {
      const cpuBefore = cpuMs(worker.pid);
      const made = await exports.run('XLSX');
      own.wallMs.push(made.tookMs);
      own.cpuMs.push(cpuMs(worker.pid) - cpuBefore);
      note(
        `xlsx ${engine}: ${seconds(made.tookMs)}, ${seconds(own.cpuMs.at(-1)!)} CPU, ${made.bytes} bytes, SHA-256 ${made.sha256}`,
      );
      if (runLibxlsxwriter) {
        const run = runLibxlsxwriter(cells!);
        theirs.libxlsxwriter.push(run.tookMs);
        theirs.cpuMs.push(run.cpuMs);
        note(`libxlsxwriter: ${seconds(run.tookMs)}, ${seconds(run.cpuMs)} CPU`);
      }
      if (users <= maxForExceljs) {
        theirs.exceljs.push(
          Number(
            execFileSync(process.execPath, [
              '--max-old-space-size=8192',
              compiled('baselines/exceljs-loop.js'),
              JSON.stringify(data),
            ]),
          ),
        );
        note(`bare exceljs: ${seconds(theirs.exceljs.at(-1)!)}`);
      }
    }
  });
  const rate = `${Math.round((users * summaryWidth) / median(own.wallMs))} cells/ms`;
  const against = (name: 'libxlsxwriter' | 'exceljs'): string | null =>
    theirs[name].length === 0
      ? null
      : `${(median(theirs[name]) / median(own.wallMs)).toFixed(2)}x ${name} (${seconds(median(own.wallMs))} : ${seconds(median(theirs[name]))})`;
  const cpu = theirs.cpuMs.length === 0 ? null : `CPU ${seconds(median(own.cpuMs))} : ${seconds(median(theirs.cpuMs))}`;
  report({
    part: 'xlsx',
    what: `${users} users, ${summaryWidth} columns, ${engine}`,
    measured: [rate, against('libxlsxwriter'), cpu, against('exceljs')].filter((each) => each !== null).join(', '),
    target: `>= ${minRatio}x libxlsxwriter, constant memory`,
    met: runLibxlsxwriter ? median(theirs.libxlsxwriter) / median(own.wallMs) >= minRatio : null,
  });
}
