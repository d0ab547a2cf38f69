import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import type { GraphQLFormattedError } from 'graphql';
import { CloseCode, handleProtocols, type Server } from 'graphql-ws';
import { WebSocket, type WebSocketServer } from 'ws';
import type { Limits } from '../../config';
import type { Log } from '../../platform/log';
import { OperationIds } from './operation-ids';
import { SendBudget, SocketWriter } from './socket-writer';

export interface SocketExtra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
  readonly writer: SocketWriter;
}

interface AdapterParts<Extra extends SocketExtra> {
  readonly limits: Limits;
  readonly log: Log;
  readonly pingEveryMs: number;
  /** What an operation is answered that exceeds the limits of its socket. */
  readonly refusal: readonly GraphQLFormattedError[];
  extraOf(connection: SocketExtra & { readonly stream: Socket }, request: IncomingMessage): Extra;
}

const normalClosure = 1000;
const goingAway = 1001;
const unsupportedData = 1003;
/** Messages of this size can begin as many operations of one socket as the limit allows at once. */
const maxBodiesPerSocket = 10;

/**
 * Lets graphql-ws speak over these sockets. Its own adapter prints on the console, with a stack, whatever a client does
 * wrong: here that is logged for those who look for it.
 */
export function speakGraphql<Extra extends SocketExtra>(
  webSockets: WebSocketServer,
  protocol: Server<Extra>,
  parts: AdapterParts<Extra>,
): { stop(): Promise<void> } {
  const { limits, log, pingEveryMs, refusal, extraOf } = parts;
  const budget = new SendBudget(limits.sendBytesTotal);
  webSockets.options.handleProtocols = handleProtocols;
  webSockets.on('error', (error) => log.error({ err: error }, 'the WebSocket server failed'));
  webSockets.on('connection', (socket, request) => {
    const stream = request.socket;
    const writer = new SocketWriter(socket, stream, { maxBytes: limits.sendBytes, drainMs: limits.silenceMs }, budget);
    const fail = (error: unknown): void => {
      log.debug({ err: error }, 'a WebSocket failed');
      writer.close(CloseCode.InternalServerError, 'Internal server error');
    };
    // More than once, when the first has not ended it: an error that nobody listens for ends the process.
    socket.on('error', fail);
    const stopPinging = keepAlive(socket, writer, pingEveryMs);
    let operations: OperationIds | undefined;
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: async (data) => {
          if (!operations?.isForNobody(data)) await sent(writer, data);
        },
        close: (code = normalClosure, reason = '') => writer.close(code, reason),
        onPing: () => writer.pong(),
        onMessage(pass) {
          const inOrder = new OperationIds(
            { maxLive: limits.socketOperations, maxLength: maxBodiesPerSocket * limits.bodyBytes },
            {
              pass,
              refuse: (id) => writer.send(JSON.stringify({ id, type: 'error', payload: refusal })),
              close: (code, reason) => writer.end(code, reason),
            },
          );
          operations = inOrder;
          socket.on('message', (data, isBinary) => {
            if (socket.readyState !== WebSocket.OPEN) return;
            if (isBinary) return writer.close(unsupportedData, 'Send text messages, not binary ones');
            void inOrder.read(String(data)).catch(fail);
          });
        },
      },
      extraOf({ socket, writer, stream }, request),
    );
    socket.once('close', (code, reason) => {
      stopPinging();
      Promise.resolve(closed(code, String(reason))).catch((error) =>
        log.warn({ err: error }, 'could not end what a WebSocket had begun'),
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

const sent = (writer: SocketWriter, data: string): Promise<void> =>
  new Promise((resolve, reject) => writer.send(data, (error) => (error ? reject(error) : resolve())));

/**
 * Ends a socket that does not answer one ping before the next is due. One that is not read from has a deadline of its
 * own.
 */
function keepAlive(socket: WebSocket, writer: SocketWriter, pingEveryMs: number): () => void {
  let answered = true;
  socket.on('pong', () => (answered = true));
  const timer = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (writer.isBlocked) return void (answered = true);
    if (!answered) return writer.terminate();
    answered = false;
    writer.ping();
  }, pingEveryMs);
  return () => clearInterval(timer);
}
