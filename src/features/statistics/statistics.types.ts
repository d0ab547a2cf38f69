import { IsOptional } from 'class-validator';
import type { GraphQLResolveInfo } from 'graphql';
import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import type { DataSource } from 'typeorm';
import { inSnapshot, poolQuery, type QueryRows } from '../../platform/database/query-rows';
import { Shared } from '../../platform/graphql/audience';
import { DataScope, dataScope, dataScopeDescription } from '../../platform/graphql/data-scope';
import { DateTimeScalar, YearMonthScalar } from '../../platform/graphql/scalars';
import { selects } from '../../platform/graphql/selects';
import type { MonthRange } from '../../platform/time/month-range';
import { UserStatus } from '../users/user.entity';
import { type RecordScope, refuseHiddenUsers } from '../users/user.policy';
import { filterAsOf } from '../users/user-figure.inputs';

/** What bookingStats and invoiceStats have in common, so that it is said once. */
@ArgsType()
export class MonthRangeArgs {
  @Field(() => YearMonthScalar, { description: 'The first month, of the venue time zone.' })
  from: string;

  @Field(() => YearMonthScalar, {
    description: 'The last month, included; at most 600 months in all. BAD_USER_INPUT where it lies before the first.',
  })
  to: string;

  @Field(() => DateTimeScalar, { nullable: true, description: filterAsOf })
  @IsOptional()
  asOf?: Date | null;
}

/** What a client asks for that takes a statement of its own. */
export interface RequestedStats {
  readonly users: boolean;
  readonly excluded: boolean;
}

export const requestedStats = (info: GraphQLResolveInfo): RequestedStats => ({
  users: selects(info, 'rows', 'users'),
  excluded: selects(info, 'excluded'),
});

/** Reads figures that must fit together: all of one moment, where it takes more than one statement. */
export const readStats = <T>(
  dataSource: DataSource,
  { users, excluded }: RequestedStats,
  work: (run: QueryRows) => Promise<T>,
): Promise<T> => (users || excluded ? inSnapshot(dataSource, work) : work(poolQuery(dataSource)));

/**
 * What users are is told of those whose accounts the viewer may see: of their own, or with IDENTITIES_VIEW of everyone.
 */
export function refuseHiddenGroups(scope: RecordScope, groupBy: readonly string[], ofUsers: readonly string[]): void {
  const ofUser = groupBy.find((name) => ofUsers.includes(name));
  if (ofUser) refuseHiddenUsers(scope, `Grouping by ${ofUser}`);
}

@ObjectType({ simpleResolvers: true })
export abstract class Stat {
  @Shared()
  @Field(() => YearMonthScalar, { description: 'The calendar month of the venue time zone.' })
  month: string;

  @Shared()
  @Field(() => String, { nullable: true, description: 'LOCATION: its name; null where there is none.' })
  location?: string;

  @Shared()
  @Field(() => String, { nullable: true, description: 'PLAN: its name; null for users without a plan.' })
  plan?: string;

  @Shared()
  @Field(() => String, { nullable: true, description: 'TEAM: its name; null for users without a team.' })
  team?: string;

  @Shared()
  @Field(() => String, { nullable: true, description: 'ACCOUNT_TYPE; null for users without one.' })
  accountType?: string;

  @Shared()
  @Field(() => UserStatus, { nullable: true, description: 'USER_STATUS: where the account of the user stands.' })
  userStatus?: UserStatus;

  @Shared()
  @Field(() => Int, { description: 'How many, of those that count.' })
  count: number;

  @Shared()
  @Field(() => Int, {
    description:
      'Of how many different users. Not additive: one user counts once in each month and group. Counted only when asked for.',
  })
  users: number | undefined;
}

@ObjectType({ simpleResolvers: true })
export abstract class Stats {
  @Shared()
  @Field(() => DataScope, { description: dataScopeDescription })
  scope: DataScope;

  @Shared()
  @Field(() => String, { description: 'The venue time zone whose months these are.' })
  timezone: string;

  @Shared()
  @Field(() => DateTimeScalar, { description: 'When the figures were taken.' })
  asOf: Date;

  @Shared()
  @Field(() => DateTimeScalar, { description: 'The first instant that belongs to the range, in UTC.' })
  from: Date;

  @Shared()
  @Field(() => DateTimeScalar, { description: 'The first instant behind the range, in UTC.' })
  to: Date;
}

/** The head of an answer: whose records, the zone, the moment, and the bounds it used. */
export const statsHead = (
  { onlyUserId }: RecordScope,
  timezone: string,
  asOf: Date,
  { edgesMs }: MonthRange,
): Stats => ({
  scope: dataScope(onlyUserId),
  timezone,
  asOf,
  from: new Date(edgesMs[0]!),
  to: new Date(edgesMs.at(-1)!),
});
