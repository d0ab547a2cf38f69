import type { Data } from '../support/clients/client';
import { setbacks, Watching } from '../support/clients/watching';
import { waitFor } from '../support/wait-for';
import type { Findings } from './findings';
import type { Site } from './site';

/** Enough for three attempts, each after other queued exports, on a slow machine. */
const patienceMs = 600_000;
const dayMs = 86_400_000;
const ends = ['COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED'];

/**
 * Watches an export until it ends, and switches servers whenever one stops responding. Returns the final state, or null
 * if there was none.
 */
export async function follow(id: number, token: string, site: Site, findings: Findings): Promise<string | null> {
  const seen: Data[] = [];
  const untilMs = performance.now() + patienceMs;
  while (!ends.includes(seen.at(-1)?.state)) {
    if (performance.now() > untilMs) {
      findings.differ(`export ${id} was still ${seen.at(-1)?.state} after ${patienceMs / 1000} s`);
      return null;
    }
    const client = await site.client(token);
    const watching = Watching.one(client, String(id));
    await watching.untilEnd(patienceMs).catch(() => undefined);
    seen.push(...watching.events);
    if (
      isRefused(watching) ||
      (watching.completed && watching.errors.length === 0 && !ends.includes(seen.at(-1)?.state))
    ) {
      findings.differ(
        `the watcher of export ${id} stopped at ${seen.at(-1)?.state}: ${JSON.stringify(watching.errors)}`,
      );
      await client.close();
      return null;
    }
    if (watching.errors.length > 0) findings.count('watchers', 'who had to connect again');
    await client.close();
  }
  findings.count('watchers', 'received events', seen.length);
  for (const setback of setbacks(seen)) findings.differ(`watchers of export ${id} saw ${setback}`);
  return seen.at(-1)!.state;
}

/**
 * Watches all exports of an organization. No older version of an export may arrive after a newer one, even from another
 * server.
 */
export async function followAll(token: string, site: Site, findings: Findings, isOver: () => boolean): Promise<void> {
  const versions = new Map<string, number>();
  while (!isOver()) {
    const client = await site.client(token);
    const watching = Watching.all(client);
    await waitFor('the end of the connection, or of the run', () => watching.completed || isOver(), dayMs);
    if (isRefused(watching)) findings.differ(`the watcher of all exports received: ${JSON.stringify(watching.errors)}`);
    for (const { id, version } of watching.events) {
      if (version < (versions.get(id) ?? 0))
        findings.differ(
          `the watcher of all exports received export ${id} at version ${version} after ${versions.get(id)}`,
        );
      versions.set(id, version);
    }
    watching.stop();
    await client.close();
  }
}

/** Ended by a response, not by a lost connection. */
const isRefused = ({ errors }: Watching): boolean =>
  errors.some((error) => typeof error === 'object' && error !== null && 'extensions' in error);
