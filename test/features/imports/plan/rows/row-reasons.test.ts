import type { errorReasons } from '../../../../../src/error-reasons';
import { ImportBatch } from '../../../../../src/features/imports/record/import-batch.entity';
import type { FailedRow } from '../../../../../src/features/imports/record/import-contents';
import { useOrganizationPerTest, useTestApp } from '../../../../support/apps/app';
import { run } from '../../../../support/clients/changes';
import type { Data, TestClient } from '../../../../support/clients/client';
import { applyImport, checkFile, untilState } from '../../../../support/clients/imports';
import { deleteUser, setPermissions } from '../../../../support/data/account-changes';
import { addBookings, addReferenceItems, addUsers } from '../../../../support/data/factories';
import { eachEngine } from '../../../../support/databases/engines';
import { changeRows, deleteRows, readColumn } from '../../../../support/databases/rows';
import { workbook } from '../../reading/sources';
import { germanOf, PlannedImport } from '../planning';

eachEngine('the reason of a row', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  // Clocks are set back on 2026-10-25 at 02:00, and forward on 2026-03-29 at 01:00.
  const organization = useOrganizationPerTest(app, {
    timezone: 'Europe/Lisbon',
    customProperties: [{ key: 'locker', name: 'Locker' }],
  });
  const owner = () => ({ organizationId: organization.id, userId: organization.ownerId });
  type File = Parameters<typeof PlannedImport.check>[2];
  type Options = Parameters<typeof PlannedImport.check>[3];
  type RowReason = readonly [reason: keyof typeof errorReasons, parameters?: object];

  beforeEach(async () => {
    const names = ['ana', 'bob', 'eve', 'kim', 'leo', 'max', 'zoe', 'ida'];
    const users = names.map((username) => ({ username, city: 'Köln', phone: '1' }));
    await addUsers(app.app.dataSource, organization.id, [...users, { username: 'odd', city: 'a\u0007b' }]);
  });
  const check = (file: File, options?: Options) => PlannedImport.check(app, owner(), file, options);
  const listed = (rows: readonly FailedRow[]) => rows.map(({ reason, parameters }) => [reason, parameters]);
  const full = (reasons: readonly RowReason[]) => reasons.map(([reason, parameters = {}]) => [reason, parameters]);
  const newProperties = Array.from({ length: 25 }, (_, index) => `p${index}`);
  const creates = { createMissing: true } as const;

  it.each<[what: string, file: File, expected: readonly RowReason[], options?: Options]>([
    ['a question mark', 'Username,City\nana,K?ln', [['QUESTION_MARKS']]],
    ['another encoding', 'Username,City\nana,KÃ¶ln', [['MISREAD_VALUE', { encoding: 'WINDOWS_1252' }]]],
    ['U+FFFD', 'Username,City\nana,K\ufffdln', [['REPLACED_CHARACTERS']]],
    [
      'what spreadsheets show',
      'Username,Phone\nana,#REF!\nbob,####\neve,1.23E+15',
      [['FORMULA_ERROR', { value: '#REF!' }], ['NARROW_COLUMN'], ['ROUNDED_NUMBER', { value: '1.23E+15' }]],
    ],
    [
      'unknown values',
      'Username,Status,Team\nana,SLEEPING,Nobody',
      [
        ['NOT_ONE_OF', { value: 'SLEEPING', values: ['ACTIVE', 'INACTIVE', 'PENDING'] }],
        ['NAME_UNKNOWN', { noun: 'team', name: 'Nobody' }],
      ],
    ],
    ['lists', 'Username,Skills,Location/Org\nana,a\\b,Main|Main', [['SINGLE_BACKSLASH'], ['SEVERAL_LOCATIONS']]],
    [
      'lengths',
      'Username,City\nana\nbob,Rome,x',
      [
        ['ROW_TOO_SHORT', { cells: 1, width: 2 }],
        ['ROW_TOO_LONG', { cells: 3, width: 2, column: 3 }],
      ],
    ],
    [
      'keys',
      'Username,City\n,Rome\neve,Rome\nEVE,Rome\nnew,Rome',
      [['KEY_EMPTY'], ['KEY_REPEATED', { value: 'EVE', line: 3 }], ['KEY_UNKNOWN', { noun: 'user', value: 'new' }]],
    ],
    ['an empty cell', 'Username,Autopayments enabled\nana,', [['VALUE_REQUIRED']], { blankCells: 'CLEAR' }],
    ['an id', 'Identifier,City\n999999,Rome', [['USER_ID_UNKNOWN', { value: '999999' }]]],
    ['a row of an undo file', '__created,Username\ntrue,ana', [['CREATED_BY_IMPORT']]],
    ['a day of creation', 'Username,Date created\nana,2024-01-01', [['READ_ONLY_VALUE', { noun: 'user' }]]],
    [
      'a day that does not exist',
      'Username,Date created\nana,31.02.2026',
      [['NO_SUCH_DAY', { value: '31.02.2026', days: 28, last: '2026-02-28' }]],
    ],
    [
      'an ambiguous date',
      'Username,Date created\nana,03/04/2026',
      [
        [
          'DATE_AMBIGUOUS',
          {
            value: '03/04/2026',
            dates: ['2026-04-03', '2026-03-04'],
            time: '',
            orders: ['DAY_MONTH_YEAR', 'MONTH_DAY_YEAR'],
          },
        ],
      ],
    ],
    [
      'a short year',
      'Username,Date created\nana,24.12.26',
      [['SHORT_YEAR', { value: '24.12.26', dates: ['2026-12-24'], time: '' }]],
    ],
    [
      'another order',
      'Username,Date created\nana,24.12.2026 10:00',
      [['DATE_ORDER', { value: '24.12.2026 10:00', date: '2026-12-24T10:00', time: '', orders: ['DAY_MONTH_YEAR'] }]],
    ],
    ['no date', 'Username,Date created\nana,soon', [['NOT_A_TIME', { value: 'soon' }]]],
    [
      'clocks',
      'Username,Date created\nana,2026-03-29T01:30:00\nbob,2026-10-25T01:30',
      [
        ['NO_SUCH_TIME', { value: '2026-03-29T01:30:00', timezone: 'Europe/Lisbon' }],
        [
          'TIME_REPEATED',
          {
            value: '2026-10-25T01:30',
            timezone: 'Europe/Lisbon',
            instants: ['2026-10-25T01:30:00.000+01:00', '2026-10-25T01:30:00.000+00:00'],
          },
        ],
      ],
    ],
    [
      'many errors',
      `Username,${newProperties.join(',')}\nana,${newProperties.map(() => '\u0001').join(',')}`,
      [...Array<RowReason>(20).fill(['INVISIBLE_CHARACTER', { character: 'U+0001' }]), ['MORE_ERRORS', { count: 5 }]],
      { newProperties },
    ],
    [
      'cells of a workbook',
      workbook(
        ['Username', 'City'],
        ['ana', ['=1=1', 'ERROR']],
        ['bob', ['1e400', 'ERROR']],
        ["'-7", 'Rome'],
        ['odd', 'ab'],
      ),
      [
        ['FORMULA_UNSAVED'],
        ['INVALID_CELL', { value: '1e400' }],
        ['KEY_GUARDED', { noun: 'user', value: "'-7" }],
        ['NOT_IN_WORKBOOK'],
      ],
    ],
    [
      'new bookings',
      'Reference,Username,Location,Starts at,Ends at\nB-1,nobody,Main,2026-05-01,2026-05-02\nB-2,ana,,,',
      [
        ['USER_UNKNOWN', { value: 'nobody' }],
        ...['Location', 'Starts at', 'Ends at'].map((column): RowReason => [
          'NEW_RECORD_VALUE',
          { noun: 'booking', column },
        ]),
      ],
      { dataset: 'BOOKINGS', ...creates },
    ],
    [
      'an amount',
      'Number,Username,Total,Currency\nI-1,ana,much,USD',
      [
        ['NOT_AN_AMOUNT', { value: 'much', decimals: 2, example: '1234.50' }],
        ['OTHER_CURRENCY', { value: 'USD', currency: 'EUR' }],
      ],
      { dataset: 'INVOICES', ...creates },
    ],
    [
      'a booking',
      'Number,Username,Total,Booking\nI-1,ana,1,NONE',
      [['BOOKING_UNKNOWN', { value: 'NONE' }]],
      { dataset: 'INVOICES', ...creates },
    ],
  ])('is in the plan: %s', async (_what, file, expected, ...[options]) => {
    expect(listed(await (await check(file, options)).errors())).toEqual(full(expected));
  });

  it('is TOO_MANY_NAMES once the organization has all teams that it can have', async () => {
    const teams = Array.from({ length: 2000 }, (_, index) => `Team ${index}`);
    await addReferenceItems(app.app.dataSource, 'teams', organization.id, teams);
    const plan = await check('Username,Team\nana,Another', creates);
    expect(listed(await plan.errors())).toEqual(
      full([['TOO_MANY_NAMES', { noun: 'team', name: 'Another', max: 2000 }]]),
    );
  });

  const idOf = async (username: string): Promise<number> =>
    (await readColumn(app.app.dataSource, 'users', 'id', { organizationId: organization.id, username }))[0] as number;

  it('says what was changed between the plan and its application', async () => {
    const { dataSource } = app.app;
    const plan = await check('Username,City,Locker\nana,Rome,\nbob,Rome,\nnew,Rome,\neve,,7', creates);
    await changeRows(dataSource, 'users', { organizationId: organization.id, username: 'ana' }, { city: 'Oslo' });
    await deleteUser(dataSource, await idOf('bob'));
    await addUsers(dataSource, organization.id, [{ username: 'new' }]);
    await deleteRows(dataSource, 'custom_properties', { organizationId: organization.id });
    await plan.apply(owner());
    expect(listed(await plan.conflicts())).toEqual(
      full([
        ['VALUE_CHANGED', { value: 'Oslo' }],
        ['RECORD_DELETED', { noun: 'user' }],
        ['RECORD_CREATED', { noun: 'user' }],
        ['COLUMN_GONE'],
      ]),
    );
  });

  it('says what was changed between an import and its undo', async () => {
    const creating = await check('Username,City\nn1,Rome\nn2,Rome\nn3,Rome\nkim,Rome', creates);
    await creating.apply(owner());
    await run(organization.owner, 'changeUsers', [
      { id: String(await idOf('n1')), bio: 'Hello' },
      { id: String(await idOf('kim')), city: 'Oslo' },
    ]);
    const startsAt = '2026-05-01T10:00:00Z';
    await addBookings(app.app.dataSource, organization, [{ userId: await idOf('n2'), startsAt }]);
    const undo = await PlannedImport.undo(app, owner(), creating);
    expect(listed(await undo.errors())).toEqual(
      full([
        ['RECORD_KEPT', { noun: 'user' }],
        ['RECORD_USED', { noun: 'user' }],
        ['VALUE_KEPT', { value: 'Oslo' }],
      ]),
    );
    await run(organization.owner, 'changeUser', { id: String(await idOf('n3')), bio: 'Hello' });
    await undo.apply(owner());
    expect(listed(await undo.conflicts())).toEqual(full([['RECORD_NOT_DELETED', { noun: 'user' }]]));
  });

  it('is quoted by the reason of a file with too many errors', async () => {
    const refused: unknown = await check('Username,Email\nana,no\neve,no', { maxErrors: 1 }).catch((error) => error);
    const { message, reason } = refused as Error & { reason: Parameters<typeof germanOf>[0] };
    expect(reason).toEqual({
      reason: 'TOO_MANY_ERRORS',
      parameters: { maxErrors: 1, errors: 2, inColumn: 'Email', cause: 'NOT_AN_ADDRESS' },
    });
    expect(germanOf({ ...reason, message })).toMatch(
      /mehr als 1 Fehler\. .* 2 Mal in der Spalte „Email“: Das ist keine E-Mail-Adresse/,
    );
  });

  it('has only short texts of the file as parameters', async () => {
    const long = 'x'.repeat(100_000);
    const plan = await PlannedImport.check(app, owner(), `Username,Role\n${long},\nmember,${long}`);
    const values = (await plan.errors()).map(({ parameters }) => parameters!.value);
    expect(values).toEqual(['x'.repeat(200), 'x'.repeat(200)]);
  });
});

eachEngine('errors of a plan in German', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);
  const ask = async (client: TestClient, language: string, fields: string, id: string): Promise<Data> => {
    const query = `query ($id: ID!) { import(id: $id) { ${fields} } }`;
    const answer = await client.post(JSON.stringify({ query, variables: { id } }), { 'accept-language': language });
    return answer.data!.import;
  };
  const reasonFields = 'code reason parameters { name value } message';
  const planFields = `plan { errors { nodes { line ${reasonFields} } } errorGroups { count ${reasonFields} } }`;

  it('have the reason with its parameters, in lists and groups, also once a row conflicts', async () => {
    const { dataSource } = app.app;
    const { owner, id: organizationId } = organization;
    const { id } = await checkFile(owner, 'Username,Status,City\nmember,Sleeping,\nnone,,\nadmin,,Rome');
    await changeRows(dataSource, 'users', { organizationId, username: 'admin' }, { city: 'Oslo' });
    await owner.data(applyImport, { id });
    await untilState(owner, id, ['COMPLETED']);
    const expected = [
      {
        code: 'INVALID_VALUE',
        reason: 'NOT_ONE_OF',
        parameters: [
          { name: 'value', value: 'Sleeping' },
          { name: 'values', value: 'ACTIVE, INACTIVE, PENDING' },
        ],
        message: '„Sleeping“ ist keiner dieser Werte. Schreiben Sie ACTIVE, INACTIVE oder PENDING.',
      },
      {
        code: 'KEY_UNKNOWN',
        reason: 'KEY_UNKNOWN',
        parameters: [
          { name: 'noun', value: 'user' },
          { name: 'value', value: 'none' },
        ],
        message:
          'Es gibt keinen Benutzer „none“. Korrigieren Sie den Wert, oder lassen Sie fehlende Datensätze anlegen.',
      },
      {
        code: 'CONFLICT',
        reason: 'VALUE_CHANGED',
        parameters: [{ name: 'value', value: 'Oslo' }],
        message:
          'Der Wert wurde inzwischen in „Oslo“ geändert. Importieren Sie die Fehlerdatei, um ihn trotzdem zu ändern.',
      },
    ];
    const german = (await ask(owner, 'de', planFields, id)).plan;
    expect(german.errors.nodes).toEqual(expected.map((error, index) => ({ line: index + 2, ...error })));
    expect(german.errorGroups).toEqual(expected.map((error) => ({ count: 1, ...error })));
    const english = (await ask(owner, 'en', planFields, id)).plan;
    expect(english.errors.nodes[1]).toMatchObject({
      reason: 'KEY_UNKNOWN',
      message: expect.stringMatching(/^There is no user with the Username "none"\./),
    });

    // As an earlier version stored them.
    const importId = Number(id);
    const { errors } = await dataSource.manager.findOneByOrFail(ImportBatch, { importId });
    const withoutReasons = errors.map(({ reason: _reason, parameters: _parameters, ...rest }) => rest);
    await changeRows(dataSource, 'import_batches', { importId }, { errors: JSON.stringify(withoutReasons) });
    await changeRows(dataSource, 'import_error_groups', { importId }, { reason: null, parameters: null });
    const { plan: earlier } = await ask(owner, 'de', planFields, id);
    for (const list of [earlier.errors.nodes, earlier.errorGroups])
      expect(list[1]).toMatchObject({ reason: null, parameters: [], message: english.errors.nodes[1].message });
  });

  it('are failures, and warnings about changed cells', async () => {
    const { dataSource } = app.app;
    const { owner, admin, adminId } = organization;
    const failureFields = `failure { ${reasonFields} }`;
    const { id } = await checkFile(owner, 'Reference,Location,Location\nB-1,,', { dataset: 'BOOKINGS' });
    const failure = (await ask(owner, 'de', failureFields, id)).failure;
    expect(failure).toMatchObject({
      code: 'HEADER',
      reason: 'HEADER_DUPLICATED',
      parameters: [{ name: 'header', value: 'Location' }],
      message: expect.stringMatching(/^Die Überschrift „Location“ kommt mehrmals vor/),
    });
    await setPermissions(dataSource, adminId, ['IDENTITIES_VIEW', 'IDENTITIES_EDIT']);
    expect((await ask(admin, 'de', failureFields, id)).failure).toMatchObject({
      code: 'HEADER',
      reason: 'PERMISSIONS_REQUIRED',
      message: expect.stringMatching(/^Dafür brauchen Sie die Berechtigungen /),
    });
    await changeRows(dataSource, 'imports', { id: Number(id) }, { failureReason: null, failureParameters: null });
    expect((await ask(owner, 'de', failureFields, id)).failure).toEqual({
      code: 'HEADER',
      reason: null,
      parameters: [],
      message: expect.stringMatching(/^The header "Location" is duplicated/),
    });

    await addUsers(dataSource, organization.id, [{ username: 'ana', phone: '0049' }]);
    const { id: changed } = await checkFile(owner, 'Username,Phone\nana,49');
    const { plan } = await ask(owner, 'de', 'plan { changes { nodes { warning } } }', changed);
    expect(plan.changes.nodes).toEqual([{ warning: expect.stringMatching(/^Nur führende Nullen fehlen\./) }]);
  });
});
