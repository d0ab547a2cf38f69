/** @slow */
import { applyImport, checkFile, readImport, untilState } from '../support/clients/imports';
import { addUsers, createOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { countRows, lockRows, readColumn, readRows } from '../support/databases/rows';
import { useInstallation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

/** More than two batches of a plan. */
const userCount = 2500;
const rowInSecondBatch = 1500;

eachEngine('an import whose worker is killed', ['mariadb', 'mysql'], (engine) => {
  const installation = useInstallation(engine);
  afterEach(() => installation.endProcesses());

  it('is applied by another worker, each row exactly once', async () => {
    const { dataSource } = installation;
    const organization = await createOrganization(dataSource);
    const usernames = Array.from({ length: userCount }, (_unused, index) => `user-${index + 1}`);
    const ids = await addUsers(
      dataSource,
      organization.id,
      usernames.map((username) => ({ username, city: 'Rome' })),
    );
    const server = await installation.serveOnly();
    const owner = await installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
    const worker = await installation.start('worker');
    const file = ['Username,City', ...usernames.map((username) => `${username},Porto`)].join('\n');
    const { id } = await checkFile(owner, file);

    // Holds the second batch.
    const unlock = await lockRows(dataSource, 'users', { id: ids[rowInSecondBatch]! });
    await owner.data(applyImport, { id });
    await waitFor('the first batch', async () => {
      const [batch] = await readColumn(dataSource, 'imports', 'appliedBatch', { id });
      if (batch > 1) throw new Error('the second batch was not held');
      return batch === 1;
    });
    await worker.end('SIGKILL');
    expect(await countRows(dataSource, 'users', { city: 'Porto' })).toBeLessThan(userCount);
    await unlock();

    await installation.start('worker');
    expect(await untilState(owner, id, ['COMPLETED', 'FAILED'])).toMatchObject({ state: 'COMPLETED', failure: null });
    expect((await readImport(owner, id)).progress).toMatchObject({ attempt: 2, percent: 100, rowsDone: userCount });
    expect(await countRows(dataSource, 'users', { city: 'Porto' })).toBe(userCount);
    expect((await readRows(dataSource, 'imports', { id }))[0]).toMatchObject({
      appliedChanged: userCount,
      conflicts: 0,
      appliedBatch: 3,
    });
    const details: string[] = await readColumn(dataSource, 'audit_events', 'details', {
      action: 'IMPORT_ROWS_APPLIED',
    });
    const named = details.flatMap((text) => text.match(/"user-\d+"/g) ?? []);
    expect(named.sort()).toEqual(usernames.map((username) => `"${username}"`).sort());
  });
});
