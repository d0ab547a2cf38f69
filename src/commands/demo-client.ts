import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** A client that uses only HTTP and graphql-ws. */
export class DemoClient {
  readonly results: string[] = [];
  firstEventMs = 0;
  private readonly sockets: Client;

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {
    this.sockets = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
      lazy: true,
    });
  }

  async request<T>(query: string, variables: object): Promise<T> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: T; errors?: { message: string }[] };
    if (errors) throw new Error(errors.map((error) => error.message).join('; '));
    return data;
  }

  async *subscribe<T>(query: string, variables: Record<string, unknown>): AsyncGenerator<T> {
    for await (const { data, errors } of this.sockets.iterate<T>({ query, variables })) {
      if (errors) throw new Error(errors.map((error) => error.message).join('; '));
      this.firstEventMs ||= performance.now();
      yield data as T;
    }
  }

  close(): void {
    void this.sockets.dispose();
  }
}
