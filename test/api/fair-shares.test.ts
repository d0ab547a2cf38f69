import { FairShares } from '../../src/api/fair-shares';

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_unused, index) => make(index));

describe('a share of 100 points', () => {
  const present = (): boolean => false;
  let share: FairShares;

  beforeEach(() => {
    jest.useFakeTimers();
    share = new FairShares(100);
  });
  afterEach(() => jest.useRealTimers());

  const enter = (cost: number, isGone = present, organizationId = 1) => {
    const place = { entered: false, refused: null as unknown, leave: () => undefined as void };
    share.enter(organizationId, cost, isGone).then((leave) => Object.assign(place, { entered: true, leave }), (error) => (place.refused = error));
    return place;
  };
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
    const answers = [share.inTurn(1, 100, present, patient), share.inTurn(1, 100, () => true, gone).catch((error) => error.code)];
    await jest.advanceTimersByTimeAsync(60_000);
    expect(patient).not.toHaveBeenCalled();
    first.leave();
    await settled();
    expect(await Promise.all(answers)).toEqual(['done', 'LIMIT_REACHED']);
    expect(gone).not.toHaveBeenCalled();
    const failing = share.inTurn(1, 100, present, () => Promise.reject(new Error('fails'))).catch((error) => error.message);
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
});
