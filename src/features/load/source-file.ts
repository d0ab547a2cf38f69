import path from 'node:path';
import { AppError } from '../../errors';
import type { CsvDelimiter, DecimalSeparator } from '../../platform/files/csv-dialect';
import { decimalSeparatorOf } from '../../platform/graphql/decimal-separator';
import { openLocalFile } from '../../platform/storage/disk-storage';
import type { ColumnDescription } from '../columns/column';
import { findHeaderProblem, mapHeaders, plainHeaders } from '../imports/mapping/map-headers';
import { classifyColumns, type FileColumns } from '../imports/plan/columns/file-columns';
import { NewRecords } from '../imports/plan/rows/new-records';
import { RowKeys } from '../imports/plan/rows/row-keys';
import type { FieldValues } from '../imports/plan/targets/target';
import type { ImportEncoding } from '../imports/reading/encoding';
import { openSource } from '../imports/reading/open-source';
import type { Source } from '../imports/reading/source';
import { UnreadableFile } from '../imports/reading/unreadable-file';
import type { FailedRow } from '../imports/record/import-contents';
import { type FileKind, propertyFile } from './file-kinds';
import { FoundErrors, LoadError } from './load-error';
import type { RowContext } from './row-context';

/** How CSV files are written. What is absent is recognized in each file. */
export interface SourceFormat {
  readonly delimiter?: CsvDelimiter;
  readonly decimalSeparator?: DecimalSeparator;
  readonly encoding?: ImportEncoding;
  /** Whether a `'` precedes texts that a spreadsheet would run as a formula. */
  readonly formulaGuard: boolean;
  /** Whether texts that look damaged by a spreadsheet are values: records may hold such texts. */
  readonly allowsDamage?: boolean;
}

/** A record that a row describes. */
export interface SourceRecord {
  readonly line: number;
  /** The form in which keys are compared. */
  readonly key: string;
  readonly values: FieldValues;
}

type OnRowError = (error: LoadError, row: Pick<SourceRecord, 'key' | 'line'> | null) => void;

/** An open CSV file of the organization. Its errors are LoadErrors with the file, line and column. */
export class SourceFile {
  private constructor(
    readonly kind: FileKind,
    private readonly source: Source,
    private readonly columns: FileColumns,
    private readonly headers: readonly string[],
    private readonly format: Required<Pick<SourceFormat, 'decimalSeparator' | 'formulaGuard' | 'allowsDamage'>>,
  ) {}

  /** @throws LoadError if the file does not exist, or a header is unknown, missing or duplicated. */
  static async open(folder: string, kind: FileKind, format: SourceFormat): Promise<SourceFile> {
    const file = path.join(folder, kind.name);
    const source = await withPlace(kind.name, file, async () => openSource(await openLocalFile(file), format));
    try {
      if (source.traits.kind !== 'CSV') throw new LoadError(`${kind.name}: is a workbook; save it as CSV`);
      const headers = plainHeaders(source, format.formulaGuard);
      const [first] = headers;
      if (headers.length === 1 && format.delimiter && /[,;\t]/.test(first!))
        throw new LoadError(
          `${kind.name}: the delimiter is not ${format.delimiter}; without the option, it is recognized`,
        );
      const columns = readHeaders(`${kind.name} line ${source.headerLine}`, headers, kind);
      const decimalSeparator = decimalSeparatorOf(
        source.traits.delimiter,
        format.decimalSeparator,
        '--decimal-separator',
      );
      const { formulaGuard, allowsDamage = false } = format;
      return new SourceFile(kind, source, classifyColumns(kind.target, headers, columns), headers, {
        decimalSeparator,
        formulaGuard,
        allowsDamage,
      });
    } catch (error) {
      await source.close();
      throw error instanceof AppError ? new LoadError(`${kind.name}: ${error.message}`) : error;
    }
  }

  /** Headers of the known columns that are not loaded. */
  get skippedHeaders(): readonly string[] {
    return this.columns.ignored;
  }

  hasColumn(key: string): boolean {
    return this.columns.read.some(({ column }) => column.key === key);
  }

  close(): Promise<void> {
    return this.source.close();
  }

  /**
   * Reads the records from the start, at each call again. `onError` gets each error of a row, with the key if the row has
   * a valid one, and the row is skipped. By default it is thrown.
   */
  async *records(
    { names, texts, rules }: RowContext,
    onError: OnRowError = (error) => {
      throw error;
    },
  ): AsyncGenerator<SourceRecord[]> {
    const { kind, columns } = this;
    const { decimalSeparator, formulaGuard, allowsDamage } = this.format;
    const format = { kind: 'CSV', formulaGuard, allowsDamage } as const;
    const rowKeys = new RowKeys(columns, format);
    const options = { format, texts: { ...texts, decimalSeparator } };
    const newRecords = new NewRecords(kind.target, columns, options, kind.required);
    const batches = this.source.batches()[Symbol.asyncIterator]();
    for (;;) {
      const batch = await withPlace(kind.name, kind.name, () => batches.next());
      if (batch.done) return;
      yield batch.value.flatMap((row): SourceRecord[] => {
        const { key, error } = rowKeys.claim(rowKeys.read(row));
        if (error) {
          onError(this.rowError(error), null);
          return [];
        }
        names.startRow();
        const record = newRecords.read(row, rules);
        if (!record.isValid) {
          for (const each of record.errors) onError(this.rowError(each), { key, line: row.line });
          return [];
        }
        names.keepRow();
        return [{ line: row.line, key, values: record.values }];
      });
    }
  }

  /** An error at a record, and in the column with this key if the file has it. */
  error({ line }: SourceRecord, message: string, key?: string): LoadError {
    const file = [this.columns.key, ...this.columns.read].find(({ column }) => column.key === key);
    return this.rowError({ line, message, ...(file && { columnIndex: file.index }) });
  }

  private rowError({ line, columnIndex, message }: Pick<FailedRow, 'line' | 'columnIndex' | 'message'>): LoadError {
    const at = `${this.kind.name} line ${line}`;
    if (columnIndex === undefined) return new LoadError(`${at}: ${message}`);
    const header = JSON.stringify(this.headers[columnIndex]);
    return new LoadError(
      `${at}, column ${header}: ${message.startsWith(`${header} `) ? message.slice(header.length + 1) : message}`,
    );
  }
}

/** Returns the column of each header; null for one that is not loaded. */
function readHeaders(at: string, headers: readonly string[], kind: FileKind): (ColumnDescription | null)[] {
  const { known, required, dataset, excluded = [] } = kind;
  const mapped = mapHeaders(headers, known, dataset);
  // Without distinct headers, the columns are uncertain.
  const problem = findHeaderProblem(headers);
  if (problem) throw new LoadError(`${at}: ${problem.message}`);
  const found = new FoundErrors();
  for (const { message } of mapped.problems) found.add(new LoadError(`${at}: ${message}`));
  mapped.headers.forEach(({ header, suggestion, isUndecided }, index) => {
    if (!isUndecided) return;
    const asProperty =
      kind.dataset === 'USERS' ? `; to load it as a custom property, add it to ${propertyFile.name} (Key, Name)` : '';
    const advice = suggestion
      ? `if it is ${JSON.stringify(suggestion.column.label)}, rename it, or else remove the column`
      : `known are ${loadedLabels(kind).join(', ')}${asProperty}`;
    found.add(new LoadError(`${at}, column ${index + 1} ${JSON.stringify(header)}: is not known; ${advice}`));
  });
  const columns = mapped.headers.map(({ column }) => (column && excluded.includes(column.key) ? null : column));
  for (const key of required)
    if (!columns.some((column) => column?.key === key))
      found.add(new LoadError(`${at}: the column "${known.get(key)!.label}" is missing`));
  found.assertNone();
  return columns;
}

/** Required columns first. */
function loadedLabels({ known, required, excluded = [] }: FileKind): string[] {
  const loaded = known.columns.filter(({ fromText, key }) => fromText && !excluded.includes(key));
  const isRequired = ({ key }: ColumnDescription): boolean => required.includes(key);
  return [...loaded.filter(isRequired), ...loaded.filter((column) => !isRequired(column))].map(({ label }) => label);
}

/** Adds the file and the line to errors of reading. */
async function withPlace<T>(name: string, file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new LoadError(`${file}: does not exist`);
    if (code === 'EISDIR') throw new LoadError(`${file}: is a folder, not a file`);
    if (!(error instanceof UnreadableFile)) throw error;
    const { line } = error;
    const message = error.code === 'ENCODING' ? `${error.message} The option is \`--encoding\`.` : error.message;
    throw new LoadError(
      line === undefined ? `${name}: ${message}` : `${name} line ${line}: ${message.replace(`Line ${line}: `, '')}`,
    );
  }
}
