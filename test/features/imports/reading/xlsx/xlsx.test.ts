import { openSource } from '../../../../../src/features/imports/reading/open-source';
import { memoryFile, readTable, refusalOf } from '../sources';
import { bookOf, textRow } from './workbooks';

/** The kind and the text of the cells of one row under a header of ten columns. */
async function cellsOf(row: string, book: Parameters<typeof bookOf>[0] & object = {}): Promise<string[]> {
  const header = textRow(...'abcdefghij');
  const { records } = await readTable(await bookOf({ ...book, sheets: { Data: `${header}<row>${row}</row>` } }));
  const [{ cells, kinds }] = records as [(typeof records)[0]];
  return cells
    .map((cell, index) => `${kinds![index]} ${cell}`.trim())
    .slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}

describe('a workbook', () => {
  it('has the rows of its first visible sheet', async () => {
    const sheets = { Hidden: textRow('h'), Users: textRow('a', 'b') + textRow('1', '2'), Other: textRow('o') };
    const table = await readTable(await bookOf({ sheets, states: { Hidden: 'state="hidden"' } }));
    expect(table).toMatchObject({
      traits: { kind: 'XLSX', sheets: ['Users'], sheetNames: ['Hidden', 'Users', 'Other'] },
      headers: ['a', 'b'],
      headerLine: 1,
      records: [{ row: 1, line: 2, cells: ['1', '2'], kinds: ['TEXT', 'TEXT'], sheet: 'Users' }],
    });
    for (const sheet of ['Hidden', 'hidden', 'Other'])
      expect((await readTable(await bookOf({ sheets }), { sheet })).headers).toEqual([sheet[0]!.toLowerCase()]);
    expect(await refusalOf(await bookOf({ sheets }), { sheet: 'None' })).toMatchObject({
      code: 'SHEET',
      message: 'The workbook has no sheet "None". Choose one of "Hidden", "Users", "Other".',
      sheetNames: ['Hidden', 'Users', 'Other'],
    });
  });

  it('names at most 200 sheets, and only those that can be requested', async () => {
    const rows = textRow('a');
    const names = ['', 'x'.repeat(200), 'y'.repeat(201), ...Array.from({ length: 250 }, (_unused, n) => `Sheet ${n}`)];
    const { traits } = await readTable(await bookOf({ sheets: Object.fromEntries(names.map((name) => [name, rows])) }));
    const listed = ['x'.repeat(200), ...Array.from({ length: 199 }, (_unused, n) => `Sheet ${n}`)];
    expect(traits).toMatchObject({ sheetNames: listed });
    for (const sheet of [listed[0]!, listed.at(-1)!])
      expect((await readTable(await bookOf({ sheets: { Other: '', [sheet]: rows } }), { sheet })).headers).toEqual([
        'a',
      ]);
  });

  it('continues on the next sheets of the same name and header', async () => {
    const page = (text: string): string => textRow('a') + textRow(text);
    const sheets = { Users: page('1'), 'Users (2)': page('2'), 'Users (3)': page('3'), About: textRow('Rows', '3') };
    const table = await readTable(await bookOf({ sheets }));
    expect(table.traits).toMatchObject({
      sheets: ['Users', 'Users (2)', 'Users (3)'],
      sheetNames: ['Users', 'Users (2)', 'Users (3)', 'About'],
    });
    expect(table.records.map(({ row, line, sheet, cells }) => [row, line, sheet, cells[0]])).toEqual([
      [1, 2, 'Users', '1'],
      [2, 2, 'Users (2)', '2'],
      [3, 2, 'Users (3)', '3'],
    ]);
    const other = await readTable(await bookOf({ sheets: { ...sheets, 'Users (2)': textRow('b') } }));
    expect(other.rows).toEqual([['1']]);
    expect((await readTable(await bookOf({ sheets }), { sheet: 'Users (2)' })).rows).toEqual([['2']]);
  });

  it('knows how much of its sheets is read', async () => {
    const rows = textRow('a') + textRow('x'.repeat(1000)).repeat(2500);
    const source = await openSource(memoryFile(await bookOf({ sheets: { Users: rows, 'Users (2)': rows } })));
    const shares: number[] = [];
    for await (const _batch of source.batches()) shares.push(source.share());
    await source.close();
    expect(shares).toHaveLength(5);
    for (const [index, share] of shares.entries()) expect(Math.abs(share - (index + 1) / 5)).toBeLessThan(0.04);
    expect(shares.at(-1)).toBe(1);
  });

  it('has sparse rows and cells, with places or without', async () => {
    const rows = `<row r="3"><c r="A3" t="str"><v>a</v></c><c r="C3" t="str"><v>c</v></c><c r="E3" s="0"/></row>
      <row r="4"/><row r="5"><c r="B5"/></row>
      <row r="7"><c r="B7"><v>2</v></c></row><row><c><v>1</v></c><c r="C8"><v>3</v></c><c><v>4</v></c></row>
      <row r="20" spans="1:3"><c r="A20"/></row>`;
    const { headers, headerLine, records } = await readTable(await bookOf(rows));
    expect([headers, headerLine]).toEqual([['a', '', 'c'], 3]);
    expect(records.map(({ row, line, cells }) => [row, line, cells])).toEqual([
      [1, 7, ['', '2', '']],
      [2, 8, ['1', '', '3', '4']],
    ]);
    expect(records.every(({ cells, kinds }) => cells.length === kinds!.length)).toBe(true);
  });

  it('may have no rows after the header', async () => {
    expect((await readTable(await bookOf(textRow('a')))).records).toEqual([]);
  });

  it('may have prefixes', async () => {
    const part =
      '<x:worksheet xmlns:x="urn:x"><x:sheetData><x:row><x:c t="str"><x:v>a</x:v></x:c></x:row></x:sheetData></x:worksheet>';
    const book = await bookOf({ sheets: { A: '' }, parts: { 'xl/worksheets/sheet0.xml': part } });
    expect((await readTable(book)).headers).toEqual(['a']);
  });

  it('may be UTF-16', async () => {
    const part = Buffer.from(
      '\ufeff<worksheet><sheetData><row><c t="str"><v>ä😀</v></c></row></sheetData></worksheet>',
      'utf16le',
    );
    const book = await bookOf({ sheets: { A: '' }, parts: { 'xl/worksheets/sheet0.xml': part } });
    expect((await readTable(book)).headers).toEqual(['ä😀']);
  });

  it('is read only within its data', async () => {
    const part = `<worksheet><extLst><row><c><v>9</v></c></row></extLst><sheetData>${textRow('a')}</sheetData>
      <dataValidations><c t="str"><v>x</v></c></dataValidations></worksheet>`;
    const book = await bookOf({ sheets: { A: '' }, parts: { 'xl/worksheets/sheet0.xml': part } });
    expect(await readTable(book)).toMatchObject({ headers: ['a'], records: [] });
  });
});

describe('a cell of a workbook', () => {
  it.each([
    ['0.1', '0.1'],
    ['1.1000000000000001', '1.1'],
    ['0.30000000000000004', '0.30000000000000004'],
    ['1E+15', '1000000000000000'],
    ['1.23E3', '1230'],
    ['-0', '0'],
    ['007', '7'],
    [' 5 ', '5'],
    ['9007199254740991', '9007199254740991'],
    ['1.2345678901234567E+19', '1.2345678901234567E+19'],
    ['1e25', '1E+25'],
    ['1E-7', '1E-7'],
    ['.5', '0.5'],
  ])('is a number: %s', async (stored, text) => {
    expect(await cellsOf(`<c><v>${stored}</v></c>`)).toEqual([`NUMBER ${text}`]);
    expect(await cellsOf(`<c t="n"><v>${stored}</v></c>`)).toEqual([`NUMBER ${text}`]);
  });

  it.each(['0x10', '1e999', 'Infinity', 'NaN', 'abc', '1,5', '1 2', '--1'])(
    'is an error when %j is its number',
    async (stored) => {
      expect(await cellsOf(`<c><v>${stored}</v></c>`)).toEqual([`ERROR ${stored}`]);
    },
  );

  it('is a boolean, an error, or empty', async () => {
    expect(
      await cellsOf(
        '<c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#NAME?</v></c><c t="b"><v>yes</v></c><c/><c><v></v></c><c t="str"><v></v></c><c t="inlineStr"/><c t="n"/><c><v>1</v></c>',
      ),
    ).toEqual(['BOOLEAN true', 'BOOLEAN false', 'ERROR #NAME?', 'ERROR yes', ...Array(5).fill('EMPTY'), 'NUMBER 1']);
  });

  it('has the last result of its formula', async () => {
    expect(
      await cellsOf(
        '<c><f>1+1</f><v>2</v></c><c t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c t="b"><f>TRUE</f><v>1</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c><c><f>A1+1</f></c><c t="str"><f>""</f><v></v></c><c><v>1</v></c>',
      ),
    ).toEqual(['NUMBER 2', 'TEXT ab', 'BOOLEAN true', 'ERROR #DIV/0!', 'ERROR =A1+1', 'EMPTY', 'NUMBER 1']);
  });

  it('is a text: joined runs, without hints for the pronunciation', async () => {
    const strings = `<si><t>plain</t></si>
      <si><r><rPr><b/></rPr><t xml:space="preserve">rich </t></r><r><t>text</t></r></si>
      <si><t>課</t><rPh sb="0" eb="1"><t>か</t></rPh><phoneticPr fontId="1"/></si>
      <si><t> trimmed
      </t></si>
      <si><t xml:space="preserve"> kept </t></si>
      <si><t><![CDATA[<b>&]]></t></si>
      <si/>
      <si><t>a&#10;b&lt;&#x1F600;</t></si>`;
    const row = Array.from({ length: 8 }, (_unused, index) => `<c t="s"><v>${index}</v></c>`).join('');
    expect(await cellsOf(row, { strings })).toEqual([
      'TEXT plain',
      'TEXT rich text',
      'TEXT 課',
      'TEXT trimmed',
      'TEXT  kept',
      'TEXT <b>&',
      'EMPTY',
      'TEXT a\nb<😀',
    ]);
    expect(
      (await readTable(await bookOf({ sheets: { A: '<row><c t="s"><v>4</v></c></row>' }, strings }))).headers,
    ).toEqual([' kept ']);
  });

  it('resolves the codes of characters once, in each kind of text', async () => {
    const text = 'a_x000D_b_x005F_x000D_c_x0041__x0042_';
    const read = 'TEXT a\rb_x000D_cAB';
    expect(
      await cellsOf(
        `<c t="s"><v>0</v></c><c t="str"><v>${text}</v></c><c t="inlineStr"><is><t>${text}</t></is></c><c t="str"><v>_x00g1_ _x41_</v></c>`,
        { strings: `<si><t>${text}</t></si>` },
      ),
    ).toEqual([read, read, read, 'TEXT _x00g1_ _x41_']);
  });

  it('is a date of the strict format', async () => {
    expect(
      await cellsOf(
        '<c t="d"><v>2026-03-15</v></c><c t="d"><v>2026-03-15T10:20:30</v></c><c t="d"><v>2026-03-15T10:20:30.5Z</v></c><c t="d"><v>soon</v></c>',
      ),
    ).toEqual(['DATE 2026-03-15', 'DATE 2026-03-15T10:20:30.000', 'DATE 2026-03-15T10:20:30.500', 'ERROR soon']);
  });
});

describe('a date of a workbook', () => {
  const dated = async (days: string | number, format: string | number, is1904 = false): Promise<string> =>
    (await cellsOf(`<c s="1"><v>${days}</v></c>`, { formats: [format], is1904 }))[0]!;

  it.each([
    [14, 'DATE 2026-03-15'],
    [17, 'DATE 2026-03-15'],
    [22, 'DATE 2026-03-15T00:00:00.000'],
    [46, 'DATE 2026-03-15T00:00:00.000'],
    [30, 'DATE 2026-03-15'],
    ['yyyy-mm-dd', 'DATE 2026-03-15'],
    ['DD.MM.YYYY', 'DATE 2026-03-15'],
    ['[$-407]d. mmmm yyyy;@', 'DATE 2026-03-15'],
    ['m/d/yy h:mm AM/PM', 'DATE 2026-03-15T00:00:00.000'],
    ['[h]:mm', 'DATE 2026-03-15T00:00:00.000'],
    [0, 'NUMBER 46096'],
    [2, 'NUMBER 46096'],
    [49, 'NUMBER 46096'],
    ['General', 'NUMBER 46096'],
    ['0.00E+00', 'NUMBER 46096'],
    ['[Red]0;[Magenta]-0', 'NUMBER 46096'],
    ['#,##0.00\\ "days"', 'NUMBER 46096'],
    ['0_d', 'NUMBER 46096'],
    ['[$MYD] 0', 'NUMBER 46096'],
    ['0;yyyy', 'NUMBER 46096'],
  ])('is known by its format %j', async (format, expected) => {
    expect(await dated(46_096, format)).toBe(expected);
  });

  it.each([
    [1, 'DATE 1900-01-01'],
    [59, 'DATE 1900-02-28'],
    [60, 'NUMBER 60'],
    [61, 'DATE 1900-03-01'],
    [0, 'NUMBER 0'],
    [0.5, 'NUMBER 0.5'],
    [-1, 'NUMBER -1'],
    [2_958_465, 'DATE 9999-12-31'],
    [2_958_466, 'NUMBER 2958466'],
    ['46096.5', 'DATE 2026-03-15T12:00:00.000'],
    ['46096.429513888892', 'DATE 2026-03-15T10:18:30.000'],
    ['46096.000000011574', 'DATE 2026-03-15T00:00:00.001'],
    ['46095.999999999999', 'DATE 2026-03-15'],
  ])('counts %s days from 1900', async (days, expected) => {
    expect(await dated(days, 14)).toBe(expected);
  });

  it.each([
    [0, 'DATE 1904-01-01'],
    [44_634, 'DATE 2026-03-15'],
    [-1, 'NUMBER -1'],
  ])('counts %d days from 1904', async (days, expected) => {
    expect(await dated(days, 14, true)).toBe(expected);
  });

  it('keeps each millisecond', async () => {
    const instants = Array.from({ length: 500 }, (_unused, index) => 1.7e12 + index * 86_399_777);
    const rows = instants.map((ms) => `<row><c s="1"><v>${25_569 + ms / 86_400_000}</v></c></row>`).join('');
    const book = await bookOf({ sheets: { A: textRow('at') + rows }, formats: [22] });
    expect((await readTable(book)).rows).toEqual(instants.map((ms) => [new Date(ms).toISOString().slice(0, -1)]));
  });
});
