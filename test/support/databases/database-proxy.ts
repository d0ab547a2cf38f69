import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Engine } from './engines';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** Drops all data in both directions. */
  isSilent: boolean;
  /** Has sent the statement whose commit is to be cut, or that commit. */
  isMarked: boolean;
  hasCommitted: boolean;
}

/** A TCP proxy between the program and its database server that can break connections. */
export class DatabaseProxy {
  /** Delay in each direction. */
  delayMs = 0;
  /** Commits the next transaction with a matching statement, but cuts the connection before the response. */
  losesCommitOf: RegExp | null = null;
  /** Cuts a connection after the server has received a matching statement. */
  cutsBehind: ((statement: string) => boolean) | null = null;
  /** Number of connections opened through the proxy. */
  connectionsOpened = 0;
  /** URL of the database without the proxy. */
  directUrl = '';
  private isSilent = false;
  private readonly pairs = new Set<Pair>();
  private server!: Server;
  private port = 0;
  private upstream!: { host: string; port: number };

  /** The same engine, reached through this proxy. */
  before(engine: Engine): Engine {
    return {
      name: engine.name,
      createDatabase: async (options) => {
        const database = await engine.createDatabase(options);
        this.directUrl = database.databaseUrl!;
        const url = new URL(this.directUrl);
        this.upstream = { host: url.hostname, port: Number(url.port) };
        await this.listen();
        url.host = `127.0.0.1:${this.port}`;
        return {
          databaseUrl: url.href,
          dataDir: database.dataDir,
          drop: async () => {
            await this.refuse();
            await database.drop();
          },
        };
      },
    };
  }

  /** Stops listening and cuts every connection. */
  async refuse(): Promise<void> {
    this.cut();
    if (this.server.listening) await new Promise((closed) => this.server.close(closed));
  }

  /** Keeps connections open but drops their data, like a firewall that forgot them. */
  forgetConnections(): void {
    for (const pair of this.pairs) pair.isSilent = true;
  }

  /** Like `silence`, for new connections too. */
  fallSilent(): void {
    this.isSilent = true;
    this.forgetConnections();
  }

  /** Serves new connections again. Silenced ones stay silent. */
  async recover(): Promise<void> {
    this.isSilent = false;
    if (!this.server.listening) await this.listen();
  }

  cut(): void {
    for (const { client, server } of this.pairs) {
      client.destroy();
      server.destroy();
    }
  }

  private async listen(): Promise<void> {
    this.server = createServer((client) => this.join(client));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  private join(client: Socket): void {
    const pair: Pair = {
      client,
      server: connect(this.upstream),
      isSilent: this.isSilent,
      isMarked: false,
      hasCommitted: false,
    };
    this.pairs.add(pair);
    this.connectionsOpened++;
    const { server } = pair;
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.on('close', () => {
        this.pairs.delete(pair);
        to.destroy();
      });
      from.on('data', (chunk: Buffer) => {
        if (pair.isSilent) return;
        if (from === client) this.lookAt(pair, chunk.toString('latin1'));
        else if (pair.hasCommitted) return void from.destroy();
        if (from === client && this.cutsBehind?.(chunk.toString('latin1'))) return void to.end(chunk);
        if (this.delayMs === 0) to.write(chunk);
        else setTimeout(() => to.writable && to.write(chunk), this.delayMs);
      });
    }
  }

  private lookAt(pair: Pair, statement: string): void {
    if (this.losesCommitOf?.test(statement)) {
      this.losesCommitOf = null;
      pair.isMarked = true;
    }
    if (pair.isMarked && statement.endsWith('COMMIT')) pair.hasCommitted = true;
  }
}
