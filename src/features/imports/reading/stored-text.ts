import type { OpenFile } from '../../../platform/storage/storage';
import type { ImportEncoding } from './encoding';
import type { ByteRange } from './source';
import { textReader } from './text-reader';

/** A record of a CSV file exactly as it is in the file, with its quotes. Leaves the file open. */
export const readStoredText = async (
  file: OpenFile,
  { start, end }: ByteRange,
  encoding: ImportEncoding,
): Promise<string> => textReader(encoding, start).decode(await file.readAt(start, end - start), true);
