/** The place of an item in its list. */
export interface Place {
  readonly id: string;
  readonly position: number;
}

/** The items after one of them has taken the place of another one. */
export function afterMove<Item extends Place>(items: readonly Item[], movedId: string, targetId: string): Item[] {
  const order = items.filter(({ id }) => id !== movedId);
  const index = items.findIndex(({ id }) => id === targetId);
  order.splice(index, 0, ...items.filter(({ id }) => id === movedId));
  return order;
}

/** The API accepts so many changes at once. */
const maxBatch = 500;

/** The positions that change for this order, in batches. */
export function orderBatches(order: readonly Place[]): Place[][] {
  const places = order.flatMap(({ id, position: before }, position) => (position === before ? [] : [{ id, position }]));
  const batches: Place[][] = [];
  // From the end: if a batch fails, the items of the others are still in order, as all positions are 0 at first.
  for (let end = places.length; end > 0; end -= maxBatch) batches.push(places.slice(Math.max(0, end - maxBatch), end));
  return batches;
}
