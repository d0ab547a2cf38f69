import { maxRemembered, RecordFeed } from '../live/record-feed';
import type { Log } from '../log';
import type { Job } from './job';
import { attachQueuePositions, isWaiting } from './job-queue';
import type { JobRepository } from './job-repository';

/** A claim moves every job in the queue. Only moves near its front are announced. */
const maxAnnouncedPositions = 100;

/** The feed of one kind of job, with queue positions. Reads the queue after a change of state. */
export class JobFeed<Row extends Job> extends RecordFeed<Row> {
  private readonly places = new Map<number, Pick<Job, 'state' | 'slot'>>();
  private positions: ReadonlyMap<number, number> | null = null;

  constructor(
    private readonly jobs: JobRepository<Row>,
    log: Log,
  ) {
    super(jobs, log);
  }

  override async complete(rows: readonly Row[]): Promise<readonly Row[]> {
    const { kind } = this.jobs;
    if (!rows.some((row) => isWaiting(kind, row))) return rows;
    const readAtMs = performance.now();
    return attachQueuePositions(kind, rows, await this.jobs.queuePositions(), readAtMs);
  }

  protected override forget(): void {
    super.forget();
    this.places.clear();
    this.positions = null;
  }

  protected override async beforePoll(): Promise<void> {
    await this.jobs.clearStaleRates();
  }

  /** Adds queue positions, and the jobs that moved in the queue. The queue moves only when a state or a slot changes. */
  protected override async rowsToDeliver(changedRows: readonly Row[]): Promise<readonly Row[]> {
    const rows =
      this.positions && changedRows.every((row) => this.isInPlace(row))
        ? changedRows
        : await this.withMovedInQueue(changedRows);
    if (this.places.size > maxRemembered) this.places.clear();
    for (const { id, state, slot } of changedRows) this.places.set(id, { state, slot });
    return rows;
  }

  private isInPlace({ id, state, slot }: Row): boolean {
    const place = this.places.get(id);
    return place !== undefined && place.state === state && place.slot === slot;
  }

  private async withMovedInQueue(changedRows: readonly Row[]): Promise<Row[]> {
    const before = this.positions;
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
