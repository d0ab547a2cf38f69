import { eachEngine } from '../support/engines';
import { startExport, untilEnded } from '../support/exports';
import { addManyUsers, createOrganization } from '../support/factories';
import { Installation } from '../support/processes';
import { waitFor } from '../support/wait-for';
import { Watching } from '../support/watching';

const users = 30_000;

eachEngine('an export in the background of a server', ['sqlite', 'mariadb'], (engine) => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.create(engine);
  });
  afterAll(() => installation?.remove());

  it('is made also when whoever started and watched it has left, and the server answers all along', async () => {
    const organization = await createOrganization(installation.dataSource);
    await addManyUsers(installation.dataSource, organization.id, users);
    const server = await installation.start('serve');
    const leaver = await installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
    const other = await installation.signIn(server, { id: organization.memberId, organizationId: organization.id });
    const state = async (id: string): Promise<string> => (await installation.dataSource.query('SELECT state FROM exports WHERE id = ?', [id]))[0].state;

    const answeredIn = async (): Promise<number> => {
      const startedAtMs = performance.now();
      expect((await fetch(`${server.url}/health`)).status).toBe(200);
      expect((await other.data('{ viewer { role } }')).viewer.role).toBe('MEMBER');
      return performance.now() - startedAtMs;
    };
    const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

    const idle: number[] = [];
    while (idle.length < 40) idle.push(await answeredIn());
    const busy: number[] = [];
    // As many exports as it takes: on a fast machine one leaves little time to ask anything.
    for (let round = 0; busy.length < 40; round++) {
      const { export: { id } } = await startExport(leaver, { format: 'XLSX', asOf: new Date(Date.UTC(2026, 0, 1, 0, round)).toISOString() });
      const watching = Watching.one(leaver, id);
      await watching.until('the worker to be at it', ({ state: now }) => now !== 'QUEUED');
      await leaver.close();
      while ((await state(id)) === 'RUNNING') busy.push(await answeredIn());
      await waitFor('its end', async () => (await state(id)) === 'COMPLETED');
      expect(await untilEnded(leaver, id)).toMatchObject({ state: 'COMPLETED', progress: { rowsDone: users + 3, attempt: 1 } });
    }
    // The machine may have other things to do at any time, which is no fault of the export.
    expect(median(busy) - median(idle)).toBeLessThan(200);
  }, 120_000);
});
