import { Field, Float, InputType, Int } from 'type-graphql';
import { because } from '../../../error-reasons';
import { badInput } from '../../../errors';
import { OrderDirection } from '../../../platform/graphql/connection';
import { defineEnum } from '../../../platform/graphql/define-enum';
import { constantName, type Measures } from '../definitions/measure';
import { maxRows } from './grouped-figures';
import type { Having, RowOrder, TopGroups } from './stat-rows';

const maxTopGroups = 500;

export interface HavingInput {
  readonly measure: string;
  readonly gte?: number | null;
  readonly lte?: number | null;
}

export interface RowOrderInput {
  readonly by: string;
  readonly direction: OrderDirection;
}

export interface TopInput {
  readonly groups: number;
  readonly by: string;
  readonly rest: boolean;
}

/** The inputs that select and order the rows of statistics by their measures. `name` starts the names of the types. */
export function defineRowInputs(name: string, measures: Measures) {
  const values = Object.fromEntries(
    Object.entries(measures).map(([field, { description }]) => [constantName(field), { description }]),
  );
  const MeasureName = defineEnum(`${name}Measure`, `The measures of \`${name}\`.`, values);
  const OrderField = defineEnum(`${name}OrderField`, `What rows of the type \`${name}\` can be ordered by.`, {
    ...values,
    PERIOD: { description: 'By period.' },
    GROUP: { description: 'By group, in the order of `groupBy`: null first.' },
  });

  @InputType(`${name}Having`, {
    description: 'A condition for rows by the value of a measure. Give `gte`, `lte` or both.',
  })
  class RowHaving implements HavingInput {
    @Field(() => MeasureName, { description: 'The measure.' })
    measure: string;

    @Field(() => Float, { nullable: true, description: 'At least this value. Amounts are in minor units.' })
    gte?: number | null;

    @Field(() => Float, { nullable: true, description: 'At most this value. Amounts are in minor units.' })
    lte?: number | null;
  }

  @InputType(`${name}Order`, { description: 'One sort key of rows.' })
  class Order implements RowOrderInput {
    @Field(() => OrderField, { description: 'What to order by. Rows without a value come last.' })
    by: string;

    @Field(() => OrderDirection, { defaultValue: OrderDirection.DESC, description: 'Ascending or descending.' })
    direction: OrderDirection = OrderDirection.DESC;
  }

  @InputType(`${name}Top`, { description: 'Selects the groups with the highest values over the whole range.' })
  class Top implements TopInput {
    @Field(() => Int, { description: `How many groups: from 1 to ${maxTopGroups}.` })
    groups: number;

    @Field(() => MeasureName, {
      defaultValue: 'COUNT',
      description: 'The measure that ranks the groups. BAD_USER_INPUT for USERS, which cannot be added up.',
    })
    by: string = 'COUNT';

    @Field(() => Boolean, {
      defaultValue: true,
      description: 'Whether the other groups are added as one: rows of the kind REST.',
    })
    rest: boolean = true;
  }
  return { RowHaving, Order, Top };
}

const measureNamed = (measures: Measures, constant: string) =>
  Object.entries(measures).find(([field]) => constantName(field) === constant)![1];

/** @throws BAD_USER_INPUT for a condition without bounds or with contradictory ones */
export function parseHaving(measures: Measures, having: readonly HavingInput[] | null | undefined): Having[] {
  return (having ?? []).map(({ measure, gte, lte }, index) => {
    const argument = `having.${index}`;
    if (typeof gte !== 'number' && typeof lte !== 'number')
      throw badInput(argument, 'Give `gte`, `lte` or both.', because('RANGE_EMPTY'));
    if (typeof gte === 'number' && typeof lte === 'number' && lte < gte)
      throw badInput(
        `${argument}.lte`,
        `\`lte\` (${lte}) must not be less than \`gte\` (${gte}).`,
        because('RANGE_REVERSED'),
      );
    return { measure: measureNamed(measures, measure), gte, lte };
  });
}

export const parseOrder = (measures: Measures, order: readonly RowOrderInput[] | null | undefined): RowOrder[] =>
  (order ?? []).map(({ by, direction }) => ({
    by: by === 'PERIOD' || by === 'GROUP' ? by : measureNamed(measures, by),
    direction,
  }));

/** @throws BAD_USER_INPUT for a number of groups out of range, a measure that cannot rank, or no dimension */
export function parseTop(
  measures: Measures,
  top: TopInput | null | undefined,
  groupBy: readonly unknown[],
): TopGroups | null {
  if (!top) return null;
  assertCount('top.groups', top.groups, maxTopGroups);
  const by = measureNamed(measures, top.by);
  if (by.needs === 'users')
    throw badInput(
      'top.by',
      'Groups cannot be ranked by USERS.',
      because('NOT_LISTED', { value: top.by, values: rankingOf(measures) }),
    );
  if (groupBy.length === 0) throw badInput('top', '`top` needs `groupBy`.', because('NO_GROUPS'));
  return { by, groups: top.groups, rest: top.rest };
}

const rankingOf = (measures: Measures): string[] =>
  Object.entries(measures).flatMap(([field, { needs }]) => (needs === 'users' ? [] : [constantName(field)]));

/** @throws BAD_USER_INPUT */
export function parseLimit(limit: number | null | undefined): number {
  if (typeof limit === 'number') assertCount('limit', limit, maxRows);
  return limit ?? Infinity;
}

function assertCount(argument: string, count: number, max: number): void {
  if (count < 1 || count > max)
    throw badInput(argument, `\`${argument}\` must be from 1 to ${max}.`, because('NUMBER_RANGE', { min: 1, max }));
}
