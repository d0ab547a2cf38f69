import type { AppError } from '../../../errors';
import type { RequesterScope } from '../../../platform/live/live-record';
import type { Viewer } from '../../../viewer';
import { type Permission, Role } from '../../auth/permissions';
import { hasPermissions, listPermissions, ownerOnly, permissionsRequired } from '../../auth/required-permissions';
import { canExportUsers } from '../../users/user.policy';
import { ExportDataset, rowDatasets } from '../datasets';
import type { Export } from './export.entity';
import { ExportState } from './export-state';
import { actionStates, type ExportAction } from './export-transitions';

/** The permissions of the dataset and of its columns and filters. None for ORGANIZATION, which depends on the role. */
export const requiredPermissions = (
  dataset: ExportDataset,
  additional: readonly (Permission | undefined)[] = [],
): Permission[] =>
  dataset === ExportDataset.ORGANIZATION
    ? []
    : [
        ...new Set([
          ...rowDatasets[dataset].permissions,
          ...additional.filter((permission) => permission !== undefined),
        ]),
      ];

/** Whether a user may have a file of this dataset. Checked at the start, by the worker, and at each download. */
export const canAccessFile = (
  who: Pick<Viewer, 'role' | 'permissions'>,
  { dataset, permissions }: Pick<Export, 'dataset' | 'permissions'>,
): boolean => (dataset === ExportDataset.ORGANIZATION ? who.role === Role.OWNER : hasPermissions(who, permissions));

/**
 * Returns FORBIDDEN, with the required permissions, unless the viewer may have a file of this dataset, with columns or
 * filters that need `additional` permissions.
 */
export function checkFileAccess(
  viewer: Pick<Viewer, 'role' | 'permissions'>,
  dataset: ExportDataset,
  additional: readonly (Permission | undefined)[] = [],
): AppError | null {
  const permissions = requiredPermissions(dataset, additional);
  return canAccessFile(viewer, { dataset, permissions }) ? null : forbiddenError(dataset, permissions);
}

export const forbiddenError = (dataset: ExportDataset, permissions: readonly Permission[]): AppError =>
  dataset === ExportDataset.ORGANIZATION
    ? ownerOnly('Only the owner may export the whole organization.')
    : permissionsRequired(
        `This export of ${dataset.toLowerCase()} requires the role OWNER or ADMIN and the ${listPermissions(permissions)}.`,
        permissions,
      );

/** The exports that a viewer may see: all of the organization for users who may export users, otherwise their own. */
export const exportScope = (viewer: Viewer): RequesterScope =>
  canExportUsers(viewer)
    ? { organizationId: viewer.organizationId }
    : { organizationId: viewer.organizationId, onlyRequestedById: viewer.userId };

/** Stricter than seeing the export: the viewer may have lost a permission that the file requires. */
const canDownloadExport = (viewer: Viewer, row: Export): boolean =>
  row.organizationId === viewer.organizationId && canAccessFile(viewer, row);

const actionRules: Record<ExportAction, (viewer: Viewer, row: Export) => boolean> = {
  cancel: (viewer, row) =>
    row.requestedById === viewer.userId ||
    (row.dataset === ExportDataset.ORGANIZATION ? viewer.role === Role.OWNER : canExportUsers(viewer)),
  retry: canAccessFile,
  download: canDownloadExport,
  delete: (viewer, row) => canDownloadExport(viewer, row) || viewer.role === Role.OWNER,
};

/** Whether the viewer may take the action, regardless of the state of the export. */
export const isAllowed = (action: ExportAction, viewer: Viewer, row: Export): boolean =>
  actionRules[action](viewer, row);

/** Whether the state permits the action. An export whose file is due for deletion counts as EXPIRED before the sweep. */
export function isStateAllowed(action: ExportAction, { state, expiresAt }: Export, now: Date): boolean {
  const isOver = state === ExportState.COMPLETED && expiresAt! <= now;
  return actionStates[action].includes(isOver ? ExportState.EXPIRED : state);
}

export const canDo = (action: ExportAction, viewer: Viewer, row: Export, now: Date): boolean =>
  isAllowed(action, viewer, row) && isStateAllowed(action, row, now);
