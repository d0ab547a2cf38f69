import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { LimitedWriter } from '../limited-writer';

/** Time between the close frame to a misbehaving client and the end of its connection. */
const endAfterMs = 1000;

/**
 * Sends all messages of one socket. `ws` buffers what a client does not read. Beyond half of the limit the client's
 * messages are not read either, and a client that does not catch up in time is terminated.
 */
export class SocketWriter extends LimitedWriter {
  private hasUnsentPong = false;
  private hasUnsentFramePong = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly stream: Socket,
    ...limits: ConstructorParameters<typeof LimitedWriter>
  ) {
    super(...limits);
    socket.once('close', () => this.release());
    // One pong answers all pings since the last pong, as RFC 6455 allows.
    socket.on('ping', (payload) => {
      if (this.hasUnsentFramePong || !this.isOpen) return;
      this.hasUnsentFramePong = true;
      socket.pong(payload, false, () => (this.hasUnsentFramePong = false));
      this.measure();
    });
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  /** Whether reading from the client is paused until it has caught up. */
  get isBlocked(): boolean {
    return this.hasDeadline;
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
    if (!this.isOpen) return;
    this.close(code, reason);
    const timer = setTimeout(() => this.terminate(), endAfterMs);
    this.socket.once('close', () => clearTimeout(timer));
  }

  protected get bufferedBytes(): number {
    return this.socket.bufferedAmount;
  }

  protected write(text: string, onSent?: () => void): void {
    this.socket.send(text, onSent);
  }

  protected destroy(): void {
    this.socket.terminate();
  }

  protected onMeasured(): void {
    if (this.unsentBytes > this.limits.maxBytes / 2 && !this.isBlocked) this.block();
  }

  private block(): void {
    this.socket.pause();
    this.startDeadline();
    this.stream.once('drain', () => {
      if (this.isOver) return;
      this.stopDeadline();
      this.measure();
      if (this.isOpen && !this.isBlocked) this.socket.resume();
    });
  }
}
