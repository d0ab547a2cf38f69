import { type CsvColumn, forSpreadsheets, startCsv } from '../../../platform/files/csv-writer';
import { ColumnType } from '../../columns/column';
import type { Format } from './format';

export const csv: Format = {
  async begin(sink, { columns, csv: options = forSpreadsheets }, signal) {
    const csvColumns = columns.map(({ label, type }) => ({ label, type: csvTypes[type] }));
    const writer = await startCsv(sink, csvColumns, options, signal);
    return { write: (rows) => writer.write(rows), finish: async () => ({ warnings: [] }) };
  },
};

const csvTypes: Record<ColumnType, CsvColumn['type']> = {
  [ColumnType.TEXT]: 'TEXT',
  [ColumnType.INTEGER]: 'NUMBER',
  [ColumnType.MONEY]: 'NUMBER',
  [ColumnType.DATE]: 'PLAIN',
  [ColumnType.INSTANT]: 'PLAIN',
  [ColumnType.BOOLEAN]: 'PLAIN',
};
