import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLInputObjectType } from 'graphql';
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

  it('signs no one out', async () => {
    expect(await organization.owner.refusal('mutation { signOut { id } }')).toMatchObject(refused);
  });
});
