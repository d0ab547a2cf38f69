import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { refusalOf, run } from '../../support/clients/changes';
import type { TestClient } from '../../support/clients/client';
import {
  applyImport,
  checkFile,
  mapImport,
  readPlan,
  startImport,
  untilState,
  upload,
  uploadUrl,
} from '../../support/clients/imports';
import { eachEngine } from '../../support/databases/engines';
import { addRow, readColumn, readRows } from '../../support/databases/rows';

const mine = 'mine@example.test';
const me = '{ viewer { sessions { isCurrent isFromProvider } tokens { isFromProvider } } }';
const removal = 'mutation { setSingleSignOn(input: null) { issuer } }';
const refused = { code: 'FORBIDDEN', reason: 'LINK_SESSION_REQUIRED' };
const unconfirmed = { code: 'CONFLICT', reason: 'ADDRESS_UNCONFIRMED' };

// Its finder must not be able to sign in once the owner has removed the provider.
eachEngine('a session of a stolen identity provider', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app, {}, 'session');
  const session = (id: number, isFromProvider = true): Promise<TestClient> =>
    app.startSession({ id, organizationId: organization.id }, isFromProvider);
  const addressesOf = (): Promise<unknown[]> =>
    readColumn(app.app.dataSource, 'users', 'email', { organizationId: organization.id });
  const statuses = (clients: readonly TestClient[]): Promise<number[]> =>
    Promise.all(clients.map(async (client) => (await client.gql(me)).status));
  const tokenIn = async (creator: TestClient): Promise<TestClient> => {
    const expiresAt = new Date(app.clock.now().getTime() + 3_600_000).toISOString();
    const client = await app.signIn({ id: organization.memberId, organizationId: organization.id });
    client.token = (await run(creator, 'createToken', { name: 'Report', expiresAt }, 'token')).token;
    return client;
  };

  it('sets no address of an admin or of the owner, also not of its own user', async () => {
    const { ownerId, adminId, memberId } = organization;
    const [owner, admin] = [await session(ownerId), await session(adminId)];
    const before = await addressesOf();
    for (const [client, name, given, argument = 'input.email'] of [
      [owner, 'changeUser', { id: ownerId, email: mine }],
      [owner, 'changeUser', { id: ownerId, email: null }],
      [owner, 'changeUser', { id: adminId, email: mine }],
      [admin, 'changeUser', { id: adminId, email: mine }],
      [owner, 'changeUsers', [{ id: adminId, city: 'Faro', email: mine }], 'input.0.email'],
      [owner, 'changeUser', { id: memberId, role: 'ADMIN', email: mine }],
      [owner, 'createUser', { username: 'new', role: 'ADMIN', email: mine }],
    ] as const)
      expect([name, given, await refusalOf(client, name, given)]).toMatchObject([
        name,
        given,
        { ...refused, argument },
      ]);
    const withPermissions = { username: 'new', email: mine, permissions: ['BOOKINGS_VIEW'] };
    expect(await refusalOf(owner, 'createUser', withPermissions)).toMatchObject({
      ...refused,
      argument: 'input.email',
      message: expect.stringMatching(/^Giving permissions to a new user with an email address needs a session/),
    });
    expect(await addressesOf()).toEqual(before);
    await run(await session(adminId, false), 'changeUser', { id: adminId, email: mine });
    expect(await addressesOf()).toContain(mine);
  });

  it('imports no address of an admin, whichever step it has a part in', async () => {
    const byLink = organization.owner;
    const owner = await session(organization.ownerId);
    const before = await addressesOf();
    const file = `Username,Email,Role\nadmin,${mine},ADMIN\n`;
    const isExcluded = async (id: string): Promise<void> =>
      expect((await readPlan(byLink, id)).errors.nodes).toMatchObject([{ column: 'email' }]);

    await isExcluded((await checkFile(owner, file)).id);
    const { id: sent } = await startImport(byLink);
    await upload(await uploadUrl(owner, sent), file);
    await untilState(byLink, sent, ['READY']);
    await isExcluded(sent);
    // A later step by a link does not change that.
    await byLink.data(mapImport, { id: sent });
    await untilState(byLink, sent, ['READY']);
    await isExcluded(sent);

    const { id: applied } = await checkFile(byLink, file);
    await owner.data(applyImport, { id: applied });
    await untilState(byLink, applied, ['COMPLETED']);
    expect(await addressesOf()).toEqual(before);
    const { id: own } = await checkFile(byLink, file);
    await byLink.data(applyImport, { id: own });
    await untilState(byLink, own, ['COMPLETED']);
    expect(await addressesOf()).toContain(mine);
  });

  it('confirms no address, and those that it sets for members are unconfirmed', async () => {
    const { owner: byLink, ownerId, memberId } = organization;
    const owner = await session(ownerId);
    const isRefused = async (id: string | number): Promise<void> => {
      const raise = { id, role: 'ADMIN' };
      expect(await refusalOf(byLink, 'changeUser', raise)).toMatchObject(unconfirmed);
      expect(await refusalOf(byLink, 'transferOwnership', String(id))).toMatchObject(unconfirmed);
      const [{ email }] = await readRows(app.app.dataSource, 'users', { id: Number(id) }, ['email']);
      expect(await refusalOf(owner, 'changeUser', { ...raise, email })).toMatchObject(unconfirmed);
    };
    await run(owner, 'changeUser', { id: memberId, email: mine });
    await isRefused(memberId);
    await run(byLink, 'changeUser', { id: memberId, email: `${mine}.test` });
    const { id } = await checkFile(owner, `Username,Email\nmember,${mine}\n`);
    await byLink.data(applyImport, { id });
    await untilState(byLink, id, ['COMPLETED']);
    await isRefused(memberId);
    const { id: created } = await run(
      owner,
      'createUser',
      { username: 'created', email: 'created@example.test' },
      'id',
    );
    await isRefused(created);
    await run(byLink, 'changeUser', { id: created, role: 'ADMIN', email: 'created@example.test' });
  });

  it('ends with the removal of the provider, even if the session has removed the provider itself', async () => {
    const { owner: byLink, id: organizationId, ownerId, adminId, memberId } = organization;
    const thief = await session(ownerId);
    await addRow(app.app.dataSource, 'single_sign_on', {
      organizationId,
      issuer: 'https://login.venue.example',
      clientId: 'tallyport',
      isRequired: 0,
      setById: ownerId,
      revision: 'first',
      changedAt: 0,
      verificationCode: 'code',
    });
    const stolen = [await session(adminId), await tokenIn(await session(memberId))];
    const kept = await tokenIn(thief);
    await thief.data(removal);
    expect(await statuses([thief, kept, ...stolen])).toEqual([200, 200, 401, 401]);
    await addRow(app.app.dataSource, 'linked_identities', {
      organizationId,
      userId: memberId,
      identityHash: '0'.repeat(64),
      linkedAt: 0,
      lastUsedAt: 0,
    });
    await byLink.data(removal);
    expect(await statuses([thief, kept, byLink])).toEqual([401, 401, 200]);
    expect(await readRows(app.app.dataSource, 'linked_identities', { organizationId })).toEqual([]);
    await byLink.data(removal);
    const events = await readRows(app.app.dataSource, 'audit_events', {
      organizationId,
      action: 'SINGLE_SIGN_ON_CHANGED',
    });
    expect(events).toHaveLength(2);
  });

  it('is marked in the lists, as the tokens that were created in it', async () => {
    const byProvider = await session(organization.memberId);
    await tokenIn(await tokenIn(byProvider));
    await tokenIn(organization.member);
    const { sessions, tokens } = (await byProvider.data(me)).viewer;
    expect(sessions.map((each: Record<string, boolean>) => [each.isCurrent, each.isFromProvider])).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(tokens.filter((each: Record<string, boolean>) => each.isFromProvider)).toHaveLength(2);
  });
});
