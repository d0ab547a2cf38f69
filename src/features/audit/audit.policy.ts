import type { AppError } from '../../errors';
import type { Viewer } from '../../viewer';
import { checkOwner } from '../auth/required-permissions';

export const checkReadAuditLog = (viewer: Viewer): AppError | null => checkOwner(viewer, 'read the audit log');
