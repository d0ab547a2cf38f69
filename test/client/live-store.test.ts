type Errors = typeof import('../../src/client/errors.js', { with: { 'resolution-mode': 'import' } });
type Stores = typeof import('../../src/client/live-store.js', { with: { 'resolution-mode': 'import' } });

// The package imports its modules by the names that they have once they are compiled.
jest.mock('../../src/client/errors.js', () => jest.requireActual<object>('../../src/client/errors'), { virtual: true });
const { TallyportError } = jest.requireActual<Errors>('../../src/client/errors');
const { LiveStore } = jest.requireActual<Stores>('../../src/client/live-store');

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('LiveStore', () => {
  /** The failures of each wait for the server, and what ends the latest one. */
  let waits: number[];
  let goOn: () => void;
  let reads: number;
  /** What each read gives before the server is away. */
  let data: number[];
  let store: InstanceType<typeof LiveStore<number>>;
  let unsubscribe: (() => void)[];
  const mount = (): void => void unsubscribe.push(store.subscribe(() => undefined));

  beforeEach(() => {
    [waits, reads, data, unsubscribe] = [[], 0, [], []];
    store = new LiveStore<number>(
      async function* () {
        reads++;
        await turn();
        yield* data;
        throw new TallyportError('NETWORK_ERROR', 'The server is away.');
      },
      (failures, signal) =>
        new Promise((resolve, reject) => {
          waits.push(failures);
          goOn = resolve;
          signal.addEventListener('abort', () => reject(new Error('ended')));
        }),
    );
  });
  afterEach(() => unsubscribe.forEach((end) => end()));

  const untilWaits = async (count: number): Promise<void> => {
    for (let turns = 0; waits.length < count && turns < 100; turns++) await turn();
    expect(waits).toHaveLength(count);
  };

  it('waits longer after each failure, and as at first after data', async () => {
    mount();
    await untilWaits(1);
    goOn();
    await untilWaits(2);
    data = [1];
    goOn();
    await untilWaits(3);
    expect(waits).toEqual([0, 1, 0]);
    expect(store.getSnapshot()).toMatchObject({ data: 1, error: { code: 'NETWORK_ERROR' }, isConnected: false });
  });

  it('says while its connection is interrupted that data may be out of date', async () => {
    const shown: boolean[] = [];
    const connection: ((isConnected: boolean) => void)[] = [];
    const live = new LiveStore<number>(
      async function* ({ onConnectionChange }) {
        yield 1;
        connection.push(onConnectionChange!);
        await new Promise(() => undefined);
      },
      async () => undefined,
    );
    const end = live.subscribe(() => shown.push(live.getSnapshot().isConnected));
    await turn();
    connection[0]!(false);
    connection[0]!(true);
    expect(shown).toEqual([true, false, true]);
    end();
  });

  it('reads one time for all components that are mounted while it waits or reads', async () => {
    mount();
    await untilWaits(1);
    for (let index = 0; index < 5; index++) mount();
    await turn();
    for (let index = 0; index < 5; index++) mount();
    await untilWaits(2);
    expect(reads).toBe(2);
  });
});
