import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { openAppDatabase } from '../../src/database';
import { AccessTokens } from '../../src/features/auth/access-tokens';
import { Permission } from '../../src/features/auth/permissions';
import { UserStatus } from '../../src/features/users/user.entity';
import { insertUsers } from '../../src/features/users/user-writes';
import { dialectOf } from '../../src/platform/database/dialect';
import { transact } from '../../src/platform/database/transaction';
import { systemClock } from '../../src/platform/time/clock';
import { cpuMs, endWithThis, rssKb } from '../children';
import type { BenchData } from '../data';
import { compiled } from '../places';
import { ownerToken, ProductProcess } from '../product';
import { median, note, percentile, type Report } from '../report';
import type { Order, Told } from '../watcher-process';

const maxWatchers = 10_000;
const processes = 4;
const persons = 100;
const rounds = 20;
const warmUpRounds = 3;
/** In which each socket is pinged once. */
const idleMs = 12_000;
const maxRatio = 1.5;
const maxKb = 20;
/** The product tells of a change every so often; the next must not come before. */
const betweenMs = 500;
const query = `subscription ($id: ID!) { exportProgress(id: $id) { id dataset format state version startedAt finishedAt expiresAt failure { code message }
  progress { phase rowsDone rowsTotal percent bytesWritten rowsPerSecond secondsLeft attempt queuePosition } file { name bytes rows sha256 } } }`;

/**
 * Everyone watches one export, each with a token of their own, against a bare ws server that sends the same frames to
 * as many.
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
    // Of a run that did not come to its end.
    await dataSource.query("UPDATE exports SET state = 'FAILED', activeKey = NULL WHERE activeKey IS NOT NULL");
    const id = await queuedExport(product, dataSource);
    note(`watchers: ${count}, each with a token of their own, of ${persons} persons`);
    const tokens = await tokensOf(dataSource, count);
    const changeExport = (assignments: string): Promise<unknown> =>
      dataSource.query(
        `UPDATE exports SET version = version + 1, updatedAt = ${dialectOf(dataSource).nowMs.text}, ${assignments} WHERE id = ?`,
        [id],
      );

    const crowds: { [name in 'product' | 'bare']: Crowd } = {
      product: new Crowd(product.pid),
      bare: new Crowd(bare.pid!),
    };
    const order = (url: string): Order => ({ url, tokens, query, variables: { id } });
    const storm = await crowds.product.connect(order(product.url));
    bare.send((await crowds.product.state(0)).frame);
    const bareStorm = await crowds.bare.connect(order(bareUrl));

    // Pings, and looks at tokens and exports: what a server does for its sockets when nothing happens is not part of a
    // message.
    const idle = { product: crowds.product.idle(), bare: crowds.bare.idle() };
    const idleShare = { product: await idle.product, bare: await idle.bare };

    const measured = { product: [] as Delivery[], bare: [] as Delivery[] };
    for (let round = -warmUpRounds; round < rounds; round++) {
      const number = round + warmUpRounds + 1;
      const byProduct = () =>
        crowds.product.deliver(number, () =>
          changeExport(`state = 'RUNNING', rowsTotal = 1000000, rowsDone = ${500_000 + number}, percent = 50`),
        );
      const byBare = () => crowds.bare.deliver(number, () => bare.send(lastFrame));
      const lastFrame = (await crowds.product.state(number - 1)).frame;
      // A B, then B A.
      const first = round % 2 === 0 ? await byProduct() : await byBare();
      const second = round % 2 === 0 ? await byBare() : await byProduct();
      if (round < 0) continue;
      measured.product.push(round % 2 === 0 ? first : second);
      measured.bare.push(round % 2 === 0 ? second : first);
    }
    const rss = {
      product: (rssKb(product.pid) - crowds.product.rssBeforeKb) / count,
      bare: (rssKb(bare.pid!) - crowds.bare.rssBeforeKb) / count,
    };
    await changeExport(
      "state = 'FAILED', failureCode = 'INTERNAL', failureMessage = 'It was only measured.', activeKey = NULL",
    );
    const completed = await crowds.product.completed();
    const lost = crowds.product.lost;

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
      measured: `${cpuRatio.toFixed(2)}x a bare ws broadcast (${pair(cpuUs, 1)} us); ${grossRatio.toFixed(2)}x with what idling takes (${percent(idleShare.product)} : ${percent(idleShare.bare)} of a core)`,
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
      what: 'all at once: connect to first state',
      measured: `${lost.length} lost; ${storm.toFixed(1)} s : ${bareStorm.toFixed(1)} s${lost.length ? ` (${[...new Set(lost)].slice(0, 3).join('; ')})` : ''}`,
      target: '0 lost',
      met: lost.length === 0,
    });
    report({
      part: 'watchers',
      what: 'had the final state last, and completed',
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

/** All of them have one address, and come at once. */
function manySockets(count: number): Record<string, string> {
  const limit = String(count + 100);
  return {
    LIMIT_SOCKETS: limit,
    LIMIT_SOCKETS_PER_ADDRESS: limit,
    LIMIT_SOCKETS_UNINITIALIZED: limit,
    LIMIT_SOCKETS_PER_PERSON: String(Math.ceil(count / persons)),
  };
}

interface Delivery {
  readonly cpuMs: number;
  readonly tookMs: number;
  /** From the first watcher who has it. */
  readonly p99Ms: number;
}

/** The watchers of one server. */
class Crowd {
  readonly lost: string[] = [];
  rssBeforeKb = 0;
  private readonly told: Told[] = [];
  private readonly children: ChildProcess[] = [];
  private wake = (): void => undefined;

  constructor(private readonly serverPid: number) {}

  /** Seconds until everyone who was not lost has the first state. */
  async connect({ tokens, ...order }: Order): Promise<number> {
    this.rssBeforeKb = rssKb(this.serverPid);
    const size = Math.ceil(tokens.length / processes);
    for (let start = 0; start < tokens.length; start += size) {
      const child = spawn(process.execPath, [compiled('watcher-process.js')], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      endWithThis(child);
      child.on('message', (told: Told) => {
        this.told.push(told);
        if ('lost' in told) this.lost.push(told.lost);
        this.wake();
      });
      this.children.push(child);
    }
    await Promise.all(this.children.map((child) => once(child, 'spawn')));
    const startedAtMs = performance.now();
    this.children.forEach((child, index) =>
      child.send({ ...order, tokens: tokens.slice(index * size, (index + 1) * size) } satisfies Order),
    );
    await this.state(0);
    return (performance.now() - startedAtMs) / 1000;
  }

  /** Which share of a core the server takes while nothing happens. */
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

  /** When the n-th state came to each, once it came to everyone. */
  async state(number: number): Promise<{ atMs: number[]; frame: string }> {
    const parts = await this.from(`state ${number}`, (told) =>
      'state' in told && told.state === number ? told : null,
    );
    return { atMs: parts.flatMap(({ atMs }) => atMs), frame: parts[0]!.frame };
  }

  async completed(): Promise<number> {
    const parts = await this.from('the end', (told) =>
      'completed' in told && told.frame.includes('"state":"FAILED"') ? told : null,
    );
    return parts.reduce((sum, { completed }) => sum + completed, 0);
  }

  /** What every process tells. */
  private async from<T>(what: string, pick: (told: Told) => T | null): Promise<T[]> {
    const until = performance.now() + 120_000;
    for (;;) {
      const found = this.told.map(pick).filter((one) => one !== null) as T[];
      if (found.length === this.children.length) return found;
      if (performance.now() > until)
        throw new Error(
          `waited two minutes for ${what} of every process of watchers; ${this.lost.length} are lost: ${this.lost[0]}`,
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

/** Of admins who hold every permission. */
async function tokensOf(dataSource: DataSource, count: number): Promise<string[]> {
  const [{ id: organizationId }] = await dataSource.query('SELECT id FROM organizations');
  const usernames = Array.from({ length: persons }, (_unused, index) => `watcher-${process.pid}-${index}`);
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
    issued.push(await tokens.issue({ id: users[index % persons]!.id, organizationId }, 86_400_000));
  return issued;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const spread = (values: readonly number[], digits: number): string =>
  `${median(values).toFixed(digits)} [${percentile(values, 0.1).toFixed(digits)}-${percentile(values, 0.9).toFixed(digits)}]`;

/** Of open files, for one process; 1024 where the system does not tell. */
function descriptorLimit(): number {
  try {
    return Number(/Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))![1]);
  } catch {
    return 1024;
  }
}
