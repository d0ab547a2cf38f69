import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Extensions,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { notFound } from '../../errors';
import { PerViewer, Shared } from '../../platform/graphql/audience';
import { type Connection, connectionType, listComplexity } from '../../platform/graphql/connection';
import { idOf } from '../../platform/graphql/ids';
import { freshEvent, type Operation } from '../../platform/graphql/operation';
import { BigIntScalar, DateTimeScalar } from '../../platform/graphql/scalars';
import { Permission } from '../auth/permissions';
import { catalogueOf } from '../columns/catalogue';
import { ColumnType } from '../columns/column';
import { organizationCatalogue } from '../columns/organization-columns';
import { systemTemplates } from '../columns/templates';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { User } from '../users/user.entity';
import { userLoader } from '../users/user.loaders';
import type { UserRepository } from '../users/user.repository';
import type { ExportFiles } from './downloads/export-files';
import { fileTypes } from './formats';
import { exportAudience } from './live/export.audience';
import {
  type ExportSubscriptions,
  maxRecentExports,
  recentMinutes,
  sinceOverlapSeconds,
} from './live/export.subscription';
import { Export, ExportDataset, ExportFailure, ExportProgress, ExportState } from './record/export.entity';
import { queuePlaces, selectionLoader } from './record/export.loaders';
import { exportScope, neededPermissions } from './record/export.policy';
import type { ExportRepository } from './record/export.repository';
import { ExportPeriod, exportPeriodOf } from './record/export-period';
import { progressOf } from './record/export-progress';
import type { ExportService } from './start/export.service';
import { ExportsArgs, StartExportInput, StartExportPayload } from './start/start-export.inputs';
import type { ExportTemplateRepository } from './templates/export-template.repository';

const ExportConnection = connectionType(() => Export, 'Export', 'exports');
const idArg = { description: "The export's id." };
const sinceArg = {
  nullable: true,
  description: `Which exports count as recent: those whose \`changedAt\` is at most ${sinceOverlapSeconds} seconds before this instant, or later. Of those that have ended, only the ${maxRecentExports} that changed last. Absent: the last ${recentMinutes} minutes. You may pass the same instant after each reconnection. BAD_USER_INPUT if it is more than ${sinceOverlapSeconds} seconds in the future.`,
};

@ObjectType({ simpleResolvers: true, description: 'The finished file of an export.' })
export class ExportFile {
  @Shared()
  @Field(() => String, { description: 'File name for people.' })
  name: string;

  @Shared()
  @Field(() => String, { description: 'Media type.' })
  contentType: string;

  @Shared()
  @Field(() => BigIntScalar, { description: 'Its size in bytes.' })
  bytes: bigint;

  @Shared()
  @Field(() => Int, { description: 'Its rows, the header not counted.' })
  rows: number;

  @Shared()
  @Field(() => String, { description: 'SHA-256 of its bytes, in hex.' })
  sha256: string;

  @PerViewer()
  @Field(() => String, {
    description:
      'A link that works without a token, for a few minutes and only while the viewer may download the file. Each read returns a new one and records nothing; each use is in the audit log. GET and HEAD, with Range.',
  })
  downloadUrl: () => string;

  @PerViewer()
  @Field(() => DateTimeScalar, { description: 'Until when that link works.' })
  downloadUrlExpiresAt: () => Date;
}

@ObjectType('ExportSelection', {
  simpleResolvers: true,
  description: 'Which rows were asked for. What is null was not asked for.',
})
export class ExportSelectionType {
  @Shared()
  @Field(() => Int, { nullable: true, description: 'How many rows were ticked.' })
  idCount: number | null;

  @Shared()
  @Field(() => String, {
    nullable: true,
    description: 'What was given as the filter of the dataset’s own list, as JSON.',
  })
  filter: string | null;

  @Shared()
  @Field(() => ExportPeriod, { nullable: true, description: 'The period, resolved.' })
  period: ExportPeriod | null;

  @Shared()
  @Field(() => ID, { nullable: true, description: 'Of ORGANIZATION: the one user whom it is about.' })
  userId: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'A column that a file can have.' })
export class ExportColumn {
  @Field(() => String, { description: 'Its key, for `columns`.' })
  key: string;

  @Field(() => String, { description: 'Its header in the file.' })
  label: string;

  @Field(() => String, { description: 'The group that a screen shows it in.' })
  group: string;

  @Field(() => ColumnType, { description: 'What its cells hold.' })
  type: ColumnType;

  @Field(() => String, { description: 'What it says, and how figures are counted.' })
  description: string;

  @Field(() => Boolean, { description: 'Whether an import can bring it back.' })
  importable: boolean;

  @Field(() => Boolean, {
    description:
      'Whether a cell may hold several values, separated by `|`; within one, `|` is written `\\|` and a backslash `\\\\`.',
  })
  multiValue: boolean;

  @Field(() => [Permission], {
    description:
      'The permissions that a file with it needs, all of them; a file of a whole organization is the owner’s alone.',
  })
  permissions: Permission[];

  @Field(() => Boolean, { description: 'Whether this organization has it.' })
  available: boolean;

  @Field(() => String, { nullable: true, description: 'Why this organization does not have it; null: it does.' })
  unavailableReason: string | null;

  @Field(() => [String], { description: 'The templates that hold it: ids of `exportTemplates`.' })
  templates: string[];
}

@Resolver(() => Export)
export class ExportResolver {
  constructor(
    private readonly service: ExportService,
    private readonly exports: ExportRepository,
    private readonly files: ExportFiles,
    private readonly subscriptions: ExportSubscriptions,
    private readonly users: UserRepository,
    private readonly organizations: OrganizationRepository,
    private readonly templates: ExportTemplateRepository,
  ) {}

  @Authorized()
  @Query(() => Export, {
    name: 'export',
    nullable: true,
    description: 'One export; null when there is none of that id, or the viewer may not see it.',
  })
  findExport(@Arg('id', () => ID, idArg) id: string, @Ctx() { viewer }: Operation): Promise<Export | null> {
    return this.exports.find(exportScope(viewer), idOf(id));
  }

  @Authorized()
  @Query(() => ExportConnection, {
    name: 'exports',
    description:
      'The exports of the organization, newest first. Those who may not export see only what they asked for themselves, and `scope` is OWN.',
    complexity: listComplexity,
  })
  listExports(@Args() args: ExportsArgs, @Ctx() { viewer }: Operation): Promise<Connection<Export>> {
    return this.exports.list(exportScope(viewer), args);
  }

  @Authorized()
  @Query(() => [ExportColumn], {
    description:
      'Every column that a file of this dataset can have, in the order of its default template: all that a column picker needs.',
    complexity: ({ childComplexity }) => 1 + 60 * childComplexity,
  })
  async exportColumns(
    @Arg('dataset', () => ExportDataset, {
      defaultValue: ExportDataset.USERS,
      description: 'What the file holds. Columns of ORGANIZATION cannot be chosen; they are grouped by file.',
    })
    dataset: ExportDataset,
    @Ctx() { viewer }: Operation,
  ): Promise<ExportColumn[]> {
    const { customTermsEnabled } = await this.organizations.get(viewer);
    const settings = { customTermsEnabled, customProperties: await this.organizations.listCustomProperties(viewer) };
    const whole = dataset === ExportDataset.ORGANIZATION;
    const catalogue = whole ? organizationCatalogue(settings) : catalogueOf(dataset, settings);
    const saved = (await this.templates.list(viewer)).map(({ id, template }) => [String(id), template] as const);
    const known = catalogue.map(({ column }) => column);
    const keysOf = [...systemTemplates, ...saved]
      .filter(([, template]) => template.dataset === dataset)
      .map(([id, template]) => ({ id, keys: new Set(template.keys(known)) }));
    return catalogue.map(({ column, unavailableReason }) => ({
      ...column,
      multiValue: column.multiValue ?? false,
      available: unavailableReason === null,
      unavailableReason,
      permissions: neededPermissions(dataset, [column.permission]),
      templates: keysOf.flatMap(({ id, keys }) => (keys.has(column.key) ? [id] : [])),
    }));
  }

  @Authorized()
  @Mutation(() => StartExportPayload, {
    description:
      'Starts an export in the background. Needs OWNER or ADMIN and, for USERS, the permissions DATA_PROTECTION, IDENTITIES_VIEW and IDENTITIES_EDIT; for BOOKINGS, DATA_PROTECTION and BOOKINGS_VIEW; for INVOICES, DATA_PROTECTION and INVOICES_VIEW; for columns about their users and filters by those, IDENTITIES_VIEW, too, and for filters by figures what shows those. ORGANIZATION is the owner’s alone, and one of the whole organization is made at a time: who asks for a second one gets the first. FORBIDDEN otherwise.',
  })
  startExport(
    @Arg('input', () => StartExportInput, { description: 'What to export.' }) input: StartExportInput,
    @Ctx() operation: Operation,
  ): Promise<StartExportPayload> {
    return this.service.start(operation, input);
  }

  @Authorized()
  @Mutation(() => Export, {
    description:
      'Cancels an export; a running one stops within two seconds and leaves no file. Again: no change. CONFLICT when it already came to another end.',
  })
  cancelExport(@Arg('id', () => ID, idArg) id: string, @Ctx() operation: Operation): Promise<Export> {
    return this.service.cancel(operation, id);
  }

  @Authorized()
  @Extensions({ audience: exportAudience })
  @Subscription(() => Export, {
    description:
      'One export, live: its present state at once (also when it ended long ago), then changes, at most four a second and never backwards, then its final state; then the subscription completes.',
    subscribe: ({ args, context }: { args: Record<string, unknown>; context: Operation }) =>
      ExportResolver.of(context).subscriptions.progress(context, String(args.id)),
  })
  exportProgress(@Root() row: Export, @Arg('id', () => ID, idArg) _id: string, @Ctx() operation: Operation): Export {
    return freshEvent(operation, row);
  }

  @Authorized()
  @Subscription(() => Export, {
    description: `Every export the viewer may see, live. First sends the active ones and those that changed recently, in the order of their last change; then each change, at most four a second per export. Events are states: keep the one with the largest \`version\` of each id. A client that reconnects with the same arguments thereby learns what ended in the meantime. Ends with FORBIDDEN when the viewer may see fewer exports than before.`,
    subscribe: ({ args, context }: { args: Record<string, unknown>; context: Operation }) =>
      ExportResolver.of(context).subscriptions.activity(context, args.since as Date | null | undefined),
  })
  exportActivity(
    @Root() row: Export,
    @Arg('since', () => DateTimeScalar, sinceArg) _since: Date | null,
    @Ctx() operation: Operation,
  ): Export {
    return freshEvent(operation, row);
  }

  @Shared()
  @FieldResolver(() => User, {
    description:
      'Who requested it. An ORGANIZATION export that is under way at a transfer of ownership passes to the new owner.',
  })
  async requestedBy(@Root() row: Export, @Ctx() operation: Operation): Promise<User> {
    const user = await userLoader(operation, this.users).load(row.requestedById);
    if (!user) throw notFound('user');
    return user;
  }

  @Shared()
  @FieldResolver(() => DateTimeScalar, {
    description:
      'When it last changed, by the clock of the database. Pass the largest value received as `since` of `exportActivity`.',
  })
  changedAt(@Root() row: Export): Date {
    return row.updatedAt;
  }

  @Shared()
  @FieldResolver(() => ExportSelectionType, { description: 'Which rows were asked for.' })
  async selection(@Root() row: Export, @Ctx() operation: Operation): Promise<ExportSelectionType> {
    const { ids, userFilter, bookingFilter, invoiceFilter, period, userId } = await selectionLoader(
      operation,
      this.exports,
    ).load(row.id);
    const filter = userFilter ?? bookingFilter ?? invoiceFilter;
    return {
      idCount: ids?.length ?? null,
      filter: filter ? JSON.stringify(filter) : null,
      period: period ? exportPeriodOf(period) : null,
      userId: userId === undefined ? null : String(userId),
    };
  }

  @Shared()
  @FieldResolver(() => ExportProgress, { description: 'How far it has come.' })
  progress(@Root() row: Export, @Ctx() operation: Operation): ExportProgress {
    const place = async (): Promise<number | null> =>
      row.queuePosition ?? (await queuePlaces(operation, this.exports)).get(row.id) ?? null;
    return { ...progressOf(row), queuePosition: async () => (row.state === ExportState.QUEUED ? place() : null) };
  }

  @Shared()
  @FieldResolver(() => ExportFailure, {
    nullable: true,
    description: 'Why it failed, or why its file was lost; otherwise null.',
  })
  failure(@Root() row: Export): ExportFailure | null {
    return row.failureCode === null ? null : { code: row.failureCode, message: row.failureMessage ?? '' };
  }

  @Shared()
  @FieldResolver(() => ExportFile, {
    nullable: true,
    description: 'The file; null unless the export is COMPLETED, and for those who may not download it.',
  })
  file(@Root() row: Export, @Ctx() { viewer, baseUrl }: Operation): ExportFile | null {
    if (!this.files.isAvailable(viewer, row)) return null;
    let minted: { path: string; expiresAt: Date } | undefined;
    const mint = () => (minted ??= this.files.mint(viewer, row));
    return {
      name: row.fileName!,
      contentType: fileTypes[row.format].contentType,
      bytes: row.fileBytes!,
      rows: row.fileRows!,
      sha256: row.fileSha256!,
      downloadUrl: () => baseUrl + mint().path,
      downloadUrlExpiresAt: () => mint().expiresAt,
    };
  }

  private static of(operation: Operation): ExportResolver {
    return operation.resolvers.get(ExportResolver);
  }
}
