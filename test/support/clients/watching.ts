import type { Data, Subscription, TestClient } from './client';

/** The file is left out, because reading it creates a download link per event. */
const watchedFields = `id state version startedAt finishedAt asOf expiresAt failure { code message }
  progress { phase rowsDone rowsTotal percent bytesWritten rowsPerSecond secondsLeft attempt queuePosition }`;

/** A subscription to one export. Its events are the export's states. */
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

  /** Waits for the end of the subscription and returns all events. */
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

/** The values that decreased from one event to the next. */
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

/** The maximum number of events within one second. */
export function busiestSecond(arrivedAtMs: readonly number[]): number {
  return Math.max(0, ...arrivedAtMs.map((from) => arrivedAtMs.filter((at) => at >= from && at < from + 1000).length));
}
