import { ImportBatch } from '../../../../../src/features/imports/record/import-batch.entity';
import { rowReasons } from '../../../../../src/row-reasons';
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

eachEngine('the reasons of rows', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  // Clocks are set back on 2026-10-25 at 02:00, and forward on 2026-03-29 at 01:00.
  const organization = useOrganizationPerTest(app, {
    timezone: 'Europe/Lisbon',
    customProperties: [{ key: 'locker', name: 'Locker' }],
  });
  const owner = () => ({ organizationId: organization.id, userId: organization.ownerId });
  type Options = Parameters<typeof PlannedImport.check>[3];

  it('are all produced, each with a German sentence', async () => {
    const { dataSource } = app.app;
    const produced = new Set<string | undefined>();
    const check = async (...[file, options]: [Parameters<typeof PlannedImport.check>[2], Options?]) => {
      const plan = await PlannedImport.check(app, owner(), file, options);
      for (const { reason } of await plan.errors()) produced.add(reason);
      return plan;
    };
    const conflictsOf = async (plan: PlannedImport): Promise<void> => {
      await plan.apply(owner());
      for (const { reason } of await plan.conflicts()) produced.add(reason);
    };
    const names = ['ana', 'bob', 'eve', 'kim', 'leo', 'max', 'zoe', 'ida'];
    const users = names.map((username) => ({ username, city: 'Köln', phone: '1' }));
    await addUsers(dataSource, organization.id, [...users, { username: 'odd', city: 'a\u0007b' }]);

    await check('Username,City,Phone\nana,K?ln,#REF!\nbob,KÃ¶ln,####\neve,K\ufffdln,1.23E+15');
    await check('Username,Status,Skills,Team,Location/Org\nana,SLEEPING,a\\b,Nobody,Main|Main');
    await check('Username,City\nana\nbob,Rome,x\n,Rome\neve,Rome\nEVE,Rome\nnew,Rome');
    await check('Username,Autopayments enabled\nana,', { blankCells: 'CLEAR' });
    await check('Identifier,City\n999999,Rome');
    await check('__created,Username\ntrue,ana');
    const times = ['2024-01-01', '31.02.2026', '03/04/2026', '24.12.26', '24.12.2026 10:00', 'soon'];
    const localTimes = ['2026-03-29T01:30:00', '2026-10-25T01:30'];
    await check(['Username,Date created', ...[...times, ...localTimes].map((at, i) => `${names[i]},${at}`)].join('\n'));
    const newProperties = Array.from({ length: 25 }, (_, index) => `p${index}`);
    await check(`Username,${newProperties.join(',')}\nana,${newProperties.map(() => '\u0001').join(',')}`, {
      newProperties,
    });
    await check(
      workbook(
        ['Username', 'City'],
        ['ana', ['=1=1', 'ERROR']],
        ['bob', ['1e400', 'ERROR']],
        ["'-7", 'Rome'],
        ['odd', 'ab'],
      ),
    );
    const creates = { createMissing: true } as const;
    await check('Reference,Username,Location,Starts at,Ends at\nB-1,nobody,Main,2026-05-01,2026-05-02\nB-2,ana,,,', {
      dataset: 'BOOKINGS',
      ...creates,
    });
    await check('Number,Username,Total,Currency\nI-1,ana,much,USD', { dataset: 'INVOICES', ...creates });
    await check('Number,Username,Total,Booking\nI-1,ana,1,NONE', { dataset: 'INVOICES', ...creates });
    const teams = Array.from({ length: 2000 }, (_, index) => `Team ${index}`);
    await addReferenceItems(dataSource, 'teams', organization.id, teams);
    await check('Username,Team\nana,Another', creates);

    const changing = await check('Username,City,Locker\nana,Rome,\nbob,Rome,\nnew,Rome,\neve,,7', creates);
    await changeRows(dataSource, 'users', { organizationId: organization.id, username: 'ana' }, { city: 'Oslo' });
    const idOf = async (username: string): Promise<number> =>
      (await readColumn(dataSource, 'users', 'id', { organizationId: organization.id, username }))[0] as number;
    await deleteUser(dataSource, await idOf('bob'));
    await addUsers(dataSource, organization.id, [{ username: 'new' }]);
    await deleteRows(dataSource, 'custom_properties', { organizationId: organization.id });
    await conflictsOf(changing);

    const creating = await check('Username,City\nn1,Rome\nn2,Rome\nn3,Rome\nkim,Rome', creates);
    await creating.apply(owner());
    await run(organization.owner, 'changeUsers', [
      { id: String(await idOf('n1')), bio: 'Hello' },
      { id: String(await idOf('kim')), city: 'Oslo' },
    ]);
    const startsAt = '2026-05-01T10:00:00Z';
    await addBookings(dataSource, organization, [{ userId: await idOf('n2'), startsAt }]);
    const undo = await PlannedImport.undo(app, owner(), creating);
    for (const { reason } of await undo.errors()) produced.add(reason);
    await run(organization.owner, 'changeUser', { id: String(await idOf('n3')), bio: 'Hello' });
    await conflictsOf(undo);

    const refused: unknown = await check('Username,Email\nana,no\neve,no', { maxErrors: 1 }).catch((error) => error);
    const { message, reason } = refused as Error & { reason: Parameters<typeof germanOf>[0] };
    produced.add(reason.reason);
    expect(germanOf({ ...reason, message })).toMatch(
      /mehr als 1 Fehler\. .* 2 Mal in der Spalte „Email“: Das ist keine E-Mail-Adresse/,
    );
    expect(Object.keys(rowReasons).filter((each) => !produced.has(each))).toEqual([]);
  });

  it('have only short texts of the file as parameters', async () => {
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
