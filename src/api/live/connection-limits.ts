import type { Limits } from '../../config';
import { type Because, because } from '../../error-reasons';
import { BadRequest } from '../http/refusals';
import { SendBudget } from './limited-writer';

/** Seconds after which a client that was refused may try again. */
const retryAfter = 5;

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
  refusalOf(address: string): BadRequest | null {
    const { sockets, socketsPerAddress: max } = this.limits;
    if (this.total >= sockets)
      return refusal(503, 'This server has too many live connections. Try again later.', because('SERVER_FULL'));
    if (this.perAddress.of(address) >= max)
      return refusal(
        429,
        'Your address has too many live connections. Close some first.',
        because('CONNECTIONS_OF_ADDRESS', { max }),
      );
    return null;
  }

  admit(address: string): AdmittedConnection {
    this.total++;
    this.perAddress.add(address);
    let user: number | null = null;
    return {
      signIn: (userId) => {
        const { socketsPerPerson: max } = this.limits;
        if (this.perUser.of(userId) >= max) return tooManyOfUser(max);
        user = userId;
        this.perUser.add(user);
        return null;
      },
      release: () => {
        this.total--;
        this.perAddress.remove(address);
        if (user !== null) this.perUser.remove(user);
      },
    };
  }
}

const refusal = (status: number, message: string, reason: Because): BadRequest =>
  new BadRequest(status, message, 'LIMIT_REACHED', { retryAfter, ...reason });

export const tooManyOfUser = (max: number): BadRequest =>
  refusal(429, 'This user has too many live connections.', because('CONNECTIONS_OF_USER', { max }));

export interface AdmittedConnection {
  /** Returns why the connection is refused if the user already has too many, or null. */
  signIn(userId: number): BadRequest | null;
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
