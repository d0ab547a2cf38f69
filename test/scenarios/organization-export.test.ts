import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Permission } from '../../src/features/auth/permissions';
import { useOrganizationPerTest, useTestApp, useTestAppPerTest } from '../support/apps/app';
import { download } from '../support/clients/client';
import { exportFile, readExport, startExport, untilEnded } from '../support/clients/exports';
import { setbacks, Watching } from '../support/clients/watching';
import { readExportRow } from '../support/data/export-changes';
import { addUsers, createOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { changeRows, countRows } from '../support/databases/rows';
import { readTakeout } from '../support/files/zips';
import { useInstallation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

const whole = { dataset: 'ORGANIZATION', format: 'ZIP' };
const start = 'mutation ($input: StartExportInput!) { startExport(input: $input) { deduplicated export { id } } }';
const preview = 'query ($input: StartExportInput!) { previewExport(input: $input) { rows } }';

eachEngine('a full export', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  it('is one export for 200 concurrent requests, even if their options differ', async () => {
    const inputs = [whole, { ...whole, asOf: '2026-01-01T00:00:00Z' }, { ...whole, csv: { formulaGuard: false } }];
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_unused, index) => organization.owner.gql(start, { input: inputs[index % 3] })),
    );
    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    const payloads = answers.map(({ data }) => data!.startExport);
    expect(new Set(payloads.map((payload) => payload.export.id)).size).toBe(1);
    expect(payloads.filter((payload) => !payload.deduplicated)).toHaveLength(1);
    expect(await countRows(app.app.dataSource, 'exports', { organizationId: organization.id })).toBe(1);
  });

  it('runs once at a time per organization, next to user data exports and full exports of other organizations', async () => {
    const first = await startExport(organization.owner, whole);
    const [heirId] = await addUsers(app.app.dataSource, organization.id, [{ username: 'heir', role: 'OWNER' }]);
    const heir = await app.signIn({ id: heirId!, organizationId: organization.id });
    expect(await startExport(heir, { ...whole, asOf: '2026-02-01T00:00:00Z' })).toMatchObject({
      deduplicated: true,
      export: { id: first.export.id },
    });
    const one = await startExport(organization.owner, { ...whole, userId: String(organization.memberId) });
    expect(one.deduplicated).toBe(false);
    expect(await startExport(organization.owner, { ...whole, userId: String(organization.memberId) })).toMatchObject({
      deduplicated: true,
      export: { id: one.export.id },
    });
    expect(await startExport(organization.owner, { ...whole, userId: String(organization.adminId) })).toMatchObject({
      deduplicated: false,
    });
    expect(await startExport(organization.owner, { format: 'CSV' })).toMatchObject({ deduplicated: false });
    expect(await startExport((await app.organization()).owner, whole)).toMatchObject({ deduplicated: false });

    await organization.owner.data('mutation ($id: ID!) { cancelExport(id: $id) { state } }', { id: first.export.id });
    expect(await startExport(heir, whole)).toMatchObject({ deduplicated: false });
  });

  it('can be started and previewed only by the owner, as can a user data export', async () => {
    const [nearlyId] = await addUsers(app.app.dataSource, organization.id, [
      { username: 'nearly', role: 'ADMIN', permissions: Object.values(Permission) },
    ]);
    const nearly = await app.signIn({ id: nearlyId!, organizationId: organization.id });
    for (const client of [organization.admin, organization.member, nearly]) {
      for (const input of [
        whole,
        { ...whole, userId: String(nearlyId) },
        { ...whole, userId: String(organization.memberId) },
        { ...whole, format: 'CSV' },
      ]) {
        for (const query of [start, preview])
          expect(await client.refusal(query, { input })).toMatchObject({ code: 'FORBIDDEN' });
      }
    }
    expect(await countRows(app.app.dataSource, 'exports', { organizationId: organization.id })).toBe(0);
  });
});

eachEngine('a full export whose requester is no longer the owner', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestAppPerTest(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  const setRole = (id: number, role: string): Promise<unknown> =>
    changeRows(app.app.dataSource, 'users', { id }, { role, permissions: JSON.stringify(Object.values(Permission)) });

  it('fails at the claim', async () => {
    const {
      export: { id },
    } = await startExport(organization.owner, whole);
    await setRole(organization.ownerId, 'ADMIN');
    await app.startWorker();
    expect(await untilEnded(organization.owner, id)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'PERMISSION_LOST' },
      file: null,
    });
  });

  it('fails while it runs, leaves no file and notifies every watcher', async () => {
    app.gate.hold();
    const {
      export: { id },
    } = await startExport(organization.owner, whole);
    const watching = Watching.one(organization.admin, id);
    await app.startWorker();
    await waitFor('rows', async () => (await readExport(organization.owner, id)).progress.rowsDone > 0);
    await setRole(organization.ownerId, 'ADMIN');
    expect(await untilEnded(organization.owner, id)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'PERMISSION_LOST' },
      file: null,
    });
    expect((await readdir(join(app.database.dataDir, 'exports'))).filter((name) => name.startsWith(`${id}-`))).toEqual(
      [],
    );
    expect((await watching.untilEnd()).at(-1)).toMatchObject({ state: 'FAILED' });
  });

  it('gives its file to the new owner and invalidates the links of the old one', async () => {
    await app.startWorker();
    const { row } = await exportFile(organization.owner, whole);
    expect((await readExport(organization.admin, row.id)).file).toBeNull();
    expect((await download(row.file.downloadUrl)).status).toBe(200);
    await setRole(organization.ownerId, 'ADMIN');
    await setRole(organization.adminId, 'OWNER');
    expect((await download(row.file.downloadUrl)).status).toBe(403);
    expect((await readExport(organization.owner, row.id)).file).toBeNull();
    const { file } = await readExport(organization.admin, row.id);
    expect((await download(file.downloadUrl)).status).toBe(200);
    expect(await readExport((await app.organization()).owner, row.id)).toBeNull();
  });
});

eachEngine('a full export whose worker process is killed', ['sqlite', 'mariadb'], (engine) => {
  const installation = useInstallation(engine);

  it('completes in another attempt with a correct file, and its progress never decreases', async () => {
    const organization = await createOrganization(installation.dataSource);
    installation.gate.hold();
    const client = await installation.signIn(await installation.serveOnly(), {
      id: organization.ownerId,
      organizationId: organization.id,
    });
    const {
      export: { id },
    } = await startExport(client, whole);
    const watching = Watching.one(client, id);
    const worker = await installation.start('worker');
    await waitFor('rows', async () => {
      const row = await readExportRow(installation.dataSource, id);
      if (row.state !== 'QUEUED' && row.state !== 'RUNNING') throw new Error(`too late: ${row.state}`);
      return row.rowsDone > 0;
    });
    await worker.end('SIGKILL');
    installation.gate.release();
    await installation.start('worker');
    expect(setbacks(await watching.untilEnd())).toEqual([]);

    const row = await readExport(client, id);
    expect(row).toMatchObject({ state: 'COMPLETED', progress: { attempt: 2, percent: 100, rowsDone: 4 } });
    const { rows, manifest } = readTakeout((await download(row.file.downloadUrl)).body);
    expect([rows.users!.length, rows.locations!.length, manifest.rows]).toEqual([3, 1, 4]);
    expect((await readdir(installation.exportFolder)).filter((name) => name.startsWith(`${id}-`))).toHaveLength(1);
  });
});
