import type { Socket } from 'node:net';
import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Limits } from '../../config';
import type { SocketWriter } from './socket-writer';

/** A token and some metadata of a client are a few hundred bytes. */
const maxBytesBeforeAck = 16_384;
const maxMessagesBeforeAck = 10;
const messageTooBig = 1009;
const tryAgainLater = 1013;

type AdmissionLimits = Pick<Limits, 'sockets' | 'socketsPerAddress' | 'socketsPerPerson' | 'socketsUninitialized'>;

export interface Refusal {
  readonly status: 429 | 503;
  readonly message: string;
}

/**
 * Bounds the sockets of this process: all of them, those of one address, of one person, and those that have not said
 * who they are.
 */
export class SocketAdmission {
  private readonly ofAddress = new Counts<string>();
  private readonly ofPerson = new Counts<number>();
  /** The oldest first. */
  private readonly uninitialized = new Set<SocketWriter>();
  private total = 0;

  constructor(private readonly limits: AdmissionLimits) {}

  /** Why another socket from this address is refused; null when it is not. */
  refusalOf(address: string): Refusal | null {
    if (this.total >= this.limits.sockets)
      return { status: 503, message: 'This server has too many WebSockets. Try again later.' };
    if (this.ofAddress.of(address) >= this.limits.socketsPerAddress)
      return { status: 429, message: 'Your address has too many WebSockets. Close some first.' };
    return null;
  }

  admit(socket: WebSocket, stream: Socket, writer: SocketWriter, address: string): AdmittedSocket {
    this.total++;
    this.ofAddress.add(address);
    this.uninitialized.add(writer);
    // Clients say who they are at once: the oldest of too many is the least likely to be one of them.
    if (this.uninitialized.size > this.limits.socketsUninitialized) {
      const [oldest] = this.uninitialized;
      this.uninitialized.delete(oldest!);
      oldest!.end(tryAgainLater, 'Too many clients connect at once: send connection_init first');
    }
    const liftLimits = limitUntilSignedIn(socket, stream, writer);
    let person: number | null = null;
    socket.once('close', () => {
      this.total--;
      this.ofAddress.remove(address);
      this.uninitialized.delete(writer);
      if (person !== null) this.ofPerson.remove(person);
    });
    return {
      initialize: () => void this.uninitialized.delete(writer),
      signIn: (userId) => {
        if (this.ofPerson.of(userId) >= this.limits.socketsPerPerson) return false;
        person = userId;
        this.ofPerson.add(person);
        liftLimits();
        return true;
      },
    };
  }
}

export interface AdmittedSocket {
  /** To be called when the client has sent `connection_init`. */
  initialize(): void;
  /** False when this person has too many sockets already. */
  signIn(userId: number): boolean;
}

/**
 * Counts bytes and not only messages: `ws` keeps the beginning of a message, which may be nearly as large as a whole
 * one.
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
