import { IsOptional, ValidateNested } from 'class-validator';
import { ArgsType, Field, ObjectType } from 'type-graphql';
import { Shared } from '../../platform/graphql/audience';
import { MaxValues } from '../../platform/graphql/input-limits';
import { DimensionFields, type Dimensions } from './definitions/dimension';
import { MeasureFields, type Measures, runningMeasures, sharedMeasures, ShareFields } from './definitions/measure';
import { ChangeFields } from './rows/comparison';
import { defineRowInputs, type HavingInput, type RowOrderInput, type TopInput } from './rows/row-inputs';
import { StatisticsArgs, StatisticsRow, StatPeriod } from './statistics.types';

/** The arguments of statistics with these measures. `name` starts the names of the types. */
export function defineStatisticsArgs(name: string, measures: Measures) {
  const inputs = defineRowInputs(name, measures);

  @ArgsType()
  abstract class RowsArgs extends StatisticsArgs {
    @Field(() => [inputs.RowHaving], {
      nullable: true,
      description: 'Conditions that rows must meet, all of them. Does not change `totals` or shares.',
    })
    @IsOptional()
    @MaxValues(10)
    @ValidateNested()
    having?: HavingInput[] | null;

    @Field(() => [inputs.Order], {
      nullable: true,
      description: 'Sort keys of the rows, most significant first, up to 5. Absent: by group, then period.',
    })
    @IsOptional()
    @MaxValues(5)
    @ValidateNested()
    orderBy?: RowOrderInput[] | null;

    @Field(() => inputs.Top, { nullable: true, description: 'Which groups to show. Absent: all.' })
    @IsOptional()
    @ValidateNested()
    top?: TopInput | null;
  }
  return RowsArgs;
}

interface RowDefinition {
  /** The records that are counted, in the plural. */
  readonly records: string;
  readonly measures: Measures;
  readonly dimensions: Dimensions;
  /** Whether rows have the deprecated names of items. */
  readonly hasItemNames: boolean;
}

/** The types of the rows and of the totals of statistics. `name` starts the names of the types. */
export function defineRowTypes(name: string, { records, measures, dimensions, hasItemNames }: RowDefinition) {
  @MeasureFields(measures)
  @ObjectType(`${name}Totals`, { simpleResolvers: true, description: `The figures of all ${records} of the range.` })
  class Totals {}

  @MeasureFields(measures)
  @ObjectType(`${name}Before`, {
    simpleResolvers: true,
    description: 'The figures of the same group in the period that a row is compared with.',
  })
  class Before {
    @Shared()
    @Field(() => StatPeriod, { description: 'The earlier period.' })
    period: StatPeriod;
  }

  @ChangeFields(measures)
  @ObjectType(`${name}Change`, {
    simpleResolvers: true,
    description: 'How the figures of a row differ from those in `before`.',
  })
  class Change {}

  @ShareFields(sharedMeasures(measures))
  @ObjectType(`${name}Share`, {
    simpleResolvers: true,
    description: 'The shares of a row in the figures of all records of its period.',
  })
  class Share {}

  @MeasureFields(runningMeasures(measures))
  @ObjectType(`${name}Running`, {
    simpleResolvers: true,
    description: 'The figures of a group from the start of the range to the end of a period.',
  })
  class Running {}

  @MeasureFields(measures)
  @DimensionFields(dimensions, hasItemNames)
  @ObjectType(name, { simpleResolvers: true, description: `The figures of the ${records} of one period and group.` })
  class Row extends StatisticsRow {
    @Shared()
    @Field(() => Before, {
      nullable: true,
      description:
        'The figures of the period that the row is compared with. ' +
        'Null without `compare`, and for 29 February without one in the year before.',
    })
    before: Before | null | undefined;

    @Shared()
    @Field(() => Change, { nullable: true, description: 'The change against `before`; null where that is null.' })
    change: Change | null | undefined;

    @Shared()
    @Field(() => Share, { description: 'Shares in the figures of all records of the period that match the filter.' })
    share: Share | undefined;

    @Shared()
    @Field(() => Running, { description: 'Running figures of the group, from the start of the range.' })
    running: Running | undefined;
  }
  return { Row, Totals };
}

export const rowsDescription =
  'One row per period, including empty periods. ' +
  'With `groupBy`: one row per period for each group that occurs or that the filter names, ordered by group (null first), ' +
  'then period. If no group occurs: one row per period with null dimensions, of the kind NOTHING.';

export const totalsDescription =
  'The figures of all records that match the range and the filter, whatever rows are shown. `users` are the different users of the whole range.';
