import type { Export, ExportState, Import, ImportState } from './generated.js';

const finalStates: readonly (ExportState | ImportState)[] = ['COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED'];

/** Whether an export or import has ended. */
export const hasEnded = ({ state }: Pick<Export | Import, 'state'>): boolean => finalStates.includes(state);

/** What users watch: exports, imports and export requests. */
export type LiveRecord = Pick<Export, 'id' | 'version' | 'requestedAt' | 'changedAt'>;

/** Drops states that are older than one that was already read. */
export async function* neverBackwards<Result, T extends LiveRecord>(
  results: AsyncIterable<Result>,
  recordOf: (result: Result) => T,
): AsyncGenerator<T> {
  const versions = new Map<string, number>();
  for await (const result of results) {
    const record = recordOf(result);
    if (record.version < (versions.get(record.id) ?? 0)) continue;
    versions.set(record.id, record.version);
    yield record;
  }
}
