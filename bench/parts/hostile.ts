import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { openAppDatabase } from '../../src/database';
import { Permission } from '../../src/features/auth/permissions';
import { AccessTokens } from '../../src/features/auth/tokens/access-tokens';
import { UserStatus } from '../../src/features/users/user.entity';
import { insertUsers } from '../../src/features/users/user-writes';
import { insertRows } from '../../src/platform/database/insert-rows';
import { transact } from '../../src/platform/database/transaction';
import { systemClock } from '../../src/platform/time/clock';
import { endWithThis, rssKb } from '../children';
import { type BenchData, slug } from '../data';
import type { Attack, AttackState } from '../hostile-process';
import { post } from '../load-generator';
import { compiled } from '../paths';
import { ProductProcess } from '../product';
import { note, percentile, type Report } from '../report';

const maxGrowthMb = 200;
const maxP99Ms = 200;
const unreadSockets = 2000;
const forMs = 8000;
const silenceSeconds = 2;
const userCount = 20;
const hello = '{ viewer { role } }';
/** Reads a hundred users with all their figures. */
const heavyQuery =
  '{ users(first: 100) { totalCount nodes { id bookingActivity { hasBooked thisMonth { booked created } lastMonth { booked } firstDate { booked created } } invoicing { allTime { decimal } } } } }';

/** Measures how hostile clients of one organization, in separate processes, affect others. Each attack has a new server. */
export async function hostile(data: BenchData, report: Report): Promise<void> {
  const dataSource = await openAppDatabase(data);
  try {
    const [{ id: organizationId }] = await dataSource.query('SELECT id FROM organizations WHERE slug = ?', [slug]);
    const tokens = await tokensOf(dataSource, organizationId, userCount);
    const bystander = (await tokensOf(dataSource, await addOrganization(dataSource), 1))[0]!;
    const against = (what: string, work: (server: ProductProcess) => Promise<void>): Promise<void> =>
      withServer(data, what, work);

    await against(`${unreadSockets} sockets that never read, half of them signed in`, async (server) => {
      await probe(server.url, bystander, 1000);
      const before = rssKb(server.pid) / 1024;
      // Half of the sockets sign in. Together, the users may open that many.
      const clients = Array.from({ length: unreadSockets }, (_unused, index) =>
        index % 2 === 0 ? tokens[(index / 2) % userCount]! : null,
      );
      const attacker = new Attacker({ kind: 'unread', url: server.url, tokens: clients });
      await Promise.race([
        attacker.until(({ open }) => open > 0.9 * unreadSockets),
        pause(20_000, null, { ref: false }),
      ]);
      const { waits } = await probe(server.url, bystander, forMs);
      const growth = server.peakRssMb()! - before;
      report({
        part: 'hostile',
        what: `server RSS, ${unreadSockets} sockets that never read`,
        measured: `+${growth.toFixed(0)} MB over ${before.toFixed(0)} MB (${attacker.state.open} open, ${attacker.state.ended} were ended)`,
        target: `<= ${maxGrowthMb} MB`,
        met: growth <= maxGrowthMb,
      });
      report({
        part: 'hostile',
        what: 'another organization at the same time',
        measured: spread(waits),
        target: '',
        met: null,
      });
      attacker.end();
    });

    await against('ten clients that start operations as fast as they can and never read', async (server) => {
      await probe(server.url, bystander, 1000);
      const attacker = new Attacker({ kind: 'operations', url: server.url, tokens: tokens.slice(0, 10) });
      await attacker.until(({ ended, open }) => open + ended >= 10);
      const { waits } = await probe(server.url, bystander, forMs);
      report({
        part: 'hostile',
        what: 'another organization during ten floods of operations',
        measured: `${spread(waits)}; ${attacker.state.ended} of their sockets were ended`,
        target: `p99 < ${maxP99Ms} ms`,
        met: percentile(waits, 0.99) < maxP99Ms,
      });
      attacker.end();
    });

    await against('1,100 heavy requests of one user at once', async (server) => {
      await probe(server.url, bystander, 1000);
      const attacker = new Attacker({
        kind: 'queries',
        url: server.url,
        token: tokens[0]!,
        count: 1100,
        query: heavyQuery,
      });
      await attacker.until(({ ended }) => ended > 0);
      const [own, other] = await Promise.all([
        probe(server.url, tokens[1]!, forMs),
        probe(server.url, bystander, forMs),
      ]);
      report({
        part: 'hostile',
        what: 'another user of the organization during 1,100 heavy requests',
        measured: `${own.refused} refused, ${spread(own.waits)}`,
        target: '0 refused',
        met: own.refused === 0 && own.waits.length > 0,
      });
      report({
        part: 'hostile',
        what: 'another organization at the same time',
        measured: `${other.refused} refused, ${spread(other.waits)}`,
        target: `p99 < ${maxP99Ms} ms`,
        met: percentile(other.waits, 0.99) < maxP99Ms,
      });
      attacker.end();
    });

    await against('300 clients that send requests byte by byte and never close', async (server) => {
      const attacker = new Attacker({ kind: 'trickle', url: server.url, count: 300 });
      await attacker.until(({ open, ended }) => open + ended >= 300);
      const startedAtMs = performance.now();
      await Promise.race([attacker.until(({ ended }) => ended === 300), pause(30_000, null, { ref: false })]);
      const tookS = (performance.now() - startedAtMs) / 1000;
      report({
        part: 'hostile',
        what: `slow requests, LIMIT_SILENCE_SECONDS=${silenceSeconds}`,
        measured: `${attacker.state.open} of 300 connections left after ${tookS.toFixed(1)} s`,
        target: '0 left',
        met: attacker.state.open === 0,
      });
      attacker.end();
    });
  } finally {
    await dataSource.destroy();
  }
}

async function withServer(
  data: BenchData,
  what: string,
  work: (server: ProductProcess) => Promise<void>,
): Promise<void> {
  note(`hostile: ${what}`);
  const server = await ProductProcess.start('serve', data, {
    EXPORT_WORKER: 'off',
    LIMIT_SILENCE_SECONDS: String(silenceSeconds),
  });
  try {
    await work(server);
  } finally {
    await server.stop();
  }
}

class Attacker {
  state: AttackState = { open: 0, ended: 0 };
  private readonly child: ChildProcess = spawn(process.execPath, [compiled('hostile-process.js')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });

  constructor(attack: Attack) {
    endWithThis(this.child);
    this.child.on('message', (state: AttackState) => (this.state = state));
    this.child.send(attack);
  }

  async until(isReached: (state: AttackState) => boolean): Promise<void> {
    while (!isReached(this.state)) await once(this.child, 'message');
  }

  end(): void {
    this.child.kill('SIGKILL');
  }
}

/** Sends one small request after the other on one keep-alive connection, and returns how long each took. */
async function probe(url: string, token: string, ms: number): Promise<{ waits: number[]; refused: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const waits: number[] = [];
  let refused = 0;
  for (const untilMs = performance.now() + ms; performance.now() < untilMs; await pause(10)) {
    const startedAtMs = performance.now();
    await post(`${url}/graphql`, agent, JSON.stringify({ query: hello }), { authorization: `Bearer ${token}` }).catch(
      () => refused++,
    );
    waits.push(performance.now() - startedAtMs);
  }
  agent.destroy();
  return { waits, refused };
}

const spread = (waits: readonly number[]): string =>
  `p50 ${percentile(waits, 0.5).toFixed(0)}, p99 ${percentile(waits, 0.99).toFixed(0)}, max ${Math.max(...waits).toFixed(0)} ms of ${waits.length}`;

async function addOrganization(dataSource: DataSource): Promise<number> {
  const other = `other-${process.pid}`;
  await transact(dataSource, (manager) =>
    insertRows(
      manager,
      'organizations',
      ['slug', 'name', 'timezone', 'currency', 'customTermsEnabled', 'createdAt'],
      [[other, 'Other', 'Europe/Lisbon', 'EUR', 0, 0]],
    ),
  );
  return (await dataSource.query('SELECT id FROM organizations WHERE slug = ?', [other]))[0].id;
}

/** Creates `count` admins with all permissions, and returns a token for each. */
async function tokensOf(dataSource: DataSource, organizationId: number, count: number): Promise<string[]> {
  const name = `hostile-${process.pid}-`;
  await transact(dataSource, (manager) =>
    insertUsers(
      manager,
      organizationId,
      Array.from({ length: count }, (_unused, index) => ({
        username: `${name}${index}`,
        role: 'ADMIN' as const,
        permissions: Object.values(Permission),
        status: UserStatus.ACTIVE,
        createdAt: new Date(0),
      })),
    ),
  );
  const users: { id: number }[] = await dataSource.query(
    `SELECT id FROM users WHERE organizationId = ? AND username LIKE '${name}%'`,
    [organizationId],
  );
  const tokens = new AccessTokens(dataSource, systemClock);
  const issued: string[] = [];
  for (const { id } of users) issued.push(await tokens.issue({ id, organizationId }, 86_400_000));
  return issued;
}
