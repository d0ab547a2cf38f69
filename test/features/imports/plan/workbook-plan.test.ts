import { maxUsernameLength } from '../../../../src/features/users/user-limits';
import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import { addBookings, addUsers } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { workbook } from '../reading/sources';
import { PlannedImport } from './planning';

eachEngine('plan of a workbook', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app, { timezone: 'Europe/Lisbon' });
  const owner = () => ({ organizationId: organization.id, userId: organization.ownerId });
  const add = (users: Parameters<typeof addUsers>[2]) => addUsers(app.app.dataSource, organization.id, users);

  it('warns about numbers in columns of texts, and refuses errors of formulas', async () => {
    await add([{ username: 'ana', phone: '0049' }, { username: 'bob', phone: '49' }, { username: 'eve' }]);
    const plan = await PlannedImport.check(
      app,
      owner(),
      workbook(
        ['Username', 'Phone', 'City'],
        ['ana', ['49', 'NUMBER'], 'Rome'],
        ['bob', ['49', 'NUMBER']],
        ['eve', ['#N/A', 'ERROR']],
      ),
    );
    const [batch] = await plan.batches();
    expect(batch!.changes.map(({ key, cells }) => [key, cells])).toEqual([
      [
        'ana',
        [
          [1, '0049', '49', 'LEADING_ZEROS'],
          [2, null, 'Rome'],
        ],
      ],
    ]);
    expect(plan.summary).toMatchObject({
      unchanged: 1,
      warnings: [
        {
          code: 'LEADING_ZEROS',
          parameters: { header: 'Phone', cells: 1, line: 2 },
          message: expect.stringMatching(/^Column "Phone", 1 cell, the first on line 2: Only leading zeros are lost/),
        },
      ],
    });
    expect(await plan.problems()).toEqual([
      expect.stringMatching(/^4 DAMAGED_VALUE phone: #N\/A is an error of a formula/),
    ]);
  });

  it('ignores the guard of a CSV file that was saved as a workbook', async () => {
    await add([{ username: 'ana', phone: '+49', city: '=1\r\n2' }]);
    const plan = await PlannedImport.check(
      app,
      owner(),
      workbook(['Username', 'Phone', 'City'], ['ana', "'+49", "'=1\n2"]),
    );
    expect(plan.summary).toMatchObject({ unchanged: 1 });
  });

  it('stores a changed or new text without the guard, with a warning, unless the file has none', async () => {
    await add([{ username: 'ana', phone: '+351 1', city: "'=1" }, { username: 'bob' }]);
    const file = () =>
      workbook(
        ['Username', 'Phone', 'City'],
        ['ana', "'+49 30", "'=1"],
        ['bob', "'07", "'@x"],
        ['new', "'+49", ['-5', 'NUMBER']],
      );
    const plan = await PlannedImport.check(app, owner(), file(), { createMissing: true });
    const [batch] = await plan.batches();
    expect(batch!.changes.map(({ cells }) => cells)).toEqual([
      [[1, '+351 1', '+49 30', 'GUARD_REMOVED']],
      [
        [1, null, "'07"],
        [2, null, '@x', 'GUARD_REMOVED'],
      ],
      expect.arrayContaining([
        [1, null, '+49', 'GUARD_REMOVED'],
        [2, null, '-5', 'NUMBER_CELL'],
      ]),
    ]);
    const asItIs = await PlannedImport.check(app, owner(), file(), { createMissing: true, formulaGuard: false });
    expect((await asItIs.cells()).filter(([, column]) => column === 'phone')).toEqual([
      ['ana', 'phone', '+351 1', "'+49 30"],
      ['bob', 'phone', null, "'07"],
      ['new', 'phone', null, "'+49"],
    ]);
  });

  it('finds the user of a new record by a username with the guard', async () => {
    await add([{ username: '+49' }]);
    const plan = await PlannedImport.check(
      app,
      owner(),
      workbook(['Number', 'Username', 'Total'], ['I-1', "'+49", ['5', 'NUMBER']]),
      { dataset: 'INVOICES', createMissing: true },
    );
    expect(await plan.problems()).toEqual([]);
    expect(plan.summary).toMatchObject({ created: 1 });
  });

  it('warns about dates and truth values in columns of texts', async () => {
    await add([{ username: 'ana' }]);
    const plan = await PlannedImport.check(
      app,
      owner(),
      workbook(['Username', 'City', 'Company'], ['ana', ['2026-03-04T00:00:00.000', 'DATE'], ['true', 'BOOLEAN']]),
    );
    expect(plan.summary.warnings.map(({ code }) => code)).toEqual(['DATE_CELL', 'BOOLEAN_CELL']);
  });

  it('finds a record by its key without the guard, unless another record has the whole key', async () => {
    const longest = `=${'x'.repeat(maxUsernameLength - 1)}`;
    await add([{ username: '+49' }, { username: '=1' }, { username: "'=1" }, { username: longest }]);
    const rows = ["'+49", "'=1", '=1', `'${longest}`, "'-7"].map((key) => [key, 'Rome']);
    const plan = await PlannedImport.check(app, owner(), workbook(['Username', 'City'], ...rows), {
      createMissing: true,
    });
    expect((await plan.cells()).map(([key]) => key)).toEqual(['+49', "'=1", '=1', longest]);
    // It would create a record with the guard as a part of its key.
    expect(await plan.problems()).toEqual([expect.stringMatching(/^6 KEY_UNKNOWN username: .* Remove it\.$/)]);
  });

  it('refuses the second row of a record, with or without the guard', async () => {
    await add([{ username: '+49' }, { username: '=1' }]);
    const rows = ["'+49", '+49', '=1', "'=1"].map((key) => [key, 'Rome']);
    const plan = await PlannedImport.check(app, owner(), workbook(['Username', 'City'], ...rows));
    expect((await plan.cells()).map(([key]) => key)).toEqual(['+49', '=1']);
    expect(await plan.problems()).toEqual([
      expect.stringMatching(/^3 KEY_DUPLICATED username: .* on line 2/),
      expect.stringMatching(/^5 KEY_DUPLICATED username: .* on line 4/),
    ]);
  });

  it('warns about changes that a spreadsheet makes by itself, also in CSV, once for each column', async () => {
    const users = ['ana', 'bob', 'eve'].map((username) => ({ username, phone: '0049', city: '1/2' }));
    await add(users);
    const file = 'Username,Phone,City\nana,49,01/02/2026\nbob,49,Rome\neve,50,1/2\n';
    const plan = await PlannedImport.check(app, owner(), file);
    expect(plan.summary.warnings.map(({ message }) => message)).toEqual([
      'Column "Phone", 2 cells, the first on line 2: Only leading zeros are lost. A spreadsheet has probably removed them. Open the file with this column as text, or ignore the column.',
      expect.stringMatching(/^Column "City", 1 cell, the first on line 2: A spreadsheet has probably made a date/),
    ]);
  });

  it('says what is wrong with a formula without a result, and with a number that is none', async () => {
    await add([{ username: 'ana' }, { username: 'bob' }]);
    const rows = [
      ['ana', ['=1=1', 'ERROR']],
      ['bob', ['1e400', 'ERROR']],
    ] as const;
    const plan = await PlannedImport.check(app, owner(), workbook(['Username', 'City'], ...rows));
    expect(await plan.problems()).toEqual([
      '2 DAMAGED_VALUE city: The formula has no saved result. Open and save the file in a spreadsheet, or write the value.',
      '3 DAMAGED_VALUE city: The cell has "1e400", which is no number, date or boolean. Write the value again.',
    ]);
  });

  it('takes no guard off, and leaves values that it cannot hold', async () => {
    await add([
      { username: 'ana', city: "'=1", bio: 'x'.repeat(40_000), company: 'a\r\nb' },
      { username: 'bob', city: 'a\u0007b', company: 'a\r\nb' },
    ]);
    const plan = await PlannedImport.check(
      app,
      owner(),
      workbook(
        ['Username', 'City', 'Company', 'Bio'],
        ['ana', "'=1", 'a\nb', 'x'.repeat(32_767)],
        ['bob', 'ab', 'a\nb'],
      ),
    );
    expect((await plan.problems()).map((problem) => problem.split(':')[0])).toEqual([
      '2 NOT_IN_WORKBOOK bio',
      '3 NOT_IN_WORKBOOK city',
    ]);
  });

  it('takes dates as what the clock of the venue reads, also in the hour that is repeated', async () => {
    const at = '2026-10-25T01:30:00+00:00';
    await addBookings(app.app.dataSource, organization, [{ userId: organization.memberId, startsAt: at }]);
    const [{ reference }] = (await organization.owner.data('{ bookings(filter: {}) { nodes { reference } } }')).bookings
      .nodes;
    const check = async (text: string) =>
      PlannedImport.check(app, owner(), workbook(['Reference', 'Starts at'], [reference, [text, 'DATE']]), {
        dataset: 'BOOKINGS',
      });
    expect((await check('2026-10-25T01:30:00.000')).summary).toMatchObject({ unchanged: 1 });
    expect(await (await check('2026-10-25T01:31:00.000')).problems()).toEqual([
      expect.stringContaining('is two instants'),
    ]);
    expect(await (await check('2026-10-24')).cells()).toEqual([
      [reference, 'startsAt', '2026-10-25T01:30:00.000+00:00', '2026-10-24T00:00:00.000+01:00'],
    ]);
  });
});
