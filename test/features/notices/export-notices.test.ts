import { AuditLog } from '../../../src/features/audit/audit-log';
import type { Export } from '../../../src/features/exports/record/export.entity';
import type { FinishedFile } from '../../../src/features/exports/worker/export-outcomes';
import { ExportOutcomes } from '../../../src/features/exports/worker/export-outcomes';
import { JobLeases } from '../../../src/platform/jobs/job-leases';
import { createLog } from '../../../src/platform/log';
import { timeZoneDataVersion } from '../../../src/platform/time/time-zone';
import { type SignedInOrganization, useTestApp } from '../../support/apps/app';
import { run } from '../../support/clients/changes';
import { readExport, startExport } from '../../support/clients/exports';
import { expireLeases } from '../../support/data/export-changes';
import { eachEngine } from '../../support/databases/engines';
import { changeRows, deleteRows, hideTable, readColumn, readRows } from '../../support/databases/rows';

const file: FinishedFile = {
  fileKey: '1-1-abc.csv',
  fileName: 'users.csv',
  bytes: 10,
  rows: 1,
  sha256: 'f00',
  warnings: [],
};

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
      (await readColumn(app.app.dataSource, 'notices', 'details')).map((details) => JSON.parse(details).reason.en),
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
      (await readRows(app.app.dataSource, 'notices')).map(({ kind, details }) => [kind, JSON.parse(details).what.en]),
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
