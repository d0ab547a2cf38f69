import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { replaceFile } from '../../support/apps/export-files';
import { auditOf } from '../../support/clients/changes';
import { type Data, download, TestClient } from '../../support/clients/client';
import { exportFile, readExport } from '../../support/clients/exports';
import { startImport, upload, uploadUrl } from '../../support/clients/imports';
import { RawSocket } from '../../support/clients/raw-socket';
import { RawStream } from '../../support/clients/raw-stream';
import { eachEngine } from '../../support/databases/engines';
import { countRows } from '../../support/databases/rows';
import { waitFor } from '../../support/wait-for';

const fields = 'id address browser createdAt lastUsedAt idleEndsAt expiresAt revokedAt isCurrent';
const own = `query ($all: Boolean) { viewer { sessions(includeEnded: $all) { ${fields} } } }`;
const revoke = 'mutation ($id: ID!) { revokeSession(id: $id) { id revokedAt } }';
const role = '{ viewer { role } }';
const hourMs = 3_600_000;
const deletedCookie = expect.stringMatching(
  /^tallyport=; Path=\/; Expires=Thu, 01 Jan 1970 [^;]*; HttpOnly; SameSite=Lax$/,
);
const dayMs = 24 * hourMs;

eachEngine('sessions', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);
  const sockets: RawSocket[] = [];
  afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

  const start = (id: number): Promise<TestClient> => app.startSession({ id, organizationId: organization.id });
  const list = async (client: TestClient, all = false): Promise<Data[]> =>
    (await client.data(own, { all })).viewer.sessions;
  const status = async (client: TestClient): Promise<number> => (await client.gql(role)).status;
  const connected = async (client: TestClient): Promise<RawSocket> => {
    const socket = await RawSocket.signedIn(client);
    sockets.push(socket);
    return socket;
  };

  it('are listed for their user, newest first', async () => {
    const now = app.clock.now().getTime();
    const [first, second] = [await start(organization.memberId), await start(organization.memberId)];
    const sessions = await list(second);
    expect(sessions.map(({ id: _id, ...rest }) => rest)).toEqual(
      [true, false].map((isCurrent) => ({
        address: null,
        browser: 'Test',
        createdAt: new Date(now).toISOString(),
        lastUsedAt: new Date(now).toISOString(),
        idleEndsAt: new Date(now + 12 * hourMs).toISOString(),
        expiresAt: new Date(now + 30 * dayMs).toISOString(),
        revokedAt: null,
        isCurrent,
      })),
    );
    expect((await list(first)).map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
    // With a token, none is the current one.
    expect((await list(organization.member)).map(({ isCurrent }) => isCurrent)).toEqual([false, false]);
  });

  it('do not come back when their user was not ACTIVE for a while', async () => {
    const session = await start(organization.memberId);
    const change = 'mutation ($input: ChangeUserInput!) { changeUser(input: $input) { status } }';
    for (const state of ['INACTIVE', 'ACTIVE'])
      await organization.owner.data(change, { input: { id: String(organization.memberId), status: state } });
    expect(await status(session)).toBe(401);
    expect((await organization.member.gql(role)).status).toBe(200);
  });

  it('end after 12 hours without a request, and after 30 days in any case', async () => {
    const [used, idle] = [await start(organization.adminId), await start(organization.adminId)];
    app.clock.advance(11 * hourMs);
    expect(await status(used)).toBe(200);
    await app.app.credentials.saveLastUses();
    app.clock.advance(hourMs - 1);
    expect(await list(idle)).toHaveLength(2);
    app.clock.advance(1);
    expect([await status(used), await status(idle)]).toEqual([200, 401]);
    // The last request of an ended session does not bring it back.
    await app.app.credentials.saveLastUses();
    expect(await status(idle)).toBe(401);
    expect((await list(used)).map(({ lastUsedAt }) => lastUsedAt)).toEqual([app.clock.now().toISOString()]);
    expect(await list(used, true)).toHaveLength(2);
    for (let day = 0; day < 58; day++) {
      app.clock.advance(12 * hourMs - 1);
      expect(await status(used)).toBe(200);
      await app.app.credentials.saveLastUses();
    }
    app.clock.advance(12 * hourMs);
    expect(await status(used)).toBe(401);
  });

  it('are not continued by live connections and links, which end with them', async () => {
    const { row } = await exportFile(organization.owner);
    const clients = [
      await start(organization.adminId),
      await app.signIn({ id: organization.adminId, organizationId: organization.id }),
    ];
    const [session, token] = clients as [TestClient, TestClient];
    const link = (await readExport(session, row.id)).file.downloadUrl;
    const watch = async (client: TestClient): Promise<[RawSocket, RawStream]> => {
      const socket = await connected(client);
      socket.start(role);
      const stream = await RawStream.open(client, 'subscription { exportActivity { id } }');
      await socket.until('an answer', ({ type }) => type === 'next');
      return [socket, stream];
    };
    await app.app.credentials.saveLastUses();
    app.clock.advance(1000);
    const [[socket, stream], [going]] = [await watch(session), await watch(token)];
    expect((await download(link, {}, 'HEAD')).status).toBe(200);
    await app.app.credentials.saveLastUses();
    const { viewer } = await token.data('{ viewer { tokens { isCurrent lastUsedAt } } }');
    expect(viewer.tokens.find(({ isCurrent }: Data) => isCurrent).lastUsedAt).toBe(app.clock.now().toISOString());
    app.clock.advance(12 * hourMs - 1000);
    expect(await socket.untilClosed(10_000)).toMatchObject({ code: 4403 });
    await stream.until('its end', ({ data }) => data?.errors?.[0].extensions.code === 'UNAUTHENTICATED', 10_000);
    expect(await status(session)).toBe(401);
    expect(going.closed).toBeNull();
  });

  it('are deleted 30 days after their last possible end', async () => {
    await start(organization.adminId);
    const count = (): Promise<number> => countRows(app.app.dataSource, 'sessions', { organizationId: organization.id });
    app.clock.advance(60 * dayMs);
    await app.app.signingIn.sessions.deleteOld();
    expect(await count()).toBe(1);
    app.clock.advance(1);
    await app.app.signingIn.sessions.deleteOld();
    expect(await count()).toBe(0);
  });

  it('of other users are visible to and ended by the owner only', async () => {
    const [owner, admin, member] = [
      await start(organization.ownerId),
      await start(organization.adminId),
      await start(organization.memberId),
    ];
    const query = '{ users(orderBy: [{ field: USERNAME }]) { nodes { username sessions { id isCurrent } } } }';
    const seen = async (client: TestClient): Promise<[string, number | null][]> =>
      (await client.data(query)).users.nodes.map(({ username, sessions }: Data) => [
        username,
        sessions?.length ?? null,
      ]);
    expect(await seen(owner)).toEqual([
      ['admin', 1],
      ['member', 1],
      ['owner', 1],
    ]);
    expect(await seen(admin)).toEqual([
      ['admin', 1],
      ['member', null],
      ['owner', null],
    ]);
    expect(await seen(member)).toEqual([['member', 1]]);

    const { id } = (await list(member))[0]!;
    const stranger = await app.organization();
    for (const client of [admin, organization.admin, stranger.owner])
      for (const each of [id, '2000000000', 'x', ''])
        expect(await client.refusal(revoke, { id: each })).toMatchObject({
          code: 'NOT_FOUND',
          message: `No such session: "${each}".`,
        });
    expect(await status(member)).toBe(200);
    const { revokeSession: ended } = await owner.data(revoke, { id });
    expect(ended).toEqual({ id, revokedAt: app.clock.now().toISOString() });
    expect(await status(member)).toBe(401);
    app.clock.advance(1000);
    expect((await owner.data(revoke, { id })).revokeSession).toEqual(ended);
    expect(await auditOf(organization.owner, 'SESSION_REVOKED')).toEqual([
      { action: 'SESSION_REVOKED', username: 'owner', details: `"member": session ${id}`, address: expect.any(String) },
    ]);
  });

  it('end together with their tokens by revokeSession, even later, and alone by signOut or expiry', async () => {
    const create = 'mutation ($input: CreateTokenInput!) { createToken(input: $input) { token accessToken { id } } }';
    const expiresAt = new Date(app.clock.now().getTime() + 90 * dayMs).toISOString();
    const createdBy = async (client: TestClient): Promise<TestClient> => {
      const { token } = (await client.data(create, { input: { name: 'Made', expiresAt } })).createToken;
      return new TestClient(app.url, token);
    };
    const [left, revoked, expired] = [
      await start(organization.memberId),
      await start(organization.memberId),
      await start(organization.memberId),
    ];
    const ids = (await list(revoked)).map(({ id }) => id as string).reverse() as [string, string, string];
    const tokens = [await createdBy(left), await createdBy(revoked), await createdBy(expired)];
    const ofToken = await createdBy(tokens[1]!);
    const working = async () => [await Promise.all(tokens.map(status)), await status(ofToken)];
    await left.data('mutation { signOut { id } }');
    expect(await working()).toEqual([[200, 200, 200], 200]);
    await organization.owner.data(revoke, { id: ids[1] });
    expect(await working()).toEqual([[200, 401, 200], 401]);
    expect((await auditOf(organization.owner, 'TOKEN_REVOKED')).map(({ username }) => username)).toEqual([
      'owner',
      'owner',
    ]);
    app.clock.advance(12 * hourMs);
    expect([await status(expired), await working()]).toEqual([401, [[200, 401, 200], 401]]);
    for (const id of [ids[0], ids[2], ids[2]]) await organization.member.data(revoke, { id });
    expect(await working()).toEqual([[401, 401, 401], 401]);
  });

  it('end by signOut, which a request with a token cannot do', async () => {
    const client = await start(organization.memberId);
    const { id } = (await list(client))[0]!;
    const signOut = 'mutation { signOut { id isCurrent revokedAt } }';
    expect(await organization.member.refusal(signOut)).toMatchObject({ code: 'FORBIDDEN' });
    const answer = await client.gql(signOut);
    expect(answer.data?.signOut).toMatchObject({ id, revokedAt: app.clock.now().toISOString() });
    expect(answer.headers.getSetCookie()).toEqual([deletedCookie]);
    expect(await status(client)).toBe(401);
    expect((await auditOf(organization.owner, 'SIGNED_OUT')).map(({ details }) => details)).toEqual([
      `"member": session ${id}`,
    ]);
  });

  it('take their cookie with them when the request that ends them has it', async () => {
    const [first, second] = [await start(organization.memberId), await start(organization.memberId)];
    const [own, other] = (await list(second)).map(({ id }) => ({ id: id as string }));
    const cookies = async (variables: object) => (await second.gql(revoke, variables)).headers.getSetCookie();
    expect(await cookies(other!)).toEqual([]);
    expect(await cookies(own!)).toEqual([deletedCookie]);
    expect([await status(first), await status(second)]).toEqual([401, 401]);
  });

  it('end only their own socket, links and running transfers', async () => {
    const { row } = await exportFile(organization.owner);
    await replaceFile(app, row.id, Buffer.alloc(32_000_000, 'x'));
    const using = async (client: TestClient) => {
      const socket = await connected(client);
      const link = (await readExport(client, row.id)).file.downloadUrl;
      const uploading = await uploadUrl(client, (await startImport(client)).id);
      const [response] = (await once(get(link), 'response')) as [IncomingMessage];
      const isSent = new Promise<boolean>((resolve) =>
        response.on('error', () => undefined).on('close', () => resolve(response.complete)),
      );
      response.pause();
      return { socket, link, uploading, response, isSent };
    };
    const [lost, kept] = [await start(organization.adminId), await start(organization.adminId)];
    const [ending, going] = [await using(lost), await using(kept)];
    const [{ id }] = (await list(lost)).filter(({ isCurrent }) => isCurrent) as [Data];
    await kept.data(revoke, { id });
    expect(await ending.socket.untilClosed(10_000)).toEqual({
      code: 4403,
      reason: 'The session has ended, or its account is not active.',
    });
    expect((await download(ending.link, {}, 'HEAD')).status).toBe(403);
    expect((await upload(ending.uploading, 'Username\n')).status).toBe(403);
    await waitFor('the running download to be ended', async () =>
      (await auditOf(organization.owner, 'DOWNLOAD_DENIED')).some(({ details }) => details === 'ended before its end'),
    );
    ending.response.resume();
    expect(await ending.isSent).toBe(false);
    going.response.resume();
    expect(await going.isSent).toBe(true);
    expect((await upload(going.uploading, 'Username\n')).status).toBe(201);
    expect(going.socket.closed).toBeNull();
  });

  it('are no bearer tokens, and tokens are no sessions', async () => {
    const client = await start(organization.ownerId);
    const post = (headers: Record<string, string>) =>
      client.post('{"query":"{ viewer { role } }"}', { cookie: '', ...headers });
    const { token } = organization.owner;
    const refused: Record<string, string>[] = [
      { authorization: `Bearer ${client.session}` },
      { cookie: `tallyport=${token}` },
      { cookie: `tallyport=${client.session}x` },
      { cookie: `__Host-tallyport=${client.session}` },
      // A token that is wrong is not replaced by the session.
      { cookie: `tallyport=${client.session}`, authorization: 'Bearer tp_wrong' },
    ];
    for (const headers of refused)
      expect({ headers, status: (await post(headers)).status }).toEqual({ headers, status: 401 });
    const { data } = await post({
      cookie: `tallyport=${(await start(organization.memberId)).session}`,
      authorization: `Bearer ${token}`,
    });
    expect(data!.viewer.role).toBe('OWNER');
  });
});
