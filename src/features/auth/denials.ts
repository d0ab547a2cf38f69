import { registerEnumType } from 'type-graphql';
import { type AppError, forbidden } from '../../errors';
import type { Permission } from './permissions';

/** Why FORBIDDEN, for programs. Errors have it as `extensions.reason`. */
export enum DenialCode {
  OWNER_ONLY = 'OWNER_ONLY',
  PERMISSIONS_REQUIRED = 'PERMISSIONS_REQUIRED',
  LIMITED_TOKEN = 'LIMITED_TOKEN',
  OWNER_NEEDS_NO_REQUEST = 'OWNER_NEEDS_NO_REQUEST',
  NOT_SUPPORTED = 'NOT_SUPPORTED',
}

registerEnumType(DenialCode, {
  name: 'DenialCode',
  description: 'Why a viewer may not do something. Errors with the code FORBIDDEN have it as `extensions.reason`.',
  valuesConfig: {
    OWNER_ONLY: { description: 'Requires the role OWNER, without a limited access token.' },
    PERMISSIONS_REQUIRED: { description: 'Requires permissions that the viewer does not have, all of them.' },
    LIMITED_TOKEN: { description: 'A limited access token may not do this.' },
    OWNER_NEEDS_NO_REQUEST: { description: 'The owner starts exports directly.' },
    NOT_SUPPORTED: { description: 'No viewer can do this, such as exporting the dataset in another format.' },
  },
});

/** FORBIDDEN with a code. `permissions` are those that are required, for PERMISSIONS_REQUIRED. */
export const denial = (code: DenialCode, message: string, permissions?: readonly Permission[]): AppError =>
  forbidden(message, { reason: code, ...(permissions && { parameters: { permissions } }) });

/** Throws what a policy returned, if anything. */
export function assertAllowed(refusal: AppError | null): void {
  if (refusal) throw refusal;
}
