import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Shared } from '../../../platform/graphql/audience';
import { DateScalar, DateTimeScalar } from '../../../platform/graphql/scalars';
import type { ResolvedPeriod } from '../datasets/export-selection';

export enum PeriodBasis {
  CREATED = 'CREATED',
  LAST_LOGIN = 'LAST_LOGIN',
  STARTS = 'STARTS',
  ISSUED = 'ISSUED',
}

registerEnumType(PeriodBasis, {
  name: 'PeriodBasis',
  description: 'Which of their dates must lie in the period.',
  valuesConfig: {
    CREATED: { description: 'When the account or the booking was made, or the invoice issued.' },
    LAST_LOGIN: { description: 'Of USERS: when the person last signed in; who never did is left out.' },
    STARTS: { description: 'Of BOOKINGS: when it begins.' },
    ISSUED: { description: 'Of INVOICES: when it was issued.' },
  },
});

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
  by: by as PeriodBasis,
  from: new Date(startMs),
  before: new Date(endMs),
});
