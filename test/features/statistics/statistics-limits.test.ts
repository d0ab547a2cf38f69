import { bookingMeasures } from '../../../src/features/statistics/definitions/booking-statistics';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { addBookings, addReferenceItems, addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';

eachEngine('statistics with extreme arguments', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app, { timezone: 'Europe/Berlin' });
  let emptyLocation: number;

  beforeAll(async () => {
    const { dataSource } = app.app;
    [emptyLocation] = (await addReferenceItems(dataSource, 'locations', organization.id, ['Empty'])) as [number];
    const users = await addUsers(
      dataSource,
      organization.id,
      Array.from({ length: 40 }, (_unused, index) => ({ username: `u${index}` })),
    );
    await addBookings(
      dataSource,
      organization,
      users.map((userId, index) => ({
        userId,
        startsAt: new Date(Date.UTC(2014, index, 10)).toISOString(),
      })),
    );
  });

  const rowsOf = async (args: string, fields: string): Promise<unknown> =>
    (await organization.owner.data(`{ bookingStats(${args}) { rows { ${fields} } } }`)).bookingStats.rows;

  it('rank groups that the filter names but that have no records', async () => {
    const filter = `filter: { locationIds: ["${emptyLocation}"] }`;
    expect(
      await rowsOf(
        `from: "2016-01", to: "2016-01", groupBy: [LOCATION], top: { groups: 5 }, ${filter}`,
        'location count',
      ),
    ).toEqual([{ location: 'Empty', count: 0 }]);
  });

  it('compute the rest of many groups, of users who are counted once', async () => {
    const args = 'days: { from: "1970-01-01", to: "2998-12-31" }, granularity: WHOLE';
    expect(
      await rowsOf(`${args}, groupBy: [FIRST_BOOKING_MONTH, HOUR], top: { groups: 37 }`, 'kind count users'),
    ).toEqual([
      ...Array.from({ length: 37 }, () => ({ kind: 'GROUP', count: 1, users: 1 })),
      { kind: 'REST', count: 3, users: 3 },
    ]);
  });

  it('compute changes only if they are selected', async () => {
    const difference = jest.spyOn(bookingMeasures['count']!, 'difference');
    const args = 'from: "2015-01", to: "2015-03", compare: YEAR_BEFORE';
    const rows = await rowsOf(args, 'before { count }');
    expect(rows).toEqual([1, 1, 1].map((count) => ({ before: { count } })));
    expect(difference).not.toHaveBeenCalled();
    expect(await rowsOf(args, 'change { count { absolute } }')).toEqual(
      [0, 0, 0].map((absolute) => ({ change: { count: { absolute } } })),
    );
    expect(difference).toHaveBeenCalledTimes(3);
    difference.mockRestore();
  });

  it('have only the periods with records if zeros are not requested', async () => {
    const args = 'days: { from: "2014-01-01", to: "2016-12-31" }, granularity: DAY, groupBy: [USER], zeros: false';
    expect(await rowsOf(`${args}, limit: 2`, 'period { label } username running { count }')).toEqual([
      { period: { label: '2014-01-10' }, username: 'u0', running: { count: 1 } },
      { period: { label: '2014-02-10' }, username: 'u1', running: { count: 1 } },
    ]);
  });

  it('show the rest of an earlier range without rows for nothing', async () => {
    const args = 'from: "2015-04", to: "2015-04", compare: YEAR_BEFORE, groupBy: [USER], top: { groups: 1 }';
    const filter = 'filter: { startsAt: { before: "2015-01-01T00:00:00Z" } }';
    expect(await rowsOf(`${args}, ${filter}`, 'kind count before { count }')).toEqual([
      { kind: 'REST', count: 0, before: { count: 1 } },
    ]);
  });

  it.each([
    ['days: { last: -2147483648, unit: YEAR }', 'days.last'],
    ['days: { last: 2147483647, unit: YEAR }', 'days.last'],
    ['days: { last: 1100, unit: YEAR }, granularity: YEAR, compare: PERIOD_BEFORE', 'compare'],
    ['days: { from: "1935-01-01" }, granularity: DAY', 'days'],
    ['from: "2016-01"', 'to'],
    ['from: "2016-01", to: "2016-02", top: { groups: -1 }, groupBy: [HOUR]', 'top.groups'],
    ['from: "2016-01", to: "2016-02", limit: 0', 'limit'],
  ])('are refused with %s, naming it', async (args, argument) => {
    expect(await organization.owner.refusal(`{ bookingStats(${args}) { rows { count } } }`)).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument,
    });
  });

  it('cost as many rows as an open range has', async () => {
    const refused = await organization.owner.refusal(
      '{ bookingStats(days: { from: "1935-01-01" }, groupBy: [USER, HOUR, RESOURCE, COMPANY]) { rows { count minutes } } }',
    );
    expect(refused).toMatchObject({ code: 'QUERY_TOO_COMPLEX', reason: 'OPERATION_COST' });
    expect(refused.parameters).toEqual({ cost: refused.cost, max: refused.limit });
  });
});
