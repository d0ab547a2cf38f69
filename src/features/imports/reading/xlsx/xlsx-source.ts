import { because } from '../../../../error-reasons';
import type { OpenFile } from '../../../../platform/storage/storage';
import { quoted, shortened } from '../../../../platform/text/quoted';
import { maxListedSheets, maxSheetNameLength } from '../limits';
import type { Source, SourceOptions, SourceRecord } from '../source';
import { BatchBuffer, firstOf, widthOf } from '../table';
import { UnreadableFile } from '../unreadable-file';
import { readCellFormats } from './cell-formats';
import type { CellContext } from './cell-value';
import { readSharedStrings } from './shared-strings';
import { type SheetRow, sheetRows } from './sheet-rows';
import { readWorkbook, type Workbook, type Worksheet } from './workbook';
import { ZipArchive } from './zip-archive';

/** Opens a workbook: the requested sheet, or else the first visible one. */
export async function openXlsx(file: OpenFile, requested: SourceOptions): Promise<Source> {
  const archive = await ZipArchive.open(file);
  const workbook = await readWorkbook(archive);
  const sheet = chooseSheet(workbook.sheets, requested.sheet);
  const { stylesPart, sharedStringsPart } = workbook;
  const strings = sharedStringsPart === undefined ? null : await readSharedStrings(archive, sharedStringsPart);
  try {
    const context: CellContext = {
      formats: stylesPart === undefined ? [] : await readCellFormats(archive, stylesPart),
      is1904: workbook.is1904,
      sharedString: (number) => strings?.get(number),
    };
    const rowsOf = ({ part }: Worksheet, onRead?: (bytes: number) => void): AsyncGenerator<SheetRow[]> =>
      sheetRows(archive, part, context, onRead);
    const header = await firstOf(rowsOf(sheet));
    if (!header) throw emptySheet(workbook, sheet);
    const sheets = [sheet];
    for (const next of continuations(workbook, sheet)) {
      if ((await firstOf(rowsOf(next)))?.cells.join('\0') !== header.cells.join('\0')) break;
      sheets.push(next);
    }
    const width = widthOf(header.cells);
    const sizeOf = (some: readonly Worksheet[]): number =>
      some.reduce((sum, { part }) => sum + archive.sizeOf(part), 0);
    let bytesRead = 0;
    return {
      traits: {
        kind: 'XLSX',
        sheets: sheets.map(({ name }) => name),
        sheetNames: requestableNames(workbook.sheets),
      },
      headers: header.cells.slice(0, width),
      headerLine: header.line,
      async *batches() {
        const batch = new BatchBuffer();
        let row = 0;
        for (const [index, current] of sheets.entries()) {
          const bytesBefore = sizeOf(sheets.slice(0, index));
          let isHeader = true;
          for await (const group of rowsOf(current, (bytes) => (bytesRead = bytesBefore + bytes)))
            for (const found of group) {
              if (!isHeader) batch.add(sourceRecord(++row, found, current.name, width));
              isHeader = false;
              if (batch.isFull) yield batch.take();
            }
        }
        if (!batch.isEmpty) yield batch.take();
      },
      share: () => bytesRead / sizeOf(sheets),
      close: async () => {
        strings?.close();
        await file.close();
      },
    };
  } catch (error) {
    strings?.close();
    throw error;
  }
}

/** In the order of the tabs. */
const requestableNames = (sheets: readonly Worksheet[]): string[] =>
  [...new Set(sheets.map(({ name }) => name))]
    .filter((name) => name !== '' && name.length <= maxSheetNameLength)
    .slice(0, maxListedSheets);

const namesOf = (sheets: readonly Worksheet[]): string[] => sheets.slice(0, 20).map(({ name }) => shortened(name));

const listed = (sheets: readonly Worksheet[]): string =>
  sheets
    .slice(0, 20)
    .map(({ name }) => quoted(name))
    .join(', ');

function chooseSheet(sheets: readonly Worksheet[], requested: string | undefined): Worksheet {
  const chosen =
    requested === undefined
      ? (sheets.find(({ isHidden }) => !isHidden) ?? sheets[0])
      : (sheets.find(({ name }) => name === requested) ??
        sheets.find(({ name }) => name.toLowerCase() === requested.toLowerCase()));
  if (chosen) return chosen;
  if (sheets.length === 0)
    throw new UnreadableFile(
      'SHEET',
      'The workbook has no worksheet. Save the table as .xlsx or CSV.',
      because('NO_SHEET'),
    );
  const name = quoted(requested!);
  throw new UnreadableFile(
    'SHEET',
    `The workbook has no sheet ${name}. Choose one of ${listed(sheets)}.`,
    because('UNKNOWN_SHEET', { sheet: shortened(requested!), sheets: namesOf(sheets) }),
    { isReadableOtherwise: true, sheetNames: requestableNames(sheets) },
  );
}

function emptySheet({ sheets }: Workbook, sheet: Worksheet): UnreadableFile {
  const others = sheets.filter((other) => other !== sheet);
  const advice =
    others.length > 0 ? ` Choose another sheet: ${listed(others)}.` : ' Write the headers into its first row.';
  return new UnreadableFile(
    'EMPTY_FILE',
    `The sheet ${listed([sheet])} has no header: it is empty.${advice}`,
    because('SHEET_EMPTY', { sheet: shortened(sheet.name), otherSheets: namesOf(others) }),
    { isReadableOtherwise: others.length > 0, sheetNames: requestableNames(sheets) },
  );
}

/** Exports continue on `Users (2)`, `Users (3)` and so on when a sheet is full. */
function continuations({ sheets }: Workbook, first: Worksheet): Worksheet[] {
  const after = sheets.slice(sheets.indexOf(first) + 1);
  const isNext = ({ name }: Worksheet, index: number): boolean => name === `${first.name} (${index + 2})`;
  const end = after.findIndex((sheet, index) => !isNext(sheet, index));
  return end < 0 ? after : after.slice(0, end);
}

/** Rows of a sheet end at their last cell, so all up to the header's width are filled up. */
function sourceRecord(row: number, { line, cells, kinds }: SheetRow, sheet: string, width: number): SourceRecord {
  const end = widthOf(cells, width);
  if (cells.length > end) {
    cells.length = end;
    kinds.length = end;
  }
  while (cells.length < width) {
    cells.push('');
    kinds.push('EMPTY');
  }
  return { row, line, cells, kinds, sheet };
}
