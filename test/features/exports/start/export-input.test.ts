import fc from 'fast-check';
import {
  getNamedType,
  getNullableType,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import { createSchema } from '../../../../src/api/graphql/schema';
import { systemTemplates } from '../../../../src/features/exports/datasets';
import { useOrganization, useTestApp } from '../../../support/apps/app';
import { run } from '../../../support/clients/changes';
import { type Data, download } from '../../../support/clients/client';
import { exportFile, startExport, untilEnded } from '../../../support/clients/exports';
import { addManyUsers, addReferenceItems } from '../../../support/data/factories';
import { engines } from '../../../support/databases/engines';
import { changeRows } from '../../../support/databases/rows';

const schema = createSchema();
const inputType = schema.getType('StartExportInput') as GraphQLInputObjectType;
const outputType = schema.getType('RequestedExport') as GraphQLObjectType;
const cancel = 'mutation ($id: ID!) { cancelExport(id: $id) { state } }';

/** Selects all fields of a type, and of the types in it. `isNested`: also filters within filters, but not within these. */
const selectionOf = (type: GraphQLObjectType, isNested: boolean): string =>
  Object.values(type.getFields())
    .flatMap(({ name, type: fieldType }) => {
      const named = getNamedType(fieldType);
      if (!isObjectType(named)) return [name];
      if (named === type) return isNested ? [`${name} { ${selectionOf(named, false)} }`] : [];
      // The lists of all of them would cost too much.
      return [`${name} { ${selectionOf(named, isNested && !type.getFields()['anyOf'])} }`];
    })
    .join(' ');
const wholeInput = selectionOf(outputType, true);

describe('the type of Export.input', () => {
  const compared = new Set<string>();

  const compare = (input: GraphQLInputObjectType, output: GraphQLObjectType): void => {
    if (compared.has(input.name)) return;
    compared.add(input.name);
    expect(Object.keys(output.getFields())).toEqual(Object.keys(input.getFields()));
    for (const { name, type } of Object.values(input.getFields())) {
      const [ofInput, ofOutput] = [getNamedType(type), getNamedType(output.getFields()[name]!.type)];
      if (isInputObjectType(ofInput)) compare(ofInput, ofOutput as GraphQLObjectType);
      else {
        const shape = (one: unknown): string => String(getNullableType(one as never));
        expect([name, shape(output.getFields()[name]!.type)]).toEqual([name, shape(type)]);
      }
    }
  };

  it('has the same fields as the input of startExport, and so have the types in it', () => {
    compare(inputType, outputType);
    expect([...compared]).toEqual(
      expect.arrayContaining(['UserFilter', 'BookingFilter', 'InvoiceFilter', 'PeriodInput', 'InstantRange']),
    );
  });
});

describe('Export.input', () => {
  const app = useTestApp(engines[0]!, { worker: false });
  const organization = useOrganization(app, { customProperties: [{ key: 'locker', name: 'Locker' }] });
  let userIds: string[];
  const items: Record<'locations' | 'teams' | 'plans', string[]> = { locations: [], teams: [], plans: [] };

  beforeAll(async () => {
    userIds = (await addManyUsers(app.app.dataSource, organization.id, 5)).map(String);
    for (const kind of ['locations', 'teams', 'plans'] as const)
      items[kind] = (await addReferenceItems(app.app.dataSource, kind, organization.id, ['A', 'B'])).map(String);
  });

  const inputOf = async (id: string): Promise<Data> =>
    (await organization.owner.data(`query ($id: ID!) { export(id: $id) { input { ${wholeInput} } } }`, { id })).export
      .input;

  /** A value of an optional field: often absent, sometimes null. */
  const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> =>
    fc.oneof({ weight: 2, arbitrary: fc.constantFrom(undefined, null) }, { weight: 1, arbitrary: value });
  const instant = fc
    .date({ min: new Date('2000-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString());
  const range = fc
    .tuple(maybe(instant), maybe(instant))
    .map(([from, before]) => (from && before && before < from ? { from: before, before: from } : { from, before }));
  const text = fc.constantFrom('vip', 'Ångström', '%_\\', "O'Hara", '2026-01-01T00:00:00Z', '123');
  const ids = fc.constantFrom(['1'], ['2', '999999'], []);
  /** Those of the organization, which are known when a value is generated. */
  const idsOf = (kind: keyof typeof items): fc.Arbitrary<string[]> =>
    fc.subarray([0, 1]).map((indices) => indices.map((index) => items[kind][index]!));
  const basis = fc.constantFrom('BOOKED', 'CREATED');
  const amount = fc.oneof(
    fc.record({ eq: fc.constantFrom(0, 10_050, '123456789012345678901234567890') }),
    fc.record({ gte: fc.constant(-5), lte: fc.constantFrom(null, '99999999999999999999') }),
  );
  const userFields = {
    ids: maybe(ids),
    usernames: maybe(fc.array(text, { maxLength: 2 })),
    customProperties: maybe(
      fc.array(fc.record({ key: fc.constant('locker'), values: fc.constantFrom([null], ['a', null], []) }), {
        maxLength: 1,
      }),
    ),
    bookedIn: maybe(fc.record({ from: fc.constant('2026-01-31'), basis, count: maybe(fc.constant({ eq: 0 })) })),
    search: maybe(text),
    status: maybe(fc.constantFrom(['ACTIVE'], [])),
    role: maybe(fc.constant(['ADMIN', 'OWNER'])),
    accountType: maybe(fc.array(text, { maxLength: 2 })),
    teamIds: maybe(idsOf('teams')),
    primaryLocationIds: maybe(idsOf('locations')),
    planIds: maybe(idsOf('plans')),
    tags: maybe(fc.array(text, { maxLength: 2 })),
    createdAt: maybe(range),
    lastLoginAt: maybe(range),
    bookingsThisMonth: maybe(fc.record({ gte: fc.nat(5) })),
    bookingsLastMonth: maybe(fc.record({ eq: fc.nat(5), basis })),
    firstBooking: maybe(fc.record({ from: fc.constant('2026-01-31'), basis })),
    lastBooking: maybe(fc.record({ to: fc.constant('2026-01-31'), basis })),
    hasBooked: maybe(fc.boolean()),
    invoicedThisMonth: maybe(amount),
    invoicedLastMonth: maybe(amount),
    invoicedAllTime: maybe(amount),
  };
  const plainUserFilter = fc.record(userFields);
  const userFilter = fc.record({
    ...userFields,
    anyOf: maybe(fc.array(plainUserFilter, { maxLength: 2 })),
    not: maybe(plainUserFilter),
  });
  const filters: Record<string, fc.Arbitrary<object>> = {
    USERS: fc.record({ users: userFilter }),
    BOOKINGS: fc.record({
      bookings: fc.record({
        userIds: maybe(ids),
        locationIds: maybe(idsOf('locations')),
        users: maybe(plainUserFilter),
        status: maybe(fc.constant(['PENDING'])),
        startsAt: maybe(range),
        createdAt: maybe(range),
        minutes: maybe(fc.record({ gte: fc.nat(5) })),
        leadDays: maybe(fc.record({ lte: fc.nat(5) })),
        not: maybe(fc.record({ endsAt: range, users: plainUserFilter })),
      }),
    }),
    INVOICES: fc.record({
      invoices: fc.record({
        userIds: maybe(ids),
        users: maybe(plainUserFilter),
        status: maybe(fc.constant(['VOID'])),
        issuedAt: maybe(range),
      }),
    }),
  };
  const period = fc.oneof(
    fc.record({ preset: fc.constantFrom('LAST_WEEK', 'LAST_6_MONTHS', 'THIS_QUARTER') }),
    fc.record({ start: fc.constant('2026-10-25'), end: fc.constant('2026-10-31'), by: fc.constant('CREATED') }),
  );
  const csv = fc.record({
    byteOrderMark: fc.boolean(),
    formulaGuard: fc.boolean(),
    delimiter: fc.constantFrom('COMMA', 'SEMICOLON', 'TAB'),
  });
  const fileName = fc.constantFrom('Gäste 2026', 'list', 'a'.repeat(100));
  const rowExport = fc.constantFrom('USERS', 'BOOKINGS', 'INVOICES').chain((dataset) => {
    const templates = [...systemTemplates].filter(([, template]) => template.dataset === dataset).map(([name]) => name);
    const columns = fc.shuffledSubarray(dataset === 'USERS' ? ['email', 'id', 'custom.locker'] : ['id', 'username'], {
      minLength: 1,
    });
    return fc.constantFrom('CSV', 'XLSX', 'JSONL').chain((format) =>
      fc
        .record({
          choice: maybe(
            fc.oneof(
              columns.map((columns) => ({ columns })),
              fc.constantFrom(...templates).map((template) => ({ template })),
            ),
          ),
          filter: maybe(filters[dataset]!),
          ids: maybe(dataset === 'USERS' ? fc.subarray(['0', '1', '2']) : fc.constant<string[]>([])),
          excludeIds: maybe(
            dataset === 'USERS' ? fc.subarray(['0', '1', '2'], { minLength: 1 }) : fc.constant<undefined>(undefined),
          ),
          period: maybe(period),
          asOf: maybe(instant),
          fileName: maybe(fileName),
          csv: format === 'CSV' ? maybe(csv) : fc.constant(undefined),
        })
        .map(({ choice, ids, excludeIds, ...rest }) => ({
          dataset,
          format,
          ...choice,
          ...rest,
          ...(excludeIds && rest.filter && 'users' in rest.filter
            ? { excludeIds: excludeIds.map((index) => userIds[Number(index)]) }
            : { ids: ids && ids.map((index) => userIds[Number(index)]) }),
        })),
    );
  });
  const fullExport = fc
    .record({ asOf: maybe(instant), csv: maybe(csv), fileName: maybe(fileName), user: maybe(fc.constant(0)) })
    .map(({ user, ...rest }) => ({
      dataset: 'ORGANIZATION',
      format: 'ZIP',
      ...rest,
      userId: typeof user === 'number' ? userIds[user] : user,
    }));
  const exports = fc.oneof({ weight: 6, arbitrary: rowExport }, { weight: 1, arbitrary: fullExport });

  it('starts the same export again, and is also the input of a request for it', async () => {
    const { owner } = organization;
    await fc.assert(
      fc.asyncProperty(exports, async (requested: Data) => {
        const first = (await startExport(owner, requested)).export;
        const input = await inputOf(first.id);
        for (const field of ['template', 'columns', 'asOf', 'fileName', 'userId', 'excludeIds'])
          expect([field, input[field]]).toEqual([field, requested[field] ?? null]);
        expect(input.period?.preset ?? null).toBe(requested.period?.preset ?? null);
        const request = await run(
          organization.admin,
          'requestExport',
          { export: input },
          `id input { ${wholeInput} } selection { period { start end by } }`,
        );
        expect(request.input).toEqual({
          ...input,
          period: input.period && { ...request.selection.period, preset: null },
        });
        await run(organization.admin, 'cancelExportRequest', request.id, 'id');
        // An identical export joins the running one.
        const again = await startExport(owner, input);
        expect({ id: again.export.id, deduplicated: again.deduplicated }).toEqual({ id: first.id, deduplicated: true });
        await owner.data(cancel, { id: first.id });
        const later = await startExport(owner, input);
        expect(later.deduplicated).toBe(false);
        expect(await inputOf(later.export.id)).toEqual(input);
        await owner.data(cancel, { id: later.export.id });
      }),
      {
        numRuns: 13,
        seed: 11,
        examples: [[{ dataset: 'USERS', format: 'CSV', filter: { users: {} }, excludeIds: userIds.slice(1, 3) }]],
      },
    );
  });

  it('is the same for requests of a page', async () => {
    const files = ['CSV', 'XLSX', 'JSONL'];
    for (const format of files) await run(organization.admin, 'requestExport', { export: { format } }, 'id');
    const { exportRequests } = await organization.admin.data(
      `{ exportRequests(states: [OPEN], first: 3) { nodes { input { ${selectionOf(outputType, false)} } } } }`,
    );
    expect(exportRequests.nodes.map(({ input }: Data) => [input.format, input.csv])).toEqual([
      ['JSONL', null],
      ['XLSX', null],
      ['CSV', { byteOrderMark: true, formulaGuard: true, delimiter: 'COMMA', decimalSeparator: 'POINT' }],
    ]);
  });

  it('has the columns of an export that was stored without its template', async () => {
    const { id } = (await startExport(organization.owner, { format: 'CSV', period: { preset: 'LAST_WEEK' } })).export;
    await changeRows(app.app.dataSource, 'exports', { id }, { requested: null });
    const { columnKeys } = (await organization.owner.data(`{ export(id: ${id}) { columnKeys } }`)).export;
    expect(await inputOf(id)).toMatchObject({
      template: null,
      columns: columnKeys,
      period: { preset: null, start: expect.any(String), end: expect.any(String) },
    });
  });
});

describe('the file name of an export', () => {
  const app = useTestApp(engines[0]!);
  const organization = useOrganization(app);

  it.each(['Gäste ☀ 2026', 'a'.repeat(100), 'con-text', 'mars 100%', "it's; filename=evil"])(
    'is the requested one: %s',
    async (fileName) => {
      const { row } = await exportFile(organization.owner, { format: 'CSV', fileName });
      expect(row.file.name).toBe(`${fileName}.csv`);
      const { headers } = await download(row.file.downloadUrl, {}, 'HEAD');
      const disposition = headers.get('content-disposition')!;
      const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1];
      const plain = /filename="((?:[^"\\]|\\.)*)"/.exec(disposition)?.[1];
      expect(encoded ? decodeURIComponent(encoded) : plain).toBe(`${fileName}.csv`);
      expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    },
  );

  it.each([
    '',
    ' ',
    '../users',
    'a\\b',
    'a:b',
    '.hidden',
    'end.',
    'CON',
    'nul.2026',
    'COM¹',
    'users\u202Evsc',
    'a\u200Bb',
    'a\nb',
    'users.CSV',
    '漢'.repeat(90),
    'a'.repeat(101),
  ])('is refused if a file system could refuse it: %j', async (fileName) => {
    expect(
      await organization.owner.refusal(
        'mutation ($input: StartExportInput!) { startExport(input: $input) { deduplicated } }',
        {
          input: { format: 'CSV', fileName },
        },
      ),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.fileName' });
  });

  it('stays the same in a retry', async () => {
    const { owner } = organization;
    app.gate.hold();
    const { id } = (await startExport(owner, { format: 'XLSX', fileName: 'Autumn' })).export;
    await owner.data(cancel, { id });
    app.gate.release();
    await untilEnded(owner, id);
    const retried = await run(owner, 'retryExport', id);
    expect((await untilEnded(owner, retried.id)).file.name).toBe('Autumn.xlsx');
  });
});
