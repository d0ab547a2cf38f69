import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { CloseCode, handleProtocols, type Server } from 'graphql-ws';
import { WebSocket, type WebSocketServer } from 'ws';
import type { Log } from '../platform/log';
import { OperationIds } from './operation-ids';

export interface SocketExtra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
}

const goingAway = 1001;

/**
 * Lets graphql-ws speak over these sockets. Its own adapter prints on the console, with a stack, whatever a client does
 * wrong: here that is logged for those who look for it.
 */
export function speakGraphql<Extra extends SocketExtra>(webSockets: WebSocketServer, protocol: Server<Extra>, extraOf: (socket: WebSocket, request: IncomingMessage) => Extra, log: Log, pingEveryMs: number): { stop(): Promise<void> } {
  webSockets.options.handleProtocols = handleProtocols;
  webSockets.on('error', (error) => log.error({ err: error }, 'the WebSocket server failed'));
  webSockets.on('connection', (socket, request) => {
    const fail = (error: unknown): void => {
      log.debug({ err: error }, 'a WebSocket failed');
      socket.close(CloseCode.InternalServerError, 'Internal server error');
    };
    // More than once, when the first has not ended it: an error that nobody listens for ends the process.
    socket.on('error', fail);
    const stopPinging = keepAlive(socket, pingEveryMs);
    let ids: OperationIds | undefined;
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: async (data) => {
          if (!ids?.isForNobody(data)) await send(socket, data);
        },
        close: (code, reason) => socket.close(code, reason),
        onMessage(read) {
          const inOrder = new OperationIds(read, () => socket.close(CloseCode.SubscriberAlreadyExists, 'Subscriber already exists'));
          ids = inOrder;
          socket.on('message', (data) => void inOrder.read(String(data)).catch(fail));
        },
      },
      extraOf(socket, request),
    );
    socket.once('close', (code, reason) => {
      stopPinging();
      Promise.resolve(closed(code, String(reason))).catch((error) => log.warn({ err: error }, 'could not end what a WebSocket had begun'));
    });
  });
  return {
    async stop() {
      for (const socket of webSockets.clients) socket.close(goingAway, 'Going away');
      webSockets.removeAllListeners();
      await promisify(webSockets.close.bind(webSockets))();
    },
  };
}

async function send(socket: WebSocket, data: string): Promise<void> {
  if (socket.readyState !== WebSocket.OPEN) return;
  await new Promise<void>((resolve, reject) => socket.send(data, (error) => (error ? reject(error) : resolve())));
}

/** Ends a socket that does not answer one ping before the next is due. */
function keepAlive(socket: WebSocket, pingEveryMs: number): () => void {
  let answered = true;
  socket.on('pong', () => (answered = true));
  const timer = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (!answered) return void socket.terminate();
    answered = false;
    socket.ping();
  }, pingEveryMs);
  return () => clearInterval(timer);
}
