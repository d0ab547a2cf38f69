/** @slow */
import { useOrganization, useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { forgetTotals } from '../../support/apps/totals';
import type { Data, Subscription } from '../../support/clients/client';
import { setPermissions } from '../../support/data/account-changes';
import { addBookings } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';

const live =
  'subscription ($from: YearMonth = "2026-03", $to: YearMonth = "2026-04") { bookingStatsChanged(from: $from, to: $to) { rows { month count users } } }';
const counts = (event: Data): number[] => event.bookingStatsChanged.rows.map((row: Data) => row.count);
const untilCounts = (subscription: Subscription, wanted: number[]): Promise<Data> =>
  subscription.untilEvent(`the counts ${wanted}`, (event) => String(counts(event)) === String(wanted));

eachEngine('bookingStatsChanged', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  const book = (startsAt: string, userId = organization.memberId): Promise<void> =>
    addBookings(app.app.dataSource, organization, [{ userId, startsAt }]);
  const permit = (permissions: string[]) => setPermissions(app.app.dataSource, organization.adminId, permissions);

  it.each(['valid', 'outdated'])(
    'sends an answer at once and after each change of these months, with rollups %s',
    async (rollups) => {
      if (rollups === 'outdated') await forgetTotals(app, organization);
      const subscription = organization.owner.subscribe(live);
      await untilCounts(subscription, [0, 0]);
      await book('2026-03-05T10:00:00Z');
      await untilCounts(subscription, [1, 0]);
      await book('2026-04-30T22:59:59Z', organization.ownerId);
      await untilCounts(subscription, [1, 1]);
      expect(subscription.errors).toEqual([]);
      subscription.unsubscribe();
    },
  );

  it('sends nothing when other months change', async () => {
    const subscription = organization.owner.subscribe(live);
    await untilCounts(subscription, [0, 0]);
    await book('2026-06-05T10:00:00Z');
    await book('2025-06-05T10:00:00Z');
    await book('2026-03-05T10:00:00Z');
    await untilCounts(subscription, [1, 0]);
    // Whatever else had been told would have come before.
    expect(subscription.events.map(counts)).toEqual([
      [0, 0],
      [1, 0],
    ]);
    subscription.unsubscribe();
  });

  it('shows a member their own figures, and does not reveal bookings of others', async () => {
    const subscription = organization.member.subscribe(live);
    await untilCounts(subscription, [0, 0]);
    await book('2026-03-05T10:00:00Z', organization.ownerId);
    const owner = organization.owner.subscribe(live);
    await untilCounts(owner, [1, 0]);
    await book('2026-03-06T10:00:00Z', organization.memberId);
    await untilCounts(subscription, [1, 0]);
    expect(subscription.events.map(counts)).toEqual([
      [0, 0],
      [1, 0],
    ]);
    subscription.unsubscribe();
    owner.unsubscribe();
  });

  it('sends a member every change of their own figures, even if the row counts stay the same', async () => {
    const { id } = (
      await organization.owner.data('mutation ($input: CreateBookingInput!) { createBooking(input: $input) { id } }', {
        input: {
          userId: organization.memberId,
          locationId: organization.locationId,
          startsAt: '2026-03-05T10:00:00Z',
          endsAt: '2026-03-05T11:00:00Z',
          status: 'CONFIRMED',
        },
      })
    ).createBooking;
    const subscription = organization.member.subscribe(
      'subscription { bookingStatsChanged(from: "2026-03", to: "2026-03", groupBy: [HOUR]) { rows { hour count } excluded { pending } } }',
    );
    await subscription.untilEvent('the first answer', () => true);
    await organization.owner.data(
      'mutation ($input: RescheduleBookingInput!) { rescheduleBooking(input: $input) { id } }',
      { input: { id, startsAt: '2026-03-05T12:00:00Z', endsAt: '2026-03-05T13:00:00Z' } },
    );
    await subscription.untilEvent('another hour', ({ bookingStatsChanged: { rows } }) => rows[0].hour === 12);
    await addBookings(app.app.dataSource, organization, [
      { userId: organization.memberId, startsAt: '2026-03-06T10:00:00Z', status: 'PENDING' },
    ]);
    await subscription.untilEvent(
      'one more pending',
      ({ bookingStatsChanged: { excluded } }) => excluded.pending === 1,
    );
    subscription.unsubscribe();
  });

  it('continues for a viewer who gets another permission, after any number of events', async () => {
    const [admin, owner] = [organization.admin.subscribe(live), organization.owner.subscribe(live)];
    for (let number = 0; number < 3; number++) {
      await untilCounts(admin, [number, 0]);
      await untilCounts(owner, [number, 0]);
      await book('2026-03-05T10:00:00Z');
    }
    await untilCounts(admin, [3, 0]);
    await permit(['BOOKINGS_VIEW']);
    await book('2026-04-05T10:00:00Z');
    for (const subscription of [admin, owner]) {
      await untilCounts(subscription, [3, 1]);
      expect(subscription.errors).toEqual([]);
      subscription.unsubscribe();
    }
  });

  it('sends own figures to a viewer who loses BOOKINGS_VIEW, without any change of data', async () => {
    await book('2026-03-05T10:00:00Z');
    await book('2026-04-05T10:00:00Z', organization.adminId);
    const subscription = organization.admin.subscribe(live);
    await untilCounts(subscription, [1, 1]);
    await permit(['IDENTITIES_VIEW']);
    await untilCounts(subscription, [0, 1]);
    await permit(['BOOKINGS_VIEW']);
    await book('2026-03-05T10:00:00Z');
    await untilCounts(subscription, [2, 1]);
    subscription.unsubscribe();
  });

  it('covers the organization of the viewer only', async () => {
    const other = await app.organization();
    const subscription = other.owner.subscribe(live);
    await untilCounts(subscription, [0, 0]);
    await book('2026-03-05T10:00:00Z');
    await addBookings(app.app.dataSource, other, [
      { userId: other.memberId, startsAt: '2026-03-05T10:00:00Z' },
      { userId: other.memberId, startsAt: '2026-04-05T10:00:00Z' },
    ]);
    await untilCounts(subscription, [1, 1]);
    expect(subscription.events.map(counts)).toEqual([
      [0, 0],
      [1, 1],
    ]);
    subscription.unsubscribe();
  });

  it.each([
    ['from after to', { from: '2026-05' }, 'to'],
    ['an invalid month', { from: '2026-13' }, 'from'],
  ])('is rejected with %s', async (_what, variables, argument) => {
    const subscription = organization.owner.subscribe(live, variables);
    await subscription.untilCompleted();
    expect(subscription.errors).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument }) }),
    ]);
  });

  it('ends with the error when the first answer breaks a rule', async () => {
    const subscription = organization.owner.subscribe(
      'subscription { bookingStatsChanged(from: "2026-03", to: "2026-03", groupBy: [HOUR, HOUR]) { rows { count } } }',
    );
    await subscription.untilCompleted();
    expect(subscription.errors).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument: 'groupBy' }) }),
    ]);
    expect(subscription.events).toEqual([]);
  });
});

eachEngine('the rate of bookingStatsChanged', (engine) => {
  const app = useTestApp(engine, { worker: false, pollScale: 1 });
  const organization = useOrganization(app);

  it('sends at most once a second, with all changes until then', async () => {
    const subscription = organization.owner.subscribe(live);
    await untilCounts(subscription, [0, 0]);
    for (let number = 0; number < 40; number++)
      await addBookings(app.app.dataSource, organization, [
        { userId: organization.memberId, startsAt: '2026-03-05T10:00:00Z' },
      ]);
    await untilCounts(subscription, [40, 0]);
    // One more than seconds went by is the first answer; a busy machine may bring two together, but no third.
    const { arrivedAtMs } = subscription;
    expect(arrivedAtMs.length).toBeLessThanOrEqual(2 + (arrivedAtMs.at(-1)! - arrivedAtMs[0]!) / 1000);
    subscription.unsubscribe();
  });
});
