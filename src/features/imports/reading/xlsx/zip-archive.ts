import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { because } from '../../../../error-reasons';
import type { OpenFile } from '../../../../platform/storage/storage';
import { chunksOf } from '../file-bytes';
import { UnreadableFile } from '../unreadable-file';
import { anyInflationBytes, maxInflation, maxPartBytes, maxParts } from './limits';

export const damaged = (what: string): UnreadableFile =>
  new UnreadableFile(
    'WORKBOOK',
    `The workbook is damaged: ${what} Open it in a spreadsheet and save it again.`,
    because('WORKBOOK_DAMAGED'),
  );

class FileReader extends RandomAccessReader {
  /** Why the file could not be read, which is not the fault of its contents. */
  failure: Error | undefined;

  constructor(private readonly file: OpenFile) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.chunks(start, end), { objectMode: false });
  }

  private async *chunks(start: number, end: number): AsyncGenerator<Buffer> {
    try {
      yield* chunksOf(this.file, start, end);
    } catch (error) {
      this.failure = error as Error;
      throw error;
    }
  }
}

/** The parts of a ZIP archive, by its central directory. Only what is read is inflated. */
export class ZipArchive {
  private constructor(
    private readonly zip: ZipFile,
    private readonly reader: FileReader,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws UnreadableFile when the directory is damaged, has too many parts, or one part twice. */
  static async open(file: OpenFile): Promise<ZipArchive> {
    const reader = new FileReader(file);
    return orDamaged(reader, async () => {
      const zip = await fromRandomAccessReaderPromise(reader, file.bytes, { autoClose: false });
      if (zip.entryCount > maxParts)
        throw new UnreadableFile(
          'LIMIT',
          `The workbook has more than ${maxParts.toLocaleString('en-US')} parts. Save it as CSV.`,
          because('WORKBOOK_TOO_COMPLEX'),
        );
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) {
        // Readers disagree on which of two counts.
        if (entries.has(entry.fileName.toLowerCase())) throw damaged(`it has ${entry.fileName} twice.`);
        entries.set(entry.fileName.toLowerCase(), entry);
      }
      return new ZipArchive(zip, reader, entries);
    });
  }

  /** Names of parts are the same in any case. */
  has(name: string): boolean {
    return this.entries.has(name.toLowerCase());
  }

  /** Size of a part after inflating, as the directory declares it. */
  sizeOf(name: string): number {
    return this.entries.get(name.toLowerCase())?.uncompressedSize ?? 0;
  }

  /**
   * The inflated bytes of a part.
   *
   * @throws UnreadableFile when there are more than declared, or more than the limits allow.
   */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name.toLowerCase());
    if (!entry) throw damaged(`it has no ${name}.`);
    if (entry.isEncrypted())
      throw new UnreadableFile(
        'PROTECTED',
        'The file is protected by a password. Remove the password and save it again.',
        because('PASSWORD'),
      );
    const max = Math.min(maxPartBytes, Math.max(anyInflationBytes, maxInflation * entry.compressedSize));
    if (entry.uncompressedSize > max) {
      const bytes = entry.uncompressedSize.toLocaleString('en-US');
      const stored = entry.compressedSize.toLocaleString('en-US');
      throw new UnreadableFile(
        'LIMIT',
        `The part ${name} would inflate from ${stored} to ${bytes} bytes. Save it as CSV, or import it in parts.`,
        because('WORKBOOK_TOO_COMPLEX'),
      );
    }
    // yauzl ends the stream with an error at the first byte beyond the declared size.
    const stream = await orDamaged(this.reader, () => this.zip.openReadStreamPromise(entry));
    const chunks = stream[Symbol.asyncIterator]();
    let checksum = 0;
    try {
      for (;;) {
        const { done, value } = await orDamaged(this.reader, () => chunks.next());
        if (done) break;
        checksum = crc32(value as Buffer, checksum);
        yield value as Buffer;
      }
      if (checksum !== entry.crc32) throw damaged(`the checksum of ${name} differs.`);
    } finally {
      stream.destroy();
    }
  }
}

/** Turns the errors of yauzl and zlib into a refusal. */
async function orDamaged<T>(reader: FileReader, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    if (reader.failure) throw reader.failure;
    throw damaged('its parts cannot be read.');
  }
}
