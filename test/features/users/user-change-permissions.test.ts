/** @slow */
import { OrganizationThrottle } from '../../../src/api/graphql/organization-throttle';
import { Permission } from '../../../src/features/auth/permissions';
import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { unknownId, userChanges, userProperties } from '../../support/apps/user-changes';
import { refusalOf, run, socketRefusalOf } from '../../support/clients/changes';
import { suspendUser } from '../../support/data/account-changes';
import { addReferenceItems } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { readRows } from '../../support/databases/rows';

eachEngine('permissions to change users', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app, { customProperties: userProperties }, 'session');
  const { create, change, rows, audit } = userChanges(app, organization);

  describe('permissions', () => {
    it('require IDENTITIES_EDIT over HTTP and WebSocket, before other errors, even for the own account', async () => {
      const limited = await app.organization({
        adminPermissions: Object.values(Permission).filter((permission) => permission !== Permission.IDENTITIES_EDIT),
      });
      const before = { rows: await rows(), audit: await audit() };
      for (const [client, ownId] of [
        [organization.member, organization.memberId],
        [limited.admin, limited.adminId],
      ] as const) {
        const required = 'This requires the permissions IDENTITIES_VIEW and IDENTITIES_EDIT.';
        for (const [name, given, message] of [
          ['createUser', { username: '' }, required],
          ['createUsers', [], required],
          ['changeUser', { id: ownId, city: 'x' }, required],
          ['changeUsers', [{ id: ownId, role: 'OWNER' }], 'Only the owner may assign roles and permissions.'],
        ] as const) {
          expect(await refusalOf(client, name, given)).toMatchObject({ code: 'FORBIDDEN', message });
          expect(await socketRefusalOf(client, name, given)).toMatchObject({ code: 'FORBIDDEN' });
        }
      }
      expect({ rows: await rows(), audit: await audit() }).toEqual(before);
    });

    it('do not allow users to make their own account ACTIVE, if it is suspended during the request', async () => {
      const acquire = OrganizationThrottle.prototype.acquire;
      const acquired = jest.spyOn(OrganizationThrottle.prototype, 'acquire');
      acquired.mockImplementationOnce(async function (this: OrganizationThrottle, ...parameters) {
        const permit = await acquire.apply(this, parameters);
        await suspendUser(app.app.dataSource, organization.ownerId);
        return permit;
      });
      expect(
        await refusalOf(organization.owner, 'changeUser', { id: organization.ownerId, status: 'ACTIVE' }),
      ).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'SIGN_IN_REQUIRED' });
      acquired.mockRestore();
    });

    it('allow only the owner to assign roles and permissions, except the role OWNER', async () => {
      const before = await rows();
      for (const more of [
        { role: 'ADMIN' },
        { role: 'MEMBER' },
        { role: 'OWNER' },
        { permissions: ['DATA_PROTECTION'] },
        { permissions: [] },
        { permissions: null },
      ]) {
        expect(await refusalOf(organization.admin, 'createUser', { username: 'new', ...more })).toMatchObject({
          code: 'FORBIDDEN',
        });
        for (const id of [organization.adminId, organization.memberId])
          expect(await refusalOf(organization.admin, 'changeUsers', [{ id, ...more }])).toMatchObject({
            code: 'FORBIDDEN',
          });
      }
      for (const role of ['ADMIN', 'MEMBER', 'OWNER'])
        expect(await refusalOf(organization.owner, 'changeUser', { id: organization.ownerId, role })).toMatchObject({
          code: 'BAD_USER_INPUT',
          argument: 'input.role',
        });
      expect(await rows()).toEqual(before);
    });

    it('take effect immediately', async () => {
      expect(await refusalOf(organization.member, 'createUser', { username: 'new' })).toMatchObject({
        code: 'FORBIDDEN',
      });
      await change({
        id: organization.memberId,
        role: 'ADMIN',
        permissions: ['IDENTITIES_VIEW', 'IDENTITIES_EDIT', 'IDENTITIES_EDIT'],
      });
      await app.signInAgain(organization.member, { id: organization.memberId, organizationId: organization.id });
      expect((await organization.member.data('{ viewer { role permissions } }')).viewer).toEqual({
        role: 'ADMIN',
        permissions: ['IDENTITIES_VIEW', 'IDENTITIES_EDIT'],
      });
      expect(await run(organization.member, 'createUser', { username: 'new' }, 'username')).toEqual({
        username: 'new',
      });
      await change({ id: organization.memberId, role: 'MEMBER' });
      expect(await refusalOf(organization.member, 'createUser', { username: 'newer' })).toMatchObject({
        code: 'FORBIDDEN',
      });
    });

    it("allow only the owner to change the owner's account", async () => {
      expect(
        await refusalOf(organization.admin, 'changeUser', { id: organization.ownerId, email: 'mine@example.test' }),
      ).toMatchObject({ code: 'FORBIDDEN', message: 'Only the owner may change the account of the owner.' });
      expect((await change({ id: organization.ownerId, email: 'new@example.test' })).email).toBe('new@example.test');
      expect(await run(organization.admin, 'changeUser', { id: organization.memberId, city: 'Faro' }, 'city')).toEqual({
        city: 'Faro',
      });
    });
  });

  it('allow only the owner to give a user the address of an admin or of the owner, in any case', async () => {
    const { admin, adminId, memberId } = organization;
    const before = await rows();
    for (const email of ['owner@example.test', 'OWNER@example.test', 'Admin@Example.test'])
      for (const [name, given, argument] of [
        ['createUser', { username: 'new', email }, 'input.email'],
        ['createUsers', [{ username: 'new' }, { username: 'newer', email }], 'input.1.email'],
        ['changeUser', { id: memberId, email }, 'input.email'],
      ] as const)
        expect(await refusalOf(admin, name, given)).toMatchObject({
          code: 'FORBIDDEN',
          reason: 'OWNER_ONLY',
          argument,
        });
    expect(await refusalOf(admin, 'changeUser', { id: adminId, email: 'Owner@example.test' })).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await rows()).toEqual(before);
    expect(await run(admin, 'changeUser', { id: adminId, email: 'ADMIN@example.test' }, 'email')).toEqual({
      email: 'ADMIN@example.test',
    });
    expect(await run(admin, 'createUser', { username: 'new', email: 'Member@example.test' }, 'email')).toEqual({
      email: 'Member@example.test',
    });
    expect((await change({ id: memberId, email: 'Owner@example.test' })).email).toBe('Owner@example.test');
  });

  it('treat ids of other organizations as unknown', async () => {
    const there = await app.organization();
    const [foreignPlan] = await addReferenceItems(app.app.dataSource, 'plans', there.id, ['One']);
    const [foreignTeam] = await addReferenceItems(app.app.dataSource, 'teams', there.id, ['One']);
    const before = await readRows(app.app.dataSource, 'users', { organizationId: there.id });
    const answer = async (given: (id: string) => object, id: string): Promise<string> =>
      JSON.stringify(
        await refusalOf(organization.owner, 'changeUser', { id: organization.memberId, ...given(id) }),
      ).replaceAll(id, 'ID');
    for (const [given, foreign] of [
      [(id: string) => ({ id, city: 'x' }), there.memberId],
      [(id: string) => ({ planIds: [id] }), foreignPlan],
      [(id: string) => ({ teamId: id }), foreignTeam],
      [(id: string) => ({ primaryLocationId: id }), there.locationId],
    ] as const)
      expect(await answer(given, String(foreign))).toBe(await answer(given, unknownId));
    expect(await readRows(app.app.dataSource, 'users', { organizationId: there.id })).toEqual(before);
    expect(
      await refusalOf(organization.owner, 'createUser', {
        username: 'new',
        customValues: [{ key: 'theirs', value: 'x' }],
      }),
    ).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect((await create({ username: there.slug })).username).toBe(there.slug);
    expect((await run(there.owner, 'createUser', { username: there.slug }, 'username')).username).toBe(there.slug);
  });
});
