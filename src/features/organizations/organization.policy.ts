import type { AppError } from '../../errors';
import type { Viewer } from '../../viewer';
import { checkOwner, checkPermissions } from '../auth/required-permissions';
import type { ReferenceKind } from './reference-kinds';

export const checkChangeOrganization = (viewer: Viewer): AppError | null =>
  checkOwner(viewer, 'change the organization');

export const checkChangeReferenceData = (viewer: Viewer, { permissions }: ReferenceKind): AppError | null =>
  checkPermissions(viewer, permissions);
