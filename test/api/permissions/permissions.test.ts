import { Permission, Role } from '../../../src/features/auth/permissions';
import { useTestApp } from '../../support/apps/app';
import type { TestClient } from '../../support/clients/client';
import { startExport } from '../../support/clients/exports';
import { setPermissions } from '../../support/data/account-changes';
import { addUsers, createOrganization, type TestOrganization } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { readRows } from '../../support/databases/rows';

const needed = [Permission.DATA_PROTECTION, Permission.IDENTITIES_VIEW, Permission.IDENTITIES_EDIT];
const subsets = needed.reduce<Permission[][]>(
  (sets, permission) => [...sets, ...sets.map((set) => [...set, permission])],
  [[]],
);
const everybody = [Role.OWNER, Role.ADMIN, Role.MEMBER].flatMap((role) =>
  subsets.map((permissions) => ({ role, permissions })),
);
const start = 'mutation ($input: StartExportInput!) { startExport(input: $input) { deduplicated export { id } } }';
const audit = '{ auditEvents(first: 500) { nodes { action userId username details exportId } } }';

eachEngine('permissions', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  let organization: TestOrganization;
  let owner: TestClient;
  let number = 0;

  beforeAll(async () => {
    organization = await createOrganization(app.app.dataSource, {});
    owner = await app.signIn({ id: organization.ownerId, organizationId: organization.id });
  });

  const person = async (
    role: Role,
    permissions: readonly Permission[],
  ): Promise<{ id: number; username: string; client: TestClient }> => {
    const username = `person-${++number}`;
    const [id] = await addUsers(app.app.dataSource, organization.id, [
      { username, role, permissions: [...permissions] },
    ]);
    return { id: id!, username, client: await app.signInEitherWay({ id: id!, organizationId: organization.id }) };
  };
  const exportsOf = async (userId: number): Promise<unknown[]> =>
    readRows(app.app.dataSource, 'exports', { requestedById: userId }, ['id']);

  it.each(everybody)(
    'decide whether $role with $permissions can start an export of users',
    async ({ role, permissions }) => {
      const { id, username, client } = await person(role, permissions);
      const { data, errors } = await client.gql(start, { input: { format: 'CSV' } });
      if (role === Role.OWNER || (role === Role.ADMIN && permissions.length === needed.length)) {
        expect(errors).toBeUndefined();
        expect(data!.startExport.deduplicated).toBe(false);
        expect(await exportsOf(id)).toHaveLength(1);
        return;
      }
      expect(data).toBeNull();
      expect(errors).toEqual([expect.objectContaining({ extensions: expect.objectContaining({ code: 'FORBIDDEN' }) })]);
      for (const permission of needed) expect(errors![0]!.message).toContain(permission);
      expect(await exportsOf(id)).toEqual([]);
      const { auditEvents } = await owner.data(audit);
      expect(auditEvents.nodes).toContainEqual({
        action: 'EXPORT_DENIED',
        userId: String(id),
        username,
        details: 'USERS CSV',
        exportId: null,
      });
    },
  );

  it('do not let an admin export the whole organization', async () => {
    const { id, username, client } = await person(Role.ADMIN, Object.values(Permission));
    for (const input of [
      { dataset: 'ORGANIZATION', format: 'ZIP' },
      { dataset: 'ORGANIZATION', format: 'ZIP', userId: String(organization.memberId) },
    ]) {
      expect(await client.refusal(start, { input })).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await exportsOf(id)).toEqual([]);
    const { auditEvents } = await owner.data(audit);
    expect(auditEvents.nodes.filter((event: { username: string }) => event.username === username)).toEqual([
      { action: 'EXPORT_DENIED', userId: String(id), username, details: 'ORGANIZATION ZIP', exportId: null },
    ]);
  });

  it('are listed for the viewer as they apply', async () => {
    const viewer = async (role: Role, permissions: Permission[]) =>
      (await (await person(role, permissions)).client.data('{ viewer { role permissions } }')).viewer;
    expect(await viewer(Role.ADMIN, [Permission.BOOKINGS_VIEW])).toEqual({
      role: 'ADMIN',
      permissions: ['BOOKINGS_VIEW'],
    });
    expect(await viewer(Role.MEMBER, needed)).toEqual({ role: 'MEMBER', permissions: [] });
    expect((await viewer(Role.OWNER, [])).permissions).toEqual(Object.values(Permission));
  });

  it('let a member see only themself, and an admin with IDENTITIES_VIEW everyone', async () => {
    const usernames = async (client: TestClient): Promise<string[]> =>
      (await client.data('{ users(first: 500) { nodes { username } } }')).users.nodes.map(
        (user: { username: string }) => user.username,
      );
    const member = await person(Role.MEMBER, needed);
    expect(await usernames(member.client)).toEqual([member.username]);
    const blind = await person(Role.ADMIN, [Permission.IDENTITIES_EDIT, Permission.DATA_PROTECTION]);
    expect(await usernames(blind.client)).toEqual([blind.username]);
    expect((await blind.client.data(`{ user(id: ${organization.ownerId}) { id } }`)).user).toBeNull();
    const seeing = await person(Role.ADMIN, [Permission.IDENTITIES_VIEW]);
    expect(await usernames(seeing.client)).toEqual(
      expect.arrayContaining(['owner', 'admin', 'member', member.username]),
    );
  });

  it('let only its requester and users who may export see an export', async () => {
    const asker = await person(Role.ADMIN, needed);
    const { export: row } = await startExport(asker.client, { format: 'XLSX' });
    await setPermissions(app.app.dataSource, asker.id, []);
    const sees = async (client: TestClient): Promise<boolean[]> => {
      const { one, all } = await client.data(
        'query ($id: ID!) { one: export(id: $id) { id } all: exports(first: 500) { nodes { id } } }',
        { id: row.id },
      );
      return [one !== null, all.nodes.some((node: { id: string }) => node.id === row.id)];
    };
    expect(await sees(owner)).toEqual([true, true]);
    expect(await sees(asker.client)).toEqual([true, true]);
    const stranger = await person(Role.ADMIN, needed.slice(1));
    expect(await sees(stranger.client)).toEqual([false, false]);
    expect(
      await stranger.client.refusal('mutation ($id: ID!) { cancelExport(id: $id) { id } }', { id: row.id }),
    ).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('let only the owner read the audit log', async () => {
    const admin = await person(Role.ADMIN, Object.values(Permission));
    expect(await admin.client.refusal(audit)).toMatchObject({ code: 'FORBIDDEN' });
  });
});
