import { because } from '../../../../error-reasons';
import { delimiterSigns } from '../../../../platform/files/csv-dialect';
import type { OpenFile } from '../../../../platform/storage/storage';
import { chunksOf } from '../file-bytes';
import type { Source, SourceOptions, SourceRecord } from '../source';
import { BatchBuffer, firstOf, isBlank, widthOf } from '../table';
import { textReader, UndefinedByte } from '../text-reader';
import { UnreadableFile } from '../unreadable-file';
import { type CsvRecord, CsvScanner } from './csv-scanner';
import { findDelimiter, findSeparatorLine } from './delimiter';
import { chooseEncoding } from './encoding-choice';
import { undefinedByteError } from './encoding-preview';

/** Opens a CSV file whose first bytes are `head`. */
export async function openCsv(file: OpenFile, head: Buffer, requested: SourceOptions): Promise<Source> {
  const { encoding, markLength } = chooseEncoding(head, requested.encoding);
  const isWhole = head.length === file.bytes;
  const orRefusal = (error: unknown): unknown =>
    error instanceof UndefinedByte ? undefinedByteError(file, error.offset, encoding) : error;

  const headText = await attempt(
    () => textReader(encoding, markLength).decode(head.subarray(markLength), isWhole),
    orRefusal,
  );
  const separatorLine = findSeparatorLine(headText);
  const delimiter =
    requested.delimiter ??
    separatorLine?.delimiter ??
    findDelimiter(headText.slice(separatorLine?.length ?? 0), isWhole);

  /** The header and the rows after it, in groups as they are read. */
  async function* records(): AsyncGenerator<CsvRecord[]> {
    const reader = textReader(encoding, markLength);
    const scanner = new CsvScanner(delimiterSigns[delimiter], reader.storedLength, markLength);
    let position = markLength;
    let skipped = separatorLine ? 1 : 0;
    for await (const chunk of chunksOf(file, markLength, file.bytes)) {
      position += chunk.length;
      const isLast = position === file.bytes;
      scanner.push(await attempt(() => reader.decode(chunk, isLast), orRefusal));
      if (isLast) scanner.end();
      const found: CsvRecord[] = [];
      for (let record = scanner.next(); record; record = scanner.next())
        if (skipped > 0) skipped--;
        else if (!isBlank(record.cells)) found.push(record);
      if (found.length > 0) yield found;
    }
  }

  const header = await firstOf(records());
  if (!header)
    throw new UnreadableFile(
      'EMPTY_FILE',
      'The file has no header: all lines are empty. Save the table with its headers in the first row.',
      because('LINES_EMPTY'),
    );
  const width = widthOf(header.cells);
  let bytesRead = 0;

  return {
    traits: { kind: 'CSV', delimiter, encoding },
    headers: header.cells.slice(0, width),
    headerLine: header.line,
    async *batches() {
      const batch = new BatchBuffer();
      let row = 0;
      for await (const group of records())
        for (const record of group) {
          if (record.bytes.start === header.bytes.start) continue;
          batch.add(sourceRecord(++row, record, width));
          bytesRead = record.bytes.end;
          if (batch.isFull) yield batch.take();
        }
      if (!batch.isEmpty) yield batch.take();
    },
    share: () => bytesRead / file.bytes,
    close: () => file.close(),
  };
}

function sourceRecord(row: number, { cells, line, bytes }: CsvRecord, width: number): SourceRecord {
  return { row, line, cells: cells.length > width ? cells.slice(0, widthOf(cells, width)) : cells, bytes };
}

async function attempt<T>(action: () => T, errorOf: (error: unknown) => unknown): Promise<T> {
  try {
    return action();
  } catch (error) {
    throw await errorOf(error);
  }
}
