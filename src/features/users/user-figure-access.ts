import { listComplexity } from '../../platform/graphql/connection';
import type { Operation } from '../../platform/graphql/operation';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { assertAllowed } from '../auth/denials';
import { assertUsersVisible, type RecordScope, type Scope } from '../auth/scopes';
import { organizationOf } from '../organizations/organization.loaders';
import type { OrganizationRepository } from '../organizations/organization.repository';
import type { UserFilter } from './user.inputs';
import { checkSeeFiguresOf } from './user.policy';
import { figuresIn, type PlacedUserFilter, type RecordFilter, userFiltersIn, withInner } from './user-figure-filter';
import { isUserFigure, ResolvedFigures, type UserFigures } from './user-figures';
import type { UserOrder } from './user-order';

interface FigureRequest {
  /** Filters, each with the argument that contains it. */
  readonly users: readonly PlacedUserFilter[];
  readonly orderBy?: readonly UserOrder[] | null | undefined;
  /** Absent: when the operation started. */
  readonly asOf?: Date | null | undefined;
}

/** Checks access to the user figures that lists and statistics order or filter by. */
export class UserFigureAccess {
  constructor(
    private readonly figures: UserFigures,
    private readonly organizations: OrganizationRepository,
  ) {}

  /**
   * Returns the figures for a request, or null if it uses none.
   *
   * @throws FORBIDDEN for a figure that the viewer may not see, BAD_USER_INPUT for an invalid range.
   */
  async resolve(
    operation: Operation,
    users: Scope,
    { users: filters, orderBy, asOf }: FigureRequest,
  ): Promise<ResolvedFigures | null> {
    const { viewer } = operation;
    const requested = [
      ...figuresIn(filters),
      ...(orderBy ?? []).flatMap(({ field }) => (isUserFigure(field) ? [field] : [])),
    ];
    if (requested.length === 0) return null;
    // An order or a filter by a figure reveals it for every user in the scope.
    for (const { permission } of requested.map((name) => this.figures[name]))
      assertAllowed(
        checkSeeFiguresOf(viewer, users.onlyUserId, permission, 'Ordering or filtering users by these figures'),
      );
    const { timezone } = await organizationOf(operation, this.organizations);
    return new ResolvedFigures(
      this.figures,
      viewer.organizationId,
      VenueCalendar.of(timezone),
      asOf ?? operation.startedAt,
    );
  }

  /**
   * Like `resolve`, for a filter of records by their users.
   *
   * @throws FORBIDDEN also if the viewer may not see the users.
   */
  resolveForRecords<Filter extends RecordFilter<Filter>>(
    operation: Operation,
    scope: RecordScope,
    filter: Filter | null | undefined,
    asOf: Date | null | undefined,
  ): Promise<ResolvedFigures | null> {
    const users = userFiltersIn(filter, 'filter');
    if (users.length > 0) assertUsersVisible(scope, 'Filtering by `filter.users`');
    return this.resolve(operation, scope.users, { users, asOf });
  }
}

/** Permission for a filter by users. Filters by figures require more permissions. */
export const filterByUsersNeeds = 'IDENTITIES_VIEW, for a filter or a grouping by users';

const pointsPerFigure = 2000;

// Each figure is computed for all users, even if few rows are requested.
export const figuresComplexity = (
  filters: readonly PlacedUserFilter[],
  orderBy: readonly { field: string }[] = [],
): number =>
  pointsPerFigure *
  (withInner(filters)
    .flatMap(([each]) => Object.entries(each))
    .filter(([name, range]) => figureFilterNames.has(name) && range !== null).length +
    orderBy.filter(({ field }) => isUserFigure(field)).length);

type ComplexityOf<Args> = Parameters<typeof listComplexity>[0] & { args: Args };

export const userListComplexity = (
  list: ComplexityOf<{ filter?: UserFilter | null; orderBy?: UserOrder[] | null }>,
): number => listComplexity(list) + figuresComplexity(usersFilter(list.args.filter), list.args.orderBy ?? []);

export const recordListComplexity = <Filter extends RecordFilter<Filter>>(
  list: ComplexityOf<{ filter?: Filter | null }>,
): number => listComplexity(list) + figuresComplexity(userFiltersIn(list.args.filter, 'filter'));

/** The argument `filter` of users. */
export const usersFilter = (filter: UserFilter | null | undefined): PlacedUserFilter[] =>
  filter ? [[filter, 'filter']] : [];

const figureFilterNames: ReadonlySet<string> = new Set<keyof UserFilter>([
  'bookingsThisMonth',
  'bookingsLastMonth',
  'firstBooking',
  'lastBooking',
  'hasBooked',
  'bookedIn',
  'invoicedThisMonth',
  'invoicedLastMonth',
  'invoicedAllTime',
]);
