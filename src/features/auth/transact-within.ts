import type { DataSource, EntityManager } from 'typeorm';
import { because } from '../../error-reasons';
import { AppError } from '../../errors';
import { lockLimits } from '../../platform/database/lock-limits';
import { transact } from '../../platform/database/transaction';

/** The most connections that the transactions of `transactWithin` hold, less than half of the pool. */
const maxAtOnce = 3;
const maxWaiting = 200;

/** The transactions of one server that lock limits for anyone, and those that wait for their turn. */
class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  async take(): Promise<void> {
    if (this.running < maxAtOnce) {
      this.running++;
      return;
    }
    if (this.waiting.length >= maxWaiting)
      throw new AppError('SERVICE_UNAVAILABLE', 'Too many requests are waiting. Try again in a few seconds.', {
        retryAfter: 5,
        ...because('SERVER_BUSY'),
      });
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  pass(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.running--;
  }
}

const turns = new WeakMap<DataSource, Turns>();

/**
 * Locks limits and runs a transaction for a request that needs no sign-in. Many such requests may wait for one limit;
 * they wait here, because each that waited in the database would hold a connection.
 *
 * @throws SERVICE_UNAVAILABLE if too many wait
 */
export async function transactWithin<T>(
  dataSource: DataSource,
  limits: Parameters<typeof lockLimits>[1],
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  if (!turns.has(dataSource)) turns.set(dataSource, new Turns());
  const own = turns.get(dataSource)!;
  await own.take();
  try {
    return await transact(dataSource, async (manager) => {
      await lockLimits(manager, limits);
      return work(manager);
    });
  } finally {
    own.pass();
  }
}
