import iconv from 'iconv-lite';
import type { ImportEncoding } from './encoding';

// Node 20's TextDecoder reads 0x80 to 0x9F of windows-1252 as Latin-1, also with `fatal`: `€` becomes a control character.
const singleByteNames = {
  WINDOWS_1250: 'windows1250',
  WINDOWS_1251: 'windows1251',
  WINDOWS_1252: 'windows1252',
  WINDOWS_1253: 'windows1253',
  WINDOWS_1254: 'windows1254',
  WINDOWS_1255: 'windows1255',
  WINDOWS_1256: 'windows1256',
  WINDOWS_1257: 'windows1257',
  ISO_8859_15: 'iso885915',
  MAC_ROMAN: 'macroman',
} satisfies Partial<Record<ImportEncoding, string>>;

/** ASCII is one byte, and other characters are two, or also four in GB18030. */
export const doubleByteNames = {
  GB18030: 'gb18030',
  BIG5: 'cp950',
  SHIFT_JIS: 'shift_jis',
  EUC_KR: 'cp949',
} satisfies Partial<Record<ImportEncoding, string>>;

export type SingleByteEncoding = keyof typeof singleByteNames;
export const singleByteEncodings = Object.keys(singleByteNames) as readonly SingleByteEncoding[];
export type DoubleByteEncoding = keyof typeof doubleByteNames;

/** Characters by byte. U+FFFD marks a byte that the code page does not define. */
export function codePage(encoding: SingleByteEncoding): Uint16Array {
  const text = iconv.decode(
    Buffer.from(Array.from({ length: 256 }, (_unused, byte) => byte)),
    singleByteNames[encoding],
  );
  const page = Uint16Array.from({ length: 256 }, (_unused, byte) => text.charCodeAt(byte));
  // iconv-lite has the Mac OS of before 1998, without the euro and the apple.
  if (encoding === 'MAC_ROMAN') page.set([0x20ac], 0xdb);
  if (encoding === 'MAC_ROMAN') page.set([0xf8ff], 0xf0);
  return page;
}
