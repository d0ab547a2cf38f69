import type { Data, Subscription, TestClient } from './client';

const progressFields = 'phase rowsDone rowsTotal percent rowsPerSecond secondsLeft attempt queuePosition';
const jobFields = 'id state version startedAt finishedAt expiresAt failure { code message }';
/** The file is left out, because reading it creates a download link per event. */
const watchedFields = {
  export: `${jobFields} asOf progress { ${progressFields} bytesWritten }`,
  import: `${jobFields} progress { ${progressFields} }`,
};
export type WatchedKind = keyof typeof watchedFields;

/** A subscription to exports or imports. Its events are their states. */
export class Watching {
  private constructor(
    private readonly subscription: Subscription,
    private readonly field: `${WatchedKind}Progress` | `${WatchedKind}Activity`,
  ) {}

  static one(client: TestClient, id: string, kind: WatchedKind = 'export'): Watching {
    const field = `${kind}Progress` as const;
    const document = `subscription ($id: ID!) { ${field}(id: $id) { ${watchedFields[kind]} } }`;
    return new Watching(client.subscribe(document, { id }), field);
  }

  static all(client: TestClient, kind: WatchedKind = 'export'): Watching {
    const field = `${kind}Activity` as const;
    return new Watching(client.subscribe(`subscription { ${field} { ${watchedFields[kind]} } }`), field);
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
