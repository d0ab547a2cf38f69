interface Tested {
  Listeners: new () => { add(listener: () => void): () => void; call(): void };
}
const { Listeners } = jest.requireActual<Tested>('../../src/client/listeners');

describe('Listeners', () => {
  it('are all called if one of them throws, and its error is reported as uncaught', () => {
    const uncaught: (() => void)[] = [];
    const queue = jest.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => void uncaught.push(task));
    const listeners = new Listeners();
    listeners.add(() => {
      throw new Error('of a listener');
    });
    let calls = 0;
    const remove = listeners.add(() => calls++);
    listeners.call();
    remove();
    listeners.call();
    queue.mockRestore();
    expect(calls).toBe(1);
    expect(uncaught).toHaveLength(2);
    expect(uncaught[0]).toThrow('of a listener');
  });
});
