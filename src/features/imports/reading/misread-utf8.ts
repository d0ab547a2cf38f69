import { codePage, type SingleByteEncoding, singleByteEncodings } from './code-pages';

const pages = new Map<SingleByteEncoding, Uint16Array>();

function pageOf(encoding: SingleByteEncoding): Uint16Array {
  const page = pages.get(encoding) ?? codePage(encoding);
  pages.set(encoding, page);
  return page;
}

/** Programs keep a byte that the code page does not define as the character with its number. */
const shows = (character: number, byte: number, shown: number): boolean =>
  character === shown || (character === 0xfffd && byte === shown);

/**
 * Returns the code page in which a program has read the UTF-8 of a text to show this one, such as `JÃ¼rgen` for `Jürgen`.
 * Null if there is none, and for ASCII, which reads the same in all of them.
 */
export function findMisreading(text: string, shown: string): SingleByteEncoding | null {
  const length = Buffer.byteLength(text);
  if (length !== shown.length || length === text.length) return null;
  const bytes = Buffer.from(text);
  const found = singleByteEncodings.find((encoding) => {
    const page = pageOf(encoding);
    return bytes.every((byte, index) => shows(page[byte]!, byte, shown.charCodeAt(index)));
  });
  return found ?? null;
}

/** The code page in which a program has read the byte order mark of UTF-8 at the start of this text. */
export const findMisreadMark = (text: string): SingleByteEncoding | null => findMisreading('\ufeff', text.slice(0, 3));
