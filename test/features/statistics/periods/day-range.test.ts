import { useOrganization, useTestApp } from '../../../support/apps/app';
import { eachEngine } from '../../../support/databases/engines';

eachEngine('the days of statistics', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app, { timezone: 'Pacific/Apia' });
  // 29 February 2028, 11:30 in Apia.
  const asOf = '2028-02-28T22:30:00Z';

  const periodOf = async (days: string, name: 'bookingStats' | 'invoiceStats'): Promise<string> => {
    const query = `{ ${name}(days: { ${days} }, asOf: "${asOf}", granularity: WHOLE) { rows { period { start end } } } }`;
    const [{ period }] = (await organization.owner.data(query))[name].rows;
    return `${period.start}..${period.end}`;
  };

  it.each([
    ['preset: LAST_WEEK', '2028-02-22..2028-02-29'],
    ['preset: LAST_MONTH', '2028-01-29..2028-02-29'],
    ['preset: LAST_YEAR', '2027-02-28..2028-02-29'],
    ['preset: THIS_MONTH', '2028-02-01..2028-02-29'],
    ['preset: PREVIOUS_MONTH', '2028-01-01..2028-01-31'],
    ['preset: THIS_QUARTER', '2028-01-01..2028-03-31'],
    ['preset: PREVIOUS_YEAR', '2027-01-01..2027-12-31'],
    ['last: 2, unit: WEEK', '2028-02-14..2028-02-27'],
    ['last: 1, unit: MONTH, includeCurrent: true', '2028-01-01..2028-02-29'],
    ['from: "2028-02-20"', '2028-02-20..2028-02-29'],
  ])('are, with %s, %s', async (days, expected) => {
    expect(await periodOf(days, 'bookingStats')).toBe(expected);
    expect(await periodOf(days, 'invoiceStats')).toBe(expected);
  });

  it.each([
    'preset: LAST_WEEK, from: "2028-01-01"',
    'preset: LAST_WEEK, to: "2028-01-01"',
    'preset: LAST_WEEK, last: 2, unit: WEEK',
    'from: "2028-01-01", last: 2, unit: WEEK',
  ])('are refused if given twice: %s', async (days) => {
    expect(await organization.owner.refusal(`{ bookingStats(days: { ${days} }) { rows { count } } }`)).toMatchObject({
      argument: 'days',
      reason: 'PERIOD_OVERDETERMINED',
    });
  });
});
