import { useOrganization, useTestApp } from '../../support/apps/app';
import { type Data, download, type TestClient } from '../../support/clients/client';
import { rawRequest } from '../../support/clients/raw-http';
import { addBookings, addInvoices, addReferenceItems, addUsers } from '../../support/data/factories';
import { parseCsv } from '../../support/data/figures';
import { eachEngine } from '../../support/databases/engines';
import { hideTable } from '../../support/databases/rows';
import { countingStatements } from '../../support/databases/statements';

type Parameters = Record<string, string>;

const address = (parameters: Parameters | string): string =>
  `/statistics.csv?${typeof parameters === 'string' ? parameters : new URLSearchParams(parameters)}`;
const get = (client: TestClient, parameters: Parameters | string, method = 'GET', headers: Parameters = {}) =>
  download(
    client.url + address(parameters),
    { ...(client.token && { authorization: `Bearer ${client.token}` }), ...headers },
    method,
  );

async function table(client: TestClient, parameters: Parameters): Promise<string[][]> {
  const { status, body } = await get(client, parameters);
  if (status !== 200) throw new Error(`${status} ${body}`);
  return parseCsv(body);
}

async function refusal(client: TestClient, parameters: Parameters | string): Promise<{ status: number } & Data> {
  const { status, headers, body } = await get(client, parameters);
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  const { errors, ...rest } = JSON.parse(body.toString());
  expect({ rest, count: errors.length, keys: Object.keys(errors[0]).sort() }).toEqual({
    rest: {},
    count: 1,
    keys: ['extensions', 'message'],
  });
  return { status, message: errors[0].message, ...errors[0].extensions };
}

const oddNames = ['=cmd()', 'a "b", c', 'two\r\nlines', '\t@tab', "'=quoted", '日本 - ü', '-5'];
const range = { from: '2026-01', to: '2026-04' };
const bookings = { of: 'bookings', ...range };
const invoices = { of: 'invoices', ...range };
const crossTable = {
  of: 'crossTable',
  createdFrom: '2026-01',
  createdTo: '2026-02',
  bookedFrom: '2026-01',
  bookedTo: '2026-04',
};

eachEngine('/statistics.csv', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app, { timezone: 'Asia/Kathmandu', currency: 'KWD' });
  let userIds: number[];

  beforeAll(async () => {
    const { dataSource } = app.app;
    const added = await addReferenceItems(dataSource, 'locations', organization.id, oddNames);
    const locationIds = [organization.locationId, ...added];
    const planIds = await addReferenceItems(dataSource, 'plans', organization.id, oddNames);
    userIds = await addUsers(
      dataSource,
      organization.id,
      Array.from({ length: 12 }, (_unused, index) => ({
        username: `u${index}`,
        accountType: index % 4 ? oddNames[index % 4]! : null,
        planIds: index % 3 ? [planIds[index % 7]!, planIds[(index + 1) % 7]!] : [],
      })),
    );
    const instant = (index: number, step: number): string =>
      new Date(Date.parse('2025-12-20T00:00:00Z') + ((index * step) % 140) * 86_400_000).toISOString();
    const status = (index: number) => (['CONFIRMED', 'CONFIRMED', 'CONFIRMED', 'PENDING'] as const)[index % 4]!;
    for (const [place, locationId] of locationIds.entries()) {
      await addBookings(
        dataSource,
        { ...organization, locationId },
        Array.from({ length: 30 }, (_unused, index) => ({
          userId: userIds[(index + place) % 12]!,
          startsAt: instant(index + place, 11),
          createdAt: instant(index, 3),
          status: status(index),
        })),
      );
    }
    await addInvoices(dataSource, organization, [
      ...Array.from({ length: 80 }, (_unused, index) => ({
        userId: userIds[index % 12]!,
        issuedAt: instant(index, 7),
        totalMinor: index * 1111 - 30_000,
        status: (['OPEN', 'PAID', 'VOID'] as const)[index % 3]!,
      })),
      ...[0, 1].map(() => ({
        userId: userIds[0]!,
        issuedAt: '2026-03-10T00:00:00Z',
        totalMinor: Number.MAX_SAFE_INTEGER,
      })),
    ]);
  });

  const text = (value: unknown): string => (value === null ? '' : String(value));
  const bookingCells = (row: Data, dimensions: string[] = []): string[] =>
    [row.month, ...dimensions.map((name) => row[name]), row.count, row.users, row.minutes, row.durationMs].map(text);
  const invoiceCells = (row: Data, dimensions: string[] = []): string[] =>
    [
      row.month,
      ...dimensions.map((name) => row[name]),
      row.count,
      row.users,
      row.total.decimal,
      row.total.minorUnits,
      row.total.currency,
    ].map(text);

  it('has compared, ranked and running figures of days, like the query', async () => {
    const columns = [
      'period',
      'periodStart',
      'kind',
      'plan',
      'count',
      'cancellationRate',
      'share.count',
      'running.minutes',
      'before.count',
      'change.count.percent',
    ];
    const { bookingStats } = await organization.owner.data(`{ bookingStats(
      days: { from: "2026-01-10", to: "2026-03-09" }, granularity: WEEK, groupBy: [PLAN], compare: PERIOD_BEFORE
      top: { groups: 2 }, having: [{ measure: COUNT, gte: 1 }], orderBy: [{ by: COUNT }], limit: 7, zeros: false
    ) { rows {
      period { label start } kind plan count cancellationRate share { count } running { minutes } before { count }
      change { count { percent } }
    } } }`);
    expect(bookingStats.rows).toHaveLength(7);
    expect(
      await table(organization.owner, {
        of: 'bookings',
        days: '{"from":"2026-01-10","to":"2026-03-09"}',
        granularity: 'WEEK',
        groupBy: 'PLAN',
        compare: 'PERIOD_BEFORE',
        top: '{"groups":2}',
        having: '[{"measure":"COUNT","gte":1}]',
        orderBy: '[{"by":"COUNT"}]',
        limit: '7',
        zeros: 'false',
        columns: columns.join(','),
        formulaGuard: 'false',
      }),
    ).toEqual([
      columns,
      ...bookingStats.rows.map(({ period, kind, plan, count, cancellationRate, ...row }: Data) =>
        [
          period.label,
          period.start,
          kind,
          plan,
          count,
          cancellationRate,
          row.share.count,
          row.running.minutes,
          row.before?.count ?? null,
          row.change?.count.percent ?? null,
        ].map(text),
      ),
    ]);
  });

  it.each([
    ['bookings', {}],
    ['bookings by time of creation', { basis: 'CREATED' }],
    ['bookings by location and plan', { groupBy: 'LOCATION,PLAN' }],
    ['bookings by plan, hour and account type', { groupBy: 'PLAN,HOUR,ACCOUNT_TYPE' }],
    ['bookings by weekday, status and team', { groupBy: 'WEEKDAY,USER_STATUS,TEAM' }],
  ])('has the rows of the query for %s, cell by cell', async (_what, options: { basis?: string; groupBy?: string }) => {
    const names = options.groupBy?.split(',') ?? [];
    const dimensions = names.map((name) =>
      name.toLowerCase().replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase()),
    );
    const filter = { userIds: userIds.slice(0, 9).map(String) };
    const { bookingStats } = await organization.owner.data(
      `query ($groupBy: [BookingDimension!], $filter: BookingFilter) { bookingStats(basis: ${options.basis ?? 'BOOKED'}, from: "2026-01", to: "2026-04", groupBy: $groupBy, filter: $filter) { rows { month ${dimensions.join(' ')} count users minutes durationMs } } }`,
      { groupBy: names, filter },
    );
    expect(bookingStats.rows.some(({ count }: Data) => count > 0)).toBe(true);
    expect(
      await table(organization.owner, {
        ...bookings,
        ...options,
        filter: JSON.stringify(filter),
        formulaGuard: 'false',
      }),
    ).toEqual([
      ['month', ...dimensions, 'count', 'users', 'minutes', 'durationMs'],
      ...bookingStats.rows.map((row: Data) => bookingCells(row, dimensions)),
    ]);
  });

  it('has the names of the groups of users', async () => {
    const range = { from: '2000-01', to: '2029-12', granularity: 'WHOLE' };
    const rows = await table(organization.owner, { of: 'users', ...range, groupBy: 'PLAN', formulaGuard: 'false' });
    expect(rows[0]).toEqual(['month', 'plan', 'count']);
    expect(rows.slice(1).map(([, plan]) => plan)).toEqual(['', ...oddNames].sort());
  });

  it('has the rows of the query for invoices, cell by cell, beyond 2^53 and below zero', async () => {
    const rows = 'rows { month status plan count users total { decimal minorUnits currency } }';
    const { invoiceStats } = await organization.owner.data(
      `{ invoiceStats(from: "2026-01", to: "2026-04", groupBy: [STATUS, PLAN]) { ${rows} } }`,
    );
    const cells = invoiceStats.rows.map((row: Data) => invoiceCells(row, ['status', 'plan']));
    expect(await table(organization.owner, { ...invoices, groupBy: 'STATUS,PLAN', formulaGuard: 'false' })).toEqual([
      ['month', 'status', 'plan', 'count', 'users', 'total', 'totalMinor', 'currency'],
      ...cells,
    ]);
    const march = (await table(organization.owner, invoices))[3]!;
    expect(Number(march[4])).toBeGreaterThan(2 * Number.MAX_SAFE_INTEGER - 1);
    expect(march[3]).toBe(march[4]!.replace(/(?=\d{3}$)/, '.'));
    expect(cells.some((row: string[]) => row[5]!.startsWith('-'))).toBe(true);
  });

  it('has the cells of the query for the cross table', async () => {
    const { bookingCrossTable } = await organization.owner.data(
      '{ bookingCrossTable(createdIn: { from: "2026-01", to: "2026-02" }, bookedIn: { from: "2026-01", to: "2026-04" }) { createdIn { from to } bookedIn { from to } rows { createdIn bookedIn count users minutes durationMs } } }',
    );
    expect(await table(organization.owner, crossTable)).toEqual([
      ['createdIn', 'bookedIn', 'count', 'users', 'minutes', 'durationMs'],
      ...bookingCrossTable.rows.map((row: Data) =>
        [row.createdIn, row.bookedIn, row.count, row.users, row.minutes, row.durationMs].map(text),
      ),
    ]);
    const { headers } = await get(organization.owner, crossTable);
    const { createdIn, bookedIn } = bookingCrossTable;
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-disposition': 'attachment; filename="crossTable-2026-01-2026-02-2026-01-2026-04.csv"',
      'tallyport-created-from': createdIn.from,
      'tallyport-created-to': createdIn.to,
      'tallyport-booked-from': bookedIn.from,
      'tallyport-booked-to': bookedIn.to,
    });
  });

  it('has the requested columns in their order, and counts users only if requested', async () => {
    const all = await table(organization.owner, { ...invoices, groupBy: 'PLAN' });
    const columns = ['currency', 'plan', 'total', 'month'];
    let picked: string[][] = [];
    const statements = await countingStatements(app.app.dataSource, async () => {
      picked = await table(organization.owner, { ...invoices, groupBy: 'PLAN', columns: columns.join(',') });
    });
    expect(picked).toEqual(all.map((row) => columns.map((name) => row[all[0]!.indexOf(name)])));
    expect(statements.filter((sql) => /DISTINCT/.test(sql))).toEqual([]);
  });

  it('has a formula guard for texts and a byte order mark unless disabled, and never guards numbers', async () => {
    const ask = async (options: Parameters): Promise<Buffer> =>
      (await get(organization.owner, { ...bookings, groupBy: 'LOCATION', columns: 'location', ...options })).body;
    const mark = '\ufeff';
    const [plain, guarded] = [await ask({ byteOrderMark: 'false', formulaGuard: 'false' }), await ask({})];
    expect(plain.toString().startsWith('location\r\n')).toBe(true);
    expect(guarded.toString().startsWith(`${mark}location\r\n`)).toBe(true);
    expect((await ask({ byteOrderMark: 'true', formulaGuard: 'true' })).equals(guarded)).toBe(true);
    expect((await ask({ bom: 'true', guard: 'true' })).equals(guarded)).toBe(true);
    expect((await ask({ bom: 'false', guard: 'false' })).equals(plain)).toBe(true);
    const names = (body: Buffer): string[] => [
      ...new Set(
        parseCsv(body)
          .slice(1)
          .map(([name]) => name!),
      ),
    ];
    expect(names(plain).sort()).toEqual([...oddNames, 'Main'].sort());
    expect(names(guarded).sort()).toEqual(
      ["'=cmd()", 'a "b", c', 'two\r\nlines', "'\t@tab", "''=quoted", '日本 - ü', "'-5", 'Main'].sort(),
    );
    expect(guarded.toString()).toMatch(/^[^\n]*\r\n/);
    const totals = await table(organization.owner, { ...invoices, groupBy: 'PLAN', columns: 'total,totalMinor' });
    expect(totals.flat().filter((cell) => cell.startsWith("'"))).toEqual([]);
    expect(totals.flat().filter((cell) => cell.startsWith('-')).length).toBeGreaterThan(0);
  });

  it('describes the figures in headers', async () => {
    const { bookingStats } = await organization.owner.data(
      '{ bookingStats(from: "2026-01", to: "2026-04") { timezone asOf from to } }',
    );
    const { status, headers, body } = await get(organization.owner, bookings);
    expect({ status, ...Object.fromEntries(headers) }).toMatchObject({
      status: 200,
      'content-type': 'text/csv; charset=utf-8',
      'content-length': String(body.length),
      'content-disposition': 'attachment; filename="bookings-2026-01-2026-04.csv"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'tallyport-timezone': 'Asia/Kathmandu',
      'tallyport-as-of': bookingStats.asOf,
      'tallyport-from': bookingStats.from,
      'tallyport-to': bookingStats.to,
    });
    const head = await get(organization.owner, bookings, 'HEAD');
    expect({
      status: head.status,
      bytes: head.body.length,
      length: head.headers.get('content-length'),
      to: head.headers.get('tallyport-to'),
    }).toEqual({ status: 200, bytes: 0, length: String(body.length), to: bookingStats.to });
  });

  it('shows a member only their own figures, and nothing of another organization', async () => {
    await addBookings(app.app.dataSource, organization, [
      { userId: organization.memberId, startsAt: '2026-04-02T10:00:00Z' },
    ]);
    expect(await table(organization.member, { ...bookings, from: '2026-04', columns: 'count,users' })).toEqual([
      ['count', 'users'],
      ['1', '1'],
    ]);
    const other = await app.organization();
    expect(await table(other.owner, { ...bookings, from: '2026-04', columns: 'count,users' })).toEqual([
      ['count', 'users'],
      ['0', '0'],
    ]);
  });
});

eachEngine('a request for /statistics.csv', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false, settings: { CORS_ORIGINS: 'https://screens.example' } });
  const organization = useOrganization(app);

  it.each<[what: string, parameters: Parameters | string, argument: string]>([
    ['a missing `of`', range, 'of'],
    ['an unknown `of`', { ...bookings, of: 'toString' }, 'of'],
    ['an unknown parameter', { ...bookings, pages: '5' }, 'pages'],
    ['a comparison that there is not', { ...bookings, compare: 'TOMORROW' }, 'compare'],
    ['days and months', { ...bookings, days: '{"last":1,"unit":"MONTH"}' }, 'days'],
    ['too many rows', { ...bookings, limit: '50001' }, 'limit'],
    ['a condition without bounds', { ...bookings, having: '[{"measure":"COUNT"}]' }, 'having.0'],
    ['a parameter of another query', { ...invoices, basis: 'BOOKED' }, 'basis'],
    ['months of another query', { ...crossTable, from: '2026-01' }, 'from'],
    ['a duplicated parameter', `${new URLSearchParams(bookings)}&from=2026-01`, 'from'],
    ['a parameter as a list', `${new URLSearchParams(bookings)}&groupBy[]=PLAN`, 'groupBy[]'],
    ['invalid UTF-8', `${new URLSearchParams(bookings)}&columns=%ff`, 'query'],
    ['a missing month', { of: 'bookings', from: '2026-01' }, 'to'],
    ['an invalid month', { ...bookings, from: '2026-13' }, 'from'],
    ['reversed months', { ...bookings, to: '2025-12' }, 'to'],
    ['reversed months of creation', { ...crossTable, createdTo: '2025-12' }, 'createdTo'],
    ['reversed months of start', { ...crossTable, bookedTo: '2025-12' }, 'bookedTo'],
    [
      'a missing month of the cross table',
      { of: 'crossTable', createdFrom: '2026-01', createdTo: '2026-01', bookedTo: '2026-01' },
      'bookedFrom',
    ],
    ['an invalid month of the cross table', { ...crossTable, bookedFrom: 'January' }, 'bookedFrom'],
    ['an unknown basis', { ...bookings, basis: 'PAID' }, 'basis'],
    ['an unknown dimension', { ...bookings, groupBy: 'LOCATION,STATUS' }, 'groupBy'],
    ['a duplicated dimension', { ...bookings, groupBy: 'PLAN,PLAN' }, 'groupBy'],
    ['five dimensions', { ...bookings, groupBy: 'PLAN,TEAM,LOCATION,HOUR,WEEKDAY' }, 'groupBy'],
    ['an empty list', { ...bookings, groupBy: '' }, 'groupBy'],
    ['an unknown column', { ...bookings, columns: 'month,total' }, 'columns'],
    ['a column of a dimension that is not in groupBy', { ...bookings, columns: 'month,location' }, 'columns'],
    ['a duplicated column', { ...bookings, columns: 'month,month' }, 'columns'],
    ['a guard that is neither true nor false', { ...bookings, guard: '0' }, 'guard'],
    ['a bom that is neither true nor false', { ...bookings, bom: '' }, 'bom'],
    ['a formulaGuard that is neither true nor false', { ...bookings, formulaGuard: '0' }, 'formulaGuard'],
    ['both names of a parameter', { ...bookings, bom: 'false', byteOrderMark: 'false' }, 'bom'],
    ['bad JSON', { ...bookings, filter: '{' }, 'filter'],
    ['JSON of another type', { ...bookings, filter: '[1]' }, 'filter'],
    ['an unknown field of the filter', { ...bookings, filter: '{"nothing":1}' }, 'filter.nothing'],
    [
      'half of a surrogate pair',
      { ...bookings, filter: String.raw`{"users":{"search":"\ud800"}}` },
      'filter.users.search',
    ],
    [
      'a filter that is nested too deeply',
      { ...bookings, filter: `${'{"a":'.repeat(900)}1${'}'.repeat(900)}` },
      'filter',
    ],
    ['a filter by status', { ...bookings, filter: '{"status":["PENDING"]}' }, 'filter.status'],
    ['void invoices', { ...invoices, filter: '{"status":["VOID"]}' }, 'filter.status'],
    ['a token in the URL', { ...bookings, access_token: 'tp_x' }, 'access_token'],
  ])('is rejected with %s, naming it', async (_what, parameters, argument) => {
    expect(await refusal(organization.owner, parameters)).toMatchObject({
      status: 400,
      code: 'BAD_USER_INPUT',
      argument,
    });
  });

  it('needs a token, and not in the URL', async () => {
    const { token } = organization.owner;
    const nobody = { url: app.url, token: null } as TestClient;
    for (const parameters of [
      bookings,
      { ...bookings, access_token: token! },
      { ...bookings, authorization: `Bearer ${token}` },
    ]) {
      expect(await refusal(nobody, parameters)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
      expect((await get(nobody, parameters)).headers.get('www-authenticate')).toBe('Bearer');
    }
    expect(app.logLines.join('')).not.toContain(token!);
    expect(app.logLines.join('')).toContain('"path":"/statistics.csv"');
  });

  it('costs what the query costs', async () => {
    const long = { ...bookings, from: '1980-01', to: '2026-12', groupBy: 'PLAN,TEAM,HOUR' };
    const query = await organization.owner.refusal(
      '{ bookingStats(from: "1980-01", to: "2026-12", groupBy: [PLAN, TEAM, HOUR]) { scope timezone asOf computedAt from to rows { month plan team hour count users minutes durationMs } } }',
    );
    const refused = await refusal(organization.owner, long);
    expect(refused).toEqual({
      status: 400,
      code: 'QUERY_TOO_COMPLEX',
      message: query.message,
      cost: query.cost,
      limit: query.limit,
      reason: 'OPERATION_COST',
      parameters: { cost: query.cost, max: query.limit },
    });
    expect((await refusal(organization.owner, { ...long, columns: 'count' })).cost).toBeLessThan(refused.cost);
  });

  it('must be GET or HEAD', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const { status, headers, body } = await get(organization.owner, bookings, method);
      expect({
        status,
        allow: headers.get('allow'),
        code: JSON.parse(body.toString()).errors[0].extensions.code,
      }).toEqual({ status: 405, allow: 'GET, HEAD', code: 'BAD_USER_INPUT' });
    }
  });

  it('is readable with its headers by pages of allowed origins only', async () => {
    const from = (origin: string, method: string, more: Parameters = {}) =>
      rawRequest(app.url, address(bookings), {
        method,
        headers: { origin, authorization: `Bearer ${organization.owner.token}`, ...more },
      });
    const asked = await from('https://screens.example', 'OPTIONS', {
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    });
    expect(asked).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': 'https://screens.example',
        'access-control-allow-headers': 'authorization',
      },
    });
    const { headers } = await from('https://screens.example', 'GET');
    expect(headers['access-control-allow-origin']).toBe('https://screens.example');
    for (const name of Object.keys(headers).filter((each) => each.startsWith('tallyport-')))
      expect(String(headers['access-control-expose-headers']).toLowerCase()).toContain(name);
    expect((await from('https://evil.example', 'GET')).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('reveals only the request id of an internal error', async () => {
    const restore = await hideTable(app.app.dataSource, 'bookings');
    const refused = await refusal(organization.owner, bookings);
    await restore();
    expect(refused).toMatchObject({ status: 500, code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) });
    expect(refused.message).not.toMatch(/bookings/);
    expect(app.logLines.join('')).toContain(refused.requestId);
  });
});
