import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { codePage, type DoubleByteEncoding, doubleByteNames, type SingleByteEncoding } from './code-pages';
import { ImportEncoding } from './encoding';

/** A byte that the encoding does not define. Nothing is ever replaced. */
export class UndefinedByte extends Error {
  constructor(readonly offset: number) {
    super(`Byte ${offset} is not defined.`);
  }
}

/** Decodes a file in pieces. */
interface TextReader {
  /**
   * A character that is cut by the end of a piece is returned with the next one.
   *
   * @throws UndefinedByte with its offset, where the first piece starts at `offset`.
   */
  decode(bytes: Buffer, isLast: boolean): string;
  /** Number of bytes that hold a decoded text in the file. */
  storedLength(text: string): number;
}

/** Creates a decoder for bytes that start at this offset of the file. */
export function textReader(encoding: ImportEncoding, offset: number): TextReader {
  if (encoding === ImportEncoding.UTF_8) return utf8Reader(offset);
  if (encoding === ImportEncoding.UTF_16LE || encoding === ImportEncoding.UTF_16BE)
    return utf16Reader(encoding === ImportEncoding.UTF_16BE, offset);
  return encoding in doubleByteNames
    ? doubleByteReader(encoding as DoubleByteEncoding, offset)
    : singleByteReader(encoding as SingleByteEncoding, offset);
}

function utf8Reader(start: number): TextReader {
  let offset = start;
  let rest: Buffer = Buffer.alloc(0);
  return {
    decode(bytes, isLast) {
      const all = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
      const complete = all.subarray(0, isLast ? all.length : completeLength(all));
      if (!isUtf8(complete)) throw new UndefinedByte(offset + invalidUtf8At(complete));
      rest = all.subarray(complete.length);
      offset += complete.length;
      return isAscii(complete) ? complete.toString('latin1') : complete.toString('utf8');
    },
    storedLength: (text) => Buffer.byteLength(text),
  };
}

/** Length without a character that the end cuts. */
function completeLength(bytes: Buffer): number {
  for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - 3); at--)
    if (bytes[at]! >= 0xc0) return at + sequenceLength(bytes[at]!) > bytes.length ? at : bytes.length;
  return bytes.length;
}

const sequenceLength = (lead: number): number => (lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);

function invalidUtf8At(bytes: Buffer): number {
  for (let at = 0; at < bytes.length;) {
    const next = at + sequenceLength(bytes[at]!);
    if (bytes[at]! >= 0x80 && (next > bytes.length || !isUtf8(bytes.subarray(at, next)))) return at;
    at = next;
  }
  throw new Error('The bytes are UTF-8.');
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;

function utf16Reader(isBigEndian: boolean, start: number): TextReader {
  let offset = start;
  let rest: Buffer = Buffer.alloc(0);
  return {
    decode(bytes, isLast) {
      const all = Buffer.concat([rest, bytes]);
      let end = all.length - (all.length % 2);
      const isCut = end >= 2 && isHighSurrogate(isBigEndian ? all.readUInt16BE(end - 2) : all.readUInt16LE(end - 2));
      if (isCut && !isLast) end -= 2;
      rest = all.subarray(end);
      const complete = all.subarray(0, end);
      const text = (isBigEndian ? Buffer.from(complete).swap16() : complete).toString('utf16le');
      if (!text.isWellFormed()) throw new UndefinedByte(offset + 2 * loneSurrogateAt(text));
      offset += end;
      if (isLast && rest.length > 0) throw new UndefinedByte(offset);
      return text;
    },
    storedLength: (text) => 2 * text.length,
  };
}

const loneSurrogateAt = (text: string): number => text.search(/\p{Surrogate}/u);

function singleByteReader(encoding: SingleByteEncoding, start: number): TextReader {
  const page = codePage(encoding);
  let offset = start;
  return {
    decode(bytes) {
      if (isAscii(bytes)) {
        offset += bytes.length;
        return bytes.toString('latin1');
      }
      const units = new Uint16Array(bytes.length);
      for (let at = 0; at < bytes.length; at++) {
        const unit = page[bytes[at]!]!;
        if (unit === undefinedUnit) throw new UndefinedByte(offset + at);
        units[at] = unit;
      }
      offset += bytes.length;
      return Buffer.from(units.buffer).toString('utf16le');
    },
    storedLength: (text) => text.length,
  };
}

const undefinedUnit = 0xfffd;

function doubleByteReader(encoding: DoubleByteEncoding, start: number): TextReader {
  let offset = start;
  let rest: Buffer = Buffer.alloc(0);
  const storedLength = (text: string): number =>
    encoding === ImportEncoding.GB18030
      ? iconv.encode(text, doubleByteNames[encoding]).length
      : text.length + (text.match(twoBytes)?.length ?? 0);
  return {
    decode(bytes, isLast) {
      const all = Buffer.concat([rest, bytes]);
      let end = 0;
      for (let next; end < all.length; end = next) {
        // iconv-lite reads it as the euro sign, as Windows does in China, though the euro has other bytes in GB 18030.
        if (all[end] === 0x80) throw new UndefinedByte(offset + end);
        next = end + characterLength(encoding, all, end);
        if (next > all.length) break;
      }
      if (isLast) end = all.length;
      const text = iconv.decode(all.subarray(0, end), doubleByteNames[encoding]);
      const undefinedAt = text.indexOf('\ufffd');
      if (undefinedAt >= 0) throw new UndefinedByte(offset + storedLength(text.slice(0, undefinedAt)));
      offset += end;
      rest = all.subarray(end);
      return text;
    },
    storedLength,
  };
}

/** All but ASCII and the half-width katakana of Shift JIS. */
const twoBytes = /[^\0-\x7f\uff61-\uff9f]/g;

function characterLength(encoding: DoubleByteEncoding, bytes: Buffer, at: number): number {
  const [lead, second] = [bytes[at]!, bytes[at + 1] ?? 0];
  if (lead < 0x80 || (encoding === ImportEncoding.SHIFT_JIS && lead >= 0xa0 && lead < 0xe0)) return 1;
  return encoding === ImportEncoding.GB18030 && second >= 0x30 && second < 0x40 ? 4 : 2;
}
