import { readdir } from 'node:fs/promises';
import { applyNextBatch } from '../../../../src/features/imports/apply/apply-batch';
import { PlannedBatches } from '../../../../src/features/imports/apply/planned-batches';
import { useOrganizationPerTest, useTestApp } from '../../../support/apps/app';
import type { Data } from '../../../support/clients/client';
import { cancelImport, untilState } from '../../../support/clients/imports';
import { eachEngine } from '../../../support/databases/engines';
import { changeRows } from '../../../support/databases/rows';
import { waitFor } from '../../../support/wait-for';
import { PlannedImport } from '../plan/planning';

eachEngine('an import whose workers are lost after they have applied rows', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  /** Applied as a whole by a worker that has gone silent. */
  const lose = async (city: string, changes: Data): Promise<string> => {
    const owner = { organizationId: organization.id, userId: organization.ownerId };
    const plan = await PlannedImport.check(app, owner, `Username,City\nmember,${city}\n`);
    await plan.accept(owner);
    const batches = new PlannedBatches(app.app.dataSource, plan.id);
    await applyNextBatch(plan.context, { row: await plan.row(), lease: plan.lease, batches });
    await changeRows(app.app.dataSource, 'imports', { id: plan.id }, { leaseUntil: 1, ...changes });
    return String(plan.id);
  };
  const filesOf = async (id: string): Promise<Data> => {
    const document = 'query ($id: ID!) { import(id: $id) { files { undo { rows downloadUrl } } } }';
    return (await organization.owner.data(document, { id })).import.files;
  };
  const untilUndoFile = (id: string): Promise<Data> =>
    waitFor('the undo file', async () => (await filesOf(id)).undo ?? undefined);

  it('gets its undo file from another worker', async () => {
    const failed = await lose('Porto', { attempt: 3 });
    const cancelled = await lose('Faro', { attempt: 1 });
    await organization.owner.data(cancelImport, { id: cancelled });
    await app.startWorker();
    expect((await untilState(organization.owner, failed, ['FAILED'])).failure.code).toBe('WORKER_LOST');
    await untilState(organization.owner, cancelled, ['CANCELLED']);
    for (const [id, earlier] of [
      [failed, ''],
      [cancelled, 'Porto'],
    ] as const) {
      const undo = await untilUndoFile(id);
      expect(undo.rows).toBe(1);
      const text = await (await fetch(undo.downloadUrl)).text();
      expect(text).toBe(`Username,City,__created\r\nmember,${earlier},\r\n`);
    }
    await app.app.importSweeper.sweep();
    const stored = await readdir(`${app.database.dataDir}/exports`);
    expect(stored.filter((name) => name.includes('-undo-'))).toHaveLength(2);
  });
});
