import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import { totalsCheck } from '../../../support/apps/totals';
import { run } from '../../../support/clients/changes';
import type { TestClient } from '../../../support/clients/client';
import { deleteUser } from '../../../support/data/account-changes';
import { addBookings, addUsers } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { changeRows, readColumn, readRows } from '../../../support/databases/rows';
import { PlannedImport } from '../plan/planning';

/** For each field that `changeUser` can change: an input that changes it. A new field is included by itself. */
async function changedValues(client: TestClient): Promise<object[]> {
  const { id: locationId } = await run(client, 'createLocation', { name: 'Other' });
  const { id: teamId } = await run(client, 'createTeam', { name: 'Other' });
  const { id: planId } = await run(client, 'createPlan', { name: 'Other' });
  await run(client, 'createCustomProperty', { key: 'locker', name: 'Locker' });
  const byField: Record<string, unknown> = {
    role: 'MEMBER',
    permissions: ['IDENTITIES_VIEW'],
    status: 'INACTIVE',
    planIds: [planId],
    teamId,
    primaryLocationId: locationId,
    customValues: [{ key: 'locker', value: '1' }],
  };
  const byType: Record<string, unknown> = {
    String: 'x@example.test',
    Boolean: true,
    DateTime: '2026-01-01T00:00:00Z',
    LIST: ['x'],
  };
  const { __type: input } = await client.data(
    '{ __type(name: "ChangeUserInput") { inputFields { name type { kind name } } } }',
  );
  return input.inputFields
    .filter(({ name }: { name: string }) => name !== 'id')
    .map(({ name, type }: { name: string; type: { kind: string; name: string | null } }) => ({
      [name]: byField[name] ?? byType[type.name ?? type.kind],
    }));
}

eachEngine('undo of an import', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app, {}, 'session');
  const owner = () => ({ organizationId: organization.id, userId: organization.ownerId });
  const check = (text: string, options?: Parameters<typeof PlannedImport.check>[3]) =>
    PlannedImport.check(app, owner(), text, options);
  const add = (users: Parameters<typeof addUsers>[2]) => addUsers(app.app.dataSource, organization.id, users);
  const userIds = async (): Promise<Record<string, number>> =>
    Object.fromEntries((await userRows()).map(({ id, username }) => [username, id]));
  const userRows = (): ReturnType<typeof readRows> =>
    readRows(app.app.dataSource, 'users', { organizationId: organization.id });

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
    await expect(PlannedImport.undo(app, owner(), plan, drop)).rejects.toMatchObject({
      code: 'UNDO_OVER',
      reason: { reason: 'UNDO_EXPIRED' },
    });
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

  it('has nothing to do for what was taken back by hand', async () => {
    const [ana] = await add([
      { username: 'ana', city: 'Rome' },
      { username: 'bob', city: 'Rome' },
    ]);
    const plan = await check('Username,City\nana,Bari\nbob,Bari\nnew,Bari', { createMissing: true });
    await plan.apply(owner());
    await run(organization.owner, 'changeUsers', [{ id: String(ana), city: 'Rome' }]);
    await changeRows(
      app.app.dataSource,
      'users',
      { username: 'bob', organizationId: organization.id },
      { city: 'Oslo' },
    );
    const [created] = await readColumn(app.app.dataSource, 'users', 'id', { username: 'new' });
    await deleteUser(app.app.dataSource, created as number);
    const undo = await PlannedImport.undo(app, owner(), plan);
    expect(undo.summary).toMatchObject({ unchanged: 2, failed: 1, changed: 0, removed: 0 });
    expect(await undo.problems()).toEqual(['3 CONFLICT city: The value was changed since, to "Oslo". It stays.']);
  });

  it('deletes the users that the import created, unless they were changed or are in use', async () => {
    await add([{ username: 'ana', city: 'Rome' }]);
    const before = await userRows();
    const plan = await check('Username,City,Role\nn1,Bari,\nn2,Bari,\nn3,Bari,\nn4,Bari,ADMIN\nana,Bari,', {
      createMissing: true,
    });
    expect(plan.summary).toMatchObject({ created: 4, changed: 1 });
    await plan.apply(owner());
    const ids = await userIds();
    await run(organization.owner, 'changeUsers', [{ id: String(ids.n1), bio: 'Hello' }]);
    await addBookings(app.app.dataSource, organization, [{ userId: ids.n2!, startsAt: '2026-05-01T10:00:00Z' }]);
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

  it('keeps created users of whom any field was changed', async () => {
    const { owner: client } = organization;
    const values = await changedValues(client);
    const names = values.map((_value, index) => `n${index}`);
    const plan = await check(['Username,Role', ...names.map((name) => `${name},ADMIN`), 'same,', 'later,'].join('\n'), {
      createMissing: true,
    });
    await plan.apply(owner());
    const ids = await userIds();
    await run(
      client,
      'changeUsers',
      values.map((value, index) => ({ id: String(ids[`n${index}`]), ...value })),
    );
    const undo = await PlannedImport.undo(app, owner(), plan);
    const kept = new Set((await undo.errors()).map(({ row }) => row));
    expect(values.filter((_value, index) => !kept.has(index + 1))).toEqual([]);
    expect(undo.summary).toMatchObject({ removed: 2, failed: values.length });
    // Also after the plan of the undo.
    await run(client, 'changeUser', { id: String(ids.later), appVersion: '9' });
    await undo.apply(owner());
    expect(await undo.row()).toMatchObject({ appliedRemoved: 1, conflicts: 1 });
    expect(Object.keys(await userIds())).toEqual(expect.arrayContaining([...names, 'later']));
  });

  it('keeps created bookings and invoices that any mutation changed', async () => {
    const { owner: client } = organization;
    const at = { startsAt: '2026-05-01T10:00:00Z', endsAt: '2026-05-01T11:00:00Z' };
    const bookings = await check(
      [
        'Reference,Username,Location,Starts at,Ends at',
        ...['B1', 'B2', 'B3', 'B4', 'B5', 'B6'].map((key) => `${key},member,Main,${at.startsAt},${at.endsAt}`),
      ].join('\n'),
      { dataset: 'BOOKINGS', createMissing: true },
    );
    await bookings.apply(owner());
    const { nodes } = (await client.data('{ bookings { nodes { id reference } } }')).bookings;
    const idOf = (key: string): string => nodes.find(({ reference }: { reference: string }) => reference === key).id;
    const { id: locationId } = await run(client, 'createLocation', { name: 'Other' });
    await run(client, 'confirmBooking', idOf('B1'));
    await run(client, 'cancelBooking', idOf('B2'));
    await run(client, 'rescheduleBookings', [
      { id: idOf('B3'), ...at, resource: 'Desk' },
      { id: idOf('B4'), ...at, locationId },
      { id: idOf('B5'), ...at, endsAt: '2026-05-01T12:00:00Z' },
    ]);
    expect((await PlannedImport.undo(app, owner(), bookings)).summary).toMatchObject({ removed: 1, failed: 5 });
    const invoices = await check('Number,Username,Total\nI1,member,5\nI2,member,5\nI3,member,5', {
      dataset: 'INVOICES',
      createMissing: true,
    });
    await invoices.apply(owner());
    const issued = (await client.data('{ invoices { nodes { id } } }')).invoices.nodes;
    await run(client, 'payInvoice', issued[0].id);
    await run(client, 'voidInvoice', issued[1].id);
    expect((await PlannedImport.undo(app, owner(), invoices)).summary).toMatchObject({ removed: 1, failed: 2 });
  });

  it('finds the same instants after the time zone of the venue has changed', async () => {
    const { owner: client } = organization;
    const dataset = 'BOOKINGS';
    const changeZone = (timezone: string): Promise<unknown> => run(client, 'changeOrganization', { timezone });
    const created = await check(
      'Reference,Username,Location,Starts at,Ends at\nN-1,member,Main,2026-05-01T10:00,2026-05-01T11:00',
      { dataset, createMissing: true },
    );
    await created.apply(owner());
    const moved = await check('Reference,Starts at\nN-1,2026-05-01T09:00', { dataset });
    await changeZone('Asia/Tokyo');
    await moved.apply(owner());
    expect(await moved.conflicts()).toEqual([]);
    await changeZone('America/Lima');
    const undo = await PlannedImport.undo(app, owner(), moved);
    expect(undo.summary).toMatchObject({ changed: 1, failed: 0 });
    await changeZone('Europe/Lisbon');
    await undo.apply(owner());
    expect(await undo.conflicts()).toEqual([]);
    await changeZone('Asia/Tokyo');
    const removal = await PlannedImport.undo(app, owner(), created);
    expect(removal.summary).toMatchObject({ removed: 1, failed: 0 });
    await changeZone('America/Lima');
    await removal.apply(owner());
    expect(await removal.row()).toMatchObject({ appliedRemoved: 1, conflicts: 0 });
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
