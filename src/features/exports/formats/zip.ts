import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type Readable, Transform, type Writable } from 'node:stream';
import { ZipFile } from 'yazl';

/** What an entry held before it was compressed. */
export interface WrittenEntry {
  readonly bytes: number;
  readonly sha256: string;
}

export interface ZipEntry {
  /** Await its drain. */
  readonly stream: Writable;
  end(): Promise<WrittenEntry>;
}

/** A ZIP that is written while it is made: entries one behind the other, each ended before the next begins. */
export interface Zip {
  entry(name: string): ZipEntry;
  /** Writes the directory; the sink stays open. */
  finish(): Promise<void>;
}

/** Two runs must not differ in it. ZIP has local time, and this hour is there in every time zone. */
const sameDate = new Date(2000, 0, 1, 12);

// Compressed in another thread, which must keep up with the rows: the fastest level does, and leaves a third of a CSV.
const howWritten = { mtime: sameDate, forceDosTimestamp: true, mode: 0o100644, compressionLevel: 1 } as const;

/** Rows are made while what came before is compressed. */
const aheadBytes = 256 * 1024;

/** `signal` aborts every wait: a sink that fails never drains. */
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
