import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { ServerSockets } from '../../support/apps/server-sockets';
import { TestClient } from '../../support/clients/client';
import { startExport } from '../../support/clients/exports';
import { RawSocket, type SocketOptions } from '../../support/clients/raw-socket';
import { eachEngine } from '../../support/databases/engines';
import { countRows } from '../../support/databases/rows';
import { waitFor } from '../../support/wait-for';

const activity = 'subscription { exportActivity { id state } }';
const progress = 'subscription ($id: ID!) { exportProgress(id: $id) { id state } }';
const hello = '{ viewer { role } }';

eachEngine('the WebSocket API', ['sqlite'], (engine) => {
  let server: ServerSockets;
  beforeAll(() => {
    jest.spyOn(console, 'error');
    server = new ServerSockets();
  });
  const app = useTestApp(engine, { worker: false, settings: { CORS_ORIGINS: 'https://screens.example' } });
  const organization = useOrganization(app);
  const sockets: RawSocket[] = [];

  afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));
  afterAll(() => {
    expect(console.error).not.toHaveBeenCalled();
    server.restore();
    jest.restoreAllMocks();
  });

  const open = async (client: TestClient = organization.owner, options?: SocketOptions): Promise<RawSocket> => {
    const socket = await RawSocket.open(client, options);
    sockets.push(socket);
    return socket;
  };
  const signedIn = async (client: TestClient = organization.owner, options?: SocketOptions): Promise<RawSocket> => {
    const socket = await RawSocket.signedIn(client, options);
    sockets.push(socket);
    return socket;
  };

  const countExports = (): Promise<number> => countRows(app.app.dataSource, 'exports');

  describe('connection_init', () => {
    it.each([
      ['no payload', undefined],
      ['no token', {}],
      ['a token that is none', { authorization: 'Bearer tp_nonsense' }],
      ['a token that is an object', { authorization: { toString: 'x' } }],
    ])('closes the socket with 4401 for %s', async (_what, payload) => {
      const socket = await open();
      socket.send({ type: 'connection_init', payload });
      expect((await socket.untilClosed()).code).toBe(4401);
    });

    it('closes sockets with 4408 that never send it, and frees their slots', async () => {
      const silent = await Promise.all(Array.from({ length: 200 }, () => open()));
      for (const socket of silent) expect((await socket.untilClosed()).code).toBe(4408);
      expect(await (await signedIn()).answer(hello)).toEqual({ data: { viewer: { role: 'OWNER' } } });
    });

    it('must come before an operation, or the socket is closed with 4401', async () => {
      const socket = await open();
      socket.start(hello);
      expect((await socket.untilClosed()).code).toBe(4401);
    });

    it('closes the socket with 4429 if it is sent twice', async () => {
      const socket = await signedIn();
      socket.send({ type: 'connection_init' });
      expect((await socket.untilClosed()).code).toBe(4429);
    });
  });

  describe('invalid graphql-transport-ws', () => {
    it.each(['graphql-ws', 'nonsense'])('is refused as the subprotocol %s', async (protocol) => {
      const socket = new WebSocket(organization.owner.socketUrl, protocol);
      expect(await errorOf(socket)).toBe('Server sent no subprotocol');
    });

    it('is closed with 4406 without a subprotocol', async () => {
      const socket = await open(organization.owner, { protocol: [] });
      expect((await socket.untilClosed()).code).toBe(4406);
    });

    it('is refused at another path', async () => {
      const socket = new WebSocket(`${organization.owner.socketUrl}/more`, 'graphql-transport-ws');
      expect(await errorOf(socket)).toBe('Unexpected server response: 400');
    });

    it.each([
      ['no JSON', '{'],
      ['no message', '[]'],
      ['a payload that is a list', '{"type":"connection_init","payload":[]}'],
      ['an unknown type', '{"type":"unknown"}'],
      ['an operation without a query', '{"id":"1","type":"subscribe","payload":{}}'],
      ['an operation whose query is no text', '{"id":"1","type":"subscribe","payload":{"query":1}}'],
      [
        'variables that are no object',
        '{"id":"1","type":"subscribe","payload":{"query":"{ viewer { role } }","variables":"x"}}',
      ],
      ['an operation without an id', '{"type":"subscribe","payload":{"query":"{ viewer { role } }"}}'],
    ])('is closed with 4400: %s', async (_what, text) => {
      const socket = await signedIn();
      socket.send(text);
      expect((await socket.untilClosed()).code).toBe(4400);
    });

    it('is closed without internal details for a message that only servers send', async () => {
      const socket = await signedIn();
      socket.send('{"type":"connection_ack"}');
      const { code, reason } = await socket.untilClosed();
      expect({ code, reason }).toEqual({ code: 4500, reason: 'Internal server error' });
    });

    it('is closed with 1003 for a binary frame, which is not executed', async () => {
      const socket = await signedIn();
      socket.send(
        Buffer.from(
          JSON.stringify({
            id: '1',
            type: 'subscribe',
            payload: { query: 'mutation { startExport(input: { format: CSV }) { export { id } } }' },
          }),
        ),
      );
      expect((await socket.untilClosed()).code).toBe(1003);
      expect(await countExports()).toBe(0);
    });

    it('is closed with 1009 for a frame above the maximum body size', async () => {
      const socket = await signedIn();
      socket.start(`{ viewer { role } } # ${'x'.repeat(200_000)}`);
      expect((await socket.untilClosed()).code).toBe(1009);
    });

    it('cannot be compressed, so that small messages stay small', async () => {
      const socket = await signedIn(organization.owner, { perMessageDeflate: true });
      expect(socket.socket.extensions).toBe('');
    });

    it('is closed with 4409 for an id of two simultaneous operations', async () => {
      const socket = await signedIn();
      for (let time = 0; time < 2; time++) socket.send({ id: 'same', type: 'subscribe', payload: { query: activity } });
      expect((await socket.untilClosed()).code).toBe(4409);
    });
  });

  describe('origins', () => {
    it('are refused if they are not listed', async () => {
      const socket = new WebSocket(organization.owner.socketUrl, 'graphql-transport-ws', {
        origin: 'https://evil.example',
      });
      expect(await errorOf(socket)).toBe('Unexpected server response: 403');
    });

    it.each(['https://screens.example', 'own'])(
      "are accepted if they are listed or the server's own: %s",
      async (origin) => {
        const socket = await signedIn(organization.owner, { origin: origin === 'own' ? app.url : origin });
        expect(await socket.answer(hello)).toEqual({ data: { viewer: { role: 'OWNER' } } });
      },
    );
  });

  describe('operations', () => {
    it('are refused from the 101st, until one ends', async () => {
      const socket = await signedIn();
      const ids = Array.from({ length: 100 }, () => socket.start(activity));
      expect((await socket.answer(activity)).errors).toEqual([
        {
          message: expect.stringContaining('100 live operations'),
          extensions: expect.objectContaining({ code: 'LIMIT_REACHED' }),
        },
      ]);
      socket.send({ id: ids[0], type: 'complete' });
      expect(await socket.answer(hello)).toEqual({ data: { viewer: { role: 'OWNER' } } });
    });

    it('pass the same checks as over HTTP', async () => {
      const socket = await signedIn(organization.member);
      expect(await socket.answer(hello)).toEqual({ data: { viewer: { role: 'MEMBER' } } });
      const { errors } = await socket.answer('mutation { startExport(input: { format: CSV }) { export { id } } }');
      expect(errors![0].extensions.code).toBe('FORBIDDEN');
      expect((await socket.answer('{ auditEvents { totalCount } }')).errors![0].extensions.code).toBe('FORBIDDEN');
      expect(await countExports()).toBe(0);
    });

    it('can be subscriptions without a name or with fragments, but not with two root fields', async () => {
      const { export: row } = await startExport(organization.owner, { format: 'XLSX' });
      const socket = await signedIn();
      expect(
        (
          await socket.answer(
            `subscription { ...a } fragment a on Subscription { exportProgress(id: ${row.id}) { id } }`,
          )
        ).data,
      ).toEqual({ exportProgress: { id: row.id } });
      expect(
        (await socket.answer(`subscription { a: exportProgress(id: ${row.id}) { id } b: exportActivity { id } }`))
          .errors![0],
      ).toMatchObject({
        message: expect.stringContaining('must select only one top level field'),
        extensions: { code: 'BAD_USER_INPUT' },
      });
    });

    it.each([
      ['subscription ($x: Boolean!) { exportActivity @include(if: $x) { id } }', '`@include`'],
      ['subscription ($x: Boolean!) { exportActivity @skip(if: $x) { id } }', '`@skip`'],
      [
        'subscription ($x: Boolean! = true) { exportActivity { id } ... @skip(if: $x) { exportProgress(id: "1") { id } } }',
        '`@skip`',
      ],
      [
        'subscription ($x: Boolean!) { ...a } fragment a on Subscription { ...b ...a } fragment b on Subscription { exportActivity @skip(if: $x) @include(if: $x) { id } }',
        '`@skip` and `@include`',
      ],
      ['subscription { exportActivity @include(if: true) { id } }', '`@include`'],
      ['subscription { exportActivity @skip(if: true) { id } }', '`@skip`'],
    ])('are refused with a condition at the root of a subscription, and explain why: %s', async (query, names) => {
      const socket = await signedIn();
      for (const x of [true, false]) {
        const refused = [
          {
            message: expect.stringContaining(`${names} must not be used at the root of a subscription`),
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ];
        expect((await socket.answer(query, { x })).errors).toMatchObject(refused);
        expect((await organization.owner.gql(query, { x })).errors).toMatchObject(refused);
      }
      expect(await socket.answer(hello)).toEqual({ data: { viewer: { role: 'OWNER' } } });
    });

    it('can have conditions inside the field of a subscription', async () => {
      const { export: row } = await startExport(organization.owner, { format: 'XLSX' });
      const socket = await signedIn();
      const query =
        'subscription ($id: ID!, $x: Boolean!) { exportProgress(id: $id) { id state @include(if: $x) version @skip(if: $x) } }';
      expect((await socket.answer(query, { id: row.id, x: true })).data).toEqual({
        exportProgress: { id: row.id, state: row.state },
      });
      expect((await socket.answer(query, { id: row.id, x: false })).data).toEqual({
        exportProgress: { id: row.id, version: row.version },
      });
    });

    it('are refused with an unknown operation name', async () => {
      const socket = await signedIn();
      expect((await socket.answer(hello, {}, 'other')).errors![0].extensions.code).toBe('BAD_USER_INPUT');
      expect(
        (await socket.answer('query a { viewer { role } } query b { viewer { role } }')).errors![0].extensions.code,
      ).toBe('BAD_USER_INPUT');
    });

    it('get NOT_FOUND for an unknown record, and the socket stays open', async () => {
      const socket = await signedIn();
      expect((await socket.answer(progress, { id: '999999' })).errors).toEqual([
        expect.objectContaining({
          message: 'No such export: "999999".',
          extensions: expect.objectContaining({ argument: 'id', code: 'NOT_FOUND' }),
        }),
      ]);
      expect(await socket.answer(hello)).toEqual({ data: { viewer: { role: 'OWNER' } } });
    });
  });

  it.each([
    ['a query', hello],
    ['a subscription of its own', 'subscription { exportProgress(id: EXPORT) { id file { downloadUrl } } }'],
    ['a shared subscription', 'subscription { exportProgress(id: EXPORT) { id state } }'],
  ])('logs no error when a client resets its connection while %s is answered', async (_what, query) => {
    const { id } = (await startExport(organization.owner)).export;
    const client = await signedIn();
    const end = server.last;
    const send = end.send.bind(end) as (...parameters: unknown[]) => void;
    // The system knows of the reset at once, so that the write fails.
    end.send = (...parameters: unknown[]) => {
      (client.socket as unknown as { _socket: Socket })._socket.resetAndDestroy();
      send(...parameters);
    };
    app.logLines.length = 0;
    client.start(query.replace('EXPORT', JSON.stringify(id)));
    await waitFor('the server to notice', () => end.readyState === WebSocket.CLOSED);
    expect((await organization.owner.data(hello)).viewer.role).toBe('OWNER');
    expect(app.logLines.filter((line) => JSON.parse(line).level > 30)).toEqual([]);
  });
});

const errorOf = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => socket.once('error', (error) => resolve(error.message)));
