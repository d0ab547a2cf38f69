/** @slow */
import fc from 'fast-check';
import { type Cell, ColumnType } from '../../../../src/features/columns/column';
import { maxCellLength, safeCellText } from '../../../../src/platform/files/workbook-text';
import { asShown, naughtyStrings } from '../../../support/data/naughty-strings';
import { textColumns, writeBatches, writeFile, type WrittenFile } from '../../../support/files/formats';
import {
  hasOpenpyxl,
  type ReadSheet,
  readWithExceljs,
  readWithOpenpyxl,
  zipParts,
} from '../../../support/files/spreadsheets';

const readers: [name: string, read: (body: Buffer) => ReadSheet[] | Promise<ReadSheet[]>][] = [
  ['exceljs', readWithExceljs],
];
if (hasOpenpyxl()) readers.push(['openpyxl', readWithOpenpyxl]);

const typed = [
  { label: 'Name', type: ColumnType.TEXT },
  { label: 'Phone', type: ColumnType.TEXT },
  { label: 'Date', type: ColumnType.DATE },
  { label: 'Count', type: ColumnType.INTEGER },
  { label: 'Money', type: ColumnType.MONEY },
  { label: 'Flag', type: ColumnType.BOOLEAN },
];

describe.each(readers)('a workbook, read with %s', (_name, read) => {
  it('has real dates, numbers and booleans, and keeps texts that look like numbers as texts', async () => {
    const { body, warnings } = await writeFile('XLSX', { columns: typed }, [
      ['Ana', '+351 912', '2026-03-15', 5, '1234.50', true],
      ['007', '0047', '2024-02-29', 0, '-0.05', false],
      ['1e5', null, null, null, null, null],
    ]);
    expect((await read(body))[0]!.rows).toEqual([
      ['Name', 'Phone', 'Date', 'Count', 'Money', 'Flag'],
      ['Ana', '+351 912', 'date 2026-03-15', 5, 1234.5, true],
      ['007', '0047', 'date 2024-02-29', 0, -0.05, false],
      ['1e5', null, null, null, null, null],
    ]);
    expect(warnings).toEqual([]);
  });

  it('writes dates before March 1900 and numbers of more than 15 digits as text', async () => {
    const { body } = await writeFile('XLSX', { columns: typed }, [
      ['a', null, '1850-02-01', null, '9007199254740.491', null],
      ['b', null, '1900-03-01', null, '9007199254.74', null],
    ]);
    expect((await read(body))[0]!.rows.slice(1)).toEqual([
      ['a', null, '1850-02-01', null, '9007199254740.491', null],
      ['b', null, 'date 1900-03-01', null, 9007199254.74, null],
    ]);
  });

  it('formats dates, instants and amounts, with the decimals of the currency', async () => {
    const columns = [ColumnType.TEXT, ColumnType.DATE, ColumnType.INSTANT, ColumnType.MONEY, ColumnType.INTEGER].map(
      (type) => ({ label: type, type }),
    );
    const row = ['a', '2026-03-15', '2026-03-15T23:45:00.000+01:00', '1234567', 5];
    const formats: (string | null)[][] = [];
    for (const moneyDecimals of [0, 2, 3, 4])
      formats.push((await read((await writeFile('XLSX', { columns, moneyDecimals }, [row])).body))[0]!.numberFormats);
    expect(formats.map((each) => each[3])).toEqual(['#,##0', '#,##0.00', '#,##0.000', '#,##0.0000']);
    for (const [text, date, moment, , integer] of formats)
      expect([text, date, moment, integer]).toEqual([
        '@',
        expect.stringMatching(/^mm-dd-yy$/),
        expect.stringMatching(/^m\/d\/yy "?h"?:mm$/),
        null,
      ]);
  });

  it('describes itself on its last sheet and counts warnings there', async () => {
    const about = {
      facts: [
        ['Organization', '=Café "1"'],
        ['Filter', `{"a":"${'x'.repeat(40_000)}"}`],
      ] as const,
      warnings: ['A column was left out.'],
    };
    const rows: Cell[][] = Array.from({ length: 9 }, (_unused, index) => [
      index === 4 ? 'y'.repeat(32_768) : String(index),
    ]);
    const sheets = await read(
      (await writeFile('XLSX', { columns: textColumns('A'), rowsPerSheet: 8, about }, rows)).body,
    );
    expect(sheets.map(({ name }) => name)).toEqual(['Users', 'Users (2)', 'About']);
    expect(sheets[2]).toMatchObject({
      formulas: 0,
      filter: null,
      rows: [
        ['Organization', '=Café "1"'],
        ['Filter', `{"a":"${'x'.repeat(32_761)}`],
        ['Rows', 9],
        ['Columns', 1],
        ['Warnings', 2],
        [null, 'A column was left out.'],
        [null, "1 cell was longer than Excel's limit of 32,767 characters and was cut."],
      ],
    });
  });

  it('has a frozen header and a filter over all rows', async () => {
    const { body } = await writeFile('XLSX', { columns: typed, title: 'Bookings' }, [
      ['a', null, null, null, null, null],
      ['b', null, null, null, null, null],
    ]);
    expect((await read(body))[0]).toMatchObject({ name: 'Bookings', frozenRows: 1, filter: 'A1:F3' });
  });

  it('holds only the header when there are no rows', async () => {
    const [sheet] = await read((await writeFile('XLSX', { columns: typed }, [])).body);
    expect(sheet).toMatchObject({ rows: [typed.map(({ label }) => label)], frozenRows: 1, filter: 'A1:F1' });
  });

  it('keeps empty rows at their positions', async () => {
    const { body } = await writeFile('XLSX', { columns: textColumns('A', 'B') }, [
      ['a', 'b'],
      [null, ''],
      ['c', '\u0001'],
    ]);
    expect((await read(body))[0]!.rows).toEqual([
      ['A', 'B'],
      ['a', 'b'],
      [null, null],
      ['c', null],
    ]);
  });

  it('shows every naughty string in every column and header, and runs none as a formula', async () => {
    const columns = textColumns('One', '=1+1', '_x000D_', 'two\nlines', 'bad \uffff\ud800\u0001');
    const rows = naughtyStrings.map((_text, index) =>
      columns.map((_column, shift) => naughtyStrings[(index + shift * 7) % naughtyStrings.length]!),
    );
    const { body } = await writeFile('XLSX', { columns }, rows);
    const [sheet] = await read(body);
    expect(sheet!.formulas).toBe(0);
    expect(sheet!.rows).toEqual(
      [columns.map(({ label }) => label), ...rows].map((cells) => cells.map((text) => asShown(text))),
    );
  });

  it('shows any text', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('_', 'x', '0', '5', 'F', '\ud800', '\udc00', '\ufffe', '\r', '\n', ' ', '<', '&'),
      }),
    );
    const rows = fc.sample(fc.array(text, { minLength: 3, maxLength: 3 }), { numRuns: 400, seed: 11 });
    const [sheet] = await read((await writeFile('XLSX', { columns: textColumns('A', 'B', 'C') }, rows)).body);
    const shown = rows.map((cells) => cells.map((cell) => asShown(cell)));
    expect(sheet!.rows.slice(1)).toEqual(
      shown.slice(0, shown.findLastIndex((cells) => cells.some((cell) => cell !== null)) + 1),
    );
  });

  it('continues on a second sheet when the first is full', async () => {
    const rows: Cell[][] = Array.from({ length: 20 }, (_unused, index) => [`row ${index + 1}`]);
    const sheets = await read((await writeFile('XLSX', { columns: textColumns('A'), rowsPerSheet: 8 }, rows)).body);
    expect(sheets.map(({ name, filter, frozenRows }) => ({ name, filter, frozenRows }))).toEqual([
      { name: 'Users', filter: 'A1:A8', frozenRows: 1 },
      { name: 'Users (2)', filter: 'A1:A8', frozenRows: 1 },
      { name: 'Users (3)', filter: 'A1:A7', frozenRows: 1 },
    ]);
    expect(sheets.every((sheet) => sheet.rows[0]![0] === 'A')).toBe(true);
    expect(sheets.flatMap((sheet) => sheet.rows.slice(1))).toEqual(rows);
  });

  it('has no empty second sheet when the rows just fit', async () => {
    const rows: Cell[][] = Array.from({ length: 7 }, (_unused, index) => [`row ${index + 1}`]);
    expect(
      await read((await writeFile('XLSX', { columns: textColumns('A'), rowsPerSheet: 8 }, rows)).body),
    ).toHaveLength(1);
  });

  it('cuts texts that are too long for a cell, never through a surrogate pair', async () => {
    const { body, warnings } = await writeFile('XLSX', { columns: textColumns('A') }, [
      ['x'.repeat(32_767)],
      ['y'.repeat(32_768)],
      ['😀'.repeat(20_000)],
      [`${'z'.repeat(32_766)}😀`],
      [`\u0001${'w'.repeat(32_767)}`],
      ['_x000D_'.repeat(4_681)],
    ]);
    const [sheet] = await read(body);
    expect(sheet!.rows.slice(1).map(([cell]) => String(cell).replaceAll('_x005F_', '_').length)).toEqual([
      32_767, 32_767, 32_766, 32_766, 32_767, 32_767,
    ]);
    expect(warnings.map(({ message }) => message)).toEqual([
      "3 cells were longer than Excel's limit of 32,767 characters and were cut.",
    ]);
  });
});

describe("a workbook at Excel's own limit", () => {
  it('has 1,048,576 rows with the header on its first sheet, and the rest on a second', async () => {
    const batches = Array.from({ length: 105 }, (_unused, batch) =>
      Array.from({ length: 10_000 }, (_alsoUnused, index) => [10_000 * batch + index]),
    );
    const { body, warnings } = await writeBatches(
      'XLSX',
      { columns: [{ label: 'Number', type: ColumnType.INTEGER }] },
      batches,
    );
    const parts = zipParts(body);
    const rowsOf = (sheet: number): { rows: number; last: string } => {
      const xml = parts.get(`xl/worksheets/sheet${sheet}.xml`)!;
      let rows = 0;
      for (let at = xml.indexOf('<row '); at >= 0; at = xml.indexOf('<row ', at + 1)) rows++;
      return { rows, last: xml.toString('latin1', xml.lastIndexOf('<row '), xml.indexOf('</sheetData>')) };
    };
    expect([rowsOf(1), rowsOf(2)]).toEqual([
      { rows: 1_048_576, last: expect.stringMatching(/r="1048576".*>1048574</) },
      { rows: 1 + 1_050_000 - 1_048_575, last: expect.stringMatching(/r="1426".*>1049999</) },
    ]);
    expect([parts.has('xl/worksheets/sheet3.xml'), warnings]).toEqual([false, []]);
  }, 60_000);
});

describe('a workbook', () => {
  it('formats columns of texts as text, also for rows that a person adds', async () => {
    const { body } = await writeFile('XLSX', { columns: typed }, [['Ana', ' 0047 ', '2026-03-15', 5, '1', true]]);
    const parts = zipParts(body);
    const sheet = parts.get('xl/worksheets/sheet1.xml')!.toString();
    const style = /<col min="1" max="2" [^>]*style="(\d+)"/.exec(sheet)![1]!;
    expect(sheet.match(/<col [^>]*style=/g)).toHaveLength(1);
    expect(sheet).toContain(`<c r="A2" s="${style}" t="inlineStr">`);
    expect(sheet).toContain(`<c r="B2" s="${style}" t="inlineStr"><is><t xml:space="preserve"> 0047 </t>`);
    const formats = parts
      .get('xl/styles.xml')!
      .toString()
      .split('<cellXfs')[1]!
      .match(/numFmtId="\d+"/g)!;
    expect(formats[Number(style)]).toBe('numFmtId="49"');
  });

  const rows = Array.from({ length: 1200 }, (_unused, index) => [
    naughtyStrings[index % naughtyStrings.length]!,
    null,
    '2026-03-15',
    index,
    '0.10',
    index % 2 === 0,
  ]);

  afterEach(() => void jest.useRealTimers());

  it('has the same bytes each time, on any day', async () => {
    const writtenAt = (now: string): Promise<WrittenFile> => {
      jest.useFakeTimers({
        now: new Date(now),
        doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout', 'performance'],
      });
      return writeFile('XLSX', { columns: typed }, rows);
    };
    const once = await writtenAt('2026-03-15T12:00:00Z');
    expect((await writtenAt('2027-07-01T23:00:00Z')).body.equals(once.body)).toBe(true);
  });
});

describe('a text for a cell', () => {
  it('keeps characters that XML allows and drops the rest', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { text: safe, cut } = safeCellText(text);
        expect(cut).toBe(false);
        expect(safe.isWellFormed()).toBe(true);
        expect(safe).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
        expect(safe).not.toMatch(/_x(?!005F_)[0-9A-Fa-f]{4}_/);
      }),
      { numRuns: 3000 },
    );
  });

  it('is never longer than Excel allows after its escapes are decoded', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('_x000D_', '😀', 'a', '\ud800'), minLength: 30_000, maxLength: 34_000 }),
        (text) => {
          const { text: safe } = safeCellText(text);
          expect(safe.replaceAll('_x005F_', '_').length).toBeLessThanOrEqual(maxCellLength);
          expect(safe.isWellFormed()).toBe(true);
        },
      ),
      { numRuns: 10 },
    );
  });
});
