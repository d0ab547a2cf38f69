import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ObjectType } from 'type-graphql';
import { UserFilter } from '../users/user.inputs';
import { GroupBy } from './definitions/dimension';
import { UserDimension, userMeasures, userStatDimensions, userStatistics } from './definitions/user-statistics';
import { defineRowTypes, defineStatisticsArgs, rowsDescription } from './row-types';
import { Statistics, type StatisticsRow } from './statistics.types';

const { Row, Totals } = defineRowTypes('UserStat', {
  records: 'users',
  measures: userMeasures,
  dimensions: userStatDimensions,
  hasItemNames: userStatistics.hasItemNames,
});

@ArgsType()
export class UserStatsArgs extends defineStatisticsArgs('UserStat', userMeasures) {
  @GroupBy(() => UserDimension)
  groupBy?: UserDimension[] | null;

  @Field(() => UserFilter, {
    nullable: true,
    description: 'Which users to count; absent: all that the viewer may see.',
  })
  @IsOptional()
  @ValidateNested()
  filter?: UserFilter | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'User figures by period and group, with the scope, time zone and bounds that they were computed with.',
})
export class UserStats extends Statistics {
  @Field(() => [Row], { description: rowsDescription })
  rows: StatisticsRow[];

  @Field(() => Totals, {
    description: 'The figures of all users that match the range and the filter, whatever rows are shown.',
  })
  totals: object | undefined;
}
