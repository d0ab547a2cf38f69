import { DecimalSeparator, guarded, withDecimals } from '../../../platform/files/csv-dialect';
import { type CsvColumn, forSpreadsheets, startCsv } from '../../../platform/files/csv-writer';
import { type ColumnDescription, ColumnType } from '../../columns/column';
import type { Format } from './format';

export const csv: Format = {
  description:
    'RFC 4180: comma (or another delimiter), CRLF, UTF-8 with a byte order mark. ' +
    "Texts that a spreadsheet would run as formulas are prefixed with `'`.",
  contentType: 'text/csv; charset=utf-8',
  extension: 'csv',
  hasCsvOptions: true,
  async start(sink, { columns, csv: options = forSpreadsheets }, signal) {
    const writer = await startCsv(sink, columns.map(csvColumn), options, signal);
    return { write: (rows) => writer.write(rows), finish: async () => ({ warnings: [] }) };
  },
  preview({ columns, csv: options = forSpreadsheets }) {
    const { formulaGuard, decimalSeparator = DecimalSeparator.POINT } = options;
    const showText = formulaGuard ? guarded : (text: string) => text;
    const show: Record<CsvColumn['type'], (cell: string) => string> = {
      TEXT: showText,
      NUMBER: (number) => withDecimals(number, decimalSeparator),
      PLAIN: (text) => text,
    };
    return {
      header: columns.map(({ label }) => showText(label)),
      row: (cells) =>
        cells.map((cell, index) => (cell === null ? '' : show[csvTypes[columns[index]!.type]](String(cell)))),
    };
  },
};

/** A column of the catalogue as a column of a CSV file. */
export const csvColumn = ({ label, type }: Pick<ColumnDescription, 'label' | 'type'>): CsvColumn => ({
  label,
  type: csvTypes[type],
});

const csvTypes: Record<ColumnType, CsvColumn['type']> = {
  [ColumnType.TEXT]: 'TEXT',
  [ColumnType.INTEGER]: 'NUMBER',
  [ColumnType.MONEY]: 'NUMBER',
  [ColumnType.DATE]: 'PLAIN',
  [ColumnType.INSTANT]: 'PLAIN',
  [ColumnType.BOOLEAN]: 'PLAIN',
};
