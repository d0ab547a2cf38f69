import { Permission } from '../../../src/features/auth/permissions';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { type Data, type TestClient } from '../../support/clients/client';
import { addBookings, addInvoices, type TestBooking, type TestInvoice } from '../../support/data/factories';
import { eachEngine, engines } from '../../support/databases/engines';
import { countingStatements } from '../../support/databases/statements';

const span = '{ firstAt firstOn lastAt lastOn }';
const rangeOf = async (client: TestClient): Promise<Data> =>
  (
    await client.data(
      `{ statisticsRange { timezone bookings { scope booked ${span} created ${span} } invoices { scope issued ${span} } } }`,
    )
  ).statisticsRange;

eachEngine('statisticsRange', (engine) => {
  const app = useTestApp(engine, { worker: false });
  // The clock went from 00:01 on 1 November back to 23:01 on 31 October: the day had started.
  const organization = useOrganization(app, {
    timezone: 'America/St_Johns',
    adminPermissions: [Permission.BOOKINGS_VIEW],
  });
  const empty = useOrganization(app);

  beforeAll(async () => {
    const { dataSource } = app.app;
    const { ownerId, adminId, memberId } = organization;
    const bookings: TestBooking[] = [
      { userId: ownerId, startsAt: '2009-11-01T02:45:00Z', createdAt: '2009-09-01T02:29:59.999Z' },
      { userId: memberId, startsAt: '2010-03-02T10:00:00Z', createdAt: '2010-02-01T10:00:00Z' },
      { userId: memberId, startsAt: '2010-04-02T02:00:00Z', createdAt: '2010-01-01T12:00:00Z' },
      // These do not count.
      { userId: memberId, startsAt: '2008-01-01T10:00:00Z', createdAt: '2007-01-01T10:00:00Z', status: 'CANCELLED' },
      { userId: ownerId, startsAt: '2012-01-01T10:00:00Z', createdAt: '2011-01-01T10:00:00Z', status: 'PENDING' },
    ];
    const invoices: TestInvoice[] = [
      { userId: ownerId, issuedAt: '2010-05-01T00:00:00Z', totalMinor: 1, status: 'PAID' },
      { userId: adminId, issuedAt: '2010-07-01T12:00:00Z', totalMinor: 1, status: 'PAID' },
      { userId: adminId, issuedAt: '2010-06-01T12:00:00Z', totalMinor: 1, status: 'OPEN' },
      { userId: ownerId, issuedAt: '2010-08-01T12:00:00Z', totalMinor: 1, status: 'OPEN' },
      { userId: ownerId, issuedAt: '2007-05-01T00:00:00Z', totalMinor: 1, status: 'VOID' },
      { userId: ownerId, issuedAt: '2013-05-01T00:00:00Z', totalMinor: 1, status: 'VOID' },
    ];
    await addBookings(dataSource, organization, bookings);
    await addInvoices(dataSource, organization, invoices);
  });

  const booked = {
    firstAt: '2009-11-01T02:45:00.000Z',
    firstOn: '2009-11-01',
    lastAt: '2010-04-02T02:00:00.000Z',
    lastOn: '2010-04-01',
  };
  const created = {
    firstAt: '2009-09-01T02:29:59.999Z',
    firstOn: '2009-08-31',
    lastAt: '2010-02-01T10:00:00.000Z',
    lastOn: '2010-02-01',
  };

  it('has the first and the last record that counts', async () => {
    expect(await rangeOf(organization.owner)).toEqual({
      timezone: 'America/St_Johns',
      bookings: { scope: 'ORGANIZATION', booked, created },
      invoices: {
        scope: 'ORGANIZATION',
        issued: {
          firstAt: '2010-05-01T00:00:00.000Z',
          firstOn: '2010-04-30',
          lastAt: '2010-08-01T12:00:00.000Z',
          lastOn: '2010-08-01',
        },
      },
    });
  });

  it('is of the records that the viewer may see', async () => {
    expect(await rangeOf(organization.admin)).toEqual({
      timezone: 'America/St_Johns',
      bookings: { scope: 'ORGANIZATION', booked, created },
      invoices: {
        scope: 'OWN',
        issued: {
          firstAt: '2010-06-01T12:00:00.000Z',
          firstOn: '2010-06-01',
          lastAt: '2010-07-01T12:00:00.000Z',
          lastOn: '2010-07-01',
        },
      },
    });
    const { bookings, invoices } = await rangeOf(organization.member);
    expect(bookings).toMatchObject({
      scope: 'OWN',
      booked: { firstOn: '2010-03-02', lastOn: '2010-04-01' },
      created: { firstOn: '2010-01-01', lastOn: '2010-02-01' },
    });
    expect(invoices).toEqual({ scope: 'OWN', issued: null });
  });

  it('is null without records', async () => {
    expect(await rangeOf(empty.owner)).toEqual({
      timezone: 'Europe/Lisbon',
      bookings: { scope: 'ORGANIZATION', booked: null, created: null },
      invoices: { scope: 'ORGANIZATION', issued: null },
    });
  });

  it('agrees with the days of statistics', async () => {
    const { bookings } = await rangeOf(organization.owner);
    const { firstOn, lastOn } = bookings.booked;
    const { bookingStats } = await organization.owner.data(
      `{ bookingStats(days: { from: "${firstOn}", to: "${lastOn}" }, granularity: WHOLE) { rows { count } } }`,
    );
    expect(bookingStats.rows).toEqual([{ count: 3 }]);
  });

  if (engine === engines[0])
    it('reads single entries of indexes', async () => {
      const { dataSource } = app.app;
      for (const client of [organization.owner, organization.member]) {
        const statements = await countingStatements(dataSource, () => rangeOf(client));
        const [statement, ...others] = statements.filter((text) => text.includes('MIN('));
        expect(others).toEqual([]);
        const plan: { detail: string }[] = await dataSource.query(
          `EXPLAIN QUERY PLAN ${statement!}`,
          Array.from({ length: statement!.split('?').length - 1 }, () => null),
        );
        const searches = plan.map(({ detail }) => detail).filter((detail) => /^(SCAN|SEARCH) [bi]\b/.test(detail));
        expect(searches).toHaveLength(8);
        expect(searches.filter((detail) => !detail.includes('USING COVERING INDEX'))).toEqual([]);
      }
    });
});
