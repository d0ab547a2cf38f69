import { useOrganization, useTestApp } from '../../../support/apps/app';
import { listExportFiles } from '../../../support/apps/export-files';
import { refusalOf, run } from '../../../support/clients/changes';
import { exportFile, startExport, untilEnded } from '../../../support/clients/exports';
import { addManyUsers } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { changeRows } from '../../../support/databases/rows';

eachEngine('the storage quota', (engine) => {
  const app = useTestApp(engine, { settings: { EXPORT_QUOTA_BYTES: '1000' } });
  const organization = useOrganization(app);

  beforeAll(async () => {
    await addManyUsers(app.app.dataSource, organization.id, 100);
  });

  const small = (name: string): object => ({ format: 'CSV', columns: ['email', name], ids: [organization.ownerId] });

  it('is enforced while a file is written and leaves no partial file', async () => {
    const {
      export: { id },
    } = await startExport(organization.owner, { format: 'CSV' });
    expect(await untilEnded(organization.owner, id)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'QUOTA_EXCEEDED' },
      file: null,
      progress: { attempt: 1 },
    });
    expect(await listExportFiles(app)).toEqual([]);
  });

  it('counts what a running export has written', async () => {
    const { owner, ownerId } = await app.organization();
    const { row } = await exportFile(owner, { ...small('phone'), ids: [ownerId] });
    // As a worker has it whose lease does not end.
    const running = { state: 'RUNNING', leaseOwner: 'worker', leaseUntil: 9_999_999_999_999, fileBytes: null };
    const next = { ...small('city'), ids: [ownerId] };
    await changeRows(app.app.dataSource, 'exports', { id: row.id }, { ...running, bytesWritten: 1000 });
    expect(await refusalOf(owner, 'startExport', next)).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    await changeRows(app.app.dataSource, 'exports', { id: row.id }, { bytesWritten: 1 });
    await exportFile(owner, next);
    await changeRows(
      app.app.dataSource,
      'exports',
      { id: row.id },
      { state: 'COMPLETED', leaseOwner: null, leaseUntil: null },
    );
  });

  it('blocks new exports of one organization until a file is deleted or expires', async () => {
    const { row: first } = await exportFile(organization.owner, small('phone'));
    await changeRows(app.app.dataSource, 'exports', { id: first.id }, { fileBytes: 1000 });
    expect(await refusalOf(organization.owner, 'startExport', small('city'))).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      message: expect.stringContaining('1000 bytes'),
      reason: 'STORAGE_QUOTA',
      parameters: { maxBytes: 1000 },
    });
    expect(await refusalOf(organization.admin, 'startExport', small('city'))).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    const other = await app.organization();
    await exportFile(other.owner, { ...small('city'), ids: [other.ownerId] });

    await organization.owner.data('mutation ($id: ID!) { deleteExportFile(id: $id) { state } }', { id: first.id });
    const { row: second } = await exportFile(organization.owner, small('city'));
    await changeRows(app.app.dataSource, 'exports', { id: second.id }, { fileBytes: 1000 });
    app.clock.advance(24 * 3_600_000 + 1000);
    await app.app.files.sweep();
    expect((await run(organization.owner, 'startExport', small('country'))).export.id).toBeDefined();
  });
});
