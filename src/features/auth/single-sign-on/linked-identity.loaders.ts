import DataLoader from 'dataloader';
import { cached, type Operation } from '../../../platform/graphql/operation';
import type { LinkedIdentities } from './linked-identities';
import type { LinkedIdentity } from './linked-identity.type';

/** Linked identities by user id, in the viewer's organization. The caller checks whether the viewer may see them. */
export const linkedIdentityLoader = (
  operation: Operation,
  identities: LinkedIdentities,
): DataLoader<number, LinkedIdentity | null> =>
  cached(
    operation,
    'linked identities',
    () =>
      new DataLoader(async (userIds) => {
        const links = await identities.findByUser(operation.viewer.organizationId, userIds);
        return userIds.map((id) => links.get(id) ?? null);
      }),
  );
