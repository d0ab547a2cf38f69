/** @slow */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { AuditLog } from '../../../src/features/audit/audit-log';
import { NoticeClaims } from '../../../src/features/notices/notice-claims';
import { createTestApp, type SignedInOrganization, type TestApp } from '../../support/apps/app';
import { replaceFile } from '../../support/apps/export-files';
import { type HeldWorker, startHeldWorker } from '../../support/apps/held-worker';
import { attempt, auditOf, refusalOf, run } from '../../support/clients/changes';
import { type Data, download, type TestClient } from '../../support/clients/client';
import { exportFile, readExport, startExport, untilEnded } from '../../support/clients/exports';
import { eachEngine } from '../../support/databases/engines';
import { readRows } from '../../support/databases/rows';
import { waitFor } from '../../support/wait-for';

const whole = { dataset: 'ORGANIZATION', format: 'ZIP' };

eachEngine('a transfer of ownership', (engine) => {
  let app: TestApp;
  let here: SignedInOrganization;
  let worker: HeldWorker;
  beforeAll(async () => {
    app = await createTestApp(engine, { worker: false });
    worker = await startHeldWorker(app);
  });
  beforeEach(async () => {
    here = await app.organization({}, 'session');
  });
  afterEach(() => worker.release());
  afterAll(async () => {
    await worker?.stop();
    await app?.stop();
  });

  const transfer = async (client: TestClient, id: number): Promise<void> => {
    await run(client, 'transferOwnership', String(id));
    await app.signInAgain(here.member, { id, organizationId: here.id });
  };
  const stateOf = async (client: TestClient, id: string): Promise<[string, string]> => {
    const { state, requestedBy } = await readExport(client, id);
    return [state, requestedBy.username];
  };
  /** By kind and export or request, the username of the person that each waiting mail goes to. */
  const recipients = async (): Promise<string[]> => {
    const notices = new NoticeClaims(app.app.dataSource, new AuditLog(app.app.dataSource, app.clock));
    const found: string[] = [];
    for (let notice = await notices.claim(); notice; notice = await notices.claim())
      if (notice.organizationId === here.id)
        found.push(`${notice.kind} ${notice.exportId ?? notice.requestId} ${notice.recipient?.username}`);
    return found.sort();
  };

  it('hands unfinished exports of the organization over to the new owner', async () => {
    await worker.hold();
    const { export: running } = await startExport(here.owner, whole);
    await waitFor('the export to run', async () => (await readExport(here.owner, running.id)).state === 'RUNNING');
    const { export: ofOneUser } = await startExport(here.owner, { ...whole, userId: String(here.adminId) });
    const { export: ofUsers } = await startExport(here.owner, { format: 'CSV', columns: ['email'] });
    const asking = await run(here.admin, 'requestExport', { export: { ...whole, userId: String(here.memberId) } });
    const approved = await run(here.owner, 'approveExportRequest', asking.id);
    const open = await run(here.admin, 'requestExport', { export: { ...whole, userId: String(here.ownerId) } });
    const own = await run(here.member, 'requestExport', { export: { format: 'CSV', columns: ['city'] } });

    await transfer(here.owner, here.memberId);
    const handedOver = [running.id, ofOneUser.id, approved.export.id];
    expect(await Promise.all([...handedOver, ofUsers.id].map((id) => stateOf(here.member, id)))).toEqual([
      ['RUNNING', 'member'],
      ['QUEUED', 'member'],
      ['QUEUED', 'member'],
      ['QUEUED', 'owner'],
    ]);
    expect(
      (await auditOf(here.member, 'EXPORT_HANDED_OVER')).map(({ username, details }) => [username, details]),
    ).toEqual(Array(3).fill(['owner', '"member"']));
    for (const [id, input] of [
      [running.id, whole],
      [ofOneUser.id, { ...whole, userId: String(here.adminId) }],
      [approved.export.id, { ...whole, userId: String(here.memberId) }],
    ]) {
      expect(await startExport(here.member, input)).toMatchObject({ deduplicated: true, export: { id } });
      expect(await refusalOf(here.owner, 'startExport', input)).toMatchObject({ code: 'FORBIDDEN' });
    }
    for (const id of handedOver)
      expect(await here.owner.refusal('mutation ($id: ID!) { cancelExport(id: $id) { id } }', { id })).toMatchObject({
        code: 'FORBIDDEN',
      });
    expect(await refusalOf(here.owner, 'approveExportRequest', open.id)).toMatchObject({ code: 'NOT_FOUND' });
    const { export: later } = await run(here.member, 'approveExportRequest', open.id);
    const { export: latest } = await run(here.member, 'approveExportRequest', own.id);

    worker.release();
    for (const id of [...handedOver, later.id, latest.id]) {
      const row = await untilEnded(here.member, id);
      expect([row.state, row.failure, row.requestedBy.username]).toEqual(['COMPLETED', null, 'member']);
      expect((await download(row.file.downloadUrl, {}, 'HEAD')).status).toBe(200);
    }
    expect((await untilEnded(here.owner, ofUsers.id)).file).not.toBeNull();
    for (const id of handedOver) expect((await readExport(here.owner, id)).file).toBeNull();
    expect(await recipients()).toEqual(
      [
        ...[...handedOver, later.id].flatMap((id) => [
          `EXPORT_COMPLETED ${id} member`,
          `EXPORT_REQUESTED ${id} member`,
        ]),
        `EXPORT_COMPLETED ${latest.id} member`,
        `EXPORT_COMPLETED ${ofUsers.id} owner`,
        `REQUEST_APPROVED ${asking.id} admin`,
        `REQUEST_APPROVED ${open.id} admin`,
        `REQUEST_APPROVED ${own.id} member`,
        ...[asking.id, open.id, own.id].map((id) => `REQUEST_OPENED ${id} member`),
      ].sort(),
    );
  });

  it("ends the former owner's links to and downloads of exports of the organization", async () => {
    const { row } = await exportFile(here.owner, whole);
    const { row: users } = await exportFile(here.owner, { format: 'CSV', columns: ['email'] });
    await replaceFile(app, row.id, Buffer.alloc(32_000_000, 'x'));
    const [response] = (await once(get(row.file.downloadUrl), 'response')) as [IncomingMessage];
    const isSent = new Promise<boolean>((resolve) =>
      response.on('error', () => undefined).on('close', () => resolve(response.complete)),
    );
    response.pause();
    await transfer(here.owner, here.memberId);
    expect((await download(row.file.downloadUrl, {}, 'HEAD')).status).toBe(403);
    expect((await download(users.file.downloadUrl, {}, 'HEAD')).status).toBe(200);
    await waitFor('the running download to be ended', async () =>
      (await auditOf(here.member, 'DOWNLOAD_DENIED')).some(({ details }) => details === 'ended before its end'),
    );
    response.resume();
    expect(await isSent).toBe(false);
    expect((await download((await readExport(here.member, row.id)).file.downloadUrl, {}, 'HEAD')).status).toBe(200);
  });

  it('leaves all exports of the organization to the new owner, even those started concurrently', async () => {
    await worker.hold();
    const { export: first } = await startExport(here.admin, { format: 'CSV' });
    await waitFor('the worker to be busy', async () => (await readExport(here.admin, first.id)).state === 'RUNNING');
    const others = [here.adminId, here.memberId];
    for (let round = 0; round < 6; round++) {
      const [from, to, id] =
        round % 2 === 0 ? [here.owner, here.member, here.memberId] : [here.member, here.owner, here.ownerId];
      const starts = others.map((userId) =>
        attempt(from, 'startExport', { ...whole, userId: String(userId), asOf: new Date(round).toISOString() }),
      );
      const transferred = attempt(from, 'transferOwnership', String(id));
      const answers = await Promise.all([
        ...starts,
        attempt(from, 'startExport', { ...whole, userId: String(here.ownerId), asOf: new Date(round).toISOString() }),
      ]);
      expect((await transferred).errors).toBeUndefined();
      await app.signInAgain(to, { id, organizationId: here.id });
      for (const { errors } of answers) if (errors) expect(errors[0]!.extensions.code).toBe('FORBIDDEN');
      const rows: Data[] = await readRows(
        app.app.dataSource,
        'exports',
        { organizationId: here.id, dataset: 'ORGANIZATION' },
        ['requestedById'],
      );
      expect([...new Set(rows.map(({ requestedById }) => requestedById))]).toEqual(rows.length > 0 ? [Number(id)] : []);
      expect((await to.data('{ viewer { role } }')).viewer.role).toBe('OWNER');
    }
  });
});
