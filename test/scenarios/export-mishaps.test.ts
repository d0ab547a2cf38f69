/** @slow */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { useOrganization, useTestApp } from '../support/apps/app';
import { listExportFiles } from '../support/apps/export-files';
import { download } from '../support/clients/client';
import { exportFile, readExport, startExport, untilEnded } from '../support/clients/exports';
import { Watching } from '../support/clients/watching';
import { deleteUser, setPermissions } from '../support/data/account-changes';
import { addUsers } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { addRow, changeRows } from '../support/databases/rows';
import { waitFor } from '../support/wait-for';

eachEngine('a failure during an export', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganization(app, { customProperties: [{ key: 'shirt', name: 'Shirt' }] });
  const filesOf = async (id: string): Promise<string[]> =>
    (await listExportFiles(app)).filter((name) => name.startsWith(`${id}-`));

  afterEach(() => app?.gate.release());

  it('caused by an unreadable row reports the row number, leaves no file, and lets the next export complete', async () => {
    const other = await app.organization();
    await changeRows(app.app.dataSource, 'users', { id: other.memberId }, { skills: 'broken' });
    const {
      export: { id },
    } = await startExport(other.owner, { format: 'CSV', columns: ['email', 'skills'] });
    const row = await untilEnded(other.owner, id);
    expect(row).toMatchObject({ state: 'FAILED', failure: { code: 'INTERNAL' }, file: null, progress: { attempt: 1 } });
    expect(row.failure.message).toContain(`export ${id}`);
    expect(row.failure.message).not.toMatch(/JSON|token/i);
    expect(await filesOf(id)).toEqual([]);
    expect((await exportFile(other.owner, { format: 'CSV', columns: ['email'] })).row.file.rows).toBe(3);
  });

  it('caused by a missing export folder is reported as such, and the next export completes once the folder exists', async () => {
    const { owner } = await app.organization();
    const folder = join(app.database.dataDir, 'exports');
    await rename(folder, `${folder}-away`);
    const {
      export: { id },
    } = await startExport(owner, { format: 'CSV', columns: ['email'] });
    expect(await untilEnded(owner, id)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'STORAGE' },
      file: null,
      progress: { attempt: 1 },
    });
    await rename(`${folder}-away`, folder);
    expect((await exportFile(owner, { format: 'CSV', columns: ['email'] })).row.state).toBe('COMPLETED');
  });

  it('caused by a lost permission stops the export at once, deletes its file and notifies all watchers', async () => {
    app.gate.hold();
    const {
      export: { id },
    } = await startExport(organization.admin, { format: 'XLSX' });
    const watchings = [
      Watching.one(organization.owner, id),
      Watching.all(organization.owner),
      Watching.one(organization.admin, id),
    ];
    await waitFor('rows', async () => (await readExport(organization.owner, id)).progress.rowsDone > 0);
    expect(await filesOf(id)).toHaveLength(1);
    await setPermissions(app.app.dataSource, organization.adminId, []);

    for (const watching of watchings)
      expect(await watching.untilState('FAILED')).toMatchObject({ failure: { code: 'PERMISSION_LOST' } });
    expect(await filesOf(id)).toEqual([]);
    const { progress, file } = await readExport(organization.owner, id);
    expect(progress.percent).toBeLessThan(100);
    expect(file).toBeNull();
    watchings[1]!.stop();
  });

  it('caused by deletion of the requester leaves only the audit events', async () => {
    const [userId] = await addUsers(app.app.dataSource, organization.id, [{ username: 'leaver', role: 'OWNER' }]);
    const leaver = await app.signIn({ id: userId!, organizationId: organization.id });
    app.gate.hold();
    const {
      export: { id },
    } = await startExport(leaver, { format: 'XLSX' });
    await waitFor('rows', async () => (await readExport(organization.owner, id)).progress.rowsDone > 0);
    await deleteUser(app.app.dataSource, userId!);
    await waitFor('its file to go', async () => (await filesOf(id)).length === 0);
    app.gate.release();
    expect(await readExport(organization.owner, id)).toBeNull();
    const { auditEvents } = await organization.owner.data(
      'query ($id: ID!) { auditEvents(exportId: $id, actions: [EXPORT_REQUESTED]) { nodes { username } } }',
      { id },
    );
    expect(auditEvents.nodes).toEqual([{ username: 'leaver' }]);
    expect(
      (await exportFile(organization.owner, { format: 'CSV', columns: ['email'], ids: [String(organization.ownerId)] }))
        .row.state,
    ).toBe('COMPLETED');
  });
});

eachEngine('columns added after an export was requested', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine, { worker: false });

  it('are absent from its file', async () => {
    const organization = await app.organization({ customProperties: [{ key: 'shirt', name: 'Shirt' }] });
    const {
      export: { id },
    } = await startExport(organization.owner);
    await addRow(app.app.dataSource, 'custom_properties', {
      organizationId: organization.id,
      propertyKey: 'shoe',
      name: 'Shoe',
      position: 1,
    });
    await app.startWorker();
    const row = await untilEnded(organization.owner, id);
    const [header] = (await download(row.file.downloadUrl)).body.toString().split('\r\n');
    expect(header!.split(',').slice(-2)).toEqual(['Invoiced all time', 'Shirt']);
    expect(
      (await exportFile(organization.owner, { format: 'CSV', csv: { byteOrderMark: false } })).body
        .toString()
        .split('\r\n')[0]!
        .split(',')
        .slice(-2),
    ).toEqual(['Shirt', 'Shoe']);
  });
});

eachEngine('the loss of all database connections during an export', ['mariadb'], (engine) => {
  const app = useTestApp(engine, { settings: { EXPORT_LEASE_SECONDS: '2' } });

  it('causes another attempt on a new snapshot and a correct file', async () => {
    const organization = await app.organization();
    const own = await createConnection({ uri: app.database.databaseUrl! });
    await own.query('LOCK TABLES plans WRITE');
    const {
      export: { id },
    } = await startExport(organization.owner, { format: 'CSV', columns: ['email', 'plans'] });
    const others = async (state: string): Promise<number[]> =>
      (
        await own.query<RowDataPacket[]>(
          `SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID() AND state LIKE '${state}'`,
        )
      )[0].map((row) => row.id as number);
    await waitFor('its statement to wait for the lock', async () => (await others('Waiting for table%')).length > 0);
    for (const connection of await others('%')) await own.query(`KILL ${connection}`).catch(() => undefined);
    await own.end();

    // Whoever asks in the moment of the cut may be told so.
    const row = await waitFor('the end', async () => {
      const now = await readExport(organization.owner, id).catch(() => null);
      return now && now.state !== 'RUNNING' ? now : null;
    });
    expect(row).toMatchObject({ state: 'COMPLETED', progress: { attempt: 2 }, file: { rows: 3 } });
    expect(await listExportFiles(app)).toHaveLength(1);
  });
});
