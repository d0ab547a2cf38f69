import { deleteOldAuditEvents } from '../../../src/features/audit/old-audit-events';
import { insertRows } from '../../../src/platform/database/insert-rows';
import { createTestApp, type TestApp, useOrganizationPerTest, useTestApp } from '../../support/apps/app';
import { attempt, run } from '../../support/clients/changes';
import { type Data, download, type TestClient } from '../../support/clients/client';
import { exportFile, readExport } from '../../support/clients/exports';
import { addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { addRow, changeRows, readColumn } from '../../support/databases/rows';
import { waitFor } from '../../support/wait-for';

const list = `query ($actions: [AuditAction!], $from: DateTime, $before: DateTime) {
  auditEvents(first: 500, actions: $actions, from: $from, before: $before) { nodes { action userId exportId details count happenedAt lastAt } } }`;
const createLink = 'mutation ($id: ID!) { createDownloadLink(id: $id) { url expiresAt } }';
const dayMs = 86_400_000;

eachEngine('audit events', (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganizationPerTest(app);
  beforeAll(async () => {
    app.clock.set('2026-03-15T12:00:05.000Z');
  });

  const events = async (variables: object = {}): Promise<Data[]> =>
    (await organization.owner.data(list, variables)).auditEvents.nodes.reverse();
  const brief = async (...actions: string[]): Promise<unknown[][]> =>
    (await events({ actions })).map(({ action, details, count }) => [action, details, count]);
  const countEvents = async (): Promise<number> =>
    (await readColumn(app.app.dataSource, 'audit_events', 'count')).reduce((sum, count) => sum + Number(count), 0);

  it('that are identical become one row with a count, across servers and concurrent requests', async () => {
    const second = await createTestApp(engine, { worker: false, beside: app });
    try {
      const signIn = (on: TestApp): Promise<TestClient> =>
        on.signIn({ id: organization.memberId, organizationId: organization.id });
      const [here, there] = [await signIn(app), await signIn(second)];
      const deny = async (client: TestClient): Promise<void> => {
        for (let time = 0; time < 10; time++)
          expect((await attempt(client, 'startExport', { format: 'CSV' })).errors![0]!.extensions.code).toBe(
            'FORBIDDEN',
          );
      };
      await Promise.all(Array.from({ length: 20 }, (_unused, index) => deny(index % 2 ? here : there)));
      expect(await brief('EXPORT_DENIED')).toEqual([['EXPORT_DENIED', 'USERS CSV', 200]]);
    } finally {
      await second.stop();
    }
  });

  it('differ by action, user, details, export and minute, and report the first and last time', async () => {
    const [otherId] = await addUsers(app.app.dataSource, organization.id, [{ username: 'other' }]);
    const other = await app.signIn({ id: otherId!, organizationId: organization.id });
    app.clock.set('2026-03-15T12:10:05.000Z');
    await attempt(organization.member, 'startExport', { format: 'CSV' });
    await attempt(other, 'startExport', { format: 'CSV' });
    await attempt(organization.member, 'startExport', { format: 'XLSX' });
    app.clock.set('2026-03-15T12:10:59.999Z');
    await attempt(organization.member, 'startExport', { format: 'CSV' });
    app.clock.set('2026-03-15T12:11:00.000Z');
    await attempt(organization.member, 'startExport', { format: 'CSV' });
    const found = await events();
    expect(
      found.map(({ userId, details, count, happenedAt, lastAt }) => [
        Number(userId),
        details,
        count,
        happenedAt.slice(14),
        lastAt.slice(14),
      ]),
    ).toEqual([
      [organization.memberId, 'USERS CSV', 2, '10:05.000Z', '10:59.999Z'],
      [otherId, 'USERS CSV', 1, '10:05.000Z', '10:05.000Z'],
      [organization.memberId, 'USERS XLSX', 1, '10:05.000Z', '10:05.000Z'],
      [organization.memberId, 'USERS CSV', 1, '11:00.000Z', '11:00.000Z'],
    ]);
    expect(await events({ from: '2026-03-15T12:10:30Z', before: '2026-03-15T12:11:00Z' })).toEqual([found[0]]);
    expect(await events({ before: '2026-03-15T12:10:05Z' })).toEqual([]);
  });

  it('of the system are never merged, and older rows have a count of 1', async () => {
    for (const userId of [null, organization.memberId]) {
      for (let time = 0; time < 2; time++)
        await addRow(app.app.dataSource, 'audit_events', {
          organizationId: organization.id,
          happenedAt: 1000,
          action: 'MAIL_FAILED',
          userId,
          details: 'x',
        });
    }
    const old = { count: 1, happenedAt: '1970-01-01T00:00:01.000Z', lastAt: '1970-01-01T00:00:01.000Z' };
    expect(await events()).toEqual(Array(4).fill(expect.objectContaining(old)));
    const { row } = await exportFile(organization.admin);
    expect(await brief('EXPORT_STARTED', 'EXPORT_COMPLETED')).toEqual([
      ['EXPORT_STARTED', '', 1],
      ['EXPORT_COMPLETED', '', 1],
    ]);
    expect(row.state).toBe('COMPLETED');
  });

  it('are not added by permitted queries and subscriptions', async () => {
    const { row } = await exportFile(organization.admin);
    const before = await countEvents();
    for (let time = 0; time < 3; time++) {
      const file = (await readExport(organization.admin, row.id)).file;
      expect(new Date(file.downloadUrlExpiresAt).getTime()).toBe(app.clock.now().getTime() + 300_000);
      await organization.admin.data(
        '{ exports { nodes { file { downloadUrl downloadUrlExpiresAt } actions { download } } } viewer { tokens { id } } exportTemplates { id } exportRequests { nodes { id } } }',
      );
    }
    const progress = organization.admin.subscribe(
      'subscription ($id: ID!) { exportProgress(id: $id) { state file { downloadUrl } } }',
      { id: row.id },
    );
    expect(await progress.untilCompleted()).toHaveLength(1);
    await organization.owner.data('{ auditEvents { totalCount nodes { id } } }');
    expect(await countEvents()).toBe(before);
  });

  it('record the creation and the use of a download link, ranges and HEAD merged into one', async () => {
    const { row, body } = await exportFile(organization.owner, { format: 'CSV', columns: ['email'] });
    app.clock.advance(60_000);
    const { createDownloadLink: link } = await organization.admin.data(createLink, { id: row.id });
    expect(link).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/downloads\//),
      expiresAt: new Date(app.clock.now().getTime() + 300_000).toISOString(),
    });
    expect((await download(link.url, {}, 'HEAD')).status).toBe(200);
    for (let start = 0; start < 5; start++)
      expect((await download(link.url, { range: `bytes=${start}-${start}` })).body).toEqual(
        body.subarray(start, start + 1),
      );
    expect((await download(link.url)).body).toEqual(body);
    expect(await brief('DOWNLOAD_URL_MINTED', 'DOWNLOAD')).toEqual([
      ['DOWNLOAD', '', 1],
      ['DOWNLOAD_URL_MINTED', '', 1],
      ['DOWNLOAD', '', 7],
    ]);
  });

  it('record who was denied a link, except when there is no file', async () => {
    const { row } = await exportFile(organization.owner, { dataset: 'ORGANIZATION', format: 'ZIP' });
    expect(await organization.admin.refusal(createLink, { id: row.id })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await organization.member.refusal(createLink, { id: row.id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await (await app.organization()).owner.refusal(createLink, { id: row.id })).toMatchObject({
      code: 'NOT_FOUND',
    });
    await organization.owner.data('mutation ($id: ID!) { deleteExportFile(id: $id) { id } }', { id: row.id });
    expect(await organization.owner.refusal(createLink, { id: row.id })).toMatchObject({ code: 'EXPIRED' });
    expect(await brief('DOWNLOAD_URL_MINTED', 'EXPORT_DENIED')).toEqual([['EXPORT_DENIED', 'a link to its file', 1]]);
    await changeRows(app.app.dataSource, 'exports', { id: row.id }, { state: 'CANCELLED' });
    expect(await organization.owner.refusal(createLink, { id: row.id })).toMatchObject({
      code: 'CONFLICT',
      argument: 'id',
    });
  });

  it('of repeated identical changes are merged into one row', async () => {
    for (const city of ['Faro', null, 'Faro', null])
      await run(organization.owner, 'changeUser', { id: String(organization.memberId), city });
    await run(organization.owner, 'changeUser', { id: String(organization.memberId), company: 'x' });
    expect(await brief('USER_CHANGED')).toEqual([
      ['USER_CHANGED', '"member": city', 4],
      ['USER_CHANGED', '"member": company', 1],
    ]);
  });

  it('older than the retention are deleted in batches by an index, and kept with 0', async () => {
    const { dataSource } = app.app;
    const now = Date.now();
    await insertRows(
      dataSource.manager,
      'audit_events',
      ['organizationId', 'happenedAt', 'action', 'details'],
      Array.from({ length: 1205 }, (_unused, index) => [
        organization.id,
        now - (index < 1200 ? 11 : 9) * dayMs,
        'MAIL_FAILED',
        '',
      ]),
    );
    const left = async (): Promise<number> =>
      Number(
        (await organization.owner.data('{ auditEvents(actions: [MAIL_FAILED]) { totalCount } }')).auditEvents
          .totalCount,
      );
    expect(await deleteOldAuditEvents(dataSource, 0)).toBe(0);
    await deleteOldAuditEvents(dataSource, 12 * dayMs);
    expect(await left()).toBe(1205);
    const plan = JSON.stringify(
      await dataSource.query(
        `EXPLAIN ${engine.name === 'sqlite' ? 'QUERY PLAN ' : ''}SELECT id FROM audit_events WHERE happenedAt < ${now - 10_000 * dayMs} LIMIT 500`,
      ),
    );
    expect(plan).toContain('audit_events_happened');

    const another = await createTestApp(engine, { worker: false, beside: app, settings: { AUDIT_KEEP_DAYS: '10' } });
    try {
      await waitFor('the old ones to be gone', async () => (await left()) <= 5);
      expect(await left()).toBe(5);
    } finally {
      await another.stop();
    }
  });
});
