import { buildSchema, parse, validate } from 'graphql';
import { printedSchema } from '../../../src/api/graphql/schema';
import { linkedPages } from '../../../src/api/http/pages';
import { Role } from '../../../src/features/auth/permissions';
import { NoticeKind } from '../../../src/features/notices/notice';
import { noticeTexts } from '../../../src/features/notices/notice-texts';
import { createTestApp, type TestApp, useOrganization, useTestApp } from '../../support/apps/app';
import { type Data, download } from '../../support/clients/client';
import { exportFile } from '../../support/clients/exports';
import { pageLanguage, pageTexts } from '../../support/clients/page-texts';
import { type RawAnswer, rawRequest } from '../../support/clients/raw-http';
import { eachEngine } from '../../support/databases/engines';
import { changeRows } from '../../support/databases/rows';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const names = Object.keys(linkedPages) as (keyof typeof linkedPages)[];

const open = (app: TestApp, path: string, accept?: string, language = 'en'): Promise<RawAnswer> =>
  rawRequest(app.url, path, { headers: { 'accept-language': language, ...(accept && { accept }) } });

const expectPage = ({ headers, text }: RawAnswer): void => {
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  );
  expect(headers['cache-control']).toBe('no-store');
  expect(headers.vary).toContain('Accept');
  expect(text).not.toMatch(/<script|<img|<link|\son\w+=|javascript:/i);
};

eachEngine('the pages that mails link to', ['sqlite'], (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganization(app);
  let row: Data;
  beforeAll(async () => {
    await changeRows(app.app.dataSource, 'organizations', { id: organization.id }, { name: 'Secret Hotels' });
    ({ row } = await exportFile(organization.owner));
  });

  it('give programs the address of the API', async () => {
    for (const accept of [undefined, '*/*', 'application/json']) {
      const answer = await open(app, '/', accept);
      expect([answer.status, answer.json().graphql]).toEqual([200, `${app.url}/graphql`]);
    }
  });

  it.each(Object.values(NoticeKind).filter((kind) => kind !== NoticeKind.SIGN_IN))(
    'include the page that a mail of %s links to',
    async (kind) => {
      const { html, text } = noticeTexts(
        kind,
        { what: 'users', change: { from: 'old@x.test', to: 'new@x.test', role: Role.MEMBER, by: 'SELF' } },
        {
          organization: 'x',
          recipient: 'x',
          consoleUrl: app.url,
          exportId: 12,
          importId: 56,
          requestId: 34,
          signInUrl: null,
        },
      );
      const link = /href="([^"]+)"/.exec(html)![1]!;
      expect(text).toContain(link);
      const { pathname } = new URL(link);
      const page = await open(app, pathname, browser);
      expect(page.status).toBe(200);
      expect(page.text).toContain('<div id="root">');
    },
  );

  it('do not reveal whether an export exists, and read no database', async () => {
    const query = jest.spyOn(app.app.dataSource, 'query');
    for (const accept of [browser, 'application/json']) {
      const [real, made] = [await open(app, `/exports/${row.id}`, accept), await open(app, '/exports/987654', accept)];
      expect(real.text.replaceAll(row.id, 'ID')).toBe(made.text.replaceAll('987654', 'ID').replaceAll(row.id, 'ID'));
      expect([real.status, made.status]).toEqual([200, 200]);
      expect(real.text).not.toContain('Secret Hotels');
    }
    expect(query).not.toHaveBeenCalled();
    query.mockRestore();
  });

  it.each(names)('give programs a valid query for %s', async (name) => {
    expect(validate(buildSchema(printedSchema()), parse(linkedPages[name].query))).toEqual([]);
    const { query, variables, graphql } = (await open(app, `/${name}/${row.id}`)).json();
    expect([variables, graphql]).toEqual([{ id: row.id }, `${app.url}/graphql`]);
    const { errors, data } = await organization.owner.gql(query, variables);
    expect([errors, name === 'exports' ? data!.export.state : Object.values(data!)[0]]).toEqual([
      undefined,
      name === 'exports' ? 'COMPLETED' : null,
    ]);
  });

  it.each([
    '<script>alert(1)</script>',
    '%3Cscript%3Ealert(1)%3C%2Fscript%3E',
    '"onload=alert(1)',
    "'-alert(1)-'",
    '1%00',
    '1%0d%0aSet-Cookie:a=b',
    '0',
    '-1',
    '01',
    '1e5',
    '1.0',
    '%EF%BC%91',
    '%D9%A1',
    '9'.repeat(16),
    'javascript:alert(1)',
    '..%2f..%2fgraphql',
    '__proto__',
    '%',
    '1/',
    '1/2',
  ])('do not repeat an invalid id: %j', async (id) => {
    for (const name of names) {
      const path = `/${name}/${id.replace(/[<>" ]/g, encodeURIComponent)}`;
      const answer = await open(app, path, 'application/json');
      // A slash at the end is the same page.
      expect(answer.status).toBe(id === '1/' ? 200 : id === '%' ? 400 : 404);
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    }
  });

  describe('for a download link', () => {
    const dead = async (url: string, status: number, words: RegExp, code: string): Promise<void> => {
      const path = new URL(url).pathname;
      const page = await open(app, path, browser);
      expect(page.status).toBe(status);
      expectPage(page);
      expect(page.text).toMatch(words);
      expect(page.text).toContain('<a href="/">');
      const german = await open(app, path, browser, 'de');
      expect([pageLanguage(german), pageTexts(german)]).toEqual(['de', expect.not.arrayContaining(pageTexts(page))]);
      for (const accept of [undefined, '*/*', 'application/json']) {
        const answer = await open(app, path, accept);
        expect([answer.status, answer.json().errors[0].extensions.code]).toEqual([status, code]);
      }
    };

    it('explain that it does not exist', () =>
      dead(`${app.url}/downloads/nonsense`, 404, /does not exist/, 'NOT_FOUND'));

    it('explain that its user has signed out', async () => {
      const client = await app.signIn({ id: organization.ownerId, organizationId: organization.id });
      const { export: seen } = await client.data('query ($id: ID!) { export(id: $id) { file { downloadUrl } } }', {
        id: row.id,
      });
      await app.revoke(client);
      await dead(seen.file.downloadUrl, 403, /token .* has expired or was revoked/, 'FORBIDDEN');
    });

    it('explain that it has expired', async () => {
      app.clock.advance(301_000);
      await dead(row.file.downloadUrl, 410, /has expired/, 'EXPIRED');
    });

    it('are not shown if it works', async () => {
      const { export: seen } = await organization.owner.data(
        'query ($id: ID!) { export(id: $id) { file { downloadUrl } } }',
        { id: row.id },
      );
      const { status, headers } = await download(seen.file.downloadUrl, { accept: browser });
      expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    });
  });
});

eachEngine('the pages of a server with another console', ['sqlite'], (engine) => {
  it('link to it', async () => {
    const app = await createTestApp(engine, {
      worker: false,
      settings: { CONSOLE_URL: 'https://console.example/a?b="&c=<d>' },
    });
    try {
      for (const [path, link] of [['/downloads/nonsense', '']] as const) {
        const page = await open(app, path, browser);
        expectPage(page);
        expect(page.text).toMatch(new RegExp(`href="https://console\\.example/a\\?b=[^"<>]+${link}"`));
      }
    } finally {
      await app.stop();
    }
  });
});
