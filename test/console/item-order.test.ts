import { afterMove, orderBatches, type Place } from '../../src/console/settings/items/item-order';

const sorted = (places: readonly Place[]): string[] =>
  places.toSorted((a, b) => a.position - b.position || Number(a.id) - Number(b.id)).map(({ id }) => id);

describe('the order of items', () => {
  // The API takes 500 changes at once, and an organization has up to 2,000 locations.
  it.each([0, 1, 2, 3])('is saved in batches, and the others stay in order if only %i of 3 succeed', (succeeding) => {
    const items = Array.from({ length: 1200 }, (_unused, n) => ({ id: String(n), position: 0 }));
    const batches = orderBatches(afterMove(items, '1100', '2'));
    expect(batches.map(({ length }) => length)).toEqual([500, 500, 199]);
    const changed = new Map(
      batches
        .slice(0, succeeding)
        .flat()
        .map((place) => [place.id, place]),
    );
    const order = sorted(items.map((item) => changed.get(item.id) ?? item));
    expect(order.filter((id) => id !== '1100')).toEqual(items.map(({ id }) => id).filter((id) => id !== '1100'));
    if (succeeding === 3) expect(order.indexOf('1100')).toBe(2);
  });

  it('is saved by the changed positions alone', () => {
    const items = Array.from({ length: 5 }, (_unused, n) => ({ id: String(n), position: n }));
    expect(orderBatches(afterMove(items, '3', '1'))).toEqual([
      [
        { id: '3', position: 1 },
        { id: '1', position: 2 },
        { id: '2', position: 3 },
      ],
    ]);
    expect(orderBatches(afterMove(items, '0', '2')).flat()).toContainEqual({ id: '0', position: 2 });
    expect(orderBatches(afterMove(items, '2', '2'))).toEqual([]);
  });
});
