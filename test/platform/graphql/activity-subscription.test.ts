import { ActivitySubscription } from '../../../src/platform/graphql/activity-subscription';
import type { Operation } from '../../../src/platform/graphql/operation';
import type { LiveRecord } from '../../../src/platform/live/live-record';
import { maxRemembered, type RecordFeed } from '../../../src/platform/live/record-feed';
import { RowFilter } from '../../../src/platform/live/record-filter';
import type { RecordRepository } from '../../../src/platform/live/record-repository';
import { RecordWatch } from '../../../src/platform/live/record-watch';

const row = (id: number, version: number, state: string): LiveRecord => ({
  id,
  version,
  state,
  organizationId: 1,
  requestedById: 1,
  updatedAt: new Date(0),
});

/** A subscription to the OPEN records of an organization, and the watch that offers changed records to it. */
function subscribe() {
  let watch!: RecordWatch<LiveRecord>;
  const feed = {
    watch: (accepts: (one: LiveRecord) => boolean) => (watch = new RecordWatch(accepts, () => undefined)),
    complete: async (rows: readonly LiveRecord[]) => rows,
  };
  const records = { databaseNowMs: async () => 0, listRecent: async () => [row(1, 1, 'OPEN')] };
  const events = new ActivitySubscription(
    feed as unknown as RecordFeed<LiveRecord>,
    records as unknown as RecordRepository<LiveRecord>,
    () => ({ organizationId: 1 }),
  ).subscribe({ viewer: { organizationId: 1 } } as Operation, null, {
    fixed: new RowFilter<LiveRecord>(),
    changing: new RowFilter<LiveRecord>().in('state', ['OPEN']),
  });
  const next = async (): Promise<unknown> => {
    const { id, version, state } = (await events.next()).value;
    return [id, version, state];
  };
  return { watch, next, end: () => events.return!() };
}

describe('a subscription to all records of one kind', () => {
  it('sends a record that does not match once, and again only after it has matched', async () => {
    const { watch, next, end } = subscribe();
    expect(await next()).toEqual([1, 1, 'OPEN']);
    // The client may have it from its list.
    watch.offer(row(2, 1, 'ENDED'));
    expect(await next()).toEqual([2, 1, 'ENDED']);
    watch.offer(row(1, 2, 'ENDED'));
    expect(await next()).toEqual([1, 2, 'ENDED']);
    watch.offer(row(1, 3, 'ENDED'));
    watch.offer(row(2, 2, 'ENDED'));
    watch.offer(row(3, 1, 'OPEN'));
    expect(await next()).toEqual([3, 1, 'OPEN']);
    await end();
  });

  it('remembers a limited number of records, and then sends all that leave the filter', async () => {
    const { watch, next, end } = subscribe();
    await next();
    for (let id = 2; id <= maxRemembered + 1; id++) {
      watch.offer(row(id, 1, 'OPEN'));
      await next();
    }
    watch.offer(row(maxRemembered + 1, 2, 'ENDED'));
    expect(await next()).toEqual([maxRemembered + 1, 2, 'ENDED']);
    // It was never sent, and no longer can this be known.
    watch.offer(row(maxRemembered + 2, 1, 'ENDED'));
    expect(await next()).toEqual([maxRemembered + 2, 1, 'ENDED']);
    await end();
  });
});
