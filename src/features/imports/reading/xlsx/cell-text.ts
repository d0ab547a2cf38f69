import { because } from '../../../../error-reasons';
import { maxRecordLength } from '../limits';
import { UnreadableFile } from '../unreadable-file';
import type { XmlAttributes, XmlHandler } from './xml-part';

/**
 * Collects the text of a shared string or of a cell: the runs of a rich text joined, without the hints for its
 * pronunciation. Blanks at the ends of a run count only where the workbook says so.
 */
export class CellText implements XmlHandler {
  private runs = '';
  private run: string | null = null;
  private isPreserved = false;
  private isPhonetic = false;

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'rPh') this.isPhonetic = true;
    if (name !== 't' || this.isPhonetic) return;
    this.run = '';
    this.isPreserved = attributes['xml:space'] === 'preserve';
  }

  text(text: string): void {
    if (this.run === null) return;
    this.run += text;
    if (this.runs.length + this.run.length > maxRecordLength) throw textTooLong();
  }

  close(name: string): void {
    if (name === 'rPh') this.isPhonetic = false;
    if (name !== 't' || this.run === null) return;
    this.runs += this.isPreserved ? this.run : withoutBlanks(this.run);
    this.run = null;
  }

  take(): string {
    const text = this.runs;
    this.runs = '';
    return text;
  }
}

/** Without the blanks of XML at its ends. A pattern that ends in `$` would try each run of blanks within the text. */
function withoutBlanks(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && ' \t\r\n'.includes(text[start]!)) start++;
  while (end > start && ' \t\r\n'.includes(text[end - 1]!)) end--;
  return text.slice(start, end);
}

export const textTooLong = (): UnreadableFile =>
  new UnreadableFile(
    'LIMIT',
    `A text of the workbook is longer than ${maxRecordLength.toLocaleString('en-US')} characters. Shorten it.`,
    because('CELL_TOO_LONG', { max: maxRecordLength }),
  );

/** Resolves the codes with which workbooks write what XML cannot hold: `_x000D_` is CR, and `_x005F_` is `_`. */
export const decoded = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_code, digits: string) => String.fromCharCode(parseInt(digits, 16)))
    : text;
