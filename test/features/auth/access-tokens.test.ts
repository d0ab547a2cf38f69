import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { AccessTokens } from '../../../src/features/auth/tokens/access-tokens';
import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { replaceFile } from '../../support/apps/export-files';
import { auditOf } from '../../support/clients/changes';
import { type Data, download, TestClient } from '../../support/clients/client';
import { exportFile, readExport } from '../../support/clients/exports';
import { RawSocket } from '../../support/clients/raw-socket';
import { eachEngine } from '../../support/databases/engines';
import { waitFor } from '../../support/wait-for';

const fields = 'id name ending createdAt expiresAt lastUsedAt revokedAt isCurrent';
const own = `query ($first: Int, $all: Boolean) { viewer { tokens(first: $first, includeEnded: $all) { ${fields} } } }`;
const revoke = `mutation ($id: ID!) { revokeToken(id: $id) { ${fields} } }`;
const dayMs = 86_400_000;

eachEngine('access tokens', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);
  const sockets: RawSocket[] = [];
  afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

  const listOwn = async (client: TestClient, variables: object = {}): Promise<Data[]> =>
    (await client.data(own, variables)).viewer.tokens;
  const another = (userId: number, livesMs?: number): Promise<TestClient> =>
    app.signIn({ id: userId, organizationId: organization.id }, livesMs);

  const create = async (client: TestClient, name: string, livesMs: number): Promise<{ id: string; token: string }> => {
    const input = { name, expiresAt: new Date(app.clock.now().getTime() + livesMs).toISOString() };
    const { createToken } = await client.data(
      'mutation ($input: CreateTokenInput!) { createToken(input: $input) { token accessToken { id } } }',
      { input },
    );
    return { id: createToken.accessToken.id, token: createToken.token };
  };

  it('are listed for their user, newest first, without the token itself', async () => {
    app.clock.advance(1000);
    const second = await another(organization.memberId, dayMs);
    const list = await listOwn(second);
    const now = app.clock.now().getTime();
    expect(list.map(({ id: _id, ...rest }) => rest)).toEqual([
      {
        name: null,
        ending: second.token!.slice(-4),
        createdAt: new Date(now).toISOString(),
        expiresAt: new Date(now + dayMs).toISOString(),
        lastUsedAt: null,
        revokedAt: null,
        isCurrent: true,
      },
      {
        name: null,
        ending: organization.member.token!.slice(-4),
        createdAt: new Date(now - 1000).toISOString(),
        expiresAt: new Date(now - 1000 + 30 * dayMs).toISOString(),
        lastUsedAt: null,
        revokedAt: null,
        isCurrent: false,
      },
    ]);
    expect(await listOwn(second, { first: 1 })).toEqual(list.slice(0, 1));
    expect((await listOwn(organization.member)).map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
    for (const first of [0, 101])
      expect(await second.refusal(own, { first })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'first' });
    app.clock.advance(dayMs);
    expect((await listOwn(organization.member)).map(({ id }) => id)).toEqual([list[1]!.id]);
    expect((await listOwn(organization.member, { all: true })).map(({ id }) => id)).toEqual([list[0]!.id, list[1]!.id]);
  });

  it('are deleted a month after they expired or were revoked', async () => {
    const client = await app.startSession({ id: organization.memberId, organizationId: organization.id });
    const tokens = new AccessTokens(app.app.dataSource, app.clock);
    const kept = await create(client, 'kept', 300 * dayMs);
    const revoked = await create(client, 'revoked', 300 * dayMs);
    await create(client, 'expired', dayMs);
    await client.data(revoke, { id: revoked.id });
    const keptClient = new TestClient(client.url, kept.token);
    const namesAfter = async (days: number): Promise<string[]> => {
      app.clock.advance(days * dayMs);
      await tokens.deleteOld();
      return (await listOwn(keptClient, { all: true })).map(({ name }) => name).filter((name) => name !== null);
    };
    expect(await namesAfter(29)).toEqual(['expired', 'revoked', 'kept']);
    expect(await namesAfter(1.5)).toEqual(['expired', 'kept']);
    expect(await namesAfter(1)).toEqual(['kept']);
  });

  it('are created at most 200 times an hour by one user', async () => {
    app.clock.advance(3_600_000);
    for (let count = 0; count < 200; count++) {
      const { id } = await create(organization.member, `token ${count}`, dayMs);
      await organization.member.data(revoke, { id });
    }
    const creation = `mutation { createToken(input: { name: "one more", expiresAt: "${new Date(app.clock.now().getTime() + dayMs).toISOString()}" }) { token } }`;
    expect(await organization.member.refusal(creation)).toMatchObject({
      code: 'LIMIT_REACHED',
      reason: 'RATE_LIMIT',
      retryAfter: expect.any(Number),
    });
    await create(organization.admin, 'of another user', dayMs);
    app.clock.advance(3_600_000);
    await create(organization.member, 'later', dayMs);
  });

  it('report when they were last used', async () => {
    await app.app.credentials.saveLastUses();
    expect((await listOwn(organization.admin))[0]!.lastUsedAt).toBeNull();
    app.clock.advance(60_000);
    await app.app.credentials.saveLastUses();
    expect((await listOwn(organization.admin))[0]!.lastUsedAt).toBe(app.clock.now().toISOString());
    expect(
      (await organization.owner.data('{ users(filter: { search: "mia" }) { nodes { tokens { lastUsedAt } } } }')).users
        .nodes,
    ).toEqual([{ tokens: [{ lastUsedAt: null }] }]);
  });

  it('of other users are visible to and revocable by the owner only', async () => {
    const query = '{ users(orderBy: [{ field: USERNAME }]) { nodes { username tokens { id isCurrent } } } }';
    const seen = async (client: TestClient): Promise<Data[]> => (await client.data(query)).users.nodes;
    const all = await seen(organization.owner);
    expect(all.map(({ username, tokens }) => [username, tokens.map(({ isCurrent }: Data) => isCurrent)])).toEqual([
      ['admin', [false]],
      ['member', [false]],
      ['owner', [true]],
    ]);
    expect((await seen(organization.admin)).map(({ username, tokens }) => [username, tokens?.length ?? null])).toEqual([
      ['admin', 1],
      ['member', null],
      ['owner', null],
    ]);
    expect((await seen(organization.member)).map(({ username, tokens }) => [username, tokens?.length ?? null])).toEqual(
      [['member', 1]],
    );

    const memberToken = all[1]!.tokens[0].id;
    const stranger = await app.organization();
    for (const client of [organization.admin, stranger.owner]) {
      for (const id of [memberToken, all[2]!.tokens[0].id, '2000000000', 'x', ''])
        expect(await client.refusal(revoke, { id })).toMatchObject({
          code: 'NOT_FOUND',
          message: `No such access token: "${id}".`,
        });
    }
    expect((await organization.member.gql('{ viewer { role } }')).status).toBe(200);
    const { revokeToken: revoked } = await organization.owner.data(revoke, { id: memberToken });
    expect(revoked).toMatchObject({ id: memberToken, revokedAt: app.clock.now().toISOString() });
    expect((await organization.member.gql('{ viewer { role } }')).status).toBe(401);
    app.clock.advance(1000);
    expect((await organization.owner.data(revoke, { id: memberToken })).revokeToken).toEqual(revoked);
    expect(await auditOf(organization.owner, 'TOKEN_REVOKED')).toEqual([
      {
        action: 'TOKEN_REVOKED',
        username: 'owner',
        details: `"member": token ${memberToken}`,
        address: expect.any(String),
      },
    ]);
  });

  it('end only their own socket, live streams, links and running downloads when revoked', async () => {
    const { row } = await exportFile(organization.owner);
    await replaceFile(app, row.id, Buffer.alloc(32_000_000, 'x'));
    const lost = await another(organization.adminId);
    const using = async (client: TestClient) => {
      const socket = await RawSocket.signedIn(client);
      sockets.push(socket);
      socket.start('subscription { exportActivity { id } }');
      await socket.answer('{ viewer { role } }');
      const link = (await readExport(client, row.id)).file.downloadUrl;
      const [response] = (await once(get(link), 'response')) as [IncomingMessage];
      const isSent = new Promise<boolean>((resolve) =>
        response.on('error', () => undefined).on('close', () => resolve(response.complete)),
      );
      response.pause();
      return { socket, link, response, isSent };
    };
    const [ending, going] = [await using(lost), await using(organization.admin)];
    const [{ id }] = (await listOwn(lost)) as [Data];
    expect((await lost.data(revoke, { id })).revokeToken).toMatchObject({ id, isCurrent: true });
    expect((await ending.socket.untilClosed(10_000)).code).toBe(4403);
    expect((await download(ending.link, {}, 'HEAD')).status).toBe(403);
    await waitFor('the running download to be ended', async () =>
      (await auditOf(organization.owner, 'DOWNLOAD_DENIED')).some(({ details }) => details === 'ended before its end'),
    );
    ending.response.resume();
    expect(await ending.isSent).toBe(false);
    going.response.resume();
    expect(await going.isSent).toBe(true);
    expect((await download(going.link, {}, 'HEAD')).status).toBe(200);
    expect(going.socket.closed).toBeNull();
    expect(
      (await auditOf(organization.owner, 'TOKEN_REVOKED')).map(({ username, details }) => [username, details]),
    ).toEqual([['admin', `"admin": token ${id}`]]);
  });
});
