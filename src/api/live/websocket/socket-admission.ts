import type { Socket } from 'node:net';
import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { AdmittedConnection, ConnectionLimits } from '../connection-limits';
import type { SocketWriter } from './socket-writer';

/** `connection_init` with a token and metadata has a few hundred bytes. */
const maxBytesBeforeAck = 16_384;
const maxMessagesBeforeAck = 10;
const messageTooBig = 1009;
const tryAgainLater = 1013;

/** Limits the WebSockets that are not signed in, in addition to the limits of all live connections. */
export class SocketAdmission {
  /** Oldest first. */
  private readonly uninitialized = new Set<SocketWriter>();

  constructor(
    private readonly connections: ConnectionLimits,
    private readonly maxUninitialized: number,
  ) {}

  admit(socket: WebSocket, stream: Socket, writer: SocketWriter, address: string): AdmittedSocket {
    const connection = this.connections.admit(address);
    this.uninitialized.add(writer);
    // Real clients send `connection_init` immediately, so the oldest socket is the least likely to belong to one.
    if (this.uninitialized.size > this.maxUninitialized) {
      const [oldest] = this.uninitialized;
      this.uninitialized.delete(oldest!);
      oldest!.end(tryAgainLater, 'Too many new connections: send connection_init immediately');
    }
    const liftLimits = limitUntilSignedIn(socket, stream, writer);
    socket.once('close', () => {
      connection.release();
      this.uninitialized.delete(writer);
    });
    return {
      initialize: () => void this.uninitialized.delete(writer),
      signIn: (userId) => {
        const refusal = connection.signIn(userId);
        if (!refusal) liftLimits();
        return refusal;
      },
    };
  }
}

export interface AdmittedSocket extends Pick<AdmittedConnection, 'signIn'> {
  /** Marks the socket as initialized. Called when the client has sent `connection_init`. */
  initialize(): void;
}

/**
 * Limits the bytes and messages of a socket before `connection_ack`. Bytes count too, because `ws` buffers incomplete
 * messages. Returns a function that removes the limit.
 */
function limitUntilSignedIn(socket: WebSocket, stream: Socket, writer: SocketWriter): () => void {
  let [bytes, messages] = [0, 0];
  const countBytes = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes <= maxBytesBeforeAck) return;
    writer.end(messageTooBig, 'Too many bytes before connection_ack');
    socket.pause();
  };
  const countMessage = (): void => {
    if (++messages > maxMessagesBeforeAck)
      writer.end(CloseCode.TooManyInitialisationRequests, 'Too many messages before connection_ack');
  };
  stream.on('data', countBytes);
  socket.on('message', countMessage);
  return () => {
    stream.off('data', countBytes);
    socket.off('message', countMessage);
  };
}
