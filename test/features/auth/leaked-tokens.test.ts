import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLInputObjectType, isInputObjectType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { authRoom } from '../../../src/features/auth/auth.room';
import { usersRoom } from '../../../src/features/users/users.room';
import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { refusalOf, run } from '../../support/clients/changes';
import { type Data, TestClient } from '../../support/clients/client';
import {
  applyImport,
  checkFile,
  mapImport,
  readPlan,
  startImport,
  undoImport,
  untilState,
  upload,
  uploadUrl,
} from '../../support/clients/imports';
import { useLink } from '../../support/clients/sign-in';
import { suspendUser } from '../../support/data/account-changes';
import { addReferenceItems } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { addRow, countRows, readRows } from '../../support/databases/rows';

const mine = 'mine@example.test';
const refused = { code: 'FORBIDDEN', reason: 'SESSION_REQUIRED' };
const schema = buildSchema(readFileSync(join(__dirname, '../../../schema.graphql'), 'utf8'));
const changeableFields = Object.keys((schema.getType('ChangeUserInput') as GraphQLInputObjectType).getFields());

// Its finder must not be able to sign in once it is revoked.
/** All mutations of accounts and of what they sign in with, and whether an access token may send them. */
const mutations: Readonly<Record<string, 'NEVER' | 'NOT FOR ADMINS' | 'ENDS SOMETHING' | 'GIVES NO RIGHTS'>> = {
  setSingleSignOn: 'NEVER',
  verifyDomains: 'NEVER',
  unlinkIdentity: 'NEVER',
  transferOwnership: 'NEVER',
  signOut: 'NEVER',
  // Addresses, roles and permissions: the tests below.
  createUser: 'NOT FOR ADMINS',
  createUsers: 'NOT FOR ADMINS',
  changeUser: 'NOT FOR ADMINS',
  changeUsers: 'NOT FOR ADMINS',
  revokeSession: 'ENDS SOMETHING',
  revokeToken: 'ENDS SOMETHING',
  // The new token ends with the one that creates it.
  createToken: 'GIVES NO RIGHTS',
  // The link goes to the address of an account, for anyone.
  requestSignInLink: 'GIVES NO RIGHTS',
};
const ofToken = Object.keys(mutations).filter((name) => mutations[name] === 'NEVER');

it('classifies each mutation of accounts and of what they sign in with', () => {
  const classes = [authRoom, usersRoom].flatMap(({ resolvers = [] }) => resolvers.map(([each]) => each as unknown));
  const found = getMetadataStorage().mutations.filter(({ target }) => classes.includes(target));
  expect(found.map(({ schemaName }) => schemaName).sort()).toEqual(Object.keys(mutations).sort());
});

eachEngine('an access token that has leaked', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);
  const session = (id: number): Promise<TestClient> => app.startSession({ id, organizationId: organization.id });
  const accounts = (): Promise<Data[]> =>
    readRows(app.app.dataSource, 'users', { organizationId: organization.id }, ['id', 'role', 'status', 'email']);
  const addressOf = async (userId: number): Promise<string> =>
    (await accounts()).find(({ id }) => id === userId)!.email;

  it('changes no address of its user, of an admin or of the owner', async () => {
    const { owner, admin, ownerId, adminId } = organization;
    const before = await accounts();
    for (const [client, id] of [
      [owner, ownerId],
      [owner, adminId],
      [admin, adminId],
    ] as const) {
      for (const email of [mine, null])
        expect(await refusalOf(client, 'changeUser', { id, email })).toMatchObject({
          ...refused,
          argument: 'input.email',
        });
      expect(await refusalOf(client, 'changeUsers', [{ id, city: 'Faro', email: mine }])).toMatchObject({
        ...refused,
        argument: 'input.0.email',
      });
    }
    for (const email of ['owner@example.test', 'ADMIN@example.test'])
      for (const [name, given] of [
        ['createUser', { username: 'new', email }],
        ['changeUser', { id: organization.memberId, email }],
      ] as const)
        expect(await refusalOf(owner, name, given)).toMatchObject({ ...refused, argument: 'input.email' });
    expect(await accounts()).toEqual(before);
    await run(await session(ownerId), 'changeUser', { id: ownerId, email: mine });
    expect(await addressOf(ownerId)).toBe(mine);
  });

  it('gives no one rights, and no admin their rights back', async () => {
    const { owner, adminId, memberId } = organization;
    await suspendUser(app.app.dataSource, adminId);
    const before = await accounts();
    for (const [name, given] of [
      ['createUser', { username: 'new', email: mine, role: 'ADMIN' }],
      ['createUser', { username: 'new', email: mine, permissions: ['IDENTITIES_VIEW'] }],
      ['changeUser', { id: memberId, role: 'ADMIN' }],
      ['changeUser', { id: adminId, permissions: ['IDENTITIES_VIEW'] }],
      ['changeUser', { id: adminId, status: 'ACTIVE' }],
      ['transferOwnership', String(memberId)],
    ] as const)
      expect([name, given, await refusalOf(owner, name, given)]).toMatchObject([name, given, refused]);
    expect(await accounts()).toEqual(before);
  });

  it('changes no single sign-on, and unlinks no identity', async () => {
    const { owner, admin, adminId } = organization;
    await addRow(app.app.dataSource, 'linked_identities', {
      organizationId: organization.id,
      userId: adminId,
      identityHash: '0'.repeat(64),
      linkedAt: 0,
      lastUsedAt: 0,
    });
    const input = {
      issuer: 'https://login.example.test',
      clientId: 'mine',
      clientSecret: null,
      domains: ['x.example'],
    };
    for (const given of [input, null]) expect(await refusalOf(owner, 'setSingleSignOn', given)).toMatchObject(refused);
    const linked = '{ viewer { user { linkedIdentity { id } } } }';
    const { id } = (await admin.data(linked)).viewer.user.linkedIdentity;
    const unlink = 'mutation ($id: ID!) { unlinkIdentity(id: $id) { id } }';
    for (const client of [owner, admin]) expect(await client.refusal(unlink, { id })).toMatchObject(refused);
    expect(await countRows(app.app.dataSource, 'linked_identities', { organizationId: organization.id })).toBe(1);
    await (await session(adminId)).data(unlink, { id });
  });

  it('changes every other field of an admin, and the address of a member', async () => {
    const { owner, admin, adminId, memberId, locationId } = organization;
    const [planId] = await addReferenceItems(app.app.dataSource, 'plans', organization.id, ['One']);
    const [teamId] = await addReferenceItems(app.app.dataSource, 'teams', organization.id, ['One']);
    const values: Data = {
      status: 'ACTIVE',
      skills: ['SQL'],
      tags: ['vip'],
      externalPrimaryLocations: ['HQ'],
      planIds: [String(planId)],
      teamId: String(teamId),
      primaryLocationId: String(locationId),
      customValues: [],
      hasPaymentMethod: true,
      autopaymentsEnabled: true,
      locationServicesOn: true,
      bluetoothOn: true,
      lastLoginAt: '2026-01-01T00:00:00.000Z',
      termsAgreedAt: '2026-01-01T00:00:00.000Z',
      role: 'ADMIN',
      permissions: [],
    };
    const fields: string[] = [];
    for (const field of changeableFields.filter((each) => each !== 'id')) {
      const given = { id: adminId, [field]: field in values ? values[field] : mine };
      const { errors } = await owner.gql(`mutation ($input: ChangeUserInput!) { changeUser(input: $input) { id } }`, {
        input: given,
      });
      if (!errors) continue;
      expect([field, errors[0]!.extensions]).toMatchObject([field, refused]);
      fields.push(field);
    }
    expect(fields.sort()).toEqual(['email', 'permissions', 'role']);
    for (const client of [owner, admin]) {
      await run(client, 'changeUser', { id: memberId, email: `${client.token!.slice(-4)}${mine}` });
      await run(client, 'changeUsers', [{ id: memberId, email: mine }]);
    }
    expect(await addressOf(memberId)).toBe(mine);
  });

  it('does so by no import that it starts, sends the file of, maps, applies or undoes', async () => {
    const { owner, ownerId, adminId, memberId } = organization;
    const by = await session(ownerId);
    const file = `Username,Email,City\nadmin,${mine},Faro\nmember,theirs@example.test,Faro\n`;
    const roles = 'Username,Role\nmember,ADMIN\n';
    const resultOf = async (client: TestClient, id: string): Promise<[string, string[]]> => {
      const { changed, errors } = await readPlan(client, id);
      return [`${changed} changed`, errors.nodes.map(({ code, column }: Data) => `${code} ${column}`)];
    };
    const allowed = ['2 changed', []];
    const partly = ['1 changed', ['FORBIDDEN email']];
    expect(await resultOf(by, (await checkFile(by, file)).id)).toEqual(allowed);
    expect(await resultOf(owner, (await checkFile(owner, file)).id)).toEqual(partly);
    expect(await resultOf(owner, (await checkFile(owner, roles)).id)).toEqual(['0 changed', ['FORBIDDEN role']]);

    const { id: sent } = await startImport(by);
    await upload(await uploadUrl(owner, sent), file);
    await untilState(by, sent, ['READY']);
    expect(await resultOf(by, sent)).toEqual(partly);

    const { id: mapped } = await checkFile(by, file);
    await owner.data(mapImport, { id: mapped, delimiter: 'COMMA' });
    await untilState(by, mapped, ['READY']);
    expect(await resultOf(by, mapped)).toEqual(partly);

    const { id: applied } = await checkFile(by, file);
    await owner.data(applyImport, { id: applied });
    await untilState(by, applied, ['COMPLETED']);
    expect(await Promise.all([adminId, memberId].map(addressOf))).toEqual([
      'admin@example.test',
      'theirs@example.test',
    ]);

    const { id: whole } = await checkFile(by, `Username,Email\nadmin,${mine}\n`, { applyWhenClean: true });
    await untilState(by, whole, ['COMPLETED']);
    expect(await addressOf(adminId)).toBe(mine);
    const { undoImport: undo } = await owner.data(undoImport, { id: whole });
    await untilState(owner, undo.id, ['READY']);
    await owner.data(applyImport, { id: undo.id });
    await untilState(owner, undo.id, ['COMPLETED']);
    expect((await resultOf(owner, undo.id))[1]).toEqual(['FORBIDDEN email']);
    expect(await addressOf(adminId)).toBe(mine);
  });

  it('has set no address of a later admin or owner that the owner has not confirmed', async () => {
    const { owner, admin, adminId, memberId } = organization;
    const by = await session(organization.ownerId);
    const unconfirmed = { code: 'CONFLICT', reason: 'ADDRESS_UNCONFIRMED' };
    const email = `${mine}.test`;
    const importAs = async (client: TestClient, file: string): Promise<void> => {
      const { id } = await checkFile(client, file, { createMissing: true });
      await client.data(applyImport, { id });
      await untilState(client, id, ['COMPLETED']);
    };
    const raise = (id: string | number, more = {}) => ({ id, role: 'ADMIN', ...more });
    const isRefused = async (id: string | number, address: string): Promise<void> => {
      const parameters = { email: address };
      expect(await refusalOf(by, 'changeUser', raise(id))).toMatchObject({
        ...unconfirmed,
        argument: 'input.role',
        parameters,
      });
      expect(await refusalOf(by, 'transferOwnership', String(id))).toMatchObject({ ...unconfirmed, parameters });
    };
    const isLowered = (id: string | number) => run(by, 'changeUser', { id, role: 'MEMBER' });

    await run(admin, 'changeUser', { id: memberId, email });
    await isRefused(memberId, email);
    const plan = await readPlan(by, (await checkFile(by, 'Username,Role\nmember,ADMIN\n')).id);
    expect(plan.errors.nodes).toMatchObject([{ column: 'role' }]);
    await run(by, 'changeUser', raise(memberId, { email }));
    await isLowered(memberId);
    // Confirmed once, until the next change by a token.
    await run(by, 'changeUser', raise(memberId));
    await isLowered(memberId);

    await importAs(owner, `Username,Email\nmember,${mine}\n`);
    await isRefused(memberId, mine);
    await run(by, 'changeUser', { id: memberId, email });
    await run(by, 'changeUser', raise(memberId));
    await isLowered(memberId);

    // The same address without the role confirms it, too.
    await importAs(owner, `Username,Email\nmember,${mine}\n`);
    await run(by, 'changeUser', { id: memberId, email: mine });
    await run(by, 'changeUser', raise(memberId));
    await isLowered(memberId);
    await run(by, 'changeUser', { id: memberId, email });

    await importAs(by, `Username,Email\nmember,${mine}\n`);
    await run(by, 'changeUser', raise(memberId));
    await isLowered(memberId);

    const { id: created } = await run(
      owner,
      'createUser',
      { username: 'created', email: 'created@example.test' },
      'id',
    );
    await isRefused(created, 'created@example.test');
    await importAs(owner, 'Username,Email\nimported,imported@example.test\n');
    const [{ id: imported }] = await readRows(app.app.dataSource, 'users', { username: 'imported' }, ['id']);
    await isRefused(imported, 'imported@example.test');
    const { id: safe } = await run(by, 'createUser', { username: 'safe', email: 'safe@example.test' }, 'id');
    await run(by, 'changeUser', raise(safe));
    const { id: without } = await run(owner, 'createUser', { username: 'without' }, 'id');
    await run(by, 'changeUser', raise(without));
    expect(await addressOf(adminId)).toBe('admin@example.test');
  });

  it('raises no user by a plan from before it set their address', async () => {
    const { admin, ownerId, memberId } = organization;
    const by = await session(ownerId);
    const { id } = await checkFile(by, 'Username,Role\nmember,ADMIN\n');
    await run(admin, 'changeUser', { id: memberId, email: mine });
    await by.data(applyImport, { id });
    await untilState(by, id, ['COMPLETED']);
    expect((await readPlan(by, id)).errors.nodes).toMatchObject([{ column: 'role' }]);
    const [member] = await readRows(app.app.dataSource, 'users', { id: memberId }, ['role']);
    expect(member).toEqual({ role: 'MEMBER' });
  });

  it('has set no address of a user who gets permissions that the owner has not confirmed', async () => {
    const { admin, memberId } = organization;
    const by = await session(organization.ownerId);
    const grant = (permissions: readonly string[], more = {}) => ({ id: memberId, permissions, ...more });
    await run(by, 'changeUser', grant(['BOOKINGS_VIEW']));
    await run(admin, 'changeUser', { id: memberId, email: mine });
    for (const permissions of [['INVOICES_VIEW'], ['BOOKINGS_VIEW', 'INVOICES_VIEW']])
      expect(await refusalOf(by, 'changeUser', grant(permissions))).toMatchObject({
        code: 'CONFLICT',
        reason: 'ADDRESS_UNCONFIRMED',
        argument: 'input.permissions',
        parameters: { email: mine },
      });
    // These give nothing more.
    await run(by, 'changeUser', grant(['BOOKINGS_VIEW']));
    await run(by, 'changeUser', grant([]));
    await run(by, 'changeUser', grant(['INVOICES_VIEW'], { email: mine }));
    await run(by, 'changeUser', grant(['BOOKINGS_VIEW']));
  });

  it('gains nothing by the account that it creates', async () => {
    const by = await session(organization.ownerId);
    const input = {
      name: 'Sync',
      expiresAt: new Date(app.clock.now().getTime() + 3_600_000).toISOString(),
      permissions: ['IDENTITIES_VIEW', 'IDENTITIES_EDIT'],
    };
    const limited = new TestClient(app.url, (await run(by, 'createToken', input, 'token')).token);
    for (const [client, username] of [
      [limited, 'first'],
      [organization.owner, 'second'],
    ] as const) {
      const email = `${username}@example.test`;
      await run(client, 'createUser', { username, email });
      const { client: signedIn } = await useLink(app.url, await app.app.signingIn.links.create(email));
      const { viewer, users } = await signedIn.data('{ viewer { role permissions } users { nodes { username } } }');
      expect([viewer, users.nodes]).toEqual([{ role: 'MEMBER', permissions: [] }, [{ username }]]);
    }
    await limited.close();
  });

  it.each(ofToken)('does not %s', async (name) => {
    const { args } = schema.getMutationType()!.getFields()[name]!;
    const sent =
      args.length === 0
        ? ''
        : `(${args.map((each) => `${each.name}: ${isInputObjectType(each.type) ? 'null' : '"1"'}`).join()})`;
    for (const client of [organization.owner, organization.admin, organization.member])
      expect(await client.refusal(`mutation { ${name}${sent} { __typename } }`)).toMatchObject({
        code: 'FORBIDDEN',
        ...(client === organization.owner && refused),
      });
  });
});
