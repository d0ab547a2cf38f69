import { VenueCalendar } from '../../../src/platform/time/venue-calendar';
import { useOrganization, useTestApp } from '../../support/apps/app';
import type { Data, TestClient } from '../../support/clients/client';
import { addBookings, addManyUsers, addUsers, type TestBooking } from '../../support/data/factories';
import { figureFields } from '../../support/data/figures';
import { eachEngine } from '../../support/databases/engines';
import { countingStatements } from '../../support/databases/statements';

const activity =
  'bookingActivity(asOf: $asOf) { thisMonth { booked created } lastMonth { booked created } firstDate { booked created } hasBooked }';

eachEngine('User.bookingActivity', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app, { timezone: 'Europe/Lisbon' });

  const userWith = async (username: string, bookings: readonly Omit<TestBooking, 'userId'>[]): Promise<number> => {
    const [userId] = await addUsers(app.app.dataSource, organization.id, [{ username }]);
    await addBookings(
      app.app.dataSource,
      organization,
      bookings.map((booking) => ({ userId: userId!, ...booking })),
    );
    return userId!;
  };
  const activityOf = async (
    id: number,
    asOf: string | null = null,
    client: TestClient = organization.owner,
  ): Promise<Data> =>
    (await client.data(`query ($id: ID!, $asOf: DateTime) { user(id: $id) { ${activity} } }`, { id, asOf })).user
      .bookingActivity;

  it('has zeros and null dates for a user without bookings', async () => {
    expect(await activityOf(await userWith('never', []))).toEqual({
      thisMonth: { booked: 0, created: 0 },
      lastMonth: { booked: 0, created: 0 },
      firstDate: { booked: null, created: null },
      hasBooked: false,
    });
  });

  it('never counts pending or cancelled bookings', async () => {
    const id = await userWith('unconfirmed', [
      { startsAt: '2026-03-10T10:00:00Z', status: 'PENDING' },
      { startsAt: '2026-03-11T10:00:00Z', status: 'CANCELLED' },
    ]);
    expect(await activityOf(id)).toEqual({
      thisMonth: { booked: 0, created: 0 },
      lastMonth: { booked: 0, created: 0 },
      firstDate: { booked: null, created: null },
      hasBooked: false,
    });
  });

  it('counts future bookings of this month, and bookings by time of creation', async () => {
    // The clock stands at 15 March.
    const id = await userWith('later', [
      { startsAt: '2026-03-31T22:59:59.999Z', createdAt: '2026-02-10T09:00:00Z' },
      { startsAt: '2026-04-01T00:00:00Z', createdAt: '2026-03-01T00:00:00Z' },
    ]);
    expect(await activityOf(id)).toEqual({
      thisMonth: { booked: 1, created: 1 },
      lastMonth: { booked: 0, created: 1 },
      firstDate: { booked: '2026-03-31', created: '2026-02-10' },
      hasBooked: true,
    });
  });

  it('measures months from `asOf`, with several instants in one query', async () => {
    const id = await userWith('asked', [
      { startsAt: '2025-10-31T23:59:59.999Z' },
      { startsAt: '2025-11-01T00:00:00Z' },
    ]);
    const { user } = await organization.owner.data(
      `query ($id: ID!) { user(id: $id) {
      october: bookingActivity(asOf: "2025-10-31T23:59:59.999Z") { thisMonth { booked } lastMonth { booked } firstDate { booked } }
      november: bookingActivity(asOf: "2025-11-01T01:00:00+01:00") { thisMonth { booked } lastMonth { booked } firstDate { booked } }
      now: bookingActivity { thisMonth { booked } lastMonth { booked } firstDate { booked } }
    } }`,
      { id },
    );
    expect(user).toEqual({
      october: { thisMonth: { booked: 1 }, lastMonth: { booked: 0 }, firstDate: { booked: '2025-10-31' } },
      november: { thisMonth: { booked: 1 }, lastMonth: { booked: 1 }, firstDate: { booked: '2025-10-31' } },
      now: { thisMonth: { booked: 0 }, lastMonth: { booked: 0 }, firstDate: { booked: '2025-10-31' } },
    });
  });

  it('follows the clock from one request to the next', async () => {
    const id = await userWith('clock', [{ startsAt: '2026-03-20T10:00:00Z' }]);
    app.clock.set('2026-03-31T22:59:59.999Z');
    expect((await activityOf(id)).thisMonth.booked).toBe(1);
    app.clock.set('2026-03-31T23:00:00.000Z');
    expect(await activityOf(id)).toMatchObject({ thisMonth: { booked: 0 }, lastMonth: { booked: 1 } });
    app.clock.set('2026-03-15T12:00:00.000Z');
  });

  it('is visible to a member for themself', async () => {
    await addBookings(app.app.dataSource, organization, [
      { userId: organization.memberId, startsAt: '2026-03-10T10:00:00Z' },
    ]);
    expect(await activityOf(organization.memberId, null, organization.member)).toMatchObject({
      thisMonth: { booked: 1 },
    });
  });

  it('rejects an invalid `asOf`', async () => {
    for (const asOf of ['2026-02-30T00:00:00Z', '2026-03-15', 'now', 5, '+275760-09-13T00:00:00Z', '1e400']) {
      expect(
        await organization.owner.refusal(`query ($id: ID!, $asOf: DateTime) { user(id: $id) { ${activity} } }`, {
          id: organization.memberId,
          asOf,
        }),
      ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'asOf' });
    }
  });

  it('runs no more statements for a hundred users than for one', async () => {
    await addManyUsers(app.app.dataSource, organization.id, 100);
    const statementsFor = (first: number, fields: string): Promise<string[]> =>
      countingStatements(app.app.dataSource, async () => {
        const { users } = await organization.owner.data(
          `query ($first: Int!, $asOf: DateTime = null) { users(first: $first, filter: { createdAt: { before: $asOf } }) { nodes { id ${fields} } } }`,
          { first },
        );
        expect(users.nodes).toHaveLength(first);
      });
    const without = await statementsFor(100, '');
    const hundred = await statementsFor(100, figureFields);
    expect(hundred.length - without.length).toBeLessThanOrEqual(3);
    expect(hundred.filter((sql) => /FROM bookings/.test(sql))).toHaveLength(1);
    expect(hundred.filter((sql) => /FROM invoices/.test(sql))).toHaveLength(1);
    expect((await statementsFor(1, figureFields)).length).toBe(hundred.length);
  });

  it.each(['bookingActivity', 'invoicing'])(
    'computes months once for all users, and lets other clients run meanwhile: %s',
    async (figure) => {
      const other = await app.organization();
      await addManyUsers(app.app.dataSource, other.id, 20);
      const [months, turns] = [jest.spyOn(VenueCalendar.prototype, 'month'), jest.spyOn(globalThis, 'setImmediate')];
      try {
        const { users } = await other.owner.data(
          `{ users(first: 20) { nodes { ${figure} { months(from: "1975-01", to: "2024-12") { month } } } } }`,
        );
        expect(users.nodes.map((user: Data) => user[figure].months.length)).toEqual(Array(20).fill(600));
        expect(months).toHaveBeenCalledTimes(600);
        expect(turns.mock.calls.length).toBeGreaterThanOrEqual(6);
      } finally {
        months.mockRestore();
        turns.mockRestore();
      }
    },
  );
});
