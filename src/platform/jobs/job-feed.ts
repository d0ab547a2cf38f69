import type { Log } from '../log';
import type { Job } from './job';
import { attachQueuePositions } from './job-queue';
import type { JobRepository } from './job-repository';
import { deliverEveryMs, JobWatch } from './job-watch';
import { Poller } from './poller';

/** How far back each poll reaches: a change becomes visible late when its transaction was long. */
const pollOverlapMs = 5000;
/** A claim moves every job in the queue. Only moves near its front are announced. */
const maxAnnouncedPositions = 100;
/** A deleted job leaves no changed row that polling could find. */
const checkDeletedEveryMs = 2000;
const idsPerStatement = 5000;

/** The watched job was deleted, as happens together with its requester. */
export class JobDeleted extends Error {}

/**
 * Polls the database for changed jobs of one kind and fans them out to the watchers of this process. Polling needs no
 * message bus between servers and workers. A poll makes two small statements for any number of watchers, and reads the
 * queue after a change of state. Without watchers there is no polling.
 */
export class JobFeed<Row extends Job> {
  private readonly watches = new Set<JobWatch<Row>>();
  private readonly seen = new Map<number, Pick<Job, 'version' | 'state' | 'slot'>>();
  private positions: ReadonlyMap<number, number> | null = null;
  private checkedDeletedAtMs = 0;
  private readonly poller: Poller;

  constructor(
    private readonly jobs: JobRepository<Row>,
    log: Log,
  ) {
    this.poller = new Poller(
      deliverEveryMs,
      () => this.watches.size > 0,
      (sinceMs) => this.poll(sinceMs),
      (error) => log.warn({ err: error }, `could not poll for changed ${jobs.kind.name}s; retrying`),
    );
  }

  /** Watches each job that `accepts` lets through, from now on. The caller closes the watch. */
  watch(accepts: (row: Row) => boolean): JobWatch<Row> {
    return this.add(new JobWatch(accepts, (watch) => this.watches.delete(watch)));
  }

  /** Watches one job. The watch ends with JobDeleted when the job is deleted. */
  watchOne(organizationId: number, id: number): JobWatch<Row> {
    const isWatched = (row: Row): boolean => row.id === id && row.organizationId === organizationId;
    return this.add(new JobWatch(isWatched, (watch) => this.watches.delete(watch), id));
  }

  async stop(): Promise<void> {
    const stopping = this.poller.stop();
    for (const watch of this.watches) watch.close();
    await stopping;
  }

  private add(watch: JobWatch<Row>): JobWatch<Row> {
    // Without watchers there was no polling, so what was seen is outdated.
    if (this.watches.size === 0) {
      this.seen.clear();
      this.positions = null;
    }
    this.watches.add(watch);
    if (this.poller.isStopped) watch.close();
    else this.poller.wake();
    return watch;
  }

  private async poll(sinceMs: number): Promise<void> {
    // First, so that this poll finds what it changes.
    await this.jobs.clearStaleRates();
    const rows = await this.jobs.listChangedWithin(pollOverlapMs + sinceMs);
    const changedRows = rows.filter((row) => (this.seen.get(row.id)?.version ?? 0) < row.version);
    const changed = await this.withMovedInQueue(changedRows);
    for (const { id, version, state, slot } of changedRows) this.seen.set(id, { version, state, slot });
    for (const row of changed) for (const watch of this.watches) watch.offer(row);
    if (this.seen.size > 10_000) this.seen.clear();
    await this.endDeleted();
  }

  private async endDeleted(): Promise<void> {
    if (performance.now() - this.checkedDeletedAtMs < checkDeletedEveryMs) return;
    this.checkedDeletedAtMs = performance.now();
    const watches = [...this.watches].filter(({ onlyId }) => onlyId !== undefined);
    const ids = [...new Set(watches.map(({ onlyId }) => onlyId!))];
    const existing = new Set<number>();
    for (let start = 0; start < ids.length; start += idsPerStatement)
      for (const id of await this.jobs.listIds(ids.slice(start, start + idsPerStatement))) existing.add(id);
    for (const watch of watches) if (!existing.has(watch.onlyId!)) watch.close(new JobDeleted());
  }

  /** Adds queue positions, and the jobs that moved in the queue. The queue moves only when a state or a slot changes. */
  private async withMovedInQueue(changedRows: readonly Row[]): Promise<Row[]> {
    const before = this.positions;
    const isInPlace = ({ id, state, slot }: Row): boolean => {
      const seen = this.seen.get(id);
      return seen !== undefined && seen.state === state && seen.slot === slot;
    };
    if (before && changedRows.every(isInPlace)) return [...changedRows];
    const readAtMs = performance.now();
    const positions = await this.jobs.queuePositions();
    const ids = [...positions.keys()]
      .slice(0, maxAnnouncedPositions)
      .filter((id) => before?.get(id) !== positions.get(id) && !changedRows.some((row) => row.id === id));
    const moved = ids.length > 0 ? await this.jobs.listWaiting(ids) : [];
    this.positions = positions;
    return attachQueuePositions(this.jobs.kind, [...changedRows, ...moved], positions, readAtMs);
  }
}
