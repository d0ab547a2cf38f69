import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Ends the connections of a server that closes, each after its last response. */
export class LastResponses {
  private readonly connections = new Set<Socket>();
  private readonly responses = new Set<ServerResponse>();
  private isClosing = false;

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.connections.add(socket);
      socket.once('close', () => this.connections.delete(socket));
    });
    server.on('request', (_request, response) => {
      this.responses.add(response);
      response.once('close', () => this.responses.delete(response));
      if (this.isClosing) endAfter(response);
    });
  }

  /** `server.close` ends only connections that are idle at that moment and have had a request. */
  close(): void {
    this.isClosing = true;
    for (const response of this.responses) endAfter(response);
    for (const socket of this.connections) if (socket.bytesRead === 0) socket.destroy();
  }
}

/** Node would keep the connection open for `keepAliveTimeout`. */
function endAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
  response.once('close', () => response.req.socket.end());
}
