import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import type { GraphQLFormattedError } from 'graphql';
import { CloseCode, handleProtocols, type Server } from 'graphql-ws';
import { WebSocket, type WebSocketServer } from 'ws';
import type { Limits } from '../../../config';
import type { Log } from '../../../platform/log';
import type { SendBudget } from '../limited-writer';
import { OperationIds } from './operation-ids';
import { SocketWriter } from './socket-writer';

export interface SocketExtra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
  readonly writer: SocketWriter;
}

interface AdapterOptions<Extra extends SocketExtra> {
  readonly limits: Limits;
  readonly budget: SendBudget;
  readonly log: Log;
  readonly pingEveryMs: number;
  /** Returns the errors that answer an operation beyond the limits of its socket. */
  refusalFor(extra: Extra): readonly GraphQLFormattedError[];
  extraOf(connection: SocketExtra & { readonly stream: Socket }, request: IncomingMessage): Extra;
}

const normalClosure = 1000;
const goingAway = 1001;
const unsupportedData = 1003;
/** Maximum total size of the running operations of one socket, in request bodies of maximum size. */
const maxBodiesPerSocket = 10;

/**
 * Connects graphql-ws to the sockets of ws. The adapter of graphql-ws prints every error of a client to the console,
 * with a stack trace; this adapter logs it at level debug.
 */
export function serveGraphqlWs<Extra extends SocketExtra>(
  webSockets: WebSocketServer,
  protocol: Server<Extra>,
  options: AdapterOptions<Extra>,
): { stop(): Promise<void> } {
  const { limits, budget, log, pingEveryMs, refusalFor, extraOf } = options;
  webSockets.options.handleProtocols = handleProtocols;
  webSockets.on('error', (error) => log.error({ err: error }, 'the WebSocket server failed'));
  webSockets.on('connection', (socket, request) => {
    const stream = request.socket;
    const writer = new SocketWriter(socket, stream, { maxBytes: limits.sendBytes, drainMs: limits.silenceMs }, budget);
    const fail = (error: unknown): void => {
      log.debug({ err: error }, 'a WebSocket failed');
      writer.close(CloseCode.InternalServerError, 'Internal server error');
    };
    // `on`, not `once`: a socket may emit several errors, and an unhandled one would end the process.
    socket.on('error', fail);
    const stopPinging = keepAlive(socket, writer, pingEveryMs);
    let operations: OperationIds | undefined;
    const extra = extraOf({ socket, writer, stream }, request);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: async (data) => {
          if (!operations?.isLate(data)) await sent(writer, data);
        },
        close: (code = normalClosure, reason = '') => writer.close(code, reason),
        onPing: () => writer.pong(),
        onMessage(pass) {
          const operationIds = new OperationIds(
            { maxLive: limits.socketOperations, maxLength: maxBodiesPerSocket * limits.bodyBytes },
            {
              pass,
              refuse: (id) => writer.send(JSON.stringify({ id, type: 'error', payload: refusalFor(extra) })),
              close: (code, reason) => writer.end(code, reason),
            },
          );
          operations = operationIds;
          socket.on('message', (data, isBinary) => {
            if (socket.readyState !== WebSocket.OPEN) return;
            if (isBinary) return writer.close(unsupportedData, 'Send text messages, not binary ones');
            void operationIds.read(String(data)).catch(fail);
          });
        },
      },
      extra,
    );
    socket.once('close', (code, reason) => {
      stopPinging();
      Promise.resolve(closed(code, String(reason))).catch((error) =>
        log.warn({ err: error }, 'could not end the operations of a closed WebSocket'),
      );
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

/**
 * Resolves also when the client has vanished. The socket's close event then ends its operations, and an error would
 * answer an operation as if its resolver had failed.
 */
const sent = (writer: SocketWriter, data: string): Promise<void> =>
  new Promise((resolve) => writer.send(data, () => resolve()));

/**
 * Terminates a socket that does not answer a ping before the next one is due. A blocked socket has its own deadline in
 * SocketWriter.
 */
function keepAlive(socket: WebSocket, writer: SocketWriter, pingEveryMs: number): () => void {
  let isAnswered = true;
  socket.on('pong', () => (isAnswered = true));
  const timer = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (writer.isBlocked) return void (isAnswered = true);
    if (!isAnswered) return writer.terminate();
    isAnswered = false;
    writer.ping();
  }, pingEveryMs);
  return () => clearInterval(timer);
}
