import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DataSource } from 'typeorm';
import { openAppDatabase } from '../../src/database';
import { bulkUpdate } from '../baselines/bulk-update';
import { clientOf, isInstalled } from '../baselines/database-client';
import { cpuMs } from '../children';
import type { BenchData } from '../data';
import { Imports } from '../imports';
import type { MariaDb } from '../mariadb';
import { measureDelay } from '../measured-delay';
import { cacheFolder } from '../paths';
import { withWorker } from '../product';
import { note, type Report, seconds } from '../report';

const columns = ['city', 'phone', 'taxNumber'] as const;
const minRatio = 0.5;
const minSqliteRate = 10_000;
const minPlanRate = 25_000;
const maxMb = 256;
const maxDelayMs = 50;

/**
 * Compares an import of three columns of all users with the bulk statements of the engine for the same file. Then
 * imports an export as it is. The API and the worker are measured meanwhile.
 */
export async function imports(data: BenchData, server: MariaDb | null, report: Report): Promise<void> {
  const { engine, users } = data;
  const dataSource = await openAppDatabase(data);
  const records = new UserRecords(dataSource, engine);
  const file = path.join(cacheFolder, `import-${engine.toLowerCase()}.csv`);
  const what = (text: string): string => `${text}, ${users} users, ${engine}`;
  try {
    await records.restore();
    await records.writeEdited(file);
    await withWorker(data, async (exports, worker, api) => {
      const client = new Imports(api, exports.token);
      let [planMs, applyMs] = [NaN, NaN];
      const serverCpuMs = (): number => (engine === 'MariaDB' ? cpuMs(server!.pid) : 0);
      let [workerCpuMs, ownServerCpuMs] = [-cpuMs(worker.pid), -serverCpuMs()];
      const delay = await measureDelay(api, async () => {
        const plan = await client.plan(file);
        if (plan.changed !== users) throw new Error(`the plan changes ${plan.changed} of ${users} users`);
        planMs = plan.tookMs;
        note(`import ${engine}: plan in ${seconds(planMs)}, ${worker.peakRssMb()?.toFixed(0)} MB resident`);
        applyMs = (await client.apply(plan.id)).tookMs;
        note(`import ${engine}: applied in ${seconds(applyMs)}, ${worker.peakRssMb()?.toFixed(0)} MB resident`);
      });
      const ownMs = planMs + applyMs;
      workerCpuMs += cpuMs(worker.pid);
      ownServerCpuMs += serverCpuMs();
      const imported = await records.hash();

      const unchanged = await client.plan((await exports.run('CSV', { template: 'USER_MANAGEMENT' })).file);
      if (unchanged.unchanged !== users) throw new Error(`the plan of an export changes ${unchanged.changed} users`);
      const peakMb = worker.peakRssMb();

      const rate = Math.round((users * 1000) / ownMs);
      let measured = `${rate} rows/s (plan ${seconds(planMs)}, apply ${seconds(applyMs)})`;
      let ratio: number | null = null;
      if (isInstalled(clientOf[engine])) {
        await records.restore();
        const serverBefore = serverCpuMs();
        const theirs = await bulkUpdate(data, server, file, columns);
        const theirCpuMs = theirs.cpuMs + serverCpuMs() - serverBefore;
        if ((await records.hash()) !== imported) throw new Error('the baseline has written other values');
        ratio = theirs.tookMs / ownMs;
        measured += `, ${ratio.toFixed(2)}x the rate of ${clientOf[engine]} (${seconds(ownMs)} : ${seconds(theirs.tookMs)}; CPU of the worker ${seconds(workerCpuMs)} and the server ${seconds(ownServerCpuMs)} : ${seconds(theirCpuMs)})`;
      } else note(`${clientOf[engine]} is not installed: skipped`);
      report({
        part: 'import',
        what: what('three columns'),
        measured,
        target: engine === 'SQLite' ? `>= ${minSqliteRate} rows/s` : `>= ${minRatio}x`,
        met: engine === 'SQLite' ? rate >= minSqliteRate : ratio === null ? null : ratio >= minRatio,
      });
      const planRate = Math.round((users * 1000) / unchanged.tookMs);
      report({
        part: 'import',
        what: what('plan of an unedited export'),
        measured: `${planRate} rows/s`,
        target: `>= ${minPlanRate} rows/s`,
        met: planRate >= minPlanRate,
      });
      if (peakMb !== null)
        report({
          part: 'import',
          what: what('worker'),
          measured: `${Math.round(peakMb)} MB`,
          target: `< ${maxMb} MB`,
          met: peakMb < maxMb,
        });
      report({
        part: 'import',
        what: what('event loop of serve'),
        measured: `p50 ${delay.p50.toFixed(1)}, p99 ${delay.p99.toFixed(1)}, max ${delay.max.toFixed(1)} ms`,
        target: `p99 < ${maxDelayMs} ms`,
        met: delay.p99 < maxDelayMs,
      });
    });
  } finally {
    await records.restore();
    await dataSource.destroy();
  }
}

/** The users of the bench, whose values are kept in a table, so that each measurement changes the same ones. */
class UserRecords {
  constructor(
    private readonly dataSource: DataSource,
    private readonly engine: BenchData['engine'],
  ) {}

  /** Restores the values before the first import, and deletes what imports have recorded. */
  async restore(): Promise<void> {
    const { dataSource } = this;
    await dataSource.query(
      `CREATE TABLE IF NOT EXISTS users_before ${this.engine === 'SQLite' ? '' : '(PRIMARY KEY (id)) '}AS SELECT id, ${columns.join(', ')} FROM users`,
    );
    const values = (target: string): string => columns.map((column) => `${target}${column} = b.${column}`).join(', ');
    await dataSource.query(
      this.engine === 'SQLite'
        ? `UPDATE users SET ${values('')} FROM users_before b WHERE users.id = b.id`
        : `UPDATE users u JOIN users_before b ON b.id = u.id SET ${values('u.')}`,
    );
    for (const table of ['imports', 'audit_events']) await dataSource.query(`DELETE FROM ${table}`);
  }

  /** Writes a file that changes three columns of each user. The key is in the form in which the database compares it. */
  async writeEdited(file: string): Promise<void> {
    const lines = async function* (users: AsyncIterable<Row[]>): AsyncGenerator<string> {
      yield `username,${columns.join(',')}\r\n`;
      for await (const rows of users)
        yield rows.map(({ id, usernameKey }) => `${usernameKey},Sintra ${id % 1000},+351 2${id},PT${id}\r\n`).join('');
    };
    await pipeline(Readable.from(lines(this.each())), createWriteStream(file));
  }

  async hash(): Promise<string> {
    const hash = createHash('sha256');
    for await (const rows of this.each()) hash.update(JSON.stringify(rows));
    return hash.digest('hex');
  }

  private async *each(): AsyncGenerator<Row[]> {
    for (let id = 0; ;) {
      const rows: Row[] = await this.dataSource.query(
        `SELECT id, usernameKey, ${columns.join(', ')} FROM users WHERE id > ? ORDER BY id LIMIT 10000`,
        [id],
      );
      if (rows.length === 0) return;
      yield rows;
      id = rows.at(-1)!.id;
    }
  }
}

interface Row {
  readonly id: number;
  readonly usernameKey: string;
}
