import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { EventStream } from '../../../src/api/live/event-stream/event-stream';
import { Credentials } from '../../../src/features/auth/credentials';
import { createTestApp, type TestApp, useOrganization, useTestApp } from '../../support/apps/app';
import { LiveCounts } from '../../support/apps/live-counts';
import { startExport } from '../../support/clients/exports';
import { rawRequest } from '../../support/clients/raw-http';
import { RawStream } from '../../support/clients/raw-stream';
import { eachEngine } from '../../support/databases/engines';
import { changeRows } from '../../support/databases/rows';
import { waitFor } from '../../support/wait-for';

const hello = '{ viewer { role } }';
const isNext = ({ event }: { event: string }): boolean => event === 'next';

eachEngine('an event stream', ['sqlite'], (engine) => {
  const counts = new LiveCounts();
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  const streams: RawStream[] = [];
  let progress: string;
  /** A server on which clients must not be silent for more than a second. */
  let impatient: TestApp;

  beforeAll(async () => {
    const { id } = (await startExport(organization.owner)).export;
    progress = `subscription { exportProgress(id: ${id}) { id state } }`;
    impatient = await createTestApp(engine, { beside: app, worker: false, settings: { LIMIT_SILENCE_SECONDS: '1' } });
  });
  afterEach(async () => {
    streams.splice(0).forEach((stream) => stream.close());
    await waitFor('the server to free everything', () => counts.areZero);
  });
  afterAll(async () => {
    counts.restore();
    await impatient.stop();
  });

  const open = async (...options: Parameters<typeof RawStream.open>): Promise<RawStream> => {
    const stream = await RawStream.open(...options);
    streams.push(stream);
    return stream;
  };
  const post = (headers: Record<string, string>, body = JSON.stringify({ query: hello })) =>
    rawRequest(app.url, '/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...organization.owner.headers,
        ...headers,
      },
      body,
    });

  it('is sent at once, uncompressed, and without proxies holding it back', async () => {
    const stream = await open(organization.owner, progress, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(stream.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.any(String),
    });
    expect(stream.response.headers['content-encoding']).toBeUndefined();
    await stream.until('a state', isNext);
    expect(stream.text).toMatch(/^:\n\nevent: next\ndata: \{"data":\{"exportProgress":\{[^\n]+\n\n$/);
  });

  it('has one result and the end for a query', async () => {
    const { status, text } = await post({});
    expect([status, text]).toEqual([
      200,
      ':\n\nevent: next\ndata: {"data":{"viewer":{"role":"OWNER"}}}\n\nevent: complete\ndata:\n\n',
    ]);
  });

  it.each([
    ['text/event-stream', true],
    ['text/event-stream, multipart/mixed', true],
    ['application/json;q=0.5, text/event-stream', true],
    [
      'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
      false,
    ],
    ['text/event-stream;q=0.5, application/json', false],
    ['*/*', false],
    ['text/*', true],
  ])('answers Accept: %s: %s', async (accept, isStream) => {
    expect((await post({ accept })).headers['content-type']).toMatch(isStream ? /^text\/event-stream/ : /json/);
  });

  const withPart = (part: object): string => JSON.stringify({ query: hello, ...part });
  it.each<{ what: string; status: number; code: string; headers?: Record<string, string>; body?: string }>([
    { what: 'a wrong token', status: 401, code: 'UNAUTHENTICATED', headers: { authorization: 'Bearer tp_nonsense' } },
    { what: 'another media type', status: 415, code: 'BAD_USER_INPUT', headers: { 'content-type': 'text/plain' } },
    { what: 'a large body', status: 413, code: 'LIMIT_REACHED', body: withPart({ variables: 'x'.repeat(200_000) }) },
    { what: 'invalid JSON', status: 400, code: 'BAD_USER_INPUT', body: '{' },
    { what: 'a list', status: 400, code: 'BAD_USER_INPUT', body: '[]' },
    { what: 'no query', status: 400, code: 'BAD_USER_INPUT', body: '{}' },
    { what: 'a query that is no text', status: 400, code: 'BAD_USER_INPUT', body: '{"query":1}' },
    { what: 'a name that is no text', status: 400, code: 'BAD_USER_INPUT', body: withPart({ operationName: 1 }) },
    { what: 'variables in a list', status: 400, code: 'BAD_USER_INPUT', body: withPart({ variables: [] }) },
    { what: 'extensions in a text', status: 400, code: 'BAD_USER_INPUT', body: withPart({ extensions: 'x' }) },
  ])('is refused in JSON for $what', async ({ status, code, headers = {}, body }) => {
    const answer = await post(headers, body);
    expect([answer.status, answer.json().errors[0].extensions.code]).toEqual([status, code]);
    expect(counts.connections).toBe(0);
  });

  it('is refused without a viewer, also for an operation that needs none', async () => {
    const body = JSON.stringify({ query: 'mutation { requestSignInLink(email: "a@b.test") { email } }' });
    const answer = await rawRequest(app.url, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body,
    });
    expect([answer.status, answer.json().errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('is not sent by GET', async () => {
    const answer = await rawRequest(app.url, `/graphql?query=${encodeURIComponent(hello)}`, {
      headers: { accept: 'text/event-stream', ...organization.owner.headers },
    });
    expect([answer.status, answer.text]).toEqual([406, expect.stringContaining('Only POST')]);
  });

  it('has the errors of an operation as its only result', async () => {
    const broken = await open(organization.owner, 'subscription { exportProgress(id: "9") { id } }');
    await broken.until('the end', ({ event }) => event === 'complete');
    expect(broken.events.map(({ event, data }) => [event, data?.errors[0].extensions])).toEqual([
      ['next', expect.objectContaining({ code: 'NOT_FOUND', argument: 'id' })],
      ['complete', undefined],
    ]);
  });

  it('says why it ends when the session of its cookie ends, with a code', async () => {
    const account = { id: organization.ownerId, organizationId: organization.id };
    const session = await app.startSession(account);
    const stream = await open(session, progress);
    await stream.until('a state', isNext);
    await app.revoke(session);
    expect(await stream.untilEnd(5000)).toBe('ended');
    expect(stream.events.at(-1)).toEqual({
      event: 'next',
      data: {
        errors: [
          {
            message: 'The session has ended, or its account is not active.',
            extensions: { code: 'UNAUTHENTICATED', reason: 'SESSION_ENDED', parameters: {} },
          },
        ],
      },
    });
  });

  describe('of a hostile client', () => {
    const requestText = (url: string, body = JSON.stringify({ query: progress }), length = body.length): string =>
      `POST /graphql HTTP/1.1\r\nHost: ${new URL(url).host}\r\nAuthorization: Bearer ${organization.owner.token}\r\n` +
      `Accept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`;
    const connection = async (url: string): Promise<{ socket: Socket; received: () => string }> => {
      const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
      let text = '';
      socket.on('data', (chunk) => (text += String(chunk))).on('error', () => undefined);
      await once(socket, 'connect');
      return { socket, received: () => text };
    };
    const others = async (): Promise<void> =>
      expect((await organization.member.data(hello)).viewer.role).toBe('MEMBER');

    it('is one of fifty, and all further ones are refused with 429', async () => {
      const all = await Promise.all(Array.from({ length: 150 }, () => open(organization.owner, progress)));
      await others();
      const refused = all.filter(({ status }) => status === 429);
      expect(refused).toHaveLength(100);
      expect(refused[0]!.response.headers['retry-after']).toBe('5');
      await waitFor('all answers', () => refused.every(({ end }) => end));
      expect(JSON.parse(refused[0]!.text).errors[0].extensions).toMatchObject({
        code: 'LIMIT_REACHED',
        retryAfter: 5,
      });
      expect(counts.connections).toBe(50);
    });

    it('does not count while its body has not arrived, and is refused with 408 then', async () => {
      const silent = await Promise.all(
        Array.from({ length: 20 }, async () => {
          const { socket, received } = await connection(impatient.url);
          socket.write(requestText(impatient.url, '{', 100));
          return received;
        }),
      );
      await waitFor('the answers', () => silent.every((received) => received().startsWith('HTTP/1.1 408')));
      expect(counts.connections).toBe(0);
    });

    it('ends when the client ends its side of the connection', async () => {
      const { socket, received } = await connection(app.url);
      socket.write(requestText(app.url));
      await waitFor('a state', () => received().includes('event: next'));
      expect(counts.connections).toBe(1);
      socket.end();
      await waitFor('the server to end it', () => counts.areZero);
      socket.destroy();
    });

    it('ends when the client resets its connection, also before the first result', async () => {
      app.logLines.length = 0;
      for (const waits of [false, true]) {
        const all = await Promise.all(Array.from({ length: 20 }, () => connection(app.url)));
        for (const { socket } of all) socket.write(requestText(app.url));
        if (waits) await waitFor('states', () => all.every(({ received }) => received().includes('event: next')));
        for (const { socket } of all) socket.resetAndDestroy();
        await waitFor('the server to free everything', () => counts.areZero);
      }
      await others();
      expect(app.logLines.filter((line) => JSON.parse(line).level > 30)).toEqual([]);
    });

    it('does not count if the client disconnects before it is authenticated', async () => {
      let release = (): void => undefined;
      const gate = new Promise<void>((resolve) => (release = resolve));
      const { authenticate } = Credentials.prototype;
      const spy = jest.spyOn(Credentials.prototype, 'authenticate').mockImplementation(async function (
        this: Credentials,
        authorization,
      ) {
        await gate;
        return authenticate.call(this, authorization);
      });
      app.logLines.length = 0;
      const { socket } = await connection(app.url);
      socket.write(requestText(app.url));
      await waitFor('the request', () => spy.mock.calls.length === 1);
      socket.resetAndDestroy();
      await waitFor('the server to notice', () => app.logLines.some((line) => JSON.parse(line).msg === 'request'));
      spy.mockRestore();
      release();
      await others();
      expect(counts.areZero).toBe(true);
    });

    it('is the only one on its connection', async () => {
      const { socket, received } = await connection(app.url);
      socket.write(requestText(app.url).repeat(20));
      await waitFor('a state', () => received().includes('event: next'));
      await others();
      expect(counts.connections).toBe(1);
      socket.destroy();
    });

    it('is cut if the client does not read a large state in time', async () => {
      await changeRows(app.app.dataSource, 'users', { id: organization.ownerId }, { bio: 'x'.repeat(400_000) });
      // More than what the system's buffers take.
      const large = Array.from({ length: 25 }, (_unused, index) => `a${index}: requestedBy { bio }`).join(' ');
      const client = await impatient.signIn({ id: organization.adminId, organizationId: organization.id });
      await open(client, progress.replace('id state', large), { isAsleep: true });
      await waitFor('the server to receive it', () => counts.connections === 1);
      await waitFor('the server to cut it', () => counts.areZero);
      await others();
    });
  });
});

describe('EventStream', () => {
  afterEach(() => jest.useRealTimers());

  it('sends comments, ends after its maximum duration, and keeps no timer when it is closed', () => {
    jest.useFakeTimers();
    const writer = { comment: jest.fn(), end: jest.fn(), send: jest.fn(), isOpen: true };
    const live = { start: () => new Promise(() => undefined) };
    const stream = new EventStream(live as never, writer as never, {} as never, 30_000);
    void stream.run({ query: hello });
    expect(writer.comment).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(29_999);
    expect([writer.comment.mock.calls.length, writer.end.mock.calls.length]).toEqual([3, 0]);
    jest.advanceTimersByTime(1);
    expect(writer.end).toHaveBeenCalledTimes(1);
    stream.close();
    expect(jest.getTimerCount()).toBe(0);
  });
});
