import { Arg, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver } from 'type-graphql';
import type { Operation } from '../../platform/graphql/operation';
import { timeZoneDataVersion } from '../../platform/time/time-zone';
import { Organization } from './organization.entity';
import { ChangeOrganizationInput } from './organization.inputs';
import type { OrganizationRepository } from './organization.repository';
import type { OrganizationService } from './organization.service';
import { CustomProperty, Location, Plan, Team } from './reference-data.entity';

const withArchived = { defaultValue: false, description: 'Whether to include archived ones.' };
const listed = <Part extends { readonly archivedAt: Date | null }>(parts: Part[], includeArchived: boolean): Part[] =>
  includeArchived ? parts : parts.filter(({ archivedAt }) => archivedAt === null);

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
  changeOrganization(
    @Arg('input', () => ChangeOrganizationInput, { description: 'What it becomes.' }) input: ChangeOrganizationInput,
    @Ctx() operation: Operation,
  ): Promise<Organization> {
    return this.service.change(operation, input);
  }

  @FieldResolver(() => String, {
    description: 'Release of the IANA time zone data that months and dates are computed with, like `2026f`.',
  })
  timezoneDataVersion(): string {
    return timeZoneDataVersion;
  }

  @FieldResolver(() => [Location], { description: 'Its locations, by name.' })
  async locations(
    @Arg('includeArchived', () => Boolean, withArchived) includeArchived: boolean,
    @Ctx() { viewer }: Operation,
  ): Promise<Location[]> {
    return listed(await this.organizations.listLocations(viewer), includeArchived);
  }

  @FieldResolver(() => [Team], { description: 'Its teams, by name.' })
  async teams(
    @Arg('includeArchived', () => Boolean, withArchived) includeArchived: boolean,
    @Ctx() { viewer }: Operation,
  ): Promise<Team[]> {
    return listed(await this.organizations.listTeams(viewer), includeArchived);
  }

  @FieldResolver(() => [Plan], { description: 'Its plans, by name.' })
  async plans(
    @Arg('includeArchived', () => Boolean, withArchived) includeArchived: boolean,
    @Ctx() { viewer }: Operation,
  ): Promise<Plan[]> {
    return listed(await this.organizations.listPlans(viewer), includeArchived);
  }

  @FieldResolver(() => [CustomProperty], {
    description: 'Its custom user properties, in the order of their export columns.',
  })
  async customProperties(
    @Arg('includeArchived', () => Boolean, withArchived) includeArchived: boolean,
    @Ctx() { viewer }: Operation,
  ): Promise<CustomProperty[]> {
    return listed(await this.organizations.listCustomProperties(viewer), includeArchived);
  }
}
