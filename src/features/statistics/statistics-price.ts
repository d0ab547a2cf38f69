import type { Granularity } from '../calendar/calendar-units';
import type { UserFilter } from '../users/user.inputs';
import { figuresComplexity } from '../users/user-figure-access';
import { pricedPeriods, type RequestedRange } from './periods/day-range';
import type { TopInput } from './rows/row-inputs';

interface PricedStatistics {
  readonly args: RequestedRange & {
    readonly granularity?: Granularity;
    readonly groupBy?: readonly unknown[] | null;
    readonly top?: Pick<TopInput, 'groups'> | null;
    readonly limit?: number | null;
    readonly compare?: unknown;
    readonly filter?: { readonly users?: UserFilter | null } | null;
  };
  readonly childComplexity: number;
}

/** The cost of statistics of users, whose filter is one of users itself. */
export const userStatsComplexity = ({
  args: { filter, ...args },
  childComplexity,
}: Omit<PricedStatistics, 'args'> & {
  readonly args: Omit<PricedStatistics['args'], 'filter'> & { readonly filter?: UserFilter | null };
}): number => statsComplexity({ args: { ...args, filter: { users: filter ?? null } }, childComplexity });

/**
 * The cost of statistics: the cost of a row for each period, three times as much for each dimension, unless fewer rows are
 * requested. The groups are computed all the same.
 */
export function statsComplexity({ args, childComplexity }: PricedStatistics): number {
  const { granularity = 'MONTH', groupBy, top, limit, compare, filter } = args;
  const periods = pricedPeriods(args, granularity);
  const groups = 3 ** Math.min(groupBy?.length ?? 0, 4);
  const rows = Math.min(
    periods * Math.min(groups, top ? Math.max(top.groups, 1) + 1 : Infinity),
    Math.max(limit ?? Infinity, 1),
  );
  return 1 + periods * groups * (compare ? 2 : 1) + rows * childComplexity + figuresComplexity(filter?.users);
}
