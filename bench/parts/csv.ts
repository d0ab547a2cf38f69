import { checkSameCells } from '../baselines/same-cells';
import { clientOf, isInstalled, runClient } from '../baselines/database-client';
import type { BenchData } from '../data';
import type { MariaDb } from '../mariadb';
import { withWorker } from '../product';
import { median, note, seconds, type Report } from '../report';

const rounds = 3;
const wantedRatio = { MariaDB: 0.4, SQLite: 0.6 } as const;
const wantedRate = 20_000;

/** CSV of all users against the engine's own client, in turn. */
export async function csv(data: BenchData, server: MariaDb | null, report: Report): Promise<void> {
  const { engine, users } = data;
  const client = isInstalled(clientOf[engine]) ? clientOf[engine] : null;
  const own: number[] = [];
  const theirs: number[] = [];
  await withWorker(data, async (exports) => {
    for (let round = 0; round < rounds; round++) {
      const made = await exports.run('CSV');
      own.push(made.tookMs);
      note(`csv ${engine}: ${seconds(made.tookMs)}, ${made.bytes} bytes, SHA-256 ${made.sha256}`);
      if (!client) continue;
      const { tookMs, file } = await runClient(data, server);
      theirs.push(tookMs);
      note(`${client}: ${seconds(tookMs)}`);
      if (round === 0) note(`${await checkSameCells(engine, made.file, file)} rows with the same cells`);
    }
  });
  const rate = (users * 1000) / median(own);
  const ratio = client ? median(theirs) / median(own) : null;
  const wanted = wantedRatio[engine];
  const rateCounts = engine === 'MariaDB';
  report({
    part: 'csv',
    what: `${users} users, 46 columns, ${engine}`,
    measured: `${Math.round(rate)} users/s${ratio === null ? '' : `, ${ratio.toFixed(2)}x ${client} (${seconds(median(own))} : ${seconds(median(theirs))})`}`,
    target: `${rateCounts ? `>= ${wantedRate} users/s or ` : ''}>= ${wanted}x ${clientOf[engine]}`,
    met: (rateCounts && rate >= wantedRate) || (ratio === null ? null : ratio >= wanted),
  });
  if (!client) note(`${clientOf[engine]} is not installed: left out`);
}
