import { once } from 'node:events';
import { WebSocket } from 'ws';
import { createTestApp, useOrganization, useTestApp } from '../../support/apps/app';
import type { TestClient } from '../../support/clients/client';
import { exportFile, readExport } from '../../support/clients/exports';
import { startImport } from '../../support/clients/imports';
import { type RawAnswer, rawRequest } from '../../support/clients/raw-http';
import { RawSocket } from '../../support/clients/raw-socket';
import { sendForm, sessionOf, useLink } from '../../support/clients/sign-in';
import { eachEngine } from '../../support/databases/engines';
import { countRows } from '../../support/databases/rows';

const listed = 'https://screens.example';

type Headers = Record<string, string>;

eachEngine('a request with the cookie of a session', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { settings: { CORS_ORIGINS: listed } });
  const organization = useOrganization(app);
  let client: TestClient;
  let cookie: string;
  let importId: string;
  beforeAll(async () => {
    client = await app.startSession({ id: organization.ownerId, organizationId: organization.id });
    cookie = client.headers.cookie!;
    importId = (await startImport(client)).id;
  });

  /** What browsers say about a request of each page. */
  const pages: readonly (readonly [page: string, isAllowed: boolean, headers: (own: string) => Headers])[] = [
    ['this server', true, (own) => ({ origin: own, 'sec-fetch-site': 'same-origin' })],
    ['this server, in a browser without Sec-Fetch-Site', true, (own) => ({ origin: own })],
    ['this server, with a hidden origin', true, () => ({ origin: 'null', 'sec-fetch-site': 'same-origin' })],
    ['a listed origin', true, () => ({ origin: listed, 'sec-fetch-site': 'cross-site' })],
    ['no page: the user themselves', true, () => ({ 'sec-fetch-site': 'none' })],
    [
      'this server by another scheme',
      false,
      (own) => ({ origin: own.replace('http:', 'https:'), 'sec-fetch-site': 'same-site' }),
    ],
    [
      'this server by another scheme, in a browser without Sec-Fetch-Site',
      false,
      (own) => ({ origin: own.replace('http:', 'https:') }),
    ],
    ['another site', false, () => ({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })],
    ['another site, in a browser without Sec-Fetch-Site', false, () => ({ origin: 'https://evil.example' })],
    ['another site, with a hidden origin', false, () => ({ origin: 'null', 'sec-fetch-site': 'cross-site' })],
    ['a hidden origin, without Sec-Fetch-Site', false, () => ({ origin: 'null' })],
    [
      'another site that forges the header',
      false,
      () => ({ origin: 'https://evil.example', 'sec-fetch-site': 'none' }),
    ],
    ['a neighbor on the same site', false, () => ({ origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' })],
    ['a link on another site', false, () => ({ 'sec-fetch-site': 'cross-site' })],
    ['nothing that says where it is from', false, () => ({})],
  ];

  const requests: Record<string, (headers: Headers) => Promise<RawAnswer>> = {
    'POST of an operation': (headers) =>
      rawRequest(app.url, '/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"query":"{ viewer { role } }"}',
      }),
    'POST that opens an event stream': (headers) =>
      rawRequest(app.url, '/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
        body: '{"query":"{ viewer { role } }"}',
      }),
    'GET of a query': (headers) =>
      rawRequest(app.url, '/graphql?query={viewer{role}}', {
        headers: { 'apollo-require-preflight': 'true', ...headers },
      }),
    'GET of statistics': (headers) =>
      rawRequest(app.url, '/statistics.csv?of=bookings&from=2026-01&to=2026-01', { headers }),
    'HEAD of an upload': (headers) => rawRequest(app.url, `/uploads/${importId}`, { method: 'HEAD', headers }),
    'PUT of an upload': async (headers) => {
      const { id } = await startImport(client);
      return rawRequest(app.url, `/uploads/${id}`, { method: 'PUT', headers, body: 'Username\n' });
    },
  };

  describe.each(pages)('from %s', (_page, isAllowed, headersOf) => {
    it.each(Object.keys(requests))(isAllowed ? 'is answered: %s' : 'is refused: %s', async (name) => {
      const { status, text } = await requests[name]!({ cookie, ...headersOf(app.url) });
      if (isAllowed) expect([200, 201]).toContain(status);
      else expect([status, text]).toEqual([403, name.startsWith('HEAD') ? '' : expect.stringContaining('"FORBIDDEN"')]);
    });

    // Browsers hide no origin from a WebSocket.
    const opens = isAllowed && headersOf('').origin !== 'null';
    it(opens ? 'opens a WebSocket' : 'opens no WebSocket by the cookie', async () => {
      const socket = new WebSocket(client.socketUrl, 'graphql-transport-ws', {
        headers: { cookie, ...headersOf(app.url) },
      });
      const opened = await Promise.race([
        once(socket, 'open').then(() => true),
        once(socket, 'unexpected-response').then(([, response]) => [response.statusCode]),
      ]);
      if (opened !== true) return expect([opens, opened]).toEqual([false, [403]]);
      const raw = new Promise((resolve) => {
        socket.on('message', (message) => resolve(JSON.parse(String(message)).type));
        socket.on('close', (code) => resolve(code));
      });
      socket.send('{"type":"connection_init"}');
      expect(await raw).toBe(opens ? 'connection_ack' : 4401);
      socket.terminate();
    });
  });

  it('is refused before an operation of another site runs', async () => {
    const exports = (): Promise<number> => countRows(app.app.dataSource, 'exports');
    const before = await exports();
    for (const type of ['text/plain', 'application/json', 'application/x-www-form-urlencoded']) {
      const { status } = await rawRequest(app.url, '/graphql', {
        method: 'POST',
        headers: { cookie, origin: 'https://evil.example', 'content-type': type },
        body: '{"query":"mutation { startExport(input: { format: CSV }) { export { id } } }"}',
      });
      expect(status).toBe(403);
    }
    expect(await exports()).toBe(before);
  });

  it('gets no other treatment for its token: that needs no origin', async () => {
    const { status } = await requests['POST of an operation']!({
      cookie,
      origin: 'https://evil.example',
      authorization: `Bearer ${organization.owner.token}`,
    });
    expect(status).toBe(200);
  });

  it('keeps its own session on a socket whose connection_init has a token of another user', async () => {
    const socket = await RawSocket.open(client);
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${organization.member.token}` } });
    await socket.until('connection_ack', ({ type }) => type === 'connection_ack');
    expect((await socket.answer('{ viewer { role } }')).data).toEqual({ viewer: { role: 'MEMBER' } });
    socket.close();
  });

  // The link itself grants access, also in a mail program or on another site.
  it('downloads by a link from anywhere, and by nothing else', async () => {
    const { row } = await exportFile(client);
    const path = new URL((await readExport(client, row.id)).file.downloadUrl).pathname;
    for (const headers of [{}, { cookie }] as Headers[])
      expect(
        (await rawRequest(app.url, path, { headers: { ...headers, 'sec-fetch-site': 'cross-site' } })).status,
      ).toBe(200);
    expect((await rawRequest(app.url, `/downloads/${row.id}`, { headers: { cookie } })).status).toBe(404);
  });

  it('shares credentials with listed origins only', async () => {
    const answerTo = async (origin: string) => (await requests['POST of an operation']!({ cookie, origin })).headers;
    expect(await answerTo(listed)).toMatchObject({
      'access-control-allow-origin': listed,
      'access-control-allow-credentials': 'true',
    });
    const foreign = await answerTo('https://evil.example');
    expect(foreign['access-control-allow-origin']).toBeUndefined();
    expect(foreign['access-control-allow-credentials']).toBeUndefined();
  });

  it.each(['/sign-in', '/sign-in/x', '/sign-in/SLUG/start', '/sign-out'])(
    'cannot send the form of %s from another site',
    async (form) => {
      const path = form.replace('SLUG', organization.slug);
      const before = await countRows(app.app.dataSource, 'sign_in_requests');
      for (const origin of ['https://evil.example', 'null']) {
        const { status, headers: answered } = await sendForm(app.url, path, { email: 'a@b.test' }, { cookie, origin });
        expect([status, answered['set-cookie']]).toEqual([403, undefined]);
      }
      expect(await countRows(app.app.dataSource, 'sign_in_requests')).toBe(before);
      expect((await client.gql('{ viewer { role } }')).status).toBe(200);
    },
  );

  it('cannot complete a sign-in with a provider that its browser has not started', async () => {
    const path = `/sign-in/${organization.slug}/callback?code=x&state=y`;
    for (const jar of [cookie, `${cookie}; tallyport-sign-in=tf_${'x'.repeat(43)}`])
      for (const method of ['GET', 'POST']) {
        const { status, headers: answered } = await rawRequest(app.url, path, {
          method,
          headers: { cookie: jar, 'sec-fetch-site': 'cross-site' },
        });
        expect([method, status, answered['set-cookie']]).toEqual([method, method === 'GET' ? 410 : 405, undefined]);
      }
    expect((await client.gql('{ viewer { role } }')).status).toBe(200);
  });

  // An attacker would sign the victim in to an account of their own.
  it('cannot use a sign-in link from another site', async () => {
    const path = await app.app.signingIn.links.create('member@example.test');
    const account = String(organization.memberId);
    const foreign = await sendForm(app.url, path, { account }, { origin: 'https://evil.example' });
    expect([foreign.status, sessionOf(foreign)]).toEqual([403, '']);
    expect((await useLink(app.url, path, organization.memberId)).answer.status).toBe(303);
  });
});

eachEngine('the cookie of a server with an https URL', ['sqlite'], (engine) => {
  it('is Secure and bound to the host, and the one for http is ignored', async () => {
    const app = await createTestApp(engine, { worker: false, settings: { PUBLIC_URL: 'https://tally.example/api' } });
    try {
      const organization = await app.organization();
      const path = await app.app.signingIn.links.create('member@example.test');
      const origin = 'https://tally.example';
      const { answer } = await useLink(app.url, path, organization.memberId, { origin });
      expect([answer.headers.location, answer.headers['set-cookie']]).toEqual([
        '/api/',
        [
          expect.stringMatching(
            /^__Host-tallyport=ts_[\w-]{43}; Max-Age=2592000; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
          ),
        ],
      ]);
      const secret = sessionOf(answer);
      const status = async (cookie: string): Promise<number> =>
        (
          await rawRequest(app.url, '/graphql', {
            method: 'POST',
            headers: { 'content-type': 'application/json', origin, cookie },
            body: '{"query":"{ viewer { role } }"}',
          })
        ).status;
      expect(await status(`__Host-tallyport=${secret}`)).toBe(200);
      expect(await status(`tallyport=${secret}`)).toBe(401);
    } finally {
      await app.stop();
    }
  });
});
