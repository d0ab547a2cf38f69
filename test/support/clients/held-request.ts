import { connect, type Socket } from 'node:net';
import { Authentication } from '../../../src/api/authentication';
import { waitFor } from '../wait-for';
import type { TestClient } from './client';

/** A POST of an operation, whose client holds back the last byte of the body after the server has authenticated it. */
export class HeldRequest {
  private received = '';
  private isClosed = false;

  private constructor(
    private readonly socket: Socket,
    private readonly lastByte: string,
  ) {
    socket.on('data', (chunk) => (this.received += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => (this.isClosed = true));
  }

  /** One after the other, because each watches for the next authentication. */
  static async openEach(
    client: TestClient,
    queries: readonly string[],
    accept = 'application/json',
  ): Promise<HeldRequest[]> {
    const opened: HeldRequest[] = [];
    for (const query of queries) opened.push(await HeldRequest.open(client, query, accept));
    return opened;
  }

  private static async open(client: TestClient, query: string, accept: string): Promise<HeldRequest> {
    const authenticate = jest.spyOn(Authentication.prototype, 'viewerOf');
    const { host, hostname, port } = new URL(client.url);
    const body = JSON.stringify({ query });
    const headers = {
      host,
      connection: 'close',
      accept,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...client.headers,
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const socket = connect(Number(port), hostname);
    const held = new HeldRequest(socket, body.slice(-1));
    socket.write(`POST /graphql HTTP/1.1\r\n${lines.join('')}\r\n${body.slice(0, -1)}`);
    try {
      const viewer = await waitFor('the request to be authenticated', () => authenticate.mock.results[0]?.value);
      if (!viewer) throw new Error('the request was refused before its body');
    } finally {
      authenticate.mockRestore();
    }
    return held;
  }

  /** Sends the last byte, and returns the response. */
  async finish(): Promise<{ readonly status: number; readonly head: string; readonly body: string }> {
    this.socket.write(this.lastByte);
    await waitFor('the response', () => this.isClosed);
    const [head = '', ...body] = this.received.split('\r\n\r\n');
    return { status: Number(head.split(' ')[1]), head: head.replaceAll('\r', ''), body: body.join('') };
  }
}
