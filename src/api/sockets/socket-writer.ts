import type { Socket } from 'node:net';
import { WebSocket } from 'ws';

/** Time between the close frame of a client that misbehaves and the end of its connection. */
const endAfterMs = 1000;

interface WriterLimits {
  /** Unsent bytes of one socket. A single larger message is sent when nothing else waits. */
  readonly maxBytes: number;
  /** Time in which a socket that is no longer read from must drain. */
  readonly drainMs: number;
}

/**
 * The unsent bytes of all sockets of this process. Beyond the limit, the socket with the most of them is terminated.
 */
export class SendBudget {
  private readonly lagging = new Set<SocketWriter>();
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  update(writer: SocketWriter, before: number, now: number): void {
    this.bytes += now - before;
    if (now > 0) this.lagging.add(writer);
    else this.lagging.delete(writer);
    if (now > before && this.bytes > this.maxBytes) this.shrink();
  }

  private shrink(): void {
    // Drained sockets are not counted down when they drain, which would cost each message a callback.
    for (const writer of this.lagging) writer.measure();
    while (this.bytes > this.maxBytes)
      [...this.lagging].reduce((most, other) => (other.unsentBytes > most.unsentBytes ? other : most)).terminate();
  }
}

/**
 * Everything that is sent to one socket. `ws` keeps in memory whatever a client does not read: beyond half of the limit
 * the client's own messages are not read either, and a client that does not catch up in time is terminated.
 */
export class SocketWriter {
  unsentBytes = 0;
  private allowance = 0;
  private isOver = false;
  private hasUnsentPong = false;
  private hasUnsentFramePong = false;
  private deadline: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly stream: Socket,
    private readonly limits: WriterLimits,
    private readonly budget: SendBudget,
  ) {
    socket.once('close', () => this.release());
    // One answer to all pings since the last answer was sent, as RFC 6455 allows.
    socket.on('ping', (payload) => {
      if (this.hasUnsentFramePong || socket.readyState !== WebSocket.OPEN) return;
      this.hasUnsentFramePong = true;
      socket.pong(payload, false, () => (this.hasUnsentFramePong = false));
      this.measure();
    });
  }

  /** Whether the client is not read from until it has caught up. */
  get isBlocked(): boolean {
    return this.deadline !== undefined;
  }

  /** Calls `onSent` also when the socket is closed. */
  send(text: string, onSent?: (error?: Error) => void): void {
    if (this.socket.readyState !== WebSocket.OPEN) return onSent?.();
    if (this.unsentBytes > 0) this.measure();
    const { maxBytes } = this.limits;
    if (this.unsentBytes === 0) this.allowance = text.length > maxBytes ? Buffer.byteLength(text) : 0;
    else if (this.unsentBytes + Buffer.byteLength(text) > maxBytes + this.allowance) {
      this.terminate();
      return onSent?.();
    }
    this.socket.send(text, onSent);
    this.measure();
  }

  /**
   * Answers a ping of graphql-transport-ws, without its payload: an answer must not be as large as the client likes.
   */
  pong(): void {
    if (this.hasUnsentPong) return;
    this.hasUnsentPong = true;
    this.send('{"type":"pong"}', () => (this.hasUnsentPong = false));
  }

  ping(): void {
    this.socket.ping();
    this.measure();
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  /** Closes the socket of a client that misbehaves, and does not wait for it. */
  end(code: number, reason: string): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    this.close(code, reason);
    const timer = setTimeout(() => this.terminate(), endAfterMs);
    this.socket.once('close', () => clearTimeout(timer));
  }

  terminate(): void {
    this.release();
    this.socket.terminate();
  }

  measure(): void {
    if (this.isOver) return;
    const [before, now] = [this.unsentBytes, this.socket.bufferedAmount];
    if (now === before) return;
    this.unsentBytes = now;
    this.budget.update(this, before, now);
    if (now > this.limits.maxBytes / 2 && !this.isBlocked && !this.isOver) this.block();
  }

  private block(): void {
    this.socket.pause();
    this.deadline = setTimeout(() => this.terminate(), this.limits.drainMs);
    this.stream.once('drain', () => {
      if (this.isOver) return;
      this.unblock();
      this.measure();
      if (this.socket.readyState === WebSocket.OPEN && !this.isBlocked) this.socket.resume();
    });
  }

  private unblock(): void {
    clearTimeout(this.deadline);
    this.deadline = undefined;
  }

  private release(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.unblock();
    const before = this.unsentBytes;
    this.unsentBytes = 0;
    this.budget.update(this, before, 0);
  }
}
