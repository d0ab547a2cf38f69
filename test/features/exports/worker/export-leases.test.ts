import type { DataSource } from 'typeorm';
import { AuditLog } from '../../../../src/features/audit/audit-log';
import type { Export } from '../../../../src/features/exports/record/export.entity';
import { ExportPhase } from '../../../../src/features/exports/record/export-state';
import { ExportOutcomes, type FinishedFile } from '../../../../src/features/exports/worker/export-outcomes';
import { isLeftover } from '../../../../src/features/exports/worker/make-export-file';
import { recordSnapshot } from '../../../../src/features/exports/worker/record-snapshot';
import type { JobClaim } from '../../../../src/platform/jobs/job-claim';
import { JobLeases } from '../../../../src/platform/jobs/job-leases';
import { createLog } from '../../../../src/platform/log';
import { timeZoneDataVersion } from '../../../../src/platform/time/time-zone';
import { useOrganization, useTestApp } from '../../../support/apps/app';
import { readExport, startExport } from '../../../support/clients/exports';
import { eachEngine } from '../../../support/databases/engines';

const file: FinishedFile = {
  fileKey: '1-1-abc.csv',
  fileName: 'users.csv',
  bytes: 10,
  rows: 1,
  sha256: 'f00',
  warnings: [],
};
const progress = (rowsDone: number) => ({
  phase: ExportPhase.READING,
  rowsDone,
  rowsTotal: 100,
  bytesWritten: rowsDone,
  rowsPerSecond: null,
});

eachEngine('leases of exports', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  let dataSource: DataSource;
  let outcomes: ExportOutcomes;
  let claims: JobLeases<Export>;
  let id: string;
  const logged: Record<string, unknown>[] = [];

  beforeAll(async () => {
    dataSource = app.app.dataSource;
    outcomes = new ExportOutcomes(dataSource, app.clock, new AuditLog(dataSource, app.clock), 3_600_000);
    claims = claimsOf();
  });
  beforeEach(async () => {
    await dataSource.query('DELETE FROM exports');
    id = (await startExport(organization.owner)).export.id;
  });

  const claimsOf = (zoneData = timeZoneDataVersion): JobLeases<Export> => {
    const log = createLog('info', { write: (line) => void logged.push(JSON.parse(line)) });
    return new JobLeases(dataSource, outcomes, app.clock, log, { leaseMs: 60_000, slotsPerOrganization: 2, zoneData });
  };
  const runOut = (): Promise<unknown> => dataSource.query('UPDATE exports SET leaseUntil = 0');
  const claim = async (): Promise<JobClaim<Export>> => (await claims.claim())!;

  it('gives an export to one of several concurrent workers', async () => {
    const claimed = (await Promise.all(Array.from({ length: 8 }, () => claims.claim()))).filter((one) => one !== null);
    expect(claimed).toHaveLength(1);
    expect(claimed[0]!.row).toMatchObject({ id: Number(id), attempt: 1 });
    expect(await claims.claim()).toBeNull();
  });

  it('ignores writes of a worker that lost its lease', async () => {
    const earlier = await claim();
    await runOut();
    const later = await claim();
    expect(later.row.attempt).toBe(2);
    const before = await readExport(organization.owner, id);
    expect(await claims.renew(earlier)).toBe(false);
    expect(await claims.saveProgress(earlier, progress(99))).toBe(false);
    expect(await outcomes.fail(earlier, 'INTERNAL', 'no')).toBe(false);
    expect(await outcomes.complete(earlier, file)).toBe(false);
    await claims.release(earlier);
    expect(await outcomes.finishCancel(earlier)).toBe(false);
    expect(await readExport(organization.owner, id)).toEqual(before);
    expect(await outcomes.complete(later, file)).toBe(true);
  });

  it('does not claim an export whose lease was renewed at the last moment', async () => {
    const holder = await claim();
    await runOut();
    const looking = claims.claim();
    const renewed = claims.renew(holder);
    const [other, kept] = await Promise.all([looking, renewed]);
    // Either of the two, and never both.
    expect(kept).toBe(other === null);
  });

  it('completes once when a completion is repeated', async () => {
    const holder = await claim();
    expect(await outcomes.complete(holder, file)).toBe(true);
    expect(await outcomes.complete(holder, file)).toBe(true);
    const audited = await dataSource.query(
      "SELECT id FROM audit_events WHERE exportId = ? AND action = 'EXPORT_COMPLETED'",
      [id],
    );
    expect(audited).toHaveLength(1);
  });

  it('counts no attempt for an export that was released', async () => {
    await claims.release(await claim());
    expect(await readExport(organization.owner, id)).toMatchObject({
      state: 'QUEUED',
      progress: { attempt: 1, queuePosition: 1 },
    });
    expect((await claim()).row.attempt).toBe(1);
  });

  it('does not give up an export released in its last attempt', async () => {
    await claim();
    await dataSource.query('UPDATE exports SET attempt = 3');
    await dataSource.query(
      "UPDATE exports SET state = 'QUEUED', leaseOwner = 'handed back', leaseUntil = NULL, slot = NULL",
    );
    expect(await claim()).toMatchObject({ isAlone: true, row: { attempt: 3 } });
  });

  it('never claims an export of the same worker, even after a late renewal', async () => {
    const holder = await claim();
    await runOut();
    expect(await claims.claim(new Set([holder.id]))).toBeNull();
    expect(await claims.renew(holder)).toBe(true);
  });

  it('runs the last attempt alone', async () => {
    await claim();
    await runOut();
    expect(await claim()).toMatchObject({ isAlone: false, row: { attempt: 2 } });
    await runOut();
    const {
      export: { id: other },
    } = await startExport(organization.owner, { format: 'XLSX' });
    expect(await claims.claim(new Set([0]))).toBeNull();
    expect(await claim()).toMatchObject({ id: Number(id), isAlone: true });
    expect(await claim()).toMatchObject({ id: Number(other), isAlone: false });
  });

  it('cannot complete a canceled export, and ends it when its worker is gone', async () => {
    const holder = await claim();
    const cancel = 'mutation ($id: ID!) { cancelExport(id: $id) { state } }';
    expect(await organization.owner.data(cancel, { id })).toEqual({ cancelExport: { state: 'CANCELLING' } });
    expect(await organization.owner.data(cancel, { id })).toEqual({ cancelExport: { state: 'CANCELLING' } });
    expect(await outcomes.complete(holder, file)).toBe(false);
    expect(await claims.renew(holder)).toBe(false);
    await claims.release(holder);
    expect((await readExport(organization.owner, id)).state).toBe('CANCELLING');
    await runOut();
    expect(await claims.claim()).toBeNull();
    expect((await readExport(organization.owner, id)).state).toBe('CANCELLED');
  });

  it('recognizes only files of earlier attempts as leftovers', async () => {
    await claim();
    await runOut();
    const second = await claim();
    const names = [`${id}-1-aaaa.csv`, `${id}-2-aaaa.csv`, `${id}-3-aaaa.csv`, `1${id}-1-aaaa.csv`, 'notes.txt'];
    expect(names.filter((name) => isLeftover(name, second))).toEqual([`${id}-1-aaaa.csv`]);
  });

  describe('with other time zone data than the request', () => {
    const asked = (release: string | null): Promise<unknown> =>
      dataSource.query('UPDATE exports SET timezoneDataVersion = ?', [release]);
    const release = async (): Promise<string | null> => (await readExport(organization.owner, id)).timezoneDataVersion;
    beforeEach(() => logged.splice(0));

    it('records the release of the request, and then of the file', async () => {
      expect(await release()).toBe(timeZoneDataVersion);
      const newer = claimsOf('9999b');
      await recordSnapshot(dataSource, (await newer.claim())!, 'Europe/Lisbon', newer.settings.zoneData);
      expect(await release()).toBe('9999b');
    });

    it('leaves the export to newer workers and logs it once', async () => {
      await asked('2026f');
      const older = claimsOf('2026e');
      for (let time = 0; time < 3; time++) expect(await older.claim()).toBeNull();
      expect(logged).toEqual([
        expect.objectContaining({
          level: 'warn',
          exportId: Number(id),
          release: '2026e',
          needs: '2026f',
          msg: expect.stringContaining('wait for a worker with newer time zone data'),
        }),
      ]);
      expect((await readExport(organization.owner, id)).state).toBe('QUEUED');
      expect(await claimsOf('2026f').claim()).not.toBeNull();
    });

    it.each(['2026e', null])('claims an export requested with an older release (%s)', async (earlier) => {
      await asked(earlier);
      expect(await claimsOf('2026f').claim()).not.toBeNull();
    });

    it('claims later exports that need no newer release', async () => {
      for (let more = 0; more < 24; more++)
        await startExport(organization.owner, { format: 'CSV', asOf: new Date(more).toISOString() });
      await asked('2026f');
      const { export: last } = await startExport(organization.owner, { format: 'XLSX' });
      await dataSource.query('UPDATE exports SET timezoneDataVersion = NULL WHERE id = ?', [last.id]);
      expect((await claimsOf('2026e').claim())!.id).toBe(Number(last.id));
    });

    it('does not restart but may end an export of a newer worker', async () => {
      const newer = claimsOf('2026f');
      await recordSnapshot(dataSource, (await newer.claim())!, 'Europe/Lisbon', newer.settings.zoneData);
      await runOut();
      expect(await claimsOf('2026e').claim()).toBeNull();
      await organization.owner.data('mutation ($id: ID!) { cancelExport(id: $id) { id } }', { id });
      expect(await claimsOf('2026e').claim()).toBeNull();
      expect((await readExport(organization.owner, id)).state).toBe('CANCELLED');
    });
  });
});
