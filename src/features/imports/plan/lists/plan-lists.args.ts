import { ArgsType, Field, registerEnumType } from 'type-graphql';
import { PageArgs } from '../../../../platform/graphql/connection';
import { MaxCharacters, MaxValues } from '../../../../platform/graphql/input-limits';

export enum ImportChangeKind {
  CREATED = 'CREATED',
  CHANGED = 'CHANGED',
  REMOVED = 'REMOVED',
}

registerEnumType(ImportChangeKind, {
  name: 'ImportChangeKind',
  description: 'What an import does with the record of a changed cell.',
  valuesConfig: {
    CREATED: { description: 'The record is created.' },
    CHANGED: { description: 'The record exists, and the cell changes it.' },
    REMOVED: { description: 'The record is deleted, because the import that is undone created it.' },
  },
});

@ArgsType()
export class ImportChangesArgs extends PageArgs {
  @Field(() => [ImportChangeKind], {
    nullable: true,
    description: 'Only changes of these kinds.',
  })
  @MaxValues(10)
  kinds?: ImportChangeKind[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: only changes with a `warning`. False: only changes without one.',
  })
  hasWarning?: boolean | null;
}

@ArgsType()
export class ImportErrorsArgs extends PageArgs {
  @Field(() => [String], {
    nullable: true,
    description: 'Only errors with one of these codes. BAD_USER_INPUT for a text that is no code.',
  })
  @MaxValues(100)
  @MaxCharacters(100)
  codes?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Only errors of cells in one of these columns, by key. Errors of whole rows have no column.',
  })
  @MaxValues(100)
  @MaxCharacters(200)
  columns?: string[] | null;
}
