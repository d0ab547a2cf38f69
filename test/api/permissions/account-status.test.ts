import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { AuditLog } from '../../../src/features/audit/audit-log';
import { Permission } from '../../../src/features/auth/permissions';
import { enqueueNotice, NoticeKind } from '../../../src/features/notices/notice';
import { NoticeClaims } from '../../../src/features/notices/notice-claims';
import { transact } from '../../../src/platform/database/transaction';
import { createTestApp, type SignedInOrganization, type TestApp } from '../../support/apps/app';
import { replaceFile } from '../../support/apps/export-files';
import { type HeldWorker, startHeldWorker } from '../../support/apps/held-worker';
import { attempt, auditOf, refusalOf, run } from '../../support/clients/changes';
import { download, type TestClient } from '../../support/clients/client';
import { exportFile, readExport, startExport, untilEnded } from '../../support/clients/exports';
import { RawSocket } from '../../support/clients/raw-socket';
import { suspendUser } from '../../support/data/account-changes';
import { addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { countRows, readRows } from '../../support/databases/rows';
import { countSessions } from '../../support/databases/sessions';
import { waitFor } from '../../support/wait-for';

const statuses = ['ACTIVE', 'INACTIVE', 'PENDING'];
const activity = 'subscription { exportActivity { id state } }';
const role = '{ viewer { role } }';
const withinMs = 10_000;

eachEngine('an account', (engine) => {
  let app: TestApp;
  let organization: SignedInOrganization;
  let owner: TestClient;
  let worker: HeldWorker;
  let fileId: string;
  const sockets: RawSocket[] = [];

  beforeAll(async () => {
    app = await createTestApp(engine, { worker: false });
    worker = await startHeldWorker(app);
    organization = await app.organization();
    owner = await app.startSession({ id: organization.ownerId, organizationId: organization.id });
    fileId = (await exportFile(organization.owner)).row.id;
    // More than the buffers of the kernel may grow to: the client reads nothing of it at first, and it must not have
    // been sent by then.
    await replaceFile(app, fileId, Buffer.alloc(64_000_000, 'x'));
  });
  afterEach(async () => {
    worker.release();
    sockets.splice(0).forEach((socket) => socket.close());
    // Or the worker would hold one of these instead of the next test's.
    await waitFor(
      'all exports to end',
      async () =>
        (await organization.owner.data('{ exports(states: [QUEUED, RUNNING, CANCELLING]) { totalCount } }')).exports
          .totalCount === 0,
    );
  });
  afterAll(async () => {
    await worker?.stop();
    await app?.stop();
  });

  let number = 0;
  const person = async (signIn: 'signIn' | 'startSession' = 'signIn'): Promise<{ id: number; client: TestClient }> => {
    const [id] = await addUsers(app.app.dataSource, organization.id, [
      {
        username: `person-${++number}`,
        role: 'ADMIN',
        permissions: Object.values(Permission),
        email: `p${number}@example.test`,
      },
    ]);
    return { id: id!, client: await app[signIn]({ id: id!, organizationId: organization.id }) };
  };
  const signedIn = async (client: TestClient): Promise<RawSocket> => {
    const socket = await RawSocket.signedIn(client);
    sockets.push(socket);
    return socket;
  };
  const setStatus = (id: number, status: string) => run(owner, 'changeUser', { id: String(id), status }, 'status');
  /**
   * Whether it is still open once the checks of all sockets have come round: the witness is suspended later, and closed
   * by a later check.
   */
  const isLeftOpen = async (socket: RawSocket): Promise<boolean> => {
    const witness = await person();
    const witnessing = await signedIn(witness.client);
    await setStatus(witness.id, 'INACTIVE');
    await witnessing.untilClosed(withinMs);
    return socket.closed === null;
  };
  const isSentWhole = (response: IncomingMessage): Promise<boolean> =>
    new Promise((resolve) => response.on('error', () => undefined).on('close', () => resolve(response.complete)));

  /** What the client gets of a download that the server has ended: it is read on only after that. */
  const isSentAfterDenial = async (
    response: IncomingMessage,
    isSent: Promise<boolean>,
    userId: number,
  ): Promise<boolean> => {
    await waitFor('the running download to be ended', async () => {
      const { auditEvents } = await organization.owner.data(
        'query ($userId: ID) { auditEvents(userId: $userId, actions: [DOWNLOAD_DENIED], text: "ended before its end") { totalCount } }',
        { userId },
      );
      return auditEvents.totalCount > 0;
    });
    response.resume();
    return isSent;
  };

  describe.each([
    ...statuses.map((status) => [status, 'a token', 'signIn'] as const),
    ['ACTIVE', 'a session', 'startSession'],
    ['INACTIVE', 'a session', 'startSession'],
  ] as const)('that becomes %s, with %s', (status, _credential, signIn) => {
    const isActive = status === 'ACTIVE';

    it(
      isActive ? 'gets through on every way in' : 'gets through on no way in, and loses what it was let into before',
      async () => {
        const { id, client } = await person(signIn);
        const link = (await readExport(client, fileId)).file.downloadUrl;
        const [sending] = (await once(get(link), 'response')) as [IncomingMessage];
        const isSent = isSentWhole(sending);
        sending.pause();
        const [socket, live] = [await signedIn(client), await signedIn(client)];
        await socket.answer(role);
        live.start(activity);
        await worker.hold();
        const { export: held } = await startExport(client, { format: 'CSV', columns: ['email'] });
        await waitFor(
          'the export to run',
          async () => (await readExport(organization.owner, held.id)).state === 'RUNNING',
        );
        const { export: waiting } = await startExport(client, { format: 'CSV', columns: ['username'] });
        await live.until('the queued export', ({ payload }) => payload?.data?.exportActivity.id === waiting.id);
        const request = await run(client, 'requestExport', { export: { format: 'CSV', columns: ['city'] } });
        await transact(app.app.dataSource, (manager) =>
          enqueueNotice(manager, {
            organizationId: organization.id,
            kind: NoticeKind.EXPORT_COMPLETED,
            to: id,
            exportId: Number(held.id),
            details: { what: 'users (CSV)' },
          }),
        );

        expect(await setStatus(id, status)).toEqual({ status });
        const seenBefore = live.messages.length;
        const { export: later } = await startExport(organization.owner, { format: 'CSV', columns: ['company'] });

        const connecting = await RawSocket.open(client);
        sockets.push(connecting);
        connecting.send({ type: 'connection_init', payload: client.connectionParams });
        const isLiveTold = await waitFor(
          'the stream to go on or to end',
          () => {
            const told = live.messages
              .slice(seenBefore)
              .some(({ payload }) => payload?.data?.exportActivity?.id === later.id);
            return told ? 'told' : live.closed ? 'closed' : null;
          },
          withinMs,
        );
        const notices = new NoticeClaims(app.app.dataSource, new AuditLog(app.app.dataSource, app.clock));
        let hasRecipient: boolean | undefined;
        for (let notice = await notices.claim(); notice; notice = await notices.claim())
          if (notice.exportId === Number(held.id)) hasRecipient = notice.recipient !== null;
        const through = {
          query: (await client.gql(role)).status === 200,
          mutation:
            (
              await client.post(
                JSON.stringify({
                  query: 'mutation ($input: ChangeUserInput!) { changeUser(input: $input) { id } }',
                  variables: { input: { id: String(id), status: 'ACTIVE' } },
                }),
              )
            ).status === 200,
          statistics:
            (await download(`${app.url}/statistics.csv?of=bookings&from=2026-01&to=2026-01`, client.headers)).status ===
            200,
          newSocket:
            (await waitFor('the socket to be acknowledged or closed', () =>
              connecting.messages.some(({ type }) => type === 'connection_ack')
                ? 'open'
                : connecting.closed
                  ? 'closed'
                  : null,
            )) === 'open',
          openSocket: await isLeftOpen(socket),
          liveStream: isLiveTold === 'told',
          link: (await download(link, {}, 'HEAD')).status === 200,
          approval: (await attempt(organization.owner, 'approveExportRequest', request.id)).errors === undefined,
          mail: hasRecipient,
          runningDownload: await (isActive ? sending.resume() && isSent : isSentAfterDenial(sending, isSent, id)),
          runningExport: (worker.release(), (await untilEnded(organization.owner, held.id)).state === 'COMPLETED'),
          queuedExport: (await untilEnded(organization.owner, waiting.id)).state === 'COMPLETED',
        };
        expect(through).toEqual(Object.fromEntries(Object.keys(through).map((way) => [way, isActive])));
        if (isActive) return;
        for (const one of [held, waiting])
          expect((await readExport(organization.owner, one.id)).failure).toMatchObject({ code: 'PERMISSION_LOST' });
        expect(await refusalOf(organization.owner, 'approveExportRequest', request.id)).toMatchObject({
          code: 'CONFLICT',
          argument: 'id',
          message: "The requester's account is not ACTIVE. Decline the request, or make the account ACTIVE first.",
        });
        expect((await run(organization.owner, 'declineExportRequest', request.id, 'state')).state).toBe('DECLINED');
        await setStatus(id, 'ACTIVE');
        // Tokens get their rights back. Sessions ended when the account was suspended.
        expect((await client.gql(role)).status).toBe(signIn === 'signIn' ? 200 : 401);
      },
    );
  });

  it('of the owner stays ACTIVE', async () => {
    for (const status of statuses.slice(1)) {
      expect(
        await refusalOf(organization.owner, 'changeUser', { id: String(organization.ownerId), status }),
      ).toMatchObject({ code: 'CONFLICT', argument: 'input.status' });
      expect(
        await refusalOf(organization.admin, 'changeUser', { id: String(organization.ownerId), status }),
      ).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await setStatus(organization.ownerId, 'ACTIVE')).toEqual({ status: 'ACTIVE' });
  });

  it('of an admin is changed only by the owner; the account of a member also by an admin', async () => {
    const admin = await person();
    const input = (id: number, status: string) => ({ id: String(id), status });
    const refused = { code: 'FORBIDDEN', reason: 'OWNER_ONLY' };
    expect(await refusalOf(organization.admin, 'changeUser', input(admin.id, 'INACTIVE'))).toMatchObject(refused);
    expect(await refusalOf(admin.client, 'changeUser', input(admin.id, 'INACTIVE'))).toMatchObject(refused);
    expect((await admin.client.gql(role)).status).toBe(200);
    await setStatus(admin.id, 'INACTIVE');
    expect(await refusalOf(organization.admin, 'changeUser', input(admin.id, 'ACTIVE'))).toMatchObject(refused);
    await setStatus(admin.id, 'ACTIVE');
    await run(organization.admin, 'changeUser', input(organization.memberId, 'PENDING'));
    expect((await organization.member.gql(role)).status).toBe(401);
    await run(organization.admin, 'changeUser', input(organization.memberId, 'ACTIVE'));
    expect((await organization.member.gql(role)).status).toBe(200);
    expect((await auditOf(organization.owner, 'USER_CHANGED')).slice(-4).map(({ details }) => details)).toEqual([
      `"person-${number}": status`,
      `"person-${number}": status`,
      '"member": status',
      '"member": status',
    ]);
  });

  /**
   * Runs `work` while the person's row is held by the transaction that suspends them, and lets that commit once the
   * work waits for it.
   */
  const whileBeingSuspended = async <T>(id: number, work: () => Promise<T>): Promise<T> => {
    let working: Promise<T> | undefined;
    await transact(app.app.dataSource, async (manager) => {
      await suspendUser(manager, id);
      working ??= work();
      // SQLite has one writer: the work waits, or is refused already.
      if (engine.name === 'sqlite') return;
      await waitFor(
        'the work to wait',
        async () => (await countSessions(app.app.dataSource, 'info', 'SELECT u.role%FROM users u %')) > 0,
      );
    });
    return working!;
  };

  it('cannot be reactivated by its own user during a suspension', async () => {
    const { id, client } = await person();
    const { errors } = await whileBeingSuspended(id, () =>
      attempt(client, 'changeUser', { id: String(id), status: 'ACTIVE', city: 'Faro' }),
    );
    expect(['FORBIDDEN', 'UNAUTHENTICATED']).toContain(errors![0]!.extensions.code);
    expect((await readRows(app.app.dataSource, 'users', { id }, ['status', 'city']))[0]).toEqual({
      status: 'INACTIVE',
      city: null,
    });
  });

  it.each([
    ['startExport', { format: 'CSV' }],
    ['requestExport', { export: { format: 'CSV' } }],
  ])('cannot %s during a suspension', async (name, input) => {
    const { id, client } = await person();
    const { errors } = await whileBeingSuspended(id, () => attempt(client, name, input));
    expect(errors!.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
    for (const table of ['exports', 'export_requests'])
      expect(await countRows(app.app.dataSource, table, { requestedById: id })).toBe(0);
  });
});
