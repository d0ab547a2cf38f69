import { Field, ObjectType } from 'type-graphql';
import { Shared } from '../../../platform/graphql/audience';
import { DateScalar, DateTimeScalar } from '../../../platform/graphql/scalars';
import type { ResolvedPeriod } from '../datasets/export-selection';
import { PeriodBasis } from '../datasets/period-basis';

@ObjectType({
  simpleResolvers: true,
  description: 'A period of dates in the venue time zone, resolved when the export was requested.',
})
export class ExportPeriod {
  @Shared()
  @Field(() => DateScalar, { description: 'The first day of the period.' })
  start: string;

  @Shared()
  @Field(() => DateScalar, { description: 'The last day of the period.' })
  end: string;

  @Shared()
  @Field(() => PeriodBasis, { description: 'The date that must be in the period.' })
  by: PeriodBasis;

  @Shared()
  @Field(() => DateTimeScalar, { description: 'The first instant of the period, in UTC.' })
  from: Date;

  @Shared()
  @Field(() => DateTimeScalar, { description: 'The first instant after the period, in UTC.' })
  before: Date;
}

export const exportPeriodOf = ({ startOn, endOn, by, startMs, endMs }: ResolvedPeriod): ExportPeriod => ({
  start: startOn,
  end: endOn,
  by,
  from: new Date(startMs),
  before: new Date(endMs),
});
