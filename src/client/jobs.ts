import type { Export, ExportState, Import, ImportState } from './generated.js';

const finalStates: readonly (ExportState | ImportState)[] = ['COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED'];

/** Whether an export or import has ended. */
export const hasEnded = ({ state }: Pick<Export | Import, 'state'>): boolean => finalStates.includes(state);

/** Drops states that are older than one that was already read. */
export async function* neverBackwards<Result, T extends Export | Import>(
  results: AsyncIterable<Result>,
  jobOf: (result: Result) => T,
): AsyncGenerator<T> {
  const versions = new Map<string, number>();
  for await (const result of results) {
    const job = jobOf(result);
    if (job.version < (versions.get(job.id) ?? 0)) continue;
    versions.set(job.id, job.version);
    yield job;
  }
}
