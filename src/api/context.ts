import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Config } from '../config';
import type { AccessTokens } from '../features/auth/access-tokens';
import { viewerLoader } from '../features/auth/viewer.loaders';
import type { Operation, Resolvers } from '../platform/graphql/operation';
import type { Clock } from '../platform/time/clock';
import type { Viewer } from '../viewer';

/**
 * Where an operation comes from. A socket keeps this for as long as it lives, and not the request that opened it with
 * all its headers.
 */
export type Client = Pick<Operation, 'baseUrl' | 'address' | 'isGone'>;

/** Makes the context of each operation. */
export class Operations {
  private readonly viewers: ReturnType<typeof viewerLoader>;

  constructor(
    private readonly resolvers: Resolvers,
    tokens: AccessTokens,
    private readonly clock: Clock,
    private readonly config: Pick<Config, 'publicUrl' | 'trustedProxies'>,
  ) {
    this.viewers = viewerLoader(tokens);
  }

  clientOf(request: IncomingMessage): Client {
    const { socket } = request;
    return {
      baseUrl: this.config.publicUrl ?? addressedAs(request),
      address: addressOf(request, this.config),
      isGone: () => socket.destroyed,
    };
  }

  /**
   * The viewer with their present rights: the same object if nothing changed, null once the token is invalid.
   * Simultaneous calls share one statement.
   */
  viewerNow(viewer: Viewer): Promise<Viewer | null> {
    return this.viewers.load(viewer);
  }

  begin(viewer: Viewer, client: Client, requestId: string = randomUUID()): Operation {
    return {
      ...client,
      requestId,
      viewer,
      inTurn: (work) => work(),
      startedAt: this.clock.now(),
      now: () => this.clock.now(),
      resolvers: this.resolvers,
      memory: new Map(),
    };
  }
}

/** The client's address; that of an IPv4 client as such, also on a socket for both. */
export function addressOf(
  { headers, socket }: IncomingMessage,
  { trustedProxies }: Pick<Config, 'trustedProxies'>,
): string | null {
  const forwarded =
    trustedProxies > 0
      ? String(headers['x-forwarded-for'] ?? '')
          .split(',')
          .slice(-trustedProxies)[0]!
          .trim()
      : '';
  return (isIP(forwarded) ? forwarded : socket.remoteAddress)?.replace(/^::ffff:(?=\d+\.)/, '') ?? null;
}

/** The address that this client used. It is told to nobody else, so a made-up Host header fools only who made it up. */
export function addressedAs(request: IncomingMessage): string {
  const host = request.headers.host ?? '';
  return /^[\w.:[\]-]+$/.test(host) ? `http://${host}` : `http://localhost:${request.socket.localPort}`;
}
