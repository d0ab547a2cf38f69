type Errors = typeof import('../../src/client/errors.js', { with: { 'resolution-mode': 'import' } });
type Run = import('../../src/client/transport.js', { with: { 'resolution-mode': 'import' } }).Transport['run'];

/** What these tests use. The types of the module itself need those of a browser. */
interface TestedSubscriptions {
  read(
    operation: { query: string },
    options: { isLast: () => boolean; readFirst: (signal: AbortSignal) => Promise<string> },
  ): AsyncIterable<string>;
  close(): Promise<void>;
}
type Tested = new (
  transport: { run: Run; close: () => Promise<void> },
  viewer: { until: () => AbortSignal },
) => TestedSubscriptions;

/** Each wait for the next attempt, and what ends the latest one. */
const waits: number[] = [];
let goOn = (): void => undefined;
let now = 0;

// The package imports its modules by the names that they have once they are compiled.
jest.mock('../../src/client/errors.js', () => jest.requireActual<object>('../../src/client/errors'), { virtual: true });
jest.mock('../../src/client/sleep.js', () => ({ clockMs: () => now }), { virtual: true });
jest.mock(
  '../../src/client/waiting.js',
  () => ({
    maxWaitMs: 4000,
    backoffMs: (failures: number) => failures,
    wait: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        waits.push(ms);
        goOn = resolve;
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  }),
  { virtual: true },
);
const { TallyportError } = jest.requireActual<Errors>('../../src/client/errors');
const { Subscriptions } = jest.requireActual<{ Subscriptions: Tested }>('../../src/client/subscriptions');

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const away = () => new TallyportError('NETWORK_ERROR', 'The server is away.');

describe('Subscriptions that read a list first', () => {
  /** What happens, in order. */
  let events: string[];
  /** The results of the next reads of the list. Without one, the list is read. */
  let listErrors: Error[];
  /** Ends the subscription that runs. */
  let interrupt: (error: Error) => void;
  let send: (data: unknown) => void;
  let subscriptions: TestedSubscriptions;
  let ended: Promise<unknown>;

  beforeEach(() => {
    waits.length = 0;
    now = 0;
    [events, listErrors] = [[], []];
    subscriptions = new Subscriptions(
      {
        run: (_operation, onResult) =>
          new Promise((_resolve, reject) => {
            events.push('subscribed');
            interrupt = reject;
            send = (data) => onResult({ data });
          }),
        close: async () => undefined,
      },
      { until: () => new AbortController().signal },
    );
  });
  afterEach(() => subscriptions.close());

  const read = (readFirst?: (signal: AbortSignal) => Promise<string>): void => {
    ended = (async () => {
      const options = {
        isLast: () => false,
        readFirst:
          readFirst ??
          (async () => {
            const error = listErrors.shift();
            if (error) throw error;
            return 'listed';
          }),
      };
      for await (const value of subscriptions.read({ query: '' }, options)) events.push(value);
    })();
    ended.catch(() => undefined);
  };
  const untilWaits = async (count: number): Promise<void> => {
    for (let turns = 0; waits.length < count && turns < 100; turns++) await turn();
    expect(waits).toHaveLength(count);
  };

  it('read it again before each further subscription', async () => {
    read();
    await turn();
    send('changed');
    await turn();
    interrupt(away());
    await untilWaits(1);
    expect(events).toEqual(['listed', 'subscribed', 'changed']);
    goOn();
    await turn();
    expect(events.slice(3)).toEqual(['listed', 'subscribed']);
  });

  it('wait longer each time when the server gives the list but no subscription, and as at first after one that lasted', async () => {
    read();
    for (let attempt = 1; attempt <= 3; attempt++) {
      await turn();
      interrupt(away());
      await untilWaits(attempt);
      goOn();
    }
    await turn();
    now += 5000;
    interrupt(away());
    await untilWaits(4);
    expect(waits).toEqual([0, 1, 2, 0]);
  });

  it('throw that the list cannot be read at first, and wait for the server later', async () => {
    listErrors = [away()];
    read();
    await expect(ended).rejects.toThrow('The server is away.');
    expect(events).toEqual([]);

    read();
    await turn();
    listErrors = [away(), away()];
    interrupt(away());
    for (let attempt = 1; attempt <= 3; attempt++) {
      await untilWaits(attempt);
      goOn();
    }
    await turn();
    expect(events).toEqual(['listed', 'subscribed', 'listed', 'subscribed']);
    expect(waits).toEqual([0, 1, 2]);
  });

  it('end when they are closed while the list is read, and subscribe no more', async () => {
    read((signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))));
    await turn();
    await subscriptions.close();
    expect(await ended).toBeUndefined();
    expect(events).toEqual([]);
  });
});
