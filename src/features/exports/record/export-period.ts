import { Field, ObjectType } from 'type-graphql';
import { Shared } from '../../../platform/graphql/audience';
import { DateScalar, DateTimeScalar } from '../../../platform/graphql/scalars';
import type { ResolvedPeriod } from '../datasets/export-selection';
import { PeriodBasis } from '../datasets/period-basis';

@ObjectType({
  simpleResolvers: true,
  description: 'A period of dates in the venue time zone, as it was resolved when the export was asked for.',
})
export class ExportPeriod {
  @Shared()
  @Field(() => DateScalar, { description: 'The first day of it.' })
  start: string;

  @Shared()
  @Field(() => DateScalar, { description: 'The last day of it.' })
  end: string;

  @Shared()
  @Field(() => PeriodBasis, { description: 'Which date had to lie in it.' })
  by: PeriodBasis;

  @Shared()
  @Field(() => DateTimeScalar, { description: 'The first instant that belongs to it, in UTC.' })
  from: Date;

  @Shared()
  @Field(() => DateTimeScalar, { description: 'The first instant behind it, in UTC.' })
  before: Date;
}

export const exportPeriodOf = ({ startOn, endOn, by, startMs, endMs }: ResolvedPeriod): ExportPeriod => ({
  start: startOn,
  end: endOn,
  by,
  from: new Date(startMs),
  before: new Date(endMs),
});
