/** Characters per chunk. V8 puts larger strings into its old space, where they are collected late. */
export const chunkSize = 32_768;

/** Output buffer that batches the encoding of strings and appends raw bytes in order. */
export class ByteBuffer {
  /** Valid until the next call of `room`. */
  buffer: Buffer;
  /** Position of the next byte. */
  at = 0;
  /** Text that is not encoded yet. */
  private pendingText = '';

  constructor(private readonly size: number) {
    this.buffer = Buffer.allocUnsafeSlow(size);
  }

  /** Approximate number of bytes: each character that is not encoded yet counts as one. */
  get length(): number {
    return this.at + this.pendingText.length;
  }

  text(text: string): void {
    this.pendingText += text;
  }

  copy(from: Uint8Array, start: number, end: number): void {
    this.room(end - start);
    const { buffer } = this;
    let { at } = this;
    for (let index = start; index < end; index++) buffer[at++] = from[index]!;
    this.at = at;
  }

  /** Encodes the pending text and reserves this number of bytes after it. */
  room(bytes: number): void {
    const { pendingText } = this;
    if (pendingText !== '') {
      this.reserve(3 * pendingText.length + bytes);
      this.at +=
        pendingText.length === 1 && pendingText < '\x80'
          ? this.writeAscii(pendingText)
          : this.buffer.write(pendingText, this.at);
      this.pendingText = '';
    } else this.reserve(bytes);
  }

  /** The contents. The next write overwrites them. */
  view(): Buffer {
    this.room(0);
    const view = this.buffer.subarray(0, this.at);
    this.at = 0;
    return view;
  }

  /** The contents, in a buffer that is not reused. */
  take(): Buffer {
    const taken = this.view();
    this.buffer = Buffer.allocUnsafeSlow(this.size);
    return taken;
  }

  /** A fast path for separators: `buffer.write` for each of them would cost more than the texts between them. */
  private writeAscii(character: string): 1 {
    this.buffer[this.at] = character.charCodeAt(0);
    return 1;
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.at + bytes));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }
}
