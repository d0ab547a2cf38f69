import { type EntityManager, In } from 'typeorm';
import { insertRows } from '../../platform/database/insert-rows';
import { lockRows } from '../../platform/database/lock-rows';
import { execute } from '../../platform/database/query';
import { sql } from '../../platform/database/sql';
import { DailyTotals } from '../rollups/daily-totals';
import { Invoice } from './invoice.entity';
import { invoiceDayCounts } from './invoice-rollups';

/** In UTF-16 units. */
export const maxNumberLength = 64;

/** The maximum amount of a total, positive or negative. Sums of millions of totals still fit into 64 bits. */
export const maxTotalMinor = 10n ** 13n;
export const isTotal = (totalMinor: bigint): boolean => totalMinor >= -maxTotalMinor && totalMinor <= maxTotalMinor;

export type NewInvoice = Pick<Invoice, 'userId' | 'number' | 'issuedAt' | 'totalMinor'> & {
  readonly status: `${Invoice['status']}`;
};

/** Inserts invoices. Together with `changeInvoices` the only code that writes them, because both update the rollups. */
export async function insertInvoices(
  manager: EntityManager,
  organizationId: number,
  invoices: readonly NewInvoice[],
): Promise<void> {
  const dailyTotals = await DailyTotals.open(manager, organizationId);
  for (const invoice of invoices) dailyTotals.add(invoiceDayCounts(invoice));
  await dailyTotals.save();
  await insertRows(
    manager,
    'invoices',
    ['organizationId', 'userId', 'number', 'issuedAt', 'totalMinor', 'status'],
    invoices.map(({ userId, number, issuedAt, totalMinor, status }) => [
      organizationId,
      userId,
      number,
      issuedAt.getTime(),
      Number(totalMinor),
      status,
    ]),
  );
}

/**
 * Locks these invoices of the organization and replaces each by the result of `change`, which gets undefined for an
 * unknown id. Only the status of an invoice ever changes. Must be the first statement of its transaction.
 */
export async function changeInvoices(
  manager: EntityManager,
  organizationId: number,
  ids: readonly number[],
  change: (before: Invoice | undefined, index: number) => Invoice,
): Promise<Invoice[]> {
  const dailyTotals = await DailyTotals.open(manager, organizationId);
  await lockRows(manager, 'invoices', organizationId, ids);
  const rows = await manager.find(Invoice, { where: { organizationId, id: In(ids) } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const changed = ids.map((id, index) => change(byId.get(id), index));
  for (const after of changed) dailyTotals.replace(invoiceDayCounts(byId.get(after.id)!), invoiceDayCounts(after));
  await dailyTotals.save();
  for (const { id, status } of changed)
    await execute(
      manager,
      sql`UPDATE invoices SET status = ${status} WHERE organizationId = ${organizationId} AND id = ${id}`,
    );
  return changed;
}
