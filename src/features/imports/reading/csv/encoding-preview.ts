import { because } from '../../../../error-reasons';
import type { OpenFile } from '../../../../platform/storage/storage';
import { encodingName, ImportEncoding, isUtf16 } from '../encoding';
import { chunksOf } from '../file-bytes';
import { textReader, UndefinedByte } from '../text-reader';
import { type EncodingPreview, UnreadableFile } from '../unreadable-file';

const maxRows = 3;
const maxPreviews = 4;
const maxRowLength = 200;
const maxBytes = 65_536;

/** The first of these that read differently are shown. The choice is the user's. */
const candidates = [
  ImportEncoding.WINDOWS_1252,
  ImportEncoding.MAC_ROMAN,
  ImportEncoding.GB18030,
  ImportEncoding.WINDOWS_1250,
  ImportEncoding.WINDOWS_1251,
  ImportEncoding.SHIFT_JIS,
];

/** The refusal of a byte that the encoding does not define, with the rows from there on in other encodings. */
export async function undefinedByteError(
  file: OpenFile,
  byteOffset: number,
  encoding: ImportEncoding,
): Promise<UnreadableFile> {
  if (isUtf16(encoding))
    return new UnreadableFile(
      'ENCODING',
      `Byte ${byteOffset} is not valid in ${encodingName(encoding)}. Choose another encoding.`,
      because('INVALID_BYTE', { byteOffset, encoding }),
      {
        byteOffset,
        isReadableOtherwise: true,
      },
    );
  const line = await lineOf(file, byteOffset);
  const advice =
    encoding === ImportEncoding.UTF_8
      ? 'Choose the encoding in which the rows read well, or save the file as UTF-8.'
      : 'Choose another encoding, or save the file as UTF-8.';
  return new UnreadableFile(
    'ENCODING',
    `Byte ${byteOffset}, on line ${line}, is not valid in ${encodingName(encoding)}. ${advice}`,
    because('INVALID_BYTE_ON_LINE', { byteOffset, line, encoding }),
    {
      line,
      byteOffset,
      isReadableOtherwise: true,
      previews: await previewsAt(file, byteOffset, encoding),
    },
  );
}

/** The start of a UTF-16 file as it reads. */
export function previewUtf16(head: Buffer, encoding: ImportEncoding): EncodingPreview[] {
  const [text] = decodeAll([head.subarray(0, 2 * maxRows * maxRowLength)], encoding) ?? [];
  const rows = text?.split(/\r\n|\r|\n/).slice(0, maxRows);
  return rows ? [{ encoding, rows: rows.map((row) => row.slice(0, maxRowLength).toWellFormed()) }] : [];
}

/** Line breaks are ASCII, and no part of another character, in all encodings but UTF-16. */
async function lineOf(file: OpenFile, offset: number): Promise<number> {
  let line = 1;
  let isAfterCr = false;
  for await (const chunk of chunksOf(file, 0, offset)) {
    for (const byte of chunk) {
      if (byte === 0x0d || (byte === 0x0a && !isAfterCr)) line++;
      isAfterCr = byte === 0x0d;
    }
  }
  return line;
}

async function previewsAt(file: OpenFile, offset: number, refused: ImportEncoding): Promise<EncodingPreview[]> {
  const bytes = await file.readAt(Math.max(0, offset - maxRowLength), maxBytes);
  const first = Math.min(offset, maxRowLength);
  const startOfRow = 1 + Math.max(bytes.lastIndexOf(0x0a, first), bytes.lastIndexOf(0x0d, first));
  const rows = rowsWithOtherThanAscii(bytes.subarray(startOfRow)).slice(0, maxRows);
  const previews: EncodingPreview[] = [];
  for (const encoding of candidates) {
    if (encoding === refused) continue;
    const decoded = decodeAll(rows, encoding);
    const isNew = decoded && !previews.some((other) => other.rows.join('\n') === decoded.join('\n'));
    if (isNew && previews.length < maxPreviews) previews.push({ encoding, rows: decoded });
  }
  return previews;
}

/** Each from shortly before its first byte that is not ASCII. */
function rowsWithOtherThanAscii(bytes: Buffer): Buffer[] {
  const rows: Buffer[] = [];
  for (let start = 0; start < bytes.length;) {
    const length = bytes.subarray(start).findIndex((byte) => byte === 0x0a || byte === 0x0d);
    const row = bytes.subarray(start, length < 0 ? bytes.length : start + length);
    const other = row.findIndex((byte) => byte >= 0x80);
    const from = Math.max(0, other - maxRowLength / 2);
    if (other >= 0) rows.push(row.subarray(from, from + maxRowLength));
    start += row.length + 1;
  }
  return rows;
}

/** Returns null when the encoding does not define one of the bytes. */
function decodeAll(rows: readonly Buffer[], encoding: ImportEncoding): string[] | null {
  try {
    return rows.map((row) => textReader(encoding, 0).decode(row, false));
  } catch (error) {
    if (error instanceof UndefinedByte) return null;
    throw error;
  }
}
