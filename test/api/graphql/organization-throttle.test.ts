import { OrganizationThrottle } from '../../../src/api/graphql/organization-throttle';
import { Role } from '../../../src/features/auth/permissions';
import type { Viewer } from '../../../src/viewer';

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_unused, index) => make(index));

describe('OrganizationThrottle with 100 points', () => {
  const present = (): boolean => false;
  let share: OrganizationThrottle;
  let viewerNow: jest.Mock<Promise<Viewer | null>, [Viewer]>;
  const viewer = (organizationId = 1, userId = 1): Viewer => ({
    userId,
    organizationId,
    role: Role.OWNER,
    permissions: new Set<never>(),
    credential: `token ${userId}`,
    isFromProvider: false,
    permissionLimit: null,
  });

  beforeEach(() => {
    jest.useFakeTimers();
    viewerNow = jest.fn(async (viewer: Viewer) => ({ ...viewer, role: Role.ADMIN }));
    share = new OrganizationThrottle(100, (viewer) => viewerNow(viewer));
  });
  afterEach(() => jest.useRealTimers());

  const acquire = (cost: number, isGone = present, organizationId = 1, userId = 1) => {
    const place = {
      entered: false,
      refused: null as unknown,
      viewer: null as Viewer | null,
      release: () => undefined as void,
    };
    share.acquire(viewer(organizationId, userId), cost, isGone).then(
      (turn) => Object.assign(place, { entered: true, ...turn }),
      (error) => (place.refused = error),
    );
    return place;
  };
  const acquireAs = (userId: number, cost = 100, isGone = present) => acquire(cost, isGone, 1, userId);
  const settled = () => jest.advanceTimersByTimeAsync(10);

  it('limits the total cost per organization, in order of arrival', async () => {
    const [first, second, third, ofAnother] = [acquire(60), acquire(60), acquire(20), acquire(60, present, 2)];
    await settled();
    expect([first, second, third, ofAnother].map(({ entered }) => entered)).toEqual([true, false, false, true]);
    first.release();
    await settled();
    expect([second.entered, third.entered]).toEqual([true, true]);
  });

  it('reports what is left to a user, from their own operations only', async () => {
    const [full, idle] = [
      { limit: 100, remaining: 100 },
      { limit: 200, remaining: 200 },
    ];
    const [first] = [acquireAs(1, 60), acquireAs(1, 60), acquireAs(1, 60)];
    await settled();
    expect(share.roomOf(viewer(1, 1))).toEqual({
      inFlight: { limit: 100, remaining: 40 },
      waiting: { limit: 200, remaining: 198 },
    });
    for (const other of [viewer(1, 2), viewer(2, 1)])
      expect(share.roomOf(other)).toEqual({ inFlight: full, waiting: idle });
    first.release();
    await settled();
    expect(share.roomOf(viewer(1, 1)).waiting.remaining).toBe(199);
  });

  it('lets subscriptions wait without limit, and refuses disconnected clients', async () => {
    const first = acquire(100);
    const [patient, gone] = [jest.fn(async () => 'done'), jest.fn(async () => 'done')];
    const answers = [
      share.runInTurn(viewer(), 100, present, patient),
      share.runInTurn(viewer(), 100, () => true, gone).catch((error) => error.code),
    ];
    await jest.advanceTimersByTimeAsync(60_000);
    expect(patient).not.toHaveBeenCalled();
    first.release();
    await settled();
    expect(await Promise.all(answers)).toEqual(['done', 'LIMIT_REACHED']);
    expect(gone).not.toHaveBeenCalled();
    const failing = share
      .runInTurn(viewer(), 100, present, () => Promise.reject(new Error('fails')))
      .catch((error) => error.message);
    const next = acquire(100);
    await settled();
    expect([await failing, next.entered]).toEqual(['fails', true]);
  });

  it('runs an operation alone that costs more than the limit', async () => {
    const [large, small] = [acquire(1000), acquire(1)];
    await settled();
    expect([large.entered, small.entered]).toEqual([true, false]);
    large.release();
    await settled();
    expect(small.entered).toBe(true);
  });

  it('counts each operation as at least an eighth of the limit', async () => {
    const places = many(9, () => acquire(0));
    await settled();
    expect(places.map(({ entered }) => entered)).toEqual([...many(8, () => true), false]);
  });

  it('refuses an operation after ten seconds, and lets later ones start', async () => {
    acquire(60);
    const large = acquire(100);
    await jest.advanceTimersByTimeAsync(5000);
    const small = acquire(20);
    await jest.advanceTimersByTimeAsync(4999);
    expect([large.refused, small.entered]).toEqual([null, false]);
    await jest.advanceTimersByTimeAsync(1);
    await settled();
    expect(large.refused).toMatchObject({ code: 'LIMIT_REACHED', details: { retryAfter: 5 } });
    expect(small.entered).toBe(true);
  });

  it('releases a permit only once', async () => {
    const [first] = [acquire(100), acquire(100)];
    const third = acquire(100);
    await settled();
    first.release();
    first.release();
    await settled();
    expect(third.entered).toBe(false);
  });

  it('skips disconnected clients', async () => {
    let gone = false;
    const [first, second, third] = [acquire(100), acquire(100, () => gone), acquire(100)];
    gone = true;
    await settled();
    first.release();
    await settled();
    expect([second.entered, third.entered]).toEqual([false, true]);
  });

  it('lets users take turns', async () => {
    const first = acquireAs(1);
    const others = many(3, () => acquireAs(1));
    const [second, third] = [acquireAs(2), acquireAs(3)];
    await settled();
    const all = [...others, second, third];
    const order: number[] = [];
    for (let running = first; order.length < all.length; running = all[order.at(-1)!]!) {
      running.release();
      await settled();
      order.push(all.findIndex(({ entered }, index) => entered && !order.includes(index)));
    }
    expect(order).toEqual([3, 4, 0, 1, 2]);
  });

  it('lets 200 operations of one user wait, and lets other users pass them', async () => {
    const running = acquireAs(1);
    await settled();
    const waiting = many(200, () => acquireAs(1));
    await settled();
    const [refused, other] = [acquireAs(1), acquireAs(2)];
    await settled();
    expect([refused.refused, other.refused]).toEqual([expect.objectContaining({ code: 'LIMIT_REACHED' }), null]);
    running.release();
    await settled();
    waiting[0]!.release();
    await settled();
    expect(other.entered).toBe(true);
  });

  it('refuses the last operation of the user with the longest queue when a thousand wait', async () => {
    acquireAs(1);
    await settled();
    const crowd = many(5, (person) => many(200, () => acquireAs(person + 10)));
    await settled();
    const newcomer = acquireAs(99);
    await settled();
    expect([newcomer.refused, crowd.flat().filter(({ refused }) => refused).length]).toEqual([null, 1]);
  });

  it('does not count disconnected clients', async () => {
    let gone = false;
    acquireAs(1);
    await settled();
    const left = many(200, () => acquireAs(1, 100, () => gone));
    gone = true;
    const again = acquireAs(1);
    await settled();
    expect([again.refused, left.filter(({ refused }) => refused).length]).toEqual([null, 200]);
  });

  it('reads the permissions when an operation starts, and not before', async () => {
    const first = acquireAs(1);
    await settled();
    expect(first.viewer!.role).toBe(Role.ADMIN);
    const [second, third] = [acquireAs(2), acquireAs(3)];
    await settled();
    expect(viewerNow).toHaveBeenCalledTimes(1);
    viewerNow.mockImplementationOnce(async () => null);
    first.release();
    await settled();
    expect(second.refused).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(third.viewer!.role).toBe(Role.ADMIN);
  });
});
