import type { DayCount } from '../rollups/daily-totals';
import type { RollupSource } from '../rollups/rollup-source';
import type { Invoice } from './invoice.entity';

/** How invoices count in the rollups, as SQL for a rebuild from all records. */
export const invoiceRollups: readonly RollupSource[] = [
  { basis: 'ISSUED', table: 'invoices', at: 'issuedAt', locationId: 'COALESCE(locationId, 0)', amount: 'totalMinor' },
];

/** The contribution of one invoice to the rollups. Must agree with `invoiceRollups`. */
export const invoiceDayCounts = ({
  status,
  issuedAt,
  totalMinor,
  locationId,
}: Pick<Invoice, 'issuedAt' | 'totalMinor'> &
  Partial<Pick<Invoice, 'locationId'>> & { readonly status: string }): DayCount[] => [
  { basis: 'ISSUED', at: issuedAt, status, locationId: locationId ?? 0, amount: totalMinor },
];
