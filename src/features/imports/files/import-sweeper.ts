import type { DataSource } from 'typeorm';
import { execute } from '../../../platform/database/query';
import { raw, sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import type { Storage } from '../../../platform/storage/storage';
import type { Clock } from '../../../platform/time/clock';
import { AuditAction } from '../../audit/audit-action';
import type { AuditLog } from '../../audit/audit-log';
import type { Import } from '../record/import.entity';
import type { ImportRepository } from '../record/import.repository';
import { activeStates } from '../record/import-state';
import { changeImport } from '../record/import-transitions';

const orphansAtOnce = 1000;
/** Each batch of a plan may have half a megabyte. */
const batchesAtOnce = 50;

/** Lets imports expire, and deletes files and plans whose time has passed. */
export class ImportSweeper {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly imports: ImportRepository,
    private readonly storage: Storage,
    private readonly auditLog: AuditLog,
  ) {}

  async sweep(): Promise<void> {
    const nowMs = this.clock.now().getTime();
    for (const row of await this.imports.listExpiring(nowMs))
      if (!activeStates.includes(row.state) || (await this.expire(row, nowMs))) await this.dropFiles(row, nowMs);
    await this.removeOrphans();
  }

  /** Returns false if a user has taken the next step at the same moment. */
  private expire({ id, organizationId }: Import, nowMs: number): Promise<boolean> {
    return transact(this.dataSource, async (manager) => {
      const hasExpired = await changeImport(manager, 'expire', id, { finishedAt: nowMs });
      if (hasExpired)
        await this.auditLog.record(manager, { organizationId, action: AuditAction.IMPORT_EXPIRED, importId: id });
      return hasExpired;
    });
  }

  /** The files and the plan first: a crash in between leaves an import that is swept again. */
  private async dropFiles({ id }: Import, nowMs: number): Promise<void> {
    await transact(this.dataSource, (manager) => changeImport(manager, 'dropPlan', id, { finishedAt: nowMs }));
    for (const key of await this.imports.listStorageKeys([id])) await this.storage.remove(key);
    for (;;) {
      const removed = await transact(this.dataSource, (manager) =>
        execute(
          manager,
          sql`DELETE FROM import_batches WHERE importId = ${id} AND ordinal <= (SELECT edge FROM (SELECT MIN(ordinal) + ${raw(batchesAtOnce)} AS edge FROM import_batches WHERE importId = ${id}) edges)`,
        ),
      );
      if (removed === 0) break;
    }
    await transact(this.dataSource, (manager) =>
      execute(manager, sql`DELETE FROM import_error_groups WHERE importId = ${id}`),
    );
    await transact(this.dataSource, (manager) => changeImport(manager, 'dropFiles', id));
  }

  /** Removes files that no import names: of requests and workers that are gone. Waits until no worker has the import. */
  private async removeOrphans(): Promise<void> {
    const files = (await this.storage.list('import-'))
      .map((name) => ({ name, importId: Number(/^import-(\d{1,10})-/.exec(name)?.[1] ?? 0) }))
      .filter(({ importId }) => importId > 0);
    for (let start = 0; start < files.length; start += orphansAtOnce) {
      const some = files.slice(start, start + orphansAtOnce);
      const ids = [...new Set(some.map(({ importId }) => importId))];
      // First: a worker that is done by now has named its files.
      const workedOn = await this.imports.listWorkedOn(ids);
      const keys = await this.imports.listStorageKeys(ids);
      for (const { name, importId } of some)
        if (!workedOn.has(importId) && !keys.has(name)) await this.storage.remove(name);
    }
  }
}
