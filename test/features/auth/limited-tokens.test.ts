import { Permission } from '../../../src/features/auth/permissions';
import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { auditOf, refusalOf, run } from '../../support/clients/changes';
import { type Data, download, TestClient } from '../../support/clients/client';
import { exportFile, readExport, startExport } from '../../support/clients/exports';
import { checkFile, startImport, untilState, upload, uploadUrl } from '../../support/clients/imports';
import { RawSocket } from '../../support/clients/raw-socket';
import { setPermissions } from '../../support/data/account-changes';
import { eachEngine } from '../../support/databases/engines';
import { waitFor } from '../../support/wait-for';

const createToken =
  'mutation ($input: CreateTokenInput!) { createToken(input: $input) { token accessToken { id name ending expiresAt permissions lastUsedAt } } }';
const viewer = '{ viewer { role permissions user { username } } }';
const revokeToken = 'mutation ($id: ID!) { revokeToken(id: $id) { id revokedAt } }';
const dayMs = 86_400_000;
const { IDENTITIES_VIEW, IDENTITIES_EDIT, BOOKINGS_VIEW, DATA_PROTECTION } = Permission;
const exporting = [DATA_PROTECTION, IDENTITIES_VIEW, IDENTITIES_EDIT];

eachEngine('access tokens that users create', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);
  const sockets: RawSocket[] = [];
  const clients: TestClient[] = [];
  afterEach(async () => {
    sockets.splice(0).forEach((socket) => socket.close());
    for (const client of clients.splice(0)) await client.close();
  });

  const inDays = (days: number): string => new Date(app.clock.now().getTime() + days * dayMs).toISOString();
  const input = (more: object = {}): object => ({ name: 'Nightly report', expiresAt: inDays(7), ...more });
  const create = async (by: TestClient, more: object = {}): Promise<{ client: TestClient; row: Data }> => {
    const { token, accessToken } = (await by.data(createToken, { input: input(more) })).createToken;
    const client = new TestClient(app.url, token);
    clients.push(client);
    return { client, row: accessToken };
  };
  const rightsOf = async (client: TestClient): Promise<[string, string[]]> => {
    const { role, permissions } = (await client.data(viewer)).viewer;
    return [role, permissions];
  };
  const session = (id: number): Promise<TestClient> => app.startSession({ id, organizationId: organization.id });

  it('are shown once, and are listed with their limit', async () => {
    const by = await session(organization.adminId);
    const expiresAt = inDays(365);
    const { client, row } = await create(by, { expiresAt, permissions: [BOOKINGS_VIEW, BOOKINGS_VIEW] });
    expect(row).toEqual({
      id: expect.any(String),
      name: 'Nightly report',
      ending: client.token!.slice(-4),
      expiresAt,
      permissions: [BOOKINGS_VIEW],
      lastUsedAt: null,
    });
    expect(await rightsOf(client)).toEqual(['ADMIN', [BOOKINGS_VIEW]]);
    await app.app.credentials.saveLastUses();
    const { tokens } = (await by.data('{ viewer { tokens { id permissions lastUsedAt } } }')).viewer;
    expect(tokens[0]).toEqual({ id: row.id, permissions: [BOOKINGS_VIEW], lastUsedAt: app.clock.now().toISOString() });
    expect(await auditOf(organization.owner, 'TOKEN_CREATED')).toEqual([
      {
        action: 'TOKEN_CREATED',
        username: 'admin',
        details: `"admin": token ${row.id} "Nightly report" limited to BOOKINGS_VIEW`,
        address: expect.any(String),
      },
    ]);
  });

  it('are refused with an invalid name, time or permission', async () => {
    await setPermissions(app.app.dataSource, organization.adminId, [BOOKINGS_VIEW]);
    for (const [more, argument] of [
      [{ name: ' ' }, 'input.name'],
      [{ expiresAt: inDays(0) }, 'input.expiresAt'],
      [{ expiresAt: inDays(366) }, 'input.expiresAt'],
      [{ permissions: [BOOKINGS_VIEW, IDENTITIES_VIEW] }, 'input.permissions.1'],
    ] as const)
      expect(await (await session(organization.adminId)).refusal(createToken, { input: input(more) })).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument,
      });
  });

  it('are at most 100 for a user', async () => {
    const by = await session(organization.memberId);
    for (let count = 1; count < 100; count++) await create(by);
    expect(await by.refusal(createToken, { input: input() })).toMatchObject({ code: 'LIMIT_REACHED' });
    const { id } = (await by.data('{ viewer { tokens(first: 1) { id } } }')).viewer.tokens[0];
    await by.data(revokeToken, { id });
    await create(by);
  });

  it('never have the rights of the owner when they are limited, nor more than their user has', async () => {
    const by = await session(organization.ownerId);
    expect(await rightsOf((await create(by)).client)).toEqual(['OWNER', Object.values(Permission)]);
    const all = (await create(by, { permissions: Object.values(Permission) })).client;
    expect(await rightsOf(all)).toEqual(['ADMIN', Object.values(Permission)]);
    for (const [name, given] of [
      ['transferOwnership', String(organization.adminId)],
      ['changeOrganization', { name: 'Mine' }],
      ['changeUser', { id: String(organization.memberId), role: 'ADMIN' }],
      ['startExport', { dataset: 'ORGANIZATION', format: 'ZIP' }],
    ] as const)
      expect([name, (await refusalOf(all, name, given)).code]).toEqual([name, 'FORBIDDEN']);
    expect(await all.refusal('{ auditEvents { totalCount } }')).toMatchObject({ code: 'FORBIDDEN' });
    const { users } = await all.data('{ users { nodes { username sessions { id } tokens { id } } } }');
    expect(users.nodes.filter(({ sessions }: Data) => sessions).map(({ username }: Data) => username)).toEqual([
      'owner',
    ]);

    const admin = (await create(await session(organization.adminId), { permissions: exporting })).client;
    await setPermissions(app.app.dataSource, organization.adminId, [IDENTITIES_VIEW, BOOKINGS_VIEW]);
    expect(await rightsOf(admin)).toEqual(['ADMIN', [IDENTITIES_VIEW]]);
    const blind = (await create(await session(organization.adminId), { permissions: [] })).client;
    expect(await blind.data('{ organization { owner { phone } } }')).toEqual({ organization: { owner: null } });
    const none = (await create(by, { permissions: [] })).client;
    expect(await rightsOf(none)).toEqual(['ADMIN', []]);
    expect((await none.data('{ users { nodes { username } scope } }')).users).toEqual({
      nodes: [{ username: 'owner' }],
      scope: 'OWN',
    });
  });

  it('cannot change the address that their user signs in with when they are limited', async () => {
    const email = 'mine@example.test';
    const limited = (await create(await session(organization.ownerId), { permissions: exporting })).client;
    for (const id of [organization.ownerId, organization.adminId])
      expect((await refusalOf(limited, 'changeUser', { id: String(id), email })).code).toBe('FORBIDDEN');
    // Nor may an admin change that of another admin or of the owner.
    const other = await session(organization.adminId);
    await run(await session(organization.ownerId), 'changeUser', { id: String(organization.memberId), role: 'ADMIN' });
    for (const id of [organization.ownerId, organization.memberId])
      expect((await refusalOf(other, 'changeUser', { id: String(id), email })).code).toBe('FORBIDDEN');
    await run(other, 'changeUser', { id: String(organization.adminId), email });
    const file = 'Username,Email\r\nmember,mine@example.test\r\n';
    const plan = await checkFile(other, file);
    expect((await other.data('query ($id: ID!) { import(id: $id) { plan { changed failed } } }', plan)).import).toEqual(
      {
        plan: { changed: 0, failed: 1 },
      },
    );
  });

  it('limit exports, their links and downloads', async () => {
    const { row } = await exportFile(organization.admin);
    const by = await session(organization.adminId);
    const allowed = (await create(by, { permissions: exporting })).client;
    const refused = (await create(by, { permissions: [DATA_PROTECTION, IDENTITIES_VIEW] })).client;
    expect((await readExport(refused, row.id)).file?.downloadUrl ?? null).toBeNull();
    expect((await refusalOf(refused, 'startExport', { format: 'CSV' })).code).toBe('FORBIDDEN');
    const link = (await readExport(allowed, row.id)).file.downloadUrl;
    expect((await download(link)).status).toBe(200);
    await setPermissions(app.app.dataSource, organization.adminId, [DATA_PROTECTION, IDENTITIES_VIEW]);
    expect((await download(link)).status).toBe(403);
  });

  it('limit subscriptions', async () => {
    const by = await session(organization.adminId);
    const socketOf = async (permissions: readonly Permission[]): Promise<RawSocket> => {
      const socket = await RawSocket.signedIn((await create(by, { permissions })).client);
      sockets.push(socket);
      return socket;
    };
    const { export: started } = await startExport(organization.admin, { format: 'CSV' });
    const progress = 'subscription ($id: ID!) { exportProgress(id: $id) { id } }';
    const ask = async (socket: RawSocket) => socket.answer(progress, { id: started.id });
    const [seeing, blind] = [await socketOf(exporting), await socketOf([BOOKINGS_VIEW])];
    expect((await ask(seeing)).data).toEqual({ exportProgress: { id: started.id } });
    const stats = 'subscription { bookingStatsChanged(from: "2026-03", to: "2026-03") { scope } }';
    expect((await blind.answer(stats)).data.bookingStatsChanged.scope).toBe('ORGANIZATION');
    expect((await seeing.answer(stats)).data.bookingStatsChanged.scope).toBe('OWN');
  });

  it('limit what imports do that they start, send the file of, or apply', async () => {
    const by = await session(organization.ownerId);
    const { client: limited } = await create(by, { permissions: [IDENTITIES_VIEW, IDENTITIES_EDIT] });
    // Only the owner assigns roles.
    const file = 'Username,Role,City\r\nmember,ADMIN,Faro\r\n';
    const planOf = async (client: TestClient, id: string): Promise<Data> =>
      (await client.data('query ($id: ID!) { import(id: $id) { state plan { changed failed } } }', { id })).import;
    const refused = { state: 'READY', plan: { changed: 0, failed: 1 } };
    const allowed = { state: 'READY', plan: { changed: 1, failed: 0 } };
    expect(await planOf(by, (await checkFile(by, file)).id)).toEqual(allowed);
    expect(await planOf(by, (await checkFile(limited, file)).id)).toEqual(refused);

    // The session starts it, and the token sends the file.
    const { id: sent } = await startImport(by, { applyWhenClean: true });
    await upload(await uploadUrl(limited, sent), file);
    await untilState(by, sent, ['READY', 'COMPLETED', 'FAILED']);
    expect(await planOf(by, sent)).toEqual(refused);

    // The session plans it, and the token applies it.
    const { id: planned } = await checkFile(by, file);
    await limited.data('mutation ($id: ID!) { applyImport(id: $id) { id } }', { id: planned });
    await untilState(by, planned, ['COMPLETED', 'FAILED']);
    const { users } = await by.data('{ users(filter: { search: "member" }) { nodes { role } } }');
    expect(users.nodes).toEqual([{ role: 'MEMBER' }]);
  });

  it('create only tokens with no more than themselves, which end with them', async () => {
    const by = await session(organization.ownerId);
    const { client: parent, row } = await create(by, { permissions: exporting, expiresAt: inDays(3) });
    for (const [more, argument, reason] of [
      [{ expiresAt: inDays(4) }, 'input.expiresAt', 'EXPIRY_AFTER_PARENT'],
      [{ expiresAt: inDays(1), permissions: [BOOKINGS_VIEW] }, 'input.permissions.0', 'PERMISSIONS_REQUIRED'],
    ] as const)
      expect(await parent.refusal(createToken, { input: input(more) })).toMatchObject({ argument, reason });
    const child = await create(parent, { expiresAt: inDays(3) });
    expect(await rightsOf(child.client)).toEqual(['ADMIN', exporting]);
    const grandchild = await create(child.client, { expiresAt: inDays(1), permissions: [IDENTITIES_VIEW] });
    const sibling = await create(by);
    expect(await child.client.refusal(revokeToken, { id: row.id })).toMatchObject({ code: 'FORBIDDEN' });
    const { sessions } = (await by.data('{ viewer { sessions { id } } }')).viewer;
    expect(
      await child.client.refusal('mutation ($id: ID!) { revokeSession(id: $id) { id } }', { id: sessions[0].id }),
    ).toMatchObject({ code: 'FORBIDDEN' });

    const socket = await RawSocket.signedIn(grandchild.client);
    sockets.push(socket);
    await by.data(revokeToken, { id: row.id });
    for (const { client } of [{ client: parent }, child, grandchild])
      expect((await client.gql(viewer)).status).toBe(401);
    expect((await socket.untilClosed(10_000)).code).toBe(4403);
    expect((await sibling.client.gql(viewer)).status).toBe(200);
    await waitFor('the events', async () => (await auditOf(organization.owner, 'TOKEN_REVOKED')).length === 3);
  });
});
