import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { errorReasons } from '../../../src/error-reasons';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { eachEngine } from '../../support/databases/engines';

/** The files that refuse by `misuse`, without a reason: what no screen lets its users do. */
const misuses: Record<string, string> = {
  'api/graphql/check-inputs.ts': '`first` together with `last`, and values that are nested without end',
  'api/graphql/operation-cost.ts': 'an extension of the request',
  'api/http/anonymous-operations.ts': 'an operation that is not valid',
  'api/http/express-app.ts': 'a body that is no operation',
  'api/http/query-parameters.ts': 'a URL that is not valid',
  'api/http/statistics-csv.ts': 'parameters of a URL that do not exist',
  'api/http/upload-headers.ts': 'headers of an upload',
  'api/live/event-stream/event-streams.ts': 'a body that is no operation',
  'api/live/live-operations.ts': 'an operation on a connection that is closing',
  'features/imports/plan/lists/plan-lists.ts': 'a code of an error that does not exist',
  'features/labels/labels.resolver.ts': 'an enum that does not exist',
  'platform/graphql/activity-subscription.ts': 'a `since` in the future',
  'platform/graphql/exactly-one.ts': 'two arguments of which one is needed',
  'platform/graphql/keyset.ts': 'a cursor of another order',
  'platform/graphql/paged-list.ts': 'a cursor that is none',
};

describe('the reasons of errors', () => {
  it('are missing only where a program is wrong', () => {
    const source = path.join(__dirname, '..', '..', '..', 'src');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && file !== 'errors.ts')
      .filter((file) => /\bmisuse\(/.test(readFileSync(path.join(source, file), 'utf8')));
    expect(files.sort()).toEqual(Object.keys(misuses).sort());
  });

  it('are all in use, with stable names', () => {
    const source = path.join(__dirname, '..', '..', '..', 'src');
    const text = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && file !== 'error-reasons.ts')
      .map((file) => readFileSync(path.join(source, file), 'utf8'))
      .join('\n');
    expect(
      Object.keys(errorReasons).filter((reason) => !new RegExp(`'${reason}'|DenialCode\\.${reason}\\b`).test(text)),
    ).toEqual([]);
    for (const reason of Object.keys(errorReasons)) expect(reason).toMatch(/^[A-Z]+(_[A-Z\d]+)*$/);
  });
});

eachEngine('the reason of an error', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false, settings: { EXPORTS_PER_MINUTE: '2', EXPORT_QUOTA_BYTES: '0' } });
  const organization = useOrganization(app);

  const createTeam = 'mutation ($name: String!) { createTeam(input: { name: $name }) { id } }';
  const startExport = 'mutation ($input: StartExportInput!) { startExport(input: $input) { export { id } } }';
  const retry = 'mutation ($id: ID!) { retryExport(id: $id) { id } }';
  const start = (period: object) =>
    organization.owner.refusal(startExport, { input: { dataset: 'BOOKINGS', format: 'CSV', period } });

  it('names a value that is taken, also by an archived record', async () => {
    const { createTeam: team } = await organization.owner.data(createTeam, { name: 'Crew' });
    expect(await organization.owner.refusal(createTeam, { name: 'CREW' })).toMatchObject({
      code: 'CONFLICT',
      reason: 'VALUE_TAKEN',
      parameters: { value: 'CREW' },
    });
    await organization.owner.data('mutation ($id: ID!) { archiveTeam(id: $id) { id } }', { id: team.id });
    expect(await organization.owner.refusal(createTeam, { name: 'Crew' })).toMatchObject({
      reason: 'VALUE_ARCHIVED',
      parameters: { value: 'Crew' },
    });
  });

  it('names a text that is blank', async () => {
    expect(await organization.owner.refusal(createTeam, { name: ' ' })).toMatchObject({
      reason: 'VALUE_BLANK',
      parameters: {},
    });
  });

  it('names an unknown id', async () => {
    expect(await organization.owner.refusal(retry, { id: '987654' })).toMatchObject({
      code: 'NOT_FOUND',
      argument: 'id',
      reason: 'UNKNOWN_ID',
      parameters: { id: '987654' },
    });
  });

  it('names what is wrong with a period', async () => {
    expect(await start({ start: '2026-03-02', end: '2026-03-01' })).toMatchObject({ reason: 'PERIOD_REVERSED' });
    expect(await start({ start: '2026-03-02' })).toMatchObject({ reason: 'PERIOD_INCOMPLETE' });
  });

  const stats = 'bookingStats(from: "2026-01", to: "2026-02", ARGUMENTS) { rows { count } }';
  const file = (input: object) => [startExport, { input: { dataset: 'BOOKINGS', format: 'CSV', ...input } }] as const;
  it.each<[reason: string, query: string, variables?: object]>([
    ['NUMBER_RANGE', '{ users(first: 0) { totalCount } }'],
    ['TEXT_TOO_LONG', `{ users(filter: { search: "${'x'.repeat(201)}" }) { totalCount } }`],
    ['INVISIBLE_CHARACTER', '{ users(filter: { search: "\\u0001" }) { totalCount } }'],
    ['TOO_MANY_VALUES', `{ users(filter: { planIds: [${'1 '.repeat(51)}] }) { totalCount } }`],
    ['NEGATIVE', '{ users(filter: { bookingsThisMonth: { gte: -1 } }) { totalCount } }'],
    ['RANGE_EMPTY', '{ users(filter: { bookingsThisMonth: {} }) { totalCount } }'],
    ['RANGE_EMPTY', '{ users(filter: { firstBooking: {} }) { totalCount } }'],
    ['RANGE_OVERDETERMINED', '{ users(filter: { invoicedAllTime: { eq: "1", lte: "2" } }) { totalCount } }'],
    ['RANGE_REVERSED', '{ users(filter: { invoicedAllTime: { gte: "2", lte: "1" } }) { totalCount } }'],
    ['PERIOD_REVERSED', '{ bookingStats(from: "2026-02", to: "2026-01") { rows { count } } }'],
    ['DIMENSION_REPEATED', `{ ${stats.replace('ARGUMENTS', 'groupBy: [LOCATION, LOCATION]')} }`],
    ['STATUS_NOT_COUNTED', `{ ${stats.replace('ARGUMENTS', 'filter: { status: [PENDING] }')} }`],
    ['CSV_OPTIONS', ...file({ format: 'XLSX', csv: { delimiter: 'TAB' } })],
    ['SEPARATORS_EQUAL', ...file({ csv: { delimiter: 'COMMA', decimalSeparator: 'COMMA' } })],
    ['FILTER_OF_OTHER_DATASET', ...file({ filter: { invoices: { status: ['PAID'] } } })],
    ['OPTION_OF_FULL_EXPORT', ...file({ userId: '1' })],
    ['OPTION_OF_ROW_EXPORT', ...file({ dataset: 'ORGANIZATION', format: 'ZIP', columns: ['username'] })],
    ['COLUMNS_AND_TEMPLATE', ...file({ columns: ['reference'], template: 'BOOKING_LIST' })],
    ['TEMPLATE_OF_OTHER_DATASET', ...file({ template: 'INVOICE_LIST' })],
    ['PERIOD_BASIS', ...file({ period: { by: 'ISSUED', preset: 'LAST_2_WEEKS' } })],
    ['PERIOD_OVERDETERMINED', ...file({ period: { by: 'STARTS', preset: 'LAST_2_WEEKS', start: '2026-01-01' } })],
    ['UNKNOWN_ID', ...file({ ids: ['987654'] })],
    [
      'UNKNOWN_ID',
      'mutation { createUser(input: { username: "x", customValues: [{ key: "none", value: "x" }] }) { id } }',
    ],
    ['RECORD_COUNT', 'mutation { createTeams(input: []) { id } }'],
    ['VALUE_REPEATED', 'mutation { archiveTeams(ids: ["1", "1"]) { id } }'],
  ])('is %s with a German sentence for an input that a person fills: %s', async (reason, query, variables = {}) => {
    const ask = (language: string) =>
      organization.owner.post(JSON.stringify({ query, variables }), { 'accept-language': language });
    const [english, german] = [(await ask('en')).errors![0]!, (await ask('de')).errors![0]!];
    expect([english.extensions.reason, german.extensions.reason]).toEqual([reason, reason]);
    expect(german.message).not.toBe(english.message);
  });

  it('names the state that forbids an action, and a limit with its parameters', async () => {
    const { startExport: started } = await organization.owner.data(startExport, { input: { format: 'CSV' } });
    expect(await organization.owner.refusal(retry, { id: started.export.id })).toMatchObject({
      code: 'CONFLICT',
      reason: 'STATE',
      parameters: { state: 'QUEUED' },
    });
    await organization.owner.data(startExport, { input: { format: 'XLSX' } });
    expect(await organization.owner.refusal(startExport, { input: { format: 'JSONL' } })).toMatchObject({
      code: 'LIMIT_REACHED',
      retryAfter: 60,
      reason: 'RATE_LIMIT',
      parameters: { max: 2, retryAfter: 60 },
    });
  });
});
