import type { DayBasis } from './daily-totals';

/** The source of the totals on one basis, as names and SQL expressions over the columns of the table. */
export interface RollupSource {
  readonly basis: DayBasis;
  readonly table: 'bookings' | 'invoices';
  readonly at: string;
  readonly locationId: string;
  readonly amount: string;
}
