import { SaxesParser } from 'saxes';
import { because } from '../../../../error-reasons';
import { ImportEncoding } from '../encoding';
import { textReader, UndefinedByte } from '../text-reader';
import { UnreadableFile } from '../unreadable-file';
import { maxXmlDepth, maxXmlTextLength } from './limits';
import { damaged, type ZipArchive } from './zip-archive';

export type XmlAttributes = Readonly<Record<string, string>>;

/** What a part is read into. Names of elements have no namespace prefix, but names of attributes do. */
export interface XmlHandler {
  open(name: string, attributes: XmlAttributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Parses a part of a workbook, and yields its bytes so far after each piece.
 *
 * @throws UnreadableFile when it is no well-formed XML, declares a document type, or exceeds the limits of a parser.
 */
export async function* parsing(archive: ZipArchive, part: string, handler: XmlHandler): AsyncGenerator<number> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  let lengthWithoutTag = 0;
  let bytes = 0;
  parser.on('opentag', ({ name, attributes }) => {
    lengthWithoutTag = 0;
    if (++depth > maxXmlDepth)
      throw new UnreadableFile('LIMIT', `Elements of ${part} are nested too deeply.`, because('WORKBOOK_TOO_COMPLEX'));
    handler.open(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    lengthWithoutTag = 0;
    depth--;
    handler.close?.(localName(name));
  });
  parser.on('error', ({ message }) => {
    throw damaged(`${part} is not valid XML (${message}).`);
  });
  const onText = (text: string): void => handler.text?.(text);
  parser.on('text', onText);
  parser.on('cdata', onText);
  // Its entities could make a short text long.
  parser.on('doctype', () => {
    throw damaged(`${part} declares a document type.`);
  });
  let reader: ReturnType<typeof textReader> | undefined;
  try {
    for await (const chunk of archive.read(part)) {
      reader ??= textReader(encodingOf(chunk), 0);
      const text = reader.decode(chunk, false);
      lengthWithoutTag += text.length;
      parser.write(text);
      if (lengthWithoutTag > maxXmlTextLength + text.length)
        throw new UnreadableFile('LIMIT', `A text or a tag of ${part} is too long.`, because('WORKBOOK_TOO_COMPLEX'));
      bytes += chunk.length;
      yield bytes;
    }
    parser.write(reader?.decode(Buffer.alloc(0), true) ?? '').close();
    yield bytes;
  } catch (error) {
    if (error instanceof UndefinedByte) throw damaged(`byte ${error.offset} of ${part} is not valid.`);
    throw error;
  }
}

/** Reads a part that is small or stored by its handler. */
export async function parsePart(archive: ZipArchive, part: string, handler: XmlHandler): Promise<void> {
  const pieces = parsing(archive, part, handler);
  while (!(await pieces.next()).done);
}

const localName = (name: string): string => (name.includes(':') ? name.slice(name.indexOf(':') + 1) : name);

const encodingOf = ([first]: Buffer): ImportEncoding =>
  first === 0xff ? ImportEncoding.UTF_16LE : first === 0xfe ? ImportEncoding.UTF_16BE : ImportEncoding.UTF_8;
