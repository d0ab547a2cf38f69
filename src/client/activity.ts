import { type LiveRecord, neverBackwards } from './jobs.js';
import type { LiveList } from './live-lists.js';
import type { WatchOptions } from './options.js';
import type { Subscriptions } from './subscriptions.js';
import { textOf } from './typed-document.js';

export interface ActivityOptions extends WatchOptions {
  /** Also what changed since this instant. Default: the last 15 minutes. Pass when the page was loaded. */
  readonly since?: string;
}

/** The states of all records of one kind that the user may see. */
export const watchActivity = <Row extends LiveRecord, Changed>(
  subscriptions: Subscriptions,
  live: LiveList<Row, any, Changed>,
  options: ActivityOptions,
): AsyncGenerator<Row> => neverBackwards(readActivity<Row, Changed>(subscriptions, live, options), (row) => row);

/**
 * The states of records, in the order in which they arrive. `readList` reads a list before each subscription, also after
 * an interruption.
 */
export async function* readActivity<Row extends LiveRecord, Changed, List extends readonly Row[] = never>(
  subscriptions: Subscriptions,
  { activity, rowOf }: Pick<LiveList<Row, any, Changed>, 'activity' | 'rowOf'>,
  { since, ...options }: ActivityOptions,
  readList?: (signal: AbortSignal) => Promise<List>,
): AsyncGenerator<Row | List> {
  let latest = since ?? null;
  const note = ({ changedAt }: Row): void => void (latest = latest !== null && latest > changedAt ? latest : changedAt);
  const operation = {
    query: textOf(activity),
    // Read again for each connection. Otherwise an absence of more than 15 minutes would lose changes.
    get variables() {
      return { since: latest };
    },
  };
  const results = subscriptions.read<Changed | List>(operation, {
    keyOf: (changed) => rowOf(changed as Changed).id,
    isLast: () => false,
    readFirst: readList,
    ...options,
  });
  for await (const result of results) {
    const change = Array.isArray(result) ? (result as unknown as List) : rowOf(result as Changed);
    for (const row of 'version' in change ? [change] : change) note(row);
    yield change;
  }
}
