import { Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import { reasonIn } from '../../../error-reasons';
import { notFound } from '../../../errors';
import { CsvDelimiter } from '../../../platform/files/csv-dialect';
import { PerViewer, Shared } from '../../../platform/graphql/audience';
import { queuePositionOf } from '../../../platform/graphql/job-progress.type';
import { JobWarning } from '../../../platform/graphql/job-warning.type';
import type { Operation } from '../../../platform/graphql/operation';
import { DateTimeScalar } from '../../../platform/graphql/scalars';
import { ExportFormat } from '../../exports/formats';
import { importWarnings } from '../../labels/en/warnings';
import { describeCodes, describeWarnings } from '../../labels/job-warnings';
import { failureOf } from '../../labels/sentences';
import { describeReason } from '../../labels/stored-reasons';
import { User } from '../../users/user.entity';
import { userLoader } from '../../users/user.loaders';
import type { UserRepository } from '../../users/user.repository';
import { ImportEncoding } from '../reading/encoding';
import { describeEarlier } from './applied-before';
import { Import } from './import.entity';
import { importContents, undoLoader } from './import.loaders';
import { canDo, canSeeRecords, forbiddenError } from './import.policy';
import type { ImportRepository } from './import.repository';
import { progressOf } from './import-progress';
import { ImportFailure, ImportProgress } from './import-progress.type';
import { nameOf, titleOf } from './import-title';

@ObjectType({
  simpleResolvers: true,
  description:
    'Actions that the viewer can currently take on an import, by their permissions and its state. The mutations follow the same rules.',
})
export class ImportActions {
  @Field(() => Boolean, { description: 'Whether the viewer can upload the file, or replace it.' })
  upload: boolean;

  @Field(() => Boolean, { description: 'Whether `mapImport` would map the headers and check the file again.' })
  map: boolean;

  @Field(() => Boolean, {
    description: 'Whether `applyImport` would apply the plan. False for a plan that changes nothing.',
  })
  apply: boolean;

  @Field(() => Boolean, { description: 'Whether `cancelImport` would cancel the import.' })
  cancel: boolean;

  @Field(() => Boolean, { description: 'Whether `undoImport` would undo what was applied.' })
  undo: boolean;

  @Field(() => Boolean, { description: 'Whether the viewer can download `files`.' })
  download: boolean;
}

@ObjectType({
  simpleResolvers: true,
  description: 'How the file of an import is read: as requested, or as recognized.',
})
class ImportSource {
  @Shared()
  @Field(() => ExportFormat, { description: 'CSV or XLSX, by the contents of the file.' })
  format: ExportFormat;

  @Shared()
  @Field(() => CsvDelimiter, { nullable: true, description: 'Delimiter. Null for XLSX.' })
  delimiter: CsvDelimiter | null;

  @Shared()
  @Field(() => ImportEncoding, { nullable: true, description: 'Encoding. Null for XLSX.' })
  encoding: ImportEncoding | null;

  @PerViewer()
  @Field(() => String, {
    nullable: true,
    description: 'Name of the sheet. Null for CSV, and for viewers who may not import its dataset.',
  })
  sheet: string | null;
}

@Resolver(() => Import)
export class ImportFieldsResolver {
  constructor(
    private readonly imports: ImportRepository,
    private readonly users: UserRepository,
  ) {}

  @Shared()
  @FieldResolver(() => User, { description: 'User who started the import.' })
  async requestedBy(@Root() row: Import, @Ctx() operation: Operation): Promise<User> {
    const user = await userLoader(operation, this.users).load(row.requestedById);
    if (!user) throw notFound('user');
    return user;
  }

  @Shared()
  @FieldResolver(() => User, {
    nullable: true,
    description: 'User who decided to apply the plan. Null before, or if the viewer may not see that user.',
  })
  async appliedBy(@Root() row: Import, @Ctx() operation: Operation): Promise<User | null> {
    return row.appliedById === null ? null : userLoader(operation, this.users).load(row.appliedById);
  }

  @Shared()
  @FieldResolver(() => DateTimeScalar, {
    description:
      'When the import last changed, by the clock of the database. Pass the latest received value as `since` of `importActivity`.',
  })
  changedAt(@Root() row: Import): Date {
    return row.updatedAt;
  }

  @PerViewer()
  @FieldResolver(() => ImportSource, {
    nullable: true,
    description: 'How the file is read. Null until its headers are read, and for an undo, which has no file.',
  })
  source(@Root() row: Import, @Ctx() { viewer }: Operation): ImportSource | null {
    const { source } = row;
    return (
      source && {
        format: source.kind,
        delimiter: (source.delimiter as CsvDelimiter | undefined) ?? null,
        encoding: (source.encoding as ImportEncoding | undefined) ?? null,
        sheet: canSeeRecords(viewer, row) ? (source.sheet ?? null) : null,
      }
    );
  }

  @Shared()
  @FieldResolver(() => ImportProgress, { description: 'Progress of the current stage.' })
  progress(@Root() row: Import, @Ctx() operation: Operation): ImportProgress {
    return { ...progressOf(row, operation.viewer), queuePosition: () => queuePositionOf(operation, this.imports, row) };
  }

  @PerViewer()
  @FieldResolver(() => ImportFailure, {
    nullable: true,
    description:
      'Why the import failed. Null otherwise. ' +
      'Viewers who may not import its dataset read only which permissions they need, instead of the reason.',
  })
  failure(@Root() row: Import, @Ctx() { viewer, language }: Operation): ImportFailure | null {
    const failure = failureOf(row, language);
    if (!failure) return null;
    // The reason may quote the file.
    const refusal = canSeeRecords(viewer, row) ? null : forbiddenError(row);
    const { failureReason: reason, failureParameters: parameters } = row;
    const shown = refusal
      ? { message: refusal.message, ...reasonIn(refusal.details) }
      : { message: failure.message, reason, parameters };
    return { code: failure.code, ...describeReason(shown, language) };
  }

  @PerViewer()
  @FieldResolver(() => [String], {
    description:
      'Notes about the file and its plan, for example that it was applied before. ' +
      'Empty for viewers who may not import its dataset.',
  })
  async warnings(@Root() row: Import, @Ctx() operation: Operation): Promise<readonly string[]> {
    return (await this.load(operation, row)).map(({ message }) => message);
  }

  @PerViewer()
  @FieldResolver(() => [JobWarning], {
    description:
      `The same as \`warnings\`, with codes and parameters: ${describeCodes(importWarnings)}; OTHER (an import of an earlier version). ` +
      'Empty for viewers who may not import its dataset.',
  })
  async warningDetails(@Root() row: Import, @Ctx() operation: Operation): Promise<JobWarning[]> {
    return this.load(operation, row);
  }

  private async load(operation: Operation, row: Import): Promise<JobWarning[]> {
    if (!canSeeRecords(operation.viewer, row)) return [];
    const stored = await importContents(operation, this.imports, 'warnings').load(row.id);
    const visible = stored.map((warning) => describeEarlier(operation, warning, this.imports, this.users));
    return describeWarnings(await Promise.all(visible), operation.language);
  }

  @PerViewer()
  @FieldResolver(() => ImportActions, { description: 'Actions that the viewer can currently take.' })
  actions(@Root() row: Import, @Ctx() { viewer, now }: Operation): ImportActions {
    const at = now();
    return {
      upload: canDo('upload', viewer, row, at),
      map: canDo('map', viewer, row, at),
      apply: canDo('apply', viewer, row, at),
      cancel: canDo('cancel', viewer, row, at),
      undo: canDo('undo', viewer, row, at),
      download: canDo('download', viewer, row, at),
    };
  }

  @Shared()
  @FieldResolver(() => String, {
    description: 'Name of the file, as the requester sent it. For an undo, after `Undo of `. See `title` for screens.',
  })
  fileName(@Root() row: Import): string {
    return nameOf(row);
  }

  @Shared()
  @FieldResolver(() => String, {
    description: 'Name of the file. For an undo, what it does with the file, in the language of the request.',
  })
  title(@Root() row: Import, @Ctx() { language }: Operation): string {
    return titleOf(row, language);
  }

  @Shared()
  @FieldResolver(() => ID, {
    nullable: true,
    description: 'Id of the import that this one undoes. Null if it undoes none.',
  })
  undoOf(@Root() row: Import): number | null {
    return row.undoOfId;
  }

  @PerViewer()
  @FieldResolver(() => ID, {
    nullable: true,
    description:
      'Id of the latest import that undoes this one. ' +
      'Null if there is none that the viewer may see, or if it failed, was canceled or expired.',
  })
  undoneBy(@Root() row: Import, @Ctx() operation: Operation): Promise<number | null> {
    return undoLoader(operation, this.imports).load(row.id);
  }
}
