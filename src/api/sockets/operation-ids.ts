import { CloseCode } from 'graphql-ws';

/** A UUID has 36. Each message of an operation repeats its id. */
const maxIdLength = 128;

interface UnderWay {
  /** How every message about it begins. */
  readonly head: string;
  readonly size: number;
  isCompleted: boolean;
  /** The message that begins the next operation of this id. */
  next: string | null;
}

interface OperationLimits {
  /** Operations that are not completed. */
  readonly maxLive: number;
  /** Characters of the messages that began them: each is kept for as long as its operation lives. */
  readonly maxLength: number;
}

interface Connection {
  /** Settles when the operation that the message begins is over. */
  pass(message: string): Promise<void>;
  /** Answers an operation that exceeds a limit. */
  refuse(id: string): void;
  close(code: number, reason: string): void;
}

/**
 * A client may use an id again as soon as it has completed the operation. graphql-ws then takes what the first one
 * still answers for the second's, and the first one's end for the second's: so what is completed says nothing more, and
 * the next of its id begins when it is over here, too. Operations beyond the limits do not reach graphql-ws, which
 * would keep each until its refusal is sent.
 */
export class OperationIds {
  private readonly underWay = new Map<string, UnderWay>();
  /** The `head` of each completed operation that is not over yet. */
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
    const one = this.underWay.get(id);
    if (type === 'subscribe' && !one) return this.hasRoomFor(message) ? this.begin(id, message) : this.refuse(id);
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

  /** Whether the message is about an operation that its client has completed. */
  isForNobody(message: string): boolean {
    // In JSON no quotation mark of an id is followed by this.
    return this.completed.size > 0 && this.completed.has(message.slice(0, message.indexOf('","type":') + 2));
  }

  /** Completed operations that are not over yet are work as well, and may be as many again. */
  private hasRoomFor(message: string): boolean {
    const { maxLive, maxLength } = this.limits;
    return (
      this.underWay.size - this.completed.size < maxLive &&
      this.underWay.size < 2 * maxLive &&
      this.length + message.length <= maxLength
    );
  }

  private refuse(id: string): void {
    if (++this.refusals > this.limits.maxLive)
      this.connection.close(CloseCode.TooManyInitialisationRequests, 'Too many operations');
    else this.connection.refuse(id);
  }

  private async begin(id: string, message: string): Promise<void> {
    const one: UnderWay = {
      head: `{"id":${JSON.stringify(id)},`,
      size: message.length,
      isCompleted: false,
      next: null,
    };
    this.refusals = 0;
    this.length += one.size;
    this.underWay.set(id, one);
    try {
      await this.connection.pass(message);
    } finally {
      this.underWay.delete(id);
      this.completed.delete(one.head);
      this.length -= one.size;
    }
    const { next } = one;
    if (next === null) return;
    this.dropNext(one);
    await this.begin(id, next);
  }

  private dropNext(one: UnderWay): void {
    this.length -= one.next?.length ?? 0;
    one.next = null;
  }
}

/** Whatever is wrong with a message is for graphql-ws to say. */
function headOf(message: string): { type?: unknown; id: string } {
  try {
    const { type, id } = JSON.parse(message);
    return { type, id: String(id) };
  } catch {
    return { id: '' };
  }
}
