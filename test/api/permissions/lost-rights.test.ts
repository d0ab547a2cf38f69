import type { EntityManager } from 'typeorm';
import { OrganizationThrottle } from '../../../src/api/graphql/organization-throttle';
import { createSchema } from '../../../src/api/graphql/schema';
import { AuditLog } from '../../../src/features/audit/audit-log';
import { confirmViewer } from '../../../src/features/auth/lock-viewer';
import { Revocations } from '../../../src/features/auth/revocations';
import { lockRows } from '../../../src/platform/database/lock-rows';
import { transact } from '../../../src/platform/database/transaction';
import { type SignedInOrganization, useOrganizationPerTest, useTestApp, waysToSignIn } from '../../support/apps/app';
import { mutationSamples } from '../../support/apps/mutation-samples';
import type { Answer, Data, TestClient } from '../../support/clients/client';
import { suspendUser } from '../../support/data/account-changes';
import { eachEngine } from '../../support/databases/engines';
import { changeRows, countRows, readColumn } from '../../support/databases/rows';
import { countSessions } from '../../support/databases/sessions';
import { startNameServer, type TestNameServer } from '../../support/processes/name-server';
import { waitFor } from '../../support/wait-for';

/** Mutations that need no viewer, or only end what the viewer has. */
const exceptions: Readonly<Record<string, string>> = {
  requestSignInLink: 'Anyone may send it.',
  signOut: 'Ends only the session of the request.',
};
/** Mutations that any user may send for themselves. */
const needNoRights: Readonly<Record<string, string>> = {
  createToken: 'The new token has the rights that its user has.',
  requestExport: 'Any user but the owner may request an export.',
  cancelExportRequest: 'Its requester may cancel it.',
};
/** Mutations that the owner cannot send. */
const sentByAdmin: readonly string[] = ['requestExport', 'cancelExportRequest'];

const mutations = Object.keys(createSchema().getMutationType()!.getFields()).filter((name) => !(name in exceptions));

it('has a sample of each mutation', () => {
  expect(Object.keys(mutationSamples).sort()).toEqual([...mutations].sort());
});

eachEngine('a mutation whose viewer', (engine) => {
  const app = useTestApp(engine, { settings: { PROVIDER_REACH: 'local' } });
  let nameServer: TestNameServer;
  beforeAll(async () => (nameServer = await startNameServer()));
  afterAll(() => nameServer?.stop());
  afterEach(() => app.gate.release());

  /** Runs `lose` when the viewer of the next operation has been read, before the operation is executed. */
  const afterViewerIsRead = (lose: () => Promise<unknown>): void => {
    const { acquire } = OrganizationThrottle.prototype;
    jest.spyOn(OrganizationThrottle.prototype, 'acquire').mockImplementationOnce(async function (
      this: OrganizationThrottle,
      ...parameters
    ) {
      const permit = await acquire.apply(this, parameters);
      await lose();
      return permit;
    });
  };
  afterEach(() => jest.restoreAllMocks());

  const losses: [what: string, lose: (client: TestClient, userId: number) => Promise<unknown>, code: RegExp][] = [
    ['is signed out', (client) => app.revoke(client), /^UNAUTHENTICATED$/],
    [
      'is suspended',
      (_client, id) => changeRows(app.app.dataSource, 'users', { id }, { status: 'INACTIVE' }),
      /^UNAUTHENTICATED$/,
    ],
    [
      'loses all rights',
      (_client, id) => changeRows(app.app.dataSource, 'users', { id }, { role: 'MEMBER', permissions: '[]' }),
      /^(FORBIDDEN|NOT_FOUND)$/,
    ],
  ];
  describe.each(losses)('%s in the meantime', (what, lose, code) => {
    it.each(mutations)('changes nothing by %s', async (name) => {
      const organization: SignedInOrganization = await app.organization({}, 'session');
      const isAdmin = sentByAdmin.includes(name);
      const [client, id, role] = isAdmin
        ? [organization.admin, organization.adminId, 'ADMIN']
        : [organization.owner, organization.ownerId, 'OWNER'];
      const eventsOf = async (): Promise<string[]> =>
        (await readColumn(app.app.dataSource, 'audit_events', 'action', { userId: id })).filter(
          (action: string) => !/_(DENIED|REFUSED)$/.test(action),
        );
      const document = `mutation { ${name}${await mutationSamples[name]!({ app, organization })} { __typename } }`;
      const before = await eventsOf();
      afterViewerIsRead(() => lose(client, id));
      const refused: Answer<Data> = await client.gql(document);
      if (what === 'loses all rights' && name in needNoRights) {
        expect(refused.errors).toBeUndefined();
        return;
      }
      expect(refused.errors?.map(({ extensions }) => extensions.code)).toEqual([expect.stringMatching(code)]);
      expect(await eventsOf()).toEqual(before);
      // It was refused for this reason alone, and can still be made.
      await changeRows(app.app.dataSource, 'users', { id }, { status: 'ACTIVE', role });
      await app.signInAgain(client, { id, organizationId: organization.id });
      expect((await client.gql(document)).errors).toBeUndefined();
    });
  });

  it('ends its own credential is refused in the next field', async () => {
    const { id: organizationId, adminId } = await app.organization();
    for (const [by, way] of waysToSignIn) {
      const client = await app[way]({ id: adminId, organizationId });
      const kind = client.session === null ? 'Token' : 'Session';
      const { viewer } = await client.data(`{ viewer { credentials: ${kind.toLowerCase()}s { id isCurrent } } }`);
      const { id } = viewer.credentials.find(({ isCurrent }: Data) => isCurrent);
      const document = `mutation { revoke${kind}(id: "${id}") { id } createUser(input: { username: "${kind}" }) { id } }`;
      const { errors } = await client.gql(document);
      expect([by, errors]).toMatchObject([by, [{ path: ['createUser'], extensions: { code: 'UNAUTHENTICATED' } }]]);
    }
    expect(await countRows(app.app.dataSource, 'users', { organizationId })).toBe(3);
  });
});

eachEngine('the lock of a viewer', ['mariadb', 'mysql'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app, {}, 'session');
  const isWaiting = (statement: string) => async (): Promise<boolean> =>
    (await countSessions(app.app.dataSource, 'info', statement)) > 0;
  const revokeSession = async (): Promise<Promise<Data>> => {
    const [id] = await readColumn(app.app.dataSource, 'sessions', 'id', { userId: organization.adminId });
    return organization.owner.data(`mutation { revokeSession(id: "${id}") { revokedAt } }`);
  };
  const createUser = 'mutation ($username: String!) { createUser(input: { username: $username }) { id } }';

  it('is shared by mutations, and makes the end of a session wait for them', async () => {
    const viewer = (await app.app.credentials.authenticateSession(organization.admin.session!))!;
    let revoking!: Promise<Data>;
    let hasEnded = false;
    await transact(app.app.dataSource, async (manager) => {
      await confirmViewer(manager, { viewer, now: () => app.clock.now() });
      await organization.admin.data(createUser, { username: 'meanwhile' });
      revoking = revokeSession().then((data) => ((hasEnded = true), data));
      await waitFor('the end of the session to wait', isWaiting('SELECT id FROM users %FOR UPDATE'));
      expect(hasEnded).toBe(false);
    });
    expect((await revoking).revokeSession.revokedAt).not.toBeNull();
    expect((await organization.admin.gql('{ viewer { role } }')).status).toBe(401);
  });

  it.each([
    [
      'the end of its session',
      (manager: EntityManager) =>
        new Revocations(app.clock, new AuditLog(app.app.dataSource, app.clock)).endSessions(
          manager,
          { organizationId: organization.id },
          [organization.adminId],
        ),
    ],
    ['a suspension', (manager: EntityManager) => suspendUser(manager, organization.adminId)],
  ])('makes a mutation wait for %s, which refuses it', async (_what, lose) => {
    let creating!: Promise<Answer<Data>>;
    await transact(app.app.dataSource, async (manager) => {
      await lockRows(manager, 'users', organization.id, [organization.adminId]);
      creating = organization.admin.gql(createUser, { username: 'late' });
      await waitFor('the mutation to wait', isWaiting('SELECT u.role%LOCK IN SHARE MODE'));
      await lose(manager);
    });
    expect((await creating).errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
    expect(await countRows(app.app.dataSource, 'users', { username: 'late' })).toBe(0);
  });
});
