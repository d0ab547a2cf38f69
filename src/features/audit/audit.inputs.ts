import { ArgsType, Field, ID } from 'type-graphql';
import { BeforeCursor, ForwardPageArgs } from '../../platform/graphql/connection';
import { MaxCharacters, MaxValues } from '../../platform/graphql/input-limits';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { AuditAction } from './audit-action';

/** Arguments of `auditEvents`. All filters must match. */
@ArgsType()
export class AuditEventsArgs extends ForwardPageArgs {
  /** Not `before`, which is an instant. */
  @BeforeCursor()
  beforeCursor?: string | null;

  @Field(() => [AuditAction], { nullable: true, description: 'Only events with one of these actions.' })
  @MaxValues(100)
  actions?: AuditAction[] | null;

  @Field(() => ID, { nullable: true, description: 'Only events of this user.' })
  userId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only events of this export.' })
  exportId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only events of this import.' })
  importId?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Only events at or after this instant. For a merged event, compares `lastAt`.',
  })
  from?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Only events before this instant. For a merged event, compares `happenedAt`.',
  })
  before?: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Only events whose details, in the language of the request, contain this text, such as a name, case-sensitive. ' +
      'Events of earlier versions have English details only. Up to 200 characters.',
  })
  @MaxCharacters(200)
  text?: string | null;
}
