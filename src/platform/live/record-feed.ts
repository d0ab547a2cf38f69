import type { Log } from '../log';
import type { LiveRecord } from './live-record';
import { Poller } from './poller';
import type { RecordRepository } from './record-repository';
import { deliverEveryMs, RecordWatch } from './record-watch';

/** How far back each poll reaches: a change becomes visible late when its transaction was long. */
const pollOverlapMs = 5000;
/** A deleted record leaves no changed row that polling could find. */
const checkDeletedEveryMs = 2000;
const idsPerStatement = 5000;
const rowsPerTurn = 200;
export const maxRemembered = 10_000;

/** The watched record was deleted, as happens together with its requester. */
export class RecordDeleted extends Error {}

/**
 * Polls the database for changed records of one kind and fans them out to the watchers of this process. Polling needs no
 * message bus between servers and workers. A poll makes one small statement for any number of watchers, and reads what changed by id. Without watchers
 * there is no polling.
 */
export class RecordFeed<Row extends LiveRecord> {
  private readonly watches = new Set<RecordWatch<Row>>();
  private readonly versions = new Map<number, number>();
  private checkedDeletedAtMs = 0;
  private readonly poller: Poller;

  constructor(
    private readonly records: RecordRepository<Row>,
    log: Log,
  ) {
    this.poller = new Poller(
      deliverEveryMs,
      () => this.watches.size > 0,
      (sinceMs) => this.poll(sinceMs),
      (error) => log.warn({ err: error }, `could not poll for changed ${records.kind.name}s; retrying`),
    );
  }

  /** Watches each record that `accepts` lets through, from now on. The caller closes the watch. */
  watch(accepts: (row: Row) => boolean): RecordWatch<Row> {
    return this.add(new RecordWatch(accepts, (watch) => this.watches.delete(watch)));
  }

  /** Watches one record. The watch ends with RecordDeleted when the record is deleted. */
  watchOne(organizationId: number, id: number): RecordWatch<Row> {
    const isWatched = (row: Row): boolean => row.id === id && row.organizationId === organizationId;
    return this.add(new RecordWatch(isWatched, (watch) => this.watches.delete(watch), id));
  }

  /** Completes rows that a watcher has read itself, so that they equal what a poll delivers. */
  async complete(rows: readonly Row[]): Promise<readonly Row[]> {
    return rows;
  }

  async stop(): Promise<void> {
    const stopping = this.poller.stop();
    for (const watch of this.watches) watch.close();
    await stopping;
  }

  /** Called when polling starts again: what was seen before is outdated. */
  protected forget(): void {
    this.versions.clear();
  }

  /** Runs before each poll, which finds what this changes. */
  protected async beforePoll(): Promise<void> {}

  /** The rows to deliver after these have changed. */
  protected async rowsToDeliver(changedRows: readonly Row[]): Promise<readonly Row[]> {
    return changedRows;
  }

  private add(watch: RecordWatch<Row>): RecordWatch<Row> {
    if (this.watches.size === 0) this.forget();
    this.watches.add(watch);
    if (this.poller.isStopped) watch.close();
    else this.poller.wake();
    return watch;
  }

  private async poll(sinceMs: number): Promise<void> {
    await this.beforePoll();
    const recent = await this.records.listVersionsChangedWithin(pollOverlapMs + sinceMs);
    const changed = recent.filter(({ id, version }) => (this.versions.get(id) ?? 0) < version);
    // A sweep changes thousands of records at once. Reading all of them in one turn would block the event loop.
    for (let start = 0; start < changed.length; start += rowsPerTurn)
      await this.deliver(await this.records.listForFeed(changed.slice(start, start + rowsPerTurn).map(({ id }) => id)));
    // The first poll also delivers queue positions if nothing has changed.
    if (changed.length === 0) await this.deliver([]);
    if (this.versions.size > maxRemembered) this.versions.clear();
    await this.endDeleted();
  }

  private async deliver(changedRows: readonly Row[]): Promise<void> {
    const delivered = await this.rowsToDeliver(changedRows);
    for (const { id, version } of changedRows) this.versions.set(id, version);
    for (const row of delivered) for (const watch of this.watches) watch.offer(row);
  }

  private async endDeleted(): Promise<void> {
    if (performance.now() - this.checkedDeletedAtMs < checkDeletedEveryMs) return;
    this.checkedDeletedAtMs = performance.now();
    const watches = [...this.watches].filter(({ onlyId }) => onlyId !== undefined);
    const ids = [...new Set(watches.map(({ onlyId }) => onlyId!))];
    const existing = new Set<number>();
    for (let start = 0; start < ids.length; start += idsPerStatement)
      for (const id of await this.records.listIds(ids.slice(start, start + idsPerStatement))) existing.add(id);
    for (const watch of watches) if (!existing.has(watch.onlyId!)) watch.close(new RecordDeleted());
  }
}
