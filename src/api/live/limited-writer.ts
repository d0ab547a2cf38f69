interface WriterLimits {
  /** Maximum unsent bytes of one connection. A single larger message is sent if nothing else waits. */
  readonly maxBytes: number;
  /** Time in which a client that lags must catch up. */
  readonly drainMs: number;
}

/** Limits the unsent bytes of all live connections of this process. If it is exceeded, the one with the most is terminated. */
export class SendBudget {
  private readonly lagging = new Set<LimitedWriter>();
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  update(writer: LimitedWriter, before: number, now: number): void {
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
 * Sends all messages of one live connection, whose client may not read them. Beyond a limit of unsent bytes, or if the
 * client does not catch up in time, the connection is terminated.
 */
export abstract class LimitedWriter {
  unsentBytes = 0;
  protected isOver = false;
  private allowance = 0;
  private deadline: NodeJS.Timeout | undefined;

  constructor(
    protected readonly limits: WriterLimits,
    private readonly budget: SendBudget,
  ) {}

  abstract get isOpen(): boolean;
  protected abstract get bufferedBytes(): number;
  protected abstract write(text: string, onSent?: () => void): void;
  protected abstract destroy(): void;
  /** Called after the unsent bytes of an open connection have changed. */
  protected abstract onMeasured(): void;

  /** Calls `onSent` even if the connection is closed. */
  send(text: string, onSent?: () => void): void {
    if (!this.isOpen) return onSent?.();
    if (this.unsentBytes > 0) this.measure();
    const { maxBytes } = this.limits;
    if (this.unsentBytes === 0) this.allowance = text.length > maxBytes ? Buffer.byteLength(text) : 0;
    else if (this.unsentBytes + Buffer.byteLength(text) > maxBytes + this.allowance) {
      this.terminate();
      return onSent?.();
    }
    this.write(text, onSent);
    this.measure();
  }

  terminate(): void {
    this.release();
    this.destroy();
  }

  measure(): void {
    if (this.isOver) return;
    const [before, now] = [this.unsentBytes, this.bufferedBytes];
    if (now === before) return;
    this.unsentBytes = now;
    this.budget.update(this, before, now);
    if (!this.isOver) this.onMeasured();
  }

  protected get hasDeadline(): boolean {
    return this.deadline !== undefined;
  }

  /** Terminates the connection after `drainMs`, unless `stopDeadline` is called before. */
  protected startDeadline(): void {
    this.deadline ??= setTimeout(() => this.terminate(), this.limits.drainMs);
  }

  protected stopDeadline(): void {
    clearTimeout(this.deadline);
    this.deadline = undefined;
  }

  /** Called when the connection is closed. */
  protected release(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.stopDeadline();
    const before = this.unsentBytes;
    this.unsentBytes = 0;
    this.budget.update(this, before, 0);
  }
}
