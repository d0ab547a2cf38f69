import type { GraphQLResolveInfo } from 'graphql';
import type { DataSource } from 'typeorm';
import { inSnapshot, poolQuery, type QueryRows } from '../../platform/database/query-rows';
import { dataScope } from '../../platform/graphql/data-scope';
import { type MonthRange, monthRange } from '../../platform/graphql/month-range';
import type { Operation } from '../../platform/graphql/operation';
import { selects } from '../../platform/graphql/selects';
import { VenueCalendar } from '../../platform/time/venue-calendar';
import { bookingScope, invoiceScope, type RecordScope } from '../auth/scopes';
import { namedItemsOf, organizationOf } from '../organizations/organization.loaders';
import type { OrganizationRepository } from '../organizations/organization.repository';
import type { DayBasis } from '../rollups/daily-totals';
import { rollupScope } from '../rollups/read-daily-totals';
import type { UserFilter } from '../users/user.inputs';
import type { UserFigureAccess } from '../users/user-figure-access';
import { bookingStatistics } from './booking-statistics';
import type { BookingStats, BookingStatsArgs } from './booking-stats.types';
import { assertCanGroupBy, groupFields } from './dimension';
import type { GroupedRow } from './grouped-rows';
import { invoiceStatistics } from './invoice-statistics';
import type { InvoiceStats, InvoiceStatsArgs } from './invoice-stats.types';
import { measureValues } from './measure';
import {
  type DistinctUsers,
  readDistinctUsers,
  readExcluded,
  readTotals,
  type StatisticsRequest,
} from './read-statistics';
import type { MonthBounds, Statistics, StatisticsArgs, StatisticsRow } from './statistics.types';
import type { StatisticsDefinition } from './statistics-definition';

/** The selected fields that need a query of their own. */
interface RequestedStats {
  readonly users: boolean;
  readonly excluded: boolean;
}

export const requestedStats = (info: GraphQLResolveInfo): RequestedStats => ({
  users: selects(info, 'rows', 'users'),
  excluded: selects(info, 'excluded'),
});

interface Question<Filter> extends StatisticsArgs {
  readonly basis: DayBasis;
  readonly groupBy?: readonly string[] | null | undefined;
  readonly filter?: Filter | null | undefined;
}

interface Answer<Excluded extends string> extends Statistics {
  readonly rows: StatisticsRow[];
  /** Undefined if not requested. */
  readonly excluded: Record<Excluded, number> | undefined;
}

/**
 * Computes the statistics of bookings and of invoices by month and group.
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
    return this.answer(operation, bookingStatistics, bookingScope(operation.viewer), args, requested);
  }

  invoiceStats(operation: Operation, args: InvoiceStatsArgs, requested: RequestedStats): Promise<InvoiceStats> {
    const question = { ...args, basis: 'ISSUED' as const };
    return this.answer(operation, invoiceStatistics, invoiceScope(operation.viewer), question, requested);
  }

  private async answer<Filter extends { users?: UserFilter | null; status?: unknown }, Excluded extends string>(
    operation: Operation,
    definition: StatisticsDefinition<Filter, Excluded>,
    scope: RecordScope,
    { basis, from, to, groupBy, filter, asOf }: Question<Filter>,
    requested: RequestedStats,
  ): Promise<Answer<Excluded>> {
    definition.assertValidFilter(filter);
    const { timezone, currency } = await organizationOf(operation, this.organizations);
    const calendar = VenueCalendar.of(timezone);
    const range = monthRange(calendar, from, to);
    assertCanGroupBy(scope, definition.dimensions, groupBy ?? []);
    const dimensions = (groupBy ?? []).map((name) => definition.dimensions[name]!);
    const figures = await this.figures.resolveForRecords(operation, scope, filter?.users, asOf);
    const filtered = (by: Filter | null | undefined) => ({
      condition: definition.condition(scope, by, figures),
      rollup: rollupScope(scope, timezone, by),
    });
    const request: StatisticsRequest = {
      definition,
      basis,
      range,
      groupBy: dimensions,
      ...filtered(filter),
      calendar,
      items: await namedItemsOf(operation, this.organizations),
    };
    return readConsistently(this.dataSource, requested, async (run) => {
      const totals = await readTotals(run, request);
      const users = requested.users ? await readDistinctUsers(run, request) : undefined;
      // Excluded records have other statuses than the filter can ask for.
      const excluded = requested.excluded
        ? await readExcluded(run, { basis, range, ...filtered(filter && { ...filter, status: null }) }, definition)
        : undefined;
      return {
        scope: dataScope(scope.onlyUserId),
        timezone,
        asOf: operation.startedAt,
        ...monthBounds(range),
        rows: totals.map((row) => toRow(row, request, definition, users, currency)),
        excluded,
      };
    });
  }
}

/** Runs queries whose results must agree: in one snapshot if there is more than one. */
export const readConsistently = <T>(
  dataSource: DataSource,
  { users, excluded }: RequestedStats,
  work: (run: QueryRows) => Promise<T>,
): Promise<T> => (users || excluded ? inSnapshot(dataSource, work) : work(poolQuery(dataSource)));

export const monthBounds = ({ edgesMs }: MonthRange): MonthBounds => ({
  from: new Date(edgesMs[0]!),
  to: new Date(edgesMs.at(-1)!),
});

const toRow = (
  { month, group, count, amount }: GroupedRow,
  { groupBy }: StatisticsRequest,
  { measures }: Pick<StatisticsDefinition, 'measures'>,
  users: DistinctUsers | undefined,
  currency: string,
): StatisticsRow => ({
  month,
  ...measureValues(measures, { count, amount, users: users?.(month, group) }, currency),
  ...groupFields(groupBy, group),
});
