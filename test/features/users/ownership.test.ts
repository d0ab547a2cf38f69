import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { attempt, auditOf, refusalOf, run, socketRefusalOf } from '../../support/clients/changes';
import type { TestClient } from '../../support/clients/client';
import { addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { changeRows, readRows } from '../../support/databases/rows';

eachEngine('transferOwnership', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const here = useOrganizationPerTest(app, { adminPermissions: [] }, 'session');

  /** Signs in the new owner again, whose tokens have ended. */
  const transfer = async (client: TestClient, id: number) => {
    const answer = await run(client, 'transferOwnership', String(id), 'id username role');
    await app.signInAgain(id === here.memberId ? here.member : here.owner, { id, organizationId: here.id });
    return answer;
  };
  const viewer = async (client: TestClient) =>
    await client.data('{ viewer { role permissions } organization { owner { username } } }');
  const owners = async (): Promise<string[]> =>
    (await readRows(app.app.dataSource, 'users', { organizationId: here.id, role: 'OWNER' }, ['username'])).map(
      ({ username }: { username: string }) => username,
    );

  it('grants the new owner all rights immediately and makes the former owner an admin with all permissions', async () => {
    const all = (await viewer(here.owner)).viewer.permissions;
    expect(await transfer(here.owner, here.memberId)).toEqual({
      id: String(here.memberId),
      username: 'member',
      role: 'OWNER',
    });
    expect(await viewer(here.member)).toEqual({
      viewer: { role: 'OWNER', permissions: all },
      organization: { owner: { username: 'member' } },
    });
    expect(await viewer(here.owner)).toEqual({
      viewer: { role: 'ADMIN', permissions: all },
      organization: { owner: { username: 'member' } },
    });
    expect(await owners()).toEqual(['member']);
    expect(await refusalOf(here.owner, 'transferOwnership', String(here.adminId))).toMatchObject({
      code: 'FORBIDDEN',
      message: 'Only the owner may transfer the ownership.',
    });
    expect(await here.owner.refusal('{ auditEvents { totalCount } }')).toMatchObject({ code: 'FORBIDDEN' });
    expect(
      (await auditOf(here.member, 'OWNERSHIP_TRANSFERRED')).map(({ username, details }) => [username, details]),
    ).toEqual([['owner', '"member"']]);
    await transfer(here.member, here.ownerId);
    expect(await owners()).toEqual(['owner']);
  });

  it('leaves exactly one owner after concurrent transfers', async () => {
    const ids = await addUsers(
      app.app.dataSource,
      here.id,
      Array.from({ length: 8 }, (_unused, index) => ({ username: `next-${index}` })),
    );
    const answers = await Promise.all(ids.map((id) => attempt(here.owner, 'transferOwnership', String(id))));
    const codes = answers.flatMap(({ errors }) => errors?.map(({ extensions }) => extensions.code) ?? []);
    expect(codes).toEqual(Array(7).fill('FORBIDDEN'));
    expect(await owners()).toHaveLength(1);
  });

  it('is allowed only to the owner', async () => {
    for (const client of [here.admin, here.member]) {
      expect(await refusalOf(client, 'transferOwnership', String(here.adminId))).toMatchObject({ code: 'FORBIDDEN' });
      expect(await socketRefusalOf(client, 'transferOwnership', String(here.memberId))).toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    expect(await owners()).toEqual(['owner']);
  });

  it('requires another user of the organization with an ACTIVE account', async () => {
    const there = await app.organization();
    const missing = await refusalOf(here.owner, 'transferOwnership', '2000000000');
    expect(missing).toMatchObject({ code: 'NOT_FOUND', argument: 'userId', message: 'No such user: "2000000000".' });
    expect({ ...(await refusalOf(here.owner, 'transferOwnership', String(there.adminId))), message: '' }).toEqual({
      ...missing,
      message: '',
      parameters: { id: String(there.adminId) },
    });
    expect(await refusalOf(here.owner, 'transferOwnership', 'x')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusalOf(here.owner, 'transferOwnership', String(here.ownerId))).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'userId',
    });
    for (const status of ['INACTIVE', 'PENDING']) {
      await changeRows(app.app.dataSource, 'users', { id: here.memberId }, { status });
      expect(await refusalOf(here.owner, 'transferOwnership', String(here.memberId))).toMatchObject({
        code: 'CONFLICT',
        argument: 'userId',
        message: 'Only a user whose account is ACTIVE can become the owner.',
      });
    }
    expect([await owners(), await auditOf(here.owner, 'OWNERSHIP_TRANSFERRED')]).toEqual([['owner'], []]);
  });

  it('shows the owner to all admins, even those who may see no other users', async () => {
    expect((await viewer(here.admin)).organization).toEqual({ owner: { username: 'owner' } });
    expect((await viewer(here.member)).organization).toEqual({ owner: null });
  });
});
