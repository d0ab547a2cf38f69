import { yieldToEventLoop } from '../jobs/yield';
import { cached, type Operation } from './operation';

/** Takes a few milliseconds. */
const maxEntriesPerTurn = 2000;

/**
 * Resolves when `count` more entries of lists may be created in this operation: immediately, or in a later turn of the
 * event loop. A loader resolves for all rows of a page at once, whose nested lists would otherwise be created in one turn,
 * while all other clients wait.
 */
export function shareEventLoop(operation: Operation, count: number): Promise<void> {
  const share = cached(operation, shareEventLoop, () => ({ count: 0, turn: Promise.resolve() }));
  share.count += count;
  if (share.count > maxEntriesPerTurn) {
    share.count = count;
    share.turn = share.turn.then(yieldToEventLoop);
  }
  return share.turn;
}
