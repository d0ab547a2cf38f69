import type { Clock } from '../../src/platform/time/clock';

/** A clock that only moves when a test moves it. */
export class TestClock implements Clock {
  constructor(private current = new Date('2026-03-15T12:00:00.000Z')) {}

  now(): Date {
    return new Date(this.current);
  }

  set(instant: string): void {
    this.current = new Date(instant);
  }

  advance(ms: number): void {
    this.current = new Date(this.current.getTime() + ms);
  }
}
