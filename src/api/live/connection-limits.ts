import type { Limits } from '../../config';
import type { Refusal } from '../http/refusals';
import { SendBudget } from './limited-writer';

/** Seconds after which a client that was refused may try again. */
const extensions = { code: 'LIMIT_REACHED', retryAfter: 5 } as const;

/** Limits the live connections of this process, of all transports together: in total, per address, and per user. */
export class ConnectionLimits {
  readonly sendBudget: SendBudget;
  private readonly perAddress = new Counts<string>();
  private readonly perUser = new Counts<number>();
  private total = 0;

  constructor(
    private readonly limits: Pick<Limits, 'sockets' | 'socketsPerAddress' | 'socketsPerPerson' | 'sendBytesTotal'>,
  ) {
    this.sendBudget = new SendBudget(limits.sendBytesTotal);
  }

  /** Returns why another connection from this address is refused, or null if it is accepted. */
  refusalOf(address: string): Refusal | null {
    if (this.total >= this.limits.sockets)
      return { status: 503, message: 'This server has too many live connections. Try again later.', extensions };
    if (this.perAddress.of(address) >= this.limits.socketsPerAddress)
      return { status: 429, message: 'Your address has too many live connections. Close some first.', extensions };
    return null;
  }

  admit(address: string): AdmittedConnection {
    this.total++;
    this.perAddress.add(address);
    let user: number | null = null;
    return {
      signIn: (userId) => {
        if (this.perUser.of(userId) >= this.limits.socketsPerPerson) return false;
        user = userId;
        this.perUser.add(user);
        return true;
      },
      release: () => {
        this.total--;
        this.perAddress.remove(address);
        if (user !== null) this.perUser.remove(user);
      },
    };
  }
}

export const tooManyOfUser: Refusal = {
  status: 429,
  message: 'This user has too many live connections',
  extensions,
};

export interface AdmittedConnection {
  /** Returns false if the user already has too many connections. */
  signIn(userId: number): boolean;
  /** Called once, when the connection is closed. */
  release(): void;
}

class Counts<Key> {
  private readonly counts = new Map<Key, number>();

  of(key: Key): number {
    return this.counts.get(key) ?? 0;
  }

  add(key: Key): void {
    this.counts.set(key, this.of(key) + 1);
  }

  remove(key: Key): void {
    const left = this.of(key) - 1;
    if (left > 0) this.counts.set(key, left);
    else this.counts.delete(key);
  }
}
