import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline, Transform } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { type CsvDelimiter, type DecimalSeparator, delimiterSigns, unguarded } from '../../platform/files/csv-dialect';
import { unacceptableCharacter } from '../../platform/text/characters';
import { ColumnType } from '../columns/column';

/** A file that cannot be loaded, with the place: nothing of it is then. */
export class LoadError extends Error {}

/** A column that a file may have, by its header. */
export interface SourceColumn {
  readonly key: string;
  readonly type: ColumnType;
  /** Columns of our own files that nothing is made of are known, and left out. */
  readonly isLoaded: boolean;
}

/** How a file is written. */
export interface SourceFormat {
  readonly delimiter: CsvDelimiter;
  readonly decimalSeparator: DecimalSeparator;
  /** Whether texts that a spreadsheet would run as a formula have one `'` in front. */
  readonly formulaGuard: boolean;
}

/** One row of a file; `cells` by the keys of its columns. */
export interface SourceRow {
  readonly cells: Readonly<Record<string, string | undefined>>;
  /** The header of a column. */
  header(key: string): string;
  /** An error at this row, and in the column of this key if one is named. */
  error(reason: string, key?: string): LoadError;
}

/** What a file must and may have, and how it is written. */
export interface SourceShape {
  readonly required: readonly string[];
  readonly columns: ReadonlyMap<string, SourceColumn>;
  readonly format: SourceFormat;
  /** Called with the header of each column that is known, but not loaded. */
  readonly onLeftOut: (header: string) => void;
}

/** Reads a CSV file row by row. Refuses headers that are unknown, missing or repeated, and rows of another length. */
export async function* readRows(
  file: string,
  { required, columns, format, onLeftOut }: SourceShape,
): AsyncGenerator<SourceRow> {
  const name = path.basename(file);
  const delimiter = delimiterSigns[format.delimiter];
  const parser = parse({
    bom: true,
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: 1_000_000,
  });
  // Every error reaches the parser, whose reader is below.
  pipeline(createReadStream(file), onlyUtf8(name), parser, () => undefined);
  let headers: SourceHeader[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const at = `${name} line ${info.lines}`;
      if (!headers) {
        headers = readHeaders(at, record, required, columns, format);
        for (const { header, isLoaded } of headers) if (!isLoaded) onLeftOut(header);
        continue;
      }
      if (record.length !== headers.length)
        throw new LoadError(`${at}: has ${record.length} values, but the header has ${headers.length}`);
      yield sourceRow(at, headers, record, format);
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

const delimiterNames: Record<CsvDelimiter, string> = { COMMA: 'commas', SEMICOLON: 'semicolons', TAB: 'tabs' };

/** The required ones first. */
function loadedHeaders(required: readonly string[], columns: ReadonlyMap<string, SourceColumn>): string[] {
  const loaded = [...columns].filter(([, { isLoaded }]) => isLoaded);
  const isRequired = ([, { key }]: [string, SourceColumn]): boolean => required.includes(key);
  return [...loaded.filter(isRequired), ...loaded.filter((column) => !isRequired(column))].map(([header]) => header);
}

type SourceHeader = SourceColumn & { readonly header: string };

function readHeaders(
  at: string,
  record: readonly string[],
  required: readonly string[],
  columns: ReadonlyMap<string, SourceColumn>,
  format: SourceFormat,
): SourceHeader[] {
  const other = record.length === 1 ? /[,;\t]/.exec(record[0]!)?.[0] : undefined;
  if (other !== undefined)
    throw new LoadError(`${at}: the values are not separated by ${delimiterNames[format.delimiter]}`);
  const headers = record.map((cell, index): SourceHeader => {
    const header = format.formulaGuard ? unguarded(cell) : cell;
    const column = columns.get(header);
    if (!column)
      throw new LoadError(
        `${at}, column ${index + 1} "${header}": is not known; known are ${loadedHeaders(required, columns).join(', ')}`,
      );
    return { ...column, header };
  });
  headers.forEach(({ key, header }, index) => {
    if (headers.findIndex((one) => one.key === key) < index)
      throw new LoadError(`${at}, column "${header}": is duplicated`);
  });
  const missing = required.find((key) => !headers.some((one) => one.key === key));
  if (missing !== undefined)
    throw new LoadError(`${at}: the column "${[...columns].find(([, { key }]) => key === missing)![0]}" is missing`);
  return headers;
}

function sourceRow(
  at: string,
  headers: readonly SourceHeader[],
  record: readonly string[],
  { formulaGuard }: SourceFormat,
): SourceRow {
  const headerOf = (key: string): string => headers.find((one) => one.key === key)?.header ?? key;
  const error = (reason: string, key?: string): LoadError =>
    new LoadError(`${at}${key === undefined ? '' : `, column "${headerOf(key)}"`}: ${reason}`);
  const cells: Record<string, string | undefined> = Object.create(null);
  headers.forEach(({ key, type, isLoaded }, index) => {
    if (!isLoaded) return;
    const cell = record[index]!;
    const character = unacceptableCharacter(cell);
    if (character) throw error(`contains the character ${character}`, key);
    cells[key] = type === ColumnType.TEXT && formulaGuard ? unguarded(cell) : cell;
  });
  return { cells, header: headerOf, error };
}
