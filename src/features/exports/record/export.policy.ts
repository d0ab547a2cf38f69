import { type AppError, forbidden } from '../../../errors';
import type { Viewer } from '../../../viewer';
import { type Permission, Role } from '../../auth/permissions';
import { canExportUsers } from '../../users/user.policy';
import { ExportDataset, rowDatasets } from '../datasets';
import { type Export, ExportState } from './export.entity';
import { actionStates, type ExportAction } from './export-transitions';

/**
 * What a file needs, with what its columns and its filter need besides. That of a whole organization is a matter of the
 * role.
 */
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

/**
 * Whether somebody may have a file of this dataset that needs this. Asked at the start, at work, and at each download.
 */
export const canAccessFile = (
  who: Pick<Viewer, 'role' | 'permissions'>,
  { dataset, permissions }: Pick<Export, 'dataset' | 'permissions'>,
): boolean =>
  dataset === ExportDataset.ORGANIZATION
    ? who.role === Role.OWNER
    : permissions.every((permission) => who.permissions.has(permission));

/** FORBIDDEN, saying what it needs. `besides` as above. */
export function assertCanAccess(
  viewer: Pick<Viewer, 'role' | 'permissions'>,
  dataset: ExportDataset,
  additional: readonly (Permission | undefined)[] = [],
): void {
  const permissions = requiredPermissions(dataset, additional);
  if (!canAccessFile(viewer, { dataset, permissions })) throw forbiddenError(dataset, permissions);
}

export const forbiddenError = (dataset: ExportDataset, permissions: readonly Permission[]): AppError =>
  forbidden(
    dataset === ExportDataset.ORGANIZATION
      ? 'Only the owner may export the whole organization.'
      : `This export of ${dataset.toLowerCase()} needs the role OWNER or ADMIN and the permissions ${permissions.join(', ')}.`,
  );

/**
 * Which exports a viewer may see: all of the organization for those who may export users, else those they asked for.
 */
export interface ExportScope {
  readonly organizationId: number;
  readonly onlyRequestedById?: number;
}

export const exportScope = (viewer: Viewer): ExportScope =>
  canExportUsers(viewer)
    ? { organizationId: viewer.organizationId }
    : { organizationId: viewer.organizationId, onlyRequestedById: viewer.userId };

/** Whoever may see an export need not still be allowed to have its file. */
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

/** Whether this viewer may, whatever state it is in. */
export const isAllowed = (action: ExportAction, viewer: Viewer, row: Export): boolean =>
  actionRules[action](viewer, row);

/** Whether there is anything to do, whoever asks. A file whose time is over may not have been swept yet. */
export function isStateAllowed(action: ExportAction, { state, expiresAt }: Export, now: Date): boolean {
  const isOver = state === ExportState.COMPLETED && expiresAt! <= now;
  return actionStates[action].includes(isOver ? ExportState.EXPIRED : state);
}

export const canDo = (action: ExportAction, viewer: Viewer, row: Export, now: Date): boolean =>
  isAllowed(action, viewer, row) && isStateAllowed(action, row, now);
