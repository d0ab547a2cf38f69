import { useOrganizationPerTest, useTestApp, waysToSignIn } from '../../support/apps/app';
import { run } from '../../support/clients/changes';
import type { TestClient } from '../../support/clients/client';
import { HeldRequest } from '../../support/clients/held-request';
import { eachEngine } from '../../support/databases/engines';
import { countRows } from '../../support/databases/rows';
import { countingStatements } from '../../support/databases/statements';

const readUsers = '{ users(first: 1) { totalCount } }';
const createUser = 'mutation { createUser(input: { username: "late" }) { id } }';
const createToken = 'mutation { createToken(input: { name: "late", expiresAt: "2999-01-01T00:00:00Z" }) { token } }';
const activity = 'subscription { exportActivity { id } }';

eachEngine('a request whose body arrives late', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);
  const isUnchanged = async (): Promise<void> => {
    expect(await countRows(app.app.dataSource, 'users', { organizationId: organization.id })).toBe(3);
    expect(
      await countRows(app.app.dataSource, 'access_tokens', { organizationId: organization.id, name: 'late' }),
    ).toBe(0);
  };
  /** The ids of what the client signs in with. */
  const currentOf = async (client: TestClient, kind: 'sessions' | 'tokens'): Promise<string> => {
    const { viewer } = await client.data(`{ viewer { ${kind} { id isCurrent } } }`);
    return viewer[kind].find(({ isCurrent }: { isCurrent: boolean }) => isCurrent).id;
  };

  it.each(waysToSignIn)('does nothing after the end of %s', async (_by, signIn) => {
    const client = await app[signIn]({ id: organization.adminId, organizationId: organization.id });
    const held = [
      ...(await HeldRequest.openEach(client, [readUsers, createUser, createToken])),
      ...(await HeldRequest.openEach(client, [readUsers, createUser, activity], 'text/event-stream')),
    ];
    const [kind, end] =
      client.session === null ? (['tokens', 'revokeToken'] as const) : (['sessions', 'revokeSession'] as const);
    const id = await currentOf(client, kind);
    await organization.owner.data(`mutation { ${end}(id: "${id}") { id } }`);
    for (const request of held) {
      const { status, head, body } = await request.finish();
      expect(body).toContain('UNAUTHENTICATED');
      if (!held.slice(0, 3).includes(request)) continue;
      expect([status, head]).toEqual([401, expect.stringMatching(/^www-authenticate: bearer$/im)]);
    }
    await isUnchanged();
  });

  it('does what its user may do when it has arrived', async () => {
    const { adminId, ownerId } = organization;
    const owner = await app.startSession({ id: ownerId, organizationId: organization.id });
    const admin = await app.startSession({ id: adminId, organizationId: organization.id });
    const [refused, limited] = await HeldRequest.openEach(admin, [createUser, readUsers]);
    await run(owner, 'changeUser', { id: adminId, permissions: [] });
    expect((await refused!.finish()).body).toContain('PERMISSIONS_REQUIRED');
    expect((await limited!.finish()).body).toContain('"totalCount":1}');
    const [suspended] = await HeldRequest.openEach(admin, [createUser]);
    await run(owner, 'changeUser', { id: adminId, status: 'INACTIVE' });
    expect((await suspended!.finish()).status).toBe(401);
    const rename = 'mutation { changeOrganization(input: { name: "Late" }) { name } }';
    const [asOwner] = await HeldRequest.openEach(owner, [rename]);
    await run(owner, 'transferOwnership', String(organization.memberId));
    expect((await asOwner!.finish()).body).toContain('OWNER_ONLY');
    await isUnchanged();
  });

  it('takes two statements to authenticate', async () => {
    const statements = await countingStatements(app.app.dataSource, () => organization.owner.data('{ __typename }'));
    expect(statements).toHaveLength(2);
  });
});
