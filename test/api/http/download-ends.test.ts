/** @slow */
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { Permission } from '../../../src/features/auth/permissions';
import { createTestApp, type TestApp, useOrganizationPerTest, useTestAppPerTest } from '../../support/apps/app';
import { fileOf, listExportFiles, replaceFile } from '../../support/apps/export-files';
import { type Data, download } from '../../support/clients/client';
import { exportFile, readExport } from '../../support/clients/exports';
import { deleteUser } from '../../support/data/account-changes';
import { addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { changeRows } from '../../support/databases/rows';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

eachEngine('the end of a download link', ['sqlite'], (engine) => {
  const app = useTestAppPerTest(engine);
  const organization = useOrganizationPerTest(app);

  const refusal = async (url: string): Promise<{ status: number; code: string }> => {
    const { status, body } = await download(url);
    return { status, code: JSON.parse(body.toString()).errors[0].extensions.code };
  };
  const newUrl = async (row: Data): Promise<string> => (await readExport(organization.owner, row.id)).file.downloadUrl;
  const audited = async (exportId: string): Promise<Data[]> =>
    (
      await organization.owner.data('{ auditEvents(first: 500) { nodes { action userId exportId address count } } }')
    ).auditEvents.nodes.filter((event: Data) => event.exportId === exportId);

  it('comes after five minutes; a new link works', async () => {
    const { row } = await exportFile(organization.owner);
    app.clock.advance(5 * minuteMs - 1);
    expect((await download(row.file.downloadUrl)).status).toBe(200);
    app.clock.advance(1);
    expect(await refusal(row.file.downloadUrl)).toEqual({ status: 410, code: 'EXPIRED' });
    expect((await download(await newUrl(row))).status).toBe(200);
  });

  it('comes with the file, 24 hours after the export completed', async () => {
    const { row } = await exportFile(organization.owner);
    expect(new Date(row.expiresAt).getTime() - new Date(row.finishedAt).getTime()).toBe(dayMs);
    app.clock.advance(dayMs - minuteMs);
    const late = await readExport(organization.owner, row.id);
    expect(late.file.downloadUrlExpiresAt).toBe(row.expiresAt);
    expect((await download(late.file.downloadUrl)).status).toBe(200);

    app.clock.advance(minuteMs + 1000);
    expect(await refusal(late.file.downloadUrl)).toEqual({ status: 410, code: 'EXPIRED' });
    expect((await readExport(organization.owner, row.id)).file).toBeNull();
    expect(await app.app.files.sweep()).toBe(1);
    expect(await listExportFiles(app)).toEqual([]);
    expect(await readExport(organization.owner, row.id)).toMatchObject({ state: 'EXPIRED', file: null, failure: null });
    expect(await refusal(late.file.downloadUrl)).toEqual({ status: 410, code: 'EXPIRED' });
    expect(await audited(row.id)).toContainEqual(expect.objectContaining({ action: 'EXPORT_EXPIRED', userId: null }));
  });

  it('does not interrupt a running download; the next request gets 410', async () => {
    const { row } = await exportFile(organization.owner);
    const bytes = Buffer.alloc(32_000_000, 'x');
    await replaceFile(app, row.id, bytes);
    app.clock.advance(dayMs - 1000);
    const url = await newUrl(row);
    const [response] = (await once(get(url), 'response')) as [IncomingMessage];
    response.pause();

    app.clock.advance(2000);
    expect(await app.app.files.sweep()).toBe(1);
    expect(await listExportFiles(app)).toEqual([]);
    let received = 0;
    for await (const chunk of response) received += (chunk as Buffer).length;
    expect({ status: response.statusCode, received }).toEqual({ status: 200, received: bytes.length });
    expect(await refusal(url)).toEqual({ status: 410, code: 'EXPIRED' });
  });

  it('comes with a lost file: 410, and the export shows it', async () => {
    const { row } = await exportFile(organization.owner);
    await rm(await fileOf(app, row.id));
    expect(await refusal(row.file.downloadUrl)).toEqual({ status: 410, code: 'EXPIRED' });
    expect(await readExport(organization.owner, row.id)).toMatchObject({
      state: 'EXPIRED',
      file: null,
      failure: { code: 'FILE_LOST' },
    });
    expect(await refusal(row.file.downloadUrl)).toEqual({ status: 410, code: 'EXPIRED' });
  });

  it.each<[how: string, alter: (content: Buffer) => Buffer]>([
    ['shorter', (content) => content.subarray(1)],
    ['changed in one byte', (content) => Buffer.from(content.toString().replace('Olga', 'Olge'))],
  ])('comes with a file that was made %s, also after a download: 410, and the log reports it', async (_how, alter) => {
    const { row, body } = await exportFile(organization.owner);
    expect((await download(row.file.downloadUrl, { range: 'bytes=1-2' })).status).toBe(206);
    await writeFile(await fileOf(app, row.id), alter(body));
    expect(await refusal(row.file.downloadUrl)).toEqual({ status: 410, code: 'EXPIRED' });
    expect(await readExport(organization.owner, row.id)).toMatchObject({
      state: 'EXPIRED',
      file: null,
      failure: { code: 'FILE_ALTERED' },
    });
    expect(
      app.logLines.filter((line) => /"level":(50|"error").*was changed by another program/.test(line)),
    ).toHaveLength(1);
    await app.app.files.sweep();
    expect(await listExportFiles(app)).toEqual([]);
  });

  it('does not come with a use by another user without a token, which the audit log records', async () => {
    const { row } = await exportFile(organization.admin);
    const adminId = String(organization.adminId);
    expect((await download(row.file.downloadUrl)).status).toBe(200);
    const actions = (await audited(row.id)).map(({ action, userId, address, count }) => [
      action,
      userId,
      typeof address,
      count,
    ]);
    expect(actions.filter(([action]) => action.startsWith('DOWNLOAD'))).toEqual([['DOWNLOAD', adminId, 'string', 2]]);
  });

  it('comes at once when its token is revoked, and is audited', async () => {
    const { row } = await exportFile(organization.admin);
    await app.revoke(organization.admin);
    expect(await refusal(row.file.downloadUrl)).toEqual({ status: 403, code: 'FORBIDDEN' });
    expect((await download(await newUrl(row))).status).toBe(200);
    expect(await audited(row.id)).toContainEqual(
      expect.objectContaining({ action: 'DOWNLOAD_DENIED', userId: String(organization.adminId) }),
    );
  });

  it('comes when its token expires', async () => {
    const client = await app.signIn({ id: organization.adminId, organizationId: organization.id }, minuteMs);
    const { row } = await exportFile(client);
    app.clock.advance(minuteMs);
    expect(await refusal(row.file.downloadUrl)).toEqual({ status: 403, code: 'FORBIDDEN' });
  });

  it.each([
    ['a permission', { permissions: JSON.stringify([Permission.IDENTITIES_VIEW, Permission.IDENTITIES_EDIT]) }],
    ['the role', { role: 'MEMBER' }],
  ])('comes at once when its user loses %s', async (_what, changes) => {
    const { row } = await exportFile(organization.admin);
    await changeRows(app.app.dataSource, 'users', { id: organization.adminId }, changes);
    expect(await refusal(row.file.downloadUrl)).toEqual({ status: 403, code: 'FORBIDDEN' });
    expect(
      (
        await organization.admin.data('query ($id: ID!) { export(id: $id) { state file { downloadUrl } } }', {
          id: row.id,
        })
      ).export,
    ).toEqual({ state: 'COMPLETED', file: null });
  });

  it('comes at once when its user is deleted', async () => {
    const [id] = await addUsers(app.app.dataSource, organization.id, [{ username: 'leaver', role: 'OWNER' }]);
    const { row } = await exportFile(organization.owner);
    const leaver = await app.signIn({ id: id!, organizationId: organization.id });
    const url = (await readExport(leaver, row.id)).file.downloadUrl;
    expect((await download(url)).status).toBe(200);
    await deleteUser(app.app.dataSource, id!);
    expect(await refusal(url)).toEqual({ status: 403, code: 'FORBIDDEN' });
  });

  it('comes with another secret', async () => {
    const other = await createTestApp(engine, { settings: { DOWNLOAD_SECRET: 'another secret, long enough' } });
    try {
      const { row } = await exportFile((await other.organization()).owner);
      await exportFile(organization.owner);
      const path = new URL(row.file.downloadUrl).pathname;
      expect(await refusal(app.url + path)).toEqual({ status: 404, code: 'NOT_FOUND' });
    } finally {
      await other.stop();
    }
  });

  it('comes at the usual time after a change of the secret if the previous secret is configured', async () => {
    const [first, second, third] = [
      'the first secret, long enough',
      'the second secret, long enough',
      'the third secret, long enough',
    ];
    const { row } = await exportFile(organization.owner);
    const servers: TestApp[] = [];
    const serving = async (settings: Record<string, string>): Promise<TestApp> => {
      const server = await createTestApp(engine, { worker: false, beside: app, settings });
      servers.push(server);
      return server;
    };
    try {
      const before = await serving({ DOWNLOAD_SECRET: first });
      const owner = await before.signIn({ id: organization.ownerId, organizationId: organization.id });
      const { pathname } = new URL((await readExport(owner, row.id)).file.downloadUrl);
      const after = await serving({ DOWNLOAD_SECRET: second, DOWNLOAD_SECRET_BEFORE: first });
      const later = await serving({ DOWNLOAD_SECRET: third, DOWNLOAD_SECRET_BEFORE: second });
      expect((await download(after.url + pathname)).status).toBe(200);
      expect(await refusal(later.url + pathname)).toEqual({ status: 404, code: 'NOT_FOUND' });

      const now = await after.signIn({ id: organization.ownerId, organizationId: organization.id });
      const { pathname: renewed } = new URL((await readExport(now, row.id)).file.downloadUrl);
      expect((await download(later.url + renewed)).status).toBe(200);
      expect(await refusal(before.url + renewed)).toEqual({ status: 404, code: 'NOT_FOUND' });
      // The one key's id with the other's signature.
      const [grant, keyId, signature] = renewed.split('/').at(-1)!.split('.');
      const [, otherKeyId] = pathname.split('/').at(-1)!.split('.');
      expect(keyId).not.toBe(otherKeyId);
      for (const id of [otherKeyId, 'AAAAAAAA', '', '__proto__', 'constructor'])
        expect(await refusal(`${after.url}/downloads/${grant}.${id}.${signature}`)).toEqual({
          status: 404,
          code: 'NOT_FOUND',
        });

      app.clock.advance(5 * minuteMs);
      expect(await refusal(after.url + pathname)).toEqual({ status: 410, code: 'EXPIRED' });
    } finally {
      for (const server of servers) await server.stop();
    }
  });
});
