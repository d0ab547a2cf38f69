import type { AppError } from '../../errors';
import type { Viewer } from '../../viewer';
import { checkReadAuditLog } from '../audit/audit.policy';
import { checkRevoke } from '../auth/credential.policy';
import { checkReadAll } from '../auth/scopes';
import { checkChangeBookings } from '../bookings/booking.policy';
import { checkDecideRequests, checkRequestExport } from '../exports/approvals/export-request.policy';
import { checkChangeInvoices } from '../invoices/invoice.policy';
import { checkChangeOrganization, checkChangeReferenceData } from '../organizations/organization.policy';
import {
  customPropertyKind,
  locationKind,
  planKind,
  type ReferenceKind,
  teamKind,
} from '../organizations/reference-kinds';
import { checkChangeUsers, checkGrant, checkTransferOwnership } from '../users/user.policy';

interface AccessRule {
  /** For the schema. */
  readonly description: string;
  /** The policy, which the operations themselves apply. */
  readonly check: (viewer: Viewer) => AppError | null;
}

const changing = (kind: ReferenceKind, names: string): AccessRule => ({
  description: `Creating, changing, archiving and restoring ${names}.`,
  check: (viewer) => checkChangeReferenceData(viewer, kind),
});

const readingAll = (records: 'users' | 'bookings' | 'invoices'): AccessRule => ({
  description: `Reading all ${records}. Otherwise \`${records}\` has only ${records === 'users' ? 'the viewer' : "the viewer's own"}.`,
  check: (viewer) => checkReadAll(viewer, records),
});

/** By field of `viewer.can`. Each is decided by the viewer alone, without a query. */
export const accessRules: Readonly<Record<string, AccessRule>> = {
  readUsers: readingAll('users'),
  readBookings: readingAll('bookings'),
  readInvoices: readingAll('invoices'),
  readAuditLog: { description: '`auditEvents`.', check: checkReadAuditLog },
  changeUsers: {
    description:
      'Creating and changing users. Only the owner may change the account of the owner, and only a session the email ' +
      'address of an admin or of the owner.',
    check: checkChangeUsers,
  },
  assignRoles: {
    description: 'Assigning roles and permissions to users, in addition to `changeUsers`. Not with an access token.',
    check: (viewer) => checkGrant(viewer) ?? checkChangeUsers(viewer),
  },
  changeBookings: {
    description: 'Creating, confirming, rescheduling and canceling bookings.',
    check: checkChangeBookings,
  },
  changeInvoices: {
    description: 'Issuing invoices, marking them as paid and voiding them.',
    check: checkChangeInvoices,
  },
  changeLocations: changing(locationKind, 'locations'),
  changeTeams: changing(teamKind, 'teams'),
  changePlans: changing(planKind, 'plans'),
  changeCustomProperties: changing(customPropertyKind, 'custom properties'),
  changeOrganization: { description: '`changeOrganization`.', check: checkChangeOrganization },
  transferOwnership: { description: '`transferOwnership`. Not with an access token.', check: checkTransferOwnership },
  requestExport: { description: '`requestExport`: asking the owner for an export.', check: checkRequestExport },
  approveExports: {
    description: '`approveExportRequest` and `declineExportRequest`: deciding on export requests.',
    check: checkDecideRequests,
  },
  createTokens: {
    description: '`createToken`. Allowed for every viewer: a token can do no more than the request that creates it.',
    check: () => null,
  },
  revokeTokens: {
    description: '`revokeToken`, for other access tokens than the one of the request.',
    check: (viewer) => checkRevoke(viewer, 'token'),
  },
  revokeSessions: { description: '`revokeSession`.', check: (viewer) => checkRevoke(viewer, 'session') },
};
