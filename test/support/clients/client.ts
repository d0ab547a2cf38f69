import { createClient as createStreamClient } from 'graphql-sse';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { waitFor } from '../wait-for';

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: T | null | undefined;
  readonly errors:
    | {
        message: string;
        path?: unknown[];
        extensions: { code: string; argument?: string; [detail: string]: unknown };
      }[]
    | undefined;
}

// Tests read responses without a type, because their shape is what they test.
export type Data = { [field: string]: any };

/** How subscriptions are sent: graphql-transport-ws, or GraphQL over Server-Sent Events. */
export type Transport = 'WebSocket' | 'event stream';

interface LiveClient {
  subscribe<T>(request: { query: string; variables: Record<string, unknown> }, sink: LiveSink<T>): () => void;
  dispose(): void | Promise<void>;
}

interface LiveSink<T> {
  next(result: { data?: T | null; errors?: readonly unknown[] }): void;
  error(error: unknown): void;
  complete(): void;
}

/** A client of the public API over HTTP and a transport of subscriptions, with one token or the cookie of a session. */
export class TestClient {
  private live: LiveClient | null = null;

  constructor(
    readonly url: string,
    public token: string | null,
    /** Secret of the session. */
    public session: string | null = null,
    private readonly transport: Transport = 'WebSocket',
  ) {}

  /** The same client with another transport of subscriptions. */
  over(transport: Transport): TestClient {
    return new TestClient(this.url, this.token, this.session, transport);
  }

  /** As a program sends them, or a page of the server in a browser. */
  get headers(): Record<string, string> {
    if (this.session !== null) return { cookie: `tallyport=${this.session}`, origin: this.url };
    return this.token ? { authorization: `Bearer ${this.token}` } : {};
  }

  /** For `connection_init`. */
  get connectionParams(): { authorization?: string } {
    return this.session === null ? { authorization: `Bearer ${this.token}` } : {};
  }

  /** For the request that opens a WebSocket. */
  get socketHeaders(): Record<string, string> {
    return this.session === null ? {} : this.headers;
  }

  async gql<T = Data>(query: string, variables?: object, operationName?: string): Promise<Answer<T>> {
    return this.post<T>(JSON.stringify({ query, variables, operationName }));
  }

  /** Returns the data of an operation that must succeed. */
  async data<T = Data>(query: string, variables?: object): Promise<T> {
    const { data, errors } = await this.gql<T>(query, variables);
    if (errors) throw new Error(`unexpected errors: ${JSON.stringify(errors)}`);
    return data as T;
  }

  /** Returns `extensions`, without `inputErrors`, and message of the first error of an operation that must fail. */
  async refusal(
    query: string,
    variables?: object,
  ): Promise<{ code: string; argument?: string; message: string; [detail: string]: unknown }> {
    const { data, errors } = await this.gql(query, variables);
    if (!errors) throw new Error(`expected an error, got ${JSON.stringify(data)}`);
    const { inputErrors: _inputErrors, ...extensions } = errors[0]!.extensions as {
      code: string;
      inputErrors?: unknown;
    };
    return { ...extensions, message: errors[0]!.message };
  }

  async post<T = Data>(body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer<T>> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...this.headers,
        ...headers,
      },
      body: body as string,
    });
    const answer = (await response.json()) as { data?: T; errors?: Answer<T>['errors'] };
    return { status: response.status, headers: response.headers, data: answer.data, errors: answer.errors };
  }

  /** Starts a subscription and collects its events. */
  subscribe<T = Data>(query: string, variables: Record<string, unknown> = {}): Subscription<T> {
    this.live ??= this.transport === 'WebSocket' ? this.socketClient() : this.streamClient();
    return new Subscription<T>(this.live, query, variables);
  }

  get socketUrl(): string {
    return `${this.url.replace('http', 'ws')}/graphql`;
  }

  async close(): Promise<void> {
    await this.live?.dispose();
    this.live = null;
  }

  private socketClient(): LiveClient {
    const headers = this.socketHeaders;
    return createClient({
      url: this.socketUrl,
      webSocketImpl: class extends WebSocket {
        constructor(url: string, protocols: string) {
          super(url, protocols, { headers });
        }
      },
      connectionParams: this.connectionParams,
      retryAttempts: 0,
    });
  }

  private streamClient(): LiveClient {
    return createStreamClient({ url: `${this.url}/graphql`, headers: this.headers, retryAttempts: 0 });
  }
}

export class Subscription<T = Data> {
  /** `data` of each event, in the order of arrival. */
  readonly events: T[] = [];
  /** Arrival of each event, in milliseconds of `performance.now()`. */
  readonly arrivedAtMs: number[] = [];
  /** Errors of events, GraphQL errors of the operation, or a close event. */
  readonly errors: unknown[] = [];
  completed = false;
  readonly unsubscribe: () => void;

  constructor(live: LiveClient, query: string, variables: Record<string, unknown>) {
    this.unsubscribe = live.subscribe<T>(
      { query, variables },
      {
        next: ({ data, errors }) => {
          if (errors) this.errors.push(...errors);
          if (data) {
            this.events.push(data);
            this.arrivedAtMs.push(performance.now());
          }
        },
        error: (error) => {
          this.errors.push(...(Array.isArray(error) ? error : [error]));
          this.completed = true;
        },
        complete: () => (this.completed = true),
      },
    );
  }

  async untilCompleted(maxMs?: number): Promise<T[]> {
    await waitFor('the subscription to complete', () => this.completed, maxMs);
    return this.events;
  }

  async untilEvent(what: string, is: (event: T) => boolean, maxMs?: number): Promise<T> {
    return waitFor(what, () => this.events.find(is), maxMs);
  }
}

/** Downloads a file. */
export async function download(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; headers: Headers; body: Buffer }> {
  const response = await fetch(url, { headers, method });
  return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
}
