import { AuditLog } from '../../../../src/features/audit/audit-log';
import { Permission } from '../../../../src/features/auth/permissions';
import { ImportOutcomes } from '../../../../src/features/imports/worker/import-outcomes';
import { insertRows } from '../../../../src/platform/database/insert-rows';
import { JobLeases } from '../../../../src/platform/jobs/job-leases';
import { createLog } from '../../../../src/platform/log';
import { timeZoneDataVersion } from '../../../../src/platform/time/time-zone';
import { useOrganizationPerTest, useTestApp, useTestAppPerTest } from '../../../support/apps/app';
import { run } from '../../../support/clients/changes';
import type { Data, TestClient } from '../../../support/clients/client';
import {
  applyImport,
  cancelImport,
  checkFile,
  mapImport,
  readImport,
  readPlan,
  startImport,
  undoImport,
  untilState,
  upload,
  uploadUrl,
} from '../../../support/clients/imports';
import { setPermissions } from '../../../support/data/account-changes';
import { addBookings } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { changeRows, countRows, lockRows, readRows } from '../../../support/databases/rows';
import { countSessions } from '../../../support/databases/sessions';
import { waitFor } from '../../../support/wait-for';
import { bookOf, textRow } from '../reading/xlsx/workbooks';

const file = 'Username,City\r\nadmin,Porto\r\nmember,Lisbon\r\nghost,Faro\r\n';

eachEngine('the life of an import', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);
  const cities = async (): Promise<Record<string, string | null>> => {
    const { users } = await organization.owner.data('{ users { nodes { username city } } }');
    return Object.fromEntries(users.nodes.map(({ username, city }: Record<string, string>) => [username, city]));
  };
  const events = async (id: string): Promise<string[]> => {
    const { auditEvents } = await organization.owner.data(
      'query ($id: ID!) { auditEvents(importId: $id) { nodes { action } } }',
      { id },
    );
    return auditEvents.nodes.map(({ action }: { action: string }) => action).reverse();
  };

  it('leads from a file to a plan, to changed records, and back', async () => {
    const { admin } = organization;
    const checked = await checkFile(admin, file);
    expect(checked).toMatchObject({
      state: 'READY',
      failure: null,
      progress: {
        percent: 100,
        rowsDone: 3,
        rowsTotal: 3,
        attempt: 0,
        queuePosition: null,
      },
      actions: {
        apply: true,
        map: true,
        cancel: true,
        undo: false,
        upload: false,
        download: true,
      },
    });
    const source = 'query ($id: ID!) { import(id: $id) { source { format delimiter encoding sheet } } }';
    expect((await admin.data(source, { id: checked.id })).import.source).toEqual({
      format: 'CSV',
      delimiter: 'COMMA',
      encoding: 'UTF_8',
      sheet: null,
    });
    const plan = await readPlan(admin, checked.id);
    expect(plan).toMatchObject({
      created: 0,
      changed: 2,
      unchanged: 0,
      failed: 1,
      ignoredColumns: [],
    });
    expect(plan.changes.nodes).toEqual([
      {
        row: 1,
        line: 2,
        username: 'admin',
        column: 'city',
        old: null,
        new: 'Porto',
      },
      {
        row: 2,
        line: 3,
        username: 'member',
        column: 'city',
        old: null,
        new: 'Lisbon',
      },
    ]);
    expect(plan.errors.nodes).toMatchObject([{ row: 3, line: 4 }]);
    expect(plan.sample).toEqual([
      {
        row: 1,
        line: 2,
        username: 'admin',
        isNew: false,
        cells: ['admin', 'Porto'],
      },
      {
        row: 2,
        line: 3,
        username: 'member',
        isNew: false,
        cells: ['member', 'Lisbon'],
      },
    ]);
    expect(await cities()).toEqual({ owner: null, admin: null, member: null });

    await admin.data(applyImport, { id: checked.id });
    const applied = await untilState(admin, checked.id, ['COMPLETED', 'FAILED']);
    expect(applied).toMatchObject({
      state: 'COMPLETED',
      progress: {
        phase: 'FINALIZING',
        percent: 100,
        rowsDone: 3,
        rowsTotal: 3,
      },
      actions: { undo: true, apply: false },
    });
    expect(await cities()).toEqual({
      owner: null,
      admin: 'Porto',
      member: 'Lisbon',
    });
    const { applyImport: again } = await admin.data(applyImport, {
      id: checked.id,
    });
    expect(again.state).toBe('COMPLETED');

    const { undoImport: undo } = await admin.data(undoImport, {
      id: checked.id,
    });
    expect(undo).toMatchObject({
      undoOf: checked.id,
      fileName: 'Undo of users.csv',
      actions: { upload: false },
    });
    expect((await untilState(admin, undo.id, ['READY'])).actions).toMatchObject({ map: false, apply: true });
    await admin.data(applyImport, { id: undo.id });
    expect((await untilState(admin, undo.id, ['COMPLETED'])).actions).toMatchObject({ undo: true, download: true });
    const { import: undone } = await admin.data(
      'query ($id: ID!) { import(id: $id) { files { undo { rows } source { rows } } } }',
      { id: undo.id },
    );
    expect(undone.files).toEqual({ undo: { rows: 2 }, source: null });
    const { imports } = await admin.data('{ imports { nodes { id undoneBy } } }');
    expect(imports.nodes).toEqual([
      { id: undo.id, undoneBy: null },
      { id: checked.id, undoneBy: undo.id },
    ]);
    expect(await cities()).toEqual({ owner: null, admin: null, member: null });
    expect(await events(checked.id)).toEqual([
      'IMPORT_REQUESTED',
      'IMPORT_UPLOAD_STARTED',
      'IMPORT_FILE_RECEIVED',
      'IMPORT_STARTED',
      'IMPORT_CHECKED',
      'IMPORT_APPLIED',
      'IMPORT_STARTED',
      'IMPORT_ROWS_APPLIED',
      'IMPORT_COMPLETED',
      'IMPORT_UNDONE',
    ]);
    const mails = await readRows(app.app.dataSource, 'notices', {
      importId: checked.id,
    });
    expect(mails).toMatchObject([{ kind: 'IMPORT_COMPLETED', toUserId: organization.adminId }]);
    expect(JSON.parse(mails[0].details).result.en).toBe('2 rows changed, 1 row with errors');
  });

  it('leaves the uploaded file, the rows that failed and the earlier values for download', async () => {
    const { admin } = organization;
    const files = `query ($id: ID!) { import(id: $id) { files {
      source { name bytes rows downloadUrl } errors { name rows contentType sha256 downloadUrl } undo { name rows downloadUrl }
    } } }`;
    const filesOf = async (client: TestClient, id: string) => (await client.data(files, { id })).import.files;
    const textOf = async ({ downloadUrl }: { downloadUrl: string }): Promise<string> => {
      const response = await fetch(downloadUrl);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="users-import-\d+/);
      return response.text();
    };
    const { id } = await checkFile(admin, file);
    const checked = await filesOf(admin, id);
    expect(checked).toMatchObject({
      source: { bytes: file.length, rows: null },
      errors: { rows: 1 },
      undo: null,
    });
    expect(await textOf(checked.source)).toBe(file);
    expect(await textOf(checked.errors)).toMatch(/^__line,__errors,Username,City\r\n4,.*ghost,Faro\r\n$/);
    await admin.data(applyImport, { id });
    await untilState(admin, id, ['COMPLETED']);
    const { undo } = await filesOf(organization.owner, id);
    expect(await textOf(undo)).toBe('Username,City,__created\r\nadmin,,\r\nmember,,\r\n');
    // Another organization, and a user who lost the permission.
    const foreign = await app.organization();
    expect((await foreign.owner.data(files, { id })).import).toBeNull();
    await setPermissions(app.app.dataSource, organization.adminId, [Permission.IDENTITIES_VIEW]);
    expect((await fetch(checked.source.downloadUrl)).status).toBe(403);
  });

  it('skips READY if the request says so and no row failed', async () => {
    const { admin } = organization;
    const clean = await checkFile(admin, 'Username,City\nadmin,Porto\n', {
      applyWhenClean: true,
    });
    expect((await untilState(admin, clean.id, ['COMPLETED'])).state).toBe('COMPLETED');
    expect((await cities()).admin).toBe('Porto');
    const wrong = await checkFile(admin, file, { applyWhenClean: true });
    expect(wrong.state).toBe('READY');
  });

  it('is not applied by itself once another user has decided about it', async () => {
    const [owner, admin] = (await Promise.all(
      [organization.ownerId, organization.adminId].map((id) =>
        app.startSession({ id, organizationId: organization.id }),
      ),
    )) as [TestClient, TestClient];
    const roles = 'Username,Level\nmember,ADMIN\n';
    const asRole = { mapping: [{ header: 'Level', column: 'role' }] };
    for (const decision of [asRole, { delimiter: 'COMMA' }]) {
      const { id } = await checkFile(owner, roles, { applyWhenClean: true });
      await admin.data(mapImport, { id, ...decision });
      const { state } = await untilState(owner, id, ['READY', 'AWAITING_MAPPING', 'COMPLETED']);
      if (state === 'AWAITING_MAPPING') await owner.data(mapImport, { id, ...asRole });
      const ready = await untilState(owner, id, ['READY', 'COMPLETED']);
      expect(ready).toMatchObject({ state: 'READY', applyWhenClean: false });
      // With the rights of the user who applies it.
      await admin.data(applyImport, { id });
      await untilState(owner, id, ['COMPLETED']);
      expect((await readPlan(owner, id)).errors.nodes).toMatchObject([{ code: 'FORBIDDEN', column: 'role' }]);
    }
    const { id } = await checkFile(owner, roles, { applyWhenClean: true });
    await owner.data(mapImport, { id, ...asRole });
    await untilState(owner, id, ['COMPLETED']);
    const { auditEvents } = await owner.data(
      'query ($id: ID!) { auditEvents(importId: $id, actions: [IMPORT_APPLIED]) { nodes { username details } } }',
      { id },
    );
    expect(auditEvents.nodes).toEqual([{ username: 'owner', details: 'as `applyWhenClean` says' }]);
  });

  it('neither replaces the saved mapping of another user nor is applied with it by itself', async () => {
    const { owner, admin } = organization;
    const start = 'mutation ($input: StartImportInput!) { startImport(input: $input) { id } }';
    const mappingName = 'Monthly';
    const asCity = [{ header: 'Kind', column: 'city' }];
    const asRole = [{ header: 'Kind', column: 'role' }];
    const applied = async (client: TestClient, text: string, input: object): Promise<void> => {
      const { id } = await checkFile(client, text, input);
      await client.data(applyImport, { id });
      await untilState(client, id, ['COMPLETED']);
    };
    await applied(owner, 'Username,Kind\nmember,Faro\n', {
      mapping: asCity,
      mappingName,
    });
    const taken = {
      code: 'CONFLICT',
      message: expect.stringContaining('belongs to another user'),
    };
    const input = { fileName: 'a.csv', mappingName };
    expect(await admin.refusal(start, { input: { ...input, mapping: asRole } })).toMatchObject(taken);
    const foreign = 'Username,Kind\nmember,Lagos\n';
    const { id: other } = await checkFile(admin, foreign);
    expect(
      await admin.refusal(mapImport, {
        id: other,
        mapping: asRole,
        mappingName,
      }),
    ).toMatchObject(taken);
    expect(await admin.refusal(start, { input: { ...input, applyWhenClean: true } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.applyWhenClean',
      reason: 'MAPPING_OF_OTHER',
      parameters: { name: mappingName },
    });
    // Used by another user and decided otherwise, the saved mapping stays.
    const used = await checkFile(admin, foreign, { mappingName });
    await admin.data(mapImport, {
      id: used.id,
      mapping: [{ header: 'Kind', column: 'country' }],
    });
    await untilState(admin, used.id, ['READY']);
    await admin.data(applyImport, { id: used.id });
    await untilState(admin, used.id, ['COMPLETED']);
    const again = await checkFile(owner, 'Username,Kind\nmember,Tavira\n', {
      mappingName,
      applyWhenClean: true,
    });
    await untilState(owner, again.id, ['COMPLETED']);
    expect((await cities()).member).toBe('Tavira');
  });

  it('names the same file that was applied before, and by whom, only to viewers who may see them', async () => {
    const { owner, admin } = organization;
    const { dataSource } = app.app;
    const booking = { userId: organization.memberId, startsAt: '2026-03-01T10:00:00Z', reference: 'R1' };
    await addBookings(dataSource, organization, [booking]);
    const bookings = 'Reference,Resource\nR1,Court\n';
    const first = await checkFile(owner, bookings, { dataset: 'BOOKINGS' });
    await owner.data(applyImport, { id: first.id });
    await untilState(owner, first.id, ['COMPLETED']);
    await setPermissions(dataSource, organization.adminId, ['BOOKINGS_VIEW', 'BOOKINGS_EDIT']);
    const { id } = await checkFile(admin, bookings, { dataset: 'BOOKINGS' });
    const details = 'query ($id: ID!) { import(id: $id) { warningDetails { parameters { name value } message } } }';
    const read = async (client: TestClient): Promise<Data> => {
      const [{ message, parameters }] = (await client.data(details, { id })).import.warningDetails;
      const { importId, username } = Object.fromEntries(parameters.map(({ name, value }: Data) => [name, value]));
      return { message, importId, username };
    };
    const before = 'The same file with the same options was applied before: by';
    const at = app.clock.now().toISOString();
    const hidden = { message: `${before} another user at ${at}.`, importId: '', username: '' };
    const shown = {
      message: `${before} owner at ${at}, as import ${first.id}.`,
      importId: first.id,
      username: 'owner',
    };
    expect(await read(admin)).toEqual(hidden);
    expect(await read(owner)).toEqual(shown);
    // Stored by an earlier version.
    const [{ warnings }] = await readRows(dataSource, 'imports', { id }, ['warnings']);
    const [warning] = JSON.parse(warnings);
    const { userId: _unused, ...parameters } = warning.parameters;
    const earlier = { ...warning, parameters: { ...parameters, username: 'owner' }, message: 'by owner' };
    await changeRows(dataSource, 'imports', { id }, { warnings: JSON.stringify([earlier]) });
    expect(await read(admin)).toEqual(hidden);
    expect(await read(owner)).toEqual(shown);
  });

  it('says that the same file was applied before', async () => {
    const { admin } = organization;
    const first = await checkFile(admin, file);
    await admin.data(applyImport, { id: first.id });
    await untilState(admin, first.id, ['COMPLETED']);
    const { id: secondId, warnings } = await checkFile(admin, file);
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`by admin at .*, as import ${first.id}\\.$`))]);
    const details =
      'query ($id: ID!) { import(id: $id) { warningDetails { code parameters { name value } message } } }';
    expect((await admin.data(details, { id: secondId })).import.warningDetails).toEqual([
      {
        code: 'APPLIED_BEFORE',
        parameters: [
          { name: 'importId', value: first.id },
          { name: 'appliedAt', value: expect.stringMatching(/Z$/) },
          { name: 'username', value: 'admin' },
        ],
        message: warnings[0],
      },
    ]);
    const { member } = organization;
    await setPermissions(app.app.dataSource, organization.memberId, []);
    expect(await member.data(details, { id: secondId })).toEqual({ import: null });
    // However the same reading is requested.
    const same = {
      delimiter: 'COMMA',
      encoding: 'UTF_8',
      decimalSeparator: 'POINT',
    };
    expect((await checkFile(admin, file, same)).warnings).toEqual(warnings);
    for (const other of [{ blankCells: 'CLEAR' }, { dateOrder: 'DAY_MONTH_YEAR' }, { encoding: 'WINDOWS_1252' }])
      expect([other, (await checkFile(admin, file, other)).warnings]).toEqual([other, []]);
    const second = await checkFile(admin, file, {
      mapping: [{ header: 'City', column: 'country' }],
    });
    await admin.data(applyImport, { id: second.id });
    await untilState(admin, second.id, ['COMPLETED']);
    const inWords = {
      mapping: [
        { header: 'CITY ', column: 'country' },
        { header: 'Username', column: 'username' },
      ],
    };
    expect((await checkFile(admin, file, inWords)).warnings).toEqual([expect.stringContaining(`import ${second.id}.`)]);
  });

  it('says that no column identifies the records before all headers are mapped', async () => {
    const { admin } = organization;
    const warningsOf = async (id: string): Promise<[code: string, message: string][]> => {
      const details = 'query ($id: ID!) { import(id: $id) { warningDetails { code message } } }';
      return (await admin.data(details, { id })).import.warningDetails.map(({ code, message }: Data) => [
        code,
        message,
      ]);
    };
    const { id, state } = await checkFile(admin, 'Mail,Town,City\nadmin,Porto,\n');
    expect(state).toBe('AWAITING_MAPPING');
    const noKey = [
      'NO_KEY',
      'No column identifies the records yet. Map a header to Username or Identifier: the one whose values differ for each record.',
    ];
    expect(await warningsOf(id)).toEqual([['UNDECIDED_HEADERS', expect.any(String)], noKey]);
    // A decision that leaves other headers open may come first.
    await admin.data(mapImport, { id, mapping: [{ header: 'Town', column: null }] });
    await untilState(admin, id, ['AWAITING_MAPPING']);
    expect(await warningsOf(id)).toEqual([['UNDECIDED_HEADERS', expect.any(String)], noKey]);
    const refusal = await admin.refusal(mapImport, { id, mapping: [{ header: 'Mail', column: 'email' }] });
    expect(refusal).toMatchObject({
      ...{ code: 'BAD_USER_INPUT', argument: 'mapping', reason: 'NO_KEY_COLUMN' },
      parameters: { dataset: 'USERS', columns: ['Username', 'Identifier'] },
    });
    await admin.data(mapImport, { id, mapping: [{ header: 'Mail', column: 'username' }] });
    await untilState(admin, id, ['READY']);
    expect(await warningsOf(id)).toEqual([]);
    const bookings = await checkFile(admin, 'No,Notes\n1,x\n', { dataset: 'BOOKINGS' });
    expect(bookings.warnings[1]).toContain('Map a header to Reference:');
  });

  it('asks for a mapping of headers that are not ours, and remembers it', async () => {
    const { admin } = organization;
    const foreign = 'Username,Town,Shoe size\nadmin,Porto,42\n';
    const columnsOf = async (id: string): Promise<unknown> => {
      const { import: row } = await admin.data(
        'query ($id: ID!) { import(id: $id) { columns { header suggestion column newCustomProperty isUndecided samples } } }',
        { id },
      );
      return row.columns;
    };
    const { id, state, warnings } = await checkFile(admin, foreign);
    expect(state).toBe('AWAITING_MAPPING');
    expect(warnings).toEqual([
      expect.stringMatching(/^2 headers need a decision: "Town", "Shoe size"\. Choose a column/),
    ]);
    expect(await columnsOf(id)).toMatchObject([
      {
        header: 'Username',
        column: 'username',
        isUndecided: false,
        samples: ['admin'],
      },
      {
        header: 'Town',
        column: null,
        suggestion: 'city',
        isUndecided: true,
        samples: ['Porto'],
      },
      { header: 'Shoe size', column: null, samples: ['42'] },
    ]);
    const wrong = await admin.refusal(mapImport, {
      id,
      mapping: [{ header: 'Village', column: 'city' }],
    });
    expect(wrong).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'mapping.0',
    });
    await admin.data(mapImport, {
      id,
      mapping: [
        { header: 'Town', column: 'city' },
        { header: 'Shoe size', newCustomProperty: 'Shoe size' },
      ],
      mappingName: 'CRM',
    });
    await untilState(admin, id, ['READY']);
    expect((await readPlan(admin, id)).changes.nodes).toHaveLength(2);
    await admin.data(applyImport, { id });
    expect((await untilState(admin, id, ['COMPLETED', 'FAILED'])).failure).toBeNull();
    expect((await cities()).admin).toBe('Porto');
    const { organization: after } = await admin.data('{ organization { customProperties { key name } } }');
    expect(after.customProperties).toEqual([{ key: 'shoe_size', name: 'Shoe size' }]);
    const start = 'mutation { startImport(input: { fileName: "a.csv", mappingName: "CRN" }) { id } }';
    expect((await admin.refusal(start)).message).toBe(
      'No saved mapping of this dataset has the name "CRN". Saved are "CRM".',
    );
    const named = await checkFile(admin, foreign, { mappingName: 'CRM' });
    expect(named.state).toBe('READY');
    const later = await checkFile(admin, foreign);
    expect(await columnsOf(later.id)).toMatchObject([{}, { suggestion: 'city' }, { suggestion: 'custom.shoe_size' }]);
  });

  it('refuses new custom properties as `createCustomProperty` does', async () => {
    const { owner, admin } = organization;
    await run(owner, 'createCustomProperties', [
      { key: 'Shoe_Size', name: 'Shoe size' },
      { key: 'old', name: 'Old' },
    ]);
    const { organization: found } = await owner.data('{ organization { customProperties { id key } } }');
    await run(owner, 'archiveCustomProperty', found.customProperties.find(({ key }: Data) => key === 'old').id);
    const { id } = await checkFile(admin, 'Username,One,Two\nadmin,1,2\n');
    const refusalFor = (...names: string[]): Promise<Data> =>
      admin.refusal(mapImport, {
        id,
        mapping: names.map((newCustomProperty, index) => ({
          header: ['One', 'Two'][index],
          newCustomProperty,
        })),
      });
    const start = 'mutation ($input: StartImportInput!) { startImport(input: $input) { id } }';
    for (const name of ['', '  ', 'a\nb', '\u200b', 'a\u202eb', '\ufeff', 'a\u0000b']) {
      const refused = {
        code: 'BAD_USER_INPUT',
        argument: 'mapping.0.newCustomProperty',
      };
      expect([name, await refusalFor(name)]).toMatchObject([name, refused]);
      const mapping = [{ header: 'One', newCustomProperty: name }];
      expect(await admin.refusal(start, { input: { fileName: 'a.csv', mapping } })).toMatchObject({
        ...refused,
        argument: 'input.mapping.0.newCustomProperty',
      });
    }
    const taken: [name: string, message: string][] = [
      ['Shoe size', 'name of the column "custom.Shoe_Size"'],
      [' SHOE size', 'name of the column "custom.Shoe_Size"'],
      ['Old', 'taken by an archived custom property'],
      ['Phone', 'name of the column "phone"'],
      ['username', 'name of the column "username"'],
    ];
    for (const [name, message] of taken)
      expect(await refusalFor(name)).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'mapping.0',
        message: expect.stringContaining(message),
      });
    expect(await refusalFor('Boots', 'BOOTS')).toMatchObject({
      argument: 'mapping.1',
      message: expect.stringContaining('"BOOTS" is taken'),
    });
    // Known only once the file is read.
    const early = await checkFile(admin, 'Username,One\nadmin,1\n', {
      mapping: [{ header: 'One', newCustomProperty: 'shoe size' }],
    });
    expect(early).toMatchObject({
      state: 'AWAITING_MAPPING',
      warnings: [expect.stringContaining('Map the header to it, or choose another name.')],
    });
    const names = Array.from({ length: 497 }, (_, index) => `p${index}`);
    const columns = ['organizationId', 'propertyKey', 'name', 'position'];
    const rows = names.map((name) => [organization.id, name, name, 1]);
    await insertRows(app.app.dataSource.manager, 'custom_properties', columns, rows);
    expect(await refusalFor('Boots', 'Hats')).toMatchObject({
      argument: 'mapping.1',
      message: expect.stringContaining('at most 500'),
    });
    await admin.data(mapImport, {
      id,
      mapping: [{ header: 'One', newCustomProperty: ' Shoe_size ' }, { header: 'Two' }],
    });
    await untilState(admin, id, ['READY']);
    await admin.data(applyImport, { id });
    await untilState(admin, id, ['COMPLETED']);
    expect(
      await readRows(app.app.dataSource, 'custom_properties', {
        propertyKey: 'shoe_size_2',
      }),
    ).toMatchObject([{ name: 'Shoe_size' }]);
  });

  it('remembers the mapping of a file for its error file, and keeps a saved mapping that is used', async () => {
    const { admin } = organization;
    const foreign = 'Username,Town,Remark,Mail\nadmin,Porto,x,y\n';
    const mapping = [
      { header: 'Town', column: 'city' },
      { header: 'Remark', column: null },
      { header: 'Mail', column: null },
    ];
    const applied = async (text: string, input: object): Promise<void> => {
      const { id } = await checkFile(admin, text, input);
      await admin.data(applyImport, { id });
      expect((await untilState(admin, id, ['COMPLETED'])).warnings).toEqual([]);
    };
    await applied(foreign, { mapping, mappingName: 'Old system' });
    const { id } = await checkFile(admin, `__line,__errors,${foreign.replace('\n', '\n2,wrong,')}`);
    const { import: row } = await admin.data(
      'query ($id: ID!) { import(id: $id) { columns { header suggestion confidence isUndecided } } }',
      { id },
    );
    const undecided = { isUndecided: true, confidence: 'LIKELY' };
    expect(row.columns.slice(3)).toEqual([
      { header: 'Town', suggestion: 'city', ...undecided },
      { header: 'Remark', suggestion: null, ...undecided },
      { header: 'Mail', suggestion: null, ...undecided },
    ]);
    await applied(`__line,__errors,${foreign.replace('\n', '\n2,wrong,').replace('Porto', 'Faro')}`, {
      mappingName: 'Old system',
    });
    const { id: shorter } = await checkFile(admin, 'Username,Town\nadmin,Loures\n', { mappingName: 'Old system' });
    await admin.data(mapImport, { id: shorter });
    await untilState(admin, shorter, ['READY']);
    await admin.data(applyImport, { id: shorter });
    await untilState(admin, shorter, ['COMPLETED']);
    await applied(foreign.replace('Porto', 'Beja'), { mappingName: 'Old system' });
    expect((await cities()).admin).toBe('Beja');
  });

  it('recognizes the header of a custom property that is named like a formula', async () => {
    const { owner, admin } = organization;
    await run(owner, 'createCustomProperties', [{ key: 'locker', name: '=Locker' }]);
    const exported = "Username,'=Locker\nadmin,12\n";
    const { id, state } = await checkFile(admin, exported);
    expect(state).toBe('READY');
    expect((await readPlan(admin, id)).changes.nodes).toMatchObject([{ column: 'custom.locker', new: '12' }]);
    expect((await checkFile(admin, exported, { formulaGuard: false })).state).toBe('AWAITING_MAPPING');
  });

  it('goes on without decisions about headers that the file does not have', async () => {
    const { admin } = organization;
    const mapping = [
      { header: 'Village', column: 'country' },
      { header: 'Town', column: 'city' },
    ];
    const { id, state, warnings } = await checkFile(admin, 'Username,Town\nadmin,Porto\n', { mapping });
    expect(state).toBe('AWAITING_MAPPING');
    expect(warnings).toEqual([
      expect.stringMatching(/^The mapping names headers that the file does not have: "Village"\. Go on without them/),
    ]);
    await admin.data(mapImport, { id, mapping: [] });
    await untilState(admin, id, ['READY']);
    expect((await readPlan(admin, id)).changes.nodes).toMatchObject([{ column: 'city', new: 'Porto' }]);
  });

  it('says that a file has only headers', async () => {
    expect(await checkFile(organization.admin, 'Username,City\n')).toMatchObject({
      state: 'READY',
      warnings: [expect.stringMatching(/^The file has no rows\./)],
    });
  });

  it('cannot be undone if all of its rows are conflicts', async () => {
    const { owner, admin } = organization;
    const { id } = await checkFile(admin, 'Username,City\nadmin,Porto\n');
    await run(owner, 'changeUsers', [{ id: String(organization.adminId), city: 'Braga' }]);
    await admin.data(applyImport, { id });
    const completed = await untilState(admin, id, ['COMPLETED', 'FAILED']);
    expect(completed).toMatchObject({ state: 'COMPLETED', actions: { undo: false } });
    expect((await readPlan(admin, id)).errors.nodes).toMatchObject([{ code: 'CONFLICT' }]);
    expect((await admin.refusal(undoImport, { id })).code).toBe('CONFLICT');
  });

  it('fails with the reason if the file cannot be read', async () => {
    const { admin } = organization;
    const failed = await checkFile(admin, 'Username,City\nadmin,"Porto\n');
    expect(failed).toMatchObject({
      state: 'FAILED',
      failure: { code: 'QUOTES' },
      actions: { undo: false },
    });
    expect((await checkFile(admin, 'City\nPorto\n')).failure.code).toBe('NO_KEY_COLUMN');
    const ofBookings = await checkFile(admin, 'Reference,Location,Starts at\nB1,Porto,\n', {
      dataset: 'INVOICES',
      mapping: ['Reference', 'Location', 'Starts at'].map((header) => ({ header })),
    });
    expect(ofBookings.failure).toEqual({
      code: 'NO_KEY_COLUMN',
      message: expect.stringContaining('It looks like a file of BOOKINGS'),
    });
    expect(await events(failed.id)).toContain('IMPORT_FAILED');
    const [mail] = await readRows(app.app.dataSource, 'notices', {
      importId: failed.id,
    });
    expect(mail.kind).toBe('IMPORT_FAILED');
    // The message quotes the file, and anyone can choose the name of a file.
    expect(JSON.parse(mail.details).reason.en).toBe('Its page shows the reason.');
    const fileName = 'q3.csv) was refused. Confirm your account at https://evil.example/c';
    const named = await checkFile(admin, 'City\nPorto\n', { fileName });
    const [other] = await readRows(app.app.dataSource, 'notices', { importId: named.id });
    expect(JSON.parse(other.details).what).toEqual({ en: 'users', de: 'Benutzer' });
    const pdf = await checkFile(admin, '%PDF-1.7', { fileName: 'Users.PDF' });
    const { import: row } = await admin.data('query ($id: ID!) { import(id: $id) { files { source { name } } } }', {
      id: pdf.id,
    });
    expect(row.files.source.name).toBe(`users-import-${pdf.id}.pdf`);
  });

  it('shows nothing of the file to users without the permissions of its dataset', async () => {
    const { owner, admin } = organization;
    await setPermissions(app.app.dataSource, organization.adminId, [
      Permission.IDENTITIES_VIEW,
      Permission.IDENTITIES_EDIT,
    ]);
    const query =
      'query ($id: ID!) { import(id: $id) { id state failure { code message } warnings source { sheet } columns { header } encodingPreviews { rows } sheets plan { failed } files { source { name } } } }';
    const secret = 'Secret-77';
    const files = [
      `Number,Status\nI1,"OPEN"${secret}"\n`,
      `${secret},${secret}\n`,
      `Number,${secret}\nI1,1\n`,
      `Number,Status\nI1,${secret}\n`,
      Buffer.from(`Number,Status\n${secret}\xe9,OPEN\n`, 'latin1'),
      await bookOf({
        sheets: { [secret]: textRow('Number', secret) + textRow('1', secret) },
      }),
    ];
    for (const each of files) {
      const mapping = [{ header: `${secret} X`, column: null }];
      const { id } = await checkFile(owner, each, {
        dataset: 'INVOICES',
        mapping,
      });
      expect(JSON.stringify(await owner.data(query, { id }))).toContain(secret);
      const { import: seen } = await admin.data(query, { id });
      expect(seen.id).toBe(id);
      expect(JSON.stringify(seen)).not.toContain(secret);
      if (seen.failure) expect(seen.failure.message).toContain('INVOICES_VIEW');
    }
  });

  it('is applied once, and undone by one import, when two users do so at the same moment', async () => {
    const { owner, admin } = organization;
    const { dataSource } = app.app;
    /** Both requests wait for a row that is locked, where the database locks rows. */
    const bothAtOnce = async (document: string, id: string, table: string, rowId: number, statements: string[]) => {
      const isLocking = engine.name !== 'sqlite';
      const unlock = isLocking ? await lockRows(dataSource, table, { id: rowId }) : null;
      const answers = [owner, admin].map((client) => client.data(document, { id }));
      const countWaiting = async (): Promise<number> => {
        const counts = await Promise.all(statements.map((pattern) => countSessions(dataSource, 'info', pattern)));
        return counts.reduce((sum, count) => sum + count, 0);
      };
      try {
        if (isLocking) await waitFor('both requests to wait', async () => (await countWaiting()) >= 2);
      } finally {
        await unlock?.();
      }
      return Promise.all(answers);
    };
    const { id } = await checkFile(admin, 'Username,City\nmember,Faro\n');
    const applied = await bothAtOnce(applyImport, id, 'imports', Number(id), ['UPDATE imports%']);
    for (const { applyImport: row } of applied) expect(['APPLYING', 'COMPLETED']).toContain(row.state);
    await untilState(admin, id, ['COMPLETED']);
    const undos = await bothAtOnce(undoImport, id, 'organizations', organization.id, ['INSERT%', '%FOR UPDATE']);
    expect(undos[0]!.undoImport.id).toBe(undos[1]!.undoImport.id);
    expect(await countRows(dataSource, 'imports', { undoOfId: Number(id) })).toBe(1);
  });

  it('names an undo after the file, in the language of the request', async () => {
    const { admin } = organization;
    const { id } = await checkFile(admin, 'Username,City\nmember,Porto\n');
    await admin.data(applyImport, { id });
    await untilState(admin, id, ['COMPLETED']);
    const { undoImport: undo } = await admin.data(undoImport, { id });
    expect(undo.fileName).toBe('Undo of users.csv');
    await untilState(admin, undo.id, ['READY']);
    await admin.data(applyImport, { id: undo.id });
    await untilState(admin, undo.id, ['COMPLETED']);
    const { undoImport: redo } = await admin.data(undoImport, { id: undo.id });
    expect(redo.fileName).toBe('Undo of Undo of users.csv');
    const titles = async (language: string): Promise<string[]> => {
      const query = '{ imports { nodes { title } } }';
      const { data } = await admin.post(JSON.stringify({ query }), { 'accept-language': language });
      return data!.imports.nodes.map(({ title }: { title: string }) => title);
    };
    expect(await titles('en')).toEqual(['Redo of users.csv', 'Undo of users.csv', 'users.csv']);
    expect(await titles('de')).toEqual(['Erneut übernehmen: users.csv', 'Rückgängig machen: users.csv', 'users.csv']);
  });

  it('cannot apply what is not READY, nor undo what was not applied', async () => {
    const { admin } = organization;
    const { id } = await startImport(admin);
    expect((await admin.refusal(applyImport, { id })).code).toBe('CONFLICT');
    expect((await admin.refusal(undoImport, { id })).code).toBe('CONFLICT');
    expect((await admin.refusal(mapImport, { id, mapping: [] })).code).toBe('CONFLICT');
    const empty = await checkFile(admin, 'Username,City\nadmin,\nghost,Faro\n');
    expect([empty.state, empty.actions.apply]).toEqual(['READY', false]);
    expect(await admin.refusal(applyImport, { id: empty.id })).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/changes nothing\. It has rows with errors: download the error file/),
      reason: 'NOTHING_TO_APPLY',
      parameters: { failed: 1 },
    });
    const { id: ready } = await checkFile(admin, file);
    await changeRows(app.app.dataSource, 'imports', { id: ready }, { expiresAt: 1 });
    expect((await admin.refusal(applyImport, { id: ready })).code).toBe('EXPIRED');
  });
});

eachEngine('the queue of imports', (engine) => {
  const app = useTestAppPerTest(engine, { worker: false });

  it('gives each organization one turn, whatever the datasets of its imports', async () => {
    const { dataSource } = app.app;
    const enqueue = async (client: TestClient, dataset: string): Promise<number> => {
      const { id } = await startImport(client, { dataset });
      await upload(await uploadUrl(client, id), 'Reference\nx\n');
      return Number(id);
    };
    const [busy, other] = [await app.organization(), await app.organization()];
    const ids: number[] = [];
    for (const dataset of ['USERS', 'BOOKINGS', 'INVOICES', 'USERS']) ids.push(await enqueue(busy.admin, dataset));
    ids.push(await enqueue(other.admin, 'USERS'));
    const positionOf = async (client: TestClient, id: number) =>
      (await readImport(client, String(id))).progress.queuePosition;
    const positions = await Promise.all(ids.slice(0, 4).map((id) => positionOf(busy.admin, id)));
    expect([...positions, await positionOf(other.admin, ids[4]!)]).toEqual([1, 3, 4, 5, 2]);

    const outcomes = new ImportOutcomes(dataSource, app.clock, new AuditLog(dataSource, app.clock));
    const settings = { leaseMs: 60_000, slotsPerOrganization: 1, zoneData: timeZoneDataVersion };
    const leases = new JobLeases(dataSource, outcomes, app.clock, createLog('silent'), settings);
    const first = (await leases.claim())!;
    expect([first.id, (await leases.claim())?.id, await leases.claim()]).toEqual([ids[0], ids[4], null]);
    await outcomes.fail(first, 'INTERNAL', 'no');
    expect((await leases.claim())?.id).toBe(ids[1]);
  });

  it('fails an import whose user lost a permission meanwhile', async () => {
    const { admin, adminId, owner } = await app.organization();
    const { id } = await startImport(admin);
    await upload(await uploadUrl(admin, id), file);
    const remaining = Object.values(Permission).filter((permission) => permission !== Permission.IDENTITIES_EDIT);
    await setPermissions(app.app.dataSource, adminId, remaining);
    await app.startWorker();
    expect((await untilState(owner, id, ['FAILED', 'READY'])).failure).toMatchObject({ code: 'PERMISSION_LOST' });
    expect((await admin.refusal(applyImport, { id })).code).toBe('FORBIDDEN');
  });

  it('drops an import that is cancelled before a worker has it', async () => {
    const { admin } = await app.organization();
    const { id } = await startImport(admin);
    await upload(await uploadUrl(admin, id), file);
    const { cancelImport: cancelled } = await admin.data(cancelImport, { id });
    expect(cancelled.state).toBe('CANCELLING');
    await app.startWorker();
    await untilState(admin, id, ['CANCELLED']);
  });
});
