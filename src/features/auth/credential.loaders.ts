import DataLoader from 'dataloader';
import { cached, type Operation } from '../../platform/graphql/operation';
import type { CredentialKind } from '../../viewer';
import type { CredentialsArgs } from './credential.inputs';
import type { CredentialLists, CredentialRow } from './credential-lists';

/**
 * Access tokens or sessions by user id, in the viewer's organization. The caller checks whether the viewer may see them.
 */
export function credentialsLoader<Kind extends CredentialKind>(
  operation: Operation,
  kind: Kind,
  credentials: CredentialLists,
  args: CredentialsArgs,
): DataLoader<number, CredentialRow<Kind>[]> {
  return cached(
    operation,
    `${kind} ${args.first} ${String(args.includeEnded)}`,
    () =>
      new DataLoader(async (userIds) => {
        const lists = await credentials.listByUser(kind, operation.viewer.organizationId, userIds, args);
        return userIds.map((id) => lists.get(id)!);
      }),
  );
}
