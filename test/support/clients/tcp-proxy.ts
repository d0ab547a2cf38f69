import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  isFrozen: boolean;
  isLive: boolean;
}

/** The header of a request that opens a live connection. */
const live = /^(upgrade: websocket|accept: text\/event-stream)/im;

/** A TCP proxy between clients and a server that can stop, be replaced, or fall silent. */
export class TcpProxy {
  /** Number of connections that reached no server. */
  refused = 0;
  /** Number of connections that reached a server. */
  accepted = 0;
  /** Target of new connections. With null they are cut at once. */
  upstreamUrl: string | null = null;
  /** Whether connections are cut after a client has sent a megabyte. */
  cutsUploads = false;
  /** Whether the first cut also ends the way to the server, before the client can send anything again. */
  isLostByCut = false;
  private readonly pairs = new Set<Pair>();

  private constructor(private readonly server: Server) {}

  static async listen(): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server);
    server.on('connection', (client) => proxy.join(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Keeps connections open but drops all data and their end, as after a computer slept. */
  freeze(): void {
    for (const pair of this.pairs) pair.isFrozen = true;
  }

  /**
   * Keeps WebSockets and event streams open but drops all data and their end, as after a computer slept. Browsers replace
   * idle connections of other requests by themselves then.
   */
  freezeLive(): void {
    for (const pair of this.pairs) pair.isFrozen = pair.isLive;
  }

  async stop(): Promise<void> {
    for (const { client, server } of this.pairs) {
      client.destroy();
      server.destroy();
    }
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    client.on('error', () => undefined);
    if (this.upstreamUrl === null) {
      this.refused++;
      return void client.destroy();
    }
    this.accepted++;
    const { hostname, port } = new URL(this.upstreamUrl);
    const pair: Pair = { client, server: connect(Number(port), hostname), isFrozen: false, isLive: false };
    this.pairs.add(pair);
    let sent = 0;
    client.on('data', (chunk) => {
      if (!this.cutsUploads || (sent += chunk.length) < 1_000_000) return;
      if (this.isLostByCut) this.upstreamUrl = null;
      // What was written before still arrives.
      pair.server.end();
      client.destroy();
    });
    client.on('data', (chunk) => (pair.isLive ||= live.test(chunk.toString('latin1'))));
    for (const [from, to] of [
      [client, pair.server],
      [pair.server, client],
    ] as const) {
      from.on('error', () => undefined);
      from.on('data', (chunk) => pair.isFrozen || to.write(chunk));
      from.on('end', () => pair.isFrozen || to.end());
      from.on('close', () => {
        if (from === client) this.pairs.delete(pair);
        if (!pair.isFrozen || from === client) to.destroy();
      });
    }
  }
}
