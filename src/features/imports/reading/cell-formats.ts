import { maxCellFormats } from './limits';
import { UnreadableFile } from './unreadable-file';
import { parsePart } from './xml-part';
import type { ZipArchive } from './zip-archive';

/** Whether a cell with this format shows its number as a date, with the time or without. */
export type DateFormat = 'DATE' | 'DATE_TIME' | null;

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
        throw new UnreadableFile('LIMIT', 'The workbook has too many formats of cells.');
    },
    close(name) {
      if (name === 'cellXfs') isCellFormat = false;
    },
  });
  return numbers.map((number) => dateFormat(number, codes.get(number)));
}

/**
 * The format of a number, where formats without a code are built in: 14 to 22 and 45 to 47 everywhere, the others in East
 * Asia.
 */
export function dateFormat(number: number, code: string | undefined): DateFormat {
  if (code === undefined) {
    if (number === 14 || number === 15 || number === 16 || number === 17) return 'DATE';
    if ((number >= 18 && number <= 22) || (number >= 45 && number <= 47)) return 'DATE_TIME';
    if ((number >= 32 && number <= 35) || number === 55 || number === 56) return number < 50 ? 'DATE_TIME' : 'DATE';
    return (number >= 27 && number <= 36) || (number >= 50 && number <= 58) ? 'DATE' : null;
  }
  // The first of up to four sections is for positive numbers. Texts, colors and languages are no codes, but [h] is.
  const signs = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .replace(/general/gi, '')
    .split(';', 1)[0]!;
  if (/[hs]/i.test(signs)) return 'DATE_TIME';
  return /[ymd]/i.test(signs) ? 'DATE' : null;
}
