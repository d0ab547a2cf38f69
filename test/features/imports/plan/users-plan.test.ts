import { Permission } from '../../../../src/features/auth/permissions';
import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import { run } from '../../../support/clients/changes';
import { setPermissions } from '../../../support/data/account-changes';
import { addUsers, createOrganization } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { PlannedImport } from './planning';

eachEngine('plan of users', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app, { customProperties: [{ key: 'locker', name: 'Locker' }] });
  const owner = () => ({ organizationId: organization.id, userId: organization.ownerId });
  const admin = () => ({ organizationId: organization.id, userId: organization.adminId });
  const check = (text: string, options?: Parameters<typeof PlannedImport.check>[3]) =>
    PlannedImport.check(app, owner(), text, options);
  const add = (users: Parameters<typeof addUsers>[2]) => addUsers(app.app.dataSource, organization.id, users);

  /** The code with which a mutation refuses a city. */
  const mutated = async (city: string): Promise<string | undefined> => {
    const { errors } = await organization.owner.gql(
      'mutation ($input: ChangeUserInput!) { changeUser(input: $input) { id } }',
      { input: { id: String(organization.memberId), city } },
    );
    return errors?.[0]?.extensions.code;
  };

  it('lists each changed cell, and counts the rows', async () => {
    await add([
      { username: 'ana', phone: '1', tags: ['a'] },
      { username: 'bob', phone: '2' },
    ]);
    const plan = await check('Username,Phone,Tags,Locker\r\nana,11,a|b\\|c,7\r\nbob,2,,\r\nBOB2,1,,\r\n');
    expect(plan.summary).toMatchObject({ created: 0, changed: 1, unchanged: 1, failed: 1, ignoredColumns: [] });
    expect(await plan.cells()).toEqual([
      ['ana', 'phone', '1', '11'],
      ['ana', 'tags', 'a', 'a|b\\|c'],
      ['ana', 'custom.locker', null, '7'],
    ]);
    expect(await plan.problems()).toEqual([
      '4 KEY_UNKNOWN username: There is no user with the Username "BOB2". Correct it, or let the import create missing records.',
    ]);
  });

  it('refuses the address of an admin or of the owner for another user, unless the owner imports', async () => {
    const file = 'Username,Email,City\nmember,OWNER@example.test,Faro\nnew,Admin@example.test,Faro';
    const plan = await PlannedImport.check(app, admin(), file, { createMissing: true });
    expect((await plan.problems()).map((problem) => problem.split(':', 1)[0])).toEqual([
      '2 FORBIDDEN email',
      '3 FORBIDDEN email',
    ]);
    expect((await check(file, { createMissing: true })).summary).toMatchObject({ created: 1, changed: 1, failed: 0 });
  });

  it('cuts the texts of the file that its errors quote', async () => {
    const long = '\uFDFA'.repeat(1_000_000);
    const file = `Username,Email,Company\n${long},,\nana,${long},\n${'x'.repeat(300)},,${'x'.repeat(2_000_000)}`;
    const plan = await check(file, { createMissing: true });
    expect(plan.summary).toMatchObject({ created: 0, failed: 3 });
    const problems = await plan.problems();
    expect(problems.map((problem) => problem.split(':', 1)[0])).toEqual([
      '2 INVALID_VALUE username',
      '3 INVALID_VALUE email',
      '4 INVALID_VALUE company',
      '4 INVALID_VALUE username',
    ]);
    for (const problem of problems) expect(problem.length).toBeLessThan(1200);
    const unknown = await check(`Username,Email\n${long},a@example.org`);
    expect(await unknown.problems()).toEqual([
      `2 KEY_UNKNOWN username: There is no user with the Username "${long.slice(0, 100)}…". Correct it, or let the import create missing records.`,
    ]);
  });

  it('shows the first rows as they will be', async () => {
    await add([{ username: 'ana', city: 'Rome', company: 'x'.repeat(199) + '😀' }, { username: 'bob' }]);
    const rows = [
      'ANA,,Bologna,1,',
      'ghost,x,',
      ...Array.from({ length: 12 }, (_unused, index) => `new-${index},"'=x",,,`),
    ];
    const file = `Username,First name,City,Notes,Company\n${rows.join('\n')}\nbob,Bob,,,\n`;
    const { summary } = await check(file, { createMissing: true });
    expect(summary.sample).toHaveLength(10);
    expect(summary.sample.slice(0, 2)).toEqual([
      { row: 1, line: 2, key: 'ana', isNew: false, cells: ['ana', null, 'Bologna', null, 'x'.repeat(199)] },
      { row: 3, line: 4, key: 'new-0', isNew: true, cells: ['new-0', '=x', null, null, null] },
    ]);
  });

  it('leaves columns that are not in the file, and empty cells unless they clear', async () => {
    await add([{ username: 'ana', phone: '1', city: 'Rome', tags: ['a'], teamId: null }]);
    expect((await check('username,phone,city\nana,,Bari')).summary).toMatchObject({ changed: 1 });
    const cleared = await check('username,phone,tags,autopaymentsEnabled\nana, ,,', { blankCells: 'CLEAR' });
    expect(await cleared.problems()).toEqual([
      '2 INVALID_VALUE autopaymentsEnabled: "autopaymentsEnabled" must not be null; leave it out instead.',
    ]);
    expect(await (await check('username,phone,tags\nana, ,', { blankCells: 'CLEAR' })).cells()).toEqual([
      ['ana', 'phone', '1', null],
      ['ana', 'tags', 'a', null],
    ]);
  });

  it('finds users by another spelling of the username, and by the id where there is no username', async () => {
    const [id] = await add([{ username: 'Straße', city: 'Rome' }]);
    expect((await check('Username,City\nSTRASSE,Bari')).summary).toMatchObject({ changed: 1 });
    const byId = await check(`Identifier,City\n${id},Bari\n9${id}99,Bari\nx,Bari`);
    expect(byId.summary).toMatchObject({ changed: 1, failed: 2 });
    // With both, the username counts.
    const both = await check('Identifier,Username,City\n1,straße,Bari');
    expect(both.summary).toMatchObject({ changed: 1, ignoredColumns: ['Identifier'] });
  });

  it('refuses a file without a key column', async () => {
    await expect(check('City\nRome')).rejects.toMatchObject({
      code: 'NO_KEY_COLUMN',
      message:
        'No column of the file identifies the users. Start an import of a file with the column Username or Identifier, or with a header that `startImport` maps to it. Of the templates of exports, USER_MANAGEMENT has it, or add Username to your `columns`. In the file of another system, map the header that differs for each person, such as an email address or a customer number, to `username`.',
    });
  });

  it('names columns that cannot be imported, and ignores them', async () => {
    await add([{ username: 'ana' }]);
    const plan = await check('Username,Has booked,Display name,__proto__,constructor,City\nana,true,X,1,2,Rome');
    expect(plan.summary.ignoredColumns).toEqual(['Has booked', 'Display name', '__proto__', 'constructor']);
    expect(await plan.cells()).toEqual([['ana', 'city', null, 'Rome']]);
  });

  it('reports rows of another length, without key, and with a key that occurs twice', async () => {
    await add([{ username: 'ana' }, { username: 'bob' }]);
    const plan = await check('Username,City\nana\nana,Rome,x\n,Rome\nbob,Rome\nBOB,Bari\nana,Rome,,\n');
    expect(await plan.problems()).toEqual([
      '2 ROW_LENGTH -: The row has 1 cell, but the header has 2. Add the missing delimiters.',
      '3 ROW_LENGTH -: The row has 3 cells, but the header has 2. Quote cells that contain the delimiter or a quote. If column 3 has values, name it in the header.',
      '4 KEY_MISSING username: "Username" is empty. Write which record the row is about, or remove the row.',
      '6 KEY_DUPLICATED username: "Username" has the same value as on line 5: "BOB". Correct it, or remove one of the two rows.',
    ]);
    expect(plan.summary).toMatchObject({ changed: 2, failed: 4 });
  });

  it('takes two forms of one username for one, and accepts names of properties of Object.prototype', async () => {
    await add([{ username: 'Zo\u00eb' }, { username: '__proto__' }, { username: 'constructor' }]);
    const plan = await check(
      'Username,City,Tags\nZoe\u0308,Rome,\nzo\u00cb,Bari,\n__proto__,__proto__,constructor|__proto__\nconstructor,toString,\nvalueOf,Rome,\n',
    );
    expect((await plan.problems()).map((text) => text.split(' ').slice(0, 3).join(' '))).toEqual([
      '3 KEY_DUPLICATED username:',
      '6 KEY_UNKNOWN username:',
    ]);
    await plan.apply(owner());
    const { users } = await organization.owner.data(
      '{ users(orderBy: [{ field: ID, direction: DESC }], first: 3) { nodes { username city tags } } }',
    );
    expect(users.nodes).toEqual([
      { username: 'constructor', city: 'toString', tags: [] },
      { username: '__proto__', city: '__proto__', tags: ['constructor', '__proto__'] },
      { username: 'Zo\u00eb', city: 'Rome', tags: [] },
    ]);
  });

  it('refuses characters that a mutation refuses, in the cell that has them', async () => {
    await add([{ username: 'ana' }]);
    const cell = async (text: string) => (await (await check(`Username,City\nana,${text}`)).problems())[0] ?? null;
    expect(await mutated('a\u0000b')).toBe('BAD_USER_INPUT');
    for (const text of ['a\u0000b', 'a\u0007b', 'a\ufffeb', 'a\uffffb', '\u202eabc', 'a\u2028b'])
      expect([text, (await cell(text)) !== null]).toEqual([text, (await mutated(text)) !== undefined]);
  });

  it('treats users of another organization exactly like unknown ones', async () => {
    const other = await createOrganization(app.app.dataSource);
    const [foreignId] = await addUsers(app.app.dataSource, other.id, [{ username: 'foreign' }]);
    const problem = async (text: string) => (await (await check(text)).problems())[0]!;
    expect((await problem('Username\nforeign')).replace('foreign', 'unknown')).toBe(await problem('Username\nunknown'));
    expect((await problem(`Identifier\n${foreignId}`)).replace(String(foreignId), '77')).toBe(
      await problem('Identifier\n77'),
    );
  });

  it('lists all wrong cells of a row, with their columns', async () => {
    await add([{ username: 'ana', phone: '1' }]);
    const plan = await check(
      'Username,Status,Email,Skills,Team,Phone,Additional notification email,Locker\nana,SLEEPING,no mail,a\\b,Nobody,#NAME?,x y,2',
    );
    expect((await plan.problems()).map((text) => text.split(': ')[0])).toEqual([
      '2 INVALID_VALUE status',
      '2 INVALID_VALUE skills',
      '2 UNKNOWN_NAME team',
      '2 DAMAGED_VALUE phone',
      '2 INVALID_VALUE email',
      '2 INVALID_VALUE additionalNotificationEmail',
    ]);
    const created = await check('Username,Status,Email\nnew,SLEEPING,no mail', { createMissing: true });
    expect((await created.problems()).map((text) => text.split(': ')[0])).toEqual([
      '2 INVALID_VALUE status',
      '2 INVALID_VALUE email',
    ]);
    const rules = await check('Username,Email,Phone,Additional notification email,Locker\nana,no mail,2,x y,2');
    expect(await rules.problems()).toEqual([
      '2 INVALID_VALUE email: "Email" must be one email address, like ana@example.com, without blanks, a name or brackets, but is "no mail".',
      '2 INVALID_VALUE additionalNotificationEmail: "Additional notification email" must be one email address, like ana@example.com, without blanks, a name or brackets, but is "x y".',
    ]);
    expect(rules.summary).toMatchObject({ changed: 0, failed: 1 });
  });

  it('keeps values that a rule would refuse if they are not changed', async () => {
    await add([{ username: 'ana', email: 'not an address', phone: '1.2E+11' }]);
    expect((await check('Username,Email,Phone,City\nana,not an address,1.2E+11,Rome')).summary).toMatchObject({
      changed: 1,
      failed: 0,
    });
  });

  it.each(['1.23E+15', '########', '#REF!', 'Err:502'])(
    'refuses what a spreadsheet has left of a value: %s',
    async (text) => {
      await add([{ username: 'ana' }]);
      expect((await (await check(`Username,Phone\nana,${text}`)).problems())[0]).toMatch(/^2 DAMAGED_VALUE phone/);
    },
  );

  it.each(['K?ln', 'K\ufffdln', 'KÃ¶ln'])('refuses what a wrong encoding has left of a value: %s', async (text) => {
    await add([{ username: 'ana', city: 'Köln' }]);
    expect((await (await check(`Username,City\nana,${text}`)).problems())[0]).toMatch(/^2 DAMAGED_VALUE city/);
  });

  it('finds no record by a number that was rounded, and creates none', async () => {
    expect((await (await check('Identifier,City\n1.23E+15,Rome')).problems())[0]).toMatch(/^2 KEY_UNKNOWN id/);
    const created = await check('Username\n1.23E+15', { createMissing: true });
    expect((await created.problems())[0]).toMatch(/^2 DAMAGED_VALUE username/);
  });

  it('undoes the guard of a formula, unless the file has none', async () => {
    await add([{ username: 'ana' }]);
    const file = "Username,City,Phone\nana,'=1+1,'07";
    expect(await (await check(file)).cells()).toEqual([
      ['ana', 'city', null, '=1+1'],
      ['ana', 'phone', null, "'07"],
    ]);
    expect((await (await check(file, { formulaGuard: false })).cells())[0]).toEqual(['ana', 'city', null, "'=1+1"]);
  });

  it('reads booleans and statuses as people write them', async () => {
    await add([{ username: 'ana' }, { username: 'bob', autopaymentsEnabled: true }, { username: 'eve' }]);
    const plan = await check(
      'Username,Autopayments enabled,Status\nana,Yes,active\nbob,WAHR,Inaktiv\neve,maybe,Pending',
    );
    expect(await plan.cells()).toEqual([
      ['ana', 'autopaymentsEnabled', 'false', 'true'],
      ['bob', 'status', 'ACTIVE', 'INACTIVE'],
    ]);
    expect((await plan.problems())[0]).toBe(
      '4 INVALID_VALUE autopaymentsEnabled: "maybe" is not one of true, false, yes, no, 1, 0. Write one of these.',
    );
  });

  describe('rights', () => {
    it('lets only the owner assign roles', async () => {
      await add([{ username: 'ana' }, { username: 'max', role: 'ADMIN' }]);
      const file = 'Username,Role,City\nana,ADMIN,Rome\nmax,ADMIN,Rome';
      const byAdmin = await PlannedImport.check(app, admin(), file);
      expect(byAdmin.summary).toMatchObject({ changed: 1, failed: 1 });
      expect(await byAdmin.problems()).toEqual(['2 FORBIDDEN role: Only the owner may assign roles and permissions.']);
      expect((await check(file)).summary).toMatchObject({ changed: 2, failed: 0 });
      expect(await (await check('Username,Role\nana,OWNER\nowner,MEMBER')).problems()).toEqual([
        '2 INVALID_VALUE role: The role OWNER cannot be assigned. Use `transferOwnership`.',
        '3 INVALID_VALUE role: The role of the owner cannot be changed. Use `transferOwnership`.',
      ]);
    });

    it('protects the account of the owner and of suspended admins', async () => {
      await add([{ username: 'max', role: 'ADMIN', status: 'INACTIVE' as never }]);
      expect(await (await check('Username,Status\nowner,INACTIVE')).problems()).toEqual([
        expect.stringMatching(/^2 NOT_ALLOWED status: The owner's account must stay ACTIVE/),
      ]);
      const byAdmin = await PlannedImport.check(app, admin(), 'Username,Status,City\nowner,ACTIVE,Rome\nmax,ACTIVE,');
      expect((await byAdmin.problems()).map((text) => text.split(':')[0])).toEqual(['2 FORBIDDEN -', '3 FORBIDDEN -']);
    });

    it('refuses a person without the permissions', async () => {
      await setPermissions(app.app.dataSource, organization.adminId, [Permission.IDENTITIES_VIEW]);
      await expect(PlannedImport.check(app, admin(), 'Username\nana')).rejects.toMatchObject({
        code: 'PERMISSION_LOST',
      });
    });
  });

  describe('createMissing', () => {
    it('creates users with the columns of the file, roles and dates included', async () => {
      const plan = await check(
        'Username,First name,Date created,Role,Tags,Team\nnew,Nora,2020-02-29,ADMIN,a|b,Blue\nold,,,,,blue\n,x,,,,',
        { createMissing: true },
      );
      expect(plan.summary).toMatchObject({ created: 2, failed: 1 });
      expect(plan.summary.newItems).toEqual({ locations: [], teams: ['Blue'], plans: [] });
      expect(await plan.cells()).toEqual([
        ['new', 'username', null, 'new'],
        ['new', 'firstName', null, 'Nora'],
        ['new', 'dateCreated', null, '2020-02-29'],
        ['new', 'role', null, 'ADMIN'],
        ['new', 'tags', null, 'a|b'],
        ['new', 'team', null, 'Blue'],
        ['old', 'username', null, 'old'],
        ['old', 'team', null, 'Blue'],
      ]);
      await plan.apply(owner());
      const { users } = await organization.owner.data(
        '{ users(filter: { search: "Nora" }) { nodes { username role status tags createdAt team } } }',
      );
      expect(users.nodes).toEqual([
        {
          username: 'new',
          role: 'ADMIN',
          status: 'ACTIVE',
          tags: ['a', 'b'],
          createdAt: '2020-02-29T00:00:00.000Z',
          team: 'Blue',
        },
      ]);
    });

    it('warns about new names that are similar to existing ones', async () => {
      const names = Array.from({ length: 22 }, (_, index) => `Team ${index} Nord`);
      await run(organization.owner, 'createTeams', [{ name: 'Grün' }, ...names.map((name) => ({ name }))]);
      const warningsOf = async (...rows: string[]) =>
        (await check(['Username,Team,Location/Org,Status', ...rows].join('\n'), { createMissing: true })).summary
          .warnings;
      const few = await warningsOf('ana,Gruen,Mian,', 'bob,Blue,Main,', 'eve,Grünn,,SLEEPING');
      expect(few).toEqual([
        {
          code: 'SIMILAR_NAME',
          parameters: { kind: 'location', name: 'Mian', existing: 'Main' },
          message:
            'The plan creates the location "Mian", but there is "Main". Correct the name in the file if it means the same.',
        },
        expect.objectContaining({ parameters: { kind: 'team', name: 'Gruen', existing: 'Grün' } }),
      ]);
      const many = await warningsOf(...names.map((name, index) => `u${index},${name.replace('Nord', 'Nrod')},,`));
      expect(many).toHaveLength(21);
      expect(many[20]).toMatchObject({ code: 'MORE_SIMILAR_NAMES', parameters: { count: 2 } });
    });

    it('creates no item that only a row with an error names, and none without the permission', async () => {
      await add([{ username: 'ana' }]);
      const file = 'Username,Team,Primary location,Status\nana,Blue,,SLEEPING\n';
      expect((await check(file, { createMissing: true })).summary.newItems.teams).toEqual([]);
      await setPermissions(app.app.dataSource, organization.adminId, [
        Permission.IDENTITIES_VIEW,
        Permission.IDENTITIES_EDIT,
      ]);
      const plan = await PlannedImport.check(app, admin(), 'Username,Team,Primary location\nana,Blue,\nadmin,,Attic', {
        createMissing: true,
      });
      expect(plan.summary.newItems).toEqual({ locations: [], teams: ['Blue'], plans: [] });
      expect((await plan.problems())[0]).toMatch(/^3 UNKNOWN_NAME primaryLocation/);
    });

    it('does not accept an archived location, unless the record has it', async () => {
      await add([{ username: 'ana', primaryLocationId: organization.locationId }, { username: 'bob' }]);
      await run(organization.owner, 'archiveLocations', [String(organization.locationId)]);
      const plan = await check('Username,Location/Org,City\nana,main,Rome\nbob,Main,Rome');
      expect(plan.summary).toMatchObject({ changed: 1, failed: 1 });
      expect((await plan.problems())[0]).toMatch(/^3 INVALID_VALUE primaryLocation: The location "Main" is archived/);
    });
  });

  it('reports an existing value of a column that never changes', async () => {
    await add([{ username: 'ana', createdAt: new Date('2024-05-06T12:00:00Z') }]);
    expect((await check('Username,Date created\nana,2024-05-06')).summary).toMatchObject({ unchanged: 1 });
    expect(await (await check('Username,Date created\nana,2024-05-07')).problems()).toEqual([
      expect.stringMatching(/^2 READ_ONLY dateCreated/),
    ]);
  });

  it('says how to write a date that can be read in several ways', async () => {
    const plan = await check('Username,Date created\nnew,03/04/2026', { createMissing: true });
    expect(await plan.problems()).toEqual([
      '2 INVALID_VALUE dateCreated: "03/04/2026" can be read in several ways. Write 2026-04-03 or 2026-03-04, or choose `dateOrder: DAY_MONTH_YEAR` or `MONTH_DAY_YEAR`.',
    ]);
  });

  it.each([
    [
      '24.12.2026 10:00',
      'has its parts in another order. Write 2026-12-24T10:00, or choose `dateOrder: DAY_MONTH_YEAR`.',
    ],
    [
      '08.10.2025, 9:05:30',
      'can be read in several ways. Write 2025-10-08T09:05:30 or 2025-08-10T09:05:30, or choose `dateOrder: DAY_MONTH_YEAR` or `MONTH_DAY_YEAR`.',
    ],
    ['12/24/26', 'has a year of two digits. Write 2026-12-24.'],
    ['3.4.26 8:00', 'has a year of two digits. Write 2026-04-03T08:00 or 2026-03-04T08:00.'],
    ['05-05-2026 5 pm', 'has its parts in another order. Write 2026-05-05, and the time after it like T14:30.'],
    ['31.02.2026', 'does not exist: February 2026 has 28 days. Write another date, like 2026-02-28.'],
    ['02/31/2026', 'does not exist: February 2026 has 28 days. Write another date, like 2026-02-28.'],
    ['31.4.26 9:00', 'does not exist: April 2026 has 30 days. Write another date, like 2026-04-30.'],
    ['2026-02-30', 'does not exist: February 2026 has 28 days. Write another date, like 2026-02-28.'],
    ['45.13.2026', 'must be an RFC 3339 instant of the years 1000 to 9998, like 2026-10-31T23:45:00.000Z.'],
  ])('says how to write the time %s', async (text, advice) => {
    await add([{ username: 'ana' }]);
    const plan = await check(`Username,Date created\nana,"${text}"`);
    expect(await plan.problems()).toEqual([`2 INVALID_VALUE dateCreated: "${text}" ${advice}`]);
  });

  it('refuses a new user with an unacceptable character in the key once', async () => {
    const plan = await check('City,Username\nRome,a\u0000b', { createMissing: true });
    expect(await plan.problems()).toEqual([
      '2 INVALID_VALUE username: The text contains the character U+0000. Remove it.',
    ]);
  });

  it('pages its cells and errors without gaps or repeats', async () => {
    await add(Array.from({ length: 130 }, (_unused, index) => ({ username: `u${index}` })));
    const lines = Array.from({ length: 160 }, (_unused, index) => `u${index},City ${index},${index}`);
    const plan = await check(`Username,City,Phone\n${lines.join('\n')}`);
    const page = async (list: 'changes' | 'errors', variables: object) =>
      (
        await organization.owner.data(
          `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { import(id: $id) { plan { changed failed ${list}(first: $first, after: $after, last: $last, before: $before) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { row line column header ${list === 'changes' ? 'username old new' : 'code'} } } } } }`,
          { id: String(plan.id), ...variables },
        )
      ).import.plan;
    for (const [list, total] of [
      ['changes', 260],
      ['errors', 30],
    ] as const) {
      const seen: unknown[] = [];
      for (let after: string | null = null; ;) {
        const { [list]: connection, changed, failed } = await page(list, { first: 37, after });
        expect([changed, failed, connection.totalCount]).toEqual([130, 30, total]);
        expect(connection.pageInfo.hasPreviousPage).toBe(seen.length > 0);
        seen.push(...connection.nodes);
        if (!connection.pageInfo.hasNextPage) break;
        after = connection.pageInfo.endCursor;
      }
      expect(seen).toHaveLength(total);
      expect(new Set(seen.map((each) => JSON.stringify(each))).size).toBe(total);
      const seenBackward: unknown[] = [];
      for (let before: string | null = null; ;) {
        const { [list]: connection } = await page(list, { last: 37, before });
        expect(connection.pageInfo.hasNextPage).toBe(seenBackward.length > 0);
        seenBackward.unshift(...connection.nodes);
        if (!connection.pageInfo.hasPreviousPage) break;
        before = connection.pageInfo.startCursor;
      }
      expect(seenBackward).toEqual(seen);
    }
    expect((await page('changes', { first: 1 })).changes.nodes).toEqual([
      { row: 1, line: 2, column: 'city', header: 'City', username: 'u0', old: null, new: 'City 0' },
    ]);
  });
});
