import type { OpenFile } from '../../../platform/storage/storage';
import { openCsv } from './csv/csv-source';
import { fileKind } from './file-kind';
import type { Source, SourceOptions } from './source';
import { openXlsx } from './xlsx/xlsx-source';

/** Bytes from which the kind, the encoding and the delimiter are recognized. */
const headBytes = 65_536;

/**
 * Opens the table in a file. Its content decides what it is. The source closes the file, also when this fails.
 *
 * @throws UnreadableFile when the file is no table.
 */
export async function openSource(file: OpenFile, requested: SourceOptions = {}): Promise<Source> {
  try {
    const head = await file.readAt(0, headBytes);
    return (await fileKind(file, head)) === 'CSV'
      ? await openCsv(file, head, requested)
      : await openXlsx(file, requested);
  } catch (error) {
    await file.close();
    throw error;
  }
}
