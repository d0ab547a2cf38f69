import { useOrganization, useTestApp } from '../../support/apps/app';
import { type RawAnswer, rawBytes, rawRequest } from '../../support/clients/raw-http';
import { eachEngine } from '../../support/databases/engines';
import { countRows } from '../../support/databases/rows';

const hello = '{ viewer { role } }';
const boundary = 'XX';
const multipart = `--${boundary}\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"${hello}"}\r\n--${boundary}--\r\n`;

eachEngine('the API, for an invalid request', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);

  const send = (
    method: string,
    body?: string | Buffer,
    headers: Record<string, string> = {},
    path = '/graphql',
  ): Promise<RawAnswer> =>
    rawRequest(app.url, path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${organization.owner.token}`, ...headers },
      ...(body !== undefined && { body }),
    });

  const expectRefusal = (answer: RawAnswer, status: number, code = 'BAD_USER_INPUT'): void => {
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/(graphql-response\+)?json/);
    const { errors, data } = answer.json();
    expect(data ?? null).toBeNull();
    expect(errors.map((error: { extensions: { code: string } }) => error.extensions.code)).toEqual([code]);
    expect(errors[0].message).toMatch(/\S/);
    expect(answer.text).not.toMatch(/<\/?[a-z]|\bat \/|node_modules/);
  };

  it.each([
    '',
    ' ',
    '[]',
    '"text"',
    'null',
    '42',
    '{',
    '{}',
    '{"query":""}',
    '{"query":1}',
    '{"query":null}',
    '{"query":["{ viewer { role } }"]}',
    '{"query":{}}',
    '{"query":"{"}',
    '{"query":"not graphql"}',
    '{"query":"# nothing"}',
    '{"query":"type A { b: Int }"}',
    '{"query":"fragment a on Query { __typename }"}',
    `{"query":"${hello}","variables":[]}`,
    `{"query":"${hello}","variables":"text"}`,
    `{"query":"${hello}","variables":1}`,
    `{"query":"${hello}","operationName":1}`,
    `{"query":"${hello}","operationName":"other"}`,
    `{"query":"query a { __typename } query b { __typename }"}`,
    `{"query":"query a { __typename } query b { __typename }","operationName":"c"}`,
    `{"query":"${hello}","extensions":1}`,
  ])('answers the body %j with 400 and JSON', async (body) => {
    expectRefusal(await send('POST', body), 400);
  });

  it('refuses a batch without executing any of it', async () => {
    const cancel = { query: 'mutation { startExport(input: { format: CSV }) { export { id } } }' };
    expectRefusal(await send('POST', JSON.stringify([{ query: hello }, { query: hello }])), 400);
    expectRefusal(await send('POST', JSON.stringify([cancel, cancel])), 400);
    expect(await countRows(app.app.dataSource, 'exports')).toBe(0);
  });

  it.each([
    ['text/plain', `{"query":"${hello}"}`],
    ['application/x-www-form-urlencoded', `query=${encodeURIComponent(hello)}`],
    [`multipart/form-data; boundary=${boundary}`, multipart],
    ['application/graphql', hello],
    ['', `{"query":"${hello}"}`],
  ])('refuses a POST that needs no preflight request: %s', async (type, body) => {
    expectRefusal(await send('POST', body, { 'content-type': type }), 415);
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'TRACE'])('answers %s with 405', async (method) => {
    expectRefusal(await send(method), 405);
  });

  it('answers an unknown path with 404', async () => {
    for (const path of ['/nothing', '/graphql/more', '/%']) {
      const answer = await send('GET', undefined, {}, path);
      expect([400, 404]).toContain(answer.status);
      expect(answer.json().errors).toHaveLength(1);
    }
  });

  it.each([
    [
      'bytes that are not UTF-8',
      Buffer.concat([
        Buffer.from('{"query":"{ viewer { role } } #'),
        Buffer.from([0xff, 0xfe, 0xc0]),
        Buffer.from('"}'),
      ]),
      'application/json',
      400,
    ],
    [
      'half a surrogate pair in bytes',
      Buffer.concat([
        Buffer.from('{"query":"{ viewer { role } } #'),
        Buffer.from([0xed, 0xa0, 0x80]),
        Buffer.from('"}'),
      ]),
      'application/json',
      400,
    ],
    ['UTF-7', Buffer.from(`{"query":"${hello}"}`), 'application/json; charset=utf-7', 415],
    ['UTF-16', Buffer.from(`{"query":"${hello}"}`, 'utf16le'), 'application/json; charset=utf-16', 415],
    [
      'UTF-16 that says it is UTF-8',
      Buffer.from(`{"query":"${hello}"}`, 'utf16le'),
      'application/json; charset=utf-8',
      400,
    ],
    ['Latin-1', Buffer.from(`{"query":"${hello}"}`), 'application/json; charset=latin1', 415],
  ])('refuses %s', async (_what, body, type, status) => {
    expectRefusal(await send('POST', body, { 'content-type': type }), status);
  });

  it('refuses a lone surrogate in a document', async () => {
    expectRefusal(
      await send('POST', String.raw`{"query":"{ users(filter: { search: \"\ud800\" }) { totalCount } }"}`),
      400,
    );
  });

  it('refuses a lone surrogate in a variable, and names it', async () => {
    const answer = await send(
      'POST',
      String.raw`{"query":"query ($filter: UserFilter) { users(filter: $filter) { totalCount } }","variables":{"filter":{"search":"\ud800"}}}`,
    );
    expectRefusal(answer, 400);
    expect(answer.json().errors[0].extensions.argument).toBe('filter.search');
  });

  describe('that is too large', () => {
    const large = `{"query":"${hello}","variables":{"a":"${'x'.repeat(8_000_000)}"}}`;

    it('refuses a body of 8 MB', async () => {
      expectRefusal(await send('POST', large).catch(resetBeforeAnswer), 413, 'LIMIT_REACHED');
    });

    it('refuses a body without a length', async () => {
      expectRefusal(
        await send('POST', large, { 'transfer-encoding': 'chunked' }).catch(resetBeforeAnswer),
        413,
        'LIMIT_REACHED',
      );
    });

    it('refuses every compressed body', async () => {
      expectRefusal(await send('POST', Buffer.alloc(2000), { 'content-encoding': 'gzip' }), 415);
    });

    it('refuses headers of 64 KB', async () => {
      expectRefusal(
        await rawBytes(app.url, `POST /graphql HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(65_536)}\r\n\r\n`),
        431,
        'LIMIT_REACHED',
      );
    });

    it('refuses an address of 64 KB, and says that it may be the address', async () => {
      const answer = await rawBytes(app.url, `GET /graphql?query=${'x'.repeat(65_536)} HTTP/1.1\r\nHost: x\r\n\r\n`);
      expectRefusal(answer, 431, 'LIMIT_REACHED');
      expect(answer.text).toContain('The address or the headers are too large.');
      expect(answer.json().errors[0].extensions.reason).toBe('HEADERS_TOO_LARGE');
    });
  });

  it('answers 400 and JSON to invalid HTTP', async () => {
    expectRefusal(await rawBytes(app.url, 'NONSENSE\r\n\r\n'), 400);
  });

  it('handles names from Object.prototype like any other', async () => {
    for (const query of [
      '{ __proto__ }',
      '{ constructor }',
      '{ viewer { toString } }',
      'query { users(constructor: 1) { totalCount } }',
      '{ ...__proto__ }',
      '{ ...constructor }',
    ]) {
      expectRefusal(await send('POST', JSON.stringify({ query })), 400);
    }
    for (const key of ['__proto__', 'constructor', 'hasOwnProperty', 'toString']) {
      const answer = await send(
        'POST',
        `{"query":"query ($filter: UserFilter) { users(filter: $filter) { totalCount } }","variables":{"filter":{"${key}":{"search":"x"}}}}`,
      );
      expectRefusal(answer, 400);
      expect(answer.json().errors[0].extensions.argument).toMatch(/^filter/);
    }
    const ignored = await send(
      'POST',
      `{"query":"${hello}","__proto__":{"query":"x"},"constructor":{"prototype":{"polluted":1}},"variables":{"__proto__":{"polluted":1}}}`,
    );
    expect(ignored.json()).toEqual({ data: { viewer: { role: 'OWNER' } } });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('answers in the media type of GraphQL over HTTP on request', async () => {
    const answer = await send('POST', `{"query":"${hello}"}`, { accept: 'application/graphql-response+json' });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/graphql-response+json; charset=utf-8');
  });

  it('refuses a subscription over HTTP', async () => {
    const answer = await send('POST', JSON.stringify({ query: 'subscription { exportActivity { id } }' }));
    expectRefusal(answer, 400);
    expect(answer.json().errors[0].message).toContain('graphql-transport-ws');
  });
});

/**
 * The server may close before all is sent; then there is no answer to read, and nothing was read into memory either.
 */
function resetBeforeAnswer(error: NodeJS.ErrnoException): RawAnswer {
  if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') throw error;
  const text = '{"errors":[{"message":"reset","extensions":{"code":"LIMIT_REACHED"}}]}';
  return { status: 413, headers: { 'content-type': 'application/json' }, text, json: () => JSON.parse(text) };
}
