type Waiting = {
  untilBack(onConnected: (listener: () => void) => () => void, failures: number, signal: AbortSignal): Promise<void>;
};
const { untilBack } = jest.requireActual<Waiting>('../../src/client/waiting');

describe('the wait of a hook for a server that is away', () => {
  const listeners = new Set<() => void>();
  const onConnected = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const connect = (): void => listeners.forEach((listener) => listener());
  let isOver: boolean;
  let ending: AbortController;
  const start = (failures: number): void => {
    isOver = false;
    ending = new AbortController();
    untilBack(onConnected, failures, ending.signal).then(
      () => (isOver = true),
      () => (isOver = true),
    );
  };
  const passes = async (ms: number): Promise<boolean> => {
    await jest.advanceTimersByTimeAsync(ms);
    return isOver;
  };

  beforeEach(() => {
    jest.useFakeTimers();
    jest.spyOn(Math, 'random').mockReturnValue(1);
  });
  afterEach(() => {
    expect(listeners.size).toBe(0);
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('ends when a connection is established, but grows with the failures for one that breaks again and again', async () => {
    for (const [failures, ms] of [
      [0, 500],
      [1, 1000],
      [2, 2000],
      [3, 4000],
      [9, 4000],
    ] as const) {
      start(failures);
      connect();
      expect(await passes(ms - 1)).toBe(false);
      expect(await passes(1)).toBe(true);
    }
    start(9);
    expect(await passes(10_000)).toBe(false);
    connect();
    expect(await passes(0)).toBe(true);
  });

  it('ends by itself after at most 30 seconds, and when it is no longer needed', async () => {
    start(9);
    expect(await passes(29_999)).toBe(false);
    expect(await passes(1)).toBe(true);
    start(9);
    ending.abort();
    expect(await passes(0)).toBe(true);
  });
});
