import type { Granularity } from '../calendar/calendar-units';
import type { UserFilter } from '../users/user.inputs';
import { figuresComplexity, usersFilter } from '../users/user-figure-access';
import { type RecordFilter, userFiltersIn } from '../users/user-figure-filter';
import { pricedPeriods, type RequestedRange } from './periods/day-range';
import type { TopInput } from './rows/row-inputs';

interface PricedStatistics {
  readonly args: RequestedRange & {
    readonly granularity?: Granularity;
    readonly groupBy?: readonly unknown[] | null;
    readonly top?: Pick<TopInput, 'groups'> | null;
    readonly limit?: number | null;
    readonly compare?: unknown;
  };
  readonly childComplexity: number;
}

type WithFilter<Filter> = Omit<PricedStatistics, 'args'> & {
  readonly args: PricedStatistics['args'] & { readonly filter?: Filter | null };
};

/** The cost of statistics of users, whose filter is one of users itself. */
export const userStatsComplexity = (priced: WithFilter<UserFilter>): number =>
  rowsComplexity(priced) + figuresComplexity(usersFilter(priced.args.filter));

export const recordStatsComplexity = <Filter extends RecordFilter<Filter>>(priced: WithFilter<Filter>): number =>
  rowsComplexity(priced) + figuresComplexity(userFiltersIn(priced.args.filter, 'filter'));

/**
 * The cost of a row for each period, three times as much for each dimension, unless fewer rows are requested. The groups
 * are computed all the same.
 */
function rowsComplexity({ args, childComplexity }: PricedStatistics): number {
  const { granularity = 'MONTH', groupBy, top, limit, compare } = args;
  const periods = pricedPeriods(args, granularity);
  const groups = 3 ** Math.min(groupBy?.length ?? 0, 4);
  const rows = Math.min(
    periods * Math.min(groups, top ? Math.max(top.groups, 1) + 1 : Infinity),
    Math.max(limit ?? Infinity, 1),
  );
  return 1 + periods * groups * (compare ? 2 : 1) + rows * childComplexity;
}
