import { Watcher } from '../../../src/api/live/watcher';
import { Role } from '../../../src/features/auth/permissions';

const viewer = {
  userId: 1,
  organizationId: 1,
  role: Role.OWNER,
  permissions: new Set<never>(),
  credential: 'token 1' as const,
  isFromProvider: false,
  permissionLimit: null,
};

const state = (order: number, readAtMs = 0, payload = String(order)) => ({ order, readAtMs, payload });

describe('Watcher', () => {
  it('sends a busy socket the newest state later, never a repeated or older one, and then the end', async () => {
    const states: string[] = [];
    let written = (): void => undefined;
    const watcher = new Watcher((text, sent) => void (states.push(text), (written = sent)), viewer);
    const end = watcher.next();
    watcher.show(state(2));
    for (const order of [2, 1, 3, 5, 4]) watcher.show(state(order));
    expect(states).toEqual(['2']);
    watcher.complete();
    written();
    expect(states).toEqual(['2', '5']);
    watcher.show(state(6));
    written();
    expect(await end).toEqual({ done: true, value: undefined });
    expect(states).toHaveLength(2);
  });

  it('drops an unsent state when permissions change, and sends the first new state unless it is identical', () => {
    const states: string[] = [];
    let written = (): void => undefined;
    const watcher = new Watcher((text, sent) => void (states.push(text), (written = sent)), viewer);
    watcher.show(state(5, 9));
    watcher.show(state(6, 9));
    watcher.move();
    written();
    expect(states).toEqual([5].map(String));
    watcher.show(state(6));
    expect(states).toEqual([5, 6].map(String));
    written();
    watcher.move();
    watcher.show(state(6));
    expect(states).toHaveLength(2);
    watcher.move();
    watcher.show(state(6, 0, '60'));
    expect(states).toEqual([5, 6, 60].map(String));
  });

  it('sends a later read of the same version if it differs', () => {
    const states: string[] = [];
    const watcher = new Watcher((text, sent) => void (states.push(text), sent()), viewer);
    for (const [readAtMs, place] of [
      [10, 3],
      [12, 2],
      [11, 3],
      [13, 2],
      [14, 1],
    ] as const)
      watcher.show(state(1, readAtMs, String(place)));
    watcher.show(state(2, 0, '0'));
    expect(states).toEqual([3, 2, 1, 0].map(String));
  });
});
