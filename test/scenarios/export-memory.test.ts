import { startExport, untilEnded } from '../support/clients/exports';
import { addManyUsers, createOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { useInstallation } from '../support/processes/processes';

const users = 100_000;
const maxMb = 256;

eachEngine('the memory of a worker', ['sqlite'], (engine) => {
  const installation = useInstallation(engine);

  it('stays below 256 MB regardless of the number of rows', async () => {
    const organization = await createOrganization(installation.dataSource);
    await addManyUsers(installation.dataSource, organization.id, users);
    const client = await installation.signIn(await installation.serveOnly(), {
      id: organization.ownerId,
      organizationId: organization.id,
    });
    for (const input of [{ format: 'CSV' }, { format: 'XLSX' }, { dataset: 'ORGANIZATION', format: 'ZIP' }]) {
      const worker = await installation.start('worker');
      const {
        export: { id },
      } = await startExport(client, input);
      expect(await untilEnded(client, id, 60_000)).toMatchObject({
        state: 'COMPLETED',
        progress: { rowsDone: users + ('dataset' in input ? 4 : 3) },
      });
      if (worker.peakRssMb === null)
        process.stderr.write('\n## MEMORY NOT MEASURED: this system does not tell that of a process (no /proc)\n\n');
      else
        expect([input.format, worker.peakRssMb, worker.peakRssMb < maxMb]).toEqual([
          input.format,
          expect.any(Number),
          true,
        ]);
      await worker.end('SIGTERM');
    }
  }, 180_000);
});
