import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rename } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { Permission } from '../../../../src/features/auth/permissions';
import { UploadAccess } from '../../../../src/features/imports/upload/upload-access';
import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import type { Data } from '../../../support/clients/client';
import {
  cancelImport,
  readImport,
  startImport,
  undoImport,
  upload,
  uploadStatus,
  uploadUrl,
} from '../../../support/clients/imports';
import { setPermissions } from '../../../support/data/account-changes';
import { eachEngine } from '../../../support/databases/engines';
import { changeRows, deleteRows } from '../../../support/databases/rows';
import { waitFor } from '../../../support/wait-for';

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
const base64 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('base64');
const maxBytes = 100_000;

eachEngine('the upload of an import', (engine) => {
  const app = useTestApp(engine, {
    worker: false,
    settings: { IMPORT_MAX_BYTES: String(maxBytes), LIMIT_UPLOADS: '2', LIMIT_SILENCE_SECONDS: '2' },
  });
  const organization = useOrganizationPerTest(app);
  const requests: ClientRequest[] = [];
  afterEach(() => requests.splice(0).forEach((request) => request.destroy()));

  const begin = async (): Promise<{ id: string; url: string }> => {
    const { id } = await startImport(organization.admin);
    return { id, url: await uploadUrl(organization.admin, id) };
  };
  /** All that the storage has for an import, unfinished uploads too. */
  const stored = async (id: string): Promise<string[]> => {
    const names = await readdir(join(app.database.dataDir, 'exports'));
    return names.filter((name) => name.startsWith(`import-${id}-`));
  };
  const content = async (id: string): Promise<Buffer> => {
    const [name, ...others] = await stored(id);
    expect(others).toEqual([]);
    return readFile(join(app.database.dataDir, 'exports', name!));
  };
  const events = async (id: string): Promise<string[]> => {
    const { auditEvents } = await organization.owner.data(
      'query ($id: ID!) { auditEvents(importId: $id) { nodes { action } } }',
      { id },
    );
    return auditEvents.nodes.map(({ action }: Data) => action).reverse();
  };
  const code = ({ json }: { json: Data }): string => json.errors[0].extensions.code;
  const reason = ({ json }: { json: Data }): { reason: unknown; parameters: unknown } => {
    const { reason, parameters } = json.errors[0].extensions;
    return { reason, parameters };
  };
  /** A request whose body stays open. Resolves once these bytes have arrived. */
  const partial = async (
    url: string,
    bytes: string,
    headers: Record<string, string> = {},
    arrived = bytes.length,
  ): Promise<{ request: ClientRequest; answer: Promise<{ status: number; body: string } | null> }> => {
    const request = httpRequest(url, { method: 'PUT', headers, agent: false });
    requests.push(request);
    const answer = new Promise<{ status: number; body: string } | null>((resolve) => {
      request.on('error', () => resolve(null));
      request.on('close', () => resolve(null));
      request.on('response', (response) => {
        let body = '';
        response.on('data', (chunk) => (body += String(chunk)));
        response.on('error', () => resolve(null));
        response.on('end', () => resolve({ status: response.statusCode!, body }));
      });
    });
    request.write(bytes);
    await waitFor('the bytes to arrive', async () => (await uploadStatus(url)).offset === String(arrived));
    return { request, answer };
  };

  it('stores the bytes as they are, and hands them to the workers', async () => {
    const { id, url } = await begin();
    const bytes = randomBytes(90_000);
    expect(await uploadStatus(url)).toEqual({ status: 200, offset: '0', complete: '?0' });
    const answer = await upload(url, bytes);
    expect([answer.status, answer.json]).toEqual([201, { importId: id, bytes: 90_000, sha256: sha256(bytes) }]);
    expect(await content(id)).toEqual(bytes);
    const row = await readImport(organization.admin, id);
    expect(row).toMatchObject({ state: 'CHECKING', version: 2, expiresAt: null });
    expect(row.progress.queuePosition).toBeGreaterThan(0);
    expect(row.uploadedAt).not.toBeNull();
    expect(await uploadUrl(organization.admin, id)).toBeNull();
    expect(await uploadStatus(url)).toEqual({ status: 200, offset: '90000', complete: '?1' });
    expect(await events(id)).toEqual(['IMPORT_REQUESTED', 'IMPORT_UPLOAD_STARTED', 'IMPORT_FILE_RECEIVED']);
  });

  it('takes an access token and the id instead of a link', async () => {
    const { id } = await begin();
    const url = `${app.url}/uploads/${id}`;
    expect(code(await upload(url, 'abc'))).toBe('UNAUTHENTICATED');
    expect(code(await upload(url, 'abc', { authorization: 'Bearer nonsense' }))).toBe('UNAUTHENTICATED');
    const other = await app.organization();
    for (const client of [organization.member, other.owner])
      expect(code(await upload(url, 'abc', { authorization: `Bearer ${client.token}` }))).toBe('NOT_FOUND');
    const mine = { authorization: `Bearer ${organization.admin.token}` };
    expect((await uploadStatus(url, mine)).offset).toBe('0');
    expect((await upload(url, 'abc', mine)).status).toBe(201);
  });

  it('is of its requester alone', async () => {
    const { id } = await begin();
    expect(await uploadUrl(organization.owner, id)).toBeNull();
    const answer = await upload(`${app.url}/uploads/${id}`, 'abc', {
      authorization: `Bearer ${organization.owner.token}`,
    });
    expect([answer.status, code(answer)]).toEqual([403, 'FORBIDDEN']);
    expect(await events(id)).toEqual(['IMPORT_REQUESTED', 'IMPORT_UPLOAD_DENIED']);
  });

  it('can be sent in chunks without a length', async () => {
    const { id, url } = await begin();
    const body = new ReadableStream({
      start(controller) {
        for (const part of ['one,', 'two,', 'three']) controller.enqueue(Buffer.from(part));
        controller.close();
      },
    });
    expect((await upload(url, body)).json.bytes).toBe(13);
    expect((await content(id)).toString()).toBe('one,two,three');
  });

  it('is checked against the SHA-256 that the client sends', async () => {
    for (const headers of [
      { 'content-digest': `sha-256=:${base64('abc')}:` },
      { 'content-digest': `sha-512=:AAAA:, sha-256=:${base64('abc')}:` },
      { 'repr-digest': `sha-256=:${base64('abc')}:` },
      { digest: `SHA-256=${base64('abc')}` },
      { digest: 'MD5=AAAA' },
      { 'content-encoding': 'Identity' },
    ] as Record<string, string>[]) {
      const { url } = await begin();
      expect((await upload(url, 'abc', headers)).status).toBe(201);
    }
    for (const headers of [
      { 'content-digest': `sha-256=:${base64('abd')}:` },
      { digest: `sha-256=${base64('abd')}` },
      { 'repr-digest': `sha-256=:${base64('abd')}:` },
      { 'repr-digest': 'sha-256=:short=:' },
    ] as Record<string, string>[]) {
      const { id, url } = await begin();
      const answer = await upload(url, 'abc', headers);
      expect([answer.status, code(answer)]).toEqual([400, 'BAD_USER_INPUT']);
      const isMisuse = Object.values(headers)[0]!.includes('short');
      expect(reason(answer).reason).toBe(isMisuse ? undefined : 'UPLOAD_ALTERED');
      expect(answer.json.errors[0].message.toLowerCase()).toContain(`\`${Object.keys(headers)[0]}\``);
      expect(await stored(id)).toEqual([]);
      expect((await readImport(organization.admin, id)).state).toBe('AWAITING_FILE');
      expect((await upload(url, 'abc')).status).toBe(201);
      await organization.admin.data(cancelImport, { id });
    }
  });

  it('is refused early if the length says that it is too large', async () => {
    const { id, url } = await begin();
    const headers = { 'content-length': String(1e9), 'accept-language': 'de' };
    const request = httpRequest(url, { method: 'PUT', headers, agent: false });
    requests.push(request);
    request.on('error', () => undefined);
    request.flushHeaders();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const { errors } = (await json(response)) as Data;
    expect([response.statusCode, errors[0]]).toEqual([
      413,
      {
        message: 'Die Datei ist größer als 97,7 KB. Teilen Sie sie auf.',
        extensions: { code: 'LIMIT_REACHED', reason: 'FILE_TOO_LARGE', parameters: { maxBytes } },
      },
    ]);
    expect(await stored(id)).toEqual([]);
  });

  it('is cut at the limit if it says no length, with nothing left', async () => {
    const { id, url } = await begin();
    let sent = 0;
    const request = httpRequest(url, { method: 'PUT', agent: false });
    requests.push(request);
    request.on('error', () => undefined);
    const answer = new Promise<number>((resolve) =>
      request.on('response', (response) => resolve(response.resume().statusCode!)),
    );
    const send = (): void => {
      if (request.destroyed) return;
      sent += 10_000;
      if (request.write(Buffer.alloc(10_000, 'x'))) setImmediate(send);
      else request.once('drain', send);
    };
    send();
    expect(await answer).toBe(413);
    expect(sent).toBeGreaterThan(maxBytes);
    await waitFor('nothing to be left', async () => (await stored(id)).length === 0);
    expect(await uploadStatus(url)).toMatchObject({ offset: '0', complete: '?0' });
  });

  it.each([
    [415, { 'content-encoding': 'gzip' }],
    [415, { 'content-type': 'multipart/form-data; boundary=x' }],
    [400, { 'content-range': 'bytes 0-2/3' }],
    [400, { 'upload-offset': '-1' }],
    [400, { 'upload-offset': '1e3' }],
  ])('answers %i to %j', async (status, headers) => {
    const { id, url } = await begin();
    expect((await upload(url, 'abc', headers as Record<string, string>)).status).toBe(status);
    expect(await stored(id)).toEqual([]);
  });

  it('continues after an interruption', async () => {
    const { id, url } = await begin();
    const { request, answer } = await partial(url, 'first,');
    request.destroy();
    expect(await answer).toBeNull();
    expect(await uploadStatus(url)).toEqual({ status: 200, offset: '6', complete: '?0' });
    expect((await readImport(organization.admin, id)).state).toBe('AWAITING_FILE');
    const wrong = await upload(url, 'second', { 'upload-offset': '5' });
    expect([wrong.status, code(wrong), wrong.headers.get('upload-offset')]).toEqual([409, 'CONFLICT', '6']);
    expect(wrong.json.errors[0].extensions.offset).toBe(6);
    expect(reason(wrong)).toEqual({ reason: 'UPLOAD_OFFSET', parameters: { offset: 6 } });
    const right = await upload(url, 'second', {
      'upload-offset': '6',
      'content-digest': `sha-256=:${base64('second')}:`,
      'repr-digest': `sha-256=:${base64('first,second')}:`,
    });
    expect([right.status, right.json.sha256]).toEqual([201, sha256('first,second')]);
    expect((await content(id)).toString()).toBe('first,second');
  });

  it('starts over without an offset', async () => {
    const { id, url } = await begin();
    const { request } = await partial(url, 'first,');
    request.destroy();
    expect((await upload(url, 'whole')).json.bytes).toBe(5);
    expect((await content(id)).toString()).toBe('whole');
  });

  it('counts what came before against the limit', async () => {
    const { id, url } = await begin();
    const { request } = await partial(url, 'x'.repeat(60_000));
    request.destroy();
    expect((await upload(url, 'x'.repeat(60_000), { 'upload-offset': '60000' })).status).toBe(413);
    expect((await upload(url, 'x'.repeat(40_000), { 'upload-offset': '60000' })).status).toBe(201);
    expect((await content(id)).length).toBe(maxBytes);
  });

  it('takes over from an upload that is still open', async () => {
    const { id, url } = await begin();
    const first = await partial(url, 'first,');
    expect((await upload(url, 'second', { 'upload-offset': '6' })).status).toBe(201);
    const { status, body } = (await first.answer)!;
    const superseded = { reason: 'CHANGED_MEANWHILE', parameters: {} };
    expect([status, reason({ json: JSON.parse(body) })]).toEqual([409, superseded]);
    expect((await content(id)).toString()).toBe('first,second');
    const another = await begin();
    const slow = await partial(another.url, 'slow');
    expect((await upload(another.url, 'fast')).status).toBe(201);
    expect((await slow.answer)?.status).toBe(409);
    expect((await content(another.id)).toString()).toBe('fast');
  });

  it('replaces a file that no worker has started to check', async () => {
    const { id, url } = await begin();
    await upload(url, 'first');
    expect((await upload(url, 'second')).status).toBe(201);
    expect((await content(id)).toString()).toBe('second');
    await changeRows(app.app.dataSource, 'imports', { id }, { attempt: 1, slot: 1 });
    const late = await upload(url, 'third');
    expect([late.status, code(late)]).toEqual([409, 'CONFLICT']);
    expect((await content(id)).toString()).toBe('second');
  });

  it('is refused once a worker has started to check an earlier file meanwhile', async () => {
    const { id, url } = await begin();
    await upload(url, 'first');
    const { request, answer } = await partial(url, 'sec');
    await changeRows(app.app.dataSource, 'imports', { id }, { attempt: 1, slot: 1 });
    request.end('ond');
    expect(await answer).toMatchObject({ status: 409, body: expect.stringContaining('This import is CHECKING') });
    expect((await content(id)).toString()).toBe('first');
  });

  it('is refused for an import that is cancelled or has expired', async () => {
    const cancelled = await begin();
    await organization.admin.data(cancelImport, { id: cancelled.id });
    const refused = await upload(cancelled.url, 'abc');
    expect([code(refused), reason(refused)]).toEqual(['CONFLICT', { reason: 'UPLOAD_CLOSED', parameters: {} }]);
    const running = await begin();
    const { request, answer } = await partial(running.url, 'abc');
    await organization.admin.data(cancelImport, { id: running.id });
    request.end();
    expect(await answer).toMatchObject({ status: 409, body: expect.stringContaining('This import is CANCELLED') });
    // At once, and not after the whole file.
    const long = await begin();
    const { answer: early } = await partial(long.url, 'abc', { 'content-length': '90000' });
    await organization.admin.data(cancelImport, { id: long.id });
    expect(await early).toMatchObject({ status: 409, body: expect.stringContaining('This import is CANCELLED') });
    const expired = await begin();
    await changeRows(app.app.dataSource, 'imports', { id: expired.id }, { expiresAt: 1 });
    const late = await upload(expired.url, 'abc');
    expect([code(late), reason(late)]).toEqual(['EXPIRED', { reason: 'STEP_EXPIRED', parameters: {} }]);
    for (const { id } of [cancelled, running, long, expired]) expect(await stored(id)).toEqual([]);
  });

  it('is refused with a changed, foreign or expired link', async () => {
    const { url } = await begin();
    const link = url.split('/').at(-1)!;
    for (const wrong of [`${link}x`, `x${link}`, link.split('.').slice(0, 2).join('.'), 'nonsense'])
      expect(code(await upload(`${app.url}/uploads/${wrong}`, 'abc'))).toBe('NOT_FOUND');
    expect((await fetch(url.replace('/uploads/', '/downloads/'))).status).toBe(404);
    app.clock.advance(3_600_000 + 1);
    expect(code(await upload(url, 'abc'))).toBe('EXPIRED');
    expect((await uploadStatus(url)).status).toBe(410);
  });

  it('is refused and cut off once its user loses a permission', async () => {
    const { id, url } = await begin();
    const { answer } = await partial(url, 'abc');
    const remaining = Object.values(Permission).filter((permission) => permission !== Permission.IDENTITIES_EDIT);
    await setPermissions(app.app.dataSource, organization.adminId, remaining);
    expect((await answer)?.status).toBe(403);
    expect(code(await upload(url, 'abc'))).toBe('FORBIDDEN');
    expect(await events(id)).toContain('IMPORT_UPLOAD_DENIED');
  });

  it.each([
    ['before it is taken', 0, []],
    ['before its file is handed to the workers', 1, ['IMPORT_UPLOAD_STARTED']],
  ])('is refused if its session ends %s', async (_when, locksBefore, actions) => {
    const { id, url } = await begin();
    const { lock } = UploadAccess.prototype;
    let locks = 0;
    const spy = jest.spyOn(UploadAccess.prototype, 'lock').mockImplementation(async function (
      this: UploadAccess,
      ...parameters
    ) {
      // In the transaction, because SQLite has only one at a time.
      if (locks++ === locksBefore)
        await changeRows(parameters[0], 'access_tokens', { userId: organization.adminId }, { revokedAt: 1 });
      return lock.apply(this, parameters);
    });
    expect(reason(await upload(url, 'Username\n'))).toEqual({ reason: 'TOKEN_ENDED', parameters: {} });
    spy.mockRestore();
    expect(await stored(id)).toEqual([]);
    expect((await events(id)).filter((action) => /IMPORT_(UPLOAD_STARTED|FILE_RECEIVED)/.test(action))).toEqual(
      actions,
    );
  });

  it('is cut off once its import no longer exists, while its user is still signed in', async () => {
    const { id, url } = await begin();
    const { answer } = await partial(url, 'abc');
    await deleteRows(app.app.dataSource, 'imports', { id });
    const { status, body } = (await answer)!;
    expect([status, code({ json: JSON.parse(body) })]).toEqual([404, 'NOT_FOUND']);
  });

  it('is cut off if its client sends nothing, and keeps what came', async () => {
    const { url } = await begin();
    const { answer } = await partial(url, 'abc', { 'content-length': '10' });
    const { status, body } = (await answer)!;
    expect([status, reason({ json: JSON.parse(body) })]).toEqual([408, { reason: 'REQUEST_TOO_SLOW', parameters: {} }]);
    expect((await uploadStatus(url)).offset).toBe('3');
  });

  it('is refused while the server cannot store files, and can be sent again', async () => {
    const { url } = await begin();
    const folder = join(app.database.dataDir, 'exports');
    await rename(folder, `${folder}-away`);
    const refused = await upload(url, 'abc').finally(() => rename(`${folder}-away`, folder));
    expect([refused.status, code(refused), refused.headers.get('retry-after')]).toEqual([
      503,
      'SERVICE_UNAVAILABLE',
      '60',
    ]);
    expect(reason(refused)).toEqual({ reason: 'FILE_NOT_STORED', parameters: {} });
    expect((await upload(url, 'abc')).status).toBe(201);
  });

  it('limits how many files one user sends at once', async () => {
    const [one, two, three] = [await begin(), await begin(), await begin()];
    await partial(one.url, 'a');
    const second = await partial(two.url, 'b');
    const refused = await upload(three.url, 'c');
    expect([refused.status, code(refused), refused.headers.get('retry-after')]).toEqual([429, 'LIMIT_REACHED', '5']);
    second.request.destroy();
    await waitFor('a free slot', async () => (await upload(three.url, 'c')).status === 201);
  });

  it('has no other methods', async () => {
    const { url } = await begin();
    for (const method of ['GET', 'POST', 'DELETE', 'PATCH']) {
      const answer = await fetch(url, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'PUT, HEAD']);
    }
  });
});

eachEngine('the quota of uploads', (engine) => {
  const app = useTestApp(engine, { worker: false, settings: { EXPORT_QUOTA_BYTES: '10' } });

  it('is shared by all files of an organization', async () => {
    const { owner } = await app.organization();
    const url = async (): Promise<string> => uploadUrl(owner, (await startImport(owner)).id);
    const { id } = await startImport(owner);
    const [first, second] = [await uploadUrl(owner, id), await url()];
    expect((await upload(first, 'x'.repeat(8))).status).toBe(201);
    const refused = await upload(second, 'x'.repeat(8));
    expect([refused.status, refused.json.errors[0].extensions.code]).toEqual([507, 'QUOTA_EXCEEDED']);
    expect((await upload(second, 'xx')).status).toBe(201);
    const { code } = await owner.refusal('mutation { startImport(input: { fileName: "a.csv" }) { id } }');
    expect(code).toBe('QUOTA_EXCEEDED');
    const { code: exportCode } = await owner.refusal(
      'mutation { startExport(input: { format: CSV }) { export { id } } }',
    );
    expect(exportCode).toBe('QUOTA_EXCEEDED');

    // The files that an import wrote count as well, but do not prevent that it is undone.
    const written = (bytes: number): string => JSON.stringify({ key: 'x', name: 'x', rows: 1, sha256: '', bytes });
    const put = (undoFile: string | null): Promise<unknown> =>
      changeRows(
        app.app.dataSource,
        'imports',
        { id },
        {
          ...{ state: 'COMPLETED', appliedChanged: 1, expiresAt: app.clock.now().getTime() + 60_000, slot: null },
          ...{ fileKey: null, errorsFile: written(5), undoFile },
        },
      );
    await put(written(4));
    const start = 'mutation { startImport(input: { fileName: "a.csv" }) { id } }';
    expect((await owner.refusal(start)).code).toBe('QUOTA_EXCEEDED');
    expect((await owner.data(undoImport, { id })).undoImport.undoOf).toBe(id);
    await put(null);
    await owner.data(start);
  });

  it('counts what is still arriving, and what was left of a broken upload', async () => {
    const { owner } = await app.organization();
    const [first, second] = await Promise.all([1, 2].map(async () => uploadUrl(owner, (await startImport(owner)).id)));
    const request = httpRequest(first!, { method: 'PUT', agent: false });
    const answered = new Promise<number>((resolve) => request.on('response', ({ statusCode }) => resolve(statusCode!)));
    request.write('x'.repeat(6));
    await waitFor('the bytes to arrive', async () => (await uploadStatus(first!)).offset === '6');
    const refusal = async (bytes: number): Promise<unknown> => {
      const { status, json } = await upload(second!, 'x'.repeat(bytes));
      return [status, json.errors?.[0].extensions.code];
    };
    expect(await refusal(5)).toEqual([507, 'QUOTA_EXCEEDED']);
    request.end('xx');
    expect(await answered).toBe(201);
    expect(await refusal(3)).toEqual([507, 'QUOTA_EXCEEDED']);
    expect((await upload(second!, 'xx')).status).toBe(201);

    const other = await app.organization();
    const url = async (): Promise<string> => uploadUrl(other.owner, (await startImport(other.owner)).id);
    const [broken, next] = [await url(), await url()];
    const half = httpRequest(broken, { method: 'PUT', agent: false }).on('error', () => undefined);
    half.write('x'.repeat(6));
    await waitFor('the bytes to arrive', async () => (await uploadStatus(broken)).offset === '6');
    half.destroy();
    expect((await upload(next, 'x'.repeat(5))).status).toBe(507);
    expect((await upload(broken, 'xxxx', { 'upload-offset': '6' })).status).toBe(201);
  });
});

eachEngine('an upload from a page of another origin', ['sqlite'], (engine) => {
  const origin = 'https://screens.example';
  const app = useTestApp(engine, { worker: false, settings: { CORS_ORIGINS: origin } });

  it('may send the file and read how much has arrived', async () => {
    const { owner } = await app.organization();
    const url = await uploadUrl(owner, (await startImport(owner)).id);
    const asked = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'upload-offset,content-digest',
      },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(asked.headers.get('access-control-allow-headers')).toBe('upload-offset,content-digest');
    const answer = await upload(url, 'abc', { origin });
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-expose-headers')).toContain('Upload-Offset,Upload-Complete');
  });
});
