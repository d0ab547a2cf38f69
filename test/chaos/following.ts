import type { Data } from '../support/clients/client';
import { setbacks, type WatchedKind, Watching } from '../support/clients/watching';
import { waitFor } from '../support/wait-for';
import type { Findings } from './findings';
import type { Site } from './site';

/** Enough for three attempts, each after other queued exports, on a slow machine. */
const patienceMs = 600_000;
const dayMs = 86_400_000;
export const ends = ['COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED'];

/**
 * Watches an export or import until it has one of these states, and switches servers whenever one stops responding.
 * Returns its last state, or null if it had none of these.
 */
export async function follow(
  kind: WatchedKind,
  id: number,
  token: string,
  site: Site,
  findings: Findings,
  states: readonly string[] = ends,
): Promise<Data | null> {
  const seen: Data[] = [];
  const isReached = (row: Data | undefined): boolean => states.includes(row?.state);
  const untilMs = performance.now() + patienceMs;
  while (!seen.some(isReached)) {
    if (performance.now() > untilMs) {
      findings.differ(`${kind} ${id} was still ${seen.at(-1)?.state} after ${patienceMs / 1000} s`);
      return null;
    }
    const client = await site.client(token);
    const watching = Watching.one(client, String(id), kind);
    await waitFor('the state', () => watching.completed || watching.events.some(isReached), patienceMs).catch(
      () => undefined,
    );
    const { events, errors, completed } = watching;
    seen.push(...events);
    if (isRefused(watching) || (completed && errors.length === 0 && !seen.some(isReached))) {
      findings.differ(`the watcher of ${kind} ${id} stopped at ${seen.at(-1)?.state}: ${JSON.stringify(errors)}`);
      await client.close();
      return null;
    }
    if (errors.length > 0) findings.count('watchers', 'who had to connect again');
    await client.close();
  }
  findings.count('watchers', 'received events', seen.length);
  for (const setback of setbacks(seen)) findings.differ(`watchers of ${kind} ${id} saw ${setback}`);
  return seen.find(isReached)!;
}

/**
 * Watches all exports or imports of an organization. No older version of one may arrive after a newer one, even from
 * another server.
 */
export async function followAll(
  kind: WatchedKind,
  token: string,
  site: Site,
  findings: Findings,
  isOver: () => boolean,
): Promise<void> {
  const versions = new Map<string, number>();
  while (!isOver()) {
    const client = await site.client(token);
    const watching = Watching.all(client, kind);
    await waitFor('the end of the connection, or of the run', () => watching.completed || isOver(), dayMs);
    if (isRefused(watching))
      findings.differ(`the watcher of all ${kind}s received: ${JSON.stringify(watching.errors)}`);
    for (const { id, version } of watching.events) {
      if (version < (versions.get(id) ?? 0))
        findings.differ(`the watcher of all ${kind}s received ${id} at version ${version} after ${versions.get(id)}`);
      versions.set(id, version);
    }
    watching.stop();
    await client.close();
  }
}

/** Ended by a response, not by a lost connection. */
const isRefused = ({ errors }: Watching): boolean =>
  errors.some((error) => typeof error === 'object' && error !== null && 'extensions' in error);
