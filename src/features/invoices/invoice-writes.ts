import { type EntityManager, In } from 'typeorm';
import { insertRows } from '../../platform/database/insert-rows';
import { lockRows } from '../../platform/database/lock-rows';
import { DailyTotals } from '../rollups/daily-totals';
import { Invoice } from './invoice.entity';
import { invoiceDayCounts } from './invoice-rollups';

/** In UTF-16 units. */
export const maxNumberLength = 64;

/** Either way. Sums of millions of such totals still fit what the databases add up in: 64 bits. */
export const largestTotalMinor = 10n ** 13n;
export const isTotal = (totalMinor: bigint): boolean =>
  totalMinor >= -largestTotalMinor && totalMinor <= largestTotalMinor;

export type NewInvoice = Pick<Invoice, 'userId' | 'number' | 'issuedAt' | 'totalMinor'> & {
  readonly status: `${Invoice['status']}`;
};

/** With `changeInvoices`, all that ever writes invoices; so the totals by day are kept here. */
export async function insertInvoices(
  manager: EntityManager,
  organizationId: number,
  invoices: readonly NewInvoice[],
): Promise<void> {
  const figures = await DailyTotals.open(manager, organizationId);
  for (const invoice of invoices) figures.add(invoiceDayCounts(invoice));
  await figures.save();
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
 * Changes these invoices of the organization, first in its transaction: `change` is given each as it stands (undefined:
 * there is none) while nobody else can change it, and gives what it becomes. Only the status of an invoice ever
 * changes.
 */
export async function changeInvoices(
  manager: EntityManager,
  organizationId: number,
  ids: readonly number[],
  change: (before: Invoice | undefined, index: number) => Invoice,
): Promise<Invoice[]> {
  const figures = await DailyTotals.open(manager, organizationId);
  await lockRows(manager, 'invoices', organizationId, ids);
  const rows = await manager.find(Invoice, { where: { organizationId, id: In(ids) } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const changed = ids.map((id, index) => change(byId.get(id), index));
  for (const after of changed) figures.replace(invoiceDayCounts(byId.get(after.id)!), invoiceDayCounts(after));
  await figures.save();
  for (const { id, status } of changed)
    await manager.query('UPDATE invoices SET status = ? WHERE organizationId = ? AND id = ?', [
      status,
      organizationId,
      id,
    ]);
  return changed;
}
