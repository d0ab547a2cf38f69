import type { DataSource } from 'typeorm';
import type { Viewer } from '../../viewer';
import { effectivePermissions, Role, type Permission } from '../auth/permissions';
import { canExportUsers, userExportPermissions } from '../users/user.policy';
import { ExportDataset, type Export } from './export.entity';

/** Which exports a viewer may see: all of the organization for those who may export users, else those they asked for. */
export interface ExportScope {
  readonly organizationId: number;
  readonly onlyRequestedById?: number;
}

export const exportScope = (viewer: Viewer): ExportScope =>
  canExportUsers(viewer) ? { organizationId: viewer.organizationId } : { organizationId: viewer.organizationId, onlyRequestedById: viewer.userId };

export const canStartExport = (viewer: Viewer, dataset: ExportDataset): boolean => (dataset === ExportDataset.ORGANIZATION ? viewer.role === Role.OWNER : canExportUsers(viewer));

export const startExportNeeds = (dataset: ExportDataset): string =>
  dataset === ExportDataset.ORGANIZATION ? 'Only the owner may export the whole organization.' : `Exports of users need the role OWNER or ADMIN and the permissions ${userExportPermissions.join(', ')}.`;

export const canCancelExport = (viewer: Viewer, row: Export): boolean => canExportUsers(viewer) || row.requestedById === viewer.userId;

/** Whoever may see an export need not still be allowed to have its file. */
export const canDownloadExport = (viewer: Viewer, row: Export): boolean => row.organizationId === viewer.organizationId && canExportUsers(viewer);

/** Whether the person who asked may still have it, as the worker finds it when it takes the export up. */
export async function mayMakeFileOf(dataSource: DataSource, row: Export): Promise<boolean> {
  const [requester] = await dataSource.query('SELECT role, permissions FROM users WHERE organizationId = ? AND id = ?', [row.organizationId, row.requestedById]);
  if (!requester) return false;
  return canExportUsers({ permissions: effectivePermissions(requester.role, JSON.parse(requester.permissions) as Permission[]) });
}
