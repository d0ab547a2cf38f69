import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { openAppDatabase } from '../../src/database';
import { Permission } from '../../src/features/auth/permissions';
import { AccessTokens } from '../../src/features/auth/tokens/access-tokens';
import { UserStatus } from '../../src/features/users/user.entity';
import { insertUsers } from '../../src/features/users/user-writes';
import { dialectOf } from '../../src/platform/database/dialect';
import { transact } from '../../src/platform/database/transaction';
import { systemClock } from '../../src/platform/time/clock';
import { cpuMs, endWithThis, rssKb } from '../children';
import type { BenchData } from '../data';
import { compiled } from '../paths';
import { ownerToken, ProductProcess } from '../product';
import { median, note, percentile, type Report } from '../report';
import type { WatchReport, WatchTask } from '../watcher-process';

const maxWatchers = 10_000;
const processes = 4;
const userCount = 100;
const rounds = 20;
const warmUpRounds = 3;
/** Long enough for one ping to each socket. */
const idleMs = 12_000;
const maxRatio = 1.5;
const maxKb = 20;
/** The product limits how often it sends changes. The next change must not come earlier. */
const betweenMs = 500;
const query = `subscription ($id: ID!) { exportProgress(id: $id) { id dataset format state version startedAt finishedAt expiresAt failure { code message }
  progress { phase rowsDone rowsTotal percent bytesWritten rowsPerSecond secondsLeft attempt queuePosition } file { name bytes rows sha256 } } }`;

/**
 * Compares many watchers of one export, each with a separate token, with a plain ws server that sends the same frames to
 * as many clients.
 */
export async function watchers(data: BenchData, report: Report): Promise<void> {
  const count = Math.min(maxWatchers, descriptorLimit() - 1000);
  const dataSource = await openAppDatabase(data);
  const product = await ProductProcess.start('serve', data, { EXPORT_WORKER: 'off', ...manySockets(count) });
  const bare = spawn(process.execPath, [compiled('baselines/bare-ws.js')], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  endWithThis(bare);
  try {
    const bareUrl = String((await once(bare.stdout!, 'data'))[0]).trim();
    // Ends the exports of an earlier run that was aborted.
    await dataSource.query("UPDATE exports SET state = 'FAILED', activeKey = NULL WHERE activeKey IS NOT NULL");
    const id = await queuedExport(product, dataSource);
    note(`watchers: ${count}, each with a separate token, of ${userCount} users`);
    const tokens = await tokensOf(dataSource, count);
    const changeExport = (assignments: string): Promise<unknown> =>
      dataSource.query(
        `UPDATE exports SET version = version + 1, updatedAt = ${dialectOf(dataSource).nowMs.text}, ${assignments} WHERE id = ?`,
        [id],
      );

    const groups: { [name in 'product' | 'bare']: WatcherGroup } = {
      product: new WatcherGroup(product.pid),
      bare: new WatcherGroup(bare.pid!),
    };
    const task = (url: string): WatchTask => ({ url, tokens, query, variables: { id } });
    const connectS = await groups.product.connect(task(product.url));
    bare.send((await groups.product.state(0)).frame);
    const bareConnectS = await groups.bare.connect(task(bareUrl));

    // The cost of pings and of polling tokens and exports is subtracted, because it is not part of a message.
    const idle = { product: groups.product.idle(), bare: groups.bare.idle() };
    const idleShare = { product: await idle.product, bare: await idle.bare };

    const measured = { product: [] as Delivery[], bare: [] as Delivery[] };
    for (let round = -warmUpRounds; round < rounds; round++) {
      const number = round + warmUpRounds + 1;
      const byProduct = () =>
        groups.product.deliver(number, () =>
          changeExport(`state = 'RUNNING', rowsTotal = 1000000, rowsDone = ${500_000 + number}, percent = 50`),
        );
      const byBare = () => groups.bare.deliver(number, () => bare.send(lastFrame));
      const lastFrame = (await groups.product.state(number - 1)).frame;
      // Alternates the order: A B, then B A.
      const first = round % 2 === 0 ? await byProduct() : await byBare();
      const second = round % 2 === 0 ? await byBare() : await byProduct();
      if (round < 0) continue;
      measured.product.push(round % 2 === 0 ? first : second);
      measured.bare.push(round % 2 === 0 ? second : first);
    }
    const rss = {
      product: (rssKb(product.pid) - groups.product.rssBeforeKb) / count,
      bare: (rssKb(bare.pid!) - groups.bare.rssBeforeKb) / count,
    };
    await changeExport(
      "state = 'FAILED', failureCode = 'INTERNAL', failureMessage = 'Ended by the bench.', activeKey = NULL",
    );
    const completed = await groups.product.completed();
    const lost = groups.product.lost;

    const ratioOf = (figure: (delivery: Delivery) => number): number =>
      median(measured.product.map((one, round) => figure(one) / figure(measured.bare[round]!)));
    const pair = (figure: (delivery: Delivery) => number, digits: number): string =>
      `${spread(measured.product.map(figure), digits)} : ${spread(measured.bare.map(figure), digits)}`;
    const cpuUs = ({ cpuMs: ms }: Delivery): number => (ms * 1000) / count;
    const grossRatio = ratioOf(cpuUs);
    for (const name of ['product', 'bare'] as const)
      measured[name] = measured[name].map((one) => ({ ...one, cpuMs: one.cpuMs - idleShare[name] * one.tookMs }));
    const cpuRatio = ratioOf(cpuUs);
    const p99Ratio = ratioOf(({ p99Ms }) => p99Ms);
    report({
      part: 'watchers',
      what: `server CPU per message, ${count} watchers`,
      measured: `${cpuRatio.toFixed(2)}x a bare ws broadcast (${pair(cpuUs, 1)} us); ${grossRatio.toFixed(2)}x including idle cost (${percent(idleShare.product)} : ${percent(idleShare.bare)} of a core)`,
      target: `<= ${maxRatio}x`,
      met: cpuRatio <= maxRatio,
    });
    report({
      part: 'watchers',
      what: 'first watcher to 99th of 100',
      measured: `${p99Ratio.toFixed(2)}x (${pair(({ p99Ms }) => p99Ms, 0)} ms)`,
      target: `<= ${maxRatio}x`,
      met: p99Ratio <= maxRatio,
    });
    report({
      part: 'watchers',
      what: 'all at once: from connecting to the first state',
      measured: `${lost.length} lost; ${connectS.toFixed(1)} s : ${bareConnectS.toFixed(1)} s${lost.length ? ` (${[...new Set(lost)].slice(0, 3).join('; ')})` : ''}`,
      target: '0 lost',
      met: lost.length === 0,
    });
    report({
      part: 'watchers',
      what: 'received the final state last, then completed',
      measured: `${completed} of ${count}`,
      target: 'all',
      met: completed === count,
    });
    report({
      part: 'watchers',
      what: 'server RSS per watcher',
      measured: `${rss.product.toFixed(1)} kB (bare ws ${rss.bare.toFixed(1)} kB)`,
      target: `<= ${maxKb} kB`,
      met: rss.product <= maxKb,
    });
  } finally {
    bare.kill();
    await product.stop();
    await dataSource.destroy();
  }
}

/** The settings for many clients with one address that connect at once. */
function manySockets(count: number): Record<string, string> {
  const limit = String(count + 100);
  return {
    LIMIT_SOCKETS: limit,
    LIMIT_SOCKETS_PER_ADDRESS: limit,
    LIMIT_SOCKETS_UNINITIALIZED: limit,
    LIMIT_SOCKETS_PER_PERSON: String(Math.ceil(count / userCount)),
  };
}

interface Delivery {
  readonly cpuMs: number;
  readonly tookMs: number;
  /** Time from the first watcher that has the state to the 99th of 100. */
  readonly p99Ms: number;
}

/** The watchers of one server. */
class WatcherGroup {
  readonly lost: string[] = [];
  rssBeforeKb = 0;
  private readonly reports: WatchReport[] = [];
  private readonly children: ChildProcess[] = [];
  private wake = (): void => undefined;

  constructor(private readonly serverPid: number) {}

  /** Returns the seconds until all watchers that are not lost have the first state. */
  async connect({ tokens, ...task }: WatchTask): Promise<number> {
    this.rssBeforeKb = rssKb(this.serverPid);
    const size = Math.ceil(tokens.length / processes);
    for (let start = 0; start < tokens.length; start += size) {
      const child = spawn(process.execPath, [compiled('watcher-process.js')], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      endWithThis(child);
      child.on('message', (report: WatchReport) => {
        this.reports.push(report);
        if ('lost' in report) this.lost.push(report.lost);
        this.wake();
      });
      this.children.push(child);
    }
    await Promise.all(this.children.map((child) => once(child, 'spawn')));
    const startedAtMs = performance.now();
    this.children.forEach((child, index) =>
      child.send({ ...task, tokens: tokens.slice(index * size, (index + 1) * size) } satisfies WatchTask),
    );
    await this.state(0);
    return (performance.now() - startedAtMs) / 1000;
  }

  /** Returns the share of a core that the server uses while nothing happens. */
  async idle(): Promise<number> {
    const before = cpuMs(this.serverPid);
    const startedAtMs = performance.now();
    await pause(idleMs);
    return (cpuMs(this.serverPid) - before) / (performance.now() - startedAtMs);
  }

  async deliver(number: number, change: () => unknown): Promise<Delivery> {
    await pause(betweenMs);
    const before = cpuMs(this.serverPid);
    const startedAtMs = performance.now();
    await change();
    const { atMs } = await this.state(number);
    const first = Math.min(...atMs);
    return {
      cpuMs: cpuMs(this.serverPid) - before,
      tookMs: performance.now() - startedAtMs,
      p99Ms: percentile(atMs, 0.99) - first,
    };
  }

  /** Waits until all watchers have the n-th state, and returns when each of them received it. */
  async state(number: number): Promise<{ atMs: number[]; frame: string }> {
    const parts = await this.reportsOf(`state ${number}`, (report) =>
      'state' in report && report.state === number ? report : null,
    );
    return { atMs: parts.flatMap(({ atMs }) => atMs), frame: parts[0]!.frame };
  }

  async completed(): Promise<number> {
    const parts = await this.reportsOf('the end', (report) =>
      'completed' in report && report.frame.includes('"state":"FAILED"') ? report : null,
    );
    return parts.reduce((sum, { completed }) => sum + completed, 0);
  }

  /** Waits for one matching report from each process. */
  private async reportsOf<T>(what: string, pick: (report: WatchReport) => T | null): Promise<T[]> {
    const until = performance.now() + 120_000;
    for (;;) {
      const found = this.reports.map(pick).filter((one) => one !== null) as T[];
      if (found.length === this.children.length) return found;
      if (performance.now() > until)
        throw new Error(
          `no report of ${what} from every watcher process within two minutes; ${this.lost.length} watchers are lost: ${this.lost[0]}`,
        );
      await Promise.race([new Promise<void>((resolve) => (this.wake = resolve)), pause(1000)]);
    }
  }
}

async function queuedExport(product: ProductProcess, dataSource: DataSource): Promise<string> {
  const response = await fetch(`${product.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await ownerToken(dataSource)}` },
    body: JSON.stringify({ query: 'mutation { startExport(input: { format: CSV }) { export { id } } }' }),
  });
  return ((await response.json()) as { data: { startExport: { export: { id: string } } } }).data.startExport.export.id;
}

/** Creates admins with all permissions, and returns `count` tokens of them. */
async function tokensOf(dataSource: DataSource, count: number): Promise<string[]> {
  const [{ id: organizationId }] = await dataSource.query('SELECT id FROM organizations');
  const usernames = Array.from({ length: userCount }, (_unused, index) => `watcher-${process.pid}-${index}`);
  await transact(dataSource, (manager) =>
    insertUsers(
      manager,
      organizationId,
      usernames.map((username) => ({
        username,
        role: 'ADMIN',
        permissions: Object.values(Permission),
        status: UserStatus.ACTIVE,
        createdAt: new Date(0),
      })),
    ),
  );
  const users: { id: number }[] = await dataSource.query(
    `SELECT id FROM users WHERE organizationId = ? AND username LIKE 'watcher-${process.pid}-%'`,
    [organizationId],
  );
  const tokens = new AccessTokens(dataSource, systemClock);
  const issued: string[] = [];
  for (let index = 0; index < count; index++)
    issued.push(await tokens.issue({ id: users[index % userCount]!.id, organizationId }, 86_400_000));
  return issued;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const spread = (values: readonly number[], digits: number): string =>
  `${median(values).toFixed(digits)} [${percentile(values, 0.1).toFixed(digits)}-${percentile(values, 0.9).toFixed(digits)}]`;

/** Maximum number of open files of a process. 1024 if the system does not report it. */
function descriptorLimit(): number {
  try {
    return Number(/Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))![1]);
  } catch {
    return 1024;
  }
}
