import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import { checkFile, mapImport, readPlan, untilState } from '../../../support/clients/imports';
import { eachEngine } from '../../../support/databases/engines';
import { bookOf, textRow } from '../reading/xlsx/workbooks';

eachEngine('a file that is read otherwise', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);
  const readingOf = async (id: string) => {
    const query =
      'query ($id: ID!) { import(id: $id) { columns { header } source { delimiter encoding sheet } sheets encodingPreviews { encoding rows } } }';
    return (await organization.admin.data(query, { id })).import;
  };
  const newValues = async (id: string): Promise<unknown[]> =>
    (await readPlan(organization.admin, id)).changes.nodes.map((change: { new: unknown }) => change.new);
  const readAs = async (id: string, options: object) => {
    await organization.admin.data(mapImport, { id, ...options });
    return untilState(organization.admin, id, ['READY', 'AWAITING_MAPPING', 'FAILED']);
  };

  it('is shown in other encodings, and read in the chosen one without another upload', async () => {
    const { admin } = organization;
    const contents = Buffer.from('Username,Größe,City\nadmin,5,Köln\nmember,6,Łódź'.replace(/[Łź]/g, '?'), 'latin1');
    const { id, state, warnings, failure } = await checkFile(admin, contents);
    expect([state, failure]).toEqual(['AWAITING_MAPPING', null]);
    expect(warnings).toEqual([
      expect.stringMatching(/^Byte 11, on line 1, is not valid in UTF-8\. Choose the encoding/),
    ]);
    expect(await readingOf(id)).toMatchObject({
      columns: null,
      source: null,
      sheets: null,
      encodingPreviews: [
        { encoding: 'WINDOWS_1252', rows: ['Username,Größe,City', 'admin,5,Köln', 'member,6,?ód?'] },
        { encoding: 'MAC_ROMAN' },
        {},
        {},
      ],
    });
    const mapping = [{ header: 'Größe', column: null }];
    expect(await admin.refusal(mapImport, { id, mapping })).toMatchObject({
      code: 'CONFLICT',
      reason: 'HEADERS_NOT_READ',
    });

    const wrong = await readAs(id, { encoding: 'UTF_16LE' });
    expect([wrong.state, wrong.warnings]).toEqual([
      'AWAITING_MAPPING',
      ['The file is not UTF-16LE. Choose another encoding.'],
    ]);
    const read = await readAs(id, { encoding: 'WINDOWS_1252', mapping });
    expect([read.state, read.warnings]).toEqual(['READY', []]);
    expect(await readingOf(id)).toMatchObject({ source: { encoding: 'WINDOWS_1252' }, encodingPreviews: null });
    expect(await newValues(id)).toEqual(['Köln', '?ód?']);
    // Also from READY.
    expect((await readAs(id, { encoding: 'MAC_ROMAN', mapping: [] })).state).toBe('AWAITING_MAPPING');
    const { organization: foreign } = { organization: await app.organization() };
    expect((await foreign.admin.refusal(mapImport, { id, encoding: 'MAC_ROMAN' })).code).toBe('NOT_FOUND');
  });

  it('is refused in the middle like at the start', async () => {
    const rows = 'admin,Porto\n'.repeat(10_000);
    const contents = Buffer.concat([Buffer.from(`Username,City\n${rows}member,K`), Buffer.from([0xf6, 0x0a])]);
    const { id, state } = await checkFile(organization.admin, contents);
    expect(state).toBe('AWAITING_MAPPING');
    expect((await readingOf(id)).encodingPreviews[0]).toEqual({ encoding: 'WINDOWS_1252', rows: ['member,Kö'] });
    expect((await readAs(id, { encoding: 'WINDOWS_1252' })).state).toBe('READY');
    expect(await newValues(id)).toEqual(['Porto', 'Kö']);
  });

  it('may be another sheet', async () => {
    const workbook = await bookOf({
      sheets: { Notes: '', Users: textRow('Username', 'City') + textRow('admin', 'Porto') },
    });
    const { id, state, warnings } = await checkFile(organization.admin, workbook);
    const empty = 'The sheet "Notes" has no header: it is empty. Choose another sheet: "Users".';
    expect([state, warnings]).toEqual(['AWAITING_MAPPING', [empty]]);
    expect(await readingOf(id)).toMatchObject({ source: null, sheets: ['Notes', 'Users'] });
    expect((await readAs(id, { sheet: 'People' })).warnings).toEqual([
      'The workbook has no sheet "People". Choose one of "Notes", "Users".',
    ]);
    expect(await readingOf(id)).toMatchObject({ source: null, sheets: ['Notes', 'Users'] });
    expect((await readAs(id, { sheet: 'Users' })).state).toBe('READY');
    expect(await readingOf(id)).toMatchObject({ source: { sheet: 'Users' }, sheets: ['Notes', 'Users'] });
    expect(await newValues(id)).toEqual(['Porto']);
  });

  it('may have another delimiter, guard or decimal separator', async () => {
    const { admin } = organization;
    const input = { dataset: 'INVOICES', decimalSeparator: 'COMMA', createMissing: true };
    const file = "Number,Username,Total,Comment\nA1,admin,1.50,'=x\n";
    const { id, state, warnings } = await checkFile(admin, file, input);
    expect([state, warnings]).toEqual([
      'AWAITING_MAPPING',
      [expect.stringContaining('`decimalSeparator` must be POINT'), expect.stringContaining('"Comment"')],
    ]);
    const refusal = await admin.refusal(mapImport, { id, decimalSeparator: 'COMMA' });
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'decimalSeparator' });
    expect(
      (await readAs(id, { decimalSeparator: 'POINT', mapping: [{ header: 'Comment', column: null }] })).state,
    ).toBe('READY');
    expect(await newValues(id)).toEqual(['A1', 'admin', '1.50']);
    const users = await checkFile(admin, "Username;City\nadmin;'=x\n", { delimiter: 'COMMA' });
    expect(users).toMatchObject({ state: 'AWAITING_MAPPING' });
    await readAs(users.id, { delimiter: 'SEMICOLON', formulaGuard: false });
    expect(await newValues(users.id)).toEqual(["'=x"]);
  });

  it('may have dates in another order', async () => {
    const { admin } = organization;
    const file = 'Username,Date created,Town\nnew,03.04.2026,Rome\n';
    const input = { createMissing: true, mapping: [{ header: 'Town', column: 'city' }] };
    const { id } = await checkFile(admin, file, input);
    const [error] = (await readPlan(admin, id)).errors.nodes;
    expect(error.message).toContain('choose `dateOrder: DAY_MONTH_YEAR` or `MONTH_DAY_YEAR`.');
    const dateOrder = 'query ($id: ID!) { import(id: $id) { dateOrder } }';
    expect((await admin.data(dateOrder, { id })).import.dateOrder).toBe('YEAR_MONTH_DAY');
    await readAs(id, { dateOrder: 'DAY_MONTH_YEAR' });
    expect(await newValues(id)).toEqual(['new', '2026-04-03', 'Rome']);
    // What is not named stays.
    await readAs(id, { blankCells: 'CLEAR' });
    expect((await admin.data(dateOrder, { id })).import.dateOrder).toBe('DAY_MONTH_YEAR');
    const other = await checkFile(admin, file, { ...input, dateOrder: 'MONTH_DAY_YEAR' });
    expect(await newValues(other.id)).toEqual(['new', '2026-03-04', 'Rome']);
  });

  it('may create missing records and clear empty cells, which keeps its mapping', async () => {
    const { admin } = organization;
    const file = 'Username,Town,First name\nnew,Rome,\nadmin,Porto,Ada\n';
    const mapping = [{ header: 'Town', column: 'city' }];
    const { id } = await checkFile(admin, file, { mapping });
    expect(await readPlan(admin, id)).toMatchObject({ created: 0, changed: 1, failed: 1 });
    await readAs(id, { createMissing: true });
    expect(await readPlan(admin, id)).toMatchObject({ created: 1, changed: 1, failed: 0 });
    expect(await newValues(id)).toEqual(['new', 'Rome', 'Porto', 'Ada']);
    await readAs(id, { createMissing: false, blankCells: 'CLEAR' });
    expect(await readPlan(admin, id)).toMatchObject({ created: 0, failed: 1 });
    const { import: row } = await admin.data('query ($id: ID!) { import(id: $id) { createMissing blankCells } }', {
      id,
    });
    expect(row).toEqual({ createMissing: false, blankCells: 'CLEAR' });
    // Nothing but a reading that is changed hides a wrong decision.
    const wrong = { id, createMissing: true, mapping: [{ header: 'Village', column: 'city' }] };
    expect(await admin.refusal(mapImport, wrong)).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'mapping.0' });
  });
});
