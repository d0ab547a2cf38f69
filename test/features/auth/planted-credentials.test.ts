import { useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { auditOf, refusalOf, run } from '../../support/clients/changes';
import { type TestClient } from '../../support/clients/client';
import { applyImport, checkFile, undoImport, untilState } from '../../support/clients/imports';
import { eachEngine } from '../../support/databases/engines';
import { addRow, countRows } from '../../support/databases/rows';

const createToken = 'mutation ($input: CreateTokenInput!) { createToken(input: $input) { token accessToken { id } } }';
const me = '{ viewer { sessions { id } } }';

// Anyone who changes the address of a user can sign in as them, and leave credentials for later.
eachEngine('the credentials of a user', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app, {}, 'session');
  const memberOf = () => ({ id: organization.memberId, organizationId: organization.id });

  /** Signs in as a user in each way. */
  async function plant(id = organization.memberId) {
    const session = await app.startSession({ id, organizationId: organization.id });
    const sessionId = (await session.data(me)).viewer.sessions[0].id;
    const expiresAt = new Date(app.clock.now().getTime() + 86_400_000).toISOString();
    const created = (await session.data(createToken, { input: { name: 'Planted', expiresAt } })).createToken;
    const token = await app.signIn({ id, organizationId: organization.id });
    token.token = created.token;
    await addRow(app.app.dataSource, 'linked_identities', {
      organizationId: organization.id,
      userId: id,
      identityHash: `${id}`.padStart(64, '0'),
      linkedAt: 0,
      lastUsedAt: 0,
    });
    const working = async (): Promise<number[]> => [
      (await session.gql(me)).status,
      (await token.gql(me)).status,
      await countRows(app.app.dataSource, 'linked_identities', { userId: id }),
    ];
    expect(await working()).toEqual([200, 200, 1]);
    return { working, sessionId, tokenId: created.accessToken.id as string };
  }

  async function importAs(client: TestClient, file: string): Promise<string> {
    const { id } = await checkFile(client, file);
    await client.data(applyImport, { id });
    await untilState(client, id, ['COMPLETED']);
    return id;
  }

  it('end when someone else changes the address', async () => {
    const { working, sessionId, tokenId } = await plant();
    await run(organization.admin, 'changeUser', {
      id: organization.memberId,
      city: 'Faro',
      email: 'member@example.test',
    });
    expect(await working()).toEqual([200, 200, 1]);
    await run(organization.admin, 'changeUser', { id: organization.memberId, email: 'mine@example.test' });
    expect(await working()).toEqual([401, 401, 0]);
    const events = await auditOf(organization.owner, 'TOKEN_REVOKED', 'SESSION_REVOKED', 'IDENTITY_UNLINKED');
    expect(events.map(({ action, username, details }) => [action, username, details])).toEqual(
      expect.arrayContaining([
        ['TOKEN_REVOKED', 'admin', `"member": token ${tokenId} "Planted"`],
        ['SESSION_REVOKED', 'admin', `"member": session ${sessionId}`],
        ['IDENTITY_UNLINKED', 'admin', '"member"'],
      ]),
    );
    // What is planted with the other address ends with it, too.
    const planted = await plant();
    await run(organization.admin, 'changeUser', { id: organization.memberId, email: 'member@example.test' });
    expect(await planted.working()).toEqual([401, 401, 0]);
  });

  it('end when an import, or its undo, changes the address', async () => {
    const first = await plant();
    const id = await importAs(organization.admin, 'Username,Email\nmember,mine@example.test\n');
    expect(await first.working()).toEqual([401, 401, 0]);
    const second = await plant();
    const { undoImport: undo } = await organization.admin.data(undoImport, { id });
    await untilState(organization.admin, undo.id, ['READY']);
    expect(await second.working()).toEqual([200, 200, 1]);
    await organization.admin.data(applyImport, { id: undo.id });
    await untilState(organization.admin, undo.id, ['COMPLETED']);
    expect(await second.working()).toEqual([401, 401, 0]);
  });

  it('end when the role rises, and not when it falls', async () => {
    const { owner, memberId, ownerId } = organization;
    const asMember = await plant();
    await run(owner, 'changeUser', { id: memberId, role: 'ADMIN' });
    expect(await asMember.working()).toEqual([401, 401, 0]);
    const asAdmin = await plant();
    const ofOwner = await plant(ownerId);
    await run(owner, 'transferOwnership', String(memberId));
    expect([await asAdmin.working(), await ofOwner.working()]).toEqual([
      [401, 401, 0],
      [200, 200, 1],
    ]);
    await app.signInAgain(organization.member, memberOf());
    await run(organization.member, 'changeUser', { id: ownerId, role: 'MEMBER' });
    expect(await ofOwner.working()).toEqual([200, 200, 1]);
    await importAs(organization.member, 'Username,Role\nowner,ADMIN\n');
    expect(await ofOwner.working()).toEqual([401, 401, 0]);
  });

  it('go on when the user changes the own address', async () => {
    const { working } = await plant(organization.adminId);
    await run(organization.admin, 'changeUser', { id: organization.adminId, email: 'new@example.test' });
    expect(await working()).toEqual([200, 200, 1]);
  });

  it('are not reached by a limited token, which changes no address', async () => {
    const { adminId, memberId } = organization;
    const admin = await app.startSession({ id: adminId, organizationId: organization.id });
    const expiresAt = new Date(app.clock.now().getTime() + 86_400_000).toISOString();
    const limits = { name: 'Sync', expiresAt, permissions: ['IDENTITIES_VIEW', 'IDENTITIES_EDIT'] };
    const limited = await app.signIn(memberOf());
    limited.token = (await admin.data(createToken, { input: limits })).createToken.token;
    for (const [id, reason] of [
      [adminId, 'SESSION_REQUIRED'],
      [memberId, 'LIMITED_TOKEN'],
    ] as const)
      expect(await refusalOf(limited, 'changeUser', { id, email: 'mine@example.test' })).toMatchObject({
        code: 'FORBIDDEN',
        reason,
        argument: 'input.email',
      });
    await run(limited, 'changeUser', { id: memberId, city: 'Faro', email: 'member@example.test' });
  });
});
