import { because } from '../../../../error-reasons';
import { maxColumns, maxRecordLength } from '../limits';
import type { CellKind } from '../source';
import { UnreadableFile } from '../unreadable-file';
import { CellText, textTooLong } from './cell-text';
import { type CellContext, cellValue } from './cell-value';
import { maxCells, maxSheetColumns, maxSheetRows } from './limits';
import { parsing, type XmlAttributes, type XmlHandler } from './xml-part';
import { damaged, type ZipArchive } from './zip-archive';

/** A row with at least one cell that is not empty. */
export interface SheetRow {
  /** Counted from 1. */
  readonly line: number;
  readonly cells: string[];
  readonly kinds: CellKind[];
}

/** Reads the rows of a sheet in groups. `onRead` gets the number of inflated bytes that are read so far. */
export async function* sheetRows(
  archive: ZipArchive,
  part: string,
  context: CellContext,
  onRead: (bytes: number) => void = () => undefined,
): AsyncGenerator<SheetRow[]> {
  const rows = new RowCollector(context);
  for await (const bytes of parsing(archive, part, rows)) {
    onRead(bytes);
    const found = rows.take();
    if (found.length > 0) yield found;
  }
}

class RowCollector implements XmlHandler {
  private found: SheetRow[] = [];
  private isInData = false;
  private line = 0;
  private column = 0;
  private cells: string[] = [];
  private kinds: CellKind[] = [];
  private length = 0;
  private cellCount = 0;
  private attributes: XmlAttributes = {};
  private readonly inlineText = new CellText();
  private value: string | null = null;
  private formula: string | null = null;
  private target: 'value' | 'formula' | 'inlineText' | null = null;

  constructor(private readonly context: CellContext) {}

  take(): SheetRow[] {
    const { found } = this;
    this.found = [];
    return found;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'sheetData') this.isInData = true;
    if (!this.isInData) return;
    if (this.target === 'inlineText') this.inlineText.open(name, attributes);
    else if (name === 'c') this.openCell(attributes);
    else if (name === 'row') this.openRow(attributes);
    else if (name === 'v') [this.target, this.value] = ['value', ''];
    else if (name === 'f') [this.target, this.formula] = ['formula', ''];
    else if (name === 'is') this.target = 'inlineText';
  }

  text(text: string): void {
    if (this.target === null) return;
    if (this.target === 'inlineText') return this.inlineText.text(text);
    const collected = (this[this.target] ?? '') + text;
    if (collected.length > maxRecordLength) throw textTooLong();
    this[this.target] = collected;
  }

  close(name: string): void {
    if (!this.isInData) return;
    if (name === 'v' || name === 'f' || name === 'is') this.target = null;
    else if (this.target === 'inlineText') this.inlineText.close(name);
    else if (name === 'c') this.closeCell();
    else if (name === 'row') this.closeRow();
    else if (name === 'sheetData') this.isInData = false;
  }

  private openRow({ r }: XmlAttributes): void {
    const line = r === undefined ? this.line + 1 : Number(r);
    if (!(Number.isInteger(line) && line > this.line && line <= maxSheetRows))
      throw damaged(`row ${String(r).slice(0, 20)} follows row ${this.line}.`);
    this.line = line;
    this.column = 0;
    this.length = 0;
    this.cells = [];
    this.kinds = [];
  }

  private openCell(attributes: XmlAttributes): void {
    const column = attributes.r === undefined ? this.column + 1 : this.columnOf(attributes.r);
    if (column <= this.column || column > maxSheetColumns)
      throw damaged(`cell ${String(attributes.r).slice(0, 20)} of row ${this.line} is out of order.`);
    this.count(1);
    this.column = column;
    this.attributes = attributes;
    this.value = null;
    this.formula = null;
  }

  private count(cells: number): void {
    this.cellCount += cells;
    if (this.cellCount > maxCells)
      throw new UnreadableFile(
        'LIMIT',
        `The sheet has more than ${maxCells.toLocaleString('en-US')} cells. Import it in parts.`,
        because('TOO_MANY_CELLS', { max: maxCells }),
      );
  }

  /** `AB12` is in column 28. */
  private columnOf(reference: string): number {
    let [column, at] = [0, 0];
    for (let code = reference.charCodeAt(0); code >= 65 && code <= 90 && at < 4; code = reference.charCodeAt(++at))
      column = 26 * column + code - 64;
    if (column === 0 || Number(reference.slice(at)) !== this.line)
      throw damaged(`row ${this.line} has a cell ${reference.slice(0, 20)}.`);
    return column;
  }

  private closeCell(): void {
    const { t = 'n', s = '0' } = this.attributes;
    const { value, formula } = this;
    const stored = { type: t, format: Number(s), value, formula, inlineText: this.inlineText.take() };
    const [kind, text] = cellValue(stored, this.context);
    if (kind === 'EMPTY') return;
    const at = { line: this.line };
    if (this.column > maxColumns)
      throw new UnreadableFile(
        'LIMIT',
        `Row ${this.line} has more than ${maxColumns.toLocaleString('en-US')} columns. Remove those that you do not need.`,
        because('TOO_MANY_COLUMNS', { line: this.line, max: maxColumns }),
        at,
      );
    this.length += text.length;
    if (this.length > maxRecordLength) {
      const max = maxRecordLength.toLocaleString('en-US');
      throw new UnreadableFile(
        'LIMIT',
        `Row ${this.line} is longer than ${max} characters. Shorten its texts.`,
        because('LINE_TOO_LONG', { line: this.line, max: maxRecordLength }),
        at,
      );
    }
    // A file of a few bytes per row can have 2,000 cells in each.
    this.count(this.column - 1 - this.cells.length);
    while (this.cells.length < this.column - 1) {
      this.cells.push('');
      this.kinds.push('EMPTY');
    }
    this.cells.push(text);
    this.kinds.push(kind);
  }

  private closeRow(): void {
    if (this.cells.length > 0) this.found.push({ line: this.line, cells: this.cells, kinds: this.kinds });
  }
}
