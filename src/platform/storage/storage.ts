import type { Readable, Writable } from 'node:stream';

/** Storage of finished files. A file appears as a whole: while it is written, it cannot be opened. */
export interface Storage {
  /** Refuses a name that exists or is being written. */
  create(name: string): Promise<PendingFile>;
  /**
   * Continues a file that was started and not published, after its first `bytes`, under another name. The bytes are
   * copied: another process may still write the earlier file. Returns null when it does not have so many.
   */
  resume(name: string, bytes: number, newName: string): Promise<PendingFile | null>;
  /** Number of bytes that `resume` can continue after. Null when there is no unpublished file of this name. */
  pendingBytes(name: string): Promise<number | null>;
  /** Returns null when the file does not exist. An open file can be read to its end even after it is removed. */
  open(name: string): Promise<OpenFile | null>;
  /** Removes a file, finished or not. Idempotent. */
  remove(name: string): Promise<void>;
  /**
   * Names of the files that start with the prefix, finished or not.
   *
   * @throws StorageError when they cannot be listed.
   */
  list(prefix?: string): Promise<string[]>;
}

export interface PendingFile {
  /** Await `drain` after a full write. Its errors are StorageErrors. */
  readonly stream: Writable;
  /** With those from before `resume`. */
  readonly bytesWritten: number;
  /** Ends the stream, makes the file durable and then visible under its name. */
  publish(): Promise<{ bytes: number; sha256: string }>;
  /** Ends the stream and makes durable what was written, for `resume`. Returns the number of bytes. */
  suspend(): Promise<number>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

export interface OpenFile {
  readonly bytes: number;
  /** Changes whenever the file changes. */
  readonly stamp: string;
  /** SHA-256 of the current contents, in hexadecimal. */
  sha256(): Promise<string>;
  /** Reads from `start` to `end`, both inclusive. Closes the file at the end. */
  read(start: number, end: number): Readable;
  /** Reads `length` bytes from `start`, fewer only at the end of the file. Leaves the file open. */
  readAt(start: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

export class StorageError extends Error {
  constructor(
    readonly code: 'STORAGE' | 'STORAGE_FULL',
    cause: unknown,
  ) {
    super(code === 'STORAGE_FULL' ? 'There is not enough space for the file.' : 'The file could not be written.', {
      cause,
    });
    this.name = 'StorageError';
  }
}
