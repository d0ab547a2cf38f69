import { lockSignInAddresses } from '../../../src/features/auth/sign-in/sign-in-addresses';
import { UserStatus } from '../../../src/features/users/user.entity';
import { transact } from '../../../src/platform/database/transaction';
import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { refusalOf, run } from '../../support/clients/changes';
import { addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { changeRows } from '../../support/databases/rows';
import { PlannedImport } from '../imports/plan/planning';

const refused = { code: 'CONFLICT', reason: 'ADDRESS_SHARED' };

eachEngine('users who share an address', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app, {}, 'session');

  /** One has the address of the member, and one, who is not ACTIVE, the address of the admin. */
  const addSharing = () =>
    addUsers(app.app.dataSource, organization.id, [
      { username: 'twin', email: 'Member@example.test' },
      { username: 'sleeper', email: 'ADMIN@example.test', status: UserStatus.INACTIVE },
    ]) as Promise<[number, number]>;

  it('do not become ACTIVE, an admin or the owner if one of them has these rights', async () => {
    const { admin, owner, memberId } = organization;
    const [twin, sleeper] = await addSharing();
    const email = 'ADMIN@example.test';
    for (const [client, input, argument] of [
      [admin, { id: sleeper, status: 'ACTIVE' }, 'input.status'],
      [admin, { id: sleeper, status: 'ACTIVE', email }, 'input.status'],
      [owner, { id: sleeper, status: 'ACTIVE' }, 'input.status'],
      [owner, { id: memberId, role: 'ADMIN' }, 'input.role'],
      [owner, { id: twin, role: 'ADMIN' }, 'input.role'],
    ] as const)
      expect(await refusalOf(client, 'changeUser', input)).toMatchObject({ ...refused, argument });
    expect(await refusalOf(owner, 'transferOwnership', String(memberId))).toMatchObject({
      ...refused,
      argument: 'userId',
      parameters: { email: 'member@example.test' },
    });
  });

  it('are members, or not ACTIVE, or get the address from the owner', async () => {
    const { admin, owner, adminId, memberId } = organization;
    const [twin, sleeper] = await addSharing();
    await run(admin, 'changeUser', { id: twin, status: 'INACTIVE' });
    await run(admin, 'changeUser', { id: twin, status: 'ACTIVE' });
    await run(admin, 'changeUser', { id: twin, status: 'INACTIVE' });
    await run(owner, 'changeUser', { id: memberId, role: 'ADMIN' });
    expect(await refusalOf(owner, 'changeUser', { id: twin, status: 'ACTIVE' })).toMatchObject(refused);
    await run(owner, 'changeUser', { id: adminId, status: 'INACTIVE' });
    await run(owner, 'changeUser', { id: sleeper, status: 'ACTIVE', email: 'sleeper@example.test' });
    await run(owner, 'changeUser', { id: adminId, email: 'sleeper@example.test' });
    expect(await refusalOf(owner, 'changeUser', { id: adminId, status: 'ACTIVE' })).toMatchObject(refused);
    await run(owner, 'changeUser', { id: adminId, status: 'ACTIVE', email: 'admin@example.test' });
  });

  it('are rows of an import that fail by themselves', async () => {
    await addSharing();
    const viewer = { organizationId: organization.id, userId: organization.ownerId };
    for (const file of [
      'Username,Role\nmember,ADMIN\ntwin,MEMBER\n',
      'Username,Status\nsleeper,ACTIVE\ntwin,INACTIVE\n',
    ]) {
      const plan = await PlannedImport.check(app, viewer, file);
      expect((await plan.problems()).map((problem) => problem.split(':', 1)[0])).toEqual([
        file.includes('Role') ? '2 NOT_ALLOWED role' : '2 NOT_ALLOWED status',
      ]);
    }
  });

  it.each(['changeUser', 'createUser'])('are found at the moment at which %s is written', async (name) => {
    const { admin, memberId } = organization;
    const email = 'rising@example.test';
    const [rising] = await addUsers(app.app.dataSource, organization.id, [{ username: 'rising', email }]);
    let promote!: () => void;
    const sent = new Promise<void>((resolve) => (promote = resolve));
    const promotion = transact(app.app.dataSource, async (manager) => {
      await lockSignInAddresses(manager, organization.id);
      await sent;
      await changeRows(manager, 'users', { id: rising! }, { role: 'ADMIN' });
    });
    const refusal = refusalOf(
      admin,
      name,
      name === 'changeUser' ? { id: memberId, email } : { username: 'new', email },
    );
    // By then the mutation has read what it reads before its transaction.
    for (let read = 0; read < 3; read++) await admin.data('{ viewer { role } }');
    promote();
    await promotion;
    expect(await refusal).toMatchObject({ code: 'FORBIDDEN', argument: 'input.email' });
  });
});
