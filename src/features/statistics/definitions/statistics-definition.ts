import type { Condition } from '../../../platform/database/condition';
import type { Sql } from '../../../platform/database/sql';
import type { RecordScope } from '../../auth/scopes';
import type { DayBasis } from '../../rollups/daily-totals';
import type { ResolvedFigures } from '../../users/user-figures';
import type { Dimensions } from './dimension';
import type { MeasureNeed, Measures } from './measure';

/** Defines the statistics of bookings, of invoices or of users. SQL expressions refer to the alias of the table. */
export interface StatisticsDefinition<Filter = unknown, Excluded extends string = string> {
  readonly table: 'bookings' | 'invoices' | 'users';
  readonly alias: 'b' | 'i' | 'u';
  /** The column of the user whose record it is. */
  readonly userId: string;
  /** Whether the rollups have totals of these records. */
  readonly hasRollups: boolean;
  /** The column of the instant that records count by, on each basis. */
  readonly instants: Readonly<Partial<Record<DayBasis, string>>>;
  /** The condition for records that count, and the same condition as a list of statuses. */
  readonly counted: Sql;
  readonly countedStatuses: readonly string[];
  /** The statuses that do not count, by the field of `excluded` that counts them. */
  readonly excluded: Readonly<Record<Excluded, string>>;
  /** The expression that `RowTotals.amount` sums. */
  readonly amount: string;
  /** What reads amounts. Absent: they are always read. */
  readonly amountNeed?: MeasureNeed;
  readonly dimensions: Dimensions;
  /** Whether rows have the deprecated names of items, in addition to the items. */
  readonly hasItemNames: boolean;
  readonly measures: Measures;
  /** @throws BAD_USER_INPUT for a filter that asks for records that never count. */
  assertValidFilter(filter: Filter | null | undefined): void;
  condition(scope: RecordScope, filter?: Filter | null, figures?: ResolvedFigures | null): Condition;
}
