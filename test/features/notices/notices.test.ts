/** @slow */
import { AuditLog } from '../../../src/features/audit/audit-log';
import type { Export } from '../../../src/features/exports/record/export.entity';
import type { FinishedFile } from '../../../src/features/exports/worker/export-outcomes';
import { ExportOutcomes } from '../../../src/features/exports/worker/export-outcomes';
import { JobLeases } from '../../../src/platform/jobs/job-leases';
import { raw } from '../../../src/platform/database/sql';
import { createLog } from '../../../src/platform/log';
import { timeZoneDataVersion } from '../../../src/platform/time/time-zone';
import { createTestApp, type SignedInOrganization, type TestApp, useTestApp } from '../../support/apps/app';
import { auditOf, run } from '../../support/clients/changes';
import type { Data } from '../../support/clients/client';
import { readExport, startExport, untilEnded } from '../../support/clients/exports';
import { type ReceivedMail, TestMailServer } from '../../support/clients/mails';
import { expireLeases } from '../../support/data/export-changes';
import { eachEngine } from '../../support/databases/engines';
import { changeRows, deleteRows, hideTable, readColumn, readRows } from '../../support/databases/rows';
import { waitFor } from '../../support/wait-for';

const file: FinishedFile = {
  fileKey: '1-1-abc.csv',
  fileName: 'users.csv',
  bytes: 10,
  rows: 1,
  sha256: 'f00',
  warnings: [],
};

eachEngine('mail notices', (engine) => {
  let server: TestMailServer;
  let app: TestApp;
  let here: SignedInOrganization;

  beforeAll(async () => {
    server = await new TestMailServer({
      user: (name, password) => name === 'desk' && password === 's3cret pass',
    }).start();
    app = await createTestApp(engine, {
      settings: {
        SMTP_URL: server.url.replace('//', '//desk:s3cret%20pass@'),
        CONSOLE_URL: 'https://desk.example/',
        MAIL_FROM: 'Hotels <desk@hotels.example>',
      },
    });
  });
  beforeEach(async () => {
    server.mails.splice(0);
    server.answers = {};
    here = await app.organization();
  });
  afterEach(async () => {
    await server.start();
    await changeRows(app.app.dataSource, 'notices', { state: 'WAITING' }, { state: 'FAILED' });
  });
  afterAll(async () => {
    await app?.stop();
    await server?.stop();
  });

  const notices = (): Promise<Data[]> =>
    readRows(app.app.dataSource, 'notices', { organizationId: here.id }, [
      'id',
      'kind',
      'state',
      'attempt',
      'error',
      'toUserId',
    ]);
  const untilNotice = (what: string, is: (notice: Data) => boolean): Promise<Data> =>
    waitFor(what, async () => (await notices()).find(is));
  const completed = async (): Promise<string> =>
    (await untilEnded(here.admin, (await startExport(here.admin)).export.id)).id;
  const brief = ({ to, subject }: ReceivedMail): string => `${to}: ${subject}`;

  it('notify the requester of a completed export, with a link to its page only', async () => {
    const id = await completed();
    const [mail, ...others] = await server.until(1);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      from: 'Hotels <desk@hotels.example>',
      to: 'Adam Admin <admin@example.test>',
      subject: 'Your export of users (CSV) is ready',
      messageId: expect.stringMatching(/^<[0-9a-f-]{36}@hotels\.example>$/),
    });
    expect(mail!.text).toContain(`Open the export: https://desk.example/exports/${id}\n`);
    expect(mail!.text).toContain('the file is kept for 24 hours');
    expect(mail!.raw).not.toMatch(/downloads|tp_|sha256|member@example|Mia/);
    await untilNotice('the mark', ({ state }) => state === 'SENT');
  });

  it('notify the owner of an export request, and the requester of the answer', async () => {
    const { id } = await run(here.member, 'requestExport', { export: { format: 'XLSX' }, reason: 'Tax <b>year</b>' });
    const [opened] = await server.until(1);
    expect(brief(opened!)).toBe('Olga Owner <owner@example.test>: Mia Member requests an export of users (XLSX)');
    expect(opened!.text).toContain(
      `Their reason: Tax <b>year</b>\n\nNothing is exported unless you approve it.\n\nOpen the request: https://desk.example/export-requests/${id}\n`,
    );
    expect(opened!.html).not.toContain('<b>');
    await run(here.owner, 'approveExportRequest', id);
    const mails = await server.until(3);
    expect(mails.slice(1).map(brief).sort()).toEqual([
      'Mia Member <member@example.test>: Your request for an export of users (XLSX) was approved',
      'Olga Owner <owner@example.test>: Your export of users (XLSX) is ready',
    ]);
    const { id: other } = await run(here.member, 'requestExport', { export: { format: 'CSV' } });
    await here.owner.data('mutation ($id: ID!) { declineExportRequest(id: $id, reason: "No need") { id } }', {
      id: other,
    });
    const [, declined] = (await server.until(5)).slice(3).sort((a, b) => brief(b).localeCompare(brief(a)));
    expect(declined).toMatchObject({
      subject: 'Your request for an export of users (CSV) was declined',
      text: expect.stringContaining('Olga Owner has declined'),
    });
    expect(declined!.text).toContain('Their reason: No need');
  });

  it('log a recipient without a valid address', async () => {
    for (const email of [null, 'x@y\r\nBcc: victim@example.test', `${'x'.repeat(180)}@y,z`]) {
      await changeRows(app.app.dataSource, 'users', { id: here.adminId }, { email });
      await run(here.owner, 'cancelExport', (await startExport(here.admin, { format: 'XLSX' })).export.id).catch(
        () => undefined,
      );
      await completed();
    }
    await waitFor('all to be skipped', async () =>
      (await notices()).every(
        ({ state, error }) =>
          state === 'FAILED' && error === 'The recipient has no active account with a valid e-mail address.',
      ),
    );
    expect(server.mails).toEqual([]);
    expect(
      app.logLines.filter((line) => line.includes('mail not sent: the recipient has no active account')).length,
    ).toBeGreaterThanOrEqual(3);
    expect(await auditOf(here.owner, 'MAIL_FAILED')).toEqual([]);
  });

  it('are only delayed while the mail server is down', async () => {
    await server.stop();
    const id = await completed();
    expect((await readExport(here.admin, id)).state).toBe('COMPLETED');
    expect(await untilNotice('a second attempt', ({ attempt }) => attempt >= 2)).toMatchObject({
      state: 'WAITING',
      error: expect.stringContaining('The mail server cannot be used'),
    });
    expect((await startExport(here.admin, { format: 'XLSX' })).deduplicated).toBe(false);
    await server.start();
    expect((await server.until(2, 10_000)).map(({ text }) => text.includes(`/exports/${id}\n`))).toContain(true);
  });

  it('delay no export while the mail server does not respond', async () => {
    server.answers = { mail: () => new Promise(() => undefined) };
    await completed();
    await server.until(1);
    await completed();
    expect(
      (await notices()).map(({ state, attempt }) => [state, attempt]).filter(([state]) => state === 'SENT'),
    ).toEqual([]);
    // Whoever hangs up on it is free for the next at once.
    await server.stop();
    server.answers = {};
    await server.start();
    await waitFor('all to be sent', async () => (await notices()).every(({ state }) => state === 'SENT'));
  });

  it('are not retried after a refusal, which the owner sees in the audit log', async () => {
    server.answers = { recipient: () => ({ code: 550, message: 'no such mailbox' }) };
    const id = await completed();
    expect(await untilNotice('an end', ({ state }) => state === 'FAILED')).toMatchObject({
      attempt: 1,
      error: 'The mail server answered: 550 no such mailbox',
    });
    const { auditEvents } = await here.owner.data('{ auditEvents { nodes { action exportId details } } }');
    expect(auditEvents.nodes).toContainEqual({
      action: 'MAIL_FAILED',
      exportId: id,
      details: 'EXPORT_COMPLETED: The mail server answered: 550 no such mailbox',
    });
  });

  it('are retried with the same Message-ID, and given up after three days', async () => {
    server.answers = { mail: async () => ({ code: 451, message: 'later' }) };
    await completed();
    const mails = await server.until(2);
    expect(mails[0]!.messageId).toBe(mails[1]!.messageId);
    await changeRows(
      app.app.dataSource,
      'notices',
      { organizationId: here.id },
      { queuedAt: raw(`queuedAt - ${3 * 86_400_000}`) },
    );
    expect(await untilNotice('an end', ({ state }) => state === 'FAILED')).toMatchObject({
      error: 'The mail server answered: 451 later',
    });
    expect(await auditOf(here.owner, 'MAIL_FAILED')).toHaveLength(1);
  });

  it('never log the password of the mail server', async () => {
    server.answers = { user: () => false };
    await server.stop();
    await server.start();
    await completed();
    await untilNotice('an attempt', ({ error }) => String(error).includes('SMTP_URL'));
    expect(app.logLines.join('\n')).not.toMatch(/s3cret|czNjcmV0|AGRlc2sA/);
    server.answers = {};
    await server.stop();
  });
});

eachEngine('the notices of an export', (engine) => {
  const app = useTestApp(engine, { worker: false });
  let here: SignedInOrganization;
  let outcomes: ExportOutcomes;
  let claims: JobLeases<Export>;

  beforeAll(async () => {
    const { dataSource } = app.app;
    outcomes = new ExportOutcomes(dataSource, app.clock, new AuditLog(dataSource, app.clock), 3_600_000);
    claims = new JobLeases(dataSource, outcomes, app.clock, createLog('silent'), {
      leaseMs: 60_000,
      slotsPerOrganization: 2,
      zoneData: timeZoneDataVersion,
    });
  });
  beforeEach(async () => {
    await deleteRows(app.app.dataSource, 'exports');
    await deleteRows(app.app.dataSource, 'notices');
    here = await app.organization();
  });

  const told = async (): Promise<unknown[]> =>
    (await readRows(app.app.dataSource, 'notices')).map(({ kind, toUserId, exportId }) => [kind, toUserId, exportId]);

  it('are committed together with the event, or not at all', async () => {
    const {
      export: { id },
    } = await startExport(here.admin);
    const claim = (await claims.claim())!;
    const restore = await hideTable(app.app.dataSource, 'notices');
    try {
      await expect(outcomes.complete(claim, file)).rejects.toThrow();
      await expect(outcomes.fail(claim, 'INTERNAL', 'no')).rejects.toThrow();
      expect(
        (await here.admin.gql('mutation { requestExport(input: { export: { format: CSV } }) { id } }')).errors,
      ).toHaveLength(1);
    } finally {
      await restore();
    }
    expect((await readExport(here.admin, id)).state).toBe('RUNNING');
    expect((await here.owner.data('{ exportRequests { totalCount } }')).exportRequests.totalCount).toBe(0);
    expect(await told()).toEqual([]);
    // Said again, because its answer was lost.
    expect([await outcomes.complete(claim, file), await outcomes.complete(claim, file)]).toEqual([true, true]);
    expect(await told()).toEqual([['EXPORT_COMPLETED', here.adminId, Number(id)]]);
  });

  it('go to the requester when it fails or its workers are lost', async () => {
    const { export: first } = await startExport(here.admin);
    await outcomes.fail((await claims.claim())!, 'STORAGE_FULL', 'The disk is full.');
    const { export: second } = await startExport(here.admin);
    for (let attempt = 0; attempt < 4; attempt++) {
      await claims.claim();
      await expireLeases(app.app.dataSource, 'exports');
    }
    expect((await readExport(here.admin, second.id)).failure.code).toBe('WORKER_LOST');
    expect(await told()).toEqual([
      ['EXPORT_FAILED', here.adminId, Number(first.id)],
      ['EXPORT_FAILED', here.adminId, Number(second.id)],
    ]);
    expect(
      (await readColumn(app.app.dataSource, 'notices', 'details')).map((details) => JSON.parse(details).reason),
    ).toEqual(['The disk is full.', 'The worker was lost 3 times.']);
  });

  it('distinguish the export of one user from a full export', async () => {
    const input = { dataset: 'ORGANIZATION', format: 'ZIP', userId: String(here.memberId) };
    await startExport(here.owner, input);
    await outcomes.complete((await claims.claim())!, file);
    await startExport(here.owner, input);
    await outcomes.fail((await claims.claim())!, 'STORAGE_FULL', 'The disk is full.');
    await startExport(here.owner, input);
    for (let attempt = 0; attempt < 4; attempt++) {
      await claims.claim();
      await expireLeases(app.app.dataSource, 'exports');
    }
    for (const userId of [input.userId, undefined])
      await run(here.member, 'requestExport', { export: { ...input, userId } });
    expect(
      (await readRows(app.app.dataSource, 'notices')).map(({ kind, details }) => [kind, JSON.parse(details).what]),
    ).toEqual([
      ...[
        'EXPORT_REQUESTED',
        'EXPORT_COMPLETED',
        'EXPORT_REQUESTED',
        'EXPORT_FAILED',
        'EXPORT_REQUESTED',
        'EXPORT_FAILED',
        'REQUEST_OPENED',
      ].map((kind) => [kind, 'one user (ZIP)']),
      ['REQUEST_OPENED', 'the whole organization'],
    ]);
  });

  it('go to the current owner for a full export, and are not sent for a canceled one', async () => {
    const {
      export: { id },
    } = await startExport(here.owner);
    await changeRows(app.app.dataSource, 'exports', {}, { dataset: 'ORGANIZATION', format: 'ZIP' });
    await outcomes.complete((await claims.claim())!, file);
    expect(await told()).toEqual([['EXPORT_COMPLETED', null, Number(id)]]);
    const { export: other } = await startExport(here.owner, { format: 'XLSX' });
    await here.owner.data('mutation ($id: ID!) { cancelExport(id: $id) { id } }', { id: other.id });
    expect(await told()).toHaveLength(1);
  });
});
