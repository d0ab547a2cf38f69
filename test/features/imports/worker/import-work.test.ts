import type { Import } from '../../../../src/features/imports/record/import.entity';
import { ImportOutcomes } from '../../../../src/features/imports/worker/import-outcomes';
import { ImportWork } from '../../../../src/features/imports/worker/import-work';
import { ClaimLost } from '../../../../src/platform/jobs/job-errors';
import type { JobLeases } from '../../../../src/platform/jobs/job-leases';
import { createLog } from '../../../../src/platform/log';
import { diskStorage } from '../../../../src/platform/storage/disk-storage';
import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import { applyImport, cancelImport, readImport, undoImport } from '../../../support/clients/imports';
import { addUsers } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { countRows } from '../../../support/databases/rows';
import { PlannedImport } from '../plan/planning';

/** More than one batch of a plan. */
const userCount = 1200;
const rowsPerBatch = 1000;

eachEngine('an import that is cancelled while it is applied', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  it('keeps the batches that were applied, with their undo file', async () => {
    const { dataSource } = app.app;
    const owner = { organizationId: organization.id, userId: organization.ownerId };
    const usernames = Array.from({ length: userCount }, (_unused, index) => `user-${index + 1}`);
    const users = usernames.map((username) => ({ username, city: 'Rome' }));
    await addUsers(dataSource, organization.id, users);
    const file = ['Username,City', ...usernames.map((username) => `${username},Porto`)].join('\n');
    const plan = await PlannedImport.check(app, owner, file);
    await plan.accept(owner);

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

    expect(await countRows(dataSource, 'users', { city: 'Porto', organizationId: organization.id })).toBe(rowsPerBatch);
    expect(await readImport(organization.owner, String(plan.id))).toMatchObject({
      state: 'CANCELLED',
      actions: { undo: true, apply: false },
    });
    expect((await plan.row()).undoFile).toMatchObject({ rows: rowsPerBatch });
    const { undoImport: undo } = await organization.owner.data(undoImport, { id: plan.id });
    expect(undo).toMatchObject({ undoOf: String(plan.id), state: 'CHECKING' });
    expect((await organization.owner.refusal(applyImport, { id: plan.id })).code).toBe('CONFLICT');
  });
});
