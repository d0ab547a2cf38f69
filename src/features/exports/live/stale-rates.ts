import type { DataSource } from 'typeorm';
import { transact } from '../../../platform/database/transaction';
import type { ExportRepository } from '../record/export.repository';
import { changeExport } from '../record/export-transitions';

/**
 * Clears the rates of exports whose worker has gone silent. Queries show no such rate anyway; the change of the row
 * makes the feed deliver it to watchers.
 */
export async function clearStaleRates(dataSource: DataSource, exports: ExportRepository): Promise<void> {
  const ids = await exports.listStaleRates();
  if (ids.length === 0) return;
  await transact(dataSource, async (manager) => {
    for (const id of ids) await changeExport(manager, 'clearRate', id);
  });
}
