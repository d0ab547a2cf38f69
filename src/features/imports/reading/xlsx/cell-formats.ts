import { because } from '../../../../error-reasons';
import { UnreadableFile } from '../unreadable-file';
import { maxCellFormats } from './limits';
import { parsePart } from './xml-part';
import type { ZipArchive } from './zip-archive';

/** Whether a cell with this format shows its number as a date, with the time or without. */
export type DateFormat = 'DATE' | 'DATE_TIME' | null;

/** Excel's own limit. The patterns below are slow on long codes of brackets. */
const maxFormatLength = 255;

/** The formats of cells, by the index that cells name. */
export async function readCellFormats(archive: ZipArchive, stylesPart: string): Promise<readonly DateFormat[]> {
  const codes = new Map<number, string>();
  const numbers: number[] = [];
  let isCellFormat = false;
  await parsePart(archive, stylesPart, {
    open(name, { numFmtId, formatCode }) {
      if (name === 'cellXfs') isCellFormat = true;
      if (name === 'numFmt') codes.set(Number(numFmtId), formatCode ?? '');
      if (name === 'xf' && isCellFormat) numbers.push(Number(numFmtId ?? 0));
      if (numbers.length > maxCellFormats || codes.size > maxCellFormats)
        throw new UnreadableFile(
          'LIMIT',
          'The workbook has too many formats of cells. Save it as CSV.',
          because('WORKBOOK_TOO_COMPLEX'),
        );
    },
    close(name) {
      if (name === 'cellXfs') isCellFormat = false;
    },
  });
  return numbers.map((number) => dateFormat(number, codes.get(number)));
}

const isBetween = (number: number, first: number, last: number): boolean => number >= first && number <= last;

/** Formats without a code are built in. Those from 27 to 36 and from 50 to 58 are dates in East Asia. */
function dateFormat(number: number, code: string | undefined): DateFormat {
  if (code === undefined) {
    if (isBetween(number, 18, 22) || isBetween(number, 45, 47)) return 'DATE_TIME';
    return isBetween(number, 14, 17) || isBetween(number, 27, 36) || isBetween(number, 50, 58) ? 'DATE' : null;
  }
  // The first of up to four sections is for positive numbers. Texts, colors and languages are no codes, but [h] is.
  const signs = code
    .slice(0, maxFormatLength)
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .replace(/general/gi, '')
    .split(';', 1)[0]!;
  if (/[hs]/i.test(signs)) return 'DATE_TIME';
  return /[ymd]/i.test(signs) ? 'DATE' : null;
}
