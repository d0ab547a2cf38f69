import { gzipSync } from 'node:zlib';
import { compoundFile, openDocument, refusalOf } from './sources';

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
