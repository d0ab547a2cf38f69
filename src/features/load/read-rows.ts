import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline, Transform } from 'node:stream';
import { CsvError, parse } from 'csv-parse';

/** A file that cannot be loaded, with the place: nothing of it is then. */
export class LoadError extends Error {}

/** One row of a file; `cells` by header. */
export interface SourceRow {
  readonly cells: Readonly<Record<string, string>>;
  /** An error at this row, and in this column if one is named. */
  error(reason: string, column?: string): LoadError;
}

/** Reads a CSV file row by row. Refuses headers that are unknown, missing or repeated, and rows of another length. */
export async function* readRows(file: string, required: readonly string[], optional: readonly string[]): AsyncGenerator<SourceRow> {
  const name = path.basename(file);
  const parser = parse({ bom: true, record_delimiter: ['\r\n', '\n', '\r'], info: true, relax_column_count: true, skip_empty_lines: true, max_record_size: 1_000_000 });
  // Every error reaches the parser, whose reader is below.
  pipeline(createReadStream(file), onlyUtf8(name), parser, () => undefined);
  let headers: string[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const at = `${name} line ${info.lines}`;
      if (!headers) {
        checkHeaders(at, record, required, optional);
        headers = record;
        continue;
      }
      if (record.length !== headers.length) throw new LoadError(`${at}: has ${record.length} values, but the header has ${headers.length}`);
      const cells: Record<string, string> = Object.create(null);
      headers.forEach((header, index) => (cells[header] = record[index]!));
      yield { cells, error: (reason, column) => new LoadError(`${at}${column ? `, column "${column}"` : ''}: ${reason}`) };
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new LoadError(`${file}: there is no such file`);
    if (code === 'EISDIR') throw new LoadError(`${file}: is a folder, not a file`);
    if (error instanceof CsvError) throw new LoadError(`${name} line ${String(error.lines ?? '?')}: ${error.message}`);
    throw error;
  }
  if (!headers) throw new LoadError(`${name}: is empty; not even a header`);
}

/** Passes bytes on as they are, but refuses what the parser would quietly read as U+FFFD. */
function onlyUtf8(name: string): Transform {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const check = (chunk: Buffer | undefined): Error | null => {
    try {
      decoder.decode(chunk, { stream: chunk !== undefined });
      return null;
    } catch {
      return new LoadError(`${name}: is not UTF-8`);
    }
  };
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(check(chunk), chunk),
    flush: (done) => done(check(undefined)),
  });
}

function checkHeaders(at: string, headers: readonly string[], required: readonly string[], optional: readonly string[]): void {
  const known = [...required, ...optional];
  if (headers.length === 1 && /[;\t]/.test(headers[0]!)) throw new LoadError(`${at}: the values are not separated by commas`);
  headers.forEach((header, index) => {
    if (!known.includes(header)) throw new LoadError(`${at}, column ${index + 1} "${header}": is not known; known are ${known.join(', ')}`);
    if (headers.indexOf(header) < index) throw new LoadError(`${at}, column "${header}": stands there twice`);
  });
  const missing = required.find((header) => !headers.includes(header));
  if (missing) throw new LoadError(`${at}: the column "${missing}" is missing`);
}
