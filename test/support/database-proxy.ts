import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Engine } from './engines';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** Nothing gets through any more, in either direction. */
  isSilent: boolean;
  /** Has sent what its next commit is awaited for, or the commit. */
  isMarked: boolean;
  hasCommitted: boolean;
}

/** A network of one's own between the program and its database server, to be broken for real. */
export class DatabaseProxy {
  /** Each way. */
  delayMs = 0;
  /** The transaction with a statement like this is committed, but the answer is lost with the connection; once. */
  losesCommitOf: RegExp | null = null;
  /** The server gets such a statement and then nothing more over that connection, which is cut. */
  cutsBehind: ((statement: string) => boolean) | null = null;
  /** Connections that were opened through it. */
  connectionsOpened = 0;
  /** The same database without a proxy between. */
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

  /** Nobody listens any more, and every connection is cut. */
  async refuse(): Promise<void> {
    this.cut();
    if (this.server.listening) await new Promise((closed) => this.server.close(closed));
  }

  /** Connections stand, and nothing arrives: as behind a firewall that forgot them. */
  forgetConnections(): void {
    for (const pair of this.pairs) pair.isSilent = true;
  }

  /** The same, for new connections too. */
  fallSilent(): void {
    this.isSilent = true;
    this.forgetConnections();
  }

  /** New connections find everything as it was; those that had fallen silent stay so. */
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
