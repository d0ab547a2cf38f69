import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { LimitedWriter } from '../limited-writer';

/**
 * Sends the events of one stream. Its client sends nothing that would prove that it is there, so each event must leave
 * this process in time.
 */
export class EventStreamWriter extends LimitedWriter {
  constructor(
    private readonly response: ServerResponse,
    private readonly stream: Socket,
    ...limits: ConstructorParameters<typeof LimitedWriter>
  ) {
    super(...limits);
    response.once('close', () => this.release());
    // The client has disconnected during a write. Its close event follows.
    response.on('error', () => undefined);
  }

  get isOpen(): boolean {
    // A client that has ended its side of the connection cannot be written to.
    return !this.response.destroyed && !this.response.writableEnded && this.stream.writable;
  }

  /** Keeps proxies from closing a quiet connection. Bytes that still wait do the same. */
  comment(): void {
    if (this.unsentBytes === 0) this.send(':\n\n');
  }

  /** Ends the stream after the events that wait. */
  end(): void {
    if (this.isOpen) this.response.end();
  }

  protected get bufferedBytes(): number {
    return this.response.writableLength;
  }

  protected write(text: string, onSent?: () => void): void {
    this.response.write(text, () => {
      this.measure();
      onSent?.();
    });
  }

  protected destroy(): void {
    this.response.destroy();
  }

  protected onMeasured(): void {
    if (this.unsentBytes > 0) this.startDeadline();
    else this.stopDeadline();
  }
}
