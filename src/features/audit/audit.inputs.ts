import { ArgsType, Field, ID } from 'type-graphql';
import { PageArgs } from '../../platform/graphql/connection';
import { MaxCharacters, MaxValues } from '../../platform/graphql/input-limits';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { AuditAction } from './audit-event.entity';

/** Each narrows further. */
@ArgsType()
export class AuditEventsArgs extends PageArgs {
  @Field(() => [AuditAction], { nullable: true, description: 'Only these actions.' })
  @MaxValues(100)
  actions?: AuditAction[] | null;

  @Field(() => ID, { nullable: true, description: 'Only what this user did.' })
  userId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only what was done to this export.' })
  exportId?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Only what happened at this instant or later. For a merged event, `lastAt` decides.',
  })
  from?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Only what happened before this instant. For a merged event, `happenedAt` decides.',
  })
  before?: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only events whose details hold this text, exactly as it is written.',
  })
  @MaxCharacters(200)
  text?: string | null;
}
