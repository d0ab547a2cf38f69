import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import type { Data } from '../../../support/clients/client';
import {
  applyImport,
  cancelImport,
  checkFile,
  mapImport,
  readPlan,
  startImport,
  undoImport,
  untilState,
} from '../../../support/clients/imports';
import { setPermissions } from '../../../support/data/account-changes';
import { addBookings } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';

const start = 'mutation ($input: StartImportInput!) { startImport(input: $input) { id } }';
const related =
  '{ imports { nodes { id correctionOf { id fileName } corrections { id } undoOfImport { id } undoneByImport { id state } } } }';

eachEngine('an import that is related to another one', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);
  const read = async (client = organization.owner): Promise<Map<string, Data>> => {
    const { imports } = await client.data(related);
    return new Map(imports.nodes.map(({ id, ...rest }: Data) => [id, rest]));
  };

  it('names the one that it corrects, and the other way round', async () => {
    const { owner, admin } = organization;
    const first = await startImport(owner, { fileName: 'first.csv' });
    const second = await startImport(admin, { correctionOf: first.id });
    const third = await startImport(owner, { correctionOf: first.id });
    const found = await read();
    expect(found.get(first.id)).toEqual({
      correctionOf: null,
      corrections: [{ id: third.id }, { id: second.id }],
      undoOfImport: null,
      undoneByImport: null,
    });
    expect(found.get(second.id)).toMatchObject({
      correctionOf: { id: first.id, fileName: 'first.csv' },
      corrections: [],
    });
  });

  describe('takes over from the one that it corrects', () => {
    const mapping = [
      { header: 'Login', column: 'username' },
      { header: 'Notes', column: null },
      { header: 'Locker no', newCustomProperty: 'Locker' },
    ];
    const reading = { dateOrder: 'DAY_MONTH_YEAR', formulaGuard: false };
    const options = { createMissing: true, blankCells: 'CLEAR', ...reading };
    const fileOf = (...rows: string[]) => ['Login;Notes;Locker no;City;Date created', ...rows, ''].join('\n');
    const optionsOf = async (id: string): Promise<Data> =>
      (
        await organization.owner.data(
          'query ($id: ID!) { import(id: $id) { createMissing blankCells dateOrder formulaGuard source { delimiter } } }',
          { id },
        )
      ).import;
    const changesOf = async (id: string): Promise<unknown[]> =>
      (await readPlan(organization.owner, id)).changes.nodes.map((change: Data) => [change.column, change.new]);
    const errorsFile = async (id: string): Promise<string> => {
      const links = 'query ($id: ID!) { import(id: $id) { files { errors { downloadUrl } } } }';
      return (await fetch((await organization.owner.data(links, { id })).import.files.errors.downloadUrl)).text();
    };

    it('its mapping and how it reads texts, also if all of its rows have failed', async () => {
      const { owner } = organization;
      const input = { mapping, mappingName: 'Old system', delimiter: 'SEMICOLON', ...options };
      const { id } = await checkFile(owner, fileOf('new;a,b;12;=Rome;03.14.2026'), input);
      expect(await readPlan(owner, id)).toMatchObject({ created: 0, failed: 1 });
      const corrected = (await errorsFile(id)).replaceAll('03.14.2026', '14.03.2026');
      const second = await checkFile(owner, corrected, { correctionOf: id, createMissing: true });
      expect(second).toMatchObject({ state: 'READY', warnings: [] });
      expect(await optionsOf(second.id)).toEqual({
        createMissing: true,
        blankCells: 'KEEP',
        ...reading,
        source: { delimiter: 'SEMICOLON' },
      });
      expect(await changesOf(second.id)).toEqual([
        ['username', 'new'],
        ['custom.locker', '12'],
        ['city', '=Rome'],
        ['dateCreated', '2026-03-14'],
      ]);
      await owner.data(applyImport, { id: second.id });
      await untilState(owner, second.id, ['COMPLETED']);
      const { importMappings } = await owner.data('{ importMappings(dataset: USERS) { nodes { name } } }');
      expect(importMappings.nodes).toEqual([{ name: 'Old system' }]);
    });

    it('the column of a custom property that it has created', async () => {
      const { owner } = organization;
      const input = { mapping, ...options, formulaGuard: true };
      const { id } = await checkFile(owner, fileOf('one;;1;;', 'two;;2;;03.14.2026'), input);
      await owner.data(applyImport, { id });
      await untilState(owner, id, ['COMPLETED']);
      const second = await checkFile(owner, (await errorsFile(id)).replaceAll('03.14.2026', '14.03.2026'), {
        correctionOf: id,
        createMissing: true,
      });
      expect(second).toMatchObject({ state: 'READY' });
      expect(await changesOf(second.id)).toContainEqual(['custom.locker', '2']);
    });

    it('nothing that the request says itself, and nothing with applyWhenClean', async () => {
      const { owner, admin } = organization;
      const { id } = await checkFile(owner, fileOf('new;;;;'), { mapping, ...options });
      const own = mapping.map(({ header }) => ({ header, column: header === 'Login' ? 'username' : null }));
      const other = { dateOrder: 'MONTH_DAY_YEAR', mapping: own, delimiter: 'SEMICOLON', createMissing: true };
      const second = await checkFile(owner, fileOf('new;;7;;03.14.2026'), { correctionOf: id, ...other });
      expect(second).toMatchObject({ state: 'READY' });
      expect(await optionsOf(second.id)).toMatchObject({ dateOrder: 'MONTH_DAY_YEAR', formulaGuard: false });
      expect(await changesOf(second.id)).toEqual([
        ['username', 'new'],
        ['dateCreated', '2026-03-14'],
      ]);
      const clean = await checkFile(admin, fileOf('new;;;;'), { correctionOf: id, applyWhenClean: true });
      expect(clean).toMatchObject({ state: 'AWAITING_MAPPING', createMissing: false });
    });

    it('not how its file was divided, which a spreadsheet changes', async () => {
      const { owner } = organization;
      const { id } = await checkFile(owner, 'Username\tCity\nmember\tRome\n', { delimiter: 'TAB', sheet: 'Members' });
      const second = await checkFile(owner, 'Username;City\nmember;Porto\n', { correctionOf: id });
      expect(second).toMatchObject({ state: 'READY' });
      expect(await changesOf(second.id)).toEqual([['city', 'Porto']]);
    });

    it('no name of a mapping that another user has saved', async () => {
      const { owner, admin } = organization;
      const { id } = await checkFile(owner, fileOf('member;;;Rome;'), { mapping, mappingName: 'Mine' });
      await owner.data(applyImport, { id });
      await untilState(owner, id, ['COMPLETED']);
      const second = await checkFile(admin, fileOf('member;;;Porto;'), { correctionOf: id });
      expect(second).toMatchObject({ state: 'READY' });
      await admin.data(applyImport, { id: second.id });
      await untilState(admin, second.id, ['COMPLETED']);
      const { importMappings } = await owner.data(
        '{ importMappings(dataset: USERS) { nodes { name savedBy { username } } } }',
      );
      expect(importMappings.nodes).toEqual([{ name: 'Mine', savedBy: { username: 'owner' } }]);
    });
  });

  it('shows the others only to users who may see them', async () => {
    const dataset = 'BOOKINGS';
    const first = await startImport(organization.owner, { dataset });
    const second = await startImport(organization.admin, { dataset, correctionOf: first.id });
    const third = await startImport(organization.owner, { dataset, correctionOf: second.id });
    // Without the permission to import users, an admin sees only own imports.
    await setPermissions(app.app.dataSource, organization.adminId, ['BOOKINGS_VIEW', 'BOOKINGS_EDIT']);
    expect([...(await read(organization.admin))]).toEqual([
      [second.id, { correctionOf: null, corrections: [], undoOfImport: null, undoneByImport: null }],
    ]);
    expect((await read()).get(second.id)).toMatchObject({
      correctionOf: { id: first.id },
      corrections: [{ id: third.id }],
    });
  });

  it('corrects only an import of the same organization and dataset', async () => {
    const { owner } = organization;
    const foreign = await startImport((await app.organization()).owner);
    const bookings = await startImport(owner, { dataset: 'BOOKINGS' });
    for (const correctionOf of [foreign.id, 'x', bookings.id]) {
      const refusal = await owner.refusal(start, { input: { fileName: 'a.csv', correctionOf } });
      expect(refusal).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'input.correctionOf',
        reason: correctionOf === bookings.id ? 'OTHER_IMPORT_DATASET' : 'UNKNOWN_ID',
      });
    }
  });

  it('names the one that it undoes, and the other way round', async () => {
    const { owner } = organization;
    const { id } = await checkFile(owner, 'Username,City\nadmin,Porto\n');
    await owner.data(applyImport, { id });
    await untilState(owner, id, ['COMPLETED']);
    const { undoImport: undo } = await owner.data(undoImport, { id });
    await untilState(owner, undo.id, ['READY']);
    const found = await read();
    expect(found.get(undo.id)!.undoOfImport).toEqual({ id });
    expect(found.get(id)!.undoneByImport).toEqual({ id: undo.id, state: 'READY' });
    for (const request of [{ mapping: [{ header: 'City' }] }, { encoding: 'MAC_ROMAN' }])
      expect(await owner.refusal(mapImport, { id: undo.id, ...request })).toMatchObject({
        code: 'CONFLICT',
        reason: 'UNDO_WITHOUT_FILE',
      });
    await owner.data(cancelImport, { id: undo.id });
    expect((await read()).get(id)!.undoneByImport).toBeNull();
  });

  it('is not undone while a user is undoing it whose imports the viewer may not see', async () => {
    const { owner, admin } = organization;
    const booking = { userId: organization.memberId, startsAt: '2026-01-01T10:00:00Z', reference: 'one' };
    await addBookings(app.app.dataSource, organization, [booking]);
    const { id } = await checkFile(admin, 'Reference,Resource\none,Court 9\n', { dataset: 'BOOKINGS' });
    await admin.data(applyImport, { id });
    await untilState(admin, id, ['COMPLETED']);
    const { undoImport: undo } = await owner.data(undoImport, { id });
    expect((await admin.data(undoImport, { id })).undoImport.id).toBe(undo.id);
    await setPermissions(app.app.dataSource, organization.adminId, ['BOOKINGS_VIEW', 'BOOKINGS_EDIT']);
    expect(await admin.refusal(undoImport, { id })).toMatchObject({
      code: 'CONFLICT',
      argument: 'id',
      reason: 'UNDO_OF_OTHER',
    });
  });
});
