import { FairShares } from '../../../src/api/graphql/organization-throttle';
import { Role } from '../../../src/features/auth/permissions';
import type { Viewer } from '../../../src/viewer';

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_unused, index) => make(index));

describe('a share of 100 points', () => {
  const present = (): boolean => false;
  let share: FairShares;
  let viewerNow: jest.Mock<Promise<Viewer | null>, [Viewer]>;
  const viewer = (organizationId = 1, userId = 1): Viewer => ({
    userId,
    organizationId,
    role: Role.OWNER,
    permissions: new Set<never>(),
    tokenId: userId,
    tokenExpiresAt: new Date(0),
  });

  beforeEach(() => {
    jest.useFakeTimers();
    viewerNow = jest.fn(async (viewer: Viewer) => ({ ...viewer, role: Role.ADMIN }));
    share = new FairShares(100, (viewer) => viewerNow(viewer));
  });
  afterEach(() => jest.useRealTimers());

  const enter = (cost: number, isGone = present, organizationId = 1, userId = 1) => {
    const place = {
      entered: false,
      refused: null as unknown,
      viewer: null as Viewer | null,
      leave: () => undefined as void,
    };
    share.enter(viewer(organizationId, userId), cost, isGone).then(
      (turn) => Object.assign(place, { entered: true, ...turn }),
      (error) => (place.refused = error),
    );
    return place;
  };
  const enterAs = (userId: number, cost = 100, isGone = present) => enter(cost, isGone, 1, userId);
  const settled = () => jest.advanceTimersByTimeAsync(10);

  it('goes by price, in the order of arrival, one organization at a time', async () => {
    const [first, second, third, ofAnother] = [enter(60), enter(60), enter(20), enter(60, present, 2)];
    await settled();
    expect([first, second, third, ofAnother].map(({ entered }) => entered)).toEqual([true, false, false, true]);
    first.leave();
    await settled();
    expect([second.entered, third.entered]).toEqual([true, true]);
  });

  it('is waited for without end by what is live, and refused to those who left', async () => {
    const first = enter(100);
    const [patient, gone] = [jest.fn(async () => 'done'), jest.fn(async () => 'done')];
    const answers = [
      share.inTurn(viewer(), 100, present, patient),
      share.inTurn(viewer(), 100, () => true, gone).catch((error) => error.code),
    ];
    await jest.advanceTimersByTimeAsync(60_000);
    expect(patient).not.toHaveBeenCalled();
    first.leave();
    await settled();
    expect(await Promise.all(answers)).toEqual(['done', 'LIMIT_REACHED']);
    expect(gone).not.toHaveBeenCalled();
    const failing = share
      .inTurn(viewer(), 100, present, () => Promise.reject(new Error('fails')))
      .catch((error) => error.message);
    const next = enter(100);
    await settled();
    expect([await failing, next.entered]).toEqual(['fails', true]);
  });

  it('lets one that costs more than all of it run alone', async () => {
    const [large, small] = [enter(1000), enter(1)];
    await settled();
    expect([large.entered, small.entered]).toEqual([true, false]);
    large.leave();
    await settled();
    expect(small.entered).toBe(true);
  });

  it('counts the cheapest as an eighth', async () => {
    const places = many(9, () => enter(0));
    await settled();
    expect(places.map(({ entered }) => entered)).toEqual([...many(8, () => true), false]);
  });

  it('refuses whoever has waited for ten seconds, and lets those behind it pass', async () => {
    enter(60);
    const large = enter(100);
    await jest.advanceTimersByTimeAsync(5000);
    const small = enter(20);
    await jest.advanceTimersByTimeAsync(4999);
    expect([large.refused, small.entered]).toEqual([null, false]);
    await jest.advanceTimersByTimeAsync(1);
    await settled();
    expect(large.refused).toMatchObject({ code: 'LIMIT_REACHED', details: { retryAfter: 5 } });
    expect(small.entered).toBe(true);
  });

  it('takes what is left twice for once', async () => {
    const [first] = [enter(100), enter(100)];
    const third = enter(100);
    await settled();
    first.leave();
    first.leave();
    await settled();
    expect(third.entered).toBe(false);
  });

  it('passes by those who have gone', async () => {
    let gone = false;
    const [first, second, third] = [enter(100), enter(100, () => gone), enter(100)];
    gone = true;
    await settled();
    first.leave();
    await settled();
    expect([second.entered, third.entered]).toEqual([false, true]);
  });

  it('goes round by person', async () => {
    const first = enterAs(1);
    const others = many(3, () => enterAs(1));
    const [second, third] = [enterAs(2), enterAs(3)];
    await settled();
    const all = [...others, second, third];
    const order: number[] = [];
    for (let running = first; order.length < all.length; running = all[order.at(-1)!]!) {
      running.leave();
      await settled();
      order.push(all.findIndex(({ entered }, index) => entered && !order.includes(index)));
    }
    expect(order).toEqual([3, 4, 0, 1, 2]);
  });

  it('lets 200 operations of one person wait, and those of others pass them', async () => {
    const running = enterAs(1);
    await settled();
    const waiting = many(200, () => enterAs(1));
    await settled();
    const [refused, other] = [enterAs(1), enterAs(2)];
    await settled();
    expect([refused.refused, other.refused]).toEqual([expect.objectContaining({ code: 'LIMIT_REACHED' }), null]);
    running.leave();
    await settled();
    waiting[0]!.leave();
    await settled();
    expect(other.entered).toBe(true);
  });

  it('refuses the last of whoever waits for the most when a thousand wait', async () => {
    enterAs(1);
    await settled();
    const crowd = many(5, (person) => many(200, () => enterAs(person + 10)));
    await settled();
    const newcomer = enterAs(99);
    await settled();
    expect([newcomer.refused, crowd.flat().filter(({ refused }) => refused).length]).toEqual([null, 1]);
  });

  it('does not count those who have gone', async () => {
    let gone = false;
    enterAs(1);
    await settled();
    const left = many(200, () => enterAs(1, 100, () => gone));
    gone = true;
    const again = enterAs(1);
    await settled();
    expect([again.refused, left.filter(({ refused }) => refused).length]).toEqual([null, 200]);
  });

  it('asks for the rights again after a wait, and only then', async () => {
    const first = enterAs(1);
    await settled();
    expect([first.viewer!.role, viewerNow.mock.calls.length]).toEqual([Role.OWNER, 0]);
    const [second, third] = [enterAs(2), enterAs(3)];
    await settled();
    viewerNow.mockImplementationOnce(async () => null);
    first.leave();
    await settled();
    expect(second.refused).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(third.viewer!.role).toBe(Role.ADMIN);
  });
});
