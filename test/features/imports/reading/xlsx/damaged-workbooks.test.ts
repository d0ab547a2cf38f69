import { openSource } from '../../../../../src/features/imports/reading/open-source';
import { memoryFile, refusalOf } from '../sources';
import { bookOf, type BookParts, inSheet, sheetPart, textRow, withEntry, zipOf } from './workbooks';

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
