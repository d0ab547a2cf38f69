import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Operation } from '../../platform/graphql/operation';
import { AuditEvent } from '../audit/audit-event.entity';
import { User } from './user.entity';
import { userLoader } from './user.loaders';
import type { UserRepository } from './user.repository';

@Resolver(() => AuditEvent)
export class AuditEventUserResolver {
  constructor(private readonly users: UserRepository) {}

  @FieldResolver(() => User, {
    nullable: true,
    description: 'The user who caused the event. Null for the system, and if the user was deleted.',
  })
  async user(@Root() { userId }: AuditEvent, @Ctx() operation: Operation): Promise<User | null> {
    return userId === null ? null : userLoader(operation, this.users).load(userId);
  }
}
