import { type Because, because } from '../../../../error-reasons';
import { maxColumns, maxRecordLength } from '../limits';
import type { ByteRange } from '../source';
import { UnreadableFile } from '../unreadable-file';

/** A record of a CSV text. */
export interface CsvRecord {
  readonly cells: string[];
  /** Physical line on which the record starts. CRLF, LF and CR each end a line, also in a cell. */
  readonly line: number;
  /** Without the line break. */
  readonly bytes: ByteRange;
}

const quote = 0x22;
const lf = 0x0a;
const cr = 0x0d;

/**
 * Finds the records of CSV text that arrives in pieces, by the grammar of RFC 4180. It knows the line and the bytes of
 * each record, and refuses what a tolerant reader would guess at. csv-parse reports them at half the speed, counts CRLF in
 * a cell as two lines, and has no limit for empty cells.
 */
export class CsvScanner {
  private text = '';
  /** Where the next record starts in the text. */
  private at = 0;
  private line = 1;
  /** Length at which the next record may be complete. Doubles, so that a long record is not scanned for each piece. */
  private required = 0;
  private isEnd = false;
  /** Whether a CR ends a record even without LF. The first line break outside of quotes decides. */
  private endsAtCr: boolean | undefined;
  private readonly delimiter: number;

  /**
   * @param storedLength Returns the number of bytes that hold a text in the file.
   * @param byte Number of bytes before the text.
   */
  constructor(
    delimiter: string,
    private readonly storedLength: (text: string) => number,
    private byte: number,
  ) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  push(text: string): void {
    this.text = this.text.slice(this.at) + text;
    this.at = 0;
  }

  /** Declares that no more text follows. */
  end(): void {
    this.isEnd = true;
  }

  /**
   * Returns the next record that is no blank line, and null when the text holds no further complete one.
   *
   * @throws UnreadableFile with the line of the opening quote.
   */
  next(): CsvRecord | null {
    this.skipBlankLines();
    const { text, at } = this;
    if (at === text.length || (!this.isEnd && text.length - at < this.required)) return null;
    const scanned = this.scan();
    if (!scanned) {
      this.required = 2 * (text.length - at);
      return null;
    }
    const { cells, end, next, lines } = scanned;
    const start = this.byte;
    const bytes = { start, end: start + this.storedLength(text.slice(at, end)) };
    const record = { cells, line: this.line, bytes };
    this.byte = bytes.end + this.storedLength(text.slice(end, next));
    this.at = next;
    this.line += lines;
    this.required = 0;
    return record;
  }

  private skipBlankLines(): void {
    const { text, at } = this;
    for (let code = text.charCodeAt(this.at); code === lf || code === cr; code = text.charCodeAt(this.at)) {
      // LF may follow.
      if (code === cr && this.at + 1 === text.length && !this.isEnd) break;
      this.at = this.afterBreak(this.at);
      this.line++;
    }
    if (this.at > at) this.byte += this.storedLength(text.slice(at, this.at));
  }

  private scan(): { cells: string[]; end: number; next: number; lines: number } | null {
    const { text, delimiter } = this;
    const cells: string[] = [];
    let lines = 0;
    for (let at = this.at; ;) {
      const start = at;
      if (text.charCodeAt(at) === quote) {
        const close = this.closingQuote(at, lines);
        if (close === null) return null;
        at = close + 1;
        const cell = text.slice(start + 1, close);
        cells.push(cell.includes('"') ? cell.replaceAll('""', '"') : cell);
        const breaks = lineBreaks(cell);
        if (!this.isCellEnd(at)) throw this.quoteError('TEXT_AFTER_QUOTE', lines, at);
        lines += breaks;
      } else {
        for (; at < text.length; at++) {
          const code = text.charCodeAt(at);
          if (code === delimiter || code === lf) break;
          if (code === quote) throw this.quoteError('QUOTE_IN_CELL', lines, at);
          if (code !== cr) continue;
          if (this.endsRecord(at)) break;
          lines++;
        }
        cells.push(text.slice(start, at));
      }
      if (at - this.at > maxRecordLength) throw this.lengthError();
      if (cells.length > maxColumns) {
        const message = `Line ${this.line} has more than ${maxColumns.toLocaleString('en-US')} columns. Remove those that you do not need.`;
        throw new UnreadableFile('LIMIT', message, because('TOO_MANY_COLUMNS', { line: this.line, max: maxColumns }), {
          line: this.line,
        });
      }
      // What follows is not known yet: a line break, LF after CR, or the second of two quotes.
      if (at + 1 >= text.length && !this.isEnd) return null;
      if (text.charCodeAt(at) === delimiter) {
        at++;
        continue;
      }
      if (at === text.length) return { cells, end: at, next: at, lines: lines + 1 };
      return { cells, end: at, next: this.afterBreak(at), lines: lines + 1 };
    }
  }

  /** Returns where the line starts that follows a line break outside of quotes. */
  private afterBreak(at: number): number {
    const isCr = this.text.charCodeAt(at) === cr;
    const isCrLf = isCr && this.text.charCodeAt(at + 1) === lf;
    this.endsAtCr ??= isCr && !isCrLf;
    return at + (isCrLf ? 2 : 1);
  }

  /** Returns null when the text ends before the cell does. */
  private closingQuote(open: number, lines: number): number | null {
    const { text } = this;
    for (let from = open + 1; ;) {
      const close = text.indexOf('"', from);
      if ((close < 0 ? text.length : close) - this.at > maxRecordLength) throw longQuote(this.line + lines);
      if (close < 0 && this.isEnd) throw openQuote(this.line + lines);
      if (close < 0 || (close + 1 === text.length && !this.isEnd)) return null;
      if (text.charCodeAt(close + 1) !== quote) return close;
      from = close + 2;
    }
  }

  private isCellEnd(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return at === this.text.length || code === this.delimiter || code === lf || (code === cr && this.endsRecord(at));
  }

  private endsRecord(at: number): boolean {
    return (this.endsAtCr ?? true) || this.text.charCodeAt(at + 1) === lf || at + 1 === this.text.length;
  }

  private quoteError(reason: 'TEXT_AFTER_QUOTE' | 'QUOTE_IN_CELL', linesBefore: number, at: number): UnreadableFile {
    const line = this.line + linesBefore;
    const near = this.text.slice(at, at + 20).toWellFormed();
    return quotesError(line, `${quoteErrors[reason]} near ${JSON.stringify(near)}`, because(reason, { line, near }));
  }

  private lengthError(): UnreadableFile {
    const max = maxRecordLength.toLocaleString('en-US');
    return new UnreadableFile(
      'LIMIT',
      `Line ${this.line} is longer than ${max} characters. Shorten its texts.`,
      because('LINE_TOO_LONG', { line: this.line, max: maxRecordLength }),
      {
        line: this.line,
      },
    );
  }
}

const quoteErrors = {
  TEXT_AFTER_QUOTE: 'text follows the closing quote of a cell',
  QUOTE_IN_CELL: 'a quote is inside a cell that does not start with one',
} as const;

const quotesError = (line: number, problem: string, reason: Because): UnreadableFile => {
  const advice = 'A cell with quotes is enclosed in quotes, and each quote in it is doubled.';
  return new UnreadableFile('QUOTES', `Line ${line}: ${problem}. ${advice}`, reason, { line });
};

const openQuote = (line: number): UnreadableFile =>
  quotesError(line, 'a quote is never closed', because('QUOTE_OPEN', { line }));

const longQuote = (line: number): UnreadableFile =>
  quotesError(
    line,
    `a quote is not closed within ${maxRecordLength.toLocaleString('en-US')} characters`,
    because('QUOTE_OPEN_LONG', { line, max: maxRecordLength }),
  );

const lineBreaks = (text: string): number =>
  text.includes('\n') || text.includes('\r') ? text.match(/\r\n|\r|\n/g)!.length : 0;
