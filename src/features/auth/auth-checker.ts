import type { AuthCheckerFn } from 'type-graphql';
import type { Operation } from '../../platform/graphql/operation';
import type { Permission } from './permissions';
import { missingPermissions } from './required-permissions';

/**
 * Implements `@Authorized(...)`: the viewer must have every listed permission. Used on root fields only. Below the root,
 * repositories limit reads to the viewer's scope, so that a missing check exposes nothing across organizations.
 */
export const authChecker: AuthCheckerFn<Operation, Permission> = ({ context }, required) => {
  const missing = required.filter((permission) => !context.viewer.permissions.has(permission));
  if (missing.length > 0) throw missingPermissions('This', missing);
  return true;
};
