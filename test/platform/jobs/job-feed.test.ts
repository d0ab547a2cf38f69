import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { Job, JobKind } from '../../../src/platform/jobs/job';
import { JobFeed } from '../../../src/platform/jobs/job-feed';
import type { JobRepository } from '../../../src/platform/jobs/job-repository';
import type { JobTransition } from '../../../src/platform/jobs/job-transitions';
import { deliverEveryMs, RecordWatch } from '../../../src/platform/live/record-watch';
import { waitFor } from '../../support/wait-for';

const row = (id: number, version: number): Job => ({ id, version, updatedAt: new Date(version) }) as Job;
const everything = (): boolean => true;

describe('RecordWatch', () => {
  const watch = (wanted: (row: Job) => boolean = everything): RecordWatch<Job> =>
    new RecordWatch(wanted, () => undefined);

  it('delivers only the newest state', async () => {
    const watching = watch();
    for (let version = 1; version <= 2000; version++) watching.offer(row(1, version));
    expect(await watching.next()).toMatchObject({ version: 2000 });
    let more = false;
    void watching.next().then(() => (more = true));
    await sleep(2 * deliverEveryMs);
    expect(more).toBe(false);
    watching.close();
  });

  it('ignores an older version that arrives late', async () => {
    const watching = watch();
    watching.offer(row(1, 5));
    watching.offer(row(1, 4));
    expect(await watching.next()).toMatchObject({ version: 5 });
  });

  it('delivers a change that came while an older state was read', async () => {
    const watching = watch();
    watching.offer(row(1, 5));
    watching.markDelivered(row(1, 4));
    expect(await watching.next()).toMatchObject({ version: 5 });
    watching.offer(row(1, 6));
    watching.markDelivered(row(1, 6));
    watching.offer(row(2, 1));
    expect(await watching.next()).toMatchObject({ id: 2 });
  });

  it('delivers the current rows first and in order', async () => {
    const watching = watch();
    watching.offer(row(3, 5));
    watching.offer(row(1, 7));
    watching.offerCurrent([row(1, 6), row(2, 1)]);
    for (const expected of [
      { id: 1, version: 7 },
      { id: 2, version: 1 },
      { id: 3, version: 5 },
    ])
      expect(await watching.next()).toMatchObject(expected);
  });

  it('delivers each job at most four times a second, and others in between', async () => {
    const watching = watch();
    const startedAtMs = performance.now();
    const got: number[] = [];
    let version = 0;
    const changing = setInterval(() => watching.offer(row(1, ++version)), 5);
    while (got.length < 5) got.push((await watching.next())!.version);
    clearInterval(changing);
    // A slow machine makes it only longer.
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(4 * deliverEveryMs);
    expect(got).toEqual([...new Set(got)].sort((a, b) => a - b));

    watching.offer(row(1, ++version));
    watching.offer(row(2, 1));
    expect(await watching.next()).toMatchObject({ id: 2 });
    expect(await watching.next()).toMatchObject({ id: 1, version });
  });

  it('delivers only accepted jobs, and none once closed', async () => {
    const watching = watch(({ id }) => id === 7);
    watching.offer(row(8, 1));
    watching.offer(row(7, 1));
    expect(await watching.next()).toMatchObject({ id: 7 });
    const waiting = watching.next();
    watching.close();
    expect(await waiting).toBeNull();
    watching.offer(row(7, 2));
    expect(await watching.next()).toBeNull();
  });
});

describe('JobFeed', () => {
  /** Answers each look with what the test put there. */
  class Rows {
    looks = 0;
    changed: Job[] = [];
    failing = false;
    maxRead = 0;
    listVersionsChangedWithin = async (): Promise<{ id: number; version: number }[]> => {
      this.looks++;
      if (this.failing) throw new Error('the database is away');
      return this.changed.map(({ id, version }) => ({ id, version }));
    };
    listForFeed = async (ids: readonly number[]): Promise<Job[]> => {
      this.maxRead = Math.max(this.maxRead, ids.length);
      return this.changed.filter(({ id }) => ids.includes(id));
    };
    queuePositions = async (): Promise<Map<number, number>> => new Map();
    clearStaleRates = async (): Promise<void> => undefined;
    kind = { name: 'job', transitions: { release: { moves: {} } as JobTransition } } as JobKind;
  }
  const feedOf = (rows: Rows): JobFeed<Job> =>
    new JobFeed(rows as unknown as JobRepository<Job>, pino({ level: 'silent' }));

  it('polls once for all watchers, and not without watchers', async () => {
    const rows = new Rows();
    const feed = feedOf(rows);
    await sleep(deliverEveryMs);
    expect(rows.looks).toBe(0);
    const watches = Array.from({ length: 100 }, () => feed.watch(everything));
    await waitFor('some looks', () => rows.looks >= 2);
    expect(rows.looks).toBeLessThan(10);
    for (const watch of watches) watch.close();
    await sleep(2 * deliverEveryMs);
    const looks = rows.looks;
    await sleep(2 * deliverEveryMs);
    expect(rows.looks).toBe(looks);

    rows.changed = [row(1, 1)];
    expect(await feed.watch(everything).next()).toMatchObject({ id: 1 });
    await feed.stop();
  });

  it('reads the records of a large change in several turns', async () => {
    const rows = new Rows();
    const feed = feedOf(rows);
    rows.changed = Array.from({ length: 1000 }, (_unused, index) => row(index + 1, 1));
    const delivered: number[] = [];
    const watch = feed.watch(({ id }) => {
      delivered.push(id);
      return id === 1000;
    });
    expect(await watch.next()).toMatchObject({ id: 1000 });
    expect(delivered).toEqual(rows.changed.map(({ id }) => id));
    expect(rows.maxRead).toBe(200);
    await feed.stop();
  });

  it('continues after a failed poll and delivers each change once', async () => {
    const rows = new Rows();
    rows.failing = true;
    const feed = feedOf(rows);
    const watch = feed.watch(everything);
    await waitFor('a look', () => rows.looks > 0);
    rows.failing = false;
    rows.changed = [row(1, 3)];
    expect(await watch.next()).toMatchObject({ version: 3 });
    const waiting = watch.next();
    const looks = rows.looks;
    await waitFor('more looks', () => rows.looks > looks + 2);
    await feed.stop();
    expect(await waiting).toBeNull();
  });
});
