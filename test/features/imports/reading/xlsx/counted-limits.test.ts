import { StringTable } from '../../../../../src/features/imports/reading/xlsx/string-table';
import { readTable, refusalOf } from '../sources';
import { bookOf, textRow } from './workbooks';

// The real limits need workbooks of gigabytes.
jest.mock('../../../../../src/features/imports/reading/xlsx/limits', () => ({
  ...jest.requireActual<object>('../../../../../src/features/imports/reading/xlsx/limits'),
  maxCells: 5_000,
  maxSharedStrings: 3_000,
  maxStringBytesInMemory: 10_000,
}));

const sharedStrings = (count: number): string =>
  Array.from({ length: count }, (_unused, index) => `<si><t>text ${index} ä</t></si>`).join('');
const rowsOf = (count: number): string =>
  Array.from({ length: count }, (_unused, index) => `<row><c t="s"><v>${index}</v></c></row>`).join('');

describe('a workbook', () => {
  it('has at most so many cells, the empty ones before others included', async () => {
    const rows = (count: number): string => textRow('a') + '<row><c r="AX0"><v>1</v></c></row>'.repeat(count);
    const numbered = (count: number): string => {
      let line = 1;
      return rows(count).replaceAll('AX0', () => `AX${++line}`);
    };
    expect((await readTable(await bookOf(numbered(99)))).rows).toHaveLength(99);
    const refusal = await refusalOf(await bookOf(numbered(100)));
    expect(refusal).toMatchObject({
      code: 'LIMIT',
      message: 'The sheet has more than 5,000 cells. Import it in parts.',
      because: { reason: 'TOO_MANY_CELLS', parameters: { max: 5_000 } },
    });
  });

  it('has at most so many shared strings', async () => {
    const refusal = await refusalOf(await bookOf({ strings: sharedStrings(3001), sheets: { A: rowsOf(2) } }));
    expect(refusal).toMatchObject({
      code: 'LIMIT',
      message: 'The workbook has more than 3,000 texts. Import it in parts.',
      because: { reason: 'TOO_MANY_TEXTS', parameters: { max: 3_000 } },
    });
  });

  it('is read with shared strings that do not fit in memory', async () => {
    const { close } = StringTable.prototype;
    const wasInFile: boolean[] = [];
    const spy = jest.spyOn(StringTable.prototype, 'close').mockImplementation(function (this: StringTable) {
      wasInFile.push(this.isInFile);
      close.call(this);
    });
    const book = await bookOf({ strings: sharedStrings(3000), sheets: { A: rowsOf(3000) } });
    const { headers, rows } = await readTable(book).finally(() => spy.mockRestore());
    expect(headers).toEqual(['text 0 ä']);
    expect(rows).toEqual(Array.from({ length: 2999 }, (_unused, index) => [`text ${index + 1} ä`]));
    expect(wasInFile).toEqual([true]);
  });
});
