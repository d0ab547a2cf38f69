import { denialReasons } from '../../error-reasons';
import { AppError, forbidden } from '../../errors';
import { defineEnum } from '../../platform/graphql/define-enum';
import type { Permission } from './permissions';

/** Why FORBIDDEN, for programs. Errors have it as `extensions.reason`. */
export type DenialCode = keyof typeof denialReasons;

const described = Object.entries(denialReasons).map(([code, [description]]) => [code, { description }] as const);

export const DenialCode = defineEnum<DenialCode>(
  'DenialCode',
  'Why a viewer may not do something. Errors with the code FORBIDDEN have it as `extensions.reason`.',
  Object.fromEntries(described) as Record<DenialCode, { description: string }>,
);

/** FORBIDDEN with a code. `permissions` are those that are required, for PERMISSIONS_REQUIRED. */
export const denial = (code: DenialCode, message: string, permissions?: readonly Permission[]): AppError =>
  forbidden(message, { reason: code, parameters: permissions ? { permissions } : {} });

/** Throws what a policy returned, if anything. `argument` is the path of the argument that it refuses. */
export function assertAllowed(refusal: AppError | null, argument?: string): void {
  if (!refusal) return;
  const { code, message, details } = refusal;
  throw argument === undefined ? refusal : new AppError(code, message, { ...details, argument });
}
