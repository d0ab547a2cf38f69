import { AuditLog } from '../../../src/features/audit/audit-log';
import { Revocations } from '../../../src/features/auth/revocations';
import { transact } from '../../../src/platform/database/transaction';
import { useOrganizationPerTest, useTestApp, useTestAppPerTest } from '../../support/apps/app';
import { run } from '../../support/clients/changes';
import type { TestClient } from '../../support/clients/client';
import { startExport, untilEnded } from '../../support/clients/exports';
import {
  applyImport,
  checkFile,
  mapImport,
  startImport,
  untilState,
  upload,
  uploadUrl,
} from '../../support/clients/imports';
import { eachEngine } from '../../support/databases/engines';
import { readColumn } from '../../support/databases/rows';

const file = 'Username,City\nmember,Lisbon\n';
const dayMs = 86_400_000;
const revokedFailure = { state: 'FAILED', failure: { code: 'CREDENTIAL_REVOKED' } };

eachEngine('work whose session or access token has ended', (engine) => {
  const app = useTestAppPerTest(engine, { worker: false });
  const organization = useOrganizationPerTest(app);
  const admin = () => ({ id: organization.adminId, organizationId: organization.id });
  const idOf = async (client: TestClient): Promise<string> => {
    const kind = client.session === null ? 'tokens' : 'sessions';
    const { viewer } = await client.data(`{ viewer { ${kind} { id isCurrent } } }`);
    return viewer[kind].find(({ isCurrent }: { isCurrent: boolean }) => isCurrent).id;
  };
  const revokeAs = async (client: TestClient, kind: string, id: string): Promise<void> => {
    await client.data(`mutation { revoke${kind}(id: "${id}") { id } }`);
  };
  const signOut = (client: TestClient) => client.data('mutation { signOut { id } }');
  /** Has the file of a new import sent, without a worker. */
  const sendImport = async (client: TestClient): Promise<string> => {
    const { id } = await startImport(client);
    await upload(await uploadUrl(client, id), file);
    return id as string;
  };
  const startedBy = async (client: TestClient): Promise<{ importId: string; exportId: string }> => ({
    importId: await sendImport(client),
    exportId: (await startExport(client, { format: 'CSV', columns: ['title'] })).export.id,
  });
  const outcomeOf = async ({ importId, exportId }: { importId: string; exportId: string }) => [
    await untilState(organization.owner, importId, ['FAILED', 'READY']),
    await untilEnded(organization.owner, exportId),
  ];

  it.each([
    [
      'a token that its user revokes',
      'signIn',
      async (_of: TestClient, id: string) => revokeAs(organization.admin, 'Token', id),
    ],
    [
      'a session that the owner revokes',
      'startSession',
      async (_of: TestClient, id: string) => revokeAs(organization.owner, 'Session', id),
    ],
    [
      'a session that is revoked after signing out',
      'startSession',
      async (of: TestClient, id: string) => {
        await signOut(of);
        await revokeAs(organization.admin, 'Session', id);
      },
    ],
    [
      'a session that was signed out before someone else got the account',
      'startSession',
      async (of: TestClient) => {
        await signOut(of);
        const revocations = new Revocations(app.clock, new AuditLog(app.app.dataSource, app.clock));
        await transact(app.app.dataSource, (manager) =>
          revocations.endAll(manager, { organizationId: organization.id }, [organization.adminId]),
        );
      },
    ],
  ] as const)('fails for %s', async (_what, way, end) => {
    const client = await app[way](admin());
    const started = await startedBy(client);
    await end(client, await idOf(client));
    await app.startWorker();
    expect(await outcomeOf(started)).toMatchObject([revokedFailure, { ...revokedFailure, file: null }]);
  });

  it('completes an export for a request that joins it, whether before or after the revocation', async () => {
    const input = (column: string) => ({ format: 'CSV', columns: [column] });
    const [leaked, other] = [await app.signIn(admin()), await app.startSession(admin())];
    const [joined, doomed] = [await startExport(leaked, input('title')), await startExport(leaked, input('city'))];
    expect(await startExport(other, input('title'))).toMatchObject({
      deduplicated: true,
      export: { id: joined.export.id },
    });
    await app.revoke(leaked);
    const late = await startExport(other, input('city'));
    expect(late).toMatchObject({ deduplicated: true, export: { id: doomed.export.id } });
    await app.startWorker();
    for (const { export: row } of [joined, late])
      expect(await untilEnded(other, row.id)).toMatchObject({ state: 'COMPLETED', failure: null });
  });

  it('completes an export that was handed over before its former owner lost the session', async () => {
    const { member, memberId, ownerId } = organization;
    const former = await app.startSession({ id: ownerId, organizationId: organization.id });
    const { export: whole } = await startExport(former, { dataset: 'ORGANIZATION', format: 'ZIP' });
    await run(former, 'transferOwnership', String(memberId));
    await app.signInAgain(member, { id: memberId, organizationId: organization.id });
    await app.revoke(former);
    await app.startWorker();
    expect(await untilEnded(member, whole.id)).toMatchObject({ state: 'COMPLETED', failure: null });
  });

  it.each([
    ['signing out', 'startSession', signOut],
    ['the end of an idle session', 'startSession', async () => app.clock.advance(dayMs)],
    ['the expiry of a token', 'signIn', async () => app.clock.advance(31 * dayMs)],
  ] as const)('goes on after %s', async (_what, way, end) => {
    const client = await app[way](admin());
    const started = await startedBy(client);
    await end(client);
    organization.owner.token = (await app.signIn({ id: organization.ownerId, organizationId: organization.id })).token;
    await app.startWorker();
    expect(await outcomeOf(started)).toMatchObject([{ state: 'READY' }, { state: 'COMPLETED' }]);
  });
});

eachEngine('an import', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);

  it.each(['started it', 'sent its file', 'mapped its headers'])(
    'is not applied after the revocation of the token that %s, and stays unwritten',
    async (part) => {
      const { admin, owner } = organization;
      const leaked = await app.signIn({ id: organization.adminId, organizationId: organization.id });
      const by = (step: string): TestClient => (step === part ? leaked : admin);
      const { id } = await startImport(by('started it'));
      await upload(await uploadUrl(by('sent its file'), id), file);
      await untilState(owner, id, ['READY']);
      await by('mapped its headers').data(mapImport, { id, blankCells: 'CLEAR' });
      await untilState(owner, id, ['READY']);
      await app.revoke(leaked);
      await owner.data(applyImport, { id });
      expect(await untilState(owner, id, ['FAILED', 'COMPLETED'])).toMatchObject(revokedFailure);
      expect(await readColumn(app.app.dataSource, 'users', 'city', { id: organization.memberId })).toEqual([null]);
    },
  );

  it('completes after it has ended the session that started it by another address of its user', async () => {
    const { id: organizationId, adminId, ownerId } = organization;
    const admin = await app.startSession({ id: adminId, organizationId });
    const owner = await app.startSession({ id: ownerId, organizationId });
    const addresses = ['admin,new-admin@example.com', 'member,new-member@example.com'];
    const { id } = await checkFile(admin, ['Username,Email', ...addresses, ''].join('\n'));
    await owner.data(applyImport, { id });
    expect(await untilState(owner, id, ['FAILED', 'COMPLETED'])).toMatchObject({ state: 'COMPLETED', failure: null });
    expect((await admin.gql('{ viewer { role } }')).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(await readColumn(app.app.dataSource, 'users', 'email', { id: adminId })).toEqual(['new-admin@example.com']);
  });
});
