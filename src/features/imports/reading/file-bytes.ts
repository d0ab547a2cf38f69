import type { OpenFile } from '../../../platform/storage/storage';

const readAtOnce = 128 * 1024;

/** The bytes from `start` to `end`, exclusive, in pieces. Other parts of the file can be read meanwhile. */
export async function* chunksOf(file: OpenFile, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end; at += readAtOnce) yield await file.readAt(at, Math.min(readAtOnce, end - at));
}
