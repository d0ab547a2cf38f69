import type { Socket } from 'node:net';
import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Limits } from '../../config';
import type { SocketWriter } from './socket-writer';

/** `connection_init` with a token and metadata has a few hundred bytes. */
const maxBytesBeforeAck = 16_384;
const maxMessagesBeforeAck = 10;
const messageTooBig = 1009;
const tryAgainLater = 1013;

type AdmissionLimits = Pick<Limits, 'sockets' | 'socketsPerAddress' | 'socketsPerPerson' | 'socketsUninitialized'>;

interface Refusal {
  readonly status: 429 | 503;
  readonly message: string;
}

/** Limits the sockets of this process: in total, per address, per user, and before `connection_init`. */
export class SocketAdmission {
  private readonly perAddress = new Counts<string>();
  private readonly perUser = new Counts<number>();
  /** Oldest first. */
  private readonly uninitialized = new Set<SocketWriter>();
  private total = 0;

  constructor(private readonly limits: AdmissionLimits) {}

  /** Returns why another socket from this address is refused, or null if it is accepted. */
  refusalOf(address: string): Refusal | null {
    if (this.total >= this.limits.sockets)
      return { status: 503, message: 'This server has too many WebSockets. Try again later.' };
    if (this.perAddress.of(address) >= this.limits.socketsPerAddress)
      return { status: 429, message: 'Your address has too many WebSockets. Close some first.' };
    return null;
  }

  admit(socket: WebSocket, stream: Socket, writer: SocketWriter, address: string): AdmittedSocket {
    this.total++;
    this.perAddress.add(address);
    this.uninitialized.add(writer);
    // Real clients send `connection_init` immediately, so the oldest socket is the least likely to belong to one.
    if (this.uninitialized.size > this.limits.socketsUninitialized) {
      const [oldest] = this.uninitialized;
      this.uninitialized.delete(oldest!);
      oldest!.end(tryAgainLater, 'Too many new connections: send connection_init immediately');
    }
    const liftLimits = limitUntilSignedIn(socket, stream, writer);
    let user: number | null = null;
    socket.once('close', () => {
      this.total--;
      this.perAddress.remove(address);
      this.uninitialized.delete(writer);
      if (user !== null) this.perUser.remove(user);
    });
    return {
      initialize: () => void this.uninitialized.delete(writer),
      signIn: (userId) => {
        if (this.perUser.of(userId) >= this.limits.socketsPerPerson) return false;
        user = userId;
        this.perUser.add(user);
        liftLimits();
        return true;
      },
    };
  }
}

export interface AdmittedSocket {
  /** Marks the socket as initialized. Called when the client has sent `connection_init`. */
  initialize(): void;
  /** Returns false if the user already has too many sockets. */
  signIn(userId: number): boolean;
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

class Counts<Key> {
  private readonly counts = new Map<Key, number>();

  of(key: Key): number {
    return this.counts.get(key) ?? 0;
  }

  add(key: Key): void {
    this.counts.set(key, this.of(key) + 1);
  }

  remove(key: Key): void {
    const left = this.of(key) - 1;
    if (left > 0) this.counts.set(key, left);
    else this.counts.delete(key);
  }
}
