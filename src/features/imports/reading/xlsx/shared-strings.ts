import { because } from '../../../../error-reasons';
import { UnreadableFile } from '../unreadable-file';
import { CellText } from './cell-text';
import { maxSharedStrings } from './limits';
import { StringTable } from './string-table';
import { parsePart } from './xml-part';
import type { ZipArchive } from './zip-archive';

/** Reads the texts that cells name by number. The caller closes the table. */
export async function readSharedStrings(archive: ZipArchive, part: string): Promise<StringTable> {
  const table = new StringTable();
  const text = new CellText();
  try {
    await parsePart(archive, part, {
      open: (name, attributes) => text.open(name, attributes),
      text: (run) => text.text(run),
      close(name) {
        text.close(name);
        if (name !== 'si') return;
        if (table.size === maxSharedStrings)
          throw new UnreadableFile(
            'LIMIT',
            `The workbook has more than ${maxSharedStrings.toLocaleString('en-US')} texts. Import it in parts.`,
            because('TOO_MANY_TEXTS', { max: maxSharedStrings }),
          );
        table.add(text.take());
      },
    });
    table.flush();
    return table;
  } catch (error) {
    table.close();
    throw error;
  }
}
