import type { Writable } from 'node:stream';
import type { Sentence } from '../../../sentences';

/** The contents of an export's file. */
export interface FileContents {
  readonly title: string;
  /** The venue time zone. */
  readonly timezone: string;
  count(): Promise<number>;
  /** `signal` aborts every wait, because a failed sink never drains. */
  start(sink: Writable, about: SnapshotInfo & { readonly signal: AbortSignal }): Promise<FileWriting>;
}

export interface SnapshotInfo {
  readonly snapshotMs: number;
  readonly timezoneDataVersion: string;
}

interface FileWriting {
  /** Writes the batches. Yields the number of rows of each when the sink has room for more. */
  batches(): AsyncIterable<number>;
  /** Writes the rest. The sink may stay open. Warnings are for people. */
  finish(): Promise<{ warnings: Sentence[] }>;
}
