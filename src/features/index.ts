import { accessRoom } from './access/access.room';
import { auditRoom } from './audit/audit.room';
import { authRoom } from './auth/auth.room';
import { bookingFigures } from './bookings/booking-figures';
import { bookingRollups } from './bookings/booking-rollups';
import { bookingsRoom } from './bookings/bookings.room';
import { exportsRoom } from './exports/exports.room';
import { importsRoom } from './imports/imports.room';
import { invoiceFigures } from './invoices/invoice-figures';
import { invoiceRollups } from './invoices/invoice-rollups';
import { invoicesRoom } from './invoices/invoices.room';
import { labelsRoom } from './labels/labels.room';
import { lookupsRoom } from './lookups/lookups.room';
import { noticesRoom } from './notices/notices.room';
import { organizationsRoom } from './organizations/organizations.room';
import type { RollupSource } from './rollups/rollup-source';
import { rollupsRoom } from './rollups/rollups.room';
import { statisticsRoom } from './statistics/statistics.room';
import type { UserFigures } from './users/user-figures';
import { usersRoom } from './users/users.room';

/** Every feature that has tables, resolvers or background work. */
export const rooms = [
  organizationsRoom,
  usersRoom,
  authRoom,
  bookingsRoom,
  invoicesRoom,
  rollupsRoom,
  statisticsRoom,
  lookupsRoom,
  exportsRoom,
  importsRoom,
  noticesRoom,
  auditRoom,
  labelsRoom,
  accessRoom,
] as const;

/** The figures that users can be ordered and filtered by. Merged here because users imports neither of the two. */
export const userFigures: UserFigures = { ...bookingFigures, ...invoiceFigures };

/** The tables that daily totals are computed from. */
export const rollupSources: readonly RollupSource[] = [...bookingRollups, ...invoiceRollups];
