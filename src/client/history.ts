import { readActivity } from './activity.js';
import { TallyportError } from './errors.js';
import type { LiveRecord } from './jobs.js';
import type { LiveList } from './live-lists.js';
import type { WatchOptions } from './options.js';
import type { Subscriptions } from './subscriptions.js';
import { ViewerChanged } from './viewer.js';
import { wait } from './waiting.js';

/** Time before a list is read again whose viewer may see fewer records than before. */
const restartMs = 1000;

export interface HistoryOptions extends WatchOptions {
  /** Number of records. Default 50. */
  readonly first?: number;
}

/**
 * The newest records that the user may see, newest first, again after each change. The list is read again when the records
 * become fewer, because the permissions of the user have changed, and after each interruption, in which that remains
 * unnoticed. When another user has signed in, it starts with an empty list.
 */
export async function* watchHistory<Row extends LiveRecord, Changed>(
  subscriptions: Subscriptions,
  live: LiveList<Row, any, Changed>,
  list: (first: number, signal: AbortSignal) => Promise<readonly Row[]>,
  { first = 50, ...options }: HistoryOptions,
): AsyncGenerator<readonly Row[]> {
  for (;;) {
    let rows: ReadonlyMap<string, Row> | null = null;
    try {
      for await (const change of readActivity(subscriptions, live, options, (until) => list(first, until))) {
        const listed: readonly Row[] | null = 'version' in change ? withChange(rows!, change, first) : change;
        if (listed === null) continue;
        rows = new Map(listed.map((row) => [row.id, row]));
        yield listed;
      }
      return;
    } catch (error) {
      if (error instanceof ViewerChanged) {
        yield [];
        continue;
      }
      const isRefused = rows === null || !(error instanceof TallyportError) || error.code !== 'FORBIDDEN';
      if (isRefused) throw error;
    }
    await wait(restartMs, options.signal);
  }
}

/** The list with the new state of a row. Null if the state is older than the listed one. */
function withChange<Row extends LiveRecord>(
  rows: ReadonlyMap<string, Row>,
  row: Row,
  first: number,
): readonly Row[] | null {
  if (row.version < (rows.get(row.id)?.version ?? 0)) return null;
  return [...new Map(rows).set(row.id, row).values()].sort(byRequest).slice(0, first);
}

// Ids are numbers as texts. The server orders records of the same instant by them, too.
const byRequest = (one: LiveRecord, other: LiveRecord): number =>
  other.requestedAt.localeCompare(one.requestedAt) || Number(other.id) - Number(one.id);
