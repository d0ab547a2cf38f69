import { ExportFormat } from '../record/export.entity';
import { csv } from './csv';
import type { Format } from './format';

/** exceljs is heavy: it is loaded when the first workbook is written. */
export function formatOf(format: ExportFormat): Format {
  switch (format) {
    case ExportFormat.CSV:
      return csv;
    case ExportFormat.XLSX:
      return (require('./xlsx') as typeof import('./xlsx')).xlsx;
    case ExportFormat.ZIP:
      throw new Error('a ZIP holds files of another format');
  }
}

/** What a download says of a file, without loading its format. */
export const fileTypes: Record<ExportFormat, { contentType: string; extension: string }> = {
  CSV: { contentType: 'text/csv; charset=utf-8', extension: 'csv' },
  XLSX: { contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extension: 'xlsx' },
  ZIP: { contentType: 'application/zip', extension: 'zip' },
};
