import { StringTable } from '../../../../../src/features/imports/reading/xlsx/string-table';
import { readTable, refusalOf } from '../sources';
import { bookOf, type BookParts, inSheet, sheetPart, textRow, withEntry, zipOf } from './workbooks';

describe('the limits of a workbook', () => {
  it('refuse what declares to inflate too much, before it is inflated', async () => {
    const book = await bookOf(sheetPart(Buffer.alloc(100 * 1024 ** 2, ' ')));
    expect(book.length).toBeLessThan(200_000);
    const at = book.indexOf('xl/worksheets/sheet0.xml');
    book.fill(0xff, at + 100, at + 50_000);
    const refusal = await refusalOf(book);
    expect(refusal).toMatchObject({ code: 'LIMIT', message: expect.stringContaining('104,857,600 bytes') as string });
  });

  it('refuse what inflates to more than it declares', async () => {
    const book = await bookOf(sheetPart(inSheet(textRow('a') + ' '.repeat(10_000_000))));
    const lying = withEntry(book, 'xl/worksheets/sheet0.xml', (entry) => entry.writeUInt32LE(1_000_000, 24));
    expect(await refusalOf(lying)).toMatchObject({
      code: 'WORKBOOK',
      message: expect.stringContaining('its parts cannot be read') as string,
    });
  });

  it('allow a small part that shrank a lot', async () => {
    const book = await bookOf(sheetPart(inSheet(textRow('a') + ' '.repeat(7_000_000) + textRow('1'))));
    expect(book.length).toBeLessThan(20_000);
    expect((await readTable(book)).rows).toEqual([['1']]);
  });

  it.each<[string, BookParts | string, string]>([
    ['elements in elements', sheetPart('<a>'.repeat(1000)), 'nested'],
    [
      'a text without an end',
      sheetPart(inSheet(`<row><c t="str"><v>${'x'.repeat(9_000_000)}</v></c></row>`)),
      'too long',
    ],
    ['an attribute without an end', sheetPart(`<worksheet a="${'x'.repeat(9_000_000)}"/>`), 'too long'],
    ['a comment without an end', sheetPart(`<!--${'x'.repeat(9_000_000)}-->`), 'too long'],
    [
      'a text of many runs',
      `<row><c t="inlineStr"><is>${`<r><t>${'x'.repeat(50_000)}</t></r>`.repeat(90)}</is></c></row>`,
      'longer than 4,000,000',
    ],
    ['a row of long texts', textRow('a') + textRow(...Array<string>(5).fill('x'.repeat(900_000))), 'Row 2 is longer'],
    [
      'a cell beyond the columns',
      `${textRow('a')}<row r="2"><c r="BXY2"><v>1</v></c></row>`,
      'Row 2 has more than 2,000 columns',
    ],
  ])('refuse %s', async (_what, book, message) => {
    const refusal = await refusalOf(await bookOf(book));
    expect(refusal.code).toBe('LIMIT');
    expect(refusal.message).toContain(message);
  });

  // A pattern that tries each start of a long text would need hours for these.
  it('take long texts of any kind in one pass', async () => {
    const long = 500_000;
    const book = await bookOf({
      formats: ['['.repeat(long), '[h'.repeat(long), '"'.repeat(long + 1), '\\'.repeat(long), ';'.repeat(long)],
      strings: `<si><t>a${' '.repeat(long)}b</t></si>`,
      sheets: {
        A:
          textRow('text') +
          [`${'1'.repeat(long)}x`, `1.${'1'.repeat(long)}x`, `1e${'1'.repeat(long)}x`, `1${' '.repeat(long)}x`]
            .flatMap((value) => [`<c><v>${value}</v></c>`, `<c t="d"><v>${value}</v></c>`])
            .concat(`<c t="s"><v>0</v></c>`, `<c t="s"><v>${'0'.repeat(long)}</v></c>`, `<c s="1"><v>1</v></c>`)
            .map((cell) => `<row>${cell}</row>`)
            .join(''),
      },
    });
    const { records } = await readTable(book);
    const kinds = records.map(({ kinds: [kind] = [] }) => kind);
    expect(kinds).toEqual([...Array<string>(8).fill('ERROR'), 'TEXT', 'TEXT', 'NUMBER']);
  });

  it('allow formats beyond the columns', async () => {
    expect(
      (await readTable(await bookOf(`${textRow('a')}<row r="2"><c r="A2"><v>1</v></c><c r="XFD2" s="0"/></row>`))).rows,
    ).toEqual([['1']]);
  });

  it('refuse too many parts', async () => {
    const zip = await zipOf({ a: '' });
    zip.writeUInt16LE(10_001, zip.lastIndexOf('PK\x05\x06', undefined, 'latin1') + 10);
    expect(await refusalOf(zip)).toMatchObject({ code: 'LIMIT' });
  });
});

describe('StringTable', () => {
  it.each([
    ['in memory', 1e9, false],
    ['in a file beyond the bound', 5_000, true],
  ])('returns texts by number, %s', (_what, bound, isInFile) => {
    const table = new StringTable(bound);
    const texts = Array.from({ length: 5000 }, (_unused, index) =>
      index % 7 === 0 ? '' : `${index} ä😀`.repeat(index % 40),
    );
    texts.push('x'.repeat(300_000), '', 'last');
    for (const text of texts) table.add(text);
    table.flush();
    expect(table.isInFile).toBe(isInFile);
    expect(texts.map((_text, index) => table.get(index))).toEqual(texts);
    for (const index of [5002, 0, 64, 63, 4999, 5000, 1]) expect(table.get(index)).toBe(texts[index]);
    expect([table.get(-1), table.get(texts.length), table.get(0.5), table.get(NaN)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    table.close();
    table.close();
  });
});
