import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadNodeClient, type NodeClient } from '../support/clients/node-client';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('event streams of the package', () => {
  let create: (url: string) => NodeClient;
  let server: Server;
  /** The streams that the server has opened, with the comment that comes before any data. */
  let streams: ServerResponse[];
  let client: NodeClient;
  let signals: number;
  /** The versions that have been read. */
  let versions: number[];

  beforeAll(async () => {
    create = await loadNodeClient();
  });
  beforeEach(async () => {
    [streams, signals, versions] = [[], 0, []];
    server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n');
      streams.push(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    client = create(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
    client.onConnected(() => signals++);
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
  const watch = (): void =>
    void (async () => {
      for await (const { version } of client.watchExport('1')) versions.push(version);
    })().catch(() => undefined);
  const send = (stream: ServerResponse, result: object): boolean =>
    stream.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`);
  const stateOf = (version: number): object => ({ data: { exportProgress: { id: '1', version, state: 'RUNNING' } } });

  it('report a connection only after data has arrived', async () => {
    const { fetch } = globalThis;
    let opened = 0;
    const opening = jest
      .spyOn(globalThis, 'fetch')
      .mockImplementation(async (...request) => fetch(...request).finally(() => opened++));
    watch();
    await until(() => opened === 1);
    for (let turns = 0; turns < 100; turns++) await turn();
    jest.advanceTimersByTime(2_000);
    expect(signals).toBe(0);
    send(streams[0]!, stateOf(1));
    await until(() => versions.length === 1);
    jest.advanceTimersByTime(2_000);
    expect(signals).toBe(1);
    // Further data is no further connection.
    send(streams[0]!, stateOf(2));
    await until(() => versions.length === 2);
    jest.advanceTimersByTime(2_000);
    expect(signals).toBe(1);
    opening.mockRestore();
  });

  it('report one connection for all that open together, and at most one a second', async () => {
    const timers = jest.spyOn(globalThis, 'setTimeout');
    for (let count = 0; count < 4; count++) watch();
    await until(() => streams.length === 4);
    for (const stream of streams.slice(0, 3)) send(stream, stateOf(1));
    await until(() => versions.length === 3);
    jest.advanceTimersByTime(500);
    expect(signals).toBe(1);
    const before = timers.mock.results.length;
    send(streams[3]!, stateOf(1));
    await until(() => versions.length === 4);
    // No pending signal keeps a program alive.
    const pending = timers.mock.results.slice(before).map(({ value }) => (value as NodeJS.Timeout).hasRef());
    expect(pending.filter((hasRef) => !hasRef)).toHaveLength(1);
    jest.advanceTimersByTime(500);
    expect(signals).toBe(1);
    jest.advanceTimersByTime(500);
    expect(signals).toBe(2);
    timers.mockRestore();
  });
});
