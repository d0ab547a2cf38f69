import type { Decision, SessionResult } from './generated.js';

/** The records that have a list, exports and imports of their own. */
export type RecordDataset = 'USERS' | 'BOOKINGS' | 'INVOICES';

type Access = Readonly<Record<RecordDataset, Decision>>;

/** Whether the viewer may export each dataset without asking the owner. */
export const exportAccess = ({ can }: SessionResult['viewer']): Access => ({
  USERS: can.exportUsers,
  BOOKINGS: can.exportBookings,
  INVOICES: can.exportInvoices,
});

/** Whether the viewer may import each dataset. */
export const importAccess = ({ can }: SessionResult['viewer']): Access => ({
  USERS: can.importUsers,
  BOOKINGS: can.importBookings,
  INVOICES: can.importInvoices,
});
