import { Watcher } from '../../../src/api/sockets/watcher';
import { Role } from '../../../src/features/auth/permissions';

const viewer = {
  userId: 1,
  organizationId: 1,
  role: Role.OWNER,
  permissions: new Set<never>(),
  credential: 'token 1' as const,
  permissionLimit: null,
};

const state = (order: number, readAtMs = 0, payload = String(order)) => ({ order, readAtMs, payload });
const frame = (order: number): string => `{"id":"a","type":"next","payload":${order}}`;

describe('Watcher', () => {
  it('sends a busy socket the newest state later, never a repeated or older one, and then the end', async () => {
    const frames: string[] = [];
    let written = (): void => undefined;
    const writer = { send: (text: string, sent?: () => void) => void (frames.push(text), (written = sent!)) };
    const watcher = new Watcher(writer, 'a', viewer);
    const end = watcher.next();
    watcher.show(state(2));
    for (const order of [2, 1, 3, 5, 4]) watcher.show(state(order));
    expect(frames).toEqual([frame(2)]);
    watcher.complete();
    written();
    expect(frames).toEqual([frame(2), frame(5)]);
    watcher.show(state(6));
    written();
    expect(await end).toEqual({ done: true, value: undefined });
    expect(frames).toHaveLength(2);
  });

  it('drops an unsent state when permissions change, and sends the first new state unless it is identical', () => {
    const frames: string[] = [];
    let written = (): void => undefined;
    const socket = {
      send: (text: string, sent: () => void) => void (frames.push(text), (written = sent)),
    } as unknown as WebSocket;
    const watcher = new Watcher(socket, 'a', viewer);
    watcher.show(state(5, 9));
    watcher.show(state(6, 9));
    watcher.move();
    written();
    expect(frames).toEqual([5].map(frame));
    watcher.show(state(6));
    expect(frames).toEqual([5, 6].map(frame));
    written();
    watcher.move();
    watcher.show(state(6));
    expect(frames).toHaveLength(2);
    watcher.move();
    watcher.show(state(6, 0, '60'));
    expect(frames).toEqual([5, 6, 60].map(frame));
  });

  it('sends a later read of the same version if it differs', () => {
    const frames: string[] = [];
    const writer = { send: (text: string, sent?: () => void) => void (frames.push(text), sent!()) };
    const watcher = new Watcher(writer, 'a', viewer);
    for (const [readAtMs, place] of [
      [10, 3],
      [12, 2],
      [11, 3],
      [13, 2],
      [14, 1],
    ] as const)
      watcher.show(state(1, readAtMs, String(place)));
    watcher.show(state(2, 0, '0'));
    expect(frames).toEqual([3, 2, 1, 0].map(frame));
  });
});
