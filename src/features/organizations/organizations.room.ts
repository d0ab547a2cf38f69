import { type Dependencies, resolver, type Room } from '../room';
import { Organization } from './organization.entity';
import type { OrganizationRepository } from './organization.repository';
import { OrganizationResolver } from './organization.resolver';
import { OrganizationService } from './organization.service';
import { CustomProperty, Location, Plan, Team } from './reference-data.entity';
import { referenceDataResolvers } from './reference-data.resolver';
import { ReferenceDataService } from './reference-data.service';
import { ReferenceIds } from './reference-ids';

interface OrganizationDependencies extends Dependencies {
  readonly organizations: OrganizationRepository;
}

export const organizationsRoom: Room<OrganizationDependencies> = {
  entities: [Organization, Location, Team, Plan, CustomProperty],
  resolvers: [
    resolver(ReferenceIds, ({ organizations }: OrganizationDependencies) => new ReferenceIds(organizations)),
    resolver(
      OrganizationResolver,
      ({ dataSource, organizations, auditLog }) =>
        new OrganizationResolver(organizations, new OrganizationService(dataSource, auditLog)),
    ),
    ...referenceDataResolvers.map((ReferenceDataResolver) =>
      resolver(
        ReferenceDataResolver,
        ({ dataSource, clock, auditLog }: Dependencies) =>
          new ReferenceDataResolver(new ReferenceDataService(dataSource, clock, auditLog)),
      ),
    ),
  ],
};
