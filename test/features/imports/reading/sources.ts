import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { openSource } from '../../../../src/features/imports/reading/open-source';
import type { CellKind, Source, SourceOptions, SourceRecord } from '../../../../src/features/imports/reading/source';
import { UnreadableFile } from '../../../../src/features/imports/reading/unreadable-file';
import type { OpenFile } from '../../../../src/platform/storage/storage';

interface CountedFile extends OpenFile {
  readonly bytesRead: number;
  readonly isClosed: boolean;
}

/** An open file of `bytes`, or of a pattern that repeats up to `length`. */
export function memoryFile(bytes: Buffer, length = bytes.length): CountedFile {
  const counts = { bytesRead: 0, isClosed: false };
  const readAt = async (start: number, wanted: number): Promise<Buffer> => {
    const size = Math.max(0, Math.min(wanted, length - start));
    counts.bytesRead += size;
    if (length === bytes.length) return bytes.subarray(start, start + size);
    const part = Buffer.alloc(size + bytes.length, bytes);
    return part.subarray(start % bytes.length, (start % bytes.length) + size);
  };
  return {
    bytes: length,
    stamp: 'memory',
    sha256: async () => createHash('sha256').update(bytes).digest('hex'),
    read: (start, end) => Readable.from([bytes.subarray(start, end + 1)]),
    readAt,
    close: async () => void (counts.isClosed = true),
    get bytesRead() {
      return counts.bytesRead;
    },
    get isClosed() {
      return counts.isClosed;
    },
  };
}

type TestCell = string | readonly [text: string, kind: CellKind];

/** An open workbook with one sheet. Texts are cells of the kind TEXT. */
export const workbook = (headers: readonly string[], ...rows: readonly (readonly TestCell[])[]): Source => ({
  traits: { kind: 'XLSX', sheets: ['Sheet 1'], sheetNames: ['Sheet 1'] },
  headers,
  headerLine: 1,
  async *batches() {
    yield rows.map((cells, index) => ({
      row: index + 1,
      line: index + 2,
      cells: cells.map((cell) => (typeof cell === 'string' ? cell : cell[0])),
      kinds: cells.map((cell) => (typeof cell === 'string' ? (cell === '' ? 'EMPTY' : 'TEXT') : cell[1])),
    }));
  },
  share: () => 1,
  close: async () => undefined,
});

interface ReadTable extends Pick<Source, 'traits' | 'headers' | 'headerLine'> {
  readonly records: readonly SourceRecord[];
  readonly rows: readonly (readonly string[])[];
}

export async function readTable(contents: Buffer | string | OpenFile, options?: SourceOptions): Promise<ReadTable> {
  const isFile = typeof contents === 'object' && 'readAt' in contents;
  const source = await openSource(isFile ? contents : memoryFile(Buffer.from(contents as Buffer)), options);
  try {
    const records: SourceRecord[] = [];
    for await (const batch of source.batches()) records.push(...batch);
    const { traits, headers, headerLine } = source;
    return { traits, headers, headerLine, records, rows: records.map(({ cells }) => cells) };
  } finally {
    await source.close();
  }
}

/** The refusal of a file; fails when it is read, or when another error is thrown. */
export async function refusalOf(
  contents: Buffer | string | OpenFile,
  options?: SourceOptions,
): Promise<UnreadableFile> {
  const outcome = await readTable(contents, options).catch((error: unknown) => error);
  if (outcome instanceof UnreadableFile) return outcome;
  throw outcome instanceof Error ? outcome : new Error(`was read: ${JSON.stringify(outcome).slice(0, 500)}`);
}

/** A compound file whose directory follows so many sectors and has a stream of this name. */
export function compoundFile(stream: string, sectors: number): Buffer {
  const header = Buffer.alloc(512);
  header.write('d0cf11e0a1b11ae1', 'hex');
  header.writeUInt16LE(9, 30);
  header.writeUInt32LE(sectors, 48);
  return Buffer.concat([header, Buffer.alloc(512 * sectors), Buffer.alloc(128), Buffer.from(stream, 'utf16le')]);
}

/** The start of the archive: a part that is not compressed, and names the format. */
export const openDocument = Buffer.concat([
  Buffer.from('504b0304140000080000', 'hex'),
  Buffer.alloc(20),
  Buffer.from('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'),
]);
