import { AppError } from '../../../errors';
import type { SourceRecord } from '../reading/source';
import type { FailedRow } from '../record/import-contents';
import type { FileColumn, FileColumns } from './file-columns';
import { inputFieldOf } from './targets/target';

/** What is wrong with a row or one of its cells, for programs. */
type RowErrorCode =
  | 'ROW_LENGTH'
  | 'KEY_MISSING'
  | 'KEY_DUPLICATED'
  | 'KEY_UNKNOWN'
  | 'INVALID_VALUE'
  | 'DAMAGED_VALUE'
  | 'NOT_IN_WORKBOOK'
  | 'UNKNOWN_NAME'
  | 'REQUIRED'
  | 'READ_ONLY'
  | 'NOT_ALLOWED'
  | 'FORBIDDEN'
  | 'CONFLICT';

export const failedRow = (
  { row, line }: Pick<SourceRecord, 'row' | 'line'>,
  code: RowErrorCode,
  message: string,
  column?: Pick<FileColumn, 'index'>,
): FailedRow => ({ row, line, ...(column && { columnIndex: column.index }), code, message });

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
  return failedRow(record, codeOf(error), messageOf(error, column), column);
}

function codeOf({ code, details }: AppError): RowErrorCode {
  if (details.problem) return details.problem as RowErrorCode;
  if (details.unknownName !== undefined) return 'UNKNOWN_NAME';
  if (code === 'FORBIDDEN') return 'FORBIDDEN';
  return code === 'CONFLICT' ? 'NOT_ALLOWED' : 'INVALID_VALUE';
}

/** The message of a rule names the argument of a mutation; people know the header. */
const messageOf = ({ message, details }: AppError, column: FileColumn | undefined): string =>
  column && typeof details.argument === 'string'
    ? message.replaceAll(`\`${details.argument}\``, JSON.stringify(column.header))
    : message;

/**
 * The error of a row that is shorter than the header, or has values beyond it; null for any other row. A workbook leaves
 * out empty cells at the end, and spreadsheets write them to CSV where a column was cleared.
 */
export function lengthError({ row, line, cells, kinds }: SourceRecord, { width }: FileColumns): FailedRow | null {
  if (cells.length === width || (kinds && cells.length < width)) return null;
  if (cells.length > width && cells.slice(width).every((cell) => cell === '')) return null;
  return failedRow(
    { row, line },
    'ROW_LENGTH',
    `The row has ${cells.length} cells, but the header has ${width}. ${cells.length > width ? 'Quote cells that contain the delimiter or a quote.' : 'Add the missing delimiters.'}`,
  );
}
