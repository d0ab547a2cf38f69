import { AppError } from '../errors';

/** The cheapest operation, too, holds a connection to the database while it runs. */
const mostAtOnce = 8;
const mostWaiting = 1000;
const patienceMs = 10_000;

/**
 * How much of this process one organization may keep busy: so many points at once, as its operations are priced. What is
 * beyond waits for its turn, first come, first served, and other organizations pass it by.
 */
export class FairShares {
  private readonly shares = new Map<number, Share>();

  constructor(private readonly mostPoints: number) {}

  /** Settles when the operation may begin, with what its end must call. A client that has left by then is refused as the impatient are. */
  enter(organizationId: number, cost: number, isGone: () => boolean): Promise<() => void> {
    return this.place(organizationId, cost, isGone, patienceMs);
  }

  /** Of a live operation: it waits for as long as its turn takes, because a change that it left out would never be told. */
  async inTurn<T>(organizationId: number, cost: number, isGone: () => boolean, work: () => Promise<T>): Promise<T> {
    const leave = await this.place(organizationId, cost, isGone, null);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  private async place(organizationId: number, cost: number, isGone: () => boolean, patience: number | null): Promise<() => void> {
    const share = this.shares.get(organizationId) ?? new Share(this.mostPoints, () => this.shares.delete(organizationId));
    this.shares.set(organizationId, share);
    const leave = await share.enter(Math.min(Math.max(cost, Math.floor(this.mostPoints / mostAtOnce)), this.mostPoints), patience);
    if (!isGone()) return leave;
    leave();
    throw tooBusy();
  }
}

interface Waiting {
  readonly points: number;
  begin(): void;
}

class Share {
  private points = 0;
  private readonly waiting: Waiting[] = [];
  private looking = false;

  constructor(
    private readonly mostPoints: number,
    private readonly onIdle: () => void,
  ) {}

  enter(points: number, mostMs: number | null): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (this.waiting.length >= mostWaiting) return reject(tooBusy());
      const patience = mostMs === null ? undefined : setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(waiting), 1);
        this.look();
        reject(tooBusy());
      }, mostMs);
      const waiting: Waiting = {
        points,
        begin: () => {
          clearTimeout(patience);
          this.points += points;
          resolve(this.leaving(points));
        },
      };
      this.waiting.push(waiting);
      this.look();
    });
  }

  private leaving(points: number): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.points -= points;
      this.look();
    };
  }

  /**
   * One a turn of the event loop. SQLite answers at once, so that an operation runs from its begin to its end without a look
   * at the network: a hundred that began together would keep everyone waiting for the last of them.
   */
  private look(): void {
    if (this.looking) return;
    this.looking = true;
    setImmediate(() => {
      this.looking = false;
      const next = this.waiting[0];
      if (next && this.points + next.points <= this.mostPoints) {
        this.waiting.shift();
        next.begin();
        this.look();
      } else if (!next && this.points === 0) this.onIdle();
    });
  }
}

const tooBusy = (): AppError =>
  new AppError('LIMIT_REACHED', 'Your organization has too many operations under way. Try again in a few seconds.', { retryAfter: 5 });
