import { lookup } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopback, isWithinReach, type Reach } from './public-addresses';

/** The server could not be reached, may not be reached, or did not send a usable response. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
}

interface FetchOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Aborts the request, and the response while it is read. */
  readonly signal: AbortSignal;
}

/**
 * Fetches a URL that a user has chosen. Follows no redirect, reads at most `maxBytes`, and connects only to addresses
 * within reach. They are checked when the connection is made, so that a name cannot change its address in between.
 *
 * @throws FetchError
 */
export async function guardedFetch(
  urlText: string,
  { method, headers, body, signal }: FetchOptions,
  { reach, maxBytes }: { readonly reach: Reach; readonly maxBytes: number },
): Promise<Response> {
  const url = new URL(urlText);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && reach === 'local'))
    throw new FetchError(`${url.origin} is not an https address`);
  // Node.js looks up names only.
  if (isIP(host)) assertReachable(url, host, reach);
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
    method,
    headers: { ...headers, 'accept-encoding': 'identity' },
    agent: false,
    lookup: lookupWithin(url, reach),
    signal,
  });
  try {
    const response = await responseTo(request, body);
    const bytes = await readLimited(response, maxBytes);
    const status = response.statusCode!;
    return new Response(status === 204 || status === 304 ? null : bytes, {
      status,
      headers: new Headers({ 'content-type': response.headers['content-type'] ?? '' }),
    });
  } catch (error) {
    request.destroy();
    if (error instanceof FetchError) throw error;
    const reason = (error as { code?: unknown }).code ?? 'unknown';
    throw new FetchError(`${url.host} did not answer: ${signal.aborted ? 'timeout' : String(reason)}`, {
      cause: error,
    });
  }
}

const lookupWithin =
  (url: URL, reach: Reach): LookupFunction =>
  (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      // The same as for a private address: otherwise anyone could list the names of a private network.
      if (error) return done(notWithinReach(url), []);
      try {
        for (const { address } of addresses) assertReachable(url, address, reach);
      } catch (refusal) {
        return done(refusal as Error, []);
      }
      if (options.all) done(null, addresses);
      else done(null, addresses[0]!.address, addresses[0]!.family);
    });
  };

function assertReachable(url: URL, address: string, reach: Reach): void {
  if (!isWithinReach(address, reach) || (url.protocol === 'http:' && !isLoopback(address))) throw notWithinReach(url);
}

const notWithinReach = ({ host }: URL): FetchError => new FetchError(`${host} has no public address`);

function responseTo(request: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve).on('error', reject).end(body);
  });
}

async function readLimited(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new FetchError(`the response is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
