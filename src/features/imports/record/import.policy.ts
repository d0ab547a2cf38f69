import { because } from '../../../error-reasons';
import { type AppError, badInput } from '../../../errors';
import type { RequesterScope } from '../../../platform/live/live-record';
import { allOf } from '../../../platform/text/alternatives';
import type { Viewer } from '../../../viewer';
import type { Permission } from '../../auth/permissions';
import {
  bookingEditPermissions,
  hasPermissions,
  invoiceEditPermissions,
  permissionsRequired,
  userEditPermissions,
} from '../../auth/required-permissions';
import { ExportDataset, type RowDataset } from '../../exports/datasets';
import type { Import } from './import.entity';
import { activeStates } from './import-state';
import { actionStates, type ImportAction } from './import-transitions';

/** An import reads and writes what the mutations of its dataset do, so it requires the same permissions. */
const importPermissions: Readonly<Record<RowDataset, readonly Permission[]>> = {
  USERS: userEditPermissions,
  BOOKINGS: bookingEditPermissions,
  INVOICES: invoiceEditPermissions,
};

/** What the permissions for an import depend on. */
type ImportNeeds = Pick<Import, 'dataset'> & Partial<Pick<Import, 'columnPermissions'>>;

const permissionsFor = ({ dataset, columnPermissions }: ImportNeeds): readonly Permission[] => [
  ...importPermissions[dataset],
  ...(columnPermissions ?? []),
];

/** Whether a user may import this dataset, or go on with this import of it. Checked at the start, during the upload, by the worker and for each batch. */
export const canImport = (viewer: Pick<Viewer, 'permissions'>, needs: ImportNeeds): boolean =>
  hasPermissions(viewer, permissionsFor(needs));

export function forbiddenError(needs: ImportNeeds): AppError {
  const needed = permissionsFor(needs);
  return permissionsRequired(
    `This import of ${needs.dataset.toLowerCase()} needs the role OWNER or ADMIN and the permissions ${allOf(needed)}.`,
    needed,
  );
}

/** Not for a full export: its files depend on each other. */
export const notImportable = (argument = 'input.dataset'): AppError =>
  badInput(
    argument,
    `\`${argument}\` must be USERS, BOOKINGS or INVOICES. Import the files of an ORGANIZATION export one by one.`,
    because('NOT_IMPORTABLE'),
  );

/** Returns FORBIDDEN without the permissions for an import of this dataset, BAD_USER_INPUT for ORGANIZATION. */
export function checkImport(
  viewer: Pick<Viewer, 'permissions'>,
  dataset: ExportDataset,
  argument = 'input.dataset',
): AppError | null {
  if (dataset === ExportDataset.ORGANIZATION) return notImportable(argument);
  return canImport(viewer, { dataset }) ? null : forbiddenError({ dataset });
}

/** The imports that a viewer may see: all of the organization for users who may import users, otherwise their own. */
export const importScope = (viewer: Viewer): RequesterScope =>
  canImport(viewer, { dataset: 'USERS' })
    ? { organizationId: viewer.organizationId }
    : { organizationId: viewer.organizationId, onlyRequestedById: viewer.userId };

/**
 * Stricter than seeing the import: its columns, its plan and its files contain records of the dataset, and what its
 * columns show of other records.
 */
export const canSeeRecords = (viewer: Viewer, row: ImportNeeds & Pick<Import, 'organizationId'>): boolean =>
  row.organizationId === viewer.organizationId && canImport(viewer, row);

const actionRules: Record<ImportAction, (viewer: Viewer, row: Import) => boolean> = {
  upload: (viewer, row) => row.requestedById === viewer.userId && canSeeRecords(viewer, row),
  map: canSeeRecords,
  apply: canSeeRecords,
  cancel: (viewer, row) => row.requestedById === viewer.userId || canSeeRecords(viewer, row),
  undo: canSeeRecords,
  download: canSeeRecords,
};

/** Whether the viewer may take the action, regardless of the state of the import. */
export const isAllowed = (action: ImportAction, viewer: Viewer, row: Import): boolean =>
  actionRules[action](viewer, row);

/**
 * Whether the state permits the action. A file can be replaced until a worker has started to check it, an import is
 * undone once it has applied something, and files are downloaded until they are deleted.
 */
export function isStateAllowed(action: ImportAction, row: Import, now: Date): boolean {
  const isOver = row.expiresAt !== null && row.expiresAt <= now;
  if (!actionStates[action].includes(row.state)) return false;
  switch (action) {
    case 'cancel':
      return true;
    case 'upload':
      return !isOver && row.undoOfId === null && row.slot === null && row.attempt === 0;
    case 'undo':
      return !isOver && row.expiresAt !== null && hasChangedRecords(row);
    case 'map':
      return !isOver && row.undoOfId === null;
    case 'apply':
      return !isOver && hasPlannedChanges(row);
    case 'download':
      return !isOver && (row.fileKey !== null || row.undoFile !== null);
    default:
      return !isOver;
  }
}

/** Whether the plan is kept, which is as long as the files. */
export const isPlanKept = ({ state, expiresAt }: Import, now: Date): boolean =>
  activeStates.includes(state) || (expiresAt !== null && expiresAt > now);

/** A plan without changes has nothing to apply. With `applyWhenClean`, such an import completes. */
export const hasPlannedChanges = ({ created, changed, removed }: Import): boolean => created + changed + removed > 0;

type AppliedCounts = Pick<Import, 'appliedCreated' | 'appliedChanged' | 'appliedRemoved'>;

/** Conflicts are in applied batches, too, but change nothing. */
export const countAppliedRows = ({ appliedCreated, appliedChanged, appliedRemoved }: AppliedCounts): number =>
  appliedCreated + appliedChanged + appliedRemoved;

export const hasChangedRecords = (row: AppliedCounts): boolean => countAppliedRows(row) > 0;

export const canDo = (action: ImportAction, viewer: Viewer, row: Import, now: Date): boolean =>
  isAllowed(action, viewer, row) && isStateAllowed(action, row, now);
