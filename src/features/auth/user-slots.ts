/**
 * Limits the concurrent transfers of one user through this process, because each holds an open file. Not a semaphore of
 * async-mutex: a transfer beyond the limit is refused and never waits, so one would be used as a counter only.
 */
export class UserSlots {
  private readonly taken = new Map<number, number>();

  constructor(readonly max: number) {}

  /** Acquires a slot and returns the function that releases it; null when no slot is free. */
  acquire(userId: number): (() => void) | null {
    const taken = this.taken.get(userId) ?? 0;
    if (taken >= this.max) return null;
    this.taken.set(userId, taken + 1);
    return () => this.release(userId);
  }

  private release(userId: number): void {
    const left = this.taken.get(userId)! - 1;
    if (left === 0) this.taken.delete(userId);
    else this.taken.set(userId, left);
  }
}
