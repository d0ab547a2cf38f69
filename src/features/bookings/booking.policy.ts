import type { AppError } from '../../errors';
import type { Viewer } from '../../viewer';
import { bookingEditPermissions, checkPermissions } from '../auth/required-permissions';

export const checkChangeBookings = (viewer: Viewer): AppError | null =>
  checkPermissions(viewer, bookingEditPermissions);
