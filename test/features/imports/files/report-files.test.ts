import { writeErrorsFile } from '../../../../src/features/imports/files/errors-file';
import { writeUndoFile } from '../../../../src/features/imports/files/undo-file';
import { ImportEncoding } from '../../../../src/features/imports/reading/encoding';
import { openSource } from '../../../../src/features/imports/reading/open-source';
import type { Source, SourceOptions } from '../../../../src/features/imports/reading/source';
import type { StoredFile } from '../../../../src/features/imports/record/import-contents';
import { diskStorage } from '../../../../src/platform/storage/disk-storage';
import type { Storage } from '../../../../src/platform/storage/storage';
import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import { run } from '../../../support/clients/changes';
import { addUsers } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { PlannedImport } from '../plan/planning';
import { memoryFile, workbook } from '../reading/sources';

const { signal } = new AbortController();

eachEngine('files of an import', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);
  let storage: Storage;
  beforeAll(async () => void (storage = await diskStorage(`${app.database.dataDir}/reports`)));

  const owner = () => ({ organizationId: organization.id, userId: organization.ownerId });
  const add = (users: Parameters<typeof addUsers>[2]) => addUsers(app.app.dataSource, organization.id, users);
  const check = (contents: string | Source, options?: Parameters<typeof PlannedImport.check>[3]) =>
    PlannedImport.check(app, owner(), contents, options);
  const context = () => ({ dataSource: app.app.dataSource, storage });
  async function contentsOf(stored: StoredFile): Promise<string> {
    const file = (await storage.open(stored.key))!;
    const bytes = await file.readAt(0, file.bytes);
    await file.close();
    return bytes.toString('utf8');
  }
  async function errorsOf(planned: PlannedImport, contents: string | Buffer | Source, options?: SourceOptions) {
    const source =
      typeof contents === 'object' && 'batches' in contents
        ? contents
        : await openSource(memoryFile(Buffer.from(contents as string)), options);
    const stored = await writeErrorsFile(context(), await planned.row(), source, signal);
    await source.close();
    return stored && { rows: stored.rows, name: stored.name, text: await contentsOf(stored) };
  }
  async function undoOf(planned: PlannedImport) {
    const stored = await writeUndoFile(context(), await planned.row(), signal);
    return stored && { rows: stored.rows, text: await contentsOf(stored) };
  }

  it('hold the rows that failed as they came, and can be imported after they are corrected', async () => {
    await add([{ username: 'ana' }, { username: 'bob' }, { username: 'eve' }]);
    const contents =
      'Username;City;Status\r\nana;"Via 1; ""A""";GONE\r\nbob;Bari;ACTIVE\r\n\'=x;Rome;ACTIVE\r\neve;Rome\r\n';
    const plan = await check(contents);
    expect(plan.summary).toMatchObject({ changed: 1, failed: 3 });
    const errors = (await errorsOf(plan, contents))!;
    expect(errors).toMatchObject({ rows: 3, name: `users-import-${plan.id}-errors.csv` });
    expect(errors.text.startsWith('\ufeff__line;__errors;Username;City;Status\r\n2;')).toBe(true);
    const rows = errors.text.trimEnd().split('\r\n').slice(1);
    expect(rows[0]).toMatch(/^2;.*Status: .*;ana;"Via 1; ""A""";GONE$/);
    expect(rows[1]).toMatch(/^4;.*;'=x;Rome;ACTIVE$/);
    expect(rows[2]).toMatch(/^5;.*;eve;Rome$/);

    const corrected = errors.text
      .replace(';GONE\r', ';INACTIVE\r')
      .replace(";'=x;", ';bob;')
      .replace('eve;Rome', 'eve;Rome;');
    const again = await check(corrected);
    expect(await again.problems()).toEqual([]);
    expect(await again.cells()).toEqual([
      ['ana', 'city', null, 'Via 1; "A"'],
      ['ana', 'status', 'ACTIVE', 'INACTIVE'],
      ['bob', 'city', null, 'Rome'],
      ['eve', 'city', null, 'Rome'],
    ]);
  });

  it.each(['KEEP', 'CLEAR'] as const)('keep texts that a workbook could not hold (%s)', async (blankCells) => {
    await add([
      { username: 'ana', bio: 'x'.repeat(40_000), city: 'Rome' },
      { username: 'bob', company: 'a\u0007b', city: 'Oslo' },
    ]);
    const contents = workbook(
      ['Username', 'City', 'Bio', 'Company'],
      ['ana', 'Bari', 'x'.repeat(32_767)],
      ['bob', 'Lima', '', 'ab'],
      ['ann', 'Lima', 'a', ''],
      ['ana', ['=1=1', 'ERROR']],
    );
    const plan = await check(contents, { blankCells });
    expect(plan.summary).toMatchObject({ changed: 0, failed: 4 });
    const [, ...rows] = (await errorsOf(plan, contents))!.text.trimEnd().split('\r\n');
    expect(rows.map((row) => row.split(',').slice(-4))).toEqual([
      ['ana', 'Bari', '__keep', ''],
      ['bob', 'Lima', '', '__keep'],
      ['ann', 'Lima', 'a', ''],
      ['ana', '#VALUE!', '', ''],
    ]);
    const again = await check((await errorsOf(plan, contents))!.text, { blankCells, createMissing: true });
    expect(await again.cells()).toEqual([
      ['ana', 'city', 'Rome', 'Bari'],
      ['bob', 'city', 'Oslo', 'Lima'],
      ['ann', 'username', null, 'ann'],
      ['ann', 'city', null, 'Lima'],
      ['ann', 'bio', null, 'a'],
    ]);
    const plain = await check('Username,City\nana,__keep\n');
    expect(await plain.cells()).toEqual([['ana', 'city', 'Rome', '__keep']]);
  });

  it('can be saved as a workbook, and the other way round', async () => {
    await add([{ username: 'ana' }]);
    const rows = [['ana', "'+49 30", '7', 'GONE']];
    const contents = workbook(['Username', 'Phone', "'=Level", 'Status'], ...rows);
    const newProperties = ['=Level'];
    const errors = (await errorsOf(await check(contents, { newProperties }), contents))!;
    const [header, row] = errors.text.trimEnd().split('\r\n');
    expect([header, row!.split(',').slice(-4)]).toEqual([
      "\ufeff__line,__errors,Username,Phone,'=Level,Status",
      ['ana', "'+49 30", '7', 'GONE'],
    ]);
    const report = workbook(
      ['__line', '__errors', 'Username', 'Phone', "'=Level"],
      ['2', 'x', ...rows[0]!.slice(0, 3)],
    );
    expect(await (await check(report, { newProperties })).cells()).toEqual([
      ['ana', 'phone', null, '+49 30'],
      ['ana', 'custom.=Level', null, '7'],
    ]);
  });

  it('hold the rows of an error file, without its own columns', async () => {
    const contents = 'Username,City\nnobody,Bari\n';
    const errors = (await errorsOf(await check(contents), contents))!;
    const again = (await errorsOf(await check(errors.text), errors.text))!;
    expect(again.text).toBe(errors.text);
    expect((await check(again.text)).summary).toMatchObject({ failed: 1, ignoredColumns: [] });
  });

  it('guard texts against formulas if an import removes the guard', async () => {
    await add([{ username: 'ana' }]);
    const contents = `Username,City,"=HYPERLINK(""x"")",Role,Joined\nana,=cmd|'/C calc'!A0,'+1,-1,''=2\n`;
    const linesOf = (text: string) => text.trimEnd().split('\r\n');
    for (const formulaGuard of [true, false]) {
      const plan = await check(contents, { formulaGuard });
      const { text } = (await errorsOf(plan, contents))!;
      const [header, row] = linesOf(text);
      if (formulaGuard) {
        expect(header).toBe(`\ufeff__line,__errors,Username,City,"'=HYPERLINK(""x"")",Role,Joined`);
        expect(row).toMatch(/,ana,'=cmd\|'\/C calc'!A0,'\+1,'-1,''=2$/);
      } else {
        expect(header).toBe('\ufeff__line,__errors,Username,City,"=HYPERLINK(""x"")",Role,Joined');
        expect(row).toMatch(/,ana,=cmd\|'\/C calc'!A0,'\+1,-1,''=2$/);
      }
      const again = await check(text, { formulaGuard });
      expect(await again.problems()).toEqual(await plan.problems());
    }
  });

  it('hold conflicts after the plan was applied', async () => {
    const [ana] = await add([{ username: 'ana' }, { username: 'bob' }]);
    const contents = 'Username,City\nana,Bari\nbob,Bari\n';
    const plan = await check(contents);
    expect(await errorsOf(plan, contents)).toBeNull();
    await run(organization.owner, 'changeUsers', [{ id: String(ana), city: 'Milan' }]);
    await plan.apply(owner());
    expect((await errorsOf(plan, contents))!.text).toContain(
      'changed since the plan was made, to ""Milan"". Import the error file to change it anyway.",ana,Bari\r\n',
    );
  });

  it('are written in UTF-8 from a file of another encoding', async () => {
    const contents = Buffer.from('Username,City\nnobody,K\xf6ln\n', 'latin1');
    const options = { encoding: ImportEncoding.WINDOWS_1252 };
    const source = await openSource(memoryFile(contents), options);
    const plan = await PlannedImport.check(app, owner(), source);
    expect((await errorsOf(plan, contents, options))!.text).toContain('nobody,Köln');
  });

  it('restore the earlier values, and no others, when the undo file is imported with CLEAR', async () => {
    const [ana] = await add([
      { username: 'ana', city: 'Rome', phone: '-1' },
      { username: 'bob', company: '=Acme' },
      { username: 'eve', city: 'Oslo' },
    ]);
    const before = await values();
    const plan = await check('Username,City,Phone,Company,Bio\nana,Bari,2,,\nbob,,3,Other,\neve,Oslo,,,\nnew,Bari,,,', {
      createMissing: true,
    });
    expect(await undoOf(plan)).toBeNull();
    await plan.apply(owner());
    const undo = (await undoOf(plan))!;
    expect(undo.rows).toBe(3);
    expect(undo.text).toBe(
      "\ufeffUsername,City,Phone,Company,__created\r\nana,Rome,'-1,__keep,\r\nbob,__keep,,'=Acme,\r\nnew,,,,true\r\n",
    );
    await run(organization.owner, 'changeUsers', [{ id: String(ana), company: 'Since' }]);
    const undoing = await check(undo.text, { blankCells: 'CLEAR' });
    expect(await undoing.problems()).toEqual([expect.stringMatching(/^4 CREATED_ROW/)]);
    await undoing.apply(owner());
    const restored = before.map((user) => (user.username === 'ana' ? { ...user, company: 'Since' } : user));
    expect((await values()).filter(({ username }) => username !== 'new')).toEqual(restored);
  });

  const values = async (): Promise<{ username: string }[]> =>
    (
      await organization.owner.data(
        '{ users(orderBy: [{ field: ID, direction: ASC }]) { nodes { username city phone company } } }',
      )
    ).users.nodes;
});
