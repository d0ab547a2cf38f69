import type { AppError } from '../../errors';
import type { Viewer } from '../../viewer';
import { checkPermissions, invoiceEditPermissions } from '../auth/required-permissions';

export const checkChangeInvoices = (viewer: Viewer): AppError | null =>
  checkPermissions(viewer, invoiceEditPermissions);
