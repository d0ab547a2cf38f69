import { because } from '../../../../error-reasons';
import { AppError, badInput } from '../../../../errors';
import { decimalSigns, guarded, unguarded } from '../../../../platform/files/csv-dialect';
import { shownText } from '../../../../platform/files/workbook-text';
import { unacceptableCharacter } from '../../../../platform/text/characters';
import { ColumnType, type InputValue, type TextContext } from '../../../columns/column';
import type { CellKind, SourceRecord } from '../../reading/source';
import type { SuspicionCode } from '../../record/import-warnings';
import type { FileColumn } from '../columns/file-columns';
import { errorOfWorkbook, findDamage, spreadsheetChange, withLf } from './damaged-text';

/** How the texts of a file are meant. */
export interface FileFormat {
  readonly kind: 'CSV' | 'XLSX';
  /** Whether a `'` before a formula is a guard, also in a workbook that was a CSV file before. */
  readonly formulaGuard: boolean;
  /** Whether an import wrote it: guarded in all columns, with marks in cells that stay as they are. */
  readonly isReport?: boolean;
  /** Whether texts that look damaged are values. */
  readonly allowsDamage?: boolean;
}

/** How the rows of one file are read. */
export interface RowOptions {
  readonly format: FileFormat;
  /** Reads the texts of the file. */
  readonly texts: TextContext;
}

/** What the files of an import have in a cell whose record keeps its own value. */
export const keepMark = '__keep';

export const isKept = (text: string, { isReport }: FileFormat): boolean =>
  isReport === true && text.trim() === keepMark;

/** What a cell says about a value. */
type CellReading =
  | { readonly isUnchanged: true }
  | { readonly isUnchanged: false; readonly value: InputValue; readonly warning?: SuspicionCode };

const unchanged: CellReading = { isUnchanged: true };

/** The text of a cell, without the guard of our own CSV files. The guard in a workbook is removed by `readCell`. */
export function cellText(file: FileColumn, record: SourceRecord, format: FileFormat): string {
  const text = record.cells[file.index] ?? '';
  return format.kind === 'CSV' ? withoutGuard(text, file, format) : text;
}

const apostrophe = 0x27;

const withoutGuard = (text: string, { column }: FileColumn, { formulaGuard, isReport }: FileFormat): string =>
  text.charCodeAt(0) === apostrophe && formulaGuard && (column.type === ColumnType.TEXT || isReport)
    ? unguarded(text)
    : text;

/** People and spreadsheets leave blanks in empty cells. Texts of our own files are exact. */
export const isEmptyText = (text: string, { isLenient }: TextContext): boolean =>
  (isLenient ? text.trim() : text) === '';

/**
 * Reads what `cellText` returned, if it differs from the record's own text (null: a new record). A text that a spreadsheet has made of the same
 * value is unchanged, and one that is damaged is refused.
 *
 * @throws AppError with the key of the column for a text that cannot be its value.
 */
export function readCell(
  file: FileColumn,
  cell: string,
  kind: CellKind | undefined,
  oldText: string | null,
  { format, texts: context }: RowOptions,
): CellReading {
  const { key, type, fromText } = file.column;
  if (oldText !== null) {
    if (isSame(cell, kind, oldText, type, context)) return unchanged;
    if (kind !== undefined && type === ColumnType.TEXT) assertInWorkbook(key, cell, oldText);
  }
  const text = kind === 'TEXT' ? withoutGuard(cell, file, format) : cell;
  const damage = kind === 'ERROR' ? errorOfWorkbook(text) : format.allowsDamage ? null : findDamage(text, oldText);
  if (damage) {
    const { message, reason } = damage;
    throw new AppError('BAD_USER_INPUT', message, { argument: key, problem: 'DAMAGED_VALUE', ...reason });
  }
  const character = unacceptableCharacter(text);
  if (character)
    throw badInput(
      key,
      `The text contains the character ${character}. Remove it.`,
      because('INVISIBLE_CHARACTER', { character }),
    );
  const value = fromText!(isEmptyText(text, context) ? '' : text, context, key);
  const suspicion = type === ColumnType.TEXT ? suspicionOf(text, kind, oldText) : null;
  const warning = suspicion ?? (text === cell ? null : 'GUARD_REMOVED');
  return { isUnchanged: false, value, ...(warning && { warning }) };
}

const suspiciousKinds: Partial<Record<CellKind, SuspicionCode>> = {
  NUMBER: 'NUMBER_CELL',
  DATE: 'DATE_CELL',
  BOOLEAN: 'BOOLEAN_CELL',
};

function suspicionOf(text: string, kind: CellKind | undefined, oldText: string | null): SuspicionCode | null {
  const change = oldText === null ? null : spreadsheetChange(oldText, text);
  return change ?? (kind && suspiciousKinds[kind]) ?? null;
}

/** Whether a program has only spelled the same value in another way. */
function isSame(
  text: string,
  kind: CellKind | undefined,
  oldText: string,
  type: ColumnType,
  { decimalSeparator }: TextContext,
): boolean {
  switch (type) {
    case ColumnType.TEXT:
      return isSameText(text, kind, oldText);
    case ColumnType.MONEY:
      return oldText.replace('.', decimalSigns[decimalSeparator]) === text;
    case ColumnType.INSTANT:
      // The wall clock of the venue, which is all that a workbook holds.
      return kind === 'DATE' && wallClockMs(text) === wallClockMs(oldText.slice(0, 23));
    default:
      return false;
  }
}

/** A CSV file that is saved as a workbook keeps the guard. */
const isSameText = (text: string, kind: CellKind | undefined, oldText: string): boolean =>
  withLf(oldText) === text || (kind === 'TEXT' && withLf(guarded(oldText)) === text);

/** @throws AppError if the text is what a workbook shows of a value that it cannot hold. */
function assertInWorkbook(argument: string, text: string, oldText: string): void {
  if (shownText(oldText).text === text)
    throw new AppError(
      'BAD_USER_INPUT',
      `A workbook cannot hold the text of this record: it cuts long texts and drops control characters. Import the error file, which keeps the text, or ignore the column \`${argument}\`. Change the text in a CSV export.`,
      { argument, problem: 'NOT_IN_WORKBOOK', ...because('NOT_IN_WORKBOOK') },
    );
}

const wallClockMs = (text: string): number => Date.parse(text.length === 10 ? `${text}T00:00:00Z` : `${text}Z`);
