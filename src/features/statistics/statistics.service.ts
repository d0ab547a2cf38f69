import type { DataSource } from 'typeorm';
import { inSnapshot, poolQuery, type QueryRows } from '../../platform/database/query-rows';
import { dataScope } from '../../platform/graphql/data-scope';
import type { Edges } from '../../platform/graphql/month-range';
import type { Operation } from '../../platform/graphql/operation';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { assertAllowed } from '../auth/denials';
import { Permission } from '../auth/permissions';
import { bookingScope, invoiceScope, type RecordScope, userScope } from '../auth/scopes';
import type { BookingFilter } from '../bookings/booking.inputs';
import type { InvoiceFilter } from '../invoices/invoice.inputs';
import { checkFilterInvoices } from '../invoices/invoice.policy';
import { namedItemsOf, organizationOf } from '../organizations/organization.loaders';
import type { OrganizationRepository } from '../organizations/organization.repository';
import type { DayBasis } from '../rollups/daily-totals';
import { rollupScope } from '../rollups/read-daily-totals';
import type { InstantRange, UserFilter } from '../users/user.inputs';
import { checkSeeFiguresOf } from '../users/user.policy';
import { type UserFigureAccess, usersFilter } from '../users/user-figure-access';
import type { ResolvedFigures } from '../users/user-figures';
import type { BookingStats, BookingStatsArgs } from './booking-stats.types';
import { bookingStatistics } from './definitions/booking-statistics';
import { assertCanGroupBy } from './definitions/dimension';
import { invoiceStatistics } from './definitions/invoice-statistics';
import type { StatisticsDefinition } from './definitions/statistics-definition';
import { userStatistics } from './definitions/user-statistics';
import type { InvoiceStats, InvoiceStatsArgs } from './invoice-stats.types';
import { comparedPeriods } from './periods/compared-periods';
import { resolveDays } from './periods/day-range';
import { periodsOf } from './periods/periods';
import { readExcluded, type Selection, type StatisticsRequest } from './rows/read-statistics';
import { needsSnapshot, type RequestedStats } from './rows/requested-stats';
import { type AnsweredRow, answerRows, parseRowsRequest, rowNeeds } from './stat-answer';
import type { MonthBounds, Statistics, StatisticsArgs } from './statistics.types';
import type { UserStats, UserStatsArgs } from './user-stats.types';

interface Question<Filter> extends StatisticsArgs {
  readonly basis: DayBasis;
  readonly filter?: Filter | null | undefined;
}

interface Answer<Excluded extends string> extends Statistics {
  readonly rows: AnsweredRow[];
  /** Undefined if not requested. */
  readonly totals: Record<string, unknown> | undefined;
  readonly excluded: Record<Excluded, number> | undefined;
}

/**
 * Computes the statistics of bookings, of invoices and of users by period and group.
 *
 * @throws BAD_USER_INPUT, FORBIDDEN, QUERY_TOO_COMPLEX
 */
export class StatisticsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly organizations: OrganizationRepository,
    private readonly figures: UserFigureAccess,
  ) {}

  bookingStats(operation: Operation, args: BookingStatsArgs, requested: RequestedStats): Promise<BookingStats> {
    const scope = bookingScope(operation.viewer);
    return this.answer(operation, bookingStatistics, scope, args, requested, () =>
      this.figures.resolveForRecords(operation, scope, args.filter, args.asOf),
    );
  }

  invoiceStats(operation: Operation, args: InvoiceStatsArgs, requested: RequestedStats): Promise<InvoiceStats> {
    const question = { ...args, basis: 'ISSUED' as const };
    const scope = invoiceScope(operation.viewer);
    assertAllowed(checkFilterInvoices(operation.viewer, scope, args.filter));
    return this.answer(operation, invoiceStatistics, scope, question, requested, () =>
      this.figures.resolveForRecords(operation, scope, args.filter, args.asOf),
    );
  }

  userStats(operation: Operation, args: UserStatsArgs, requested: RequestedStats): Promise<UserStats> {
    const question = { ...args, basis: 'CREATED' as const };
    const users = userScope(operation.viewer);
    return this.answer(operation, userStatistics, { ...users, users }, question, requested, () =>
      this.figures.resolve(operation, users, { users: usersFilter(args.filter), asOf: args.asOf }),
    );
  }

  private async answer<Filter extends BookingFilter | InvoiceFilter | UserFilter, Excluded extends string>(
    operation: Operation,
    definition: StatisticsDefinition<Filter, Excluded>,
    scope: RecordScope,
    question: Question<Filter>,
    requested: RequestedStats,
    resolveFigures: () => Promise<ResolvedFigures | null>,
  ): Promise<Answer<Excluded>> {
    const { basis, granularity, compare, groupBy, filter, asOf } = question;
    definition.assertValidFilter(filter);
    const { timezone, currency } = await organizationOf(operation, this.organizations);
    const calendar = VenueCalendar.of(timezone);
    const days = resolveDays(question, granularity, calendar, asOf ?? operation.startedAt);
    const periods = periodsOf(calendar, days, granularity);
    const before = compare ? comparedPeriods(calendar, days, granularity, periods, compare) : null;
    const rowsRequest = parseRowsRequest(definition.measures, question);
    assertCanGroupBy(scope, definition.dimensions, groupBy ?? []);
    const needs = rowNeeds(requested, rowsRequest);
    if ([needs, requested.before, requested.totals, requested.share].some((each) => each?.has('bookings')))
      assertAllowed(
        checkSeeFiguresOf(
          operation.viewer,
          scope.onlyUserId,
          Permission.BOOKINGS_VIEW,
          'Counting the users who have booked',
        ),
      );
    const figures = await resolveFigures();
    const selection = (by: Filter | null | undefined): Selection => ({
      condition: definition.condition(scope, by, figures),
      rollup: definition.hasRollups ? rollupScope(scope, timezone, by) : null,
    });
    const request: StatisticsRequest = {
      definition,
      basis,
      edges: periods,
      groupBy: (groupBy ?? []).map((name) => definition.dimensions[name]!),
      selected: selection(filter),
      ofAnyStatus: selection(filter && { ...filter, status: null }),
      organizationId: scope.organizationId,
      calendar,
      asOf: asOf ?? operation.startedAt,
      items: await namedItemsOf(operation, this.organizations),
    };
    const hasMoreQueries = needs.size > 0 || rowsRequest.top !== null || needsSnapshot(requested);
    return readConsistently(this.dataSource, hasMoreQueries, async (run) => ({
      scope: dataScope(scope.onlyUserId),
      timezone,
      asOf: asOf ?? operation.startedAt,
      computedAt: operation.startedAt,
      ...boundsOf(periods, instantFilter(definition, basis, filter)),
      ...(await answerRows(run, {
        ...rowsRequest,
        needs,
        request,
        periods,
        before,
        requested,
        filter,
        definition,
        currency,
      })),
      excluded: requested.excluded ? await readExcluded<Excluded>(run, request) : undefined,
    }));
  }
}

/** Runs queries whose results must agree: in one snapshot if there is more than one. */
export const readConsistently = <T>(
  dataSource: DataSource,
  needsOneSnapshot: boolean,
  work: (run: QueryRows) => Promise<T>,
): Promise<T> => (needsOneSnapshot ? inSnapshot(dataSource, work) : work(poolQuery(dataSource)));

/** The bounds of the periods, within the range that a filter allows. */
export function boundsOf({ edgesMs }: Edges, within?: InstantRange | null): MonthBounds {
  const [start, end] = [edgesMs[0]!, edgesMs.at(-1)!];
  const from = Math.min(Math.max(start, within?.from?.getTime() ?? start), end);
  return { from: new Date(from), to: new Date(Math.max(from, Math.min(end, within?.before?.getTime() ?? end))) };
}

/** The filter by the instant that records count by. */
const instantFilter = (
  { instants }: Pick<StatisticsDefinition, 'instants'>,
  basis: DayBasis,
  filter: object | null | undefined,
): InstantRange | null | undefined =>
  (filter as Record<string, InstantRange | null> | null | undefined)?.[instants[basis]!];
