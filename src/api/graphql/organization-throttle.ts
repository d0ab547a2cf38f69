import { AppError, unauthenticated } from '../../errors';
import type { Viewer } from '../../viewer';

/** The cheapest operation, too, holds a connection to the database while it runs. */
const maxAtOnce = 8;
const maxWaitingPerPerson = 200;
const maxWaiting = 1000;
const patienceMs = 10_000;

export interface Permit {
  /** As they are now: rights may have changed during the wait. */
  readonly viewer: Viewer;
  readonly release: () => void;
}

/**
 * How much of this process one organization may keep busy: so many points at once, as its operations are priced. What
 * is beyond waits for its turn. Turns go round by person, and other organizations are not affected.
 */
export class OrganizationThrottle {
  private readonly limiters = new Map<number, ConcurrencyLimiter>();

  constructor(
    private readonly maxPoints: number,
    /** Null once the viewer's token is no longer valid. */
    private readonly viewerNow: (viewer: Viewer) => Promise<Viewer | null>,
  ) {}

  /**
   * Settles when the operation may begin. Throws UNAUTHENTICATED for a token that has ended meanwhile, LIMIT_REACHED
   * for a client that has waited too long or left.
   */
  async acquire(viewer: Viewer, cost: number, isGone: () => boolean): Promise<Permit> {
    const { release: leave, hasWaited } = await this.acquireSlot(viewer, cost, isGone, patienceMs);
    try {
      const now = hasWaited ? await this.viewerNow(viewer) : viewer;
      if (!now) throw unauthenticated();
      return { viewer: now, release: leave };
    } catch (error) {
      leave();
      throw error;
    }
  }

  /**
   * Of a live operation: it waits for as long as its turn takes, because a change that it left out would never be told.
   */
  async runInTurn<T>(viewer: Viewer, cost: number, isGone: () => boolean, work: () => Promise<T>): Promise<T> {
    const { release: leave } = await this.acquireSlot(viewer, cost, isGone, null);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  private acquireSlot(
    { organizationId, userId }: Viewer,
    cost: number,
    isGone: () => boolean,
    maxMs: number | null,
  ): Promise<Slot> {
    const share =
      this.limiters.get(organizationId) ??
      new ConcurrencyLimiter(this.maxPoints, () => this.limiters.delete(organizationId));
    this.limiters.set(organizationId, share);
    return share.acquire(
      userId,
      Math.min(Math.max(cost, Math.floor(this.maxPoints / maxAtOnce)), this.maxPoints),
      isGone,
      maxMs,
    );
  }
}

interface Slot {
  /** Whether there was no room for it when it came. */
  readonly hasWaited: boolean;
  readonly release: () => void;
}

interface Waiting {
  readonly points: number;
  readonly isGone: () => boolean;
  begin(): void;
  refuse(): void;
}

/** What one person waits for, in the order of arrival. */
class PersonQueue {
  readonly waiting: Waiting[] = [];
  /**
   * Those of `waiting` that have a limit. A live operation waits once at a time, and their number is limited elsewhere.
   */
  readonly limited: Waiting[] = [];
}

class ConcurrencyLimiter {
  private points = 0;
  /** By person. The first one is next, and then comes last. */
  private readonly queues = new Map<number, PersonQueue>();
  private limited = 0;
  private isScheduled = false;
  private timesFull = 0;

  constructor(
    private readonly maxPoints: number,
    private readonly onIdle: () => void,
  ) {}

  acquire(userId: number, points: number, isGone: () => boolean, maxMs: number | null): Promise<Slot> {
    return new Promise((resolve, reject) => {
      if (maxMs !== null && !this.hasRoomFor(userId)) return reject(tooBusy());
      const timesFullBefore = this.timesFull;
      const patience =
        maxMs === null
          ? undefined
          : setTimeout(() => {
              this.drop(userId, waiting);
              this.scheduleNext();
            }, maxMs);
      const waiting: Waiting = {
        points,
        isGone,
        begin: () => {
          clearTimeout(patience);
          this.points += points;
          resolve({ hasWaited: this.timesFull > timesFullBefore, release: this.releaseOnce(points) });
        },
        refuse: () => {
          clearTimeout(patience);
          reject(tooBusy());
        },
      };
      this.add(userId, waiting, maxMs !== null);
      this.scheduleNext();
    });
  }

  /** Makes room at the cost of the person who waits for the most. */
  private hasRoomFor(userId: number): boolean {
    const ownQueue = this.queues.get(userId);
    if (ownQueue && ownQueue.limited.length >= maxWaitingPerPerson)
      for (const one of ownQueue.limited.filter(({ isGone }) => isGone())) this.drop(userId, one);
    const own = ownQueue?.limited.length ?? 0;
    if (own >= maxWaitingPerPerson) return false;
    if (this.limited < maxWaiting) return true;
    const [longestId, longest] = [...this.queues].reduce((most, other) =>
      other[1].limited.length > most[1].limited.length ? other : most,
    );
    if (longest.limited.length <= own + 1) return false;
    this.drop(longestId, longest.limited.at(-1)!);
    return true;
  }

  private drop(userId: number, waiting: Waiting): void {
    this.remove(userId, waiting);
    waiting.refuse();
  }

  private add(userId: number, waiting: Waiting, isLimited: boolean): void {
    const queue = this.queues.get(userId) ?? new PersonQueue();
    this.queues.set(userId, queue);
    queue.waiting.push(waiting);
    if (!isLimited) return;
    queue.limited.push(waiting);
    this.limited++;
  }

  private remove(userId: number, waiting: Waiting): void {
    const queue = this.queues.get(userId);
    const [place, limitedPlace] = [queue?.waiting.indexOf(waiting) ?? -1, queue?.limited.indexOf(waiting) ?? -1];
    if (!queue || place < 0) return;
    queue.waiting.splice(place, 1);
    if (limitedPlace >= 0) {
      queue.limited.splice(limitedPlace, 1);
      this.limited--;
    }
    if (queue.waiting.length === 0) this.queues.delete(userId);
  }

  private releaseOnce(points: number): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.points -= points;
      this.scheduleNext();
    };
  }

  /**
   * One a turn of the event loop. SQLite answers at once, so that an operation runs from its begin to its end without a
   * look at the network: a hundred that began together would keep everyone waiting for the last of them.
   */
  private scheduleNext(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      const [userId, next] = this.next();
      if (!next) return this.points === 0 ? this.onIdle() : undefined;
      if (this.points + next.points > this.maxPoints) return void this.timesFull++;
      const queue = this.queues.get(userId)!;
      this.remove(userId, next);
      // To the end of the round.
      if (this.queues.delete(userId)) this.queues.set(userId, queue);
      next.begin();
      this.scheduleNext();
    });
  }

  private next(): [userId: number, next: Waiting | undefined] {
    for (const [userId, { waiting }] of this.queues) {
      for (let first = waiting[0]; first; first = waiting[0]) {
        if (!first.isGone()) return [userId, first];
        this.drop(userId, first);
      }
    }
    return [0, undefined];
  }
}

const tooBusy = (): AppError =>
  new AppError(
    'LIMIT_REACHED',
    'You, or your organization, have too many operations under way. Try again in a few seconds.',
    { retryAfter: 5 },
  );
