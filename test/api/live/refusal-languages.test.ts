import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { Authentication } from '../../../src/api/authentication';
import { closeOf, type SocketEnd, socketEnds } from '../../../src/api/live/websocket/socket-ends';
import { translations } from '../../../src/features/labels/sentences';
import { languages } from '../../../src/platform/text/language';
import type { Viewer } from '../../../src/viewer';
import { createTestApp, type TestApp } from '../../support/apps/app';
import { type Data, TestClient } from '../../support/clients/client';
import { rawBytes } from '../../support/clients/raw-http';
import { RawSocket } from '../../support/clients/raw-socket';
import { RawStream } from '../../support/clients/raw-stream';
import { createOrganization, type TestOrganization } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';

const activity = 'subscription { exportActivity { id } }';
/** Close frames have no room for more. */
const maxCloseBytes = 123;

const german = (reason: string, parameters: object = {}): string =>
  translations.de.reasons[reason]!(parameters as never);

describe('the end of a socket', () => {
  const parameters: Record<string, unknown[]> = {
    credentialEnded: ['session 1', 'token 1'].map((credential) => ({ credential }) as unknown as Viewer),
    tooManyOfUser: [100_000],
  };
  const ends = Object.entries(socketEnds).flatMap(([name, end]): [string, SocketEnd][] =>
    typeof end === 'function'
      ? parameters[name]!.map((parameter) => [name, (end as (given: unknown) => SocketEnd)(parameter)])
      : [[name, end]],
  );

  it.each(ends)('has a sentence in each language that fits into a close frame: %s', (_name, end) => {
    const sentences = languages.map((language) => closeOf(end, language)[1]);
    expect(new Set(sentences).size).toBe(languages.length);
    for (const sentence of sentences)
      expect([sentence, Buffer.byteLength(sentence) <= maxCloseBytes]).toEqual([sentence, true]);
  });
});

eachEngine('a refused live connection', ['sqlite'], (engine) => {
  let app: TestApp;
  let organization: TestOrganization;
  const open: (RawSocket | RawStream)[] = [];

  beforeAll(async () => {
    app = await createTestApp(engine, {
      worker: false,
      settings: {
        TRUSTED_PROXIES: '1',
        LIMIT_SOCKETS: '3',
        LIMIT_SOCKETS_PER_ADDRESS: '2',
        LIMIT_SOCKETS_PER_PERSON: '1',
        LIMIT_SOCKET_OPERATIONS: '1',
        LIMIT_SILENCE_SECONDS: '2',
      },
    });
  });
  beforeEach(async () => {
    organization = await createOrganization(app.app.dataSource);
  });
  afterEach(async () => {
    await Promise.all(
      open.splice(0).map((one) => {
        one.close();
        return one instanceof RawSocket ? one.untilClosed() : one.untilEnd();
      }),
    );
  });
  afterAll(() => app?.stop());

  const headersFrom = (address: string) => ({ 'x-forwarded-for': address, 'accept-language': 'de' });
  let lastAddress = 0;
  const owner = () => ({ id: organization.ownerId, organizationId: organization.id });
  const openSocket = async (client: TestClient, headers: object = headersFrom(`192.0.2.${++lastAddress}`)) => {
    const socket = await RawSocket.open(client, { headers: { ...client.socketHeaders, ...headers } });
    open.push(socket);
    return socket;
  };
  const init = (socket: RawSocket, client: TestClient, payload: object = {}): void =>
    socket.send({ type: 'connection_init', payload: { ...client.connectionParams, ...payload } });
  const signedIn = async (client: TestClient, payload: object = {}): Promise<RawSocket> => {
    const socket = await openSocket(client);
    init(socket, client, payload);
    await socket.until('connection_ack', ({ type }) => type === 'connection_ack');
    return socket;
  };
  const openStream = async (client: TestClient, address = `192.0.2.${++lastAddress}`): Promise<RawStream> => {
    const stream = await RawStream.open(client, activity, { headers: headersFrom(address) });
    open.push(stream);
    return stream;
  };
  const refusedUpgrade = async (headers: Record<string, string>): Promise<{ language: unknown; error: Data }> => {
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    let body = '';
    for await (const chunk of response) body += String(chunk);
    return { language: response.headers['content-language'], error: JSON.parse(body).errors[0] };
  };
  const refusedStream = async (stream: RawStream): Promise<Data> => {
    await stream.untilEnd();
    return JSON.parse(stream.text).errors[0];
  };
  const error = (code: string, reason: string, parameters = {}, details = {}): Data => ({
    message: german(reason, parameters),
    extensions: { code, reason, parameters, ...details },
  });
  const limit = (reason: string, parameters = {}): Data =>
    error('LIMIT_REACHED', reason, parameters, { retryAfter: 5 });

  it('of a foreign page has a reason in the language of its request', async () => {
    const headers = { ...headersFrom('192.0.2.1'), origin: 'https://evil.example' };
    expect(await refusedUpgrade(headers)).toEqual({ language: 'de', error: error('FORBIDDEN', 'FOREIGN_PAGE') });
    const { language, error: english } = await refusedUpgrade({ ...headers, 'accept-language': 'fr' });
    expect([language, english.message]).toEqual(['en', expect.stringContaining('CORS_ORIGINS')]);
  });

  it('beyond the limit of its address or of the server has a reason and its parameters', async () => {
    const client = await app.signIn(owner());
    for (let count = 0; count < 2; count++) await openSocket(client, headersFrom('198.51.100.1'));
    const ofAddress = limit('CONNECTIONS_OF_ADDRESS', { max: 2 });
    expect((await refusedUpgrade(headersFrom('198.51.100.1'))).error).toEqual(ofAddress);
    expect(await refusedStream(await openStream(client, '198.51.100.1'))).toEqual(ofAddress);
    await openSocket(client);
    expect((await refusedUpgrade(headersFrom('198.51.100.9'))).error).toEqual(limit('SERVER_FULL'));
    expect(await refusedStream(await openStream(client))).toEqual(limit('SERVER_FULL'));
  });

  it('beyond the limit of its user has a reason, or a sentence in the close frame', async () => {
    const client = await app.signIn(owner());
    await signedIn(client);
    const further = await openSocket(client);
    init(further, client);
    expect(await further.untilClosed()).toEqual({ code: 4429, reason: german('CONNECTIONS_OF_USER', { max: 1 }) });
    expect(await refusedStream(await openStream(client))).toEqual(limit('CONNECTIONS_OF_USER', { max: 1 }));
  });

  it.each<[what: string, header: string | undefined, parameter: string | undefined, isGerman: boolean]>([
    ['its request', 'de', undefined, true],
    ['connectionParams', undefined, 'de-AT', true],
    ['connectionParams rather than its request', 'de', 'en', false],
    ['no preference', undefined, undefined, false],
  ])('without a valid token is closed in the language of %s', async (_what, header, parameter, isGerman) => {
    const client = new TestClient(app.url, 'tp_nonsense');
    const socket = await openSocket(client, header ? { 'accept-language': header } : {});
    init(socket, client, { acceptLanguage: parameter });
    const { code, reason } = await socket.untilClosed();
    expect([code, reason === german('SIGN_IN_REQUIRED')]).toEqual([4401, isGerman]);
  });

  it('without a database is closed in its language', async () => {
    const client = await app.signIn(owner());
    const socket = await openSocket(client);
    const away = Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' });
    jest.spyOn(Authentication.prototype, 'socketViewerOf').mockRejectedValueOnce(away);
    init(socket, client);
    expect(await socket.untilClosed()).toEqual({ code: 1013, reason: german('SERVER_AWAY') });
  });

  it.each<[what: string, start: 'signIn' | 'startSession', reason: string]>([
    ['access token', 'signIn', 'TOKEN_ENDED'],
    ['session', 'startSession', 'SESSION_ENDED'],
  ])('whose %s has ended says so in its language', async (_what, start, reason) => {
    const forSocket = await app[start](owner());
    const socket = await signedIn(forSocket);
    await app.revoke(forSocket);
    expect(await socket.untilClosed()).toEqual({ code: 4403, reason: german(reason) });
    const forStream = await app[start](owner());
    const stream = await openStream(forStream);
    expect(stream.status).toBe(200);
    await app.revoke(forStream);
    await stream.untilEnd();
    expect(stream.events.at(-1)).toEqual({ event: 'next', data: { errors: [error('UNAUTHENTICATED', reason)] } });
  });

  it('answers an operation beyond its limit in its language', async () => {
    const client = await app.signIn(owner());
    const socket = await signedIn(client, { acceptLanguage: 'de' });
    socket.start(activity);
    expect((await socket.answer(activity)).errors).toEqual([error('LIMIT_REACHED', 'LIVE_OPERATIONS', { max: 1 })]);
  });

  it('answers a request that is too slow in its language', async () => {
    const client = await app.signIn(owner());
    const { status, headers, json } = await rawBytes(
      app.url,
      `POST /graphql HTTP/1.1\r\nHost: x\r\nAccept-Language: de\r\nAuthorization: Bearer ${client.token}\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{`,
    );
    expect([status, headers['content-language']]).toEqual([408, 'de']);
    expect(json().errors[0]).toEqual(limit('REQUEST_TOO_SLOW'));
  });
});
