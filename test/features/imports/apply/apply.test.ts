import { applyNextBatch } from '../../../../src/features/imports/apply/apply-batch';
import { LeaseLost } from '../../../../src/features/imports/plan/import-refused';
import { changeImport } from '../../../../src/features/imports/record/import-transitions';
import { insertRows } from '../../../../src/platform/database/insert-rows';
import { CommitUnknown, transact } from '../../../../src/platform/database/transaction';
import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import { run } from '../../../support/clients/changes';
import { cancelImport } from '../../../support/clients/imports';
import { deleteUser, setPermissions } from '../../../support/data/account-changes';
import { addUsers } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { countRows, lockRows, readColumn, readRows } from '../../../support/databases/rows';
import { countSessions } from '../../../support/databases/sessions';
import { waitFor } from '../../../support/wait-for';
import { PlannedImport } from '../plan/planning';

/** Of 2500 rows with it, a plan has three batches. */
const longText = 'x'.repeat(420);

eachEngine('applying an import', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);
  const owner = () => ({ organizationId: organization.id, userId: organization.ownerId });
  const check = (text: string, options?: Parameters<typeof PlannedImport.check>[3]) =>
    PlannedImport.check(app, owner(), text, options);
  const add = (users: Parameters<typeof addUsers>[2]) => addUsers(app.app.dataSource, organization.id, users);
  const usersOf = async (search: string) =>
    (
      await organization.owner.data(
        `{ users(filter: { search: "${search}" }, orderBy: [{ field: ID, direction: ASC }]) { nodes { username city phone tags company } } }`,
      )
    ).users.nodes;
  const imported = async () =>
    (
      await organization.owner.data(
        '{ auditEvents(actions: [IMPORT_ROWS_APPLIED]) { nodes { details importId username } } }',
      )
    ).auditEvents.nodes;

  it('writes the changes, the search text included, and the counts', async () => {
    await add([
      { username: 'ana', city: 'Rome', company: 'Old' },
      { username: 'bob' },
      { username: 'eve', city: 'Oslo' },
    ]);
    const plan = await check('Username,City,Company,Tags\nana,Bari,New Co,a|b\nbob,,,\neve,Bari,,');
    expect(await plan.apply(owner())).toBe(1);
    expect(await usersOf('new co')).toEqual([
      { username: 'ana', city: 'Bari', phone: null, tags: ['a', 'b'], company: 'New Co' },
    ]);
    expect((await usersOf('eve'))[0]).toMatchObject({ city: 'Bari' });
    expect(await plan.row()).toMatchObject({
      appliedChanged: 2,
      appliedCreated: 0,
      conflicts: 0,
      appliedBatch: 1,
      rowsDone: 3,
    });
    expect(await imported()).toEqual(
      expect.arrayContaining([
        { details: 'changed City, Company, Tags of "ana"', importId: String(plan.id), username: 'owner' },
        { details: 'changed City of "eve"', importId: String(plan.id), username: 'owner' },
      ]),
    );
  });

  it('lets two rows swap their values', async () => {
    await add([
      { username: 'ana', email: 'ana@example.com' },
      { username: 'bob', email: 'bob@example.com' },
    ]);
    const plan = await check('Username,Email\nana,bob@example.com\nbob,ana@example.com');
    await plan.apply(owner());
    expect((await check('Username,Email\nana,bob@example.com\nbob,ana@example.com')).summary).toMatchObject({
      unchanged: 2,
    });
  });

  it('reports rows that were changed, deleted or created since the plan, and applies the others', async () => {
    const [ana, bob] = await add([{ username: 'ana', city: 'Rome' }, { username: 'bob' }, { username: 'eve' }]);
    const plan = await check('Username,City,Phone\nana,Bari,1\nbob,Bari,2\neve,Bari,3\nnew,Bari,4', {
      createMissing: true,
    });
    await run(organization.owner, 'changeUsers', [{ id: String(ana), city: 'Milan' }]);
    await deleteUser(app.app.dataSource, bob!);
    await add([{ username: 'NEW' }]);
    await plan.apply(owner());
    const { columns } = await plan.row();
    expect(
      (await plan.conflicts()).map(({ line, code, columnIndex, message }) => [
        line,
        code,
        columnIndex === undefined ? null : columns![columnIndex]!.column,
        message,
      ]),
    ).toEqual([
      [
        2,
        'CONFLICT',
        'city',
        'The value was changed since the plan was made, to "Milan". Import the error file to change it anyway.',
      ],
      [3, 'CONFLICT', null, 'The user was deleted since the plan was made. Remove the row.'],
      [
        5,
        'CONFLICT',
        null,
        'A user with this key was created since the plan was made. Import the error file to change it.',
      ],
    ]);
    expect(await usersOf('ana')).toMatchObject([{ city: 'Milan', phone: null }]);
    expect(await usersOf('eve')).toMatchObject([{ city: 'Bari', phone: '3' }]);
    expect(await plan.row()).toMatchObject({ appliedChanged: 1, appliedCreated: 0, conflicts: 3 });
    const { plan: shown } = (
      await organization.owner.data(
        'query ($id: ID!) { import(id: $id) { plan { conflicts errors { totalCount nodes { line code } } } } }',
        { id: String(plan.id) },
      )
    ).import;
    expect(shown).toMatchObject({ conflicts: 3, errors: { totalCount: 3 } });
  });

  it('creates the custom properties and items that the plan names, once', async () => {
    await add([{ username: 'ana' }, { username: 'bob' }]);
    await run(organization.owner, 'createPlan', { name: 'Zinc', position: 3 });
    const file = 'Username,Shoe,Team,Plans\nana,42,Blue,Gold|Silver\nbob,,BLUE,gold';
    const options = { createMissing: true, newProperties: ['Shoe'] };
    const [plan, other] = [await check(file, options), await check(file, options)];
    expect(plan.summary.newItems).toEqual({
      locations: [],
      teams: ['Blue'],
      plans: ['Gold', 'Silver'],
      customProperties: ['Shoe'],
    });
    await plan.apply(owner());
    const { organization: found } = await organization.owner.data(
      '{ organization { teams { name } plans { name } customProperties { key name } } }',
    );
    expect(found).toEqual({
      teams: [{ name: 'Blue' }],
      // After those that have an order.
      plans: [{ name: 'Zinc' }, { name: 'Gold' }, { name: 'Silver' }],
      customProperties: [{ key: 'Shoe', name: 'Shoe' }],
    });
    // The plan of the other import is outdated as a whole.
    await other.apply(owner());
    expect(await other.conflicts()).toHaveLength(2);
    expect((await check(file)).summary).toMatchObject({ unchanged: 2 });
  });

  it('checks the rules and the rights again', async () => {
    await add([{ username: 'ana' }]);
    const [teamId] = await run(organization.owner, 'createTeams', [{ name: 'Blue' }]);
    const plan = await check('Username,Team\nana,Blue');
    await run(organization.owner, 'archiveTeams', [teamId.id]);
    await plan.apply(owner());
    expect(await plan.conflicts()).toMatchObject([
      { code: 'INVALID_VALUE', message: expect.stringContaining('is archived') },
    ]);

    const byAdmin = await check('Username,City\nana,Bari');
    const admin = { organizationId: organization.id, userId: organization.adminId };
    await byAdmin.accept(admin);
    await setPermissions(app.app.dataSource, organization.adminId, []);
    const apply = applyNextBatch(byAdmin.context, { row: await byAdmin.row(), lease: byAdmin.lease });
    await expect(apply).rejects.toMatchObject({ code: 'PERMISSION_LOST' });
    expect(await usersOf('ana')).toMatchObject([{ city: null }]);
  });

  describe('in batches', () => {
    const count = 2500;
    const file = (city: string) =>
      `Username,City,Bio\n${Array.from({ length: count }, (_unused, index) => `u${index},${city} ${index},${longText}`).join('\n')}`;
    beforeEach(() => add(Array.from({ length: count }, (_unused, index) => ({ username: `u${index}` }))));

    it('applies each batch once, whatever a late worker does', async () => {
      const plan = await check(file('Rome'));
      await plan.accept(owner());
      const row = await plan.row();
      const apply = (lease = plan.lease) => applyNextBatch(plan.context, { row, lease });
      expect(await apply()).toEqual({ isDone: false, rowsDone: expect.any(Number) });
      await expect(apply({ id: plan.id, owner: 'another' })).rejects.toThrow(LeaseLost);
      // Both hold the same lease, as a paused worker and the connection that it lost do.
      const both = await Promise.all([apply(), apply()]);
      const batches = await plan.batches();
      expect(batches.length).toBeGreaterThan(2);
      for (let left = batches.length; left > 3; left--) await apply();
      expect(both.every(({ isDone }) => !isDone)).toBe(true);
      expect(await apply()).toEqual({ isDone: true });
      expect(await plan.row()).toMatchObject({ appliedChanged: count, conflicts: 0, appliedBatch: batches.length });
      expect((await check(file('Rome'))).summary).toMatchObject({ unchanged: count });
    });

    it('stops before the next batch when the session that applied it is revoked, and can be undone', async () => {
      const client = await app.startSession({ id: organization.ownerId, organizationId: organization.id });
      const [sessionId] = await readColumn(app.app.dataSource, 'sessions', 'id', { userId: organization.ownerId });
      const plan = await check(file('Rome'));
      await plan.accept({ ...owner(), credential: `session ${sessionId}` });
      const row = await plan.row();
      const apply = () => applyNextBatch(plan.context, { row, lease: plan.lease });
      const { rowsDone } = (await apply()) as { rowsDone: number };
      await client.data('mutation { signOut { id } }');
      expect(await apply()).toMatchObject({ isDone: false });
      const changed = (await plan.row()).appliedChanged;
      expect(changed).toBeGreaterThan(rowsDone);
      await organization.owner.data(`mutation { revokeSession(id: "${sessionId}") { id } }`);
      await expect(apply()).rejects.toMatchObject({ code: 'CREDENTIAL_REVOKED' });
      expect(await plan.row()).toMatchObject({ appliedBatch: 2, appliedChanged: changed });
      const undo = await PlannedImport.undo(app, owner(), plan);
      await undo.apply(owner());
      expect(await undo.row()).toMatchObject({ appliedChanged: changed, conflicts: 0 });
    });

    it('names every record in few audit events', async () => {
      const plan = await check(file('Bari'));
      await plan.apply(owner());
      const events = await imported();
      expect(events.length).toBeLessThan(25);
      const names = events.flatMap(({ details }: { details: string }) => details.match(/"u\d+"/g) ?? []);
      expect(new Set(names).size).toBe(count);
    });
  });

  it('stores no value in a custom property that was created since the plan, except in the planned one', async () => {
    await add([{ username: 'ana' }, { username: 'bob' }]);
    const names = ['boots', 'hat', 'coat'];
    const plan = await check(
      'Username,boots,hat,coat,City\nana,1,,,Rome\nbob,,2,,Rome\nadmin,,,3,Rome\nmember,,,,Rome',
      {
        newProperties: names,
      },
    );
    await run(organization.owner, 'createCustomProperties', [
      { key: 'boots', name: 'Other' },
      { key: 'hats', name: 'HAT' },
      { key: 'coat', name: 'Coat' },
    ]);
    await plan.apply(owner());
    expect(
      (await plan.conflicts()).map(({ row, code, columnIndex, message }) => [row, code, columnIndex, message]),
    ).toEqual([
      [1, 'CONFLICT', 1, 'The custom property cannot be created any longer. The key "boots" is taken.'],
      [2, 'CONFLICT', 2, 'The custom property cannot be created any longer. "hat" is taken.'],
    ]);
    const stored = await readRows(app.app.dataSource, 'users', { organizationId: organization.id });
    expect(
      Object.fromEntries(stored.map(({ username, city, customValues }) => [username, [city, customValues]])),
    ).toEqual({
      owner: [null, '{}'],
      admin: ['Rome', '{"coat":"3"}'],
      member: ['Rome', '{}'],
      ana: [null, '{}'],
      bob: [null, '{}'],
    });
  });

  it('creates no custom property beyond the maximum, and takes back values of a renamed one', async () => {
    await add([{ username: 'ana' }]);
    const first = await check('Username,boots\nana,1', { newProperties: ['boots'] });
    await first.apply(owner());
    const { organization: found } = await organization.owner.data('{ organization { customProperties { id } } }');
    await run(organization.owner, 'changeCustomProperty', { id: found.customProperties[0].id, name: 'Shoes' });
    const undo = await PlannedImport.undo(app, owner(), first);
    await undo.apply(owner());
    expect(await undo.row()).toMatchObject({ appliedChanged: 1, conflicts: 0 });
    const last = await check('Username,hat,coat\nana,1,2', { newProperties: ['hat', 'coat'] });
    const rows = Array.from({ length: 498 }, (_, index) => [organization.id, `p${index}`, `p${index}`, 1]);
    await insertRows(
      app.app.dataSource.manager,
      'custom_properties',
      ['organizationId', 'propertyKey', 'name', 'position'],
      rows,
    );
    await last.apply(owner());
    expect(await last.conflicts()).toMatchObject([
      { code: 'CONFLICT', message: expect.stringContaining('at most 500') },
    ]);
    expect(await countRows(app.app.dataSource, 'custom_properties', { organizationId: organization.id })).toBe(500);
  });
});

// On SQLite no transaction waits for a part of another one, and a commit in this process has a known outcome.
eachEngine('applying an import', ['mariadb', 'mysql'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  it('is cancelled, or keeps its lease, while a batch waits for a record that another transaction holds', async () => {
    const { dataSource } = app.app;
    const [, bob] = await addUsers(dataSource, organization.id, [{ username: 'ana' }, { username: 'bob' }]);
    const owner = { organizationId: organization.id, userId: organization.ownerId };
    const plan = await PlannedImport.check(app, owner, 'Username,City\nana,Oslo\nbob,Oslo');
    await plan.accept(owner);
    const row = await plan.row();
    const unlock = await lockRows(dataSource, 'users', { id: bob! });
    let hasEnded = false;
    const applying = applyNextBatch(plan.context, { row, lease: plan.lease })
      .catch((error: unknown) => error)
      .finally(() => (hasEnded = true));
    try {
      await waitFor('the batch to wait', async () => (await countSessions(dataSource, 'info', '%FOR UPDATE')) > 0);
      const renewal = { owner: plan.owner, leaseMs: 60_000 };
      const renew = () => transact(dataSource, (manager) => changeImport(manager, 'renew', plan.id, renewal));
      expect(await renew()).toBe(true);
      const { cancelImport: cancelled } = await organization.owner.data(cancelImport, { id: String(plan.id) });
      expect(cancelled.state).toBe('CANCELLING');
      expect(await renew()).toBe(false);
      expect(hasEnded).toBe(false);
    } finally {
      await unlock();
    }
    expect(await applying).toBeInstanceOf(LeaseLost);
    expect(await countRows(dataSource, 'users', { organizationId: organization.id, city: 'Oslo' })).toBe(0);
    expect(await plan.row()).toMatchObject({ appliedBatch: 0, appliedChanged: 0 });
  });

  it.each([
    ['another user', 'bob'],
    ['the user who applies it', 'admin'],
  ])('makes a revocation wait for a batch that changes %s, and applies nothing after it', async (_who, username) => {
    const { dataSource } = app.app;
    await addUsers(dataSource, organization.id, [{ username: 'bob' }]);
    const [tokenId] = await readColumn(dataSource, 'access_tokens', 'id', { userId: organization.adminId });
    const admin = {
      organizationId: organization.id,
      userId: organization.adminId,
      credential: `token ${tokenId}` as const,
    };
    const planned = () => PlannedImport.check(app, admin, `Username,City\n${username},Oslo`);
    const [plan, other] = [await planned(), await planned()];
    for (const each of [plan, other]) await each.accept(admin);
    // The last table that a batch writes.
    const unlock = await lockRows(dataSource, 'imports', { id: plan.id });
    const applying = applyNextBatch(plan.context, { row: await plan.row(), lease: plan.lease });
    const isWaiting = (statement: string) => async () => (await countSessions(dataSource, 'info', statement)) > 0;
    let hasEnded = false;
    let revoking!: Promise<unknown>;
    try {
      await waitFor('the batch to wait', isWaiting('UPDATE imports %'));
      revoking = organization.owner
        .data(`mutation { revokeToken(id: "${tokenId}") { id } }`)
        .finally(() => (hasEnded = true));
      await waitFor('the revocation to wait', isWaiting('SELECT id FROM users %FOR UPDATE'));
      expect(hasEnded).toBe(false);
    } finally {
      await unlock();
    }
    expect(await applying).toMatchObject({ isDone: false });
    await revoking;
    const late = applyNextBatch(other.context, { row: await other.row(), lease: other.lease });
    await expect(late).rejects.toMatchObject({ code: 'CREDENTIAL_REVOKED' });
    expect(await plan.row()).toMatchObject({ appliedChanged: 1 });
    expect(await other.row()).toMatchObject({ appliedBatch: 0 });
  });

  it('locks the organization for its new properties only after the users', async () => {
    const { dataSource } = app.app;
    const { id: organizationId, adminId } = organization;
    const admin = { organizationId, userId: adminId };
    const plan = await PlannedImport.check(app, admin, 'Username,size\nmember,XL', { newProperties: ['size'] });
    await plan.accept(admin);
    const row = await plan.row();
    const unlockUser = await lockRows(dataSource, 'users', { id: adminId });
    const applying = applyNextBatch(plan.context, { row, lease: plan.lease });
    try {
      await waitFor(
        'the batch to wait',
        async () => (await countSessions(dataSource, 'info', 'SELECT u.id FROM users %')) > 0,
      );
      await (
        await lockRows(dataSource, 'organizations', { id: organizationId })
      )();
    } finally {
      await unlockUser();
    }
    expect(await applying).toMatchObject({ isDone: false });
    expect(await plan.row()).toMatchObject({ appliedChanged: 1 });
  });

  it('continues after a commit whose outcome is unknown', async () => {
    const { dataSource } = app.app;
    const names = Array.from({ length: 2500 }, (_unused, index) => `u${index}`);
    await addUsers(
      dataSource,
      organization.id,
      names.map((username) => ({ username })),
    );
    const owner = { organizationId: organization.id, userId: organization.ownerId };
    const plan = await PlannedImport.check(
      app,
      owner,
      `Username,City,Bio\n${names.map((name) => `${name},Oslo,${longText}`).join('\n')}`,
    );
    await plan.accept(owner);
    const row = await plan.row();
    const apply = () => applyNextBatch(plan.context, { row, lease: plan.lease });

    const creating = jest.spyOn(dataSource, 'createQueryRunner');
    creating.mockImplementationOnce((...modes) => {
      creating.mockRestore();
      const runner = dataSource.createQueryRunner(...modes);
      const commit = runner.commitTransaction.bind(runner);
      // The commit is done, but its answer is lost.
      runner.commitTransaction = async () => {
        await commit();
        throw new Error('connection lost');
      };
      return runner;
    });
    await expect(apply()).rejects.toThrow(CommitUnknown);
    expect(await plan.row()).toMatchObject({ appliedBatch: 1 });
    for (;;) if ((await apply()).isDone) break;
    expect(await plan.row()).toMatchObject({ appliedChanged: names.length, conflicts: 0 });
  });
});
