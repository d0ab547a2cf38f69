/** @slow */
import { Workbook } from 'exceljs';
import { type Cell, ColumnType } from '../../../../../src/features/columns/column';
import { acceptableStrings } from '../../../../support/data/naughty-strings';
import { textColumns, writeFile } from '../../../../support/files/formats';
import {
  findLibreOffice,
  hasOpenpyxl,
  saveWithLibreOffice,
  writeWithOpenpyxl,
} from '../../../../support/files/spreadsheets';
import { readTable } from '../sources';

const columns = Object.values(ColumnType).map((type) => ({ label: type, type }));
const typedRow: Record<ColumnType, Cell> = {
  TEXT: '007',
  DATE: '2026-03-15',
  INSTANT: '2026-03-15T23:45:10.120+01:00',
  BOOLEAN: true,
  INTEGER: 5,
  MONEY: '1234.50',
};
const typedCells: Record<ColumnType, string> = {
  TEXT: 'TEXT 007',
  DATE: 'DATE 2026-03-15',
  INSTANT: 'DATE 2026-03-15T23:45:10.120',
  BOOLEAN: 'BOOLEAN true',
  INTEGER: 'NUMBER 5',
  MONEY: 'NUMBER 1234.5',
};
const types = Object.values(ColumnType);

async function typedRows(body: Buffer): Promise<string[][]> {
  const { records } = await readTable(body);
  return records.map(({ cells, kinds }) => cells.map((cell, index) => `${kinds![index]} ${cell}`.trim()));
}

// A cell has no control characters and at most 32,767 characters, and a line break in it is LF.
const shown = acceptableStrings
  .map((text) => text.replace(/\r\n?/g, '\n').replace(/[\u007f-\u0084\u0086-\u009f]/g, ''))
  .filter((text) => text.length <= 32_767);

describe('a workbook of an export', () => {
  it('is read with its types', async () => {
    const { body } = await writeFile('XLSX', { columns }, [types.map((type) => typedRow[type]), types.map(() => null)]);
    expect(await typedRows(body)).toEqual([types.map((type) => typedCells[type])]);
  });

  it('is read with the texts that it shows', async () => {
    const written = shown.map((text, index) => [`r${index}`, text]);
    const { body } = await writeFile('XLSX', { columns: textColumns('N', 'Text') }, written);
    const { rows, headers } = await readTable(body);
    expect(headers).toEqual(['N', 'Text']);
    expect(rows.filter(([, text], index) => text !== shown[index])).toEqual([]);
    expect(rows).toHaveLength(shown.length);
  });

  it('is read on all its sheets, without the sheet about it', async () => {
    const rows = Array.from({ length: 25 }, (_unused, index): Cell[] => [`r${index}`, `${index}`]);
    const { body } = await writeFile(
      'XLSX',
      { columns: textColumns('A', 'B'), rowsPerSheet: 11, about: { facts: [['Dataset', 'Users']], warnings: [] } },
      rows,
    );
    const table = await readTable(body);
    expect(table.traits).toEqual({
      kind: 'XLSX',
      sheets: ['Users', 'Users (2)', 'Users (3)'],
      sheetNames: ['Users', 'Users (2)', 'Users (3)', 'About'],
    });
    expect(table.rows).toEqual(rows);
    expect(table.records.at(-1)).toMatchObject({ row: 25, line: 6, sheet: 'Users (3)' });
  });
});

describe('a workbook of exceljs', () => {
  it('is read with shared strings, rich text, formulas, errors and dates from 1904', async () => {
    const workbook = new Workbook();
    workbook.properties.date1904 = true;
    const sheet = workbook.addWorksheet('Data');
    sheet.addRow(['Text', 'Rich', 'Formula', 'Error', 'Date', 'Number', 'Flag']);
    const row = sheet.addRow([
      ' a\n"b" ',
      { richText: [{ text: 'bold ', font: { bold: true } }, { text: 'plain' }] },
      { formula: 'F2*2', result: 0.3 },
      { error: '#N/A' },
      new Date('2026-03-15T10:20:30.000Z'),
      0.15,
      false,
    ]);
    row.getCell(5).numFmt = 'dd/mm/yyyy hh:mm';
    const body = Buffer.from(await workbook.xlsx.writeBuffer());
    expect(await typedRows(body)).toEqual([
      [
        'TEXT  a\n"b"',
        'TEXT bold plain',
        'NUMBER 0.3',
        'ERROR #N/A',
        'DATE 2026-03-15T10:20:30.000',
        'NUMBER 0.15',
        'BOOLEAN false',
      ],
    ]);
    expect((await readTable(body)).rows[0]![0]).toBe(' a\n"b" ');
  });
});

const libreOffice = findLibreOffice();
(libreOffice ? describe : describe.skip)('a workbook that LibreOffice saved', () => {
  it('has the types of the export', async () => {
    const { body } = await writeFile('XLSX', { columns }, [types.map((type) => typedRow[type])]);
    expect(await typedRows(saveWithLibreOffice(libreOffice!, body))).toEqual([types.map((type) => typedCells[type])]);
  });

  it('has the texts of the export', async () => {
    const rows = shown.map((text, index) => [`r${index}`, text]);
    const { body } = await writeFile('XLSX', { columns: textColumns('N', 'Text') }, rows);
    const saved = (await readTable(saveWithLibreOffice(libreOffice!, body))).rows;
    const changed = saved.map(([, text], index) => [shown[index], text]).filter(([text, read]) => text !== read);
    // LibreOffice misreads codes that share an underscore.
    expect(changed).toEqual([
      ['_x005F_x000D_', '_x000D_'],
      ['_x0041_x0042_', '_x0041B'],
    ]);
    expect(saved).toHaveLength(rows.length);
  });
});

(hasOpenpyxl() ? describe : describe.skip)('a workbook of openpyxl', () => {
  it('is read with its types, and a formula without a result is an error', async () => {
    const body = writeWithOpenpyxl(`
import datetime, sys
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
book = Workbook()
book.epoch = CALENDAR_MAC_1904
sheet = book.active
sheet.append(["Text", "Date", "Time", "Number", "Flag", "Formula", "Long"])
sheet.append([" ä😀\\n ", datetime.date(2026, 3, 15), datetime.datetime(2026, 3, 15, 1, 2, 3, 456000), 1.1, True, "=1+1", 4915123456789])
sheet.append(["_x0041_"])
book.create_sheet("Other")
book.save(sys.argv[1])
`);
    expect(await typedRows(body)).toEqual([
      [
        'TEXT  ä😀',
        'DATE 2026-03-15',
        'DATE 2026-03-15T01:02:03.456',
        'NUMBER 1.1',
        'BOOLEAN true',
        'ERROR =1+1',
        'NUMBER 4915123456789',
      ],
      ['TEXT A', ...Array<string>(6).fill('EMPTY')],
    ]);
    expect(await readTable(body)).toMatchObject({ traits: { sheets: ['Sheet'], sheetNames: ['Sheet', 'Other'] } });
  });
});
