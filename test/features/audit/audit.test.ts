import { Permission } from '../../../src/features/auth/permissions';
import { useOrganizationPerTest, useTestApp, useTestAppPerTest } from '../../support/apps/app';
import { type Data, download } from '../../support/clients/client';
import { exportFile, readExport, startExport, untilEnded } from '../../support/clients/exports';
import { Watching } from '../../support/clients/watching';
import { setPermissions } from '../../support/data/account-changes';
import { eachEngine } from '../../support/databases/engines';
import { addRow } from '../../support/databases/rows';

const list = `query ($first: Int, $after: String, $actions: [AuditAction!], $userId: ID, $exportId: ID, $from: DateTime, $before: DateTime, $text: String) {
  auditEvents(first: $first, after: $after, actions: $actions, userId: $userId, exportId: $exportId, from: $from, before: $before, text: $text) {
    totalCount nodes { id action username address details happenedAt exportId count } pageInfo { hasNextPage endCursor } } }`;

eachEngine('the audit log', (engine) => {
  const app = useTestAppPerTest(engine);
  const organization = useOrganizationPerTest(app);

  const page = async (variables: object): Promise<Data> => (await organization.owner.data(list, variables)).auditEvents;
  /** Oldest first. */
  const told = async (variables: object): Promise<string[]> =>
    (await page(variables)).nodes
      .reverse()
      .map(({ action, username, address, details }: Data) =>
        `${action} ${username ?? 'the system'}${address ? '' : ' from nowhere'} ${details}`.trim(),
      );
  const run = (name: string, id: string) =>
    organization.owner.gql(`mutation ($id: ID!) { ${name}(id: $id) { id } }`, { id });

  it('records each step of an export in order, with user, address and details', async () => {
    const {
      row: { id },
    } = await exportFile(organization.admin, { format: 'CSV', columns: ['email'] });
    const { file } = (
      await organization.owner.data('query ($id: ID!) { export(id: $id) { file { downloadUrl } } }', { id })
    ).export;
    await download(file.downloadUrl);
    await setPermissions(app.app.dataSource, organization.adminId, [Permission.IDENTITIES_VIEW]);
    expect(
      (await organization.admin.gql('mutation ($id: ID!) { deleteExportFile(id: $id) { id } }', { id })).errors,
    ).toHaveLength(1);
    await run('deleteExportFile', id);
    await download(file.downloadUrl);
    const again = (await organization.owner.data('mutation ($id: ID!) { retryExport(id: $id) { id } }', { id }))
      .retryExport.id;
    await Watching.one(organization.owner, again).untilEnd();
    app.clock.advance(86_400_000);
    await app.app.files.sweep();

    expect(await told({ exportId: id })).toEqual([
      'EXPORT_REQUESTED admin USERS CSV',
      'EXPORT_STARTED the system from nowhere',
      'EXPORT_COMPLETED the system from nowhere',
      'DOWNLOAD admin',
      'DOWNLOAD owner',
      'EXPORT_DENIED admin deleting its file',
      'EXPORT_FILE_DELETED owner',
      'DOWNLOAD_DENIED owner the file is gone',
      `EXPORT_RETRIED owner as export ${again}`,
    ]);
    expect(await told({ exportId: again })).toEqual([
      'EXPORT_REQUESTED owner USERS CSV',
      'EXPORT_STARTED the system from nowhere',
      'EXPORT_COMPLETED the system from nowhere',
      'EXPORT_EXPIRED the system from nowhere',
    ]);
  });

  it('records a cancellation once, and a failure with its reason', async () => {
    const {
      export: { id },
    } = await startExport(organization.owner, { format: 'XLSX', columns: ['email'] });
    await run('cancelExport', id);
    await run('cancelExport', id);
    const ended = await readExport(organization.owner, id);
    const cancellations = (await told({ exportId: id, actions: ['EXPORT_CANCELLED'] })).length;
    expect(cancellations).toBe(ended.state === 'COMPLETED' ? 0 : 1);

    const denied = await addRow(app.app.dataSource, 'exports', {
      organizationId: organization.id,
      requestedById: organization.memberId,
      dataset: 'USERS',
      format: 'CSV',
      selection: '{}',
      columnKeys: '["email"]',
      state: 'QUEUED',
      version: 1,
      updatedAt: 0,
      requestedAt: 0,
      attempt: 0,
      phase: 'COUNTING',
      rowsDone: 0,
      bytesWritten: 0,
      warnings: '[]',
      permissions: '["DATA_PROTECTION"]',
    });
    await untilEnded(organization.owner, String(denied));
    expect(await told({ exportId: String(denied) })).toEqual([
      'EXPORT_STARTED the system from nowhere',
      'EXPORT_FAILED the system from nowhere PERMISSION_LOST',
    ]);
  });

  it('can be filtered by action, user, export, time and text at once, and is paged', async () => {
    const started: string[] = [];
    for (let index = 0; index < 6; index++) {
      started.push(
        (
          await startExport(index % 2 ? organization.owner : organization.admin, {
            format: index < 4 ? 'CSV' : 'XLSX',
            asOf: new Date(index).toISOString(),
          })
        ).export.id,
      );
      app.clock.advance(1000);
    }
    const requested = { actions: ['EXPORT_REQUESTED'] };
    const idsOf = async (variables: object): Promise<string[]> =>
      (await page({ ...requested, ...variables })).nodes.map(({ exportId }: Data) => exportId);
    expect(await idsOf({})).toEqual([...started].reverse());
    expect(await idsOf({ userId: String(organization.adminId) })).toEqual([started[4], started[2], started[0]]);
    expect(await idsOf({ exportId: started[3] })).toEqual([started[3]]);
    const at = (index: number): string => new Date(app.clock.now().getTime() - (6 - index) * 1000).toISOString();
    expect(await idsOf({ from: at(1), before: at(3) })).toEqual([started[2], started[1]]);
    expect(await idsOf({ text: 'XLSX' })).toEqual([started[5], started[4]]);
    for (const nothing of [
      { text: 'xlsx' },
      { text: '%' },
      { userId: 'x' },
      { userId: '' },
      { exportId: '0' },
      { exportId: '' },
      { actions: [] },
    ])
      expect(await page({ ...requested, ...nothing })).toMatchObject({ totalCount: 0, nodes: [] });

    const filter = { ...requested, text: 'CSV', userId: String(organization.adminId) };
    const first = await page({ ...filter, first: 1 });
    expect(first).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true } });
    const second = await page({ ...filter, first: 1, after: first.pageInfo.endCursor });
    expect([first, second].map(({ nodes }) => nodes[0].exportId)).toEqual([started[2], started[0]]);
    expect(second.pageInfo.hasNextPage).toBe(false);

    const stranger = await app.organization();
    expect((await stranger.owner.data(list, { exportId: started[0] })).auditEvents.nodes).toEqual([]);
  });

  it('is searched for the details that are shown, in the language of the request', async () => {
    await startExport(organization.admin, { format: 'CSV', dataset: 'BOOKINGS' });
    const { id: organizationId, adminId: userId } = organization;
    const earlier = {
      organizationId,
      userId,
      happenedAt: 0,
      count: 1,
      action: 'DOWNLOAD',
      details: 'BOOKINGS of before',
    };
    await addRow(app.app.dataSource, 'audit_events', earlier);
    const found = async (language: string, text: string): Promise<string[]> => {
      const body = JSON.stringify({ query: list, variables: { text } });
      const { data } = await organization.owner.post(body, { 'accept-language': language });
      return data!.auditEvents.nodes.map(({ details }: Data) => details);
    };
    expect(await found('de', 'Buchungen (CSV')).toEqual(['Buchungen (CSV)']);
    expect(await found('de', 'BOOKINGS')).toEqual(['BOOKINGS of before']);
    expect(await found('en', 'BOOKINGS')).toEqual(['BOOKINGS of before', 'BOOKINGS CSV']);
    expect(await found('en', 'Buchungen')).toEqual([]);
  });
});

eachEngine('the audit log of duplicate requests', (engine) => {
  const app = useTestApp(engine, { worker: false });

  it('records who received a running export, and how often', async () => {
    const organization = await app.organization();
    const {
      export: { id },
    } = await startExport(organization.admin, { format: 'XLSX' });
    const other = await startExport(organization.owner, { format: 'XLSX' });
    expect(other.deduplicated).toBe(false);
    for (let time = 0; time < 2; time++)
      expect(await startExport(organization.admin, { format: 'XLSX' })).toMatchObject({
        deduplicated: true,
        export: { id },
      });
    const { auditEvents } = await organization.owner.data(list, {
      actions: ['EXPORT_REQUESTED', 'EXPORT_DEDUPLICATED'],
    });
    expect(
      auditEvents.nodes
        .map(({ action, username, address, details, exportId, count }: Data) => [
          action,
          username,
          typeof address,
          details,
          exportId,
          count,
        ])
        .reverse(),
    ).toEqual([
      ['EXPORT_REQUESTED', 'admin', 'string', 'USERS XLSX', id, 1],
      ['EXPORT_REQUESTED', 'owner', 'string', 'USERS XLSX', other.export.id, 1],
      ['EXPORT_DEDUPLICATED', 'admin', 'string', 'USERS XLSX', id, 2],
    ]);
  });
});
