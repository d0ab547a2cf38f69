import { raw } from '../../src/platform/database/sql';
import { useOrganization, useOrganizationPerTest, useTestApp, useTestAppPerTest } from '../support/apps/app';
import { readExport, startExport, untilEnded } from '../support/clients/exports';
import { Watching } from '../support/clients/watching';
import { expireLeases, stages } from '../support/data/export-changes';
import { eachEngine } from '../support/databases/engines';
import { changeRows } from '../support/databases/rows';
import { waitFor } from '../support/wait-for';

const asOf = (index: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString();

eachEngine('concurrent exports', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestAppPerTest(engine, { worker: false });
  const large = useOrganizationPerTest(app);

  it('complete a small export of one organization while another organization has a large one running and thirty queued', async () => {
    const {
      export: { id: huge },
    } = await startExport(large.owner, { format: 'XLSX' });
    const waiting: string[] = [];
    for (let index = 0; index < 30; index++)
      waiting.push((await startExport(large.owner, { format: 'XLSX', asOf: asOf(index) })).export.id);
    for (const id of [huge, ...waiting]) app.gate.hold(id);
    await app.startWorker();
    await waitFor('the large one to run', async () => (await readExport(large.owner, huge)).progress.rowsDone > 0);

    const small = await app.organization();
    const {
      export: { id },
    } = await startExport(small.owner);
    expect(await untilEnded(small.owner, id)).toMatchObject({ state: 'COMPLETED' });
    const states = await Promise.all([huge, ...waiting].map(async (of) => (await readExport(large.owner, of)).state));
    expect(states).toEqual(['RUNNING', 'RUNNING', ...Array(29).fill('QUEUED')]);
  });

  it('run at most two at a time per organization, send decreasing queue positions to watchers, and all complete', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 3; index++)
      ids.push((await startExport(large.owner, { format: 'CSV', asOf: asOf(index) })).export.id);
    const watching = Watching.all(large.owner);
    await watching.until(
      'the place of the last one',
      ({ id, progress }) => id === ids[2] && progress.queuePosition === 3,
    );
    await elsewhere(ids.slice(0, 2), 3_600_000);
    await watching.until(
      'the last one to move up',
      ({ id, progress }) => id === ids[2] && progress.queuePosition === 1,
    );

    await app.startWorker();
    const small = await app.organization();
    expect(await untilEnded(small.owner, (await startExport(small.owner)).export.id)).toMatchObject({
      state: 'COMPLETED',
    });
    expect(await Promise.all(ids.map(async (id) => (await readExport(large.owner, id)).state))).toEqual([
      'RUNNING',
      'RUNNING',
      'QUEUED',
    ]);

    await elsewhere(ids.slice(0, 2), 0);
    for (const [index, id] of ids.entries())
      expect(await untilEnded(large.owner, id)).toMatchObject({
        state: 'COMPLETED',
        progress: { attempt: index < 2 ? 2 : 1, rowsDone: 3 },
      });
    expect(app.logLines.filter((line) => line.includes('export claimed'))).toHaveLength(4);
  });

  /** As if another worker were at these: until it is over, or has gone silent. */
  const elsewhere = async (ids: string[], leasedMs: number): Promise<void> => {
    for (const id of ids)
      await changeRows(
        app.app.dataSource,
        'exports',
        { id },
        {
          ...stages.abandoned,
          version: raw('version + 1'),
          leaseUntil: leasedMs === 0 ? 0 : raw(`updatedAt + ${leasedMs}`),
        },
      );
  };
});

eachEngine('a worker that stopped renewing its lease', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);

  const speed = async (id: string): Promise<[rowsPerSecond: number | null, secondsLeft: number | null]> => {
    const { progress } = await readExport(organization.owner, id);
    return [progress.rowsPerSecond, progress.secondsLeft];
  };

  it('leaves no rate in queries and subscriptions', async () => {
    const { dataSource } = app.app;
    const {
      export: { id },
    } = await startExport(organization.owner);
    await changeRows(
      dataSource,
      'exports',
      { id },
      {
        state: 'RUNNING',
        version: raw('version + 1'),
        leaseOwner: 'gone',
        leaseUntil: raw('updatedAt + 3600000'),
        phase: 'READING',
        rowsDone: 10,
        rowsTotal: 110,
        rowsPerSecond: 50,
      },
    );
    expect(await speed(id)).toEqual([50, 2]);
    const watching = Watching.one(organization.owner, id);
    await watching.until('the speed', ({ progress }) => progress.rowsPerSecond === 50);

    await expireLeases(dataSource, 'exports', id);
    expect(await speed(id)).toEqual([null, null]);
    await watching.until(
      'that it is gone',
      ({ progress }) => progress.rowsPerSecond === null && progress.secondsLeft === null,
    );
    watching.stop();
  });
});
