import { Arg, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver } from 'type-graphql';
import type { Operation } from '../../platform/graphql/operation';
import { timeZoneDataVersion } from '../../platform/time/time-zone';
import { Organization } from './organization.entity';
import { ChangeOrganizationInput } from './organization.inputs';
import type { OrganizationRepository } from './organization.repository';
import type { OrganizationService } from './organization.service';
import { CustomProperty, Location, Plan, Team } from './parts.entity';

@Resolver(() => Organization)
export class OrganizationResolver {
  constructor(
    private readonly organizations: OrganizationRepository,
    private readonly service: OrganizationService,
  ) {}

  @Authorized()
  @Query(() => Organization, { description: "The viewer's organization." })
  organization(@Ctx() { viewer }: Operation): Promise<Organization> {
    return this.organizations.get(viewer);
  }

  @Authorized()
  @Mutation(() => Organization, { description: 'Changes the organization. Only for the owner.' })
  changeOrganization(@Arg('input', () => ChangeOrganizationInput, { description: 'What it becomes.' }) input: ChangeOrganizationInput, @Ctx() operation: Operation): Promise<Organization> {
    return this.service.change(operation, input);
  }

  @FieldResolver(() => String, { description: 'Release of the IANA time zone data that months and dates are computed with, like `2026f`.' })
  timezoneDataVersion(): string {
    return timeZoneDataVersion;
  }

  @FieldResolver(() => [Location], { description: 'Its locations, by name.' })
  locations(@Ctx() { viewer }: Operation): Promise<Location[]> {
    return this.organizations.listLocations(viewer);
  }

  @FieldResolver(() => [Team], { description: 'Its teams, by name.' })
  teams(@Ctx() { viewer }: Operation): Promise<Team[]> {
    return this.organizations.listTeams(viewer);
  }

  @FieldResolver(() => [Plan], { description: 'Its plans, by name.' })
  plans(@Ctx() { viewer }: Operation): Promise<Plan[]> {
    return this.organizations.listPlans(viewer);
  }

  @FieldResolver(() => [CustomProperty], { description: 'Its custom user properties, in the order of their export columns.' })
  customProperties(@Ctx() { viewer }: Operation): Promise<CustomProperty[]> {
    return this.organizations.listCustomProperties(viewer);
  }
}
