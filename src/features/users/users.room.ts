import { CredentialLists } from '../auth/credential-lists';
import { LinkedIdentities } from '../auth/single-sign-on/linked-identities';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { type Dependencies, resolver, type Room } from '../room';
import { AuditEventUserResolver } from './audit-event-user.resolver';
import { Ownership, type TransferStep } from './ownership';
import { OwnershipResolver } from './ownership.resolver';
import { User } from './user.entity';
import type { UserRepository } from './user.repository';
import { UserResolver } from './user.resolver';
import { UserService } from './user.service';
import { UserChangesResolver } from './user-changes.resolver';
import { UserCredentialsResolver, ViewerCredentialsResolver } from './user-credentials.resolver';
import type { UserFigureAccess } from './user-figure-access';
import { ViewerResolver } from './viewer.resolver';

interface UserDependencies extends Dependencies {
  readonly organizations: OrganizationRepository;
  readonly users: UserRepository;
  readonly figureAccess: UserFigureAccess;
  readonly transferSteps: readonly TransferStep[];
}

export const usersRoom: Room<UserDependencies> = {
  entities: [User],
  resolvers: [
    resolver(ViewerResolver, ({ users, organizations }) => new ViewerResolver(users, organizations)),
    resolver(
      ViewerCredentialsResolver,
      ({ dataSource, clock }) => new ViewerCredentialsResolver(new CredentialLists(dataSource, clock)),
    ),
    resolver(
      UserCredentialsResolver,
      ({ dataSource, clock, auditLog }) =>
        new UserCredentialsResolver(new CredentialLists(dataSource, clock), new LinkedIdentities(dataSource, auditLog)),
    ),
    resolver(AuditEventUserResolver, ({ users }) => new AuditEventUserResolver(users)),
    resolver(
      OwnershipResolver,
      ({ users, dataSource, auditLog, revocations, transferSteps }) =>
        new OwnershipResolver(users, new Ownership(dataSource, auditLog, revocations, transferSteps)),
    ),
    resolver(
      UserResolver,
      ({ users, organizations, figureAccess }) => new UserResolver(users, organizations, figureAccess),
    ),
    resolver(
      UserChangesResolver,
      ({ dataSource, clock, organizations, auditLog, revocations }) =>
        new UserChangesResolver(new UserService(dataSource, clock, organizations, auditLog, revocations)),
    ),
  ],
};
