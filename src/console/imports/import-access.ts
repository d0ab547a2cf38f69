import type { Decision, SessionResult } from '../generated.js';

export type ImportedDataset = 'USERS' | 'BOOKINGS' | 'INVOICES';

/** Whether the viewer may import each dataset. */
export const importAccess = ({ can }: SessionResult['viewer']): Readonly<Record<ImportedDataset, Decision>> => ({
  USERS: can.importUsers,
  BOOKINGS: can.importBookings,
  INVOICES: can.importInvoices,
});
