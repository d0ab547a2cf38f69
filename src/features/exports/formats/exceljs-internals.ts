import { once } from 'node:events';
import { stream, type Style, type Worksheet } from 'exceljs';
import { ColumnType } from '../../columns/column';
import type { StyleNumbers } from './xlsx-row';

// This file uses private parts of exceljs. Review it when you upgrade exceljs; its test fails if these parts change.

/** The writer of exceljs with a fixed date on every part of the ZIP, so that the same rows give the same bytes. */
export class DatedWorkbookWriter extends stream.xlsx.WorkbookWriter {
  // Called by the constructor before anything else is added to the ZIP.
  override addThemes(): Promise<void> {
    const { zip } = this as unknown as { zip: { append(source: unknown, entry: object): unknown } };
    const append = zip.append.bind(zip);
    zip.append = (source, entry) => append(source, { ...entry, date: new Date(Date.UTC(1980, 0, 1)) });
    return (stream.xlsx.WorkbookWriter.prototype as unknown as { addThemes(): Promise<void> }).addThemes.call(this);
  }
}

/**
 * Resolves when the ZIP entry of the worksheet has room. exceljs itself never waits, so a whole sheet would pile up in
 * memory. The entry is a stream of readable-stream, whose state is read by hand.
 */
export async function drained(worksheet: Worksheet, signal: AbortSignal): Promise<void> {
  const [entry] = sheetStream(worksheet).pipes;
  if (entry?._writableState.needDrain) await once(entry, 'drain', { signal });
}

interface SheetStream {
  write(xml: Buffer): unknown;
  readonly pipes: (NodeJS.EventEmitter & { _writableState: { needDrain: boolean } })[];
}

/** The stream that exceljs writes the XML of rows to. */
export const sheetStream = (worksheet: Worksheet): SheetStream =>
  (worksheet as unknown as { stream: SheetStream }).stream;

interface StyleTable {
  readonly dateStyleId: number;
  readonly model: { readonly styles: object[]; readonly numFmts: object[] };
  /** Returns the index of the style of a column or cell; 0 for none. */
  addStyleModel(style: Partial<Style>, cellType?: number): number;
}

/** The style of columns of texts: what a person types in them stays a text, such as `003`. */
export const textColumnStyle: Partial<Style> = { numFmt: '@' };

/**
 * Adds the styles that cells of these types need, and `textColumnStyle`. A workbook without `useStyles` still has a style table: reading
 * `dateStyleId` adds the style of dates to it.
 */
export function stylesOf(
  workbook: stream.xlsx.WorkbookWriter,
  types: readonly ColumnType[],
  moneyDecimals: number,
): StyleNumbers {
  const { styles: table } = workbook as unknown as { styles: StyleTable };
  const add = (numFmtId: number): number => table.model.styles.push({ numFmtId }) - 1;
  const textStyle = add(builtInText);
  const addStyleModel = table.addStyleModel.bind(table);
  table.addStyleModel = (style, cellType) =>
    style.numFmt === textColumnStyle.numFmt ? textStyle : addStyleModel(style, cellType);
  return {
    textStyle,
    dateStyle: types.includes(ColumnType.DATE) ? table.dateStyleId : 0,
    instantStyle: types.includes(ColumnType.INSTANT) ? add(builtInDateAndTime) : 0,
    moneyStyle: types.includes(ColumnType.MONEY) ? add(moneyFormat(table, moneyDecimals)) : 0,
  };
}

const builtInDateAndTime = 22;
/** `@`. */
const builtInText = 49;
/** `#,##0` and `#,##0.00`. */
const builtInMoney: Readonly<Record<number, number>> = { 0: 3, 2: 4 };
/** Lower numbers are built-in formats. */
const firstOwnFormat = 164;

function moneyFormat({ model }: StyleTable, decimals: number): number {
  const builtIn = builtInMoney[decimals];
  if (builtIn === undefined) model.numFmts.push({ id: firstOwnFormat, formatCode: `#,##0.${'0'.repeat(decimals)}` });
  return builtIn ?? firstOwnFormat;
}
