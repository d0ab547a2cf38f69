import { DecimalSeparator, guarded, withDecimals } from '../../../platform/files/csv-dialect';
import { type Cell, ColumnType } from '../../columns/column';
import { ExportFormat } from '../record/export.entity';
import type { Sheet } from './format';
import { shownText } from './xlsx-text';

/**
 * What a file's lines will read, cell by cell: of a CSV what a reader of it gets, of a workbook what its cells show.
 */
export interface Shown {
  readonly header: string[];
  row(cells: readonly Cell[]): string[];
}

type ShowCell = (cell: NonNullable<Cell>) => string;

export function shownAs(format: ExportFormat, { columns, csv }: Pick<Sheet, 'columns' | 'csv'>): Shown {
  const showText: (text: string) => string =
    format === ExportFormat.XLSX
      ? (text) => shownText(text).text
      : csv?.formulaGuard === false
        ? (text) => text
        : guarded;
  const showNumber: ShowCell = (cell) => withDecimals(String(cell), csv?.decimalSeparator ?? DecimalSeparator.POINT);
  const showCell = columns.map(({ type }): ShowCell =>
    type === ColumnType.TEXT
      ? (cell) => showText(cell as string)
      : format === ExportFormat.XLSX
        ? inWorkbook[type]
        : type === ColumnType.MONEY || type === ColumnType.INTEGER
          ? showNumber
          : String,
  );
  return {
    header: columns.map(({ label }) => showText(label)),
    row: (cells) => cells.map((cell, index) => (cell === null ? '' : showCell[index]!(cell))),
  };
}

/** Programs show dates and amounts in the way of their country; here they all read alike. */
const inWorkbook: Record<Exclude<ColumnType, ColumnType.TEXT>, ShowCell> = {
  [ColumnType.DATE]: String,
  [ColumnType.INSTANT]: (cell) => (cell as string).slice(0, 23).replace('T', ' '),
  [ColumnType.BOOLEAN]: (cell) => (cell ? 'TRUE' : 'FALSE'),
  [ColumnType.INTEGER]: String,
  [ColumnType.MONEY]: String,
};
