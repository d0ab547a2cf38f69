import type { Writable } from 'node:stream';
import type { stream, Worksheet } from 'exceljs';
import { ByteBuffer, chunkSize } from '../../../platform/files/byte-buffer';
import { safeCellText } from '../../../platform/files/workbook-text';
import { abortable } from '../../../platform/jobs/abortable';
import { ColumnType } from '../../columns/column';
import { exportWarning, warningTexts } from '../../labels/job-warnings';
import { DatedWorkbookWriter, drained, sheetStream, stylesOf, textColumnStyle } from './exceljs-internals';
import type { About, RowWriter, Sheet } from './format';
import { RowXml } from './xlsx-row';

/** Excel's limit, header row included. */
const maxRowsPerSheet = 1_048_576;

export async function startWorkbook(sink: Writable, sheet: Sheet, signal: AbortSignal): Promise<RowWriter> {
  const workbook = new DatedWorkbookWriter({
    stream: sink,
    // Without a style table exceljs is twice as fast, and still gives dates the built-in date format.
    useStyles: false,
    useSharedStrings: false,
    zip: { zlib: { level: 1 } },
  });
  Object.assign(workbook, {
    creator: 'Tallyport',
    lastModifiedBy: 'Tallyport',
    created: sheet.madeOn,
    modified: sheet.madeOn,
  });

  const types = sheet.columns.map(({ type }) => type);
  const rowXml = new RowXml(types, stylesOf(workbook, types, sheet.moneyDecimals));

  let number = 1;
  let current = addSheet(workbook, sheet, number);
  let rowsOnSheet = 1;
  let rowsWritten = 0;
  // exceljs copies its input immediately, so one buffer can be reused and creates no garbage.
  const waiting = new ByteBuffer(4 * chunkSize);
  const send = async (): Promise<void> => {
    // Waits for the previous chunk only: another thread compresses this one while the next rows are made.
    await drained(current, signal);
    if (waiting.length > 0) sheetStream(current).write(waiting.view());
  };
  return {
    async write(rows) {
      rowsWritten += rows.length;
      for (let rowIndex = 0; rowIndex < rows.length; rowIndex++) {
        if (rowsOnSheet === (sheet.rowsPerSheet ?? maxRowsPerSheet)) {
          await send();
          close(current, rowsOnSheet, sheet);
          current = addSheet(workbook, sheet, ++number);
          rowsOnSheet = 1;
        }
        rowXml.write(waiting, ++rowsOnSheet, rows, rowIndex);
        if (waiting.length > chunkSize) await send();
      }
    },
    async finish() {
      await send();
      await drained(current, signal);
      close(current, rowsOnSheet, sheet);
      const { cutCells } = rowXml;
      const [cells, were] = cutCells === 1 ? ['cell', 'was'] : ['cells', 'were'];
      const warnings =
        cutCells === 0
          ? []
          : [
              exportWarning(
                'TEXTS_CUT',
                { cells: cutCells },
                `${cutCells} ${cells} ${were} longer than Excel's limit of 32,767 characters and ${were} cut.`,
              ),
            ];
      if (sheet.about)
        addAboutSheet(workbook, sheet.about, {
          rows: rowsWritten,
          columns: types.length,
          warnings: warningTexts(warnings),
        });
      await abortable(workbook.commit(), signal);
      return { warnings };
    },
  };
}

const widths: Record<ColumnType, number> = {
  [ColumnType.TEXT]: 22,
  [ColumnType.DATE]: 12,
  [ColumnType.INSTANT]: 16,
  [ColumnType.BOOLEAN]: 10,
  [ColumnType.INTEGER]: 12,
  [ColumnType.MONEY]: 14,
};

function addSheet(workbook: stream.xlsx.WorkbookWriter, { title, columns }: Sheet, number: number): Worksheet {
  const name = number === 1 ? title : `${title} (${number})`;
  const worksheet = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
  worksheet.columns = columns.map(({ type, label }) => ({
    width: Math.max(widths[type], Math.min(label.length + 2, 40)),
    ...(type === ColumnType.TEXT && { style: textColumnStyle }),
  }));
  worksheet.addRow(columns.map(({ label }) => safeCellText(label).text)).commit();
  return worksheet;
}

interface Written {
  readonly rows: number;
  readonly columns: number;
  readonly warnings: readonly string[];
}

function addAboutSheet(
  workbook: stream.xlsx.WorkbookWriter,
  about: About,
  { rows, columns, warnings: later }: Written,
): void {
  const warnings = [...about.warnings, ...later];
  const worksheet = workbook.addWorksheet('About');
  worksheet.columns = [{ width: 24 }, { width: 80 }];
  const lines: (readonly [name: string, value: string | number])[] = [
    ...about.facts,
    ['Rows', rows],
    ['Columns', columns],
    ['Warnings', warnings.length],
    ...warnings.map((warning) => ['', warning] as const),
  ];
  for (const [name, value] of lines)
    worksheet.addRow([name, typeof value === 'string' ? safeCellText(value).text : value]).commit();
  worksheet.commit();
}

/** Writes the range of the filter last, when the number of rows is known. */
function close(worksheet: Worksheet, rows: number, { columns }: Sheet): void {
  worksheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: rows, column: columns.length } };
  worksheet.commit();
}
