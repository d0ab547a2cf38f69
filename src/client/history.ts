import { TallyportError } from './errors.js';
import type { LiveRecord } from './jobs.js';
import { wait } from './waiting.js';

/** Time before a list is read again whose viewer may see fewer records than before. */
const restartMs = 1000;

export interface HistoryOptions {
  /** Number of records. Default 50. */
  readonly first?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The newest records that the user may see, newest first, again after each change. Starts again when these become fewer,
 * because the permissions of the user have changed.
 */
export async function* watchHistory<Row extends LiveRecord>(
  list: (first: number) => Promise<readonly Row[]>,
  changesSince: (since: string) => AsyncIterable<Row>,
  { first = 50, signal }: HistoryOptions,
): AsyncGenerator<readonly Row[]> {
  for (;;) {
    const newest = await list(first);
    let rows = new Map(newest.map((row) => [row.id, row]));
    yield newest;
    const since = newest.reduce((latest, { changedAt }) => (changedAt > latest ? changedAt : latest), firstInstant);
    try {
      for await (const row of changesSince(since)) {
        if (row.version < (rows.get(row.id)?.version ?? 0)) continue;
        const listed = [...rows.set(row.id, row).values()].sort(byRequest).slice(0, first);
        rows = new Map(listed.map((each) => [each.id, each]));
        yield listed;
      }
      return;
    } catch (error) {
      if (!(error instanceof TallyportError) || error.code !== 'FORBIDDEN') throw error;
    }
    await wait(restartMs, signal);
  }
}

const firstInstant = '1970-01-01T00:00:00.000Z';

// Ids are numbers as texts. The server orders records of the same instant by them, too.
const byRequest = (one: LiveRecord, other: LiveRecord): number =>
  other.requestedAt.localeCompare(one.requestedAt) || Number(other.id) - Number(one.id);
