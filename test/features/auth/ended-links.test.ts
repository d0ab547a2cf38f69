import { Permission } from '../../../src/features/auth/permissions';
import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { type Data, TestClient } from '../../support/clients/client';
import { exportFile, readExport } from '../../support/clients/exports';
import { checkFile, startImport, upload, uploadUrl } from '../../support/clients/imports';
import { setPermissions } from '../../support/data/account-changes';
import { eachEngine } from '../../support/databases/engines';
import { waitFor } from '../../support/wait-for';

const importFiles = 'query ($id: ID!) { import(id: $id) { files { source { downloadUrl } errors { downloadUrl } } } }';
const linkOf = 'mutation ($id: ID!) { createDownloadLink(id: $id) { url } }';
const again = 'Sign in again, and ask for a new link.';
const ends = {
  SESSION_ENDED: {
    signIn: 'startSession',
    revoke: 'mutation ($id: ID!) { revokeSession(id: $id) { id } }',
    own: '{ viewer { credentials: sessions { id isCurrent } } }',
    message: `The session has ended, or its account is not active. ${again}`,
    page: ['The session that this download link belongs to has ended', 'Die Sitzung, zu der dieser Link gehört'],
  },
  TOKEN_ENDED: {
    signIn: 'signIn',
    revoke: 'mutation ($id: ID!) { revokeToken(id: $id) { id } }',
    own: '{ viewer { credentials: tokens { id isCurrent } } }',
    message: `The access token has expired or was revoked, or its account is not active. ${again}`,
    page: ['The access token that this download link belongs to', 'Das Zugriffstoken, zu dem dieser Link gehört'],
  },
} as const;

eachEngine('a link', ['sqlite'], (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);

  /** One link of each kind that leads to a file, or takes one. */
  const linksOf = async (client: TestClient): Promise<Record<string, string>> => {
    const { row } = await exportFile(organization.owner);
    const { id } = await checkFile(client, 'Username,Status\nmember,nonsense\n');
    const { files } = (await client.data(importFiles, { id })).import;
    return {
      'the file of an export': (await readExport(client, row.id)).file.downloadUrl,
      'a created link': (await client.data(linkOf, { id: row.id })).createDownloadLink.url,
      'the source of an import': files.source.downloadUrl,
      'the errors of an import': files.errors.downloadUrl,
      'an upload': await uploadUrl(client, (await startImport(client)).id),
    };
  };
  /** What a link answers its holder. */
  const answerOf = async (url: string): Promise<Data> => {
    const isUpload = url.includes('/uploads/');
    const response = await fetch(url, isUpload ? { method: 'PUT', body: 'Username\n' } : {});
    const [{ message, extensions }] = ((await response.json()) as Data).errors;
    return { status: response.status, code: extensions.code, reason: extensions.reason, message };
  };
  const answersOf = async (links: Record<string, string>): Promise<Data> =>
    Object.fromEntries(
      await Promise.all(Object.entries(links).map(async ([kind, url]) => [kind, await answerOf(url)] as const)),
    );
  const all = (links: Record<string, string>, answer: object): Data =>
    Object.fromEntries(Object.keys(links).map((kind) => [kind, answer]));

  describe.each(Object.entries(ends))('%s', (reason, { signIn, revoke, own, message, page }) => {
    const start = (id: number): Promise<TestClient> => app[signIn]({ id, organizationId: organization.id });
    const end = async (client: TestClient): Promise<void> => {
      const { credentials } = (await client.data(own)).viewer;
      await client.data(revoke, { id: credentials.find(({ isCurrent }: Data) => isCurrent).id });
    };

    it('says what has ended and what helps, and a new link works', async () => {
      const client = await start(organization.adminId);
      const links = await linksOf(client);
      await end(client);
      expect(await answersOf(links)).toEqual(all(links, { status: 403, code: 'FORBIDDEN', reason, message }));
      const [now, id] = [await start(organization.adminId), (await startImport(organization.admin)).id];
      expect((await upload(await uploadUrl(now, id), 'Username\n')).status).toBe(201);
    });

    it('says so on a page, in English and German', async () => {
      const client = await start(organization.adminId);
      const { 'the source of an import': url } = await linksOf(client);
      await end(client);
      for (const [index, language] of ['en', 'de'].entries()) {
        const headers = { accept: 'text/html', 'accept-language': language };
        expect(await (await fetch(url!, { headers })).text()).toContain(page[index]);
      }
    });

    it('is said to a running upload', async () => {
      const client = await start(organization.adminId);
      const url = await uploadUrl(client, (await startImport(client)).id);
      const body = new TransformStream<Uint8Array, Uint8Array>();
      const answer = upload(url, body.readable as never);
      await body.writable.getWriter().write(Buffer.from('Username\n'));
      await waitFor('the bytes to arrive', async () => {
        const { headers } = await fetch(url, { method: 'HEAD' });
        return headers.get('upload-offset') === '9';
      });
      await end(client);
      expect((await answer).json.errors[0]).toMatchObject({ message, extensions: { code: 'FORBIDDEN', reason } });
    });

    it('is said only to the holder of a link that is whole and has not expired', async () => {
      const client = await start(organization.adminId);
      const links = await linksOf(client);
      await end(client);
      const change = (url: string): string => url.slice(0, -10) + (url.at(-10) === 'A' ? 'B' : 'A') + url.slice(-9);
      const changed = Object.entries(links).map(([kind, url]) => [kind, change(url)] as const);
      for (const answer of Object.values(await answersOf(Object.fromEntries(changed))))
        expect(answer).toMatchObject({ status: 404, reason: 'MISSING' });
      app.clock.advance(24 * 3_600_000);
      for (const answer of Object.values(await answersOf(links)))
        expect(answer).toMatchObject({ status: 410, reason: 'LINK_EXPIRED' });
    });
  });

  it('says nothing of a session or token while its user only lacks the permission', async () => {
    const links = await linksOf(organization.admin);
    await setPermissions(app.app.dataSource, organization.adminId, [Permission.IDENTITIES_VIEW]);
    for (const answer of Object.values(await answersOf(links)))
      expect(answer).toMatchObject({ status: 403, code: 'FORBIDDEN', reason: 'FILE_REFUSED' });
  });
});
