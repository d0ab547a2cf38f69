import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { waitFor } from '../wait-for';
import type { TestClient } from './client';

interface StreamEvent {
  readonly event: string;
  // Tests read data without a type, because its shape is what they test.
  readonly data: any;
}

interface StreamOptions {
  readonly variables?: object;
  readonly extensions?: object;
  readonly headers?: Record<string, string>;
  /** Whether the client reads nothing. */
  readonly isAsleep?: boolean;
}

/** An event stream as its client receives it, or the response that refuses it. */
export class RawStream {
  text = '';
  /** Whether the response ended as a whole, or its connection was cut. */
  end: 'ended' | 'cut' | null = null;

  private constructor(readonly response: IncomingMessage) {
    response.on('end', () => (this.end = 'ended'));
    response.on('error', () => (this.end = 'cut'));
  }

  static async open(client: TestClient, query: string, options: StreamOptions = {}): Promise<RawStream> {
    const { variables, extensions, headers, isAsleep = false } = options;
    const sent = request(`${client.url}/graphql`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...client.headers, ...headers },
    });
    sent.on('error', () => undefined);
    sent.end(JSON.stringify({ query, variables, extensions }));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const stream = new RawStream(response);
    if (!isAsleep) stream.read();
    return stream;
  }

  get status(): number {
    return this.response.statusCode!;
  }

  get socket(): Socket {
    return this.response.socket;
  }

  get events(): StreamEvent[] {
    return this.text
      .split('\n\n')
      .slice(0, -1)
      .map((block) => /^event: (\w+)\ndata:(.*)$/.exec(block))
      .filter((match) => match !== null)
      .map(([, event, data]) => ({ event: event!, data: data === '' ? null : JSON.parse(data!) }));
  }

  read(): void {
    this.response.setEncoding('utf8').on('data', (text: string) => (this.text += text));
  }

  until(what: string, is: (event: StreamEvent) => boolean, maxMs?: number): Promise<StreamEvent> {
    return waitFor(
      what,
      () => {
        const found = this.events.find(is);
        if (!found && this.end) throw new Error(`the stream ended instead of ${what}: ${this.text}`);
        return found;
      },
      maxMs,
    );
  }

  /** Waits for the end, and returns how the stream ended. */
  untilEnd(maxMs?: number): Promise<'ended' | 'cut'> {
    return waitFor('the stream to end', () => this.end, maxMs);
  }

  close(): void {
    this.response.destroy();
  }
}
