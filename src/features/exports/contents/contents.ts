import type { Writable } from 'node:stream';

/** What goes into the file of an export. */
export interface FileContents {
  readonly title: string;
  /** The venue's. */
  readonly timezone: string;
  count(): Promise<number>;
  /** `signal` aborts every wait: a sink that fails never drains. */
  start(sink: Writable, about: SnapshotInfo & { readonly signal: AbortSignal }): Promise<FileWriting>;
}

export interface SnapshotInfo {
  readonly snapshotMs: number;
  readonly timezoneDataVersion: string;
}

export interface FileWriting {
  /** Writes batch by batch, and says of each how many rows it had when the sink has room for more. */
  batches(): AsyncIterable<number>;
  /** Writes what is left; the sink may stay open. Warnings are for people. */
  finish(): Promise<{ warnings: string[] }>;
}
