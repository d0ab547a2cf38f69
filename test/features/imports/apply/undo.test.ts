import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import { totalsCheck } from '../../../support/apps/totals';
import { run } from '../../../support/clients/changes';
import { addBookings, addUsers } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { changeRows, readColumn, readRows } from '../../../support/databases/rows';
import { PlannedImport } from '../plan/planning';

eachEngine('undo of an import', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);
  const owner = () => ({ organizationId: organization.id, userId: organization.ownerId });
  const check = (text: string, options?: Parameters<typeof PlannedImport.check>[3]) =>
    PlannedImport.check(app, owner(), text, options);
  const add = (users: Parameters<typeof addUsers>[2]) => addUsers(app.app.dataSource, organization.id, users);
  const userRows = (): Promise<unknown[]> => readRows(app.app.dataSource, 'users', { organizationId: organization.id });

  it('restores exactly the cells that changed, empty ones included', async () => {
    await add([
      { username: 'ana', city: 'Rome', phone: '1', tags: ['a'] },
      { username: 'bob', city: 'Oslo' },
    ]);
    const before = await userRows();
    const plan = await check('Username,City,Phone,Tags,Company\nana,,2,b|c,Co\nbob,Bari,3,,', { blankCells: 'CLEAR' });
    await plan.apply(owner());
    expect(await userRows()).not.toEqual(before);
    const undo = await PlannedImport.undo(app, owner(), plan);
    expect(undo.summary).toMatchObject({ changed: 2, created: 0, removed: 0, failed: 0 });
    expect(await undo.cells()).toContainEqual(['ana', 'city', null, 'Rome']);
    expect(undo.summary.sample).toMatchObject([
      { row: 1, key: 'ana', isNew: false, cells: ['ana', 'Rome', '1', 'a', null] },
      { row: 2, key: 'bob', isNew: false, cells: ['bob', 'Oslo', null, null, null] },
    ]);
    await undo.apply(owner());
    expect(await userRows()).toEqual(before);
    const redo = await PlannedImport.undo(app, owner(), undo);
    await redo.apply(owner());
    expect(
      (await check('Username,City,Phone,Tags,Company\nana,,2,b|c,Co\nbob,Bari,3,,', { blankCells: 'CLEAR' })).summary,
    ).toMatchObject({ unchanged: 2 });
  });

  it('is refused if the changes are deleted while it is planned', async () => {
    await add([{ username: 'ana', city: 'Rome' }]);
    const plan = await check('Username,City\nana,Bari');
    await plan.apply(owner());
    const drop = async (): Promise<void> =>
      void (await changeRows(app.app.dataSource, 'imports', { id: plan.id }, { columns: null }));
    await expect(PlannedImport.undo(app, owner(), plan, drop)).rejects.toMatchObject({ code: 'UNDO_OVER' });
  });

  it('keeps what was changed since, before and after its plan', async () => {
    const [ana, bob, eve] = await add([
      { username: 'ana', city: 'Rome' },
      { username: 'bob', city: 'Rome' },
      { username: 'eve', city: 'Rome' },
    ]);
    const plan = await check('Username,City,Phone\nana,Bari,1\nbob,Bari,1\neve,Bari,1');
    await plan.apply(owner());
    await run(organization.owner, 'changeUsers', [{ id: String(ana), city: 'Milan' }]);
    const undo = await PlannedImport.undo(app, owner(), plan);
    expect(undo.summary).toMatchObject({ changed: 3, failed: 0 });
    expect(await undo.problems()).toEqual(['2 CONFLICT city: The value was changed since, to "Milan". It stays.']);
    await run(organization.owner, 'changeUsers', [{ id: String(bob), phone: '9' }]);
    await undo.apply(owner());
    const { users } = await organization.owner.data(
      `{ users(filter: { ids: ["${ana}", "${bob}", "${eve}"] }, orderBy: [{ field: ID, direction: ASC }]) { nodes { city phone } } }`,
    );
    expect(users.nodes).toEqual([
      { city: 'Milan', phone: null },
      { city: 'Bari', phone: '9' },
      { city: 'Rome', phone: null },
    ]);
    expect(await undo.conflicts()).toHaveLength(1);
  });

  it('deletes the users that the import created, unless they were changed or are in use', async () => {
    await add([{ username: 'ana', city: 'Rome' }]);
    const before = await userRows();
    const plan = await check('Username,City,Role\nn1,Bari,\nn2,Bari,\nn3,Bari,\nn4,Bari,ADMIN\nana,Bari,', {
      createMissing: true,
    });
    expect(plan.summary).toMatchObject({ created: 4, changed: 1 });
    await plan.apply(owner());
    const ids = Object.fromEntries(
      (await readRows(app.app.dataSource, 'users', { organizationId: organization.id })).map(({ id, username }) => [
        username,
        id,
      ]),
    );
    await run(organization.owner, 'changeUsers', [{ id: String(ids.n1), bio: 'Hello' }]);
    await addBookings(app.app.dataSource, organization, [{ userId: ids.n2, startsAt: '2026-05-01T10:00:00Z' }]);
    const undo = await PlannedImport.undo(app, owner(), plan);
    expect(undo.summary).toMatchObject({ changed: 1, removed: 2, failed: 2, sample: [{ key: 'ana' }] });
    expect(undo.summary.sample).toHaveLength(1);
    expect(await undo.problems()).toEqual([
      '2 CONFLICT -: The user was changed since. It stays.',
      '3 CONFLICT -: The user is used by other records or has signed in since. It stays.',
    ]);
    await app.signIn({ id: ids.n3!, organizationId: organization.id });
    await undo.apply(owner());
    expect(await undo.conflicts()).toHaveLength(1);
    expect(await undo.row()).toMatchObject({ appliedRemoved: 1, appliedChanged: 1, conflicts: 1 });
    const left = await readColumn(app.app.dataSource, 'users', 'username', { organizationId: organization.id });
    expect(left).toEqual(['owner', 'admin', 'member', 'ana', 'n1', 'n2', 'n3']);
    expect((await userRows()).slice(0, 4)).toEqual(before);
  });

  it('takes back statuses of bookings, and bookings, with their totals', async () => {
    const file =
      'Reference,Username,Location,Starts at,Ends at,Status\nN-1,member,Main,2026-05-01T10:00:00Z,2026-05-01T11:00:00Z,PENDING';
    const created = await check(file, { dataset: 'BOOKINGS', createMissing: true });
    await created.apply(owner());
    const confirmed = await check('Reference,Status\nN-1,CONFIRMED', { dataset: 'BOOKINGS' });
    await confirmed.apply(owner());
    const first = await PlannedImport.undo(app, owner(), confirmed);
    await first.apply(owner());
    expect(await first.row()).toMatchObject({ appliedChanged: 1, conflicts: 0 });
    expect(await totalsCheck(app)).toMatchObject({ differences: [] });
    const second = await PlannedImport.undo(app, owner(), created);
    expect(second.summary).toMatchObject({ removed: 1 });
    await second.apply(owner());
    expect((await organization.owner.data('{ bookings(filter: {}) { totalCount } }')).bookings.totalCount).toBe(0);
    expect(await totalsCheck(app)).toMatchObject({ differences: [] });
    const again = await PlannedImport.undo(app, owner(), second);
    expect(again.summary).toMatchObject({ created: 1 });
    await again.apply(owner());
    expect((await check(file, { dataset: 'BOOKINGS' })).summary).toMatchObject({ unchanged: 1 });
    expect(await totalsCheck(app)).toMatchObject({ differences: [] });
  });
});
