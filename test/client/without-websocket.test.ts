import { loadNodeClient } from '../support/clients/node-client';

describe('a client by WebSockets where there are none', () => {
  const { WebSocket } = globalThis as { WebSocket?: unknown };
  beforeAll(() => void Reflect.deleteProperty(globalThis, 'WebSocket'));
  afterAll(() => {
    if (WebSocket) Object.assign(globalThis, { WebSocket });
  });

  it('can be created, as for a page that a server renders, and says what to do when it watches', async () => {
    const create = await loadNodeClient();
    const client = create('http://127.0.0.1/graphql', 'websocket');
    const watching = client.watchExport('1')[Symbol.asyncIterator]().next();
    await expect(watching).rejects.toThrow(
      "This runtime has no WebSocket. Pass `transport: 'sse'` to createTallyport.",
    );
    await client.close();
  });
});
