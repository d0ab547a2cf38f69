/** What is written next: strings are gathered and encoded at once, bytes are put behind them as they are. */
export class Bytes {
  /** Valid until the next call of `room`. */
  buffer: Buffer;
  /** Where the next byte goes. */
  at = 0;
  private waiting = '';

  constructor(private readonly size: number) {
    this.buffer = Buffer.allocUnsafeSlow(size);
  }

  /** Bytes, or nearly: a character that waits counts as one. */
  get length(): number {
    return this.at + this.waiting.length;
  }

  text(text: string): void {
    this.waiting += text;
  }

  copy(from: Uint8Array, start: number, end: number): void {
    this.room(end - start);
    const { buffer } = this;
    let { at } = this;
    for (let place = start; place < end; place++) buffer[at++] = from[place]!;
    this.at = at;
  }

  /** Puts what waits in its place and makes room for so many bytes behind it. */
  room(bytes: number): void {
    const { waiting } = this;
    if (waiting !== '') {
      this.reserve(3 * waiting.length + bytes);
      this.at += waiting.length === 1 && waiting < '\x80' ? this.sign(waiting) : this.buffer.write(waiting, this.at);
      this.waiting = '';
    } else this.reserve(bytes);
  }

  /** All of it; what is written next overwrites it. */
  view(): Buffer {
    this.room(0);
    const view = this.buffer.subarray(0, this.at);
    this.at = 0;
    return view;
  }

  /** All of it, for good. */
  take(): Buffer {
    const taken = this.view();
    this.buffer = Buffer.allocUnsafeSlow(this.size);
    return taken;
  }

  /**
   * Between two stored texts there is nothing else: a call into the runtime for each would cost more than the texts.
   */
  private sign(sign: string): 1 {
    this.buffer[this.at] = sign.charCodeAt(0);
    return 1;
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.at + bytes));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }
}
