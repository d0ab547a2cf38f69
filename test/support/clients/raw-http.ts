import { request } from 'node:http';
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  /** Parses the body as JSON. Throws if it is invalid. */
  json(): any;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/**
 * A request that is sent exactly as written. Unlike fetch, it changes no path, forbids no method and adds no headers
 * of its own.
 */
export function rawRequest(
  url: string,
  path: string,
  { method = 'GET', headers = {}, body }: RawRequest = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve(answer(response.statusCode!, response.headers, Buffer.concat(chunks).toString())),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends bytes that need not be HTTP and reads the response until the server closes. */
export function rawBytes(url: string, bytes: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', body = ''] = text.split('\r\n\r\n');
      const [statusLine = '', ...lines] = head.split('\r\n');
      const headers = Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
      );
      resolve(answer(Number(statusLine.split(' ')[1]), headers, body));
    });
  });
}

const answer = (status: number, headers: RawAnswer['headers'], text: string): RawAnswer => ({
  status,
  headers,
  text,
  json: () => JSON.parse(text),
});
