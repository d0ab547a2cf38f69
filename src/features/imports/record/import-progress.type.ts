import { Field, Int, ObjectType } from 'type-graphql';
import { PerViewer, Shared } from '../../../platform/graphql/audience';
import { JobFailure, JobProgress } from '../../../platform/graphql/job-progress.type';
import { SentenceParameter } from '../../../platform/graphql/sentence-parameter.type';
import { importFailures } from './import-failures';
import { ImportPhase } from './import-state';

@ObjectType({ simpleResolvers: true, description: 'The reason why an import failed.' })
export class ImportFailure extends JobFailure {
  @Shared()
  @Field(() => String, {
    description: `Reason as a code: ${Object.entries(importFailures)
      .map(([failure, meaning]) => `${failure} (${meaning})`)
      .join(', ')}.`,
  })
  code: string;

  @PerViewer()
  @Field(() => String, {
    nullable: true,
    description:
      'Why, more exactly than `code`, as `extensions.reason` of errors. Null where the code says enough, ' +
      'and for imports of an earlier version.',
  })
  reason: string | null;

  @PerViewer()
  @Field(() => [SentenceParameter], { description: 'What a translation of the reason needs.' })
  parameters: SentenceParameter[];
}

const ofPlan = 'Final with the plan. Null for viewers who may not import its dataset.';

@ObjectType({
  simpleResolvers: true,
  description:
    'Progress of an import in its current stage, checking or applying. ' +
    'No number ever decreases within a stage, even if another worker starts it again.',
})
export class ImportProgress extends JobProgress {
  @Shared()
  @Field(() => ImportPhase, { description: 'Current phase.' })
  phase: ImportPhase;

  @Shared()
  @Field(() => Int, { description: 'Number of rows checked; while applying, number of rows whose batch is applied.' })
  rowsDone: number;

  @PerViewer()
  @Field(() => Int, {
    nullable: true,
    description: `Number of rows checked so far that would create a record. ${ofPlan}`,
  })
  created: number | null;

  @PerViewer()
  @Field(() => Int, {
    nullable: true,
    description: `Number of rows checked so far that would change a record. ${ofPlan}`,
  })
  changed: number | null;

  @PerViewer()
  @Field(() => Int, {
    nullable: true,
    description: `Number of records checked so far that an undo would delete. ${ofPlan}`,
  })
  removed: number | null;

  @PerViewer()
  @Field(() => Int, {
    nullable: true,
    description: `Number of rows checked so far that change nothing. ${ofPlan}`,
  })
  unchanged: number | null;

  @PerViewer()
  @Field(() => Int, {
    nullable: true,
    description: `Number of rows checked so far with errors. ${ofPlan}`,
  })
  failed: number | null;

  @Shared()
  @Field(() => Int, {
    description: 'Percentage of the stage, from 0 to 100. 100 only when the plan is complete, or the import is.',
  })
  percent: number;

  @Shared()
  @Field(() => Int, {
    description: 'Number of times a worker started the stage: 0 before the first attempt, at most 3.',
  })
  attempt: number;

  @Shared()
  @Field(() => Int, {
    nullable: true,
    description:
      'Position in the queue, 1 for the next import. Null unless CHECKING or APPLYING waits for a worker. ' +
      'One import per organization is checked or applied at a time. ' +
      'Subscriptions send each change within the first hundred positions, without a change of `version`.',
  })
  queuePosition: number | null | (() => Promise<number | null>);
}
