import { once } from 'node:events';
import { stream, type Worksheet } from 'exceljs';
import { ColumnType, type Cell } from '../../columns/column';
import type { Format, Sheet } from './format';
import { safeCellText } from './xlsx-text';

/** Excel's limit, header row included. */
export const mostRowsPerSheet = 1_048_576;

type CellValue = string | number | boolean | Date | null;

/** exceljs's writer, with every part of the ZIP dated alike: the clock would make two files of the same rows differ. */
class DatedWorkbookWriter extends stream.xlsx.WorkbookWriter {
  // Called by the constructor before anything else is added to the ZIP.
  override addThemes(): Promise<void> {
    const { zip } = this as unknown as { zip: { append(source: unknown, entry: object): unknown } };
    const append = zip.append.bind(zip);
    zip.append = (source, entry) => append(source, { ...entry, date: new Date(Date.UTC(1980, 0, 1)) });
    return (stream.xlsx.WorkbookWriter.prototype as unknown as { addThemes(): Promise<void> }).addThemes.call(this);
  }
}

export const xlsx: Format = {
  async begin(sink, sheet, signal) {
    const workbook = new DatedWorkbookWriter({
      stream: sink,
      // Without a style table exceljs is twice as fast, and still gives dates the built-in date format.
      useStyles: false,
      useSharedStrings: false,
      zip: { zlib: { level: 1 } },
    });
    Object.assign(workbook, { creator: 'Tallyport', lastModifiedBy: 'Tallyport', created: sheet.madeOn, modified: sheet.madeOn });

    let cutCells = 0;
    const textCell = (cell: Cell): CellValue => {
      if (cell === null || cell === '') return null;
      const { text, cut } = safeCellText(cell as string);
      if (cut) cutCells++;
      return text === '' ? null : text;
    };
    const converters = sheet.columns.map(({ type }) => (type === ColumnType.TEXT ? textCell : typedCell[type]));

    let number = 1;
    let current = addSheet(workbook, sheet, number);
    let rowsOnSheet = 1;
    return {
      async write(rows) {
        for (const row of rows) {
          if (rowsOnSheet === mostRowsPerSheet) {
            close(current, rowsOnSheet, sheet);
            current = addSheet(workbook, sheet, ++number);
            rowsOnSheet = 1;
          }
          const values: CellValue[] = new Array(row.length);
          for (let index = 0; index < row.length; index++) values[index] = converters[index]!(row[index]!);
          current.addRow(values).commit();
          if (++rowsOnSheet % 100 === 0) await drained(current, signal);
        }
        await drained(current, signal);
      },
      async finish() {
        await drained(current, signal);
        close(current, rowsOnSheet, sheet);
        await abortable(workbook.commit(), signal);
        return { warnings: cutCells === 0 ? [] : [`${cutCells} cells were longer than Excel's limit of 32,767 characters and were cut.`] };
      },
    };
  },
};

const typedCell: Record<Exclude<ColumnType, ColumnType.TEXT>, (cell: Cell) => CellValue> = {
  // Excel's dates have no zone: exceljs counts their days in UTC.
  [ColumnType.DATE]: (cell) => (cell === null ? null : new Date(`${cell as string}T00:00:00Z`)),
  [ColumnType.BOOLEAN]: (cell) => cell as boolean | null,
  [ColumnType.INTEGER]: (cell) => cell as number | null,
  [ColumnType.MONEY]: (cell) => (cell === null ? null : Number(cell)),
};

const widths: Record<ColumnType, number> = {
  [ColumnType.TEXT]: 22, [ColumnType.DATE]: 12, [ColumnType.BOOLEAN]: 10, [ColumnType.INTEGER]: 12, [ColumnType.MONEY]: 14,
};

function addSheet(workbook: stream.xlsx.WorkbookWriter, { title, columns }: Sheet, number: number): Worksheet {
  const name = number === 1 ? title : `${title} (${number})`;
  const worksheet = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
  worksheet.columns = columns.map(({ type, label }) => ({ width: Math.max(widths[type], Math.min(label.length + 2, 40)) }));
  worksheet.addRow(columns.map(({ label }) => safeCellText(label).text)).commit();
  return worksheet;
}

/** The filter's range is written behind the rows, when their number is known. */
function close(worksheet: Worksheet, rows: number, { columns }: Sheet): void {
  worksheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: rows, column: columns.length } };
  worksheet.commit();
}

/**
 * exceljs never waits: a whole sheet's XML would pile up in the entry's stream, which is an old one whose state has to be
 * read by hand.
 */
async function drained(worksheet: Worksheet, signal: AbortSignal): Promise<void> {
  const [entry] = (worksheet as unknown as { stream: { pipes: (NodeJS.EventEmitter & { _writableState: { needDrain: boolean } })[] } }).stream.pipes;
  if (entry?._writableState.needDrain) await once(entry, 'drain', { signal });
}

async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
