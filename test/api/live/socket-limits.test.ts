import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type ClientOptions, WebSocket } from 'ws';
import { useOrganization, useTestApp } from '../../support/apps/app';
import type { TestClient } from '../../support/clients/client';
import { RawSocket, type SocketOptions } from '../../support/clients/raw-socket';
import { eachEngine } from '../../support/databases/engines';
import { waitFor } from '../../support/wait-for';

const hello = '{ viewer { role } }';
const activity = 'subscription { exportActivity { id state } }';
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_unused, index) => make(index));
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

eachEngine('the limits of WebSockets', ['sqlite'], (engine) => {
  const app = useTestApp(engine, {
    worker: false,
    settings: {
      TRUSTED_PROXIES: '1',
      LIMIT_SOCKETS: '28',
      LIMIT_SOCKETS_PER_ADDRESS: '25',
      LIMIT_SOCKETS_PER_PERSON: '3',
      LIMIT_SOCKETS_UNINITIALIZED: '20',
      LIMIT_SOCKET_OPERATIONS: '12',
    },
  });
  const organization = useOrganization(app);
  const sockets: RawSocket[] = [];

  afterEach(async () => {
    const closing = sockets.splice(0);
    closing.forEach((socket) => socket.close());
    await Promise.all(closing.map((socket) => socket.untilClosed()));
  });

  const open = async (options?: SocketOptions): Promise<RawSocket> => {
    const socket = await RawSocket.open(organization.owner, options);
    sockets.push(socket);
    return socket;
  };
  const signedIn = async (client: TestClient = organization.owner, options?: SocketOptions): Promise<RawSocket> => {
    const socket = await RawSocket.signedIn(client, options);
    sockets.push(socket);
    return socket;
  };
  /** The answer to an upgrade that is refused. */
  const refusalOf = async (
    options: ClientOptions,
  ): Promise<{ status: number; retryAfter: string | undefined; code: string }> => {
    const socket = new WebSocket(organization.owner.socketUrl, 'graphql-transport-ws', options);
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    let body = '';
    for await (const chunk of response) body += String(chunk);
    return {
      status: response.statusCode!,
      retryAfter: response.headers['retry-after'],
      code: JSON.parse(body).errors[0].extensions.code,
    };
  };
  /** The server learns of a client's end later than the client does. */
  const untilAdmitted = (options?: SocketOptions): Promise<RawSocket> =>
    waitFor('a socket to be admitted', () => open(options).catch(() => null));

  describe('before connection_ack', () => {
    it('close a socket with 4429 after more than ten messages', async () => {
      const socket = await open();
      many(11, () => socket.send({ type: 'ping' }));
      expect((await socket.untilClosed()).code).toBe(4429);
    });

    it('close a socket with 1009 after too many bytes, also within an endless message', async () => {
      const [whole, part] = [await open(), await open()];
      whole.send({ type: 'connection_init', payload: { authorization: 'x'.repeat(20_000) } });
      part.socket.send('x'.repeat(20_000), { fin: false });
      for (const socket of [whole, part]) expect((await socket.untilClosed()).code).toBe(1009);
    });

    it('do not apply afterwards', async () => {
      const socket = await signedIn();
      many(30, () => socket.send({ type: 'ping', payload: { large: 'x'.repeat(20_000) } }));
      expect((await socket.answer(hello)).data).toEqual({ viewer: { role: 'OWNER' } });
    });
  });

  describe('in number', () => {
    it('close the oldest socket without connection_init with 1013', async () => {
      const silent = [];
      for (let one = 0; one < 22; one++) silent.push(await open());
      for (const socket of silent.slice(0, 2)) expect((await socket.untilClosed()).code).toBe(1013);
      const last = silent.at(-1)!;
      last.send({ type: 'connection_init', payload: { authorization: `Bearer ${organization.owner.token}` } });
      await last.until('connection_ack', ({ type }) => type === 'connection_ack');
      for (const socket of silent.slice(2)) expect(socket.closed).toBeNull();
    });

    it('close the fourth socket of one user with 4429, until another is closed', async () => {
      const [first] = [await signedIn(), await signedIn(), await signedIn()];
      const fourth = await open();
      const signIn = (socket: RawSocket): void =>
        socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${organization.owner.token}` } });
      signIn(fourth);
      expect(await fourth.untilClosed()).toEqual({ code: 4429, reason: 'This user has too many live connections.' });
      expect((await (await signedIn(organization.member)).answer(hello)).data).toEqual({ viewer: { role: 'MEMBER' } });
      first.close();
      await waitFor('a place', async () => {
        const again = await open();
        signIn(again);
        return waitFor('an answer', () => again.closed ?? again.messages.length > 0).then(() => again.closed === null);
      });
    });

    it("refuse the 26th socket from one address with 429, and read the address from the proxy's header", async () => {
      for (const client of [organization.owner, organization.admin, organization.member])
        for (let one = 0; one < 3; one++) await signedIn(client, from('192.0.2.1'));
      const silent = [];
      for (let one = 0; one < 16; one++) silent.push(await open(from(`198.51.100.${one}, 192.0.2.1`)));
      expect(await refusalOf(from('203.0.113.9, 192.0.2.1'))).toEqual({
        status: 429,
        retryAfter: '5',
        code: 'LIMIT_REACHED',
      });
      await open(from('192.0.2.1, 192.0.2.2'));
      silent[0]!.close();
      await untilAdmitted(from('192.0.2.1'));
    });

    it('refuse the 29th socket of the server with 503', async () => {
      for (const client of [organization.owner, organization.admin, organization.member])
        for (let one = 0; one < 3; one++) await signedIn(client, from(`192.0.2.${one}`));
      const silent = [];
      for (let one = 0; one < 19; one++) silent.push(await open(from(`192.0.2.${one}`)));
      expect(await refusalOf(from('192.0.2.99'))).toEqual({ status: 503, retryAfter: '5', code: 'LIMIT_REACHED' });
      silent[0]!.close();
      await untilAdmitted(from('192.0.2.99'));
    });
  });

  describe('of operations', () => {
    it('refuse further operations up to the maximum, and then close the socket with 4429', async () => {
      const socket = await signedIn();
      const live = many(12, () => socket.start(activity));
      for (let one = 0; one < 12; one++) {
        expect((await socket.answer(activity)).errors).toEqual([
          {
            message: expect.stringContaining('12 live operations'),
            extensions: expect.objectContaining({ code: 'LIMIT_REACHED' }),
          },
        ]);
      }
      socket.send({ id: live[0], type: 'complete' });
      expect((await socket.answer(hello)).data).toEqual({ viewer: { role: 'OWNER' } });
      socket.start(activity);
      for (let one = 0; one < 12; one++)
        expect((await socket.answer(activity)).errors![0].extensions.code).toBe('LIMIT_REACHED');
      socket.start(activity);
      expect((await socket.untilClosed()).code).toBe(4429);
    });

    it('close a socket that sends operations without reading the results', async () => {
      const socket = await signedIn();
      (socket.socket as unknown as { _socket: { pause(): void; resume(): void } })._socket.pause();
      many(5000, () => socket.start(activity));
      expect((await organization.member.data(hello)).viewer.role).toBe('MEMBER');
      (socket.socket as unknown as { _socket: { resume(): void } })._socket.resume();
      expect((await socket.untilClosed()).code).toBe(4429);
      expect(socket.messages.filter(({ type }) => type === 'error').length).toBeLessThanOrEqual(12);
    });

    it('refuse operations whose messages exceed the total size', async () => {
      const socket = await signedIn();
      const large = `${activity} # ${'x'.repeat(100_000)}`;
      const live = many(10, () => socket.start(large));
      expect((await socket.answer(large)).errors![0].extensions.code).toBe('LIMIT_REACHED');
      expect((await socket.answer(hello)).data).toEqual({ viewer: { role: 'OWNER' } });
      socket.send({ id: live[0], type: 'complete' });
      socket.start(large);
      expect((await socket.answer(hello)).data).toEqual({ viewer: { role: 'OWNER' } });
      expect(socket.messages.filter(({ type }) => type === 'error')).toHaveLength(1);
    });

    it.each(['subscribe', 'complete'])(
      'close a socket with 4400 for an id of more than 128 characters: %s',
      async (type) => {
        const socket = await signedIn();
        socket.send({ id: 'x'.repeat(128), type: 'subscribe', payload: { query: hello } });
        expect((await socket.firstOf('x'.repeat(128))).data).toEqual({ viewer: { role: 'OWNER' } });
        socket.send({ id: 'x'.repeat(129), type, ...(type === 'subscribe' && { payload: { query: hello } }) });
        expect((await socket.untilClosed()).code).toBe(4400);
      },
    );

    it('close a socket with 4409 for a long id that is used twice', async () => {
      const socket = await signedIn();
      many(2, () => socket.send({ id: 'ü'.repeat(128), type: 'subscribe', payload: { query: activity } }));
      expect((await socket.untilClosed()).code).toBe(4409);
    });
  });
});
