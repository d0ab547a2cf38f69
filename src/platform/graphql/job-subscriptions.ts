import { badInput, forbidden, unknownId } from '../../errors';
import type { Viewer } from '../../viewer';
import { isInScope, type Job, type RequesterScope } from '../jobs/job';
import { JobDeleted, type JobFeed } from '../jobs/job-feed';
import { attachQueuePositions, isWaiting } from '../jobs/job-queue';
import type { JobRepository } from '../jobs/job-repository';
import { isNewer, type JobWatch, type LastSeen } from '../jobs/job-watch';
import type { Audience } from './audience';
import { closing } from './closing';
import { idOf } from './ids';
import type { Operation } from './operation';

/** How far back `activity` reaches without `since`. */
export const recentMinutes = 15;
/**
 * Overlap before `since`: a change becomes visible only when its transaction commits, and a client's clock may be ahead
 * by as much.
 */
export const sinceOverlapSeconds = 60;
export const maxRecentJobs = 500;

/** Shares the subscription to one job among its watchers. */
export const jobAudience = (scopeOf: (viewer: Viewer) => RequesterScope): Audience<Job> => ({
  scope: scopeOf,
  version: (row) => row.version,
  readAtMs: (row) => row.positionReadAtMs ?? 0,
});

/**
 * Live jobs, as states and not as a log: listen first, then read and send the current state, then only newer versions. No
 * change is lost in between, and a subscriber that comes after the end gets the final state.
 */
export class JobSubscriptions<Row extends Job> {
  private readonly name: string;

  constructor(
    private readonly feed: JobFeed<Row>,
    private readonly jobs: JobRepository<Row>,
    private readonly scopeOf: (viewer: Viewer) => RequesterScope,
  ) {
    this.name = jobs.kind.name;
  }

  /** One job, until it has ended. */
  progress({ viewer }: Operation, idText: string): AsyncIterableIterator<Row> {
    const watch = this.feed.watchOne(viewer.organizationId, idOf(idText));
    return closing(() => watch.close(), this.follow(viewer, idText, watch));
  }

  private async *follow(viewer: Viewer, idText: string, watch: JobWatch<Row>): AsyncGenerator<Row> {
    try {
      const first = await this.getCurrent(viewer, idText);
      watch.markDelivered(first);
      let seen: Row | undefined;
      for (let row: Row | null = first; row; row = await watch.next()) {
        if (!isNewer(row, seen)) continue;
        if (!this.isVisible(viewer, row)) throw forbidden(`You may no longer see this ${this.name}.`);
        seen = row;
        yield row;
        if (!this.jobs.kind.activeStates.includes(row.state)) return;
      }
    } catch (error) {
      if (!(error instanceof JobDeleted)) throw error;
      throw forbidden(`This ${this.name} no longer exists: it was deleted together with the user who requested it.`);
    } finally {
      watch.close();
    }
  }

  /**
   * Every job that the viewer may see: first the active and the recently changed ones, then each change. Does not end by
   * itself.
   */
  activity(operation: Operation, since: Date | null | undefined): AsyncIterableIterator<Row> {
    const { viewer } = operation;
    const seen = new Map<number, LastSeen>();
    // Also lets through jobs that passed to another requester: their watchers must not keep an outdated state.
    const watch = this.feed.watch(
      (row) => row.organizationId === viewer.organizationId && (this.isVisible(viewer, row) || seen.has(row.id)),
    );
    return closing(() => watch.close(), this.followAll(operation, since ?? null, watch, seen));
  }

  private async *followAll(
    { viewer, previousViewer }: Operation,
    since: Date | null,
    watch: JobWatch<Row>,
    seen: Map<number, LastSeen>,
  ): AsyncGenerator<Row> {
    try {
      if (previousViewer) this.assertNotNarrowed(viewer, previousViewer);
      // A job that was claimed between the two reads has changed, and comes with the next poll.
      watch.offerCurrent(await this.withPositions(await this.listRecent(viewer, since)));
      for (let row = await watch.next(); row; row = await watch.next()) {
        if (!isNewer(row, seen.get(row.id))) continue;
        if (!this.isVisible(viewer, row)) throw this.narrowed();
        seen.set(row.id, { version: row.version, queuePosition: row.queuePosition });
        yield row;
      }
    } finally {
      watch.close();
    }
  }

  private async listRecent(viewer: Viewer, since: Date | null): Promise<Row[]> {
    const nowMs = await this.jobs.databaseNowMs();
    const overlapMs = sinceOverlapSeconds * 1000;
    if (since && since.getTime() > nowMs + overlapMs) {
      throw badInput(
        'since',
        `\`since\` must not be in the future: ${since.toISOString()} is after ${new Date(nowMs).toISOString()}, the ` +
          'time of the database. Pass the largest `changedAt` that you have received.',
      );
    }
    const fromMs = since ? Math.min(since.getTime(), nowMs) - overlapMs : nowMs - recentMinutes * 60_000;
    return this.jobs.listRecent(this.scopeOf(viewer), fromMs, maxRecentJobs);
  }

  private async getCurrent(viewer: Viewer, idText: string): Promise<Row> {
    for (;;) {
      const read = await this.jobs.find(this.scopeOf(viewer), idOf(idText));
      if (!read) throw unknownId(this.name, idText);
      const [row] = await this.withPositions([read]);
      if (row) return row;
    }
  }

  /** Attaches positions as the feed does, so that its first poll delivers no duplicates. */
  private async withPositions(rows: readonly Row[]): Promise<readonly Row[]> {
    const { kind } = this.jobs;
    if (!rows.some((row) => isWaiting(kind, row))) return rows;
    const readAtMs = performance.now();
    return attachQueuePositions(kind, rows, await this.jobs.queuePositions(), readAtMs);
  }

  private isVisible(viewer: Viewer, row: Row): boolean {
    return isInScope(this.scopeOf(viewer), row);
  }

  /** A watcher of all jobs may still show some that are now forbidden, and no event could remove them. */
  private assertNotNarrowed(viewer: Viewer, previous: Viewer): void {
    const isNarrow = (one: Viewer): boolean => this.scopeOf(one).onlyRequestedById !== undefined;
    if (isNarrow(viewer) && !isNarrow(previous)) throw this.narrowed();
  }

  private narrowed(): Error {
    return forbidden(
      `You may no longer see all of these ${this.name}s. Subscribe again for those that you may still see.`,
    );
  }
}
