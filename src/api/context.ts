import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Operation, Resolvers } from '../platform/graphql/operation';
import type { Clock } from '../platform/time/clock';
import type { Viewer } from '../viewer';

/** Makes the context of each operation. */
export class Operations {
  constructor(
    private readonly resolvers: Resolvers,
    private readonly clock: Clock,
    private readonly publicUrl: string | null,
  ) {}

  begin(viewer: Viewer, request: IncomingMessage, requestId: string = randomUUID()): Operation {
    return {
      requestId,
      viewer,
      startedAt: this.clock.now(),
      now: () => this.clock.now(),
      baseUrl: this.publicUrl ?? addressedAs(request),
      address: addressOf(request),
      isGone: () => request.socket.destroyed,
      resolvers: this.resolvers,
      memory: new Map(),
    };
  }
}

/** The client's address; that of an IPv4 client as such, also on a socket for both. */
export const addressOf = (request: IncomingMessage): string | null => request.socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '') ?? null;

/** The address that this client used. It is told to nobody else, so a made-up Host header fools only who made it up. */
function addressedAs(request: IncomingMessage): string {
  const host = request.headers.host ?? '';
  return /^[\w.:[\]-]+$/.test(host) ? `http://${host}` : `http://localhost:${request.socket.localPort}`;
}
