import { clientOf, isInstalled, runClient } from '../baselines/database-client';
import { checkSameCells } from '../baselines/same-cells';
import { cpuMs } from '../children';
import type { BenchData } from '../data';
import type { MariaDb } from '../mariadb';
import { withWorker } from '../product';
import { median, note, type Report, seconds } from '../report';
import { summaryWidth } from '../summary';

/** Maximum time relative to the command-line client. */
const maxTime = { MariaDB: 1, SQLite: 1.3 } as const;

/**
 * Compares CSV exports of all users with the command-line client of the engine, in alternating rounds. CPU time includes
 * all processes involved, and is less affected by other programs than wall-clock time.
 */
export async function csv(data: BenchData, server: MariaDb | null, report: Report, rounds = 5): Promise<void> {
  const { engine, users } = data;
  const client = isInstalled(clientOf[engine]) ? clientOf[engine] : null;
  const own = { wallMs: [] as number[], cpuMs: [] as number[] };
  const theirs = { wallMs: [] as number[], cpuMs: [] as number[] };
  const serverCpuMs = (): number => (engine === 'MariaDB' ? cpuMs(server!.pid) : 0);
  await withWorker(data, async (exports, worker) => {
    for (let round = 0; round < rounds; round++) {
      const cpuBefore = cpuMs(worker.pid) + serverCpuMs();
      const made = await exports.run('CSV');
      own.wallMs.push(made.tookMs);
      own.cpuMs.push(cpuMs(worker.pid) + serverCpuMs() - cpuBefore);
      note(
        `csv ${engine}: ${seconds(made.tookMs)}, ${seconds(own.cpuMs.at(-1)!)} CPU, ${made.bytes} bytes, SHA-256 ${made.sha256}`,
      );
      if (!client) continue;
      const serverBefore = serverCpuMs();
      const run = await runClient(data, server);
      theirs.wallMs.push(run.tookMs);
      theirs.cpuMs.push(run.cpuMs + serverCpuMs() - serverBefore);
      note(`${client}: ${seconds(run.tookMs)}, ${seconds(theirs.cpuMs.at(-1)!)} CPU`);
      if (round === 0) note(`${await checkSameCells(engine, made.file, run.file)} rows with the same cells`);
    }
  });
  const rate = `${Math.round((users * 1000) / median(own.wallMs))} users/s`;
  if (!client) note(`${clientOf[engine]} is not installed: skipped`);
  const ratio = client ? median(own.wallMs) / median(theirs.wallMs) : null;
  report({
    part: 'csv',
    what: `${users} users, ${summaryWidth} columns, ${engine}`,
    measured:
      ratio === null
        ? rate
        : `${rate}, ${ratio.toFixed(2)}x the time of ${client} (${seconds(median(own.wallMs))} : ${seconds(median(theirs.wallMs))}; CPU ${seconds(median(own.cpuMs))} : ${seconds(median(theirs.cpuMs))})`,
    target: `<= ${maxTime[engine]}x ${clientOf[engine]}`,
    met: ratio === null ? null : ratio <= maxTime[engine],
  });
}
