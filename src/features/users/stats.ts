import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar, YearMonthScalar } from '../../platform/graphql/scalars';
import type { MonthRange } from '../../platform/time/month-range';
import { UserStatus } from './user.entity';

/** What bookingStats and invoiceStats have in common, so that it is said once. */
@ArgsType()
export class MonthRangeArgs {
  @Field(() => YearMonthScalar, { description: 'The first month, of the venue time zone.' })
  from: string;

  @Field(() => YearMonthScalar, { description: 'The last month, included; at most 600 months in all. BAD_USER_INPUT where it lies before the first.' })
  to: string;
}

@ObjectType({ simpleResolvers: true })
export abstract class Stat {
  @Field(() => YearMonthScalar, { description: 'The calendar month of the venue time zone.' })
  month: string;

  @Field(() => String, { nullable: true, description: 'LOCATION: its name; null where there is none.' })
  location?: string;

  @Field(() => String, { nullable: true, description: 'PLAN: its name; null for users without a plan.' })
  plan?: string;

  @Field(() => String, { nullable: true, description: 'TEAM: its name; null for users without a team.' })
  team?: string;

  @Field(() => String, { nullable: true, description: 'ACCOUNT_TYPE; null for users without one.' })
  accountType?: string;

  @Field(() => UserStatus, { nullable: true, description: 'USER_STATUS: where the account of the user stands.' })
  userStatus?: UserStatus;

  @Field(() => Int, { description: 'How many, of those that count.' })
  count: number;

  @Field(() => Int, { description: 'Of how many different users. Not additive: one user counts once in each month and group. Counted only when asked for.' })
  users: () => Promise<number>;
}

@ObjectType({ simpleResolvers: true })
export abstract class Stats {
  @Field(() => String, { description: 'The venue time zone whose months these are.' })
  timezone: string;

  @Field(() => DateTimeScalar, { description: 'When the figures were taken.' })
  asOf: Date;

  @Field(() => DateTimeScalar, { description: 'The first instant that belongs to the range, in UTC.' })
  from: Date;

  @Field(() => DateTimeScalar, { description: 'The first instant behind the range, in UTC.' })
  to: Date;
}

/** The head of an answer: the zone, the moment, and the bounds it used. */
export const statsHead = (timezone: string, asOf: Date, { edgesMs }: MonthRange): Stats => ({ timezone, asOf, from: new Date(edgesMs[0]!), to: new Date(edgesMs.at(-1)!) });
