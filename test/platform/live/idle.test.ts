import { getEventListeners } from 'node:events';
import { idle } from '../../../src/platform/live/idle';

describe('idle', () => {
  const hourMs = 3_600_000;
  const { signal } = new AbortController();

  it('ends with the first of the events', async () => {
    await idle(hourMs, signal, [new Promise(() => undefined), Promise.resolve()]);
  });

  it('ends after its time', async () => {
    await idle(1, signal, [new Promise(() => undefined)]);
  });

  it('ends when the signal aborts, and at once if it has aborted', async () => {
    const stopping = new AbortController();
    const waiting = idle(hourMs, stopping.signal);
    stopping.abort();
    await waiting;
    await idle(hourMs, stopping.signal);
  });

  it('fails with an event', async () => {
    await expect(idle(hourMs, signal, [Promise.reject(new Error('no database'))])).rejects.toThrow('no database');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('leaves no listener on the signal and no timer, however many waits end early', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
    const before = timers();
    for (let wait = 0; wait < 50; wait++) {
      await idle(hourMs, signal, [Promise.resolve()]);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    }
    expect(timers()).toBe(before);
  });
});
