import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocket, WebSocketServer } from 'ws';
import { loadNodeClient, type NodeClient } from '../support/clients/node-client';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What a request gets, by the first word of its operation or by its HTTP method. */
interface Answer {
  readonly status: number;
  readonly body?: object;
}

const connectionBreaks: Answer = { status: 0 };

const busy: Answer = {
  status: 429,
  body: { errors: [{ message: 'Busy.', extensions: { code: 'LIMIT_REACHED', retryAfter: 5 } }] },
};

describe('the package, when another user signs in', () => {
  let create: Awaited<ReturnType<typeof loadNodeClient>>;
  let server: Server;
  let url: string;
  let client: NodeClient;
  /** The user whom the server answers. */
  let viewer: string;
  let answers: Record<string, Answer>;
  let received: string[];
  /** The tokens that the page has not obtained yet, if they are held back. */
  let tokens: (() => void)[] | null;

  beforeAll(async () => {
    create = await loadNodeClient();
  });
  beforeEach(async () => {
    [viewer, received, tokens] = ['1', [], null];
    answers = { query: { status: 200, body: { data: {} } } };
    const answerTo = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const body = await text(request);
      const sent = body === '' ? request.method! : /^\w+/.exec((JSON.parse(body) as { query: string }).query)![0];
      received.push(sent);
      const answer = answers[sent]!;
      if (answer === connectionBreaks) request.socket.destroy();
      else response.writeHead(answer.status, { 'X-Viewer-Id': viewer }).end(JSON.stringify(answer.body));
    };
    server = createServer((request, response) => void answerTo(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    client = create(`${url}/graphql`, 'sse', () =>
      tokens ? new Promise((resolve) => tokens!.push(() => resolve('tp_test'))) : Promise.resolve('tp_test'),
    );
    await client.query('query { viewer { user { id } } }');
    received = [];
  });
  afterEach(async () => {
    jest.useRealTimers();
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const until = async (isSo: () => boolean): Promise<void> => {
    for (let turns = 0; !isSo() && turns < 10_000; turns++) await turn();
    expect(isSo()).toBe(true);
  };
  const signInAsOther = async (): Promise<void> => {
    viewer = '2';
    await client.query('query { viewer { user { id } } }');
  };
  /** The reason with which a call ended, after all waits of the package. */
  const endOf = async (call: Promise<unknown>): Promise<unknown> => {
    let end: unknown;
    call.then(
      () => (end = 'DONE'),
      (error: { reason: unknown }) => (end = error.reason ?? error),
    );
    await until(() => {
      jest.advanceTimersByTime(1_000);
      return end !== undefined;
    });
    return end;
  };

  it('sends no mutation that has waited for a limit', async () => {
    answers.mutation = busy;
    const call = client.mutate('mutation { createTeam(input: { name: "Crew" }) { id } }');
    const timers = jest.getTimerCount();
    await until(() => received.length === 1 && jest.getTimerCount() > timers);
    await signInAsOther();
    answers.mutation = { status: 200, body: { data: {} } };
    expect(await endOf(call)).toBe('VIEWER_CHANGED');
    expect(received).toEqual(['mutation', 'query']);
  });

  it('sends no mutation that has waited for a token', async () => {
    answers.mutation = { status: 200, body: { data: {} } };
    tokens = [];
    const call = client.mutate('mutation { createTeam(input: { name: "Crew" }) { id } }');
    await until(() => tokens!.length === 1);
    const [proceed] = tokens;
    tokens = null;
    await signInAsOther();
    proceed!();
    expect(await endOf(call)).toBe('VIEWER_CHANGED');
    expect(received).toEqual(['query']);
  });

  it('continues no upload', async () => {
    answers.query = { status: 200, body: { data: { import: { id: '1', uploadUrl: `${url}/uploads/1` } } } };
    answers.HEAD = connectionBreaks;
    const call = client.sendImportFile('1', new Blob(['Username']));
    const timers = jest.getTimerCount();
    await until(() => received.includes('HEAD') && jest.getTimerCount() > timers);
    await signInAsOther();
    answers.query = { status: 200, body: { data: { import: { id: '1', uploadUrl: null } } } };
    expect(await endOf(call)).toBe('VIEWER_CHANGED');
    expect(received).toEqual(['query', 'HEAD', 'query']);
  });

  it('replaces a WebSocket that was requested with the cookie of the former user', async () => {
    answers.query = { status: 200, body: { data: {} } };
    const { WebSocket: ofRuntime } = globalThis as { WebSocket?: unknown };
    Object.assign(globalThis, { WebSocket });
    const sockets = new WebSocketServer({ noServer: true });
    const upgrades: (() => void)[] = [];
    server.on('upgrade', (request, socket, head) => {
      const viewerId = viewer;
      upgrades.push(() =>
        sockets.handleUpgrade(request, socket, head, (opened) =>
          opened.on('message', (message) => {
            const { type } = JSON.parse(String(message)) as { type: string };
            if (type === 'connection_init')
              opened.send(JSON.stringify({ type: 'connection_ack', payload: { viewerId } }));
            else if (type === 'subscribe') subscribers.push(viewerId);
          }),
        ),
      );
    });
    const subscribers: string[] = [];
    const live = create(`${url}/graphql`, 'websocket');
    const read = async (): Promise<void> => {
      for await (const _ of live.watchExport('1'));
    };
    await live.query('query { viewer { user { id } } }');
    void read().catch(() => read());
    await until(() => upgrades.length === 1);
    viewer = '2';
    await live.query('query { viewer { user { id } } }');
    await until(() => {
      jest.advanceTimersByTime(100);
      upgrades.shift()?.();
      return subscribers.length > 0;
    });
    expect([live.viewerChanges, subscribers]).toEqual([1, ['2']]);
    jest.useRealTimers();
    void live.close();
    for (const socket of sockets.clients) socket.terminate();
    Object.assign(globalThis, { WebSocket: ofRuntime });
  });
});
