import { WebSocket, WebSocketServer } from 'ws';

/**
 * The server side of the WebSockets of all apps created from now on, in the order of opening, and the bytes that waited
 * on each.
 */
export class ServerSockets {
  readonly opened: WebSocket[] = [];
  private readonly maxUnsent = new Map<WebSocket, number>();
  private readonly spy: jest.SpyInstance;

  constructor() {
    const { emit } = WebSocketServer.prototype;
    const add = (socket: WebSocket): void => this.add(socket);
    this.spy = jest.spyOn(WebSocketServer.prototype, 'emit').mockImplementation(function (
      this: WebSocketServer,
      event: string | symbol,
      ...rest: unknown[]
    ) {
      if (event === 'connection') add(rest[0] as WebSocket);
      return emit.call(this, event, ...rest);
    });
  }

  get last(): WebSocket {
    return this.opened.at(-1)!;
  }

  /** The maximum number of bytes that waited to be sent on this socket. */
  maxUnsentOf(socket: WebSocket): number {
    return this.maxUnsent.get(socket)!;
  }

  restore(): void {
    this.spy.mockRestore();
  }

  private add(socket: WebSocket): void {
    this.opened.push(socket);
    this.maxUnsent.set(socket, 0);
    for (const name of ['send', 'ping', 'pong'] as const) {
      const original = socket[name].bind(socket) as (...parameters: unknown[]) => void;
      socket[name] = (...parameters: unknown[]) => {
        original(...parameters);
        this.maxUnsent.set(socket, Math.max(this.maxUnsent.get(socket)!, socket.bufferedAmount));
      };
    }
  }
}
