import { Arg, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver } from 'type-graphql';
import type { Operation } from '../../platform/graphql/operation';
import { timeZoneDataVersion } from '../../platform/time/time-zone';
import { Organization } from './organization.entity';
import { ChangeOrganizationInput } from './organization.inputs';
import { customPropertiesOf, organizationOf } from './organization.loaders';
import type { OrganizationRepository } from './organization.repository';
import type { OrganizationService } from './organization.service';
import { CustomProperty, Location, Plan, Team } from './reference-data.entity';

const includeArchivedArg = { defaultValue: false, description: 'Whether to include archived ones.' };
const filterArchived = <Item extends { readonly archivedAt: Date | null }>(
  items: Item[],
  includeArchived: boolean,
): Item[] => (includeArchived ? items : items.filter(({ archivedAt }) => archivedAt === null));

@Resolver(() => Organization)
export class OrganizationResolver {
  constructor(
    private readonly organizations: OrganizationRepository,
    private readonly service: OrganizationService,
  ) {}

  @Authorized()
  @Query(() => Organization, { description: "The viewer's organization." })
  organization(@Ctx() operation: Operation): Promise<Organization> {
    return organizationOf(operation, this.organizations);
  }

  @Authorized()
  @Mutation(() => Organization, { description: 'Changes the organization. FORBIDDEN unless the viewer is the owner.' })
  changeOrganization(
    @Arg('input', () => ChangeOrganizationInput, { description: 'What to change.' }) input: ChangeOrganizationInput,
    @Ctx() operation: Operation,
  ): Promise<Organization> {
    return this.service.change(operation, input);
  }

  @FieldResolver(() => String, {
    description: 'Release of the IANA time zone data that this server uses, like `2026f`.',
  })
  timezoneDataVersion(): string {
    return timeZoneDataVersion;
  }

  @FieldResolver(() => [Location], { description: 'Locations of the organization, in the order of their positions.' })
  async locations(
    @Arg('includeArchived', () => Boolean, includeArchivedArg) includeArchived: boolean,
    @Ctx() { viewer }: Operation,
  ): Promise<Location[]> {
    return filterArchived(await this.organizations.listLocations(viewer), includeArchived);
  }

  @FieldResolver(() => [Team], { description: 'Teams of the organization, in the order of their positions.' })
  async teams(
    @Arg('includeArchived', () => Boolean, includeArchivedArg) includeArchived: boolean,
    @Ctx() { viewer }: Operation,
  ): Promise<Team[]> {
    return filterArchived(await this.organizations.listTeams(viewer), includeArchived);
  }

  @FieldResolver(() => [Plan], { description: 'Plans of the organization, in the order of their positions.' })
  async plans(
    @Arg('includeArchived', () => Boolean, includeArchivedArg) includeArchived: boolean,
    @Ctx() { viewer }: Operation,
  ): Promise<Plan[]> {
    return filterArchived(await this.organizations.listPlans(viewer), includeArchived);
  }

  @FieldResolver(() => [CustomProperty], {
    description: 'Custom user properties of the organization, in the order of their export columns.',
  })
  async customProperties(
    @Arg('includeArchived', () => Boolean, includeArchivedArg) includeArchived: boolean,
    @Ctx() operation: Operation,
  ): Promise<CustomProperty[]> {
    return filterArchived(await customPropertiesOf(operation, this.organizations), includeArchived);
  }
}
