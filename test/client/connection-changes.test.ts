import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { loadNodeClient, type NodeClient } from '../support/clients/node-client';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const state = (version: number): object => ({ data: { exportProgress: { id: '1', version, state: 'RUNNING' } } });

/** Sends a state to the client that has subscribed, and breaks its connection. */
interface Subscriber {
  send(result: object): void;
  drop(): void;
}

describe.each(['sse', 'websocket'] as const)('a loop over states, by %s', (transport) => {
  const { WebSocket: ofRuntime } = globalThis as { WebSocket?: unknown };
  let server: Server;
  let sockets: WebSocketServer;
  let client: NodeClient;
  let subscribers: Subscriber[];

  beforeEach(async () => {
    Object.assign(globalThis, { WebSocket });
    subscribers = [];
    server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n');
      subscribers.push({
        send: (result) => response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`),
        drop: () => response.destroy(),
      });
    });
    sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) =>
      socket.on('message', (message) => {
        const { type, id } = JSON.parse(String(message)) as { type: string; id: string };
        if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
        if (type === 'subscribe')
          subscribers.push({
            send: (payload) => socket.send(JSON.stringify({ type: 'next', id, payload })),
            drop: () => socket.terminate(),
          });
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const create = await loadNodeClient();
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    client = create(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, transport);
  });
  afterEach(async () => {
    jest.useRealTimers();
    void client.close();
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    Object.assign(globalThis, { WebSocket: ofRuntime });
  });

  const until = async (isSo: () => boolean): Promise<void> => {
    for (let turns = 0; !isSo() && turns < 10_000; turns++) await turn();
    expect(isSo()).toBe(true);
  };

  it('reports that its connection is away, at once, and that a state has arrived again', async () => {
    const events: (boolean | number)[] = [];
    const read = async (): Promise<void> => {
      const onConnectionChange = (isConnected: boolean): void => void events.push(isConnected);
      for await (const { version } of client.watchExport('1', { onConnectionChange })) events.push(version);
    };
    read().catch(() => undefined);
    await until(() => subscribers.length === 1);
    subscribers[0]!.send(state(1));
    await until(() => events.length === 1);
    subscribers[0]!.drop();
    await until(() => events.length === 2);
    await until(() => {
      jest.advanceTimersByTime(100);
      return subscribers.length === 2;
    });
    expect(events).toEqual([1, false]);
    subscribers[1]!.send(state(2));
    await until(() => events.length === 4);
    expect(events).toEqual([1, false, true, 2]);
  });
});
