import type { Data, Subscription, TestClient } from './client';

/** Without the file: reading that mints a link for each event. */
export const watchedFields = `id state version startedAt finishedAt asOf expiresAt failure { code message }
  progress { phase rowsDone rowsTotal percent bytesWritten rowsPerSecond secondsLeft attempt queuePosition }`;

/** Follows one export; its events are the exports themselves. */
export class Watching {
  private constructor(
    private readonly subscription: Subscription,
    private readonly field: 'exportProgress' | 'exportActivity',
  ) {}

  static one(client: TestClient, id: string): Watching {
    return new Watching(
      client.subscribe(`subscription ($id: ID!) { exportProgress(id: $id) { ${watchedFields} } }`, { id }),
      'exportProgress',
    );
  }

  static all(client: TestClient): Watching {
    return new Watching(client.subscribe(`subscription { exportActivity { ${watchedFields} } }`), 'exportActivity');
  }

  get events(): Data[] {
    return this.subscription.events.map((event) => event[this.field]);
  }

  get arrivedAtMs(): number[] {
    return this.subscription.arrivedAtMs;
  }

  get errors(): unknown[] {
    return this.subscription.errors;
  }

  get completed(): boolean {
    return this.subscription.completed;
  }

  /** All events, once the subscription has completed. */
  async untilEnd(maxMs?: number): Promise<Data[]> {
    await this.subscription.untilCompleted(maxMs);
    return this.events;
  }

  async until(what: string, is: (row: Data) => boolean, maxMs?: number): Promise<Data> {
    return (await this.subscription.untilEvent(what, (event) => is(event[this.field]), maxMs))[this.field];
  }

  untilState(state: string, maxMs?: number): Promise<Data> {
    return this.until(`an event with the state ${state}`, (row) => row.state === state, maxMs);
  }

  stop(): void {
    this.subscription.unsubscribe();
  }
}

/** What went backwards from one event to the next; nothing must. */
export function setbacks(events: readonly Data[]): string[] {
  return events.flatMap((event, index) => {
    const earlier = events[index - 1];
    if (!earlier) return [];
    const numbers = ({ version, progress }: Data): Record<string, number> => ({
      version,
      percent: progress.percent,
      rowsDone: progress.rowsDone,
      bytesWritten: Number(progress.bytesWritten),
    });
    const [before, now] = [numbers(earlier), numbers(event)];
    return Object.keys(now)
      .filter((name) => now[name]! < before[name]!)
      .map((name) => `${name}: ${before[name]} -> ${now[name]}`);
  });
}

/** The most events that came within any one second. */
export function busiestSecond(arrivedAtMs: readonly number[]): number {
  return Math.max(0, ...arrivedAtMs.map((from) => arrivedAtMs.filter((at) => at >= from && at < from + 1000).length));
}
