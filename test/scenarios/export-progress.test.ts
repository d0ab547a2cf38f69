/** @slow */
import {
  createTestApp,
  type SignedInOrganization,
  type TestApp,
  useOrganizationPerTest,
  useTestAppPerTest,
} from '../support/apps/app';
import type { TestClient } from '../support/clients/client';
import { exportFile, readExport, startExport, untilEnded } from '../support/clients/exports';
import { busiestSecond, setbacks, Watching } from '../support/clients/watching';
import { changeExport, stages } from '../support/data/export-changes';
import { addManyUsers } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { waitFor } from '../support/wait-for';

eachEngine('live progress', ['sqlite', 'mariadb'], (engine) => {
  let app: TestApp;
  let beside: TestApp;
  let organization: SignedInOrganization;
  let elsewhere: TestClient;

  beforeAll(async () => {
    app = await createTestApp(engine);
    beside = await createTestApp(engine, { beside: app, worker: false });
    organization = await app.organization();
    elsewhere = await beside.signIn({ id: organization.ownerId, organizationId: organization.id });
  });
  afterEach(() => app?.gate.release());
  afterAll(async () => {
    await beside?.stop();
    await app?.stop();
  });

  /** As if its worker had saved its progress. */
  const touch = (id: string): Promise<unknown> => changeExport(app.app.dataSource, id);

  it('increases at most four times a second, is null where unknown, and reaches 100 only with the file, on every server', async () => {
    app.gate.hold();
    const {
      export: { id },
    } = await startExport(organization.owner, { format: 'XLSX' });
    const here = Watching.one(organization.owner, id);
    const there = Watching.one(elsewhere, id);
    await here.until('rows', ({ state, progress }) => state === 'RUNNING' && progress.rowsDone > 0);
    const midway = Watching.one(organization.owner, id);
    await waitFor('some changes to have come, of many more', async () => {
      await touch(id);
      return [here, there, midway].every(({ events }) => events.length > 4);
    });
    app.gate.release();

    for (const watching of [here, there, midway]) {
      const events = await watching.untilEnd();
      expect(watching.errors).toEqual([]);
      expect(setbacks(events)).toEqual([]);
      expect(busiestSecond(watching.arrivedAtMs)).toBeLessThanOrEqual(4);
      expect(events.at(-1)).toMatchObject({
        state: 'COMPLETED',
        progress: { percent: 100, rowsDone: 3, rowsTotal: 3, rowsPerSecond: null },
      });
      for (const { state, progress } of events.slice(0, -1)) {
        expect(['QUEUED', 'RUNNING']).toContain(state);
        expect(progress.percent).toBeLessThan(100);
        expect(progress.rowsTotal).toBe(progress.phase === 'COUNTING' ? null : 3);
      }
    }
    expect(midway.events[0]).toMatchObject({ state: 'RUNNING' });
    expect(midway.events[0]!.progress.rowsDone).toBeGreaterThan(0);
  });

  it('is sent by another server', async () => {
    const watching = Watching.all(elsewhere);
    const {
      export: { id },
    } = await startExport(organization.owner, { format: 'CSV', columns: ['lastName'] });
    await watching.until('the export', (row) => row.id === id);
    await untilEnded(organization.owner, id);
    await watching.until('its end', (row) => row.id === id && row.state === 'COMPLETED');
    watching.stop();
  });

  it('sends only the final state to a client that subscribes after the end', async () => {
    const { row } = await exportFile(organization.owner, { format: 'CSV', columns: ['email'] });
    const watching = Watching.one(organization.owner, row.id);
    expect(await watching.untilEnd()).toEqual([expect.objectContaining({ state: 'COMPLETED', version: row.version })]);
    expect(watching.errors).toEqual([]);
  });

  it('never misses a completion between the initial read and the subscription', async () => {
    const small = await app.organization();
    // New subscribers all along, so that some begin in the very moment of the end.
    for (let round = 0; round < 4; round++) {
      const {
        export: { id },
      } = await startExport(small.owner, { format: 'CSV', asOf: new Date(Date.UTC(2026, 0, 1 + round)).toISOString() });
      const watchings: Watching[] = [];
      await waitFor('the export to end', async () => {
        watchings.push(Watching.one(small.owner, id));
        return (await readExport(small.owner, id)).state === 'COMPLETED';
      });
      for (const watching of watchings)
        expect((await watching.untilEnd()).at(-1)).toMatchObject({ state: 'COMPLETED' });
    }
  });

  it('resumes after a lost connection without going back', async () => {
    app.gate.hold();
    const {
      export: { id },
    } = await startExport(organization.owner, { format: 'XLSX', asOf: '2026-01-01T00:00:00.000Z' });
    const seen: number[] = [];
    for (let cut = 0; cut < 3; cut++) {
      const client = await app.signIn({ id: organization.ownerId, organizationId: organization.id });
      const watching = Watching.one(client, id);
      await watching.until('it to run', ({ state }) => state === 'RUNNING');
      await touch(id);
      if (cut < 2) await watching.until('the next event', () => watching.events.length > 1);
      else {
        app.gate.release();
        await watching.untilEnd();
      }
      seen.push(...watching.events.map((event) => event.version));
      await client.close();
    }
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
});

eachEngine('progress over several attempts', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestAppPerTest(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  beforeEach(async () => {
    await addManyUsers(app.app.dataSource, organization.id, 10);
  });

  /** What a worker leaves that was killed when its snapshot had `rowsTotal` rows. */
  async function interrupted(id: string, rowsDone: number, rowsTotal: number): Promise<void> {
    await changeExport(app.app.dataSource, id, {
      ...stages.abandoned,
      phase: 'READING',
      rowsDone,
      rowsTotal,
      bytesWritten: 40_000,
      percent: Math.floor((100 * rowsDone) / rowsTotal),
      startedAt: 0,
      asOf: 0,
    });
  }

  it.each([
    ['more', 10, 11],
    ['fewer', 20, 21],
  ])('never decreases when there are %s rows in the next attempt', async (_what, rowsDone, rowsTotal) => {
    const {
      export: { id },
    } = await startExport(organization.owner, { format: 'XLSX' });
    await interrupted(id, rowsDone, rowsTotal);
    const watching = Watching.one(organization.owner, id);
    const first = await watching.untilState('RUNNING');
    expect(first.progress).toMatchObject({ rowsDone, percent: Math.floor((100 * rowsDone) / rowsTotal), attempt: 1 });
    await app.startWorker();

    const events = await watching.untilEnd();
    expect(events.at(-1)).toMatchObject({
      state: 'COMPLETED',
      progress: { attempt: 2, rowsDone: 13, rowsTotal: 13, percent: 100 },
    });
    // The finished file has the rows it has, also when an earlier attempt was further.
    expect(setbacks(events.slice(0, -1))).toEqual([]);
    for (const { progress } of events) {
      expect(progress.rowsDone).toBeLessThanOrEqual(progress.rowsTotal);
      expect(progress.secondsLeft ?? 0).toBeGreaterThanOrEqual(0);
    }
  });
});
