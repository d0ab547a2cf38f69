import type { DayBasis } from './daily-totals';

/** Where the totals of one basis come from. All are names and expressions over the table's columns. */
export interface RollupSource {
  readonly basis: DayBasis;
  readonly table: 'bookings' | 'invoices';
  readonly at: string;
  readonly locationId: string;
  readonly amount: string;
}
