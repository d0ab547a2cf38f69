import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';
import { waitFor } from '../wait-for';
import type { TestClient } from './client';

// Messages have no type, because their shape is what the tests check.
export type Message = { id?: string; type: string; payload?: any };

export interface SocketOptions extends Omit<ClientOptions, 'protocol'> {
  readonly protocol?: string | string[];
}

/** A WebSocket that sends graphql-transport-ws messages by hand, even invalid ones. */
export class RawSocket {
  readonly messages: Message[] = [];
  closed: { code: number; reason: string } | null = null;
  private lastId = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.messages.push(JSON.parse(String(data)) as Message));
    socket.on('close', (code, reason) => (this.closed = { code, reason: String(reason) }));
    socket.on('error', () => undefined);
  }

  static async open(
    client: TestClient,
    { protocol = 'graphql-transport-ws', ...options }: SocketOptions = {},
  ): Promise<RawSocket> {
    const raw = new RawSocket(new WebSocket(client.socketUrl, protocol, { headers: client.socketHeaders, ...options }));
    await once(raw.socket, 'open');
    return raw;
  }

  /** Opens a socket and signs in with the client's token or session. */
  static async signedIn(client: TestClient, options?: SocketOptions): Promise<RawSocket> {
    const raw = await RawSocket.open(client, options);
    raw.send({ type: 'connection_init', payload: client.connectionParams });
    await raw.until('connection_ack', (message) => message.type === 'connection_ack');
    return raw;
  }

  send(message: object | string | Buffer): void {
    this.socket.send(typeof message === 'object' && !Buffer.isBuffer(message) ? JSON.stringify(message) : message);
  }

  /** Starts an operation and returns its id. */
  start(query: string, variables?: object, operationName?: string): string {
    const id = String(++this.lastId);
    this.send({ id, type: 'subscribe', payload: { query, variables, operationName } });
    return id;
  }

  /** The first response to an operation: a result, or the errors that prevented it. */
  async answer(query: string, variables?: object, operationName?: string): Promise<{ data?: any; errors?: any[] }> {
    return this.firstOf(this.start(query, variables, operationName));
  }

  async firstOf(id: string): Promise<{ data?: any; errors?: any[] }> {
    const { type, payload } = await this.until(
      `an answer to operation ${id}`,
      (message) => message.id === id && message.type !== 'complete',
    );
    return type === 'error' ? { errors: payload } : payload;
  }

  until(what: string, is: (message: Message) => boolean, maxMs?: number): Promise<Message> {
    return waitFor(
      what,
      () => {
        const found = this.messages.find(is);
        if (!found && this.closed)
          throw new Error(`the socket closed (${this.closed.code} ${this.closed.reason}) instead of ${what}`);
        return found;
      },
      maxMs,
    );
  }

  untilClosed(maxMs?: number): Promise<{ code: number; reason: string }> {
    return waitFor('the socket to close', () => this.closed, maxMs);
  }

  close(): void {
    this.socket.terminate();
  }
}
