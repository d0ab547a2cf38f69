import { startExport, untilEnded } from '../support/clients/exports';
import { Watching } from '../support/clients/watching';
import { readExportRow } from '../support/data/export-changes';
import { createOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { useInstallation } from '../support/processes/processes';

eachEngine('an export in the worker thread of a server', ['sqlite', 'mariadb'], (engine) => {
  const installation = useInstallation(engine);

  // How quickly the server answers meanwhile is a figure: the part "delay" of the bench.
  it('completes after its requester disconnected, while the server answers other requests', async () => {
    const organization = await createOrganization(installation.dataSource);
    const server = await installation.start('serve');
    const requester = await installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
    const other = await installation.signIn(server, { id: organization.memberId, organizationId: organization.id });
    const state = async (id: string): Promise<string> => (await readExportRow(installation.dataSource, id)).state;

    installation.gate.hold();
    const {
      export: { id },
    } = await startExport(requester, { format: 'XLSX' });
    await Watching.one(requester, id).until('all rows', ({ progress }) => progress.rowsDone === 3);
    await requester.close();
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    expect((await other.data('{ viewer { role } }')).viewer.role).toBe('MEMBER');
    expect(await state(id)).toBe('RUNNING');

    installation.gate.release();
    expect(await untilEnded(requester, id)).toMatchObject({
      state: 'COMPLETED',
      progress: { rowsDone: 3, attempt: 1 },
    });
  });
});
