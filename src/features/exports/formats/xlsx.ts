import { shownText } from '../../../platform/files/workbook-text';
import { type Cell, ColumnType } from '../../columns/column';
import type { missingColumns } from '../../labels/en/failures';
import { exportWarning } from '../../labels/job-warnings';
import type { Format } from './format';

const maxColumns = 16_384;
const maxColumnsText = maxColumns.toLocaleString('en-US');

/** exceljs is heavy. It is loaded when the first workbook is written. */
export const xlsx: Format = {
  description: 'An Excel workbook with real dates, numbers and booleans.',
  contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  extension: 'xlsx',
  hasCsvOptions: false,
  columnLimit: {
    max: maxColumns,
    reason: {
      code: 'SHEET_COLUMNS' satisfies keyof typeof missingColumns,
      parameters: { max: maxColumns },
      message: `An Excel sheet has at most ${maxColumnsText} columns.`,
    },
    warning: (omitted) =>
      exportWarning(
        'SHEET_COLUMNS',
        { columns: omitted, max: maxColumns },
        `${omitted} columns were omitted: an Excel sheet has at most ${maxColumnsText} columns. A CSV file can have all of them.`,
      ),
  },
  start: (sink, sheet, signal) =>
    (require('./xlsx-workbook') as typeof import('./xlsx-workbook')).startWorkbook(sink, sheet, signal),
  preview: ({ columns }) => ({
    header: columns.map(({ label }) => shownText(label).text),
    row: (cells) => cells.map((cell, index) => (cell === null ? '' : showCell[columns[index]!.type](cell))),
  }),
};

/** Programs show dates and amounts as the user's country writes them; a preview shows ISO dates and plain numbers. */
const showCell: Record<ColumnType, (cell: NonNullable<Cell>) => string> = {
  [ColumnType.TEXT]: (cell) => shownText(cell as string).text,
  [ColumnType.DATE]: String,
  [ColumnType.INSTANT]: (cell) => (cell as string).slice(0, 23).replace('T', ' '),
  [ColumnType.BOOLEAN]: (cell) => (cell ? 'TRUE' : 'FALSE'),
  [ColumnType.INTEGER]: String,
  [ColumnType.MONEY]: String,
};
