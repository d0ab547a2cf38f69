/** @slow */
import { useOrganization, useTestApp } from '../../support/apps/app';
import { eachEngine } from '../../support/databases/engines';

// As they stand in a document or in the JSON of variables.
const wild = [
  '1e400',
  '-1e400',
  '1.5',
  '99999999999999999999',
  '-1',
  'true',
  '[]',
  '{}',
  '""',
  '"NaN"',
  '"Infinity"',
  '"1e400"',
  '"0000-00"',
  '"0000-01"',
  '"9999-12"',
  '"9999-13"',
  '"10000-01"',
  '"275760-01"',
  '"2026-1"',
  '" 2026-01"',
  '"0000-00-00"',
  '"2026-02-29"',
  '"9999-12-31"',
  '"275760-09-13"',
  '"+275760-09-13T00:00:00.000Z"',
  '"0000-01-01T00:00:00Z"',
  '"9999-12-31T23:59:59Z"',
  '"2026-01-01T24:00:00Z"',
];

const places: [argument: string, type: string, query: (value: string) => string][] = [
  ['from', 'YearMonth!', (value) => `{ bookingStats(from: ${value}, to: "2026-03") { __typename } }`],
  ['to', 'YearMonth!', (value) => `{ bookingStats(from: "2026-01", to: ${value}) { __typename } }`],
  ['from', 'YearMonth!', (value) => `{ invoiceStats(from: ${value}, to: "2026-03") { __typename } }`],
  ['to', 'YearMonth!', (value) => `{ invoiceStats(from: "2026-01", to: ${value}) { __typename } }`],
  ['first', 'Int', (value) => `{ bookings(first: ${value}) { totalCount } }`],
  [
    'filter.createdAt.from',
    'DateTime',
    (value) => `{ users(filter: { createdAt: { from: ${value} } }) { totalCount } }`,
  ],
  [
    'input.asOf',
    'DateTime',
    (value) => `mutation { startExport(input: { format: CSV, asOf: ${value} }) { deduplicated } }`,
  ],
  [
    'input.period.start',
    'Date',
    (value) =>
      `mutation { startExport(input: { format: CSV, period: { start: ${value}, end: "2026-03-01" } }) { deduplicated } }`,
  ],
  [
    'input.period.end',
    'Date',
    (value) =>
      `mutation { startExport(input: { format: CSV, period: { start: "2026-03-01", end: ${value} } }) { deduplicated } }`,
  ],
];

eachEngine('extreme values', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);

  it.each(places)('are refused for %s of type %s, as literals and as variables', async (argument, type, query) => {
    for (const value of wild) {
      const asVariable = query('$x').replace(/^(mutation )?/, (word) => `${word || 'query '}($x: ${type}) `);
      const bodies = [
        JSON.stringify({ query: query(value) }),
        `{"query":${JSON.stringify(asVariable)},"variables":{"x":${value}}}`,
      ];
      for (const body of bodies) {
        const { errors } = await organization.owner.post(body);
        expect({ body, errors }).toEqual({
          body,
          errors: [
            expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument }) }),
            ...errors!.slice(1),
          ],
        });
      }
    }
  });
});
