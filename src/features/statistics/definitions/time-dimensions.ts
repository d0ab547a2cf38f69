import { Int } from 'type-graphql';
import { because } from '../../../error-reasons';
import { badInput } from '../../../errors';
import { raw, type Sql } from '../../../platform/database/sql';
import { venueHourSql, venueWeekdaySql } from '../../../platform/database/venue-hours-sql';
import { dayMs } from '../../../platform/time/time-zone';
import type { Dimension, GroupingContext } from './dimension';

const since1970 = 'BAD_USER_INPUT for a range that starts before 1970.';

/** Dimensions by the wall clock of the venue. `instant` names what they are of. */
export const timeDimensions = (instant: string) =>
  ({
    WEEKDAY: {
      description: `The weekday in the venue time zone of ${instant}. ${since1970}`,
      field: { name: 'weekday', type: Int, description: 'Weekday, from 1 (Monday) to 7 (Sunday).' },
      isOfUser: false,
      expression: (context) => venueTimeSql(venueWeekdaySql, context),
      groups: (weekday) => [Number(weekday)],
    },
    HOUR: {
      description: `The hour in the venue time zone of ${instant}. ${since1970}`,
      field: { name: 'hour', type: Int, description: 'Hour, from 0 to 23.' },
      isOfUser: false,
      expression: (context) => venueTimeSql(venueHourSql, context),
      groups: (hour) => [Number(hour)],
    },
  }) satisfies Record<string, Dimension>;

function venueTimeSql(
  expression: typeof venueHourSql,
  { instantColumn, edges: { edgesMs, edgeDays }, calendar }: GroupingContext,
): Sql {
  if (edgeDays[0]! < 0)
    throw badInput(
      'from',
      'The range must start in 1970 or later to group by WEEKDAY or HOUR.',
      because('CLOCK_BEFORE_1970'),
    );
  return expression(instantColumn, calendar.offsets({ startMs: edgesMs[0]!, endMs: edgesMs.at(-1)! }));
}

/**
 * Sorts a duration into ranges of days, each from its start up to, but not including, the next; null below the first.
 * `durationMs` is an expression without input.
 */
export const daysRangeSql = (durationMs: string, starts: readonly number[]): Sql =>
  raw(
    `CASE ${starts
      .toReversed()
      .map((start) => `WHEN ${durationMs} >= ${start * dayMs} THEN ${start}`)
      .join(' ')} END`,
  );
