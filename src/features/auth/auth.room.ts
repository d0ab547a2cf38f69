import { type Dependencies, resolver, type Room } from '../room';
import { AccessToken } from './access-token.entity';
import { AccessTokenRepository } from './access-token.repository';
import { AccessTokenResolver } from './access-token.resolver';
import { AccessTokenService } from './access-token.service';
import type { AccessTokens } from './access-tokens';

interface AuthDependencies extends Dependencies {
  readonly tokens: AccessTokens;
}

export const authRoom: Room<AuthDependencies> = {
  entities: [AccessToken],
  resolvers: [
    resolver(AccessTokenResolver, ({ dataSource, clock, tokens, auditLog }) => {
      const accessTokens = new AccessTokenRepository(dataSource, clock);
      return new AccessTokenResolver(new AccessTokenService(dataSource, clock, tokens, accessTokens, auditLog));
    }),
  ],
  sweeps: ({ tokens }) => [() => tokens.saveLastUses()],
};
