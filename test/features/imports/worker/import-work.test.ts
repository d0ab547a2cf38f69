import { AuditLog } from '../../../../src/features/audit/audit-log';
import { Revocations } from '../../../../src/features/auth/revocations';
import { Import } from '../../../../src/features/imports/record/import.entity';
import { ImportRepository } from '../../../../src/features/imports/record/import.repository';
import { importFilter } from '../../../../src/features/imports/record/import-list.inputs';
import { ImportOutcomes } from '../../../../src/features/imports/worker/import-outcomes';
import { ImportWork } from '../../../../src/features/imports/worker/import-work';
import { findWhole } from '../../../../src/platform/database/find-whole';
import { ClaimLost } from '../../../../src/platform/jobs/job-errors';
import type { JobLeases } from '../../../../src/platform/jobs/job-leases';
import { createLog } from '../../../../src/platform/log';
import { diskStorage } from '../../../../src/platform/storage/disk-storage';
import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import {
  applyImport,
  cancelImport,
  readImport,
  startImport,
  undoImport,
  upload,
  uploadUrl,
} from '../../../support/clients/imports';
import { addUsers } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { changeRows, countRows } from '../../../support/databases/rows';
import { PlannedImport } from '../plan/planning';
import { bookOf, textRow } from '../reading/xlsx/workbooks';

/** More than one batch of a plan. */
const userCount = 1200;
/** With it, a batch has about a thousand rows. */
const longText = 'x'.repeat(395);

eachEngine('an import that is cancelled while it is applied', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  it('keeps the batches that were applied, with their undo file', async () => {
    const { dataSource } = app.app;
    const owner = { organizationId: organization.id, userId: organization.ownerId };
    const usernames = Array.from({ length: userCount }, (_unused, index) => `user-${index + 1}`);
    const users = usernames.map((username) => ({ username, city: 'Rome' }));
    await addUsers(dataSource, organization.id, users);
    const rows = usernames.map((username) => `${username},Porto,${longText}`);
    const file = ['Username,City,Bio', ...rows].join('\n');
    const plan = await PlannedImport.check(app, owner, file);
    await plan.accept(owner);
    const [first, second] = await plan.batches();
    expect(second!.lastRow).toBe(userCount);

    // Between the first batch and the second.
    const saveProgress = async (): Promise<boolean> => {
      const { cancelImport: row } = await organization.owner.data(cancelImport, { id: plan.id });
      expect(row.state).toBe('CANCELLING');
      return false;
    };
    const leases = { saveProgress } as unknown as JobLeases<Import>;
    const outcomes = new ImportOutcomes(dataSource, app.clock, plan.context.auditLog);
    const storage = await diskStorage(`${app.database.dataDir}/exports`);
    const work = new ImportWork({ ...plan.context, storage, leases, log: createLog('silent') }, outcomes);
    const claim = { ...plan.lease, row: await plan.row(), isAlone: false };
    await expect(work.run(claim, new AbortController().signal)).rejects.toThrow(ClaimLost);
    expect(await outcomes.finishCancel(claim)).toBe(true);

    expect(await countRows(dataSource, 'users', { city: 'Porto', organizationId: organization.id })).toBe(
      first!.lastRow,
    );
    expect(await readImport(organization.owner, String(plan.id))).toMatchObject({
      state: 'CANCELLED',
      actions: { undo: true, apply: false },
    });
    expect((await plan.row()).undoFile).toMatchObject({ rows: first!.lastRow });
    const counts = 'query ($id: ID!) { import(id: $id) { plan { changed applied } } }';
    expect((await organization.owner.data(counts, { id: plan.id })).import.plan).toEqual({
      changed: userCount,
      applied: first!.lastRow,
    });
    const { undoImport: undo } = await organization.owner.data(undoImport, { id: plan.id });
    expect(undo).toMatchObject({ undoOf: String(plan.id), state: 'CHECKING' });
    expect((await organization.owner.refusal(applyImport, { id: plan.id })).code).toBe('CONFLICT');
  });
});

eachEngine('the percentage of an import', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  it('is known for a workbook, and for an undo', async () => {
    const { dataSource } = app.app;
    const { owner } = organization;
    const usernames = Array.from({ length: userCount }, (_unused, index) => `user-${index + 1}`);
    await addUsers(
      dataSource,
      organization.id,
      usernames.map((username) => ({ username })),
    );
    const saved: number[] = [];
    const saveProgress = async (_claim: unknown, { percent }: { percent?: number }): Promise<boolean> => {
      if (percent !== undefined) saved.push(percent);
      return true;
    };
    const leases = { saveProgress } as unknown as JobLeases<Import>;
    const auditLog = new AuditLog(dataSource, app.clock);
    const revocations = new Revocations(app.clock, auditLog);
    const context = { dataSource, clock: app.clock, auditLog, revocations };
    const storage = await diskStorage(`${app.database.dataDir}/exports`);
    const outcomes = new ImportOutcomes(dataSource, app.clock, auditLog);
    const work = new ImportWork({ ...context, storage, leases, log: createLog('silent') }, outcomes);
    const runStage = async (id: string): Promise<string> => {
      await changeRows(dataSource, 'imports', { id }, { leaseOwner: 'worker', attempt: 1 });
      const row = (await findWhole(dataSource.manager, Import, Number(id)))!;
      await work.run({ id: row.id, owner: 'worker', row, isAlone: false }, new AbortController().signal);
      return (await readImport(owner, id)).state;
    };

    const { id } = await startImport(owner);
    const rows = usernames.map((username) => textRow(username, 'Porto', longText)).join('');
    await upload(await uploadUrl(owner, id), await bookOf(textRow('Username', 'City', 'Bio') + rows));
    expect(await runStage(id)).toBe('READY');
    // On a busy machine, progress is also saved after later batches.
    const [ofFile] = saved.splice(0);
    await owner.data(applyImport, { id });
    expect(await runStage(id)).toBe('COMPLETED');
    const { undoImport: undo } = await owner.data(undoImport, { id });
    expect(await runStage(undo.id)).toBe('READY');
    // After the first of two batches: 1,000 of 1,200 rows, which the reader is ahead of, and one of two batches.
    expect(saved[0]).toBe(50);
    expect(ofFile).toBeGreaterThanOrEqual(80);
    expect(ofFile).toBeLessThan(100);
  });
});

eachEngine('an import of a file with many headers', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  it('is read by lists and live feeds without them', async () => {
    const { dataSource } = app.app;
    const { owner } = organization;
    const { id } = await startImport(owner);
    const headers = Array.from({ length: 2000 }, (_unused, index) => `${index}`.padEnd(300, 'x'));
    const warnings = JSON.stringify(headers);
    const mapping = JSON.stringify(headers.map((header) => ({ header, column: null })));
    const columns = JSON.stringify(headers.map((header) => ({ header, samples: [] })));
    await changeRows(dataSource, 'imports', { id }, { columns, mapping, warnings, ignoredColumns: warnings });
    const imports = new ImportRepository(dataSource);
    const scope = { organizationId: organization.id };
    const [{ nodes }, recent] = [
      await imports.list(scope, importFilter({}), { first: 10 }),
      await imports.listRecent(scope, importFilter({}), 0, { active: 10, ended: 10 }),
    ];
    for (const rows of [nodes, recent, await imports.listForFeed([Number(id)])])
      expect(JSON.stringify(rows.find((row) => row.id === Number(id))).length).toBeLessThan(1500);
    // Texts, as earlier versions have stored them.
    expect((await readImport(owner, id)).warnings).toEqual(headers);
    const details = 'query ($id: ID!) { import(id: $id) { warningDetails { code parameters { name } message } } }';
    const { warningDetails } = (await owner.data(details, { id })).import;
    expect(warningDetails[1]).toEqual({ code: 'OTHER', parameters: [], message: headers[1] });
  });
});
