import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openSource } from '../../../../../src/features/imports/reading/open-source';
import { CsvDelimiter } from '../../../../../src/platform/files/csv-dialect';
import { diskStorage } from '../../../../../src/platform/storage/disk-storage';
import { memoryFile, readTable, refusalOf } from '../sources';

const { COMMA, SEMICOLON, TAB } = CsvDelimiter;
const bom = '\ufeff';

describe('a CSV file', () => {
  it.each([
    ['LF', 'a,b\n1,2\n3,4\n', [2, 3]],
    ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n', [2, 3]],
    ['CR', 'a,b\r1,2\r3,4\r', [2, 3]],
    ['no final line break', 'a,b\n1,2\n3,4', [2, 3]],
    ['a byte order mark', `${bom}a,b\n1,2\n3,4`, [2, 3]],
    ['a byte order mark and a quoted header', `${bom}"a","b"\n1,2\n3,4`, [2, 3]],
    ['blank lines', '\n\na,b\n\n1,2\n\n\n3,4\n\n', [5, 8]],
    ['rows without any text', 'a,b\n,\n1,2\n"",""\n3,4\n,,,\n', [3, 5]],
    ['CRLF and LF', 'a,b\r\n1,2\n3,4\r\n', [2, 3]],
  ])('is the same table with %s', async (_what, text, lines) => {
    const { headers, records } = await readTable(text);
    expect(headers).toEqual(['a', 'b']);
    expect(records.map(({ row, line, cells }) => [row, line, cells])).toEqual([
      [1, lines[0], ['1', '2']],
      [2, lines[1], ['3', '4']],
    ]);
  });

  it.each([
    ['\n', '\n'],
    ['\r\n', '\r\n'],
    ['\r', '\r'],
    ['\n', '\r\n'],
    ['\r\n', '\n'],
    ['\r\n', '\r'],
    ['\n', '\r'],
  ])('counts lines of the file across cells, with %j after records and %j in cells', async (end, inside) => {
    const cell = `"x${inside}${inside}y"`;
    const { records } = await readTable(['a,b', `${cell},1`, `2,${cell}`, '3,3', ''].join(end));
    expect(records.map(({ line }) => line)).toEqual([2, 5, 8]);
    expect(records[0]!.cells).toEqual([`x${inside}${inside}y`, '1']);
  });

  it('keeps a lone CR in a cell where lines end with LF', async () => {
    expect((await readTable('a,b\nx\ry,1\n2,3\n')).records).toMatchObject([
      { line: 2, cells: ['x\ry', '1'] },
      { line: 4, cells: ['2', '3'] },
    ]);
  });

  it('gives the bytes of each record as stored, without its line break', async () => {
    const text = `${bom}a;b\r\n\r\n"ä\r\n"";";€\r\n😀;z\r\nlast;`;
    const bytes = Buffer.from(text);
    const { records } = await readTable(bytes);
    expect(records.map((record) => bytes.toString('utf8', record.bytes!.start, record.bytes!.end))).toEqual([
      '"ä\r\n"";";€',
      '😀;z',
      'last;',
    ]);
  });

  it('reads quotes, doubled quotes and delimiters in cells', async () => {
    const { rows } = await readTable('a,b,c\n"x,""y""",""""," z "\n"",,x\n');
    expect(rows).toEqual([
      ['x,"y"', '"', ' z '],
      ['', '', 'x'],
    ]);
  });

  it('leaves short and long rows as they are', async () => {
    expect((await readTable('a,b,c\n1\n1,2,3,4\n1,2,3,,5,\n')).rows).toEqual([
      ['1'],
      ['1', '2', '3', '4'],
      ['1', '2', '3', '', '5'],
    ]);
  });

  it('drops empty columns at the end, but no cell with a text', async () => {
    const { headers, rows } = await readTable('a,,b,,\n1,,2,,\n1,x,2,,\n1,,2,,y\n1,,,,\n');
    expect(headers).toEqual(['a', '', 'b']);
    expect(rows).toEqual([
      ['1', '', '2'],
      ['1', 'x', '2'],
      ['1', '', '2', '', 'y'],
      ['1', '', ''],
    ]);
  });

  it('may have no rows', async () => {
    expect(await readTable('a,b')).toMatchObject({ headers: ['a', 'b'], headerLine: 1, records: [] });
  });

  it('passes on controls and names of Object.prototype', async () => {
    const { headers, rows } = await readTable('__proto__,constructor\n\0\u0001,toString\n\uffff,\u202e\n');
    expect(headers).toEqual(['__proto__', 'constructor']);
    expect(rows).toEqual([
      ['\0\u0001', 'toString'],
      ['\uffff', '\u202e'],
    ]);
  });

  it('is read again from the start by each call, from the disk', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tallyport-reading-'));
    try {
      const storage = await diskStorage(folder);
      const pending = await storage.create('rows.csv');
      const rows = Array.from({ length: 5_000 }, (_unused, index) => [`${index}`, `é${index}`, 'x'.repeat(index % 50)]);
      pending.stream.write([['a', 'b', 'c'], ...rows].map((row) => `${row.join(',')}\n`).join(''));
      await pending.publish();
      const source = await openSource((await storage.open('rows.csv'))!);
      for (const _time of [1, 2]) {
        const batches = [];
        for await (const batch of source.batches()) batches.push(batch);
        expect(batches.every((batch) => batch.length <= 1000)).toBe(true);
        expect(batches.flat().map(({ cells }) => cells)).toEqual(rows);
        expect(batches.flat().map(({ row }) => row)).toEqual(rows.map((_row, index) => index + 1));
      }
      await source.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('comes in batches of about a megabyte', async () => {
    const row = `${'x'.repeat(300_000)},1\n`;
    const source = await openSource(memoryFile(Buffer.from(`a,b\n${row.repeat(10)}`)));
    const sizes: number[] = [];
    const shares: number[] = [];
    for await (const batch of source.batches()) {
      sizes.push(batch.length);
      shares.push(source.share());
    }
    expect(shares[0]).toBeCloseTo(sizes[0]! / sizes.reduce((sum, size) => sum + size), 1);
    expect(shares.at(-1)).toBeCloseTo(1, 5);
    expect(sizes).toEqual([4, 4, 2]);
  });

  it('is closed when it is refused', async () => {
    const file = memoryFile(Buffer.alloc(0));
    await expect(openSource(file)).rejects.toMatchObject({ code: 'EMPTY_FILE' });
    expect(file.isClosed).toBe(true);
  });
});

describe('the delimiter', () => {
  it.each([
    [COMMA, 'a,b\n1;2,3\n'],
    [SEMICOLON, 'a;b\n1,5;2,5\n'],
    [TAB, 'a\tb\n1,5\t2;5\n'],
    [SEMICOLON, '"a,b,c";d\n1;2\n'],
    [SEMICOLON, '"a\n,,,";b\n1;"2\n,,"\n'],
    [COMMA, '"a;b;c",d\n"1;2",3\n'],
    [SEMICOLON, 'Amount (1,000, net);Name, first\n1;2\n'],
    [SEMICOLON, 'a;b;c\n1,1;2,2;3,3\n1;2\n'],
    [COMMA, 'a\n1;2\n'],
    [COMMA, 'a\n'],
    [TAB, 'a\t"b\n1\t2\n"'],
    [SEMICOLON, 'a;b'],
    [
      SEMICOLON,
      `${Array.from({ length: 1500 }, (_unused, index) => `a long header ${'x'.repeat(40)} ${index}`).join(';')}\n`,
    ],
  ])('is %s in %.40j', async (delimiter, text) => {
    expect((await readTable(text)).traits).toMatchObject({ kind: 'CSV', delimiter });
  });

  it('is found in UTF-16, too', async () => {
    expect((await readTable(Buffer.from(`${bom}a\tb\r\n1\t2\r\n`, 'utf16le'))).traits).toMatchObject({
      delimiter: TAB,
      encoding: 'UTF_16LE',
    });
  });

  it('is as requested', async () => {
    const { traits, rows } = await readTable('a;b,c\n1;2,3\n', { delimiter: COMMA });
    expect(traits).toMatchObject({ delimiter: COMMA });
    expect(rows).toEqual([['1;2', '3']]);
  });

  it.each(['sep=;\r\n', '"sep=;"\n', `${bom}sep=;\r`, 'SEP=;\n'])('is what the line %j says', async (line) => {
    const end = line.replace(/^.*[;"]/, '');
    const { traits, headers, headerLine, records } = await readTable(`${line}a,a,a;b${end}1,1,1;2${end}`);
    expect(traits).toMatchObject({ delimiter: SEMICOLON });
    expect([headers, headerLine]).toEqual([['a,a,a', 'b'], 2]);
    expect(records).toMatchObject([{ row: 1, line: 3, cells: ['1,1,1', '2'] }]);
  });

  it('can be requested against a sep= line, which is no header', async () => {
    const { headers } = await readTable('sep=;\na,b;c\n1,2\n', { delimiter: COMMA });
    expect(headers).toEqual(['a', 'b;c']);
  });

  it('cannot be another sign', async () => {
    expect(await refusalOf('sep=|\na|b\n')).toMatchObject({ code: 'NOT_A_TABLE', line: 1 });
  });
});

describe('quotes in CSV', () => {
  it.each([
    ['never closed', 'a,b\n1,2\n3,"x\ny\n', 3, 'never closed'],
    ['never closed, after a cell with line breaks', 'a,b\n"1\n2",2\n3,"x', 4, 'never closed'],
    ['never closed, the second in its record', 'a,b\n"1\n2","x\n', 3, 'never closed'],
    ['inside a cell', 'a,b\n1,2\n3,x"y"\n', 3, 'inside a cell'],
    ['followed by text', 'a,b\n"x\n\n"y,2\n', 2, 'follows the closing quote'],
    ['followed by a blank', 'a,b\n1,2\n"x" ,2\n', 3, 'follows the closing quote'],
    ['in the header', '"a,b\n1,2\n', 1, 'never closed'],
  ])('are refused when %s, with the line of the quote', async (_what, text, line, message) => {
    const refusal = await refusalOf(text);
    expect(refusal).toMatchObject({ code: 'QUOTES', line });
    expect(refusal.message).toContain(`Line ${line}`);
    expect(refusal.message).toContain(message);
  });
});

describe('the limits of CSV', () => {
  const gigabyte = 1024 ** 3;

  it.each([
    ['10,000 columns', memoryFile(Buffer.from(`${'c,'.repeat(9999)}c\n`)), 'LIMIT', '2,000 columns'],
    ['a row of 10,000 columns', memoryFile(Buffer.from(`a,b\n1,2\n${','.repeat(9999)}\n`)), 'LIMIT', 'Line 3'],
    ['a line of 5 MB', memoryFile(Buffer.from(`a,b\n1,${'x'.repeat(5_000_000)}\n`)), 'LIMIT', 'Line 2'],
    ['a cell of 5 MB', memoryFile(Buffer.from(`a,b\n1,"${'x\n'.repeat(2_500_000)}"\n`)), 'QUOTES', 'Line 2'],
    ['a gigabyte of quotes', memoryFile(Buffer.from('"'), gigabyte), 'QUOTES', 'Line 1'],
    ['a gigabyte of commas', memoryFile(Buffer.from(','), gigabyte), 'LIMIT', 'Line 1'],
    ['a gigabyte without a line break', memoryFile(Buffer.from('x'), gigabyte), 'LIMIT', 'Line 1'],
    ['a gigabyte of empty quotes', memoryFile(Buffer.from('"",'), gigabyte), 'LIMIT', 'Line 1'],
  ])('refuse %s before much is read', async (_what, file, code, message) => {
    const refusal = await refusalOf(file);
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(message);
    expect(file.bytesRead).toBeLessThan(20_000_000);
  });

  it('refuse a file of line breaks, which has no header', async () => {
    expect(await refusalOf(memoryFile(Buffer.from('\n'), 20_000_000))).toMatchObject({ code: 'EMPTY_FILE' });
  });

  it('allow 2,000 columns, and a cell of 3 MB', async () => {
    const header = Array.from({ length: 2000 }, (_unused, index) => `c${index}`).join(',');
    expect((await readTable(`${header}\n${header}\n`)).rows[0]).toHaveLength(2000);
    expect((await readTable(`a,b\n1,"${'x\n'.repeat(1_500_000)}"\n`)).rows[0]![1]).toHaveLength(3_000_000);
  });
});
