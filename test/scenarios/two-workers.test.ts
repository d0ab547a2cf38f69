/** @slow */
import { readdir } from 'node:fs/promises';
import { startExport } from '../support/clients/exports';
import { Watching } from '../support/clients/watching';
import { auditActions } from '../support/data/export-changes';
import { createOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { countRows, readRows } from '../support/databases/rows';
import { useInstallation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

const times = 60;

eachEngine('several processes on one database', ['sqlite', 'mariadb'], (engine) => {
  const installation = useInstallation(engine);

  it('run each of many exports once with two workers, and both servers send its events', async () => {
    const { dataSource } = installation;
    const organization = await createOrganization(dataSource);
    const owner = { id: organization.ownerId, organizationId: organization.id };
    const client = await installation.signIn(await installation.serveOnly(), owner);
    const elsewhere = await installation.signIn(await installation.serveOnly(), owner);
    const watching = Watching.all(elsewhere);
    const ids: string[] = [];
    for (let index = 0; index < times; index++) {
      ids.push(
        (
          await startExport(client, {
            format: index % 2 ? 'CSV' : 'XLSX',
            asOf: new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString(),
          })
        ).export.id,
      );
    }
    // One export at a time each, or the quicker one may take all that the organization may have at once.
    const workers = await Promise.all([
      installation.start('worker', { EXPORT_SLOTS: '1' }),
      installation.start('worker', { EXPORT_SLOTS: '1' }),
    ]);

    const count = async (): Promise<number> => await countRows(dataSource, 'exports', { state: 'COMPLETED' });
    await waitFor('all of them to be done', async () => (await count()) === times, 30_000);
    for (const { id, attempt } of await readRows(dataSource, 'exports')) {
      const actions = await auditActions(dataSource, id);
      const timesOf = (wanted: string): number => actions.filter((action) => action === wanted).length;
      expect([attempt, timesOf('EXPORT_STARTED'), timesOf('EXPORT_COMPLETED')]).toEqual([1, 1, 1]);
    }
    expect(await countRows(dataSource, 'exports')).toBe(times);
    expect((await readdir(installation.exportFolder)).map((name) => name.split('-')[0]).sort()).toEqual(
      [...ids].sort(),
    );

    const taken = workers.map((worker) => worker.logged('export claimed').length);
    expect(taken[0]! + taken[1]!).toBe(times);
    expect(Math.min(...taken)).toBeGreaterThan(0);
    const ended = () => new Set(watching.events.filter(({ state }) => state === 'COMPLETED').map(({ id }) => id)).size;
    await waitFor('the other server to have told of each', () => ended() === times, 2000);
  }, 60_000);
});
