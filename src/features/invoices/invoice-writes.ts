import { type EntityManager, In } from 'typeorm';
import { insertRows } from '../../platform/database/insert-rows';
import { lockRows } from '../../platform/database/lock-rows';
import { execute, query } from '../../platform/database/query';
import { join, sql } from '../../platform/database/sql';
import { updateRows } from '../../platform/database/update-rows';
import { DailyTotals } from '../rollups/daily-totals';
import { changeableInvoiceFields, Invoice } from './invoice.entity';
import { invoiceDayCounts } from './invoice-rollups';

/** In UTF-16 units. */
export const maxNumberLength = 64;

/** The maximum amount of a total, positive or negative. Sums of millions of totals still fit into 64 bits. */
export const maxTotalMinor = 10n ** 13n;
export const isTotal = (totalMinor: bigint): boolean => totalMinor >= -maxTotalMinor && totalMinor <= maxTotalMinor;

export type NewInvoice = Pick<Invoice, 'userId' | 'number' | 'issuedAt' | 'totalMinor'> &
  Partial<Pick<Invoice, 'locationId' | 'bookingId'>> & {
    readonly status: `${Invoice['status']}`;
  };

/** An invoice with the reference of its booking, by which files name it. */
type LockedInvoice = Invoice & { readonly bookingReference: string | null };

const columns = ['organizationId', 'userId', 'number', 'issuedAt', 'totalMinor', 'status', 'locationId', 'bookingId'];

/**
 * Inserts invoices. Together with `changeInvoices` and `deleteInvoices` the only code that writes them, because all three update
 * the rollups.
 */
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
    columns,
    invoices.map(({ userId, number, issuedAt, totalMinor, status, locationId, bookingId }) => [
      organizationId,
      userId,
      number,
      issuedAt.getTime(),
      Number(totalMinor),
      status,
      locationId ?? null,
      bookingId ?? null,
    ]),
  );
}

/**
 * Locks these invoices of the organization and replaces each by the result of `change`, which gets undefined for an
 * unknown id; null leaves an invoice as it is. Only `changeableInvoiceFields` ever change. Must come before any other
 * statement of its transaction that reads or writes records.
 */
export async function changeInvoices(
  manager: EntityManager,
  organizationId: number,
  ids: readonly number[],
  change: (before: LockedInvoice | undefined, index: number) => Invoice | null,
): Promise<Invoice[]> {
  const dailyTotals = await DailyTotals.open(manager, organizationId);
  const byId = await lockInvoices(manager, organizationId, ids);
  const changed = ids.flatMap((id, index) => change(byId.get(id), index) ?? []);
  for (const after of changed) dailyTotals.replace(invoiceDayCounts(byId.get(after.id)!), invoiceDayCounts(after));
  await dailyTotals.save();
  await updateRows(
    manager,
    'invoices',
    changeableInvoiceFields,
    changed.map(({ id, locationId, bookingId, status }) => [id, locationId, bookingId, status]),
  );
  return changed;
}

/**
 * Deletes these invoices of the organization. `isRemovable` gets each, and decides whether it is deleted. Returns the
 * ids of the deleted ones.
 */
export async function deleteInvoices(
  manager: EntityManager,
  organizationId: number,
  ids: readonly number[],
  isRemovable: (invoice: LockedInvoice | undefined, index: number) => boolean,
): Promise<number[]> {
  const dailyTotals = await DailyTotals.open(manager, organizationId);
  const byId = await lockInvoices(manager, organizationId, ids);
  const removed = ids.filter((id, index) => isRemovable(byId.get(id), index));
  if (removed.length === 0) return [];
  for (const id of removed) dailyTotals.replace(invoiceDayCounts(byId.get(id)!), []);
  await dailyTotals.save();
  await execute(
    manager,
    sql`DELETE FROM invoices WHERE organizationId = ${organizationId} AND id IN (${join(removed)})`,
  );
  return removed;
}

async function lockInvoices(
  manager: EntityManager,
  organizationId: number,
  ids: readonly number[],
): Promise<Map<number, LockedInvoice>> {
  if (ids.length === 0) return new Map();
  await lockRows(manager, 'invoices', organizationId, ids);
  const rows = await manager.find(Invoice, { where: { organizationId, id: In(ids) } });
  const bookingIds = rows.flatMap(({ bookingId }) => bookingId ?? []);
  const references = await bookingReferences(manager, organizationId, bookingIds);
  return new Map(rows.map((row) => [row.id, { ...row, bookingReference: references.get(row.bookingId ?? 0) ?? null }]));
}

async function bookingReferences(
  manager: EntityManager,
  organizationId: number,
  ids: readonly number[],
): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const rows = await query<{ id: number; reference: string }>(
    manager,
    sql`SELECT id, reference FROM bookings WHERE organizationId = ${organizationId} AND id IN (${join([...new Set(ids)])})`,
  );
  return new Map(rows.map(({ id, reference }) => [id, reference]));
}
