import { CloseCode } from 'graphql-ws';

/** A UUID has 36 characters. Each message of an operation repeats its id. */
const maxIdLength = 128;

interface RunningOperation {
  /** The start of every message about the operation. */
  readonly head: string;
  readonly size: number;
  isCompleted: boolean;
  /** The `subscribe` message of the next operation with this id. */
  next: string | null;
}

interface OperationLimits {
  /** Maximum number of operations that are not completed. */
  readonly maxLive: number;
  /** Maximum total length of their `subscribe` messages, in characters. Each is kept while its operation runs. */
  readonly maxLength: number;
}

interface Connection {
  /** Settles when the operation that the message starts has ended. */
  pass(message: string): Promise<void>;
  /** Answers an operation that exceeds a limit. */
  refuse(id: string): void;
  close(code: number, reason: string): void;
}

/**
 * Tracks the operation ids of one socket. graphql-ws mixes up the results of two operations if a client reuses an id
 * while the completed first one still runs on the server. The second operation is therefore held back, and late messages
 * of the first are dropped. Operations beyond the limits do not reach graphql-ws, which would keep each in memory until
 * its refusal is sent.
 */
export class OperationIds {
  private readonly running = new Map<string, RunningOperation>();
  /** The `head` of each completed operation that still runs. */
  private readonly completed = new Set<string>();
  private length = 0;
  private refusals = 0;

  constructor(
    private readonly limits: OperationLimits,
    private readonly connection: Connection,
  ) {}

  async read(message: string): Promise<void> {
    const { connection } = this;
    const { type, id } = headOf(message);
    if (id.length > maxIdLength)
      return connection.close(CloseCode.BadRequest, `An operation id has at most ${maxIdLength} characters`);
    const one = this.running.get(id);
    if (type === 'subscribe' && !one) return this.hasRoomFor(message) ? this.start(id, message) : this.refuse(id);
    if (type === 'subscribe' && one) {
      if (!one.isCompleted || one.next !== null)
        return connection.close(CloseCode.SubscriberAlreadyExists, 'Subscriber already exists');
      if (!this.hasRoomFor(message)) return this.refuse(id);
      one.next = message;
      this.length += message.length;
      return;
    }
    if (type === 'complete' && one?.isCompleted) return this.dropNext(one);
    if (type === 'complete' && one) {
      one.isCompleted = true;
      this.completed.add(one.head);
    }
    return connection.pass(message);
  }

  /** Whether the message belongs to an operation that its client has completed. */
  isLate(message: string): boolean {
    // In JSON, an unescaped quotation mark cannot be part of the id.
    return this.completed.size > 0 && this.completed.has(message.slice(0, message.indexOf('","type":') + 2));
  }

  /** Operations that the client completed may still run and use resources. As many of them are allowed in addition. */
  private hasRoomFor(message: string): boolean {
    const { maxLive, maxLength } = this.limits;
    return (
      this.running.size - this.completed.size < maxLive &&
      this.running.size < 2 * maxLive &&
      this.length + message.length <= maxLength
    );
  }

  private refuse(id: string): void {
    if (++this.refusals > this.limits.maxLive)
      this.connection.close(CloseCode.TooManyInitialisationRequests, 'Too many operations');
    else this.connection.refuse(id);
  }

  private async start(id: string, message: string): Promise<void> {
    const one: RunningOperation = {
      head: `{"id":${JSON.stringify(id)},`,
      size: message.length,
      isCompleted: false,
      next: null,
    };
    this.refusals = 0;
    this.length += one.size;
    this.running.set(id, one);
    try {
      await this.connection.pass(message);
    } finally {
      this.running.delete(id);
      this.completed.delete(one.head);
      this.length -= one.size;
    }
    const { next } = one;
    if (next === null) return;
    this.dropNext(one);
    await this.start(id, next);
  }

  private dropNext(one: RunningOperation): void {
    this.length -= one.next?.length ?? 0;
    one.next = null;
  }
}

/** Returns an empty id for an invalid message, which graphql-ws reports. */
function headOf(message: string): { type?: unknown; id: string } {
  try {
    const { type, id } = JSON.parse(message);
    return { type, id: String(id) };
  } catch {
    return { id: '' };
  }
}
