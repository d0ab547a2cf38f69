import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { endLingering } from '../../../src/api/http/lingering-connections';
import { createTestApp, type SignedInOrganization, type TestApp } from '../../support/apps/app';
import { eachEngine } from '../../support/databases/engines';
import { changeRows } from '../../support/databases/rows';

const post = (path: string, headers = '', length = 90_000): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${headers}\r\n{`;
const upgrade = (path: string, headers: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n${headers}\r\n`;
const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
const token = 'Authorization: Bearer TOKEN\r\n';

/** What is sent before the client goes on and on, and the status it is answered. */
const paths: readonly [what: string, text: string, status: number][] = [
  ['no HTTP', 'NONSENSE\r\n\r\n', 400],
  ['headers that are too large', `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ['headers that do not end', 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ', 408],
  ['a body that does not end', post('/graphql', token), 408],
  [
    'a body in pieces that does not end',
    `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n${token}\r\nffff\r\n{`,
    408,
  ],
  ['no token', post('/graphql'), 401],
  // A body that is too large is read to its end before it is refused.
  ['a body that is too large', post('/graphql', token, 10_000_000), 408],
  ['another media type', post('/graphql', token).replace('application/json', 'text/plain'), 415],
  ['another method', post('/graphql', token).replace('POST', 'PUT'), 405],
  ['an unknown page', post('/nowhere'), 404],
  ['statistics without a token', post('/statistics.csv').replace('POST', 'GET'), 401],
  ['an unknown download', post('/downloads/nothing').replace('POST', 'GET'), 404],
  ['a good answer', post('/health').replace('POST', 'GET'), 200],
  ['an unknown expectation', post('/nowhere', 'Expect: nothing\r\n'), 404],
  ['a WebSocket at another path', upgrade('/nowhere', key), 400],
  ['a WebSocket without a key', upgrade('/graphql', ''), 400],
  ['a WebSocket of another origin', upgrade('/graphql', `${key}Origin: https://evil.example\r\n`), 403],
  ['another upgrade', upgrade('/graphql', key).replace('websocket', 'h2c'), 400],
];

eachEngine('a client that continues after the response and never closes', ['sqlite'], (engine) => {
  let app: TestApp;
  let organization: SignedInOrganization;
  const sockets: Socket[] = [];
  const drips: NodeJS.Timeout[] = [];
  /** All at once, because each takes seconds. */
  const answers = new Map<string, Promise<string>>();

  beforeAll(async () => {
    app = await createTestApp(engine, { worker: false, settings: { LIMIT_SILENCE_SECONDS: '2' } });
    organization = await app.organization();
    for (const [what, text] of paths) answers.set(what, goingOn(text.replace('TOKEN', organization.owner.token!)));
  });
  afterAll(async () => {
    drips.forEach(clearInterval);
    sockets.forEach((socket) => socket.destroy());
    await app?.stop();
  });

  const open = (): Socket => {
    const socket = connect({ port: Number(new URL(app.url).port), host: '127.0.0.1', allowHalfOpen: true });
    sockets.push(socket);
    return socket.on('error', () => undefined);
  };
  /** The answer, once the connection is gone for good. */
  const goingOn = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = open();
      socket.write(text);
      drips.push(setInterval(() => socket.write('x'), 50));
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('close', () => resolve(answer));
    });

  it.each(paths)('is disconnected: %s', async (what, _text, status) => {
    expect((await answers.get(what)!).split('\r\n')[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it('is disconnected after a CONNECT request', async () => {
    await goingOn('CONNECT elsewhere:80 HTTP/1.1\r\nHost: x\r\n\r\n');
  });

  it('keeps its connection if the rest of the request arrives', async () => {
    const socket = open();
    const answered = (count: number): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => void (answer.split('HTTP/1.1 404').length > count && resolve());
        socket.on('data', look);
        look();
      });
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.write(post('/nowhere', '', 3));
    await answered(1);
    socket.write('xx');
    socket.write(post('/nowhere', '', 1));
    await answered(2);
    expect(socket.readableEnded).toBe(false);
  });

  it('is disconnected if it reads nothing of a large response', async () => {
    await changeRows(app.app.dataSource, 'users', { id: organization.ownerId }, { bio: 'x'.repeat(400_000) });
    const query = JSON.stringify({
      query: `{ organization { ${Array.from({ length: 29 }, (_unused, index) => `a${index}: owner { bio }`).join(' ')} } }`,
    });
    const socket = open();
    const gone = new Promise((resolve) => socket.once('close', resolve));
    socket.pause();
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${query.length}\r\n${token.replace('TOKEN', organization.owner.token!)}\r\n${query}`,
    );
    // It learns of its end when it says something.
    drips.push(setInterval(() => socket.write('\r\n'), 5000));
    await gone;
  });
});

describe('a connection with many requests', () => {
  it('keeps no listeners of requests that were answered early', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end('no'));
    endLingering(server, 60_000);
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
    const socket = await accepted;
    const exchange = async (): Promise<void> => {
      client.write(post('/nowhere', '', 3));
      await new Promise((resolve) => client.once('data', resolve));
      client.write('xx');
    };
    await exchange();
    await exchange();
    const listeners = socket.listenerCount('close');
    for (let count = 0; count < 5; count++) await exchange();
    expect(socket.listenerCount('close')).toBe(listeners);
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
});
