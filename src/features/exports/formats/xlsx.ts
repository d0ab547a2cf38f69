import { once } from 'node:events';
import { stream, type Worksheet } from 'exceljs';
import { Bytes } from '../../../platform/files/byte-buffer';
import { abortable } from '../../../platform/jobs/abortable';
import { ColumnType } from '../../columns/column';
import type { About, Format, Sheet } from './format';
import { RowXml, type StyleNumbers } from './xlsx-row';
import { safeCellText } from './xlsx-text';

/** Excel's limit, header row included. */
export const maxRowsPerSheet = 1_048_576;

/**
 * Characters of XML that are handed on at once. Strings of over 128 KB are moved to V8's old space at once, where
 * garbage lies for long.
 */
const sendFrom = 32_768;

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
    // exceljs copies what it is given at once, so one buffer serves all: a new one for each would lie about until V8
    // cleans up.
    const waiting = new Bytes(4 * sendFrom);
    const send = async (): Promise<void> => {
      // Waits for what was sent before, not for this: while the next rows are made, another thread compresses these.
      await drained(current, signal);
      if (waiting.length > 0) sheetStream(current).write(waiting.view());
    };
    return {
      async write(rows) {
        rowsWritten += rows.length;
        for (let place = 0; place < rows.length; place++) {
          if (rowsOnSheet === (sheet.rowsPerSheet ?? maxRowsPerSheet)) {
            await send();
            close(current, rowsOnSheet, sheet);
            current = addSheet(workbook, sheet, ++number);
            rowsOnSheet = 1;
          }
          rowXml.write(waiting, ++rowsOnSheet, rows, place);
          if (waiting.length > sendFrom) await send();
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
            : [`${cutCells} ${cells} ${were} longer than Excel's limit of 32,767 characters and ${were} cut.`];
        if (sheet.about) addAboutSheet(workbook, sheet.about, { rows: rowsWritten, columns: types.length, warnings });
        await abortable(workbook.commit(), signal);
        return { warnings };
      },
    };
  },
};

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

/** The filter's range is written behind the rows, when their number is known. */
function close(worksheet: Worksheet, rows: number, { columns }: Sheet): void {
  worksheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: rows, column: columns.length } };
  worksheet.commit();
}

/**
 * exceljs never waits: a whole sheet's XML would pile up in the entry's stream, which is an old one whose state has to
 * be read by hand.
 */
async function drained(worksheet: Worksheet, signal: AbortSignal): Promise<void> {
  const [entry] = sheetStream(worksheet).pipes;
  if (entry?._writableState.needDrain) await once(entry, 'drain', { signal });
}

interface SheetStream {
  write(xml: Buffer): unknown;
  readonly pipes: (NodeJS.EventEmitter & { _writableState: { needDrain: boolean } })[];
}

/** Where exceljs itself writes the XML of its rows. */
const sheetStream = (worksheet: Worksheet): SheetStream => (worksheet as unknown as { stream: SheetStream }).stream;

interface StyleTable {
  readonly dateStyleId: number;
  readonly model: { readonly styles: object[]; readonly numFmts: object[] };
}

/**
 * The styles that these cells need. A workbook without a style table has that of dates, which asking for it adds; the
 * others are put beside it.
 */
function stylesOf(
  workbook: stream.xlsx.WorkbookWriter,
  types: readonly ColumnType[],
  moneyDecimals: number,
): StyleNumbers {
  const { styles: table } = workbook as unknown as { styles: StyleTable };
  const add = (numFmtId: number): number => table.model.styles.push({ numFmtId }) - 1;
  return {
    dateStyle: types.includes(ColumnType.DATE) ? table.dateStyleId : 0,
    instantStyle: types.includes(ColumnType.INSTANT) ? add(builtInDateAndTime) : 0,
    moneyStyle: types.includes(ColumnType.MONEY) ? add(moneyFormat(table, moneyDecimals)) : 0,
  };
}

const builtInDateAndTime = 22;
/** `#,##0` and `#,##0.00`. */
const builtInMoney: Readonly<Record<number, number>> = { 0: 3, 2: 4 };
/** Those below are the programs' own. */
const firstOwnFormat = 164;

function moneyFormat({ model }: StyleTable, decimals: number): number {
  const builtIn = builtInMoney[decimals];
  if (builtIn === undefined) model.numFmts.push({ id: firstOwnFormat, formatCode: `#,##0.${'0'.repeat(decimals)}` });
  return builtIn ?? firstOwnFormat;
}
