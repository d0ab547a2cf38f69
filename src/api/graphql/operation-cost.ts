import { misuse } from '../../errors';
import type { Viewer } from '../../viewer';
import { anonymousViewer } from '../anonymous-viewer';
import type { OrganizationThrottle } from './organization-throttle';

/** Whether the client requests the cost of its operation, by `extensions: { cost: true }`. @throws BAD_USER_INPUT */
export function requestsCost(extensions: Readonly<Record<string, unknown>> | null | undefined): boolean {
  const requested = extensions?.cost ?? false;
  if (typeof requested !== 'boolean') throw misuse('extensions.cost', '`extensions.cost` must be true or false.');
  return requested;
}

/** Creates the `extensions` of a result: the cost of its operation, and what is left of the viewer's own limits. */
export const costExtensions = (
  viewer: Viewer,
  requested: number,
  limit: number,
  throttle: OrganizationThrottle,
): Record<string, unknown> => ({
  // All anonymous users share one viewer, and learn nothing about each other.
  cost: { requested, limit, ...(viewer !== anonymousViewer && throttle.roomOf(viewer)) },
});
