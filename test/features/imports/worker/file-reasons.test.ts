import { gzipSync } from 'node:zlib';
import { useOrganization, useTestApp } from '../../../support/apps/app';
import type { Data } from '../../../support/clients/client';
import { checkFile, mapImport } from '../../../support/clients/imports';
import { eachEngine } from '../../../support/databases/engines';
import { compoundFile, openDocument } from '../reading/sources';
import { bookOf, type BookParts, sheetPart, textRow, withEntry, zipOf } from '../reading/xlsx/workbooks';

const hex = (digits: string): Buffer => Buffer.from(digits, 'hex');
const utf16 = (text: string, mark = ''): Buffer => Buffer.concat([hex(mark), Buffer.from(text, 'utf16le')]);
const officeDocument = (target: string) => ({
  '_rels/.rels': `<Relationships><Relationship Id="1" Type="x/officeDocument" Target="${target}"/></Relationships>`,
});
const long = 'x'.repeat(4_000_001);
type Contents = string | Buffer | (() => Promise<Buffer>);
const book = (parts: BookParts | string) => () => bookOf(parts);

eachEngine('the reason of a file', ['sqlite'], (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganization(app, { customProperties: [{ key: 'locker', name: 'Locker' }] });
  /** By name. Of a file that can be read otherwise, also its reason as `problem`. */
  const parametersOf = ({ parameters }: Data): object =>
    Object.fromEntries(parameters.map(({ name, value }: Data) => [name, value]));
  const reasonFields = 'parameters { name value }';
  const refusalOf = async (contents: Contents, input: object = {}): Promise<[state: string, ...Data[]]> => {
    const file = typeof contents === 'function' ? await contents() : contents;
    const { id } = await checkFile(organization.owner, file, input);
    const query = `query ($id: ID!) { import(id: $id) { state failure { reason ${reasonFields} } warningDetails { ${reasonFields} } } }`;
    const { import: row } = await organization.owner.data(query, { id });
    if (row.failure) return [row.state, row.failure.reason, parametersOf(row.failure)];
    return [row.state, ...row.warningDetails.map(parametersOf)];
  };

  it.each<[reason: string, what: string, file: Contents, parameters?: object]>([
    ['FILE_EMPTY', 'no bytes', ''],
    ['LINES_EMPTY', 'empty lines', '\n,,\n'],
    ['COMPRESSED', 'gzip', gzipSync('a,b\n'), { kind: 'gzip' }],
    ['OTHER_KIND', 'PDF', '%PDF-1.7\n', { kind: 'PDF' }],
    ['OTHER_KIND', 'a page', '<!DOCTYPE html>\n', { kind: 'HTML' }],
    ['OPEN_DOCUMENT', 'LibreOffice', openDocument],
    ['ZIP_ARCHIVE', 'a ZIP without a workbook', () => zipOf({ 'a.csv': 'a' })],
    ['BINARY_WORKBOOK', '.xlsb', () => zipOf(officeDocument('xl/workbook.bin'))],
    ['PASSWORD', 'an encrypted workbook', compoundFile('EncryptedPackage', 2)],
    [
      'PASSWORD',
      'an encrypted part',
      async () => withEntry(await bookOf(textRow('a')), 'xl/workbook.xml', (entry) => entry.writeUInt16LE(1, 8)),
    ],
    ['WORKBOOK_DAMAGED', 'a workbook that was cut', async () => (await bookOf(textRow('a'))).subarray(0, 200)],
    ['NO_SHEET', 'a workbook without sheets', book({ sheets: {} })],
    ['SHEET_EMPTY', 'an empty sheet', book(''), { sheet: 'Sheet1', otherSheets: '' }],
    ['WORKBOOK_TOO_COMPLEX', 'elements in elements', book(sheetPart('<a>'.repeat(1000)))],
    [
      'CELL_TOO_LONG',
      'a text of many runs',
      book(`<row><c t="inlineStr"><is>${`<r><t>${'x'.repeat(50_000)}</t></r>`.repeat(90)}</is></c></row>`),
      { max: '4000000' },
    ],
    [
      'LINE_TOO_LONG',
      'a row of long texts',
      book(textRow('a') + textRow(...Array<string>(5).fill('x'.repeat(900_000)))),
      { line: '2', max: '4000000' },
    ],
    [
      'TOO_MANY_COLUMNS',
      'a row with many cells',
      book(textRow(...Array<string>(2001).fill('a'))),
      { line: '1', max: '2000' },
    ],
    ['UTF_32', 'UTF-32', hex('fffe000061000000')],
    ['OTHER_SEPARATOR', 'a line about the delimiter', 'sep=|\na|b\n', { sign: '|' }],
    ['TEXT_AFTER_QUOTE', 'a text after a quote', 'a,b\n"x"y,2\n', { line: '2', near: 'y,2\n' }],
    ['QUOTE_IN_CELL', 'a quote in a cell', 'a,b\n5" pipe,2\n', { line: '2', near: '" pipe,2\n' }],
    ['QUOTE_OPEN', 'a quote without an end', 'a,b\n"x,2\n', { line: '2' }],
    ['QUOTE_OPEN_LONG', 'a long text after a quote', `a\n"${long}`, { line: '2', max: '4000000' }],
    ['LINE_TOO_LONG', 'a long line', `a\n${long}\n`, { line: '2', max: '4000000' }],
    ['TOO_MANY_COLUMNS', 'many cells', ','.repeat(2000), { line: '1', max: '2000' }],
    ['HEADER_MISSING', 'no header', 'Username,,City\nadmin,x,y', { column: '2' }],
    [
      'HEADER_TOO_LONG',
      'a long header',
      `Username,${'x'.repeat(301)}\nadmin,y`,
      { header: `${'x'.repeat(100)}…`, max: '300' },
    ],
    ['HEADER_DUPLICATED', 'a header twice', 'Username,City,CITY\nadmin,x,y', { header: 'CITY' }],
    [
      'HEADER_MISREAD',
      'a byte order mark that was read in another encoding',
      'ï»¿Username,City\nadmin,x',
      { header: 'ï»¿Username', encoding: 'Windows-1252' },
    ],
    ['NO_KEY_COLUMN', 'no key', 'City\nRome', { dataset: 'USERS', columns: 'Username, Identifier' }],
  ])('is %s for %s', async (reason, _what, file, parameters = {}) => {
    expect(await refusalOf(file)).toEqual(['FAILED', reason, parameters]);
  });

  it('is OTHER_DATASET for a file of bookings whose headers are all ignored', async () => {
    const headers = ['Reference', 'Starts at', 'Ends at'];
    const mapping = headers.map((header) => ({ header, column: null }));
    expect(await refusalOf(`${headers.join(',')}\nB-1,,`, { mapping })).toEqual([
      'FAILED',
      'OTHER_DATASET',
      { dataset: 'USERS', other: 'BOOKINGS' },
    ]);
  });

  it.each<[problem: string, what: string, file: Contents, input: object, parameters: object]>([
    [
      'SHEET_EMPTY',
      'an empty sheet next to others',
      book({ sheets: { Notes: '', Users: textRow('Username') } }),
      {},
      { reason: 'EMPTY_FILE', sheet: 'Notes', otherSheets: 'Users' },
    ],
    [
      'UNKNOWN_SHEET',
      'another sheet',
      book(textRow('Username')),
      { sheet: 'People' },
      { reason: 'SHEET', sheet: 'People', sheets: 'Sheet1' },
    ],
    [
      'OTHER_MARK',
      'another byte order mark',
      '\ufeffUsername\nadmin',
      { encoding: 'WINDOWS_1252' },
      { encoding: 'UTF_8', requested: 'WINDOWS_1252' },
    ],
    ['MARK_MISSING', 'UTF-16 without a mark', utf16('Username\nadmin'), {}, { encoding: 'UTF_16LE' }],
    ['OTHER_ENCODING', 'another encoding', 'Username\nadmin', { encoding: 'UTF_16LE' }, { encoding: 'UTF_16LE' }],
    [
      'INVALID_BYTE',
      'half a character of UTF-16',
      Buffer.concat([utf16('Username\n', 'fffe'), hex('00d8'), utf16('x')]),
      {},
      { encoding: 'UTF_16LE', byteOffset: '20' },
    ],
    [
      'INVALID_BYTE_ON_LINE',
      'a byte of another encoding',
      Buffer.from('Username,City\nadmin,Köln', 'latin1'),
      {},
      { encoding: 'UTF_8', byteOffset: '21', line: '2' },
    ],
  ])('that can be read otherwise is %s for %s', async (problem, _what, file, input, parameters) => {
    expect(await refusalOf(file, input)).toEqual(['AWAITING_MAPPING', { reason: 'ENCODING', problem, ...parameters }]);
  });

  const decided = { header: 'Town', column: 'city' };
  it.each<[reason: string, what: string, mapping: object[], parameters: object]>([
    ['HEADER_MAPPED_TWICE', 'two decisions', [decided, { header: 'TOWN', column: null }], { header: 'TOWN' }],
    [
      'HEADER_UNKNOWN',
      'a header that the file does not have',
      [{ header: 'Mail', column: 'email' }],
      { header: 'Mail', headers: ['Username', 'Town', 'Place'], count: 3 },
    ],
    [
      'HEADER_OVERDETERMINED',
      'a column and a property',
      [{ ...decided, newCustomProperty: 'Town' }],
      { header: 'Town' },
    ],
    [
      'HEADER_COLUMN_UNKNOWN',
      'no such column',
      [{ header: 'Town', column: 'town' }],
      { header: 'Town', column: 'town' },
    ],
    [
      'HEADER_COLUMN_READ_ONLY',
      'a column of figures',
      [{ header: 'Town', column: 'hasBooked' }],
      { header: 'Town', column: 'hasBooked' },
    ],
    [
      'HEADERS_OF_ONE_COLUMN',
      'a column for two headers',
      [decided, { header: 'Place', column: 'city' }],
      { header: 'Place', otherHeader: 'Town', column: 'city' },
    ],
    [
      'HEADER_IS_COLUMN',
      'a property with the name of a column',
      [{ header: 'Town', newCustomProperty: 'City' }],
      { header: 'Town', name: 'City', column: 'city' },
    ],
    [
      'HEADER_NO_PROPERTY',
      'a property twice',
      [
        { header: 'Town', newCustomProperty: 'Home' },
        { header: 'Place', newCustomProperty: 'home' },
      ],
      { header: 'Place', name: 'home', value: 'home', cause: 'VALUE_TAKEN' },
    ],
  ])('is %s for %s in a decision about its headers', async (reason, _what, mapping, parameters) => {
    const { id } = await checkFile(organization.owner, 'Username,Town,Place\nadmin,x,y');
    expect(await organization.owner.refusal(mapImport, { id, mapping })).toMatchObject({ reason, parameters });
  });
});
