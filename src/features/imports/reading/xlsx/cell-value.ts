import { quoted } from '../../../../platform/text/quoted';
import type { CellKind } from '../source';
import type { DateFormat } from './cell-formats';
import { decoded } from './cell-text';
import { excelDate } from './excel-date';
import { damaged } from './zip-archive';

/** A cell as the workbook stores it. */
interface StoredCell {
  /** Attribute `t`: `n` for numbers is the default. */
  readonly type: string;
  /** Index of the format. */
  readonly format: number;
  /** Null without a value. For a formula it is the result that was last calculated. */
  readonly value: string | null;
  /** Null without a formula. */
  readonly formula: string | null;
  /** The text of `t="inlineStr"`. */
  readonly inlineText: string;
}

/** What the cells of a workbook refer to. */
export interface CellContext {
  readonly formats: readonly DateFormat[];
  readonly is1904: boolean;
  sharedString(number: number): string | undefined;
}

type CellValue = readonly [kind: CellKind, text: string];

const empty: CellValue = ['EMPTY', ''];
const asText = (text: string): CellValue => (text === '' ? empty : ['TEXT', decoded(text)]);

/** The kind and the text of a cell. What is no valid value of its type is an ERROR with the text as it is. */
export function cellValue({ type, format, value, formula, inlineText }: StoredCell, context: CellContext): CellValue {
  if (type === 'inlineStr') return asText(inlineText);
  const trimmed = value?.trim() ?? '';
  if (value === null || (trimmed === '' && type !== 'str'))
    // A program that does not calculate leaves the result out, but the cell is not empty.
    return formula === null ? empty : ['ERROR', `=${formula}`];
  switch (type) {
    case 's': {
      const text = /^\d+$/.test(trimmed) ? context.sharedString(Number(trimmed)) : undefined;
      if (text === undefined) throw damaged(`there is no shared string ${trimmed.slice(0, 20)}.`);
      return asText(text);
    }
    case 'str':
      return asText(value);
    case 'e':
      return ['ERROR', trimmed];
    case 'b':
      return trimmed === '1' || trimmed === '0' ? ['BOOLEAN', trimmed === '1' ? 'true' : 'false'] : ['ERROR', trimmed];
    case 'd':
      return isoDate(trimmed);
    case 'n':
      return numberOrDate(trimmed, context.formats[format] ?? null, context.is1904);
    default:
      throw damaged(`there is no type of cells ${quoted(type)}.`);
  }
}

function numberOrDate(text: string, format: DateFormat, is1904: boolean): CellValue {
  // Each digit fits one place of the pattern only: a long text must not be matched in more than one way.
  const number = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(number)) return ['ERROR', text];
  const date = format && excelDate(number, is1904, format === 'DATE_TIME');
  return date === null ? ['NUMBER', numberText(number)] : ['DATE', date];
}

/**
 * The shortest text that gives the same number. Excel writes 17 digits, so that 1.1 is 1.1000000000000001 in the file. From
 * 2^53 the digits are not all known, and a power of ten says so.
 */
const numberText = (number: number): string =>
  (Math.abs(number) < 2 ** 53 ? String(number) : number.toExponential()).replace('e', 'E');

/** The dates of the strict format, as workbooks of our own never have them. */
function isoDate(text: string): CellValue {
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?)\d*)?Z?$/.exec(text) ?? [];
  if (date === undefined) return ['ERROR', text];
  if (time === undefined) return ['DATE', date];
  return ['DATE', `${date}T${time.includes('.') ? time.padEnd(12, '0') : `${time}.000`}`];
}
