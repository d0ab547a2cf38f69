import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { ColumnType } from '../../../../src/features/columns/column';
import { CsvDelimiter, guarded, unguarded } from '../../../../src/platform/files/csv-dialect';
import { parseCsv } from '../../../support/data/figures';
import { naughtyStrings } from '../../../support/data/naughty-strings';
import { inBatches, textColumns, writeBatches, writeFile } from '../../../support/files/formats';

/**
 * What an import does: takes one `'` off where the rest would run as a formula, or would once its own are taken off.
 */
const wellFormed = (text: string): string => text.toWellFormed();

describe('the formula guard of CSV files', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+47 22 00', "'+47 22 00"],
    ['-5', "'-5"],
    ['@cmd', "'@cmd"],
    ['\ttab', "'\ttab"],
    ['\rcr', "'\rcr"],
    ['\nlf', "'\nlf"],
    ['\0nul', "'\0nul"],
    ['\uff1d1', "'\uff1d1"],
    ['\uff0b1', "'\uff0b1"],
    ['\uff0d1', "'\uff0d1"],
    ['\uff201', "'\uff201"],
    [' =1', "' =1"],
    ['   -1', "'   -1"],
    ['\u00a0=1', "'\u00a0=1"],
    ['\u3000=1', "'\u3000=1"],
    ['\u200b=1', "'\u200b=1"],
    ['\ufeff=1', "'\ufeff=1"],
    ["'=1", "''=1"],
    ["''=1", "'''=1"],
    ["' =1", "'' =1"],
    ['=', "'="],
    ['-', "'-"],
    ['\r\n', "'\r\n"],
  ])('%j becomes %j', (text, cell) => expect(guarded(text)).toBe(cell));

  it.each([
    '',
    'plain',
    '5',
    '1-2',
    'a=b',
    'x@y.example',
    "'plain",
    "''",
    "'",
    ' ',
    '"=1"',
    '(=1)',
    '|=1',
    '.5',
    '#REF!',
    '0047',
    '\u2212 5',
  ])('%j stays as it is', (text) => expect(guarded(text)).toBe(text));

  it('is removed again by removing exactly one character, whatever the text', () => {
    const sign = fc.constantFrom(
      "'",
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      '\0',
      ' ',
      '\u00a0',
      '\u200b',
      '\uff1d',
      'a',
      '"',
      ',',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(sign).map((signs) => signs.join('')),
      fc.constantFrom(...naughtyStrings),
    );
    fc.assert(
      fc.property(text, (value) => {
        const cell = guarded(value);
        expect([value, `'${value}`]).toContain(cell);
        expect(unguarded(cell)).toBe(value);
        expect(cell).not.toMatch(/^\s*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a CSV file', () => {
  it('starts with a byte order mark and ends its lines with CR LF', async () => {
    const { body } = await writeFile('CSV', { columns: textColumns('A', 'B') }, [
      ['1', null],
      ['', 'x'],
    ]);
    expect(body.toString('utf8')).toBe('\ufeffA,B\r\n1,\r\n,x\r\n');
  });

  it('leaves out the byte order mark, the guard, or both on request', async () => {
    const written = async (csv: { byteOrderMark: boolean; formulaGuard: boolean }): Promise<string> =>
      (await writeFile('CSV', { columns: textColumns('=A'), csv }, [['-1'], ["'=2"], ['a,b'], [null]])).body.toString(
        'utf8',
      );
    expect(await written({ byteOrderMark: false, formulaGuard: false })).toBe(`=A\r\n-1\r\n'=2\r\n"a,b"\r\n""\r\n`);
    expect(await written({ byteOrderMark: true, formulaGuard: false })).toBe(
      `\ufeff=A\r\n-1\r\n'=2\r\n"a,b"\r\n""\r\n`,
    );
    expect(await written({ byteOrderMark: false, formulaGuard: true })).toBe(`'=A\r\n'-1\r\n''=2\r\n"a,b"\r\n""\r\n`);
  });

  it('quotes separators, quotes and line breaks, including a single CR', async () => {
    const { body } = await writeFile('CSV', { columns: textColumns('A', 'B') }, [
      ['a\rb', 'a\nb'],
      ['a,b', 'a"b'],
      ['a\r\nb', 'a;b'],
    ]);
    expect(body.toString('utf8')).toBe('\ufeffA,B\r\n"a\rb","a\nb"\r\n"a,b","a""b"\r\n"a\r\nb",a;b\r\n');
  });

  it.each([
    [CsvDelimiter.COMMA, ',', '"a,b",a;b,a\tb,"""",x'],
    [CsvDelimiter.SEMICOLON, ';', 'a,b;"a;b";a\tb;"""";x'],
    [CsvDelimiter.TAB, '\t', 'a,b\ta;b\t"a\tb"\t""""\tx'],
  ])('has another delimiter where that is asked for, and quotes what holds it: %s', async (delimiter, sign, line) => {
    const columns = textColumns('A', 'B', 'C', 'D', 'E');
    for (const formulaGuard of [true, false]) {
      const { body } = await writeFile('CSV', { columns, csv: { byteOrderMark: false, formulaGuard, delimiter } }, [
        ['a,b', 'a;b', 'a\tb', '"', 'x'],
        [null, null, null, null, null],
      ]);
      expect(body.toString('utf8')).toBe(`${['A', 'B', 'C', 'D', 'E'].join(sign)}\r\n${line}\r\n${sign.repeat(4)}\r\n`);
    }
  });

  it.each(Object.values(CsvDelimiter))(
    'gives every naughty string back to another program, and none that runs, delimiter %s',
    async (delimiter) => {
      const texts = [
        ...naughtyStrings,
        ...[',', ';', '\t'].flatMap((sign) => [
          `${sign}=1`,
          `${sign}${sign}=1`,
          `a${sign}=1`,
          `"${sign}=1`,
          `a"${sign}"=1`,
          ` ${sign}=1`,
          `'${sign}=1`,
        ]),
      ];
      const { body } = await writeFile(
        'CSV',
        { columns: textColumns('A', 'B', 'C'), csv: { byteOrderMark: true, formulaGuard: true, delimiter } },
        texts.map((text) => ['x', text, text]),
      );
      const sign = { COMMA: ',', SEMICOLON: ';', TAB: '\t' }[delimiter];
      const rows: string[][] = parse(body, { bom: true, delimiter: sign, from: 2, relax_quotes: false });
      expect(rows.map(([, ...cells]) => cells.map(unguarded))).toEqual(
        texts.map((text) => [wellFormed(text), wellFormed(text)]),
      );
      expect(
        rows.flat().filter((cell) => /^[\s\u200b\u2060]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/.test(cell)),
      ).toEqual([]);
    },
  );

  it('holds only the header when there are no rows', async () => {
    expect((await writeFile('CSV', { columns: textColumns('Name') }, [])).body.toString('utf8')).toBe('\ufeffName\r\n');
  });

  it('guards texts and leaves numbers, dates and booleans unchanged', async () => {
    const columns = [
      { label: '=Text', type: ColumnType.TEXT },
      { label: 'Money', type: ColumnType.MONEY },
      { label: 'Count', type: ColumnType.INTEGER },
      { label: 'Date', type: ColumnType.DATE },
      { label: 'Flag', type: ColumnType.BOOLEAN },
    ];
    const { body, warnings } = await writeFile('CSV', { columns }, [
      ['-5', '-5.00', -5, '2026-03-15', true],
      ['+47 22', '0.00', 0, null, false],
      [null, null, null, null, null],
    ]);
    expect(body.toString('utf8')).toBe(
      "\ufeff'=Text,Money,Count,Date,Flag\r\n'-5,-5.00,-5,2026-03-15,true\r\n'+47 22,0.00,0,,false\r\n,,,,\r\n",
    );
    expect(warnings).toEqual([]);
  });

  it('preserves every naughty string for another program', async () => {
    const { body } = await writeFile(
      'CSV',
      { columns: textColumns('A', 'B') },
      naughtyStrings.map((text) => [text, 'x']),
    );
    expect(
      parseCsv(body)
        .slice(1)
        .map(([cell]) => unguarded(cell!)),
    ).toEqual(naughtyStrings.map(wellFormed));
  });

  it('preserves any rows for another program', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', "'", '=', ' ', 'a') }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc
          .integer({ min: 1, max: 4 })
          .chain((width) => fc.array(fc.array(text, { minLength: width, maxLength: width }), { minLength: 1 })),
        async (rows) => {
          const { body } = await writeFile(
            'CSV',
            { columns: textColumns(...rows[0]!.map((_cell, index) => `c${index}`)) },
            rows,
          );
          expect(
            parseCsv(body)
              .slice(1)
              .map((cells) => cells.map(unguarded)),
          ).toEqual(rows.map((cells) => cells.map(wellFormed)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has no blank line for an empty cell of its only column, because programs skip blank lines', async () => {
    expect(
      (await writeFile('CSV', { columns: textColumns('Bio') }, [['a'], [null], [''], ['b']])).body.toString('utf8'),
    ).toBe('\ufeffBio\r\na\r\n""\r\n""\r\nb\r\n');
  });

  it.each([1, 7, 100, 449, 450, 1000])('has the same bytes in batches of %d rows as in one', async (size) => {
    const rows = Array.from({ length: 450 }, (_unused, index) => [
      naughtyStrings[index % naughtyStrings.length]!,
      String(index),
    ]);
    const columns = textColumns('A', 'B');
    const { body } = await writeBatches('CSV', { columns }, [rows]);
    expect(parseCsv(body)).toHaveLength(1 + rows.length);
    expect((await writeBatches('CSV', { columns }, inBatches(rows, size))).body.equals(body)).toBe(true);
    expect((await writeBatches('CSV', { columns }, [[], ...inBatches(rows, size), []])).body.equals(body)).toBe(true);
  });
});
