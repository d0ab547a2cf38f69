import { gzipSync } from 'node:zlib';
import { refusalOf } from './sources';

/** A compound file whose directory follows so many sectors and has a stream of this name. */
function compoundFile(stream: string, sectors: number): Buffer {
  const header = Buffer.alloc(512);
  header.write('d0cf11e0a1b11ae1', 'hex');
  header.writeUInt16LE(9, 30);
  header.writeUInt32LE(sectors, 48);
  return Buffer.concat([header, Buffer.alloc(512 * sectors), Buffer.alloc(128), Buffer.from(stream, 'utf16le')]);
}

/** The start of the archive: a part that is not compressed, and names the format. */
const openDocument = Buffer.concat([
  Buffer.from('504b0304140000080000', 'hex'),
  Buffer.alloc(20),
  Buffer.from('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'),
]);

describe('a file that is no table', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'EMPTY_FILE', 'Save the table as'],
    ['a byte order mark', Buffer.from('\ufeff'), 'EMPTY_FILE', 'no header'],
    ['empty lines', Buffer.from('\n\r\n,,\n'), 'EMPTY_FILE', 'no header'],
    ['gzip', gzipSync('a,b\n1,2\n'), 'NOT_A_TABLE', 'Unpack'],
    ['PDF', Buffer.from('%PDF-1.7\n'), 'NOT_A_TABLE', 'PDF document, not a table. Save the table as .xlsx or CSV.'],
    ['an old workbook', compoundFile('Workbook', 2), 'NOT_A_TABLE', 'Save the table as .xlsx or CSV'],
    ['an encrypted workbook', compoundFile('EncryptedPackage', 2), 'PROTECTED', 'Remove the password'],
    ['a long encrypted workbook', compoundFile('EncryptedPackage', 5000), 'PROTECTED', 'Remove the password'],
    ['the start of an old workbook', compoundFile('', 0).subarray(0, 20), 'NOT_A_TABLE', '.xls'],
    ['an old workbook', compoundFile('Workbook', 2), 'NOT_A_TABLE', 'In Excel and LibreOffice, open File > Save As'],
    [
      'a file of LibreOffice',
      openDocument,
      'NOT_A_TABLE',
      '(.ods). Save the table as .xlsx or CSV. In LibreOffice, open',
    ],
    ['a page', Buffer.from('<!DOCTYPE html>\n<title>Sign in</title>'), 'NOT_A_TABLE', 'HTML'],
    ['a page after a byte order mark', Buffer.from('\ufeff\n<html lang="en">'), 'NOT_A_TABLE', 'HTML'],
    ['XML', Buffer.from('<?xml version="1.0"?><Workbook/>'), 'NOT_A_TABLE', 'XML'],
    ['JSON Lines', Buffer.from('{"id":1}\n{"id":2}\n'), 'NOT_A_TABLE', 'JSON'],
    ['JSON', Buffer.from('[\n  {"id": 1}\n]\n'), 'NOT_A_TABLE', 'JSON'],
    ['zstd', Buffer.from('28b52ffd00', 'hex'), 'NOT_A_TABLE', 'zstd'],
  ])('is refused for its content: %s', async (_what, contents, code, message) => {
    const refusal = await refusalOf(contents);
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(message);
  });
});
