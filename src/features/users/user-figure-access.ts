import { forbidden } from '../../errors';
import { listComplexity } from '../../platform/graphql/connection';
import type { Operation } from '../../platform/graphql/operation';
import { statsComplexity } from '../../platform/time/month-range';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import type { OrganizationRepository } from '../organizations/organization.repository';
import type { UserFilter, UserOrder } from './user.inputs';
import { organizationOf } from './user.loaders';
import { canAskForFigures, type RecordScope, refuseHiddenUsers, type Scope } from './user.policy';
import { asksAboutUsers, requestedFigures } from './user-figure-filter';
import { isUserFigure, ResolvedFigures, type UserFigures } from './user-figures';

export interface FigureRequest {
  readonly filter?: UserFilter | null | undefined;
  /** Where the filter stands in the operation. */
  readonly path: string;
  readonly orderBy?: readonly UserOrder[] | null | undefined;
  /** Absent: when the operation began. */
  readonly asOf?: Date | null | undefined;
}

/** Lets lists and statistics ask for figures of users: those that the viewer may see. */
export class UserFigureAccess {
  constructor(
    private readonly figures: UserFigures,
    private readonly organizations: OrganizationRepository,
  ) {}

  /**
   * Null: it asks for none. FORBIDDEN for a figure that is not shown to the viewer, BAD_USER_INPUT for what is no
   * range.
   */
  async resolve(
    operation: Operation,
    users: Scope,
    { filter, path, orderBy, asOf }: FigureRequest,
  ): Promise<ResolvedFigures | null> {
    const { viewer } = operation;
    const asked = [
      ...requestedFigures(filter, path).map(({ figure }) => figure),
      ...(orderBy ?? []).flatMap(({ field }) => (isUserFigure(field) ? [field] : [])),
    ];
    if (asked.length === 0) return null;
    for (const { permission } of asked.map((name) => this.figures[name])) {
      if (!canAskForFigures(viewer, users, permission))
        throw forbidden(`Ordering or filtering users by these figures needs the permission ${permission}.`);
    }
    const { timezone } = await organizationOf(operation, this.organizations);
    return new ResolvedFigures(
      this.figures,
      viewer.organizationId,
      VenueCalendar.of(timezone),
      asOf ?? operation.startedAt,
    );
  }

  /** The same for records whose filter asks about their users. FORBIDDEN also where the viewer may not see those. */
  resolveForRecords(
    operation: Operation,
    scope: RecordScope,
    filter: UserFilter | null | undefined,
    asOf: Date | null | undefined,
  ): Promise<ResolvedFigures | null> {
    if (asksAboutUsers(filter)) refuseHiddenUsers(scope, 'Filtering by `filter.users`');
    return this.resolve(operation, scope.users, { path: 'filter.users', filter, asOf });
  }
}

/** What a filter by users needs, beside the permissions of the figures that it names. */
export const filterByUsersNeeds = 'IDENTITIES_VIEW, for a filter or a grouping by users';

const pointsPerFigure = 2000;

// Each figure is read of everyone, however few rows are asked for.
export const figuresComplexity = (
  filter: UserFilter | null | undefined,
  orderBy: readonly { field: string }[] = [],
): number =>
  pointsPerFigure *
  (Object.keys(filter ?? {}).filter((name) => figureFilterNames.has(name)).length +
    orderBy.filter(({ field }) => isUserFigure(field)).length);

type ComplexityOf<Args> = Parameters<typeof listComplexity>[0] & { args: Args };

export const userListComplexity = (
  list: ComplexityOf<{ filter?: UserFilter | null; orderBy?: UserOrder[] | null }>,
): number => listComplexity(list) + figuresComplexity(list.args.filter, list.args.orderBy ?? []);

export const recordListComplexity = (list: ComplexityOf<{ filter?: { users?: UserFilter | null } | null }>): number =>
  listComplexity(list) + figuresComplexity(list.args.filter?.users);

export const recordStatsComplexity = (
  stats: Parameters<typeof statsComplexity>[0] & { args: { filter?: { users?: UserFilter | null } | null } },
): number => statsComplexity(stats) + figuresComplexity(stats.args.filter?.users);

const figureFilterNames: ReadonlySet<string> = new Set<keyof UserFilter>([
  'bookingsThisMonth',
  'bookingsLastMonth',
  'firstBooking',
  'hasBooked',
  'invoicedThisMonth',
  'invoicedLastMonth',
  'invoicedAllTime',
]);
