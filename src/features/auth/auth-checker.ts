import type { AuthCheckerFn } from 'type-graphql';
import { forbidden } from '../../errors';
import type { Operation } from '../../platform/graphql/operation';
import type { Permission } from './permissions';

/**
 * Reads `@Authorized(...)` on root fields: the viewer must hold every permission named. It stands at the root only;
 * what a viewer may see within is the scope that repositories ask for, so a forgotten check leaks nothing across
 * organizations.
 */
export const authChecker: AuthCheckerFn<Operation, Permission> = ({ context }, needed) => {
  const missing = needed.filter((permission) => !context.viewer.permissions.has(permission));
  if (missing.length > 0) throw forbidden(`This needs the permission ${missing.join(', ')}.`);
  return true;
};
