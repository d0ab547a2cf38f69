import { because } from '../../../../error-reasons';
import { CsvDelimiter, delimiterSigns } from '../../../../platform/files/csv-dialect';
import { UnreadableFile } from '../unreadable-file';
import { CsvScanner } from './csv-scanner';

/** The line with which Excel names the delimiter, in the file's first line. */
interface SeparatorLine {
  readonly delimiter: CsvDelimiter;
  /** Length with the line break. */
  readonly length: number;
}

/** @throws UnreadableFile when the line names another sign. */
export function findSeparatorLine(head: string): SeparatorLine | null {
  const [line, sign] = /^"?sep=(.)"?(?:\r\n|\r|\n|$)/i.exec(head) ?? [];
  if (line === undefined) return null;
  const delimiter = Object.values(CsvDelimiter).find((name) => delimiterSigns[name] === sign);
  if (delimiter) return { delimiter, length: line.length };
  const message = `Line 1 says that ${JSON.stringify(sign)} separates the cells. Save the file with commas, semicolons or tabs.`;
  throw new UnreadableFile('NOT_A_TABLE', message, because('OTHER_SEPARATOR', { sign: sign! }), { line: 1 });
}

/** Records of the head that are compared. */
const maxSamples = 50;

/**
 * Chooses the delimiter with which the records of the head have the same number of cells, of several the one with most
 * cells. Scanning them keeps delimiters and line breaks in quotes from counting.
 */
export function findDelimiter(head: string, isWhole: boolean): CsvDelimiter {
  const samples = Object.values(CsvDelimiter).map((delimiter) => ({ delimiter, ...sample(head, isWhole, delimiter) }));
  const [best] = samples
    .filter(({ columns }) => columns > 1)
    .sort((one, other) => Number(other.isRegular) - Number(one.isRegular) || other.columns - one.columns);
  return best?.delimiter ?? CsvDelimiter.COMMA;
}

function sample(head: string, isWhole: boolean, delimiter: CsvDelimiter): { columns: number; isRegular: boolean } {
  const scanner = new CsvScanner(delimiterSigns[delimiter], () => 0, 0);
  scanner.push(head);
  if (isWhole) scanner.end();
  const widths: number[] = [];
  let isReadable = true;
  try {
    for (let record = scanner.next(); record && widths.length < maxSamples; record = scanner.next())
      widths.push(record.cells.length);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    // Reported when the file is read with the delimiter.
    isReadable = false;
  }
  const [columns] = widths;
  // Without a complete record, signs in quotes count, too.
  if (columns === undefined)
    return { columns: head.split(/[\r\n]/, 1)[0]!.split(delimiterSigns[delimiter]).length, isRegular: false };
  return { columns, isRegular: isReadable && widths.every((width) => width === columns) };
}
