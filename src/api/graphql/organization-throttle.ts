import { because } from '../../error-reasons';
import { AppError, unauthenticated } from '../../errors';
import type { Viewer } from '../../viewer';

/** Even the cheapest operation holds a database connection while it runs. */
const maxAtOnce = 8;
const maxWaitingPerUser = 200;
const maxWaiting = 1000;
const maxWaitMs = 10_000;

/** What a viewer may still run. The operations of other users of the organization are not counted. */
interface Room {
  /** In points. */
  readonly inFlight: RemainingOf;
  /** In operations. */
  readonly waiting: RemainingOf;
}

interface RemainingOf {
  readonly limit: number;
  readonly remaining: number;
}

interface Permit {
  /** The viewer with their permissions at the start of the operation. */
  readonly viewer: Viewer;
  readonly release: Release;
}

/**
 * Per-organization limit on the cost of concurrent operations in this process, in points. Further operations wait, and
 * the users of the organization take turns; other organizations are unaffected.
 *
 * The weighted semaphores of async-mutex do not fit: they have no turns per user, and they cannot withdraw one waiting
 * operation, for a timeout, a client that disconnected or the user with the longest queue. All of this would need
 * another queue around them.
 */
export class OrganizationThrottle {
  private readonly limiters = new Map<number, ConcurrencyLimiter>();

  constructor(
    private readonly maxPoints: number,
    /** Returns null if the viewer's access token or session is no longer valid. */
    private readonly viewerNow: (viewer: Viewer) => Promise<Viewer | null>,
  ) {}

  /**
   * Resolves when the operation may start. Reads the viewer then, because a client decides how long its request arrives
   * after it was authenticated by its headers.
   *
   * @throws UNAUTHENTICATED if the access token or session has ended, LIMIT_REACHED after ten seconds or if too many
   * operations wait
   */
  async acquire(
    viewer: Viewer,
    cost: number,
    isGone: () => boolean,
    viewerNow = (): Promise<Viewer | null> => this.viewerNow(viewer),
  ): Promise<Permit> {
    const release = await this.acquireSlot(viewer, cost, isGone, maxWaitMs);
    try {
      const now = await viewerNow();
      if (!now) throw unauthenticated();
      return { viewer: now, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Runs one step of a subscription. It waits without a limit, because a skipped change would never be sent. */
  async runInTurn<T>(viewer: Viewer, cost: number, isGone: () => boolean, work: () => Promise<T>): Promise<T> {
    const release = await this.acquireSlot(viewer, cost, isGone, null);
    try {
      return await work();
    } finally {
      release();
    }
  }

  roomOf({ organizationId, userId }: Viewer): Room {
    const limiter = this.limiters.get(organizationId);
    const remaining = (limit: number, used = 0): RemainingOf => ({ limit, remaining: limit - used });
    return {
      inFlight: remaining(this.maxPoints, limiter?.pointsOf(userId)),
      waiting: remaining(maxWaitingPerUser, limiter?.waitingOf(userId)),
    };
  }

  private acquireSlot(
    { organizationId, userId }: Viewer,
    cost: number,
    isGone: () => boolean,
    maxMs: number | null,
  ): Promise<Release> {
    const limiter =
      this.limiters.get(organizationId) ??
      new ConcurrencyLimiter(this.maxPoints, () => this.limiters.delete(organizationId));
    this.limiters.set(organizationId, limiter);
    return limiter.acquire(
      userId,
      Math.min(Math.max(cost, Math.floor(this.maxPoints / maxAtOnce)), this.maxPoints),
      isGone,
      maxMs,
    );
  }
}

/** Gives a slot back. */
type Release = () => void;

interface Waiting {
  readonly points: number;
  readonly isGone: () => boolean;
  start(): void;
  refuse(): void;
}

/** The waiting operations of one user, in order of arrival. */
class UserQueue {
  readonly waiting: Waiting[] = [];
  /** The part of `waiting` that is limited: queries and mutations. The number of subscriptions is limited elsewhere. */
  readonly limited: Waiting[] = [];
}

class ConcurrencyLimiter {
  private points = 0;
  private readonly pointsByUser = new Map<number, number>();
  /** By user, in round-robin order: the first user is next and then moves to the end. */
  private readonly queues = new Map<number, UserQueue>();
  private limited = 0;
  private isScheduled = false;

  constructor(
    private readonly maxPoints: number,
    private readonly onIdle: () => void,
  ) {}

  pointsOf(userId: number): number {
    return this.pointsByUser.get(userId) ?? 0;
  }

  waitingOf(userId: number): number {
    return this.queues.get(userId)?.limited.length ?? 0;
  }

  acquire(userId: number, points: number, isGone: () => boolean, maxMs: number | null): Promise<Release> {
    return new Promise((resolve, reject) => {
      if (maxMs !== null && !this.hasRoomFor(userId)) return reject(tooBusy());
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
        start: () => {
          clearTimeout(patience);
          this.addPoints(userId, points);
          resolve(this.releaseOnce(userId, points));
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

  /** Drops the last operation of the user with the longest queue if too many wait. */
  private hasRoomFor(userId: number): boolean {
    const ownQueue = this.queues.get(userId);
    if (ownQueue && ownQueue.limited.length >= maxWaitingPerUser)
      for (const one of ownQueue.limited.filter(({ isGone }) => isGone())) this.drop(userId, one);
    const own = ownQueue?.limited.length ?? 0;
    if (own >= maxWaitingPerUser) return false;
    if (this.limited < maxWaiting) return true;
    const [busiestId, busiest] = [...this.queues].reduce((max, other) =>
      other[1].limited.length > max[1].limited.length ? other : max,
    );
    if (busiest.limited.length <= own + 1) return false;
    this.drop(busiestId, busiest.limited.at(-1)!);
    return true;
  }

  private drop(userId: number, waiting: Waiting): void {
    this.remove(userId, waiting);
    waiting.refuse();
  }

  private add(userId: number, waiting: Waiting, isLimited: boolean): void {
    const queue = this.queues.get(userId) ?? new UserQueue();
    this.queues.set(userId, queue);
    queue.waiting.push(waiting);
    if (!isLimited) return;
    queue.limited.push(waiting);
    this.limited++;
  }

  private remove(userId: number, waiting: Waiting): void {
    const queue = this.queues.get(userId);
    const [index, limitedIndex] = [queue?.waiting.indexOf(waiting) ?? -1, queue?.limited.indexOf(waiting) ?? -1];
    if (!queue || index < 0) return;
    queue.waiting.splice(index, 1);
    if (limitedIndex >= 0) {
      queue.limited.splice(limitedIndex, 1);
      this.limited--;
    }
    if (queue.waiting.length === 0) this.queues.delete(userId);
  }

  private addPoints(userId: number, points: number): void {
    this.points += points;
    const ofUser = this.pointsOf(userId) + points;
    if (ofUser > 0) this.pointsByUser.set(userId, ofUser);
    else this.pointsByUser.delete(userId);
  }

  private releaseOnce(userId: number, points: number): () => void {
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      this.addPoints(userId, -points);
      this.scheduleNext();
    };
  }

  /**
   * Starts one operation per turn of the event loop. SQLite is synchronous, so an operation runs to its end without
   * network I/O: a hundred that start together would block every client until the last of them ends.
   */
  private scheduleNext(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      const [userId, next] = this.next();
      if (!next) return this.points === 0 ? this.onIdle() : undefined;
      if (this.points + next.points > this.maxPoints) return;
      const queue = this.queues.get(userId)!;
      this.remove(userId, next);
      // Moves the user to the end of the round.
      if (this.queues.delete(userId)) this.queues.set(userId, queue);
      next.start();
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
    'You or your organization have too many operations running. Try again in a few seconds.',
    { retryAfter: 5, ...because('ORGANIZATION_BUSY') },
  );
