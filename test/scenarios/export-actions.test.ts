import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { Permission } from '../../src/features/auth/permissions';
import { useOrganizationPerTest, useTestAppPerTest } from '../support/apps/app';
import { listExportFiles, replaceFile } from '../support/apps/export-files';
import { auditOf } from '../support/clients/changes';
import { type Data, download, type TestClient } from '../support/clients/client';
import { exportFields, exportFile, readExport, startExport, untilEnded } from '../support/clients/exports';
import { Watching } from '../support/clients/watching';
import { deleteUser, setPermissions } from '../support/data/account-changes';
import { eachEngine } from '../support/databases/engines';
import { changeRows } from '../support/databases/rows';

const all = (yes: string) => ({
  cancel: yes.includes('c'),
  retry: yes.includes('r'),
  download: yes.includes('d'),
  delete: yes.includes('x'),
});
const retry = `mutation ($id: ID!) { retryExport(id: $id) { ${exportFields} retryOf retryOfExport { id } } }`;
const deleteFile = 'mutation ($id: ID!) { deleteExportFile(id: $id) { id state version expiresAt file { name } } }';
const cancel = 'mutation ($id: ID!) { cancelExport(id: $id) { state } }';
const dayMs = 86_400_000;

eachEngine('the actions on an export', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestAppPerTest(engine, { worker: false });
  const organization = useOrganizationPerTest(app);
  const actions = async (client: TestClient, id: string): Promise<Data> =>
    (await client.data('query ($id: ID!) { export(id: $id) { actions { cancel retry download delete } } }', { id }))
      .export.actions;
  const grant = (permissions: readonly Permission[]): Promise<unknown> =>
    setPermissions(app.app.dataSource, organization.adminId, permissions);

  it.each([
    ['QUEUED', 'c'],
    ['RUNNING', 'c'],
    ['CANCELLING', ''],
    ['CANCELLED', 'r'],
    ['COMPLETED', 'dx'],
    ['FAILED', 'r'],
    ['EXPIRED', 'r'],
  ])('are reported for %s as the mutations then behave', async (state, yes) => {
    const {
      export: { id },
    } = await startExport(organization.admin);
    const expiresAt = app.clock.now().getTime() + 1;
    await changeRows(app.app.dataSource, 'exports', { id }, { state, expiresAt, activeKey: null });
    expect(await actions(organization.owner, id)).toEqual(all(yes));
    // Who asked for it, but may not have such files any more.
    await grant([]);
    expect(await actions(organization.admin, id)).toEqual(all(yes.replace(/[^c]/g, '')));
    expect((await organization.admin.gql(retry, { id })).errors![0]!.extensions.code).toBe('FORBIDDEN');
    expect((await organization.admin.gql(deleteFile, { id })).errors![0]!.extensions.code).toBe('FORBIDDEN');
    expect(await auditOf(organization.owner, 'EXPORT_DENIED')).toEqual([
      expect.objectContaining({ username: 'admin', details: 'USERS CSV' }),
      expect.objectContaining({ username: 'admin', details: 'deleting its file' }),
    ]);

    const goes = async (mutation: string): Promise<boolean> => {
      const { errors } = await organization.owner.gql(mutation, { id });
      if (errors) expect(errors[0]!.extensions.code).toBe('CONFLICT');
      return !errors;
    };
    // What has its effect already is said again without harm.
    expect(await goes(retry)).toBe(yes.includes('r'));
    expect(await goes(deleteFile)).toBe(yes.includes('x') || state === 'EXPIRED');
    if (state !== 'COMPLETED') expect(await goes(cancel)).toBe(yes.includes('c') || state.startsWith('CANCELL'));
  });

  it('let only the owner cancel a full export or a user data export', async () => {
    for (const input of [
      { dataset: 'ORGANIZATION', format: 'ZIP' },
      { dataset: 'ORGANIZATION', format: 'ZIP', userId: String(organization.memberId) },
    ]) {
      const {
        export: { id },
      } = await startExport(organization.owner, input);
      expect(await actions(organization.admin, id)).toEqual(all(''));
      expect(await organization.admin.refusal(cancel, { id })).toMatchObject({ code: 'FORBIDDEN' });
      expect((await readExport(organization.owner, id)).state).toBe('QUEUED');
      expect((await auditOf(organization.owner, 'EXPORT_DENIED')).at(-1)).toMatchObject({
        username: 'admin',
        details: 'ORGANIZATION ZIP canceling it',
      });
      expect(await actions(organization.owner, id)).toEqual(all('c'));
      expect((await organization.owner.data(cancel, { id })).cancelExport).toEqual({ state: 'CANCELLED' });
    }
    const {
      export: { id },
    } = await startExport(organization.owner);
    expect((await organization.admin.data(cancel, { id })).cancelExport).toEqual({ state: 'CANCELLED' });
  });

  it('follow the clock, even before the sweep has run', async () => {
    await app.startWorker();
    const { row } = await exportFile(organization.owner);
    expect(await actions(organization.owner, row.id)).toEqual(all('dx'));
    app.clock.advance(dayMs);
    expect(await actions(organization.owner, row.id)).toEqual(all('r'));
    expect((await organization.owner.data(retry, { id: row.id })).retryExport).toMatchObject({
      retryOf: row.id,
      retryOfExport: { id: row.id },
    });
  });

  it('are sent to watchers according to the permissions of each', async () => {
    const {
      export: { id },
    } = await startExport(organization.owner);
    const subscription =
      'subscription ($id: ID!) { exportProgress(id: $id) { state actions { cancel retry download delete } } }';
    const [owner, admin] = [
      organization.owner.subscribe(subscription, { id }),
      organization.admin.subscribe(subscription, { id }),
    ];
    for (const one of [owner, admin])
      await one.untilEvent('the queue', ({ exportProgress }) => exportProgress.state === 'QUEUED');
    await app.startWorker();
    for (const one of [owner, admin]) {
      const events = (await one.untilCompleted()).map(({ exportProgress }) => exportProgress);
      expect(events[0]).toEqual({ state: 'QUEUED', actions: all('c') });
      expect(events.at(-1)).toEqual({ state: 'COMPLETED', actions: all('dx') });
    }
  });

  describe('retryExport', () => {
    const asked = {
      format: 'CSV',
      columns: ['email', 'bookingsThisMonthBooked'],
      period: { preset: 'LAST_YEAR' },
      filter: { users: { status: ['ACTIVE'] } },
      csv: { byteOrderMark: false },
    };
    const request =
      'query ($id: ID!) { export(id: $id) { dataset format columnKeys selection { idCount filter period { start end by } } } }';
    const cancelled = async (input: object): Promise<string> => {
      const {
        export: { id },
      } = await startExport(organization.owner, input);
      await organization.owner.data(cancel, { id });
      return id;
    };

    it('starts a new export with the same request and its resolved period', async () => {
      const id = await cancelled({ ...asked, ids: [String(organization.ownerId), String(organization.adminId)] });
      app.clock.advance(20 * dayMs);
      const { retryExport: again } = await organization.admin.data(retry, { id });
      expect(again).toMatchObject({
        state: 'QUEUED',
        asOf: null,
        retryOf: id,
        requestedBy: { username: 'admin' },
        progress: { attempt: 0 },
      });
      expect(again.id).not.toBe(id);
      const read = async (one: string): Promise<Data> => (await organization.owner.data(request, { id: one })).export;
      expect(await read(again.id)).toEqual(await read(id));
      expect((await readExport(organization.owner, id)).state).toBe('CANCELLED');
      await app.startWorker();
      const done = await untilEnded(organization.admin, again.id);
      expect((await download(done.file.downloadUrl)).body.toString()).toMatch(/^Email,/);
    });

    it('keeps a requested instant, and uses the current one otherwise', async () => {
      await app.startWorker();
      for (const asOf of ['2026-01-31T23:00:00.000Z', undefined]) {
        const { row } = await exportFile(organization.owner, { format: 'CSV', asOf });
        await organization.owner.data(deleteFile, { id: row.id });
        app.clock.advance(1000);
        const { retryExport: again } = await organization.owner.data(retry, { id: row.id });
        expect((await untilEnded(organization.owner, again.id)).asOf).toBe(asOf ?? app.clock.now().toISOString());
      }
    });

    it('starts one export for fifty concurrent calls', async () => {
      const id = await cancelled(asked);
      const answers = await Promise.all(Array.from({ length: 50 }, () => organization.owner.data(retry, { id })));
      expect(new Set(answers.map(({ retryExport }) => retryExport.id)).size).toBe(1);
      expect(await startExport(organization.owner, asked)).toMatchObject({
        deduplicated: true,
        export: { id: answers[0]!.retryExport.id },
      });
      expect((await auditOf(organization.owner, 'EXPORT_RETRIED')).map(({ details }) => details)).toEqual([
        `as export ${answers[0]!.retryExport.id}`,
      ]);
    });

    it('reports whether it joined an identical running export', async () => {
      const id = await cancelled(asked);
      const again = async (): Promise<Data> =>
        (
          await organization.owner.data('mutation ($id: ID!) { retryExport(id: $id) { id retryOf deduplicated } }', {
            id,
          })
        ).retryExport;
      const first = await again();
      expect(first).toEqual({ id: expect.any(String), retryOf: id, deduplicated: false });
      expect(await again()).toEqual({ ...first, deduplicated: true });
      await organization.owner.data(cancel, { id: first.id });
      const { export: started } = await startExport(organization.owner, asked);
      // That one is no retry.
      expect(await again()).toEqual({ id: started.id, retryOf: null, deduplicated: true });
      expect(
        (await organization.owner.data('query ($id: ID!) { export(id: $id) { deduplicated } }', { id: started.id }))
          .export,
      ).toEqual({ deduplicated: null });
    });

    it('fails if the requested data no longer exists or the export is not visible', async () => {
      const gone = await cancelled({ format: 'CSV', ids: [String(organization.memberId)] });
      await deleteUser(app.app.dataSource, organization.memberId);
      expect(await organization.owner.refusal(retry, { id: gone })).toMatchObject({ code: 'CONFLICT', argument: 'id' });
      const stranger = (await app.organization()).owner;
      for (const mutation of [retry, deleteFile])
        for (const id of [gone, '999999'])
          expect(await stranger.refusal(mutation, { id })).toMatchObject({
            code: 'NOT_FOUND',
            argument: 'id',
            message: `No such export: "${id}".`,
          });
    });
  });

  it('say which permissions a link needs, and who may delete the file', async () => {
    const { id } = (await startExport(organization.admin)).export;
    await grant([]);
    const createLink = 'mutation ($id: ID!) { createDownloadLink(id: $id) { url } }';
    expect(await organization.admin.refusal(createLink, { id })).toMatchObject({
      code: 'FORBIDDEN',
      reason: 'PERMISSIONS_REQUIRED',
    });
    expect(await organization.admin.refusal(deleteFile, { id })).toMatchObject({
      code: 'FORBIDDEN',
      reason: 'FILE_DELETION',
    });
  });

  describe('deleteExportFile', () => {
    it('invalidates the download links at once, deletes the file and notifies watchers', async () => {
      await app.startWorker();
      const { row } = await exportFile(organization.admin);
      const watching = Watching.all(organization.owner);
      const marker = await exportFile(organization.owner);
      await watching.until(
        'the watching to have begun',
        ({ id, state }) => id === marker.row.id && state === 'COMPLETED',
      );
      app.clock.advance(1000);

      const { deleteExportFile: deleted } = await organization.owner.data(deleteFile, { id: row.id });
      expect(deleted).toEqual({
        id: row.id,
        state: 'EXPIRED',
        version: row.version + 1,
        expiresAt: app.clock.now().toISOString(),
        file: null,
      });
      expect((await organization.owner.data(deleteFile, { id: row.id })).deleteExportFile.version).toBe(
        row.version + 1,
      );
      const { status, body } = await download(row.file.downloadUrl);
      expect([status, JSON.parse(body.toString()).errors[0].extensions]).toEqual([
        410,
        { code: 'EXPIRED', reason: 'FILE_DELETED', parameters: {} },
      ]);
      expect((await listExportFiles(app)).filter((name) => name.startsWith(`${row.id}-`))).toEqual([]);
      await watching.until('that it is gone', ({ id, state }) => id === row.id && state === 'EXPIRED', 2000);
      expect(await readExport(organization.owner, row.id)).toMatchObject({
        state: 'EXPIRED',
        failure: null,
        progress: { percent: 100 },
      });
      expect(await auditOf(organization.owner, 'EXPORT_FILE_DELETED', 'EXPORT_EXPIRED')).toEqual([
        { action: 'EXPORT_FILE_DELETED', username: 'owner', details: '', address: expect.any(String) },
      ]);
    });

    it('does not interrupt a running download, and no log contains a link', async () => {
      await app.startWorker();
      const { row } = await exportFile(organization.owner);
      const bytes = Buffer.alloc(32_000_000, 'x');
      await replaceFile(app, row.id, bytes);
      const url = (await readExport(organization.owner, row.id)).file.downloadUrl;
      const [response] = (await once(get(url), 'response')) as [IncomingMessage];
      response.pause();
      await organization.owner.data(deleteFile, { id: row.id });
      expect(await listExportFiles(app)).toEqual([]);
      let received = 0;
      for await (const chunk of response) received += (chunk as Buffer).length;
      expect(received).toBe(bytes.length);
      expect((await download(url, { range: 'bytes=1-2' })).status).toBe(410);
      expect((await readExport(organization.owner, row.id)).failure).toBeNull();
      expect(app.logLines.filter((line) => line.includes(url.split('/').at(-1)))).toEqual([]);
    });
  });
});
