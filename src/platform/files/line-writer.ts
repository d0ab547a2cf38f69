import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { ByteBuffer, chunkSize } from './byte-buffer';

/** Enough for most lines. The buffer grows for longer ones. */
const spareLineBytes = 4096;

/** Writes lines to a sink in chunks. `signal` aborts every wait: a failed sink never drains. */
export class LineWriter {
  readonly buffer = new ByteBuffer(chunkSize + spareLineBytes);

  constructor(
    private readonly sink: Writable,
    private readonly signal: AbortSignal,
  ) {}

  /** Writes lines that `append` adds to the buffer one by one. Resolves when the sink has room for more. */
  async write(lines: number, append: (index: number) => void): Promise<void> {
    for (let index = 0; index < lines; index++) {
      append(index);
      if (this.buffer.length > chunkSize) await this.send();
    }
    if (this.buffer.length > 0) await this.send();
  }

  private async send(): Promise<void> {
    if (!this.sink.write(this.buffer.take())) await once(this.sink, 'drain', { signal: this.signal });
  }
}
