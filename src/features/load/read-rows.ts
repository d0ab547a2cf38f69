import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline, Transform } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { type CsvDelimiter, type DecimalSeparator, delimiterSigns, unguarded } from '../../platform/files/csv-dialect';
import { unacceptableCharacter } from '../../platform/text/characters';
import { ColumnType } from '../columns/column';
import { isLoaded, type SourceColumn, type SourceColumns } from './source-columns';

/** A reason not to load the files, with the file, line and column. */
export class LoadError extends Error {}

/** The format of a CSV file. */
export interface SourceFormat {
  readonly delimiter: CsvDelimiter;
  readonly decimalSeparator: DecimalSeparator;
  /** Whether a `'` precedes texts that a spreadsheet would run as a formula. */
  readonly formulaGuard: boolean;
}

/** One row of a file. */
export interface SourceRow {
  /** The cells of the loaded columns. */
  readonly cells: readonly (readonly [column: SourceColumn, text: string])[];
  /** Returns the header of the column with this key. */
  header(key: string): string;
  /** Creates an error at this row, and in the column with this key. */
  error(reason: string, key?: string): LoadError;
}

/** The columns and the format of a file. */
interface SourceShape {
  /** Keys of the columns that the file must have. */
  readonly required: readonly string[];
  readonly columns: SourceColumns;
  readonly format: SourceFormat;
  /** Called with the header of each column that is known, but not loaded. */
  readonly onSkippedColumn: (header: string) => void;
}

/**
 * Reads a CSV file row by row.
 *
 * @throws LoadError if a header is unknown, missing or duplicated, or a row has another number of values.
 */
export async function* readRows(
  file: string,
  { required, columns, format, onSkippedColumn }: SourceShape,
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
  // Errors of the stream destroy the parser, so the loop below throws them.
  pipeline(createReadStream(file), onlyUtf8(name), parser, () => undefined);
  let headers: SourceHeader[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const at = `${name} line ${info.lines}`;
      if (!headers) {
        headers = readHeaders(at, record, required, columns, format);
        for (const { header, column } of headers) if (!isLoaded(column)) onSkippedColumn(header);
        continue;
      }
      if (record.length !== headers.length)
        throw new LoadError(`${at}: has ${record.length} values, but the header has ${headers.length}`);
      yield sourceRow(at, headers, record, format);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new LoadError(`${file}: does not exist`);
    if (code === 'EISDIR') throw new LoadError(`${file}: is a folder, not a file`);
    if (error instanceof CsvError) throw new LoadError(`${name} line ${String(error.lines ?? '?')}: ${error.message}`);
    throw error;
  }
  if (!headers) throw new LoadError(`${name}: is empty; a header is required`);
}

/** Passes bytes on, but refuses invalid ones: the parser would replace them with U+FFFD. */
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

/** The headers of the loaded columns, required ones first. */
function loadedHeaders(required: readonly string[], columns: SourceColumns): string[] {
  const loaded = [...columns].filter(([, column]) => isLoaded(column));
  const isRequired = ([, { key }]: [string, SourceColumn]): boolean => required.includes(key);
  return [...loaded.filter(isRequired), ...loaded.filter((column) => !isRequired(column))].map(([header]) => header);
}

interface SourceHeader {
  readonly header: string;
  readonly column: SourceColumn;
}

function readHeaders(
  at: string,
  record: readonly string[],
  required: readonly string[],
  columns: SourceColumns,
  format: SourceFormat,
): SourceHeader[] {
  const otherDelimiter = record.length === 1 ? /[,;\t]/.exec(record[0]!)?.[0] : undefined;
  if (otherDelimiter !== undefined)
    throw new LoadError(`${at}: the values are not separated by ${delimiterNames[format.delimiter]}`);
  const headers = record.map((cell, index): SourceHeader => {
    const header = format.formulaGuard ? unguarded(cell) : cell;
    const column = columns.get(header);
    if (!column)
      throw new LoadError(
        `${at}, column ${index + 1} "${header}": is not known; known are ${loadedHeaders(required, columns).join(', ')}`,
      );
    return { column, header };
  });
  headers.forEach(({ column, header }, index) => {
    if (headers.findIndex((other) => other.column.key === column.key) < index)
      throw new LoadError(`${at}, column "${header}": is duplicated`);
  });
  const missing = required.find((key) => !headers.some(({ column }) => column.key === key));
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
  const headerOf = (key: string): string => headers.find(({ column }) => column.key === key)?.header ?? key;
  const errorAt = (reason: string, key?: string): LoadError =>
    new LoadError(`${at}${key === undefined ? '' : `, column "${headerOf(key)}"`}: ${reason}`);
  const cells: [SourceColumn, string][] = [];
  headers.forEach(({ column }, index) => {
    if (!isLoaded(column)) return;
    const cell = record[index]!;
    const character = unacceptableCharacter(cell);
    if (character) throw errorAt(`contains the character ${character}`, column.key);
    cells.push([column, column.type === ColumnType.TEXT && formulaGuard ? unguarded(cell) : cell]);
  });
  return { cells, header: headerOf, error: errorAt };
}
