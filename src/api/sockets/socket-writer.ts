import type { Socket } from 'node:net';
import { WebSocket } from 'ws';

/** Time between the close frame to a misbehaving client and the end of its connection. */
const endAfterMs = 1000;

interface WriterLimits {
  /** Maximum unsent bytes of one socket. A single larger message is sent if nothing else waits. */
  readonly maxBytes: number;
  /** Time in which a blocked socket must drain. */
  readonly drainMs: number;
}

/** Limits the unsent bytes of all sockets of this process. If it is exceeded, the socket with the most is terminated. */
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
    // Bytes are not subtracted as soon as they are sent, because that would need a callback for each message.
    for (const writer of this.lagging) writer.measure();
    while (this.bytes > this.maxBytes)
      [...this.lagging].reduce((max, other) => (other.unsentBytes > max.unsentBytes ? other : max)).terminate();
  }
}

/**
 * Sends all messages of one socket. `ws` buffers what a client does not read. Beyond half of the limit the client's
 * messages are not read either, and a client that does not catch up in time is terminated.
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
    // One pong answers all pings since the last pong, as RFC 6455 allows.
    socket.on('ping', (payload) => {
      if (this.hasUnsentFramePong || socket.readyState !== WebSocket.OPEN) return;
      this.hasUnsentFramePong = true;
      socket.pong(payload, false, () => (this.hasUnsentFramePong = false));
      this.measure();
    });
  }

  /** Whether reading from the client is paused until it has caught up. */
  get isBlocked(): boolean {
    return this.deadline !== undefined;
  }

  /** Calls `onSent` even if the socket is closed. */
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

  /** Answers a ping of graphql-transport-ws without its payload, so that clients cannot make the reply large. */
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

  /** Closes the socket of a misbehaving client, and terminates it soon after. */
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
