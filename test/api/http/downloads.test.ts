/** @slow */
import { AuditLog } from '../../../src/features/audit/audit-log';
import type { Storage } from '../../../src/platform/storage/storage';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { type Data, download } from '../../support/clients/client';
import { exportFile } from '../../support/clients/exports';
import { rawRequest } from '../../support/clients/raw-http';
import { eachEngine } from '../../support/databases/engines';
import { changeRows } from '../../support/databases/rows';

const json = (body: Buffer): Data => JSON.parse(body.toString());
const notFound = {
  errors: [
    {
      message: 'No such download link.',
      extensions: { code: 'NOT_FOUND', reason: 'MISSING', parameters: { what: 'download link' } },
    },
  ],
};

eachEngine('a download link', ['sqlite'], (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganization(app);
  let url: string;
  let whole: Buffer;
  let file: Data;

  beforeAll(async () => {
    const { row, body } = await exportFile(organization.owner);
    ({ file } = row);
    url = file.downloadUrl;
    whole = body;
  });

  it('serves the whole file with its name and type, and forbids caching and referrers', async () => {
    const { status, headers, body } = await download(url);
    expect(status).toBe(200);
    expect(body.length).toBe(file.bytes);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-length': String(file.bytes),
      'content-disposition': `attachment; filename="${file.name}"`,
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
      etag: `"${file.sha256}"`,
    });
  });

  it('answers HEAD with the same headers and no body', async () => {
    const { status, headers, body } = await download(url, {}, 'HEAD');
    expect({ status, length: headers.get('content-length'), bytes: body.length }).toEqual({
      status: 200,
      length: String(whole.length),
      bytes: 0,
    });
  });

  it.each<[string, number, number]>([
    ['bytes=0-0', 0, 1],
    ['bytes=0-9', 0, 10],
    ['bytes=10-', 10, Infinity],
    ['bytes=-7', -7, Infinity],
    ['bytes=5-99999999', 5, Infinity],
  ])('serves the range %s', async (range, start, end) => {
    const { status, headers, body } = await download(url, { range });
    expect(status).toBe(206);
    expect(body.equals(whole.subarray(start, Math.min(end, whole.length)))).toBe(true);
    expect(headers.get('content-length')).toBe(String(body.length));
    expect(headers.get('content-range')).toMatch(new RegExp(`^bytes \\d+-\\d+/${whole.length}$`));
  });

  it.each([
    ['two ranges', 'bytes=0-1,4-5'],
    ['1,000 ranges', `bytes=${Array.from({ length: 1000 }, (_unused, index) => `${index}-`).join(',')}`],
    ['a unit that is none', 'lines=0-1'],
    ['what is no range', 'bytes=x-y'],
    ['a range backwards', 'bytes=9-0'],
  ])('serves the whole file once, or refuses, for %s', async (_what, range) => {
    const { status, body } = await download(url, { range });
    expect([200, 416]).toContain(status);
    expect(body.length).toBe(status === 200 ? whole.length : 0);
  });

  it('answers a range beyond the end with 416', async () => {
    const { status, headers } = await download(url, { range: `bytes=${whole.length}-` });
    expect({ status, range: headers.get('content-range') }).toEqual({ status: 416, range: `bytes */${whole.length}` });
  });

  it('serves a range only if If-Range matches the file', async () => {
    const range = 'bytes=3-5';
    expect((await download(url, { range, 'if-range': `"${file.sha256}"` })).status).toBe(206);
    for (const other of ['"other"', `W/"${file.sha256}"`, 'Mon, 01 Jan 2024 00:00:00 GMT']) {
      const { status, body } = await download(url, { range, 'if-range': other });
      expect({ status, bytes: body.length }).toEqual({ status: 200, bytes: whole.length });
    }
  });

  it('ignores ranges of HEAD', async () => {
    for (const range of ['bytes=0-9', `bytes=${whole.length}-`]) {
      const { status, headers } = await download(url, { range }, 'HEAD');
      expect([status, headers.get('content-length'), headers.get('content-range')]).toEqual([
        200,
        String(whole.length),
        null,
      ]);
    }
  });

  it('answers 405 to other methods than GET and HEAD, before it checks the link', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
      for (const link of [url, `${app.url}/downloads/nonsense`]) {
        const { status, headers, json: body } = await rawRequest(app.url, new URL(link).pathname, { method });
        expect([status, headers.allow, body().errors[0].extensions.code]).toEqual([405, 'GET, HEAD', 'BAD_USER_INPUT']);
      }
    }
  });

  it('is refused if any character is changed, missing or added', async () => {
    const [base, link] = [url.slice(0, url.lastIndexOf('/') + 1), url.slice(url.lastIndexOf('/') + 1)];
    const changed = [...link].flatMap((character, index) => {
      const [before, after] = [link.slice(0, index), link.slice(index + 1)];
      return [before + (character === 'A' ? 'B' : 'A') + after, before + after, `${before}A${character}${after}`];
    });
    for (const other of [
      ...changed,
      link.toLowerCase(),
      `${link}.`,
      `.${link}`,
      `${link}.${link}`,
      link.split('.')[0]!,
      link.replace('.', ''),
      `${link}=`,
      `${link}A`,
    ]) {
      if (other === link) continue;
      const { status, body } = await download(base + other);
      expect({ other, status }).toEqual({ other, status: 404 });
      expect(json(body)).toEqual(notFound);
    }
  });

  it('is refused if its grant contains another export, viewer, organization or a later end', async () => {
    const [grant, ...signature] = url.slice(url.lastIndexOf('/') + 1).split('.') as [string, string, string];
    const parts = JSON.parse(Buffer.from(grant, 'base64url').toString()) as number[];
    for (const [index, part] of parts.entries()) {
      const forged = Buffer.from(JSON.stringify(parts.with(index, part + 1))).toString('base64url');
      expect((await download(`${app.url}/downloads/${forged}.${signature.join('.')}`)).status).toBe(404);
    }
  });

  it('ignores a query string', async () => {
    for (const query of ['?id=2', '?export=2&export=3', '?expires=99999999999'])
      expect((await download(url + query)).body.equals(whole)).toBe(true);
  });

  it.each([
    '/downloads/',
    '/downloads/..',
    '/downloads/../../etc/passwd',
    '/downloads/..%2f..%2fetc%2fpasswd',
    '/downloads/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/downloads/..%252f..%252fetc%252fpasswd',
    '/downloads/%00',
    '/downloads/1-1.csv',
    '/downloads/1-1.csv%00.x',
    '/downloads//etc/passwd',
    '/downloads/%2fetc%2fpasswd',
    '/downloads/..%5c..%5cetc',
    '/downloads/%c0%ae%c0%ae%c0%af',
    '/downloads/%',
    '/downloads/%zz',
    '/exports/1/file',
    `/downloads/${'a'.repeat(10_000)}`,
  ])('is never used as a path: %s', async (path) => {
    const { status, headers, text } = await rawRequest(app.url, path);
    expect([400, 404]).toContain(status);
    expect(headers['content-type']).toContain('application/json');
    expect(text).not.toContain('root:');
  });

  it('names the file in ASCII letters for every name of the organization', async () => {
    const other = await app.organization();
    for (const name of [
      '"quoted"; filename="x.exe',
      '../../etc/passwd',
      'a\r\nSet-Cookie: b=c',
      'Zoë 日本 😀',
      '%00\\',
    ]) {
      await changeRows(app.app.dataSource, 'organizations', { id: other.id }, { name });
      for (const input of [
        { format: 'CSV', asOf: '2026-01-01T00:00:00Z' },
        { dataset: 'ORGANIZATION', format: 'ZIP' },
      ]) {
        const { row } = await exportFile(other.owner, input);
        const { headers } = await download(row.file.downloadUrl, {}, 'HEAD');
        expect(headers.get('content-disposition')).toMatch(
          /^attachment; filename="(users|organization)-2026-03-15-\d+\.(csv|zip)"$/,
        );
        expect(headers.get('set-cookie')).toBeNull();
      }
    }
  });

  it('closes the file when its use cannot be recorded', async () => {
    const { storage } = app.app.files as unknown as { storage: Storage };
    const closed: string[] = [];
    const open = storage.open.bind(storage);
    jest.spyOn(storage, 'open').mockImplementationOnce(async (name) => {
      const opened = (await open(name))!;
      const close = async (): Promise<void> => void closed.push(await opened.close().then(() => name));
      return { ...opened, close };
    });
    const record = jest.spyOn(AuditLog.prototype, 'recordAlone').mockRejectedValueOnce(new Error('no audit log'));
    expect((await download(url)).status).toBe(500);
    expect(record).toHaveBeenCalledTimes(1);
    expect(closed).toHaveLength(1);
    jest.restoreAllMocks();
    expect((await download(url)).status).toBe(200);
  });

  it('is not created for a user who may not download', async () => {
    const { data } = await organization.member.gql('query ($id: ID!) { export(id: $id) { file { downloadUrl } } }', {
      id: '1',
    });
    expect(data).toEqual({ export: null });
  });
});
