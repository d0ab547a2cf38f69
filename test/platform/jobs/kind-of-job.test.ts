import { pino } from 'pino';
import { Column, type DataSource, Entity, type EntityManager } from 'typeorm';
import { createDataSource } from '../../../src/platform/database/data-source';
import { transact } from '../../../src/platform/database/transaction';
import { Job, type JobKind } from '../../../src/platform/jobs/job';
import type { JobClaim } from '../../../src/platform/jobs/job-claim';
import { JobFailed } from '../../../src/platform/jobs/job-errors';
import { JobFeed } from '../../../src/platform/jobs/job-feed';
import { JobLeases } from '../../../src/platform/jobs/job-leases';
import { JobOutcomes } from '../../../src/platform/jobs/job-outcomes';
import { JobRepository } from '../../../src/platform/jobs/job-repository';
import {
  announced,
  changeJob,
  claimed,
  ended,
  failed,
  type JobTransition,
  type JobTransitions,
  progressed,
  rateCleared,
  released,
} from '../../../src/platform/jobs/job-transitions';
import { type JobWork, JobWorker } from '../../../src/platform/jobs/job-worker';
import { lease } from '../../../src/platform/jobs/lease';
import { ProgressReport } from '../../../src/platform/jobs/progress-report';
import { systemClock } from '../../../src/platform/time/clock';
import { eachEngine, type Engine, type TestDatabase } from '../../support/databases/engines';
import { waitFor } from '../../support/wait-for';

/** A job of two stages, between which it waits for its user. Each stage has one state, with and without a worker. */
enum State {
  CHECKING = 'CHECKING',
  READY = 'READY',
  APPLYING = 'APPLYING',
  COMPLETED = 'COMPLETED',
  FAILED = 'FAILED',
  CANCELLING = 'CANCELLING',
  CANCELLED = 'CANCELLED',
}
const { CHECKING, READY, APPLYING, COMPLETED, FAILED, CANCELLING, CANCELLED } = State;

@Entity('letters')
class Letter extends Job {
  @Column({ type: 'varchar' }) state: State;
  @Column({ type: 'varchar', select: false }) text: string;
}

const transitions = {
  claim: { by: 'ANY_WORKER', moves: { CHECKING, APPLYING }, set: claimed },
  renew: { by: 'LEASE_HOLDER', moves: { CHECKING, APPLYING }, set: lease.renewed },
  saveProgress: { by: 'LEASE_HOLDER', moves: { CHECKING, APPLYING }, set: progressed },
  clearRate: { ...rateCleared, moves: { CHECKING, APPLYING } },
  release: { by: 'LEASE_HOLDER', moves: { CHECKING, APPLYING }, set: released },
  finishCheck: {
    by: 'LEASE_HOLDER',
    moves: { CHECKING: READY },
    set: { ...announced, ...lease.released, slot: 'NULL', attempt: '0' },
  },
  apply: { by: 'USER', moves: { READY: APPLYING }, set: announced },
  complete: { by: 'LEASE_HOLDER', moves: { APPLYING: COMPLETED }, set: ended },
  fail: { by: 'LEASE_HOLDER', moves: { CHECKING: FAILED, APPLYING: FAILED }, set: failed },
  giveUp: { by: 'ANY_WORKER', moves: { CHECKING: FAILED, APPLYING: FAILED }, set: failed },
  cancel: {
    by: 'USER',
    moves: { CHECKING: CANCELLING, READY: CANCELLED, APPLYING: CANCELLING },
    set: announced,
  },
  finishCancel: { by: 'LEASE_HOLDER', moves: { CANCELLING: CANCELLED }, set: ended },
  finishCancelForLostWorker: { by: 'ANY_WORKER', moves: { CANCELLING: CANCELLED }, set: ended },
} as const satisfies JobTransitions<State> & Readonly<Record<string, JobTransition<State>>>;

const letterJob: JobKind<Letter> = {
  name: 'letter',
  table: 'letters',
  entity: Letter,
  activeStates: [CHECKING, READY, APPLYING, CANCELLING],
  transitions,
};

class LetterOutcomes extends JobOutcomes<Letter> {
  readonly recorded: string[] = [];
  finishCheck = (claim: JobClaim<Letter>): Promise<boolean> =>
    this.finish(claim, transitions.finishCheck, {}, async () => void this.recorded.push(`checked ${claim.id}`));
  complete = (claim: JobClaim<Letter>): Promise<boolean> =>
    this.finish(claim, transitions.complete, {}, async () => void this.recorded.push(`completed ${claim.id}`));
  async recordStart(_manager: EntityManager, { id }: Job): Promise<void> {
    this.recorded.push(`started ${id}`);
  }
  protected async recordFailure(_manager: EntityManager, { id }: Job, code: string): Promise<void> {
    this.recorded.push(`failed ${id} ${code}`);
  }
}

eachEngine('a kind of job with several waiting states', (engine: Engine) => {
  const log = pino({ level: 'silent' });
  let database: TestDatabase;
  let dataSource: DataSource;
  let outcomes: LetterOutcomes;
  let leases: JobLeases<Letter>;
  let letters: JobRepository<Letter>;
  let feed: JobFeed<Letter> | undefined;

  beforeAll(async () => {
    database = await engine.createDatabase({ empty: true });
    const config = { databaseUrl: database.databaseUrl ?? null, dataDir: database.dataDir };
    dataSource = await createDataSource(config, { entities: [Letter], migrations: [] }).initialize();
    await dataSource.query(
      `CREATE TABLE letters (id INT NOT NULL PRIMARY KEY, organizationId INT NOT NULL, requestedById INT NOT NULL, state VARCHAR(20) NOT NULL, version INT NOT NULL, updatedAt BIGINT NOT NULL, requestedAt BIGINT NOT NULL DEFAULT 0, attempt INT NOT NULL, phase VARCHAR(20), rowsDone INT NOT NULL, rowsTotal INT, percent INT NOT NULL, rowsPerSecond DOUBLE, slot INT, leaseOwner VARCHAR(40), leaseUntil BIGINT, startedAt BIGINT, finishedAt BIGINT, timezoneDataVersion VARCHAR(20), failureCode VARCHAR(20), failureMessage VARCHAR(500), text VARCHAR(20) NOT NULL)`,
    );
    await dataSource.query('CREATE UNIQUE INDEX letters_slots ON letters (organizationId, slot)');
    letters = new JobRepository(dataSource, letterJob);
  });
  beforeEach(async () => {
    await dataSource.query('DELETE FROM letters');
    outcomes = new LetterOutcomes(dataSource, letterJob, systemClock);
    const settings = { leaseMs: 60_000, slotsPerOrganization: 1, zoneData: '2026a' };
    leases = new JobLeases(dataSource, outcomes, systemClock, log, settings);
  });
  // A test that fails must not leave its feed polling.
  afterEach(() => feed?.stop());
  afterAll(async () => {
    await dataSource?.destroy();
    await database?.drop();
  });

  const insert = (id: number): Promise<unknown> =>
    dataSource.query(
      "INSERT INTO letters (id, organizationId, requestedById, state, version, updatedAt, attempt, rowsDone, percent, text) VALUES (?, 1, 1, 'CHECKING', 1, 0, 0, 0, 0, 'hello')",
      [id],
    );
  const change = (name: 'apply' | 'cancel', id: number): Promise<boolean> =>
    transact(dataSource, (manager) => changeJob(manager, 'letters', transitions[name], id));
  const get = async (id: number): Promise<Letter> => (await letters.find({ organizationId: 1 }, id))!;
  const loseWorkers = (): Promise<unknown> => dataSource.query('UPDATE letters SET leaseUntil = 0');
  const positions = async (): Promise<[number, number][]> => [...(await letters.queuePositions())];

  it('waits without a slot and runs with one, in the same state', async () => {
    await insert(1);
    await insert(2);
    expect(await positions()).toEqual([
      [1, 1],
      [2, 2],
    ]);
    const claim = (await leases.claim())!;
    expect(claim.row).toMatchObject({ id: 1, state: CHECKING, slot: 1, attempt: 1, text: 'hello' });
    expect(await positions()).toEqual([[2, 1]]);
    expect(await leases.claim()).toBeNull();
    await leases.release(claim);
    expect(await get(1)).toMatchObject({ state: CHECKING, slot: null });
    expect((await leases.claim())!.row).toMatchObject({ id: 1, attempt: 1 });
  });

  it('waits for its user between the stages', async () => {
    await insert(1);
    expect(await outcomes.finishCheck((await leases.claim())!)).toBe(true);
    expect(await leases.claim()).toBeNull();
    expect(await change('apply', 1)).toBe(true);
    const claim = (await leases.claim())!;
    expect(claim.row).toMatchObject({ state: APPLYING, attempt: 1 });
    expect(await outcomes.complete(claim)).toBe(true);
    expect(outcomes.recorded).toEqual(['started 1', 'checked 1', 'started 1', 'completed 1']);
  });

  it('starts again after a lost worker, and is given up after three', async () => {
    await insert(1);
    for (const attempt of [1, 2, 3]) {
      expect((await leases.claim())!.row).toMatchObject({ attempt });
      await loseWorkers();
    }
    expect(await leases.claim()).toBeNull();
    expect(await get(1)).toMatchObject({ state: FAILED, failureCode: 'WORKER_LOST', slot: null });
    expect(outcomes.recorded).toEqual(['started 1', 'started 1', 'started 1', 'failed 1 WORKER_LOST']);
  });

  it('ends when it is canceled without a worker, and when its worker is lost', async () => {
    await insert(1);
    await change('cancel', 1);
    await insert(2);
    expect((await leases.claim())!.id).toBe(2);
    expect((await get(1)).state).toBe(CANCELLED);
    await change('cancel', 2);
    expect(await leases.claim()).toBeNull();
    expect((await get(2)).state).toBe(CANCELLING);
    await loseWorkers();
    expect(await leases.claim()).toBeNull();
    expect((await get(2)).state).toBe(CANCELLED);
  });

  it('announces the move in the queue when a claim changes no state', async () => {
    await insert(1);
    await insert(2);
    feed = new JobFeed(letters, log);
    const watch = feed.watchOne(1, 2);
    const untilAt = async (position: number): Promise<void> => {
      for (let row = await watch.next(); row && row.queuePosition !== position;) row = await watch.next();
    };
    await untilAt(2);
    const claim = (await leases.claim())!;
    await untilAt(1);
    await leases.release(claim);
    await untilAt(2);
    await feed.stop();
    expect(await watch.next()).toBeNull();
  });

  it('runs its work, with progress, and fails with the reason that the work gives', async () => {
    const work: JobWork<Letter> = {
      checkPermission: async () => undefined,
      async run(claim) {
        if (claim.id === 2) throw new JobFailed('TORN', 'The letter is torn.');
        if (claim.id === 3) throw new Error('a bug');
        const progress = new ProgressReport(leases, claim, 4, async () => undefined);
        await progress.save({ phase: 'READING', rowsDone: 3 });
        await outcomes.finishCheck(claim);
      },
    };
    for (const id of [1, 2, 3]) await insert(id);
    const worker = new JobWorker(dataSource, leases, work, log, 2);
    worker.start();
    await waitFor('all letters', async () => (await positions()).length === 0 && (await get(3)).state === FAILED);
    await worker.stop();
    expect(await get(1)).toMatchObject({ state: READY, rowsDone: 3, rowsTotal: 4, percent: 75 });
    expect(await get(2)).toMatchObject({ state: FAILED, failureCode: 'TORN' });
    expect(await dataSource.query('SELECT failureCode, failureMessage FROM letters WHERE id = 3')).toEqual([
      {
        failureCode: 'INTERNAL',
        failureMessage: 'Internal error. Report the letter 3 to the operator of this server.',
      },
    ]);
  });
});
