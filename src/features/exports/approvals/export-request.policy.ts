import type { AppError } from '../../../errors';
import type { Viewer } from '../../../viewer';
import { denial, DenialCode } from '../../auth/denials';
import { Role } from '../../auth/permissions';
import { ownerOnly } from '../../auth/required-permissions';

export const checkRequestExport = ({ role }: Viewer): AppError | null =>
  role === Role.OWNER
    ? denial(DenialCode.OWNER_NEEDS_NO_REQUEST, 'The owner does not need a request. Use `startExport`.')
    : null;

export const checkDecideRequests = ({ role }: Viewer): AppError | null =>
  role === Role.OWNER ? null : ownerOnly('Only the owner decides on export requests.');
