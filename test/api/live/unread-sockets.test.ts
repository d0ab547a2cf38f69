/** @slow */
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { createTestApp, useOrganization, useTestApp } from '../../support/apps/app';
import { ServerSockets } from '../../support/apps/server-sockets';
import { startExport } from '../../support/clients/exports';
import { RawSocket } from '../../support/clients/raw-socket';
import { eachEngine } from '../../support/databases/engines';
import { changeRows } from '../../support/databases/rows';
import { waitFor } from '../../support/wait-for';

const hello = '{ viewer { role } }';
const maxBytes = 100_000;
/** The system's own buffers between the two ends hold several megabytes. */
const bioLength = 400_000;
const aliases = Array.from({ length: 20 }, (_unused, index) => `a${index}`);
const resultLength = aliases.length * bioLength;

const streamOf = ({ socket }: RawSocket): Socket => (socket as unknown as { _socket: Socket })._socket;
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_unused, index) => make(index));

eachEngine('a WebSocket whose client does not read', ['sqlite'], (engine) => {
  let server: ServerSockets;
  beforeAll(() => {
    server = new ServerSockets();
  });
  const app = useTestApp(engine, {
    worker: false,
    settings: {
      LIMIT_SEND_BYTES: String(maxBytes),
      LIMIT_SOCKET_OPERATIONS: '1000',
      LIMIT_COST_IN_FLIGHT: '1000000',
    },
  });
  const organization = useOrganization(app);
  let exportId: string;
  const sockets: RawSocket[] = [];

  beforeAll(async () => {
    await changeRows(app.app.dataSource, 'users', { id: organization.ownerId }, { bio: 'x'.repeat(bioLength) });
    exportId = (await startExport(organization.owner)).export.id;
  });
  afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));
  afterAll(() => server.restore());

  const signedIn = async (): Promise<{ client: RawSocket; end: WebSocket }> => {
    const client = await RawSocket.signedIn(organization.owner);
    sockets.push(client);
    return { client, end: server.last };
  };
  const asleep = async (): Promise<{ client: RawSocket; end: WebSocket }> => {
    const pair = await signedIn();
    streamOf(pair.client).pause();
    return pair;
  };
  const largeResult = `{ organization { ${aliases.map((alias) => `${alias}: owner { bio }`).join(' ')} } }`;
  const largeEvent = `subscription { exportProgress(id: 1) { id ${aliases.map((alias) => `${alias}: requestedBy { bio }`).join(' ')} } }`;
  const alive = async (): Promise<void> => expect((await organization.owner.data(hello)).viewer.role).toBe('OWNER');

  it.each([
    ['before', false],
    ['after', true],
  ])('answers pings without their payload %s sign-in', async (_when, isSignedIn) => {
    const socket = await (isSignedIn ? RawSocket.signedIn(organization.owner) : RawSocket.open(organization.owner));
    sockets.push(socket);
    socket.send({ type: 'ping', payload: { large: 'x'.repeat(1000) } });
    expect(await socket.until('pong', ({ type }) => type === 'pong')).toEqual({ type: 'pong' });
  });

  it('keeps at most one unsent pong', async () => {
    const { client, end } = await asleep();
    let pings = 0;
    end.on('ping', () => pings++);
    const text = JSON.stringify({ type: 'ping', payload: { large: 'x'.repeat(90_000) } });
    // Answers of this size would fill what the system holds as well.
    for (const _unused of many(400, () => null)) client.send(text);
    for (const _unused of many(1000, () => null)) client.socket.ping('x'.repeat(125));
    await waitFor('all pings to arrive', () => pings === 1000);
    expect(server.maxUnsentOf(end)).toBeLessThan(1000);
    streamOf(client).resume();
    expect(await client.until('pong', ({ type }) => type === 'pong')).toEqual({ type: 'pong' });
    expect((await client.answer(hello)).data).toEqual({ viewer: { role: 'OWNER' } });
  });

  it.each([
    ['results', largeResult, 8],
    ['events', 'subscription', 8],
    ['errors', `{ ${'x'.repeat(90_000)} }`, 300],
  ])(
    'is terminated when more %s than allowed wait, and never buffers more than one message beyond',
    async (what, query, count) => {
      const { client, end } = await asleep();
      const text = what === 'events' ? largeEvent.replace('id: 1', `id: ${exportId}`) : query;
      many(count, () => client.start(text));
      await waitFor('the server to end it', () => end.readyState === WebSocket.CLOSED);
      expect(server.maxUnsentOf(end)).toBeGreaterThan(0);
      expect(server.maxUnsentOf(end)).toBeLessThan(maxBytes + resultLength + 1000);
      await alive();
    },
  );

  it('is not read from until it has caught up, and then continues', async () => {
    const { client, end } = await asleep();
    const large = client.start(largeResult);
    await waitFor('the server to stop reading', () => end.isPaused);
    const later = client.start(hello);
    await alive();
    expect(end.isPaused).toBe(true);
    streamOf(client).resume();
    expect(Object.keys((await client.firstOf(large)).data.organization)).toEqual(aliases);
    expect((await client.firstOf(later)).data).toEqual({ viewer: { role: 'OWNER' } });
    expect([end.isPaused, end.bufferedAmount]).toEqual([false, 0]);
  });

  it('is terminated if it does not catch up in time', async () => {
    const impatient = await createTestApp(engine, {
      beside: app,
      worker: false,
      settings: { LIMIT_SEND_BYTES: String(maxBytes), LIMIT_SILENCE_SECONDS: '1' },
    });
    const client = await RawSocket.signedIn(
      await impatient.signIn({ id: organization.ownerId, organizationId: organization.id }),
    );
    sockets.push(client);
    const end = server.last;
    streamOf(client).pause();
    client.start(largeResult);
    await waitFor('the server to end it', () => end.readyState === WebSocket.CLOSED);
    await impatient.stop();
    await alive();
  });
});
