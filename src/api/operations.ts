import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Config } from '../config';
import type { Credentials } from '../features/auth/credentials';
import { viewerLoader } from '../features/auth/viewer.loaders';
import type { Operation, Resolvers } from '../platform/graphql/operation';
import type { Clock } from '../platform/time/clock';
import type { Viewer } from '../viewer';
import { anonymousViewer } from './anonymous-viewer';
import { languageOf } from './language';
import { forwardedEntry, serverUrlFor } from './request-origin';

/**
 * The client of an operation. A socket keeps this for its lifetime, instead of the request that opened it with all its
 * headers.
 */
export type Client = Pick<Operation, 'baseUrl' | 'address' | 'isGone' | 'language' | 'clearSessionCookie'>;

/** Creates the GraphQL context of each operation. */
export class Operations {
  private readonly viewers: ReturnType<typeof viewerLoader>;

  constructor(
    private readonly resolvers: Resolvers,
    credentials: Credentials,
    private readonly clock: Clock,
    private readonly config: Pick<Config, 'publicUrl' | 'trustedProxies'>,
  ) {
    this.viewers = viewerLoader(credentials);
  }

  clientOf(request: IncomingMessage): Client {
    const { socket } = request;
    return {
      baseUrl: serverUrlFor(request, this.config),
      address: addressOf(request, this.config),
      isGone: () => socket.destroyed,
      clearSessionCookie: () => undefined,
      language: languageOf(request.headers['accept-language']),
    };
  }

  /**
   * Returns the viewer with their current permissions: the same object if nothing changed, null if the access token or
   * session has ended. Simultaneous calls share one statement.
   */
  async viewerNow(viewer: Viewer): Promise<Viewer | null> {
    return viewer === anonymousViewer ? viewer : this.viewers.load(viewer);
  }

  create(viewer: Viewer, client: Client, requestId: string = randomUUID()): Operation {
    return {
      ...client,
      requestId,
      viewer,
      inTurn: (work) => work(),
      startedAt: this.clock.now(),
      now: () => this.clock.now(),
      resolvers: this.resolvers,
      cache: new Map(),
    };
  }
}

/** Returns the client's IP address. An IPv4 address on a dual-stack socket loses its IPv6 prefix. */
export function addressOf(
  { headers, socket }: IncomingMessage,
  { trustedProxies }: Pick<Config, 'trustedProxies'>,
): string | null {
  const entry = trustedProxies > 0 ? forwardedEntry(headers['x-forwarded-for'], trustedProxies) : '';
  // Some proxies add the port: `203.0.113.7:5123`, `[2001:db8::7]:5123`.
  const forwarded = entry.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  return (isIP(forwarded) ? forwarded : socket.remoteAddress)?.replace(/^::ffff:(?=\d+\.)/, '') ?? null;
}
