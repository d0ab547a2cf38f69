import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type Readable, Transform, type Writable } from 'node:stream';
import { ZipFile } from 'yazl';

/** Size and hash of an entry before compression. */
export interface WrittenEntry {
  readonly bytes: number;
  readonly sha256: string;
}

interface ZipEntry {
  /** Await its drain. */
  readonly stream: Writable;
  end(): Promise<WrittenEntry>;
}

/** A streamed ZIP. Each entry must be ended before the next one is created. */
export interface Zip {
  entry(name: string): ZipEntry;
  /** Writes the directory; the sink stays open. */
  finish(): Promise<void>;
}

/** A constant, for reproducible files. ZIP stores local time, and this hour exists in every time zone. */
const sameDate = new Date(2000, 0, 1, 12);

// Level 1 keeps up with the rows and reduces CSV to a third.
const howWritten = { mtime: sameDate, forceDosTimestamp: true, mode: 0o100644, compressionLevel: 1 } as const;

/** Bytes buffered ahead, so that rows are made while earlier ones are compressed. */
const aheadBytes = 256 * 1024;

/** `signal` aborts every wait, because a failed sink never drains. */
export function startZip(sink: Writable, signal: AbortSignal): Zip {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  output.pipe(sink, { end: false });
  return {
    entry(name) {
      const hash = createHash('sha256');
      let bytes = 0;
      const stream = new Transform({
        highWaterMark: aheadBytes,
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          bytes += chunk.length;
          done(null, chunk);
        },
      });
      zip.addReadStream(stream, name, howWritten);
      return {
        stream,
        async end() {
          stream.end();
          if (!stream.writableFinished) await once(stream, 'finish', { signal });
          return { bytes, sha256: hash.digest('hex') };
        },
      };
    },
    async finish() {
      zip.end();
      if (!output.readableEnded) await once(output, 'end', { signal });
    },
  };
}
