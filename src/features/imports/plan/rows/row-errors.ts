import { type Because, because, reasonIn } from '../../../../error-reasons';
import { AppError } from '../../../../errors';
import { quoted } from '../../../../platform/text/quoted';
import { labelOfField } from '../../mapping/known-columns';
import type { SourceRecord } from '../../reading/source';
import { type ChangedRow, cutParameters, cutText, type FailedRow } from '../../record/import-contents';
import type { FileColumn, FileColumns } from '../columns/file-columns';
import { inputFieldOf } from '../targets/target';

/** What is wrong with a row or one of its cells: the code for programs, and what it means. */
const meanings = {
  ROW_LENGTH: 'the row is shorter or longer than the header',
  KEY_MISSING: 'the row names no record',
  KEY_DUPLICATED: 'an earlier row names the same record',
  KEY_UNKNOWN: 'there is no such record',
  CREATED_ROW: 'the row of an undo file is about a created record, which only `undoImport` deletes',
  INVALID_VALUE: 'the value breaks a rule of its column',
  DAMAGED_VALUE: 'a spreadsheet has lost the value',
  NOT_IN_WORKBOOK: 'a workbook cannot hold the value',
  UNKNOWN_NAME: 'no location, team or plan has the name',
  REQUIRED: 'the record needs a value',
  READ_ONLY: 'the value of an existing record does not change',
  NOT_ALLOWED: 'the state of the record forbids the change',
  FORBIDDEN: 'the requester may not make the change',
  CONFLICT: 'the record was changed in the meantime',
  MORE_ERRORS: 'the row has further errors, which are not listed',
} as const;

type RowErrorCode = keyof typeof meanings;

export const isRowErrorCode = (code: string): boolean => Object.hasOwn(meanings, code);

/** All codes, as the schema describes them. */
export const rowErrorCodes = Object.entries(meanings)
  .map(([code, meaning]) => `${code} (${meaning})`)
  .join(', ');

/** Messages quote values of the file, and there may be one for each of its cells. */
const maxMessageLength = 1_000;

export const failedRow = (
  { row, line }: Pick<SourceRecord, 'row' | 'line'>,
  code: RowErrorCode,
  message: string,
  /** Null for an error of a rule that has none. */
  reason: Because | null,
  column?: Pick<FileColumn, 'index'>,
): FailedRow => ({
  row,
  line,
  ...(column && { columnIndex: column.index }),
  code,
  message: message.length > maxMessageLength ? `${message.slice(0, maxMessageLength).toWellFormed()}…` : message,
  ...(reason && { reason: reason.reason, parameters: cutParameters(reason.parameters) }),
});

/** Otherwise a file of small wrong cells would have a plan of many times its size. */
const maxErrorsOfRow = 20;

/** The errors that the plan lists of a row, and how many it does not list. */
export function listedErrors(errors: readonly FailedRow[]): readonly FailedRow[] {
  // The error file has to keep each text that a workbook cannot hold: importing it would damage the record otherwise.
  const listed = errors.filter(({ code }, index) => index < maxErrorsOfRow || code === 'NOT_IN_WORKBOOK');
  const omitted = errors.length - listed.length;
  if (omitted === 0) return errors;
  const more = omitted === 1 ? '1 more error' : `${omitted} more errors`;
  const message = `The row has ${more}. Correct the errors that are listed, and import the row again.`;
  return [...listed, failedRow(errors[0]!, 'MORE_ERRORS', message, because('MORE_ERRORS', { count: omitted }))];
}

/** The error with what a list of errors shows of its row: the key of the record, and the cell that is wrong. */
export function withTexts(
  error: FailedRow,
  key: string,
  textAt: (index: number) => string | null | undefined,
): FailedRow {
  const value = error.columnIndex === undefined ? '' : (textAt(error.columnIndex) ?? '');
  return { ...error, ...(key !== '' && { key: cutText(key) }), ...(value !== '' && { value: cutText(value) }) };
}

/** The error of a planned change, with the value that is not written. */
export const withChange = (error: FailedRow, { key, cells }: ChangedRow): FailedRow =>
  withTexts(error, key, (place) => cells.find(([index]) => index === place)?.[2]);

/** The column that an error of a rule is about, if it is about one. */
export function columnOfError(error: AppError, columns: readonly FileColumn[]): FileColumn | undefined {
  const { argument } = error.details;
  return (
    columns.find(({ column }) => column.key === argument) ??
    columns.find(({ column }) => inputFieldOf(column) === argument)
  );
}

/** Describes an error of a cell. Other errors are thrown again: they are no fault of the file. */
export function describeError(
  error: unknown,
  record: Pick<SourceRecord, 'row' | 'line'>,
  column: FileColumn | undefined,
): FailedRow {
  if (!(error instanceof AppError)) throw error;
  return failedRow(record, codeOf(error), messageOf(error, column), reasonIn(error.details), column);
}

/** Describes an error of reading this text of a cell. */
export const describeCellError = (
  error: unknown,
  record: Pick<SourceRecord, 'row' | 'line'>,
  file: FileColumn,
  text: string,
): FailedRow =>
  text.trim() === '' && error instanceof AppError && error.details.problem === undefined
    ? failedRow(
        record,
        'REQUIRED',
        `${quoted(file.header)} cannot be empty. Write a value.`,
        because('VALUE_REQUIRED'),
        file,
      )
    : describeError(error, record, file);

function codeOf({ code, details }: AppError): RowErrorCode {
  if (details.problem) return details.problem as RowErrorCode;
  if (details.unknownName !== undefined) return 'UNKNOWN_NAME';
  if (code === 'FORBIDDEN') return 'FORBIDDEN';
  return code === 'CONFLICT' ? 'NOT_ALLOWED' : 'INVALID_VALUE';
}

/** The message of a rule names the argument of a mutation; people know the header, or else the label of the column. */
function messageOf({ message, details }: AppError, column: FileColumn | undefined): string {
  const { argument } = details;
  const header = column?.header ?? (typeof argument === 'string' ? labelOfField(argument) : null);
  return typeof argument === 'string' && header !== null
    ? message.replaceAll(`\`${argument}\``, quoted(header))
    : message;
}

/**
 * The error of a row that is shorter than the header, or has values beyond it; null for any other row. A workbook leaves
 * out empty cells at the end, and spreadsheets write them to CSV where a column was cleared.
 */
export function lengthError({ row, line, cells, kinds }: SourceRecord, { width }: FileColumns): FailedRow | null {
  if (cells.length === width || (kinds && cells.length < width)) return null;
  if (cells.length > width && cells.slice(width).every((cell) => cell === '')) return null;
  const failed = (message: string, reason: Because): FailedRow =>
    failedRow({ row, line }, 'ROW_LENGTH', message, reason);
  const column = cells.findIndex((cell, index) => index >= width && cell !== '') + 1;
  if (kinds)
    return failed(
      `Column ${column} has a value, but no header. Name the column, or remove the value.`,
      because('HEADER_MISSING', { column }),
    );
  const { length } = cells;
  const lengths = `The row has ${length === 1 ? '1 cell' : `${length} cells`}, but the header has ${width}.`;
  return column > 0
    ? failed(
        `${lengths} Quote cells that contain the delimiter or a quote. If column ${column} has values, name it in the header.`,
        because('ROW_TOO_LONG', { cells: length, width, column }),
      )
    : failed(`${lengths} Add the missing delimiters.`, because('ROW_TOO_SHORT', { cells: length, width }));
}
