import { readdir } from 'node:fs/promises';
import { readExport, startExport, untilEnded } from '../support/clients/exports';
import { auditActions } from '../support/data/export-changes';
import { createOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { useInstallation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

eachEngine('a worker that is paused and resumed', ['sqlite', 'mariadb'], (engine) => {
  const installation = useInstallation(engine);

  it('finds its export completed by another worker, and changes nothing', async () => {
    const { dataSource } = installation;
    const organization = await createOrganization(dataSource);
    installation.gate.hold();
    const client = await installation.signIn(await installation.serveOnly(), {
      id: organization.ownerId,
      organizationId: organization.id,
    });
    const {
      export: { id },
    } = await startExport(client, { format: 'XLSX' });
    const sleeper = await installation.start('worker');
    await waitFor('rows', async () => (await readExport(client, id)).progress.rowsDone > 0);
    sleeper.signal('SIGSTOP');
    expect((await readExport(client, id)).state).toBe('RUNNING');

    installation.gate.release();
    const other = await installation.start('worker');
    const row = await untilEnded(client, id);
    expect(row).toMatchObject({ state: 'COMPLETED', progress: { attempt: 2 } });
    const files = (): Promise<string[]> =>
      readdir(installation.exportFolder).then((names) => names.filter((name) => name.startsWith(`${id}-`)));
    const [file] = await files();

    // It is not done before it has noticed.
    installation.gate.hold();
    sleeper.signal('SIGCONT');
    await waitFor('the sleeper to notice', () => sleeper.logged('export lost to another worker').length > 0);
    installation.gate.release();
    expect(await readExport(client, id)).toMatchObject({
      state: 'COMPLETED',
      version: row.version,
      file: { sha256: row.file.sha256 },
    });
    expect(await files()).toEqual([file]);
    expect(other.logged('export lost to another worker')).toEqual([]);
    const ends = (await auditActions(dataSource, id)).filter((action) => /COMPLETED|FAILED/.test(action));
    expect(ends).toHaveLength(1);

    // It is as good as any again.
    await other.end('SIGKILL');
    const {
      export: { id: next },
    } = await startExport(client);
    expect(await untilEnded(client, next)).toMatchObject({ state: 'COMPLETED', progress: { attempt: 1 } });
  });
});
