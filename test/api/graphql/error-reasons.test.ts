import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getMetadataStorage } from 'class-validator';
import { BadRequest } from '../../../src/api/http/refusals';
import { errorReasons } from '../../../src/error-reasons';
import { AppError, forbidden, notFound } from '../../../src/errors';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { rawRequest } from '../../support/clients/raw-http';
import { eachEngine } from '../../support/databases/engines';

/**
 * The places without a reason in each file, and what is refused there: what no screen lets its users do. Errors of
 * GraphQL itself are such places, too.
 */
const misuses: Record<string, [places: number, what: string]> = {
  'api/graphql/apollo-server.ts': [2, 'a subscription over plain HTTP; errors that are wrapped'],
  'api/graphql/check-inputs.ts': [2, '`first` together with `last`, and values that are nested without end'],
  'api/graphql/format-error.ts': [4, 'a document that is not valid, too large or nested too deeply'],
  'api/graphql/operation-cost.ts': [1, 'an extension of the request'],
  'api/graphql/operation-limits.ts': [2, 'a document that is too large'],
  'api/graphql/subscription-root-rule.ts': [1, 'a directive at the root of a subscription'],
  'api/http/anonymous-operations.ts': [1, 'an operation that is not valid'],
  'api/http/express-app.ts': [6, 'a body that is no operation, a long URL, and media types'],
  'api/http/query-parameters.ts': [2, 'a URL that is not valid'],
  'api/http/refusals.ts': [4, 'a method, a body or HTTP that is not valid'],
  'api/http/statistics-csv.ts': [4, 'parameters of a URL that do not exist'],
  'api/http/upload-headers.ts': [5, 'headers of an upload'],
  'api/live/event-stream/event-streams.ts': [5, 'a body that is no operation, and streams that share a connection'],
  'api/live/live-operations.ts': [3, 'an operation on a connection that is closing, or without a name; wrapped errors'],
  'errors.ts': [1, '`misuse`'],
  'features/imports/plan/lists/plan-lists.ts': [1, 'a code of an error that does not exist'],
  'features/labels/labels.resolver.ts': [1, 'an enum that does not exist'],
  'platform/graphql/activity-subscription.ts': [1, 'a `since` in the future'],
  'platform/graphql/exactly-one.ts': [1, 'two arguments of which one is needed'],
  'platform/graphql/keyset.ts': [1, 'a cursor of another order'],
  'platform/graphql/paged-list.ts': [1, 'a cursor that is none'],
  'platform/graphql/scalars.ts': [4, 'a value of another type'],
};

const tests = path.join(__dirname, '..', '..');

interface Rule {
  readonly type: string;
  readonly context?: { readonly reason?: string };
}

const sourceFiles = (folder = path.join(tests, '..', 'src')): [file: string, text: string][] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]);

describe('the reasons of errors', () => {
  it('are missing only where a program is wrong', () => {
    const places = sourceFiles().flatMap(([file, text]) => {
      const { length } = text.match(/\b(misuse|misusedRequest|withoutReason|new GraphQLError)\(/g) ?? [];
      return length === 0 ? [] : [[file, length]];
    });
    expect(Object.fromEntries(places)).toEqual(
      Object.fromEntries(Object.entries(misuses).map(([file, [count]]) => [file, count])),
    );
  });

  it('are required by the compiler', () => {
    // @ts-expect-error a thing without a name in every language
    notFound('thing');
    // @ts-expect-error no reason
    forbidden('No.');
    // @ts-expect-error no reason
    void new AppError('EXPIRED', 'Too late.', { argument: 'id' });
    // @ts-expect-error no reason
    void new BadRequest(413, 'Too large.', 'LIMIT_REACHED', { retryAfter: 5 });
    // @ts-expect-error no details
    void new BadRequest(413, 'Too large.', 'LIMIT_REACHED');
  });

  it('are each named by a test', () => {
    const text = sourceFiles(tests)
      .map(([, content]) => content)
      .join('\n');
    expect(Object.keys(errorReasons).filter((reason) => !text.includes(`'${reason}'`))).toEqual([]);
  });

  it('belong to every rule of an input', () => {
    // The types of class-validator hide its rules.
    const { validationMetadatas } = getMetadataStorage() as unknown as { validationMetadatas: Map<unknown, Rule[]> };
    const rules = [...validationMetadatas.values()].flat().filter(({ type }) => type === 'customValidation');
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.filter(({ context }) => !Object.hasOwn(errorReasons, String(context?.reason)))).toEqual([]);
  });

  it('are all in use, with stable names', () => {
    const text = sourceFiles()
      .filter(([file]) => file !== 'error-reasons.ts')
      .map(([, content]) => content)
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

  it('names a page, a link or an import that does not exist', async () => {
    const { token } = organization.owner;
    for (const [path, method, what] of [
      ['/no-such-page', 'GET', 'page'],
      ['/downloads/x', 'GET', 'download link'],
      ['/uploads/x', 'PUT', 'upload link'],
      ['/uploads/987654', 'PUT', 'import'],
    ] as const) {
      const answerIn = async (language: string) => {
        const { status, text } = await rawRequest(app.url, path, {
          method,
          headers: { accept: 'application/json', 'accept-language': language, authorization: `Bearer ${token}` },
        });
        return { status, error: JSON.parse(text).errors[0] };
      };
      const [english, german] = [await answerIn('en'), await answerIn('de')];
      expect([path, german]).toMatchObject([
        path,
        { status: 404, error: { extensions: { code: 'NOT_FOUND', reason: 'MISSING', parameters: { what } } } },
      ]);
      expect(english.error.message).toBe(`No such ${what}.`);
      expect(german.error.message).toMatch(/ gibt es nicht\.$/);
      expect(german.error.message).not.toContain(what === 'import' ? 'undefined' : what);
    }
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
    ['CLOCK_BEFORE_1970', '{ bookingStats(from: "1969-01", to: "1970-01", groupBy: [HOUR]) { rows { count } } }'],
    ['DIMENSION_REPEATED', `{ ${stats.replace('ARGUMENTS', 'groupBy: [LOCATION, LOCATION]')} }`],
    ['STATUS_NOT_COUNTED', `{ ${stats.replace('ARGUMENTS', 'filter: { status: [PENDING] }')} }`],
    ['CSV_OPTIONS', ...file({ format: 'XLSX', csv: { delimiter: 'TAB' } })],
    ['SEPARATORS_EQUAL', ...file({ csv: { delimiter: 'COMMA', decimalSeparator: 'COMMA' } })],
    ['FILTER_OF_OTHER_DATASET', ...file({ filter: { invoices: { status: ['PAID'] } } })],
    ['OPTION_OF_FULL_EXPORT', ...file({ userId: '1' })],
    ['OPTION_OF_ROW_EXPORT', ...file({ dataset: 'ORGANIZATION', format: 'ZIP', columns: ['username'] })],
    ['COLUMNS_AND_TEMPLATE', ...file({ columns: ['reference'], template: 'BOOKING_LIST' })],
    ['EXCLUSION_NEEDS_FILTER', ...file({ ids: [], excludeIds: [] })],
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
