import { ErrorCounts } from '../../../../../src/features/imports/plan/error-counts';
import { insertRows } from '../../../../../src/platform/database/insert-rows';
import { transact } from '../../../../../src/platform/database/transaction';
import { type SignedInOrganization, useTestApp } from '../../../../support/apps/app';
import type { Data } from '../../../../support/clients/client';
import { applyImport, cancelImport, checkFile, undoImport, untilState } from '../../../../support/clients/imports';
import { setPermissions } from '../../../../support/data/account-changes';
import { addUsers } from '../../../../support/data/factories';
import { eachEngine } from '../../../../support/databases/engines';
import { changeRows } from '../../../../support/databases/rows';
import { bookOf, textRow } from '../../reading/xlsx/workbooks';
import { PlannedImport } from '../planning';

const long = 'x'.repeat(300);
/** Two users are changed, one is created, and the other rows have errors. */
const file = [
  'Username,City,Email,Status',
  'ana,Porto,,',
  'bob,Lisbon,bob@example.com,INACTIVE',
  'new,Faro,new@example.com,',
  'eve,,no,',
  `zoe,,${long},`,
  'ANA,Rome,,',
  ',Rome,,',
  'kim',
  'leo,,,Sleeping',
].join('\n');

eachEngine('plan', (engine) => {
  const app = useTestApp(engine);
  let organization: SignedInOrganization;
  let id: string;
  const planOf = async (fields: string, importId = id): Promise<Data> =>
    (await organization.owner.data(`query ($id: ID!) { import(id: $id) { plan { ${fields} } } }`, { id: importId }))
      .import.plan;
  const changesOf = async (kinds: string, importId = id): Promise<unknown> => {
    const { changes } = await planOf(
      `changes(kinds: ${kinds}) { nodes { kind username column } totalCount }`,
      importId,
    );
    expect(changes.totalCount).toBe(changes.nodes.length);
    return changes.nodes.map(({ kind, username, column }: Data) => `${kind} ${username} ${column}`);
  };

  beforeAll(async () => {
    organization = await app.organization();
    const users = ['ana', 'bob', 'eve', 'zoe', 'kim', 'leo'].map((username) => ({ username }));
    await addUsers(app.app.dataSource, organization.id, users);
    ({ id } = await checkFile(organization.owner, file, { createMissing: true }));
  });

  it('shows the changes with a warning, or without one, of some kinds', async () => {
    const { owner } = organization;
    await addUsers(app.app.dataSource, organization.id, [
      { username: 'max', phone: '007' },
      { username: 'ida', phone: '008' },
    ]);
    const rows = [
      ['Username', 'Phone', 'City'],
      ['max', '7', "'=Rome"],
      ['ida', '9', 'Bari'],
      ['new', '1', "'=Lima"],
    ];
    const guarded = await bookOf({ sheets: { Users: rows.map((row) => textRow(...row)).join('') } });
    const { id: importId } = await checkFile(owner, guarded, { createMissing: true });
    const nodes = 'nodes { kind username column warning }';
    const { changes: all } = await planOf(`changes { ${nodes} }`, importId);
    expect(all.nodes.filter(({ warning }: Data) => warning !== null).map(({ column }: Data) => column)).toEqual([
      'phone',
      'city',
      'city',
    ]);
    for (const hasWarning of [true, false, null])
      for (const kinds of [null, ['CREATED'], ['CHANGED'], ['REMOVED'], ['CREATED', 'CHANGED'], []]) {
        const filter = `changes(hasWarning: ${hasWarning}, kinds: ${kinds && `[${kinds.join()}]`})`;
        const expected = all.nodes.filter(
          ({ kind, warning }: Data) =>
            (kinds === null || kinds.includes(kind)) && (hasWarning === null || hasWarning === (warning !== null)),
        );
        const { changes } = await planOf(`${filter} { totalCount ${nodes} }`, importId);
        expect([filter, changes]).toEqual([filter, { totalCount: expected.length, nodes: expected }]);
      }
    await owner.data(cancelImport, { id: importId });
  });

  it('shows the changes of created and of changed records', async () => {
    const changed = ['CHANGED ana city', 'CHANGED bob city', 'CHANGED bob email', 'CHANGED bob status'];
    const created = ['CREATED new username', 'CREATED new city', 'CREATED new email'];
    expect(await changesOf('[CHANGED]')).toEqual(changed);
    expect(await changesOf('[CREATED]')).toEqual(created);
    expect(await changesOf('[CREATED, CHANGED, CREATED]')).toEqual([...changed, ...created]);
    expect(await changesOf('[REMOVED]')).toEqual([]);
    expect(await changesOf('[]')).toEqual([]);
  });

  it('is counted while the file is checked', async () => {
    const person = { organizationId: organization.id, userId: organization.ownerId };
    const counted: unknown[] = [];
    await PlannedImport.check(app, person, file, { createMissing: true }, async ({ counts }) => {
      counted.push({ ...counts });
    });
    expect(counted).toEqual([{ created: 1, changed: 2, removed: 0, unchanged: 0, failed: 6 }]);
    const { import: row } = await organization.owner.data(
      'query ($id: ID!) { import(id: $id) { progress { created changed removed unchanged failed } } }',
      { id },
    );
    expect(row.progress).toEqual(counted[0]);
  });

  it('shows numbers of rows only to users who may import its dataset', async () => {
    const { owner, admin, adminId } = organization;
    const bookings = await checkFile(owner, 'Reference,Resource\nnone,Court\n', { dataset: 'BOOKINGS' });
    await setPermissions(app.app.dataSource, adminId, ['IDENTITIES_VIEW', 'IDENTITIES_EDIT']);
    const counts = 'percent created changed removed unchanged failed';
    const query = `query ($id: ID!) { import(id: $id) { plan { failed } progress { ${counts} } } }`;
    const hidden = { created: null, changed: null, removed: null, unchanged: null, failed: null };
    expect((await owner.data(query, { id: bookings.id })).import.progress.failed).toBe(1);
    const seen = await admin.data(query, { id: bookings.id });
    expect(seen.import).toEqual({ plan: null, progress: { percent: 100, ...hidden } });
    await owner.data(cancelImport, { id: bookings.id });
  });

  it('continues a filtered list after any row of the whole list', async () => {
    const { changes } = await planOf('changes(first: 2) { pageInfo { endCursor } }');
    const after = JSON.stringify(changes.pageInfo.endCursor);
    const next = 'nodes { username column } pageInfo { hasNextPage hasPreviousPage }';
    expect((await planOf(`changes(first: 1, after: ${after}, kinds: [CREATED]) { ${next} }`)).changes).toEqual({
      nodes: [{ username: 'new', column: 'username' }],
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    expect((await planOf(`changes(last: 1, first: null, kinds: [CHANGED]) { ${next} }`)).changes).toEqual({
      nodes: [{ username: 'bob', column: 'status' }],
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    });
  });

  it('shows the key and the cell of an error', async () => {
    const { errors } = await planOf('errors { nodes { line key column value code } totalCount }');
    expect(errors).toEqual({
      nodes: [
        { line: 5, key: 'eve', column: 'email', value: 'no', code: 'INVALID_VALUE' },
        { line: 6, key: 'zoe', column: 'email', value: 'x'.repeat(200), code: 'INVALID_VALUE' },
        { line: 7, key: 'ANA', column: 'username', value: 'ANA', code: 'KEY_DUPLICATED' },
        { line: 8, key: null, column: 'username', value: null, code: 'KEY_MISSING' },
        { line: 9, key: 'kim', column: null, value: null, code: 'ROW_LENGTH' },
        { line: 10, key: 'leo', column: 'status', value: 'Sleeping', code: 'INVALID_VALUE' },
      ],
      totalCount: 6,
    });
  });

  it('shows the errors of some codes and columns', async () => {
    const linesOf = async (filter: string): Promise<unknown> => {
      const { errors } = await planOf(`errors(${filter}) { nodes { line } totalCount }`);
      expect(errors.totalCount).toBe(errors.nodes.length);
      return errors.nodes.map(({ line }: Data) => line);
    };
    expect(await linesOf('codes: ["INVALID_VALUE"]')).toEqual([5, 6, 10]);
    expect(await linesOf('columns: ["email"]')).toEqual([5, 6]);
    expect(await linesOf('codes: ["INVALID_VALUE", "ROW_LENGTH"], columns: ["email", "username"]')).toEqual([5, 6]);
    expect(await linesOf('codes: ["ROW_LENGTH"]')).toEqual([9]);
    expect(await linesOf('columns: ["phone"]')).toEqual([]);
    const refusal = await organization.owner.refusal(
      'query ($id: ID!) { import(id: $id) { plan { errors(codes: ["ROW_LENGTH", "no"]) { totalCount } } } }',
      { id },
    );
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'codes.1' });
  });

  it('groups errors, the most frequent first', async () => {
    const { errorGroups } = await planOf('errorGroups { code column header count message }');
    expect(errorGroups.map(({ code, column, count }: Data) => [code, column, count])).toEqual([
      ['INVALID_VALUE', 'email', 2],
      ['KEY_DUPLICATED', 'username', 1],
      ['KEY_MISSING', 'username', 1],
      ['ROW_LENGTH', null, 1],
      ['INVALID_VALUE', 'status', 1],
    ]);
    expect(errorGroups[0]).toMatchObject({ header: 'Email', message: expect.stringContaining('"Email"') });
  });

  it('reads groups and their totals from the plan as a whole', async () => {
    const fields = 'errorGroups { code column count message } errors(codes: ["INVALID_VALUE"]) { totalCount }';
    const before = await planOf(fields);
    await changeRows(app.app.dataSource, 'import_error_counts', { importId: Number(id) }, { errorCount: 9 });
    expect(await planOf(fields)).toEqual(before);
  });

  it('adds later errors to their groups', async () => {
    const clean = await checkFile(organization.owner, 'Username,City\nana,Braga\n');
    const counts = new ErrorCounts();
    counts.add({ row: 1, line: 2, code: 'CONFLICT', columnIndex: 1, message: 'First.' });
    counts.add({ row: 1, line: 2, code: 'CONFLICT', message: 'Row.' });
    counts.add({ row: 2, line: 3, code: 'CONFLICT', columnIndex: 1, message: 'Second.' });
    for (let batch = 0; batch < 2; batch++)
      await transact(app.app.dataSource, (manager) => counts.addToGroups(manager, Number(clean.id)));
    expect((await planOf('errorGroups { column count message }', clean.id)).errorGroups).toEqual([
      { column: 'city', count: 4, message: 'First.' },
      { column: null, count: 2, message: 'Row.' },
    ]);
    await organization.owner.data(cancelImport, { id: clean.id });
  });

  it('ends a page of a filtered list after 20 batches, and continues it', async () => {
    const clean = await checkFile(organization.owner, 'Username,City\nana,Braga\n');
    const importId = Number(clean.id);
    const ordinals = Array.from({ length: 45 }, (_, index) => index + 10);
    const batches = ordinals.map((ordinal) => {
      const place = { row: ordinal, line: ordinal };
      const errors = [
        { ...place, columnIndex: 1, code: 'INVALID_VALUE', message: 'Cell.', key: `user ${ordinal}` },
        { ...place, code: 'ROW_LENGTH', message: 'Row.' },
      ];
      return [importId, ordinal, ordinal, ordinal, 0, 2, '[]', JSON.stringify(errors)];
    });
    const { manager } = app.app.dataSource;
    const columns = ['importId', 'ordinal', 'firstRow', 'lastRow', 'changeCount', 'errorCount', 'changes', 'errors'];
    await insertRows(manager, 'import_batches', columns, batches);
    const counts = ordinals.map((ordinal) => [importId, ordinal, 'ROW_LENGTH', 1, '']);
    await insertRows(manager, 'import_error_counts', ['importId', 'ordinal', 'code', 'errorCount', 'message'], counts);

    const pagesOf = async (size: string, from: string, cursor: string, next: string): Promise<number[][]> => {
      const pages: number[][] = [];
      for (let place = '', isOver = false; !isOver;) {
        const { errors } = await planOf(
          `errors(${size}, codes: ["ROW_LENGTH"] ${place}) { nodes { row key } pageInfo { ${cursor} ${next} } }`,
          clean.id,
        );
        for (const { row, key } of errors.nodes) expect(key).toBe(`user ${row}`);
        pages.push(errors.nodes.map(({ row }: Data) => row));
        place = `, ${from}: ${JSON.stringify(errors.pageInfo[cursor])}`;
        isOver = !errors.pageInfo[next];
      }
      return pages;
    };
    const forward = await pagesOf('first: 50', 'after', 'endCursor', 'hasNextPage');
    expect(forward.map(({ length }) => length)).toEqual([20, 19, 6]);
    expect(forward.flat()).toEqual(ordinals);
    const backward = await pagesOf('last: 50, first: null', 'before', 'startCursor', 'hasPreviousPage');
    expect(backward.reverse().flat()).toEqual(ordinals);
    const { errors } = await planOf('errors(first: 50) { nodes { row } }', clean.id);
    expect(errors.nodes).toHaveLength(50);
    await organization.owner.data(cancelImport, { id: clean.id });
  });

  it('costs more with a filter, because each entry may be in another batch', async () => {
    const aliases = (filter: string): string =>
      `query ($id: ID!) { import(id: $id) { plan { ${Array.from({ length: 20 }, (_, index) => `a${index}: ${filter} { nodes { row } }`).join(' ')} } } }`;
    await organization.owner.data(aliases('errors(first: 500)'), { id });
    for (const list of [
      'errors(first: 500, codes: ["INVALID_VALUE"])',
      'changes(first: 500, kinds: [CREATED])',
      'changes(first: 500, hasWarning: true)',
    ])
      expect((await organization.owner.refusal(aliases(list), { id })).code).toBe('QUERY_TOO_COMPLEX');
  });

  it('lists the first errors of a row, and says how many more it has', async () => {
    const person = { organizationId: organization.id, userId: organization.ownerId };
    const newProperties = Array.from({ length: 25 }, (_, index) => `p${index}`);
    const wrong = newProperties.map(() => '\u0001').join(',');
    const text = `Username,${newProperties.join(',')}\nana,${wrong}\nbob,${wrong}\n`;
    const plan = await PlannedImport.check(app, person, text, { newProperties });
    const stored = await plan.errors();
    expect(stored).toHaveLength(42);
    expect(stored.flatMap(({ key }) => key ?? [])).toEqual(['ana', 'bob']);
    expect((await plan.problems())[20]).toMatch(/^2 MORE_ERRORS -: The row has 5 more errors\./);
  });

  it('is refused beyond a number of errors, with the most frequent one', async () => {
    const person = { organizationId: organization.id, userId: organization.ownerId };
    const text = 'Username,Email\nnone,\nana,no\nbob,no\nzoe,no\n';
    await expect(PlannedImport.check(app, person, text, { maxErrors: 3 })).rejects.toMatchObject({
      code: 'TOO_MANY_ERRORS',
      message: expect.stringMatching(
        /more than 3 errors.+ INVALID_VALUE in the column "Email", 3 times, the first time: /,
      ),
    });
    expect((await PlannedImport.check(app, person, text, { maxErrors: 4 })).summary.failed).toBe(4);
  });

  it('has no groups without errors', async () => {
    const clean = await checkFile(organization.owner, 'Username,City\nana,Braga\n');
    expect(await planOf('failed errorGroups { code }', clean.id)).toEqual({ failed: 0, errorGroups: [] });
    await organization.owner.data(cancelImport, { id: clean.id });
  });

  it('counts conflicts, with the values that were not written, and shows what an undo removes', async () => {
    await changeRows(
      app.app.dataSource,
      'users',
      { organizationId: organization.id, username: 'ana' },
      { city: 'Faro' },
    );
    await organization.owner.data(applyImport, { id });
    await untilState(organization.owner, id, ['COMPLETED']);
    const { errors, errorGroups } = await planOf(
      'errors(codes: ["CONFLICT"]) { nodes { key column value } totalCount } errorGroups { code column count }',
    );
    expect(errors).toEqual({ nodes: [{ key: 'ana', column: 'city', value: 'Porto' }], totalCount: 1 });
    expect(errorGroups).toContainEqual({ code: 'CONFLICT', column: 'city', count: 1 });

    await changeRows(
      app.app.dataSource,
      'users',
      { organizationId: organization.id, username: 'bob' },
      { city: 'Faro' },
    );
    const { undoImport: undo } = await organization.owner.data(undoImport, { id });
    await untilState(organization.owner, undo.id, ['READY']);
    expect(await changesOf('[REMOVED]', undo.id)).toEqual([
      'REMOVED new username',
      'REMOVED new city',
      'REMOVED new email',
    ]);
    expect(await changesOf('[CHANGED]', undo.id)).toEqual(['CHANGED bob email', 'CHANGED bob status']);
    const { errors: kept } = await planOf('errors { nodes { key column value code } }', undo.id);
    expect(kept.nodes).toEqual([{ key: 'bob', column: 'city', value: null, code: 'CONFLICT' }]);
  });
});
