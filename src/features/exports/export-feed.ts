import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../platform/log';
import type { Export } from './export.entity';
import type { ExportRepository } from './export.repository';

/** Slower than four times a second by so much that a client does not see five in one either, when some come late. */
export const feedEveryMs = 350;
/** A change is seen late when its transaction was long: how far back each look reaches. */
const overlapMs = 5000;

/**
 * Tells watchers of this process about changed exports, whoever changed them: it looks at the database, which is the truth,
 * so that another server process or worker needs no channel to it. One statement a look, however many watch; none when
 * nobody does.
 */
export class ExportFeed {
  private readonly watches = new Set<ExportWatch>();
  private readonly seen = new Map<number, number>();
  private looking: Promise<void> | null = null;
  private isLooking = false;
  private stopped = false;

  constructor(
    private readonly exports: ExportRepository,
    private readonly log: Log,
  ) {}

  /** From now on, the newest state of each export that `wanted` lets through. Close it when done. */
  watch(wanted: (row: Export) => boolean): ExportWatch {
    const watch = new ExportWatch(wanted, () => this.watches.delete(watch));
    this.watches.add(watch);
    if (!this.isLooking && !this.stopped) this.looking = this.look();
    return watch;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const watch of this.watches) watch.close();
    await this.looking;
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    let lookedAtMs = performance.now();
    this.seen.clear();
    while (this.watches.size > 0 && !this.stopped) {
      try {
        const startedAtMs = performance.now();
        const rows = await this.exports.listChangedWithin(overlapMs + startedAtMs - lookedAtMs);
        lookedAtMs = startedAtMs;
        for (const row of rows) {
          if ((this.seen.get(row.id) ?? 0) >= row.version) continue;
          this.seen.set(row.id, row.version);
          for (const watch of this.watches) watch.offer(row);
        }
        if (this.seen.size > 10_000) this.seen.clear();
      } catch (error) {
        this.log.warn({ err: error }, 'could not look for changed exports; trying again');
      }
      await sleep(feedEveryMs);
    }
    // In the same breath as the check above: a watch that comes next must find that nobody looks.
    this.isLooking = false;
  }
}

/**
 * One watcher's view. It holds the newest state of each export and nothing else: a watcher that stalls costs one slot and finds,
 * when it wakes, the present and not a backlog. No export is handed out more than four times a second.
 */
export class ExportWatch {
  private readonly slots = new Map<number, Export>();
  private readonly dueAtMs = new Map<number, number>();
  private wake = (): void => undefined;
  private closed = false;

  constructor(
    private readonly wanted: (row: Export) => boolean,
    private readonly onClose: () => void,
  ) {}

  offer(row: Export): void {
    if (this.closed || !this.wanted(row)) return;
    // What was read earlier may arrive later.
    if ((this.slots.get(row.id)?.version ?? 0) >= row.version) return;
    this.slots.set(row.id, row);
    this.wake();
  }

  /** The newest state of an export that changed since it was last handed out, waiting for one; null once closed. */
  async next(): Promise<Export | null> {
    while (!this.closed) {
      let waitMs = Infinity;
      for (const row of this.slots.values()) {
        const leftMs = (this.dueAtMs.get(row.id) ?? 0) - performance.now();
        if (leftMs <= 0) {
          this.handedOut(row);
          return row;
        }
        waitMs = Math.min(waitMs, leftMs);
      }
      await this.woken(waitMs);
    }
    return null;
  }

  /** What was sent to the watcher some other way counts too. */
  handedOut(row: Export): void {
    if ((this.slots.get(row.id)?.version ?? 0) <= row.version) this.slots.delete(row.id);
    // Long past ones need not be kept for as long as a watcher of everything lives.
    if (this.dueAtMs.size > 1000) this.dueAtMs.clear();
    this.dueAtMs.set(row.id, performance.now() + feedEveryMs);
  }

  close(): void {
    this.closed = true;
    this.slots.clear();
    this.onClose();
    this.wake();
  }

  private async woken(waitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      if (waitMs !== Infinity) timer = setTimeout(resolve, waitMs);
    });
    clearTimeout(timer);
  }
}
