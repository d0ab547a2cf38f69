import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { openSource } from '../../../../src/features/imports/reading/open-source';
import { StringTable } from '../../../../src/features/imports/reading/string-table';
import { UnreadableFile } from '../../../../src/features/imports/reading/unreadable-file';
import { memoryFile, readTable, refusalOf } from './sources';
import { bookOf, type BookParts, textRow, zipOf } from './workbooks';

const sheetPart = (contents: string | Buffer): BookParts => ({
  sheets: { A: '' },
  parts: { 'xl/worksheets/sheet0.xml': contents },
});
const inSheet = (rows: string): string => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;

/** Changes the entry of a part in the central directory. */
function withEntry(zip: Buffer, part: string, change: (entry: Buffer) => void): Buffer {
  const changed = Buffer.from(zip);
  const at = changed.lastIndexOf(part) - 46;
  expect(changed.readUInt32LE(at)).toBe(0x02014b50);
  change(changed.subarray(at));
  return changed;
}

describe('a ZIP that is no workbook', () => {
  it.each([
    ['other files', { 'a.csv': 'a,b\n' }, 'no .xlsx workbook'],
    [
      'a document',
      {
        '_rels/.rels':
          '<Relationships><Relationship Id="1" Type="x/officeDocument" Target="word/document.xml"/></Relationships>',
        'word/document.xml': '<document/>',
      },
      'no .xlsx workbook',
    ],
    [
      'an OpenDocument table',
      { mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<x/>' },
      'no .xlsx workbook',
    ],
    [
      'a binary workbook',
      {
        '_rels/.rels':
          '<Relationships><Relationship Id="1" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>',
      },
      '.xlsb',
    ],
    ['nothing', {}, 'no .xlsx workbook'],
  ])('is refused: %s', async (_what, parts, message) => {
    const refusal = await refusalOf(await zipOf(parts));
    expect(refusal.code).toBe('NOT_A_TABLE');
    expect(refusal.message).toContain(message);
  });
});

describe('a damaged workbook', () => {
  const cell = '<c t="str"><v>x</v></c>';

  it.each<[string, BookParts | string, string]>([
    [
      'a missing sheet',
      {
        ...sheetPart(''),
        parts: {
          'xl/_rels/workbook.xml.rels':
            '<Relationships><Relationship Id="s0" Type="x/worksheet" Target="none.xml"/></Relationships>',
        },
      },
      'xl/none.xml',
    ],
    ['broken XML', sheetPart('<worksheet><sheetData><row></sheetData>'), 'not valid XML'],
    ['XML without an end', sheetPart('<worksheet><sheetData><row>'), 'not valid XML'],
    ['an unknown entity', sheetPart(inSheet('<row><c t="str"><v>&lol;</v></c></row>')), 'not valid XML'],
    [
      'a document type',
      sheetPart(`<!DOCTYPE x [<!ENTITY lol "ha">]>${inSheet(`<row>${cell}</row>`)}`),
      'document type',
    ],
    [
      'invalid UTF-8',
      sheetPart(Buffer.concat([Buffer.from('<worksheet a="'), Buffer.from([0xff]), Buffer.from('"/>')])),
      'byte 14',
    ],
    ['a row of the past', `<row r="5">${cell}</row><row r="5">${cell}</row>`, 'row 5 follows row 5'],
    ['a row beyond the sheet', `<row r="1048577">${cell}</row>`, 'row 1048577'],
    ['a row that is no number', `<row r="x">${cell}</row>`, 'row x'],
    ['a cell of the past', '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>', 'A1'],
    ['a cell of another row', '<row r="1"><c r="A2"><v>1</v></c></row>', 'row 1 has a cell A2'],
    ['a cell beyond the sheet', '<row r="1"><c r="XFE1"><v>1</v></c></row>', 'XFE1'],
    ['a cell without a column', '<row r="1"><c r="1"><v>1</v></c></row>', 'row 1 has a cell 1'],
    [
      'a shared string that is not there',
      { sheets: { A: '<row><c t="s"><v>1</v></c></row>' }, strings: '<si/>' },
      'shared string 1',
    ],
    [
      'a shared string of a name',
      { sheets: { A: '<row><c t="s"><v>-1</v></c></row>' }, strings: '<si/>' },
      'shared string -1',
    ],
    ['an unknown type', '<row><c t="__proto__"><v>1</v></c></row>', 'type of cells'],
  ])('is refused: %s', async (_what, book, message) => {
    const refusal = await refusalOf(await bookOf(book));
    expect(refusal.code).toBe('WORKBOOK');
    expect(refusal.message).toContain(message);
    expect(refusal.message).toContain('save it again');
  });

  it('is refused when one part is there twice', async () => {
    const zip = await zipOf({ 'a.xml': '1', 'A.xml': '2' });
    expect(await refusalOf(zip)).toMatchObject({
      code: 'WORKBOOK',
      message: expect.stringContaining('twice') as string,
    });
  });

  it('is refused when a checksum differs', async () => {
    const book = withEntry(await bookOf(textRow('a')), 'xl/worksheets/sheet0.xml', (entry) =>
      entry.writeUInt32LE(1, 16),
    );
    expect((await refusalOf(book)).message).toContain('checksum');
  });

  it('is refused when a part is encrypted', async () => {
    const book = withEntry(await bookOf(textRow('a')), 'xl/workbook.xml', (entry) => entry.writeUInt16LE(1, 8));
    expect((await refusalOf(book)).code).toBe('PROTECTED');
  });

  it('is refused when it was cut', async () => {
    const book = await bookOf(textRow('a'));
    for (const length of [10, book.length >> 1, book.length - 1])
      expect((await refusalOf(book.subarray(0, length))).code).toBe('WORKBOOK');
  });

  it('passes on an error of the disk', async () => {
    const file = memoryFile(await bookOf(textRow('a')));
    const failing = {
      ...file,
      readAt: async (start: number, length: number) => {
        if (start > 0) throw new Error('EIO');
        return file.readAt(start, length);
      },
    };
    await expect(openSource(failing)).rejects.toThrow('EIO');
    expect(file.isClosed).toBe(true);
  });

  it('without a header is refused with the names of the other sheets', async () => {
    const refusal = await refusalOf(
      await bookOf({ sheets: { Empty: '<row r="3"><c r="A3"/></row>', Data: textRow('a') } }),
    );
    expect(refusal).toMatchObject({
      code: 'EMPTY_FILE',
      message: 'The sheet "Empty" has no header: it is empty. Choose another sheet: "Data".',
    });
    expect(await refusalOf(await bookOf({ sheets: {} }))).toMatchObject({ code: 'SHEET' });
  });
});

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
      message: expect.stringContaining('too many bytes') as string,
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

describe('a workbook with random changes', () => {
  const strings = '<si><r><t>x</t></r><rPh><t>y</t></rPh></si>';
  const rows = `${textRow('a', 'b')}${'<row><c t="s"><v>0</v></c><c s="1"><v>46096.5</v></c></row>'.repeat(20)}`;

  async function outcomeOf(book: Buffer): Promise<'read' | 'refused'> {
    const outcome = await readTable(book).catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(UnreadableFile);
    return outcome instanceof Error ? 'refused' : 'read';
  }

  it('of its bytes is read or refused', async () => {
    const book = await bookOf({ sheets: { A: rows }, strings, formats: [14] });
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      byte: fc.nat(255),
      length: fc.integer({ min: 1, max: 8 }),
    });
    const outcomes = { read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const changed = Buffer.from(book);
        for (const { at, byte, length } of changes) {
          const start = Math.floor(at * (book.length - length));
          changed.fill(byte, start, start + length);
        }
        outcomes[await outcomeOf(changed)]++;
      }),
      { numRuns: 500 },
    );
    expect(outcomes.refused).toBeGreaterThan(200);
  });

  it('of its XML is read or refused', async () => {
    const piece = fc.constantFrom(
      '',
      '<c>',
      '</c>',
      '<v>',
      '</row>',
      '"',
      '&',
      '&#0;',
      '-1',
      '9',
      'A1',
      ' r="A1"',
      ' t="s"',
      ' t="b"',
      ']]>',
      'é',
    );
    const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(6), piece });
    const outcomes = { read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), fc.boolean(), async (changes, isSheet) => {
        const changed = changes.reduce(
          (text, { at, length, piece: added }) => {
            const start = Math.floor(at * (text.length - length));
            return text.slice(0, start) + added + text.slice(start + length);
          },
          isSheet ? rows : strings,
        );
        const book = isSheet ? { sheets: { A: changed }, strings } : { sheets: { A: rows }, strings: changed };
        outcomes[await outcomeOf(await bookOf({ ...book, formats: [14] }))]++;
      }),
      { numRuns: 1500 },
    );
    expect(outcomes.read).toBeGreaterThan(50);
    expect(outcomes.refused).toBeGreaterThan(200);
  });

  it('of all its bytes is refused', async () => {
    for (let length = 4; length < 400; length += 7)
      expect((await refusalOf(Buffer.concat([Buffer.from('PK\x03\x04'), randomBytes(length)]))).code).toBe('WORKBOOK');
  });
});
