import DataLoader from 'dataloader';
import { cached, type Operation } from '../../platform/graphql/operation';
import type { AccessToken } from './access-token.entity';
import type { TokensArgs } from './access-token.inputs';
import type { AccessTokenRepository } from './access-token.repository';

/** Access tokens by user id, in the viewer's organization. The caller checks whether the viewer may see them. */
export function tokensLoader(
  operation: Operation,
  tokens: AccessTokenRepository,
  { first, includeEnded }: TokensArgs,
): DataLoader<number, AccessToken[]> {
  return cached(
    operation,
    `tokens ${first} ${String(includeEnded)}`,
    () =>
      new DataLoader(async (userIds) => {
        const lists = await tokens.listByUser(operation.viewer.organizationId, userIds, {
          first,
          includeEnded: includeEnded ?? false,
        });
        return userIds.map((id) => lists.get(id)!);
      }),
  );
}
