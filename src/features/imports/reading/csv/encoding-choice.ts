import { because } from '../../../../error-reasons';
import { encodingName, ImportEncoding, isUtf16 } from '../encoding';
import { UnreadableFile } from '../unreadable-file';
import { previewUtf16 } from './encoding-preview';

interface ChosenEncoding {
  readonly encoding: ImportEncoding;
  /** Length of the byte order mark. */
  readonly markLength: number;
}

const marks: readonly [encoding: ImportEncoding, bytes: Buffer][] = [
  [ImportEncoding.UTF_8, Buffer.from([0xef, 0xbb, 0xbf])],
  [ImportEncoding.UTF_16LE, Buffer.from([0xff, 0xfe])],
  [ImportEncoding.UTF_16BE, Buffer.from([0xfe, 0xff])],
];
const utf32Marks = [Buffer.from([0xff, 0xfe, 0, 0]), Buffer.from([0, 0, 0xfe, 0xff])];

/**
 * Decides by the byte order mark, else by the request, else for UTF-8. Statistics would guess wrong: the headers and the
 * first rows of most files are ASCII.
 *
 * @throws UnreadableFile when the request does not fit the file, or UTF-16 has no byte order mark.
 */
export function chooseEncoding(head: Buffer, requested: ImportEncoding | undefined): ChosenEncoding {
  const startsWith = (mark: Buffer): boolean => head.subarray(0, mark.length).equals(mark);
  if (utf32Marks.some(startsWith))
    throw new UnreadableFile('ENCODING', 'The file is UTF-32. Save it as UTF-8.', because('UTF_32'), { byteOffset: 0 });
  const mark = marks.find(([, bytes]) => startsWith(bytes));
  if (mark) {
    const [encoding, { length: markLength }] = mark;
    if (requested === undefined || requested === encoding) return { encoding, markLength };
    const message = `The file starts with the byte order mark of ${encodingName(encoding)}, so its encoding is not ${encodingName(requested)}. Choose ${encoding}.`;
    throw new UnreadableFile('ENCODING', message, because('OTHER_MARK', { encoding, requested }), {
      byteOffset: 0,
      isReadableOtherwise: true,
    });
  }
  const utf16 = unmarkedUtf16(head);
  if (utf16 && utf16 !== requested) {
    const message = `The file looks like ${encodingName(utf16)} without a byte order mark. If the rows read well, choose ${utf16}.`;
    const previews = previewUtf16(head, utf16);
    throw new UnreadableFile('ENCODING', message, because('MARK_MISSING', { encoding: utf16 }), {
      byteOffset: 0,
      isReadableOtherwise: true,
      previews,
    });
  }
  if (requested && isUtf16(requested) && !utf16 && !hasAscii(head, requested))
    throw new UnreadableFile(
      'ENCODING',
      `The file is not ${encodingName(requested)}. Choose another encoding.`,
      because('OTHER_ENCODING', { encoding: requested }),
      {
        byteOffset: 0,
        isReadableOtherwise: true,
      },
    );
  return { encoding: requested ?? ImportEncoding.UTF_8, markLength: 0 };
}

/** The first line break is a byte and a NUL in UTF-16, and NULs are frequent. A cell with NUL must not look like it. */
function unmarkedUtf16(head: Buffer): ImportEncoding | undefined {
  const breakAt = Math.max(
    0,
    head.findIndex((byte) => byte === 0x0a || byte === 0x0d),
  );
  const [first, second] = head.subarray(breakAt - (breakAt % 2));
  const isFrequent = head.filter((byte) => byte === 0).length > head.length / 20;
  if (!isFrequent || first === second) return undefined;
  if (second === 0) return ImportEncoding.UTF_16LE;
  return first === 0 ? ImportEncoding.UTF_16BE : undefined;
}

/** Delimiters and line breaks are ASCII. Other encodings that are read as UTF-16 give none. */
function hasAscii(head: Buffer, encoding: ImportEncoding): boolean {
  const low = encoding === ImportEncoding.UTF_16LE ? 0 : 1;
  for (let at = 0; at + 1 < head.length; at += 2) if (head[at + 1 - low] === 0 && head[at + low]! < 0x80) return true;
  return false;
}
