import type { Writable } from 'node:stream';

/** Resolves once the chunk is written. */
export const writeChunk = (stream: Writable, chunk: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
