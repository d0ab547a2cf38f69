import { OrganizationThrottle } from '../../../src/api/graphql/organization-throttle';
import { because } from '../../../src/error-reasons';
import { AppError } from '../../../src/errors';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { download } from '../../support/clients/client';
import { type RawAnswer, rawBytes, type RawRequest, rawRequest } from '../../support/clients/raw-http';
import { eachEngine } from '../../support/databases/engines';
import { countRows } from '../../support/databases/rows';

const hello = '{ viewer { role } }';
const modern = 'application/graphql-response+json';

const accepted: [accept: string | undefined, answered: string][] = [
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['application/json', 'application/json'],
  [modern, modern],
  [`${modern},application/json;q=0.9`, modern], // Apollo Client 4
  [`${modern}, application/graphql+json, application/json, text/event-stream, multipart/mixed`, modern], // urql
  [`application/json;q=0.5, ${modern}`, modern],
];

eachEngine('a refusal at /graphql', ['sqlite'], (engine) => {
  const app = useTestApp(engine, {
    worker: false,
    settings: { LIMIT_BODY_BYTES: '5000', LIMIT_SILENCE_SECONDS: '1', EXPORTS_PER_MINUTE: '1' },
  });
  const organization = useOrganization(app);
  afterEach(() => jest.restoreAllMocks());

  const send = ({ headers, ...request }: RawRequest, path = '/graphql'): Promise<RawAnswer> =>
    rawRequest(app.url, path, {
      method: 'POST',
      ...request,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${organization.owner.token}`, ...headers },
    });
  const operation = (query: string, headers: Record<string, string> = {}): Promise<RawAnswer> =>
    send({ body: JSON.stringify({ query }), headers });
  const read = (parameters: string, headers: Record<string, string> = {}): Promise<RawAnswer> =>
    send({ method: 'GET', headers }, `/graphql?${parameters}`);
  const raw = (lines: string, accept: Record<string, string>): Promise<RawAnswer> =>
    rawBytes(
      app.url,
      `POST /graphql HTTP/1.1\r\nHost: x\r\n${Object.entries(accept)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}${lines}`,
    );
  /**
   * Each token is looked up in the database: this is what the driver says when that is away, or what nobody has
   * foreseen.
   */
  const failing =
    (error: Error) =>
    async (accept: Record<string, string>): Promise<RawAnswer> => {
      jest.spyOn(app.app.credentials, 'authenticate').mockRejectedValueOnce(error);
      return operation(hello, accept);
    };

  const refusals: Record<
    string,
    [status: number, code: string, send: (accept: Record<string, string>) => Promise<RawAnswer>]
  > = {
    'no token': [401, 'UNAUTHENTICATED', (accept) => operation(hello, { authorization: '', ...accept })],
    'a wrong token': [
      401,
      'UNAUTHENTICATED',
      (accept) => operation(hello, { authorization: 'Bearer tp_nonsense', ...accept }),
    ],
    'a query by GET without a token': [
      401,
      'UNAUTHENTICATED',
      (accept) => read(`query=${encodeURIComponent(hello)}`, { authorization: '', ...accept }),
    ],
    'a body that is no JSON': [400, 'BAD_USER_INPUT', (accept) => send({ body: '{', headers: accept })],
    'a body that is no object': [400, 'BAD_USER_INPUT', (accept) => send({ body: '[]', headers: accept })],
    'a body that is no UTF-8': [
      400,
      'BAD_USER_INPUT',
      (accept) => send({ body: Buffer.from([0x22, 0xff, 0x22]), headers: accept }),
    ],
    'no query': [400, 'BAD_USER_INPUT', (accept) => send({ body: '{}', headers: accept })],
    'a syntax error': [400, 'BAD_USER_INPUT', (accept) => operation('{', accept)],
    'an unknown field': [400, 'BAD_USER_INPUT', (accept) => operation('{ nothing }', accept)],
    'a query that is too deep': [
      400,
      'QUERY_TOO_COMPLEX',
      (accept) => operation(`{ ${'a: __typename '.repeat(40)} }`, accept),
    ],
    'a subscription': [400, 'BAD_USER_INPUT', (accept) => operation('subscription { exportActivity { id } }', accept)],
    'parameters that are no UTF-8': [400, 'BAD_USER_INPUT', (accept) => read('query=%ff', accept)],
    'a query given twice': [400, 'BAD_USER_INPUT', (accept) => read('query=1&query=2', accept)],
    'variables that are no JSON': [
      400,
      'BAD_USER_INPUT',
      (accept) => read(`query=${encodeURIComponent(hello)}&variables=x`, accept),
    ],
    'a WebSocket of another origin': [
      403,
      'FORBIDDEN',
      (accept) =>
        send({
          method: 'GET',
          headers: {
            connection: 'upgrade',
            upgrade: 'websocket',
            'sec-websocket-version': '13',
            'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
            origin: 'https://evil.example',
            ...accept,
          },
        }),
    ],
    'a mutation by GET': [
      405,
      'BAD_USER_INPUT',
      (accept) => read(`query=${encodeURIComponent('mutation { cancelExport(id: 1) { id } }')}`, accept),
    ],
    'another method': [405, 'BAD_USER_INPUT', (accept) => send({ method: 'PUT', headers: accept })],
    'a body that is too large': [413, 'LIMIT_REACHED', (accept) => operation(`${hello} # ${'x'.repeat(6000)}`, accept)],
    'an address that is too long': [
      414,
      'LIMIT_REACHED',
      (accept) => read(`query=${encodeURIComponent(hello)}${'x'.repeat(6000)}`, accept),
    ],
    'another type': [
      415,
      'BAD_USER_INPUT',
      (accept) => send({ body: hello, headers: { 'content-type': 'text/plain', ...accept } }),
    ],
    'another character set': [
      415,
      'BAD_USER_INPUT',
      (accept) => send({ body: '{}', headers: { 'content-type': 'application/json; charset=utf-7', ...accept } }),
    ],
    'a compressed body': [
      415,
      'BAD_USER_INPUT',
      (accept) => send({ body: Buffer.alloc(20), headers: { 'content-encoding': 'gzip', ...accept } }),
    ],
    'a body that never ends': [
      408,
      'LIMIT_REACHED',
      (accept) =>
        raw(
          `Content-Type: application/json\r\nContent-Length: 4000\r\nAuthorization: Bearer ${organization.owner.token}\r\n\r\n{`,
          accept,
        ),
    ],
    'too many operations under way': [429, 'LIMIT_REACHED', (accept) => busy(() => operation(hello, accept))],
    'a database that is away': [
      503,
      'SERVICE_UNAVAILABLE',
      failing(Object.assign(new Error('gone'), { code: 'SQLITE_BUSY' })),
    ],
    'an unforeseen error': [500, 'INTERNAL_SERVER_ERROR', failing(new Error('a secret'))],
  };

  /** Those of the others are wrong programs. */
  const reasons: Record<string, string> = {
    'no token': 'SIGN_IN_REQUIRED',
    'a wrong token': 'SIGN_IN_REQUIRED',
    'a query by GET without a token': 'SIGN_IN_REQUIRED',
    'a WebSocket of another origin': 'FOREIGN_PAGE',
    'a body that is too large': 'BODY_TOO_LARGE',
    'a body that never ends': 'REQUEST_TOO_SLOW',
    'too many operations under way': 'ORGANIZATION_BUSY',
    'a database that is away': 'DATABASE_AWAY',
    'an unforeseen error': 'INTERNAL_ERROR',
  };
  describe.each(Object.keys(refusals))('of %s', (name) => {
    const [status, code, refuse] = refusals[name]!;
    // One for all headers: some of them take a second.
    it('answers in the requested media type, with the code', async () => {
      await Promise.all(
        accepted.map(async ([accept, answered]) => {
          const answer = await refuse(accept === undefined ? {} : { accept });
          expect({ accept, status: answer.status, type: answer.headers['content-type'] }).toEqual({
            accept,
            status,
            type: `${answered}; charset=utf-8`,
          });
          const { errors, data } = answer.json();
          expect(data ?? null).toBeNull();
          expect([...new Set(errors.map((error: { extensions: { code: string } }) => error.extensions.code))]).toEqual([
            code,
          ]);
          expect(errors[0].message).toMatch(/\S/);
          expect(errors[0].extensions.reason).toBe(reasons[name]);
          expect(answer.text).not.toContain('a secret');
          const { retryAfter } = errors[0].extensions;
          expect(answer.headers['retry-after']).toBe(retryAfter === undefined ? undefined : String(retryAfter));
          // What waiting does not help against, such as a size, says nothing of a time.
          expect(retryAfter !== undefined).toBe([408, 429, 503].includes(status));
          if (status === 401) expect(answer.headers['www-authenticate']).toBe('Bearer');
          if (status === 405) expect(answer.headers.allow).toMatch(/POST/);
        }),
      );
    });
  });

  it('of an unknown media type is 406, before anything is executed', async () => {
    for (const accept of ['text/html', 'image/png', 'application/json;q=0']) {
      const answer = await operation('mutation { startExport(input: { format: CSV }) { export { id } } }', { accept });
      expect([answer.status, answer.json().errors[0].extensions.code]).toEqual([406, 'BAD_USER_INPUT']);
    }
    expect(await countRows(app.app.dataSource, 'exports')).toBe(0);
  });
});

eachEngine('LIMIT_REACHED', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false, settings: { EXPORTS_PER_MINUTE: '1' } });
  const organization = useOrganization(app);

  it('sets Retry-After if a part of the response failed', async () => {
    const start = 'mutation { startExport(input: { format: CSV }) { export { id } } }';
    await organization.owner.data(start);
    const { status, headers, errors } = await organization.owner.gql(start.replace('CSV', 'XLSX'));
    expect([status, errors![0]!.extensions.code]).toEqual([200, 'LIMIT_REACHED']);
    expect(errors![0]!.extensions.retryAfter).toBeGreaterThan(0);
    expect(headers.get('retry-after')).toBe(String(errors![0]!.extensions.retryAfter));
  });

  it('sets Retry-After for statistics as CSV', async () => {
    const answer = await busy(() =>
      download(`${app.url}/statistics.csv?of=bookings&from=2026-01&to=2026-01`, {
        authorization: `Bearer ${organization.owner.token}`,
      }),
    );
    expect([
      answer.status,
      answer.headers.get('retry-after'),
      JSON.parse(answer.body.toString()).errors[0].extensions,
    ]).toEqual([429, '5', { code: 'LIMIT_REACHED', retryAfter: 5, ...because('ORGANIZATION_BUSY') }]);
  });
});

/** While the organization's share is full; how that comes about is the scenario of shares. */
async function busy<T>(send: () => Promise<T>): Promise<T> {
  jest.spyOn(OrganizationThrottle.prototype, 'acquire').mockRejectedValueOnce(
    new AppError('LIMIT_REACHED', 'Too many operations are under way.', {
      retryAfter: 5,
      ...because('ORGANIZATION_BUSY'),
    }),
  );
  return send();
}
