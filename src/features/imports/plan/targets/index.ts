import type { RowDataset } from '../../../exports/datasets';
import { bookingsTarget } from './bookings';
import { invoicesTarget } from './invoices';
import type { ImportTarget } from './target';
import { usersTarget } from './users';

/** The datasets that files can change. */
export const importTargets: Readonly<Record<RowDataset, ImportTarget>> = {
  USERS: usersTarget,
  BOOKINGS: bookingsTarget,
  INVOICES: invoicesTarget,
};
