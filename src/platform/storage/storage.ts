import type { Readable, Writable } from 'node:stream';

/** Where finished files live. A file is there whole or not at all: what is being written cannot be opened. */
export interface Storage {
  /** Refuses a name that exists or is being written. */
  create(name: string): Promise<PendingFile>;
  /** Null when there is no such file. An opened file can be read to its end even if it is removed meanwhile. */
  open(name: string): Promise<OpenFile | null>;
  /** Removes it, or what was written of it; nothing happens when it is not there. */
  remove(name: string): Promise<void>;
  /** Names of all files, finished or not. Throws a StorageError when they are not to be had. */
  list(): Promise<string[]>;
}

export interface PendingFile {
  /** Await its drain. Its errors are StorageErrors. */
  readonly stream: Writable;
  readonly bytesWritten: number;
  /** Ends the stream, makes the file durable and then visible under its name. */
  publish(): Promise<{ bytes: number; sha256: string }>;
  /** Gives up: nothing remains. */
  discard(): Promise<void>;
}

export interface OpenFile {
  readonly bytes: number;
  /** Another one as soon as anybody has touched the file. */
  readonly stamp: string;
  /** Of all of it as it is now, in hexadecimal. */
  sha256(): Promise<string>;
  /** From `start` to `end`, both inclusive; closes the file when it ends. */
  read(start: number, end: number): Readable;
  close(): Promise<void>;
}

export class StorageError extends Error {
  constructor(
    readonly code: 'STORAGE' | 'STORAGE_FULL',
    cause: unknown,
  ) {
    super(code === 'STORAGE_FULL' ? 'There is no room left for the file.' : 'The file could not be written.', {
      cause,
    });
    this.name = 'StorageError';
  }
}
