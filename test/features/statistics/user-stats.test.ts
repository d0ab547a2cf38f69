import { Permission } from '../../../src/features/auth/permissions';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { addBookings } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { countingStatements } from '../../support/databases/statements';

const all = 'days: { from: "1960-01-01", to: "2030-12-31" }, granularity: WHOLE';

eachEngine('userStats', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app, { adminPermissions: [Permission.IDENTITIES_VIEW] });

  beforeAll(async () => {
    const { memberId, ownerId } = organization;
    await addBookings(app.app.dataSource, organization, [
      { userId: memberId, startsAt: '2026-01-10T10:00:00Z' },
      { userId: memberId, startsAt: '2026-02-10T10:00:00Z' },
      { userId: ownerId, startsAt: '2026-02-10T10:00:00Z', status: 'CANCELLED' },
    ]);
  });

  it('counts users, and those who have a confirmed booking', async () => {
    const query = `{ userStats(${all}) { scope rows { count booked bookedRate } totals { count booked } } }`;
    const { userStats } = await organization.owner.data(query);
    expect(userStats).toEqual({
      scope: 'ORGANIZATION',
      rows: [{ count: 3, booked: 1, bookedRate: 1 / 3 }],
      totals: { count: 3, booked: 1 },
    });
  });

  it('reads bookings only for the measures that need them', async () => {
    const readsBookings = async (selection: string): Promise<boolean> => {
      const query = `{ userStats(${all}, compare: YEAR_BEFORE) { ${selection} } }`;
      const statements = await countingStatements(app.app.dataSource, () => organization.owner.data(query));
      return statements.some((sql) => /FROM bookings/.test(sql));
    };
    expect(
      await readsBookings(
        'totals { count } rows { count share { count } running { count } before { count } change { count { percent } } }',
      ),
    ).toBe(false);
    for (const part of ['', 'share', 'running', 'before'])
      expect([part, await readsBookings(`rows { count ${part && `${part} {`} booked ${part && '}'} }`)]).toEqual([
        part,
        true,
      ]);
    expect(await readsBookings('totals { bookedRate }')).toBe(true);
  });

  it('applies a filter by status', async () => {
    const counted = async (status: string) =>
      (await organization.owner.data(`{ userStats(${all}, filter: { status: [${status}] }) { totals { count } } }`))
        .userStats.totals.count;
    expect([await counted('ACTIVE'), await counted('INACTIVE')]).toEqual([3, 0]);
  });

  it('is of the viewer alone without IDENTITIES_VIEW', async () => {
    const { userStats } = await organization.member.data(
      `{ userStats(${all}, groupBy: [USER_STATUS]) { scope rows { userStatus count booked } } }`,
    );
    expect(userStats).toEqual({ scope: 'OWN', rows: [{ userStatus: 'ACTIVE', count: 1, booked: 1 }] });
  });

  it('has no figures of bookings without BOOKINGS_VIEW, in no part of the query', async () => {
    const { admin } = organization;
    expect((await admin.data(`{ userStats(${all}) { rows { count } } }`)).userStats.rows).toEqual([{ count: 3 }]);
    const before = `${all}, compare: YEAR_BEFORE`;
    for (const query of [
      `userStats(${all}) { rows { booked } }`,
      `userStats(${all}) { rows { bookedRate } }`,
      `userStats(${all}) { totals { booked } }`,
      `userStats(${all}) { rows { share { booked } } }`,
      `userStats(${all}) { rows { running { booked } } }`,
      `userStats(${before}) { rows { before { booked } } }`,
      `userStats(${before}) { rows { change { booked { absolute } } } }`,
      `userStats(${all}, orderBy: [{ by: BOOKED }]) { rows { count } }`,
      `userStats(${all}, having: [{ measure: BOOKED_RATE, gte: 0.5 }]) { rows { count } }`,
      `userStats(${all}, groupBy: [TEAM], top: { groups: 1, by: BOOKED }) { rows { count } }`,
      `userStats(${all}, filter: { hasBooked: true }) { rows { count } }`,
    ]) {
      const { data, errors } = await admin.gql(`{ viewer { role } ${query} }`);
      expect({ query, data, code: errors?.[0]?.extensions.code }).toEqual({
        query,
        data: { viewer: { role: 'ADMIN' }, userStats: null },
        code: 'FORBIDDEN',
      });
    }
  });
});
