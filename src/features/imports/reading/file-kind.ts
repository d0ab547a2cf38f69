import { type Because, because } from '../../../error-reasons';
import type { OpenFile } from '../../../platform/storage/storage';
import { UnreadableFile } from './unreadable-file';

type FileKind = 'CSV' | 'XLSX';

const asCsvOrXlsx = 'Save the table as .xlsx or CSV.';

const compressed = (kind: string): Because => because('COMPRESSED', { kind });
const otherKind = (kind: string): Because => because('OTHER_KIND', { kind });

/** What other files start with. The name of a file says nothing. */
const others: readonly (readonly [start: Buffer | RegExp, what: string, reason: Because])[] = [
  [
    Buffer.from([0x1f, 0x8b]),
    'The file is compressed (gzip). Unpack it, and upload what it contains.',
    compressed('gzip'),
  ],
  [Buffer.from('BZh'), 'The file is compressed (bzip2). Unpack it, and upload what it contains.', compressed('bzip2')],
  [
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
    'The file is compressed (zstd). Unpack it, and upload what it contains.',
    compressed('zstd'),
  ],
  [
    Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]),
    'The file is compressed (xz). Unpack it, and upload what it contains.',
    compressed('xz'),
  ],
  [
    Buffer.from([0x37, 0x7a, 0xbc, 0xaf]),
    'The file is compressed (7z). Unpack it, and upload what it contains.',
    compressed('7z'),
  ],
  [Buffer.from('Rar!'), 'The file is compressed (RAR). Unpack it, and upload what it contains.', compressed('RAR')],
  [Buffer.from('%PDF-'), `The file is a PDF document, not a table. ${asCsvOrXlsx}`, otherKind('PDF')],
  [Buffer.from('{\\rtf'), `The file is a text document (RTF), not a table. ${asCsvOrXlsx}`, otherKind('RTF')],
  [
    /^\s*<(!doctype\s+html|html|head|body|table|!--)/i,
    `The file is a web page (HTML), not a table. ${asCsvOrXlsx}`,
    otherKind('HTML'),
  ],
  [/^\s*<\?xml/i, `The file is XML, not a table. ${asCsvOrXlsx}`, otherKind('XML')],
  [/^\s*(\{\s*"|\[\s*[{[])/, `The file is JSON, not a table. ${asCsvOrXlsx}`, otherKind('JSON')],
];

/**
 * Recognizes the kind of a file by its first bytes, `head`.
 *
 * @throws UnreadableFile for other kinds, with a sentence that says what to do.
 */
export async function fileKind(file: OpenFile, head: Buffer): Promise<FileKind> {
  if (head.length === 0)
    throw new UnreadableFile('EMPTY_FILE', `The file is empty. ${asCsvOrXlsx}`, because('FILE_EMPTY'));
  if (isOpenDocument(head)) throw openDocumentError();
  if (startsWith(head, zip) || startsWith(head, emptyZip)) return 'XLSX';
  if (startsWith(head, compoundFile)) throw (await isEncrypted(file, head)) ? passwordError() : oldFormatError();
  const text = head.toString('latin1', 0, 1024).replace(/^ï»¿/, '');
  const other = others.find(([start]) => (start instanceof RegExp ? start.test(text) : startsWith(head, start)));
  if (other) throw new UnreadableFile('NOT_A_TABLE', other[1], other[2]);
  return 'CSV';
}

const zip = Buffer.from('PK\x03\x04');
const emptyZip = Buffer.from('PK\x05\x06');
const compoundFile = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);

const startsWith = (head: Buffer, start: Buffer): boolean => head.subarray(0, start.length).equals(start);

/** The archive starts with a part that names its format. */
const isOpenDocument = (head: Buffer): boolean =>
  startsWith(head, zip) && head.subarray(30).toString('latin1', 0, openDocument.length) === openDocument;

const openDocument = 'mimetypeapplication/vnd.oasis.opendocument.';

/** Excel encloses an encrypted workbook in a compound file, the format of Excel before 2007. The directory says what it is. */
async function isEncrypted(file: OpenFile, head: Buffer): Promise<boolean> {
  if (head.length < compoundHeaderLength) return false;
  const sectorLength = 2 ** Math.min(head.readUInt16LE(30), 12);
  const directory = await file.readAt((head.readUInt32LE(48) + 1) * sectorLength, 4096);
  return directory.includes('EncryptedPackage', 0, 'utf16le');
}

const compoundHeaderLength = 512;

const passwordError = (): UnreadableFile =>
  new UnreadableFile(
    'PROTECTED',
    'The workbook is protected by a password. Remove the password and save it again.',
    because('PASSWORD'),
  );

const openDocumentError = (): UnreadableFile =>
  new UnreadableFile(
    'NOT_A_TABLE',
    `The file is in the OpenDocument format of LibreOffice (.ods). ${asCsvOrXlsx} In LibreOffice, open File > Save As, and choose the file type.`,
    because('OPEN_DOCUMENT'),
  );

const oldFormatError = (): UnreadableFile =>
  new UnreadableFile(
    'NOT_A_TABLE',
    `The file is in an old format of Excel or Word (.xls or .doc). ${asCsvOrXlsx} In Excel and LibreOffice, open File > Save As, and choose the file type.`,
    otherKind('OFFICE'),
  );
