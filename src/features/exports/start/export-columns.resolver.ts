import { Arg, Authorized, Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import type { Operation } from '../../../platform/graphql/operation';
import { Permission } from '../../auth/permissions';
import { type ColumnDescription, ColumnType } from '../../columns/column';
import { columnSettingsOf } from '../../columns/column-settings';
import { organizationCatalogue } from '../../columns/organization-columns';
import { userKeys } from '../../columns/user-columns';
import { columnGroupLabel, columnLabel } from '../../labels/labels';
import { translated, translatedError } from '../../labels/sentences';
import type { OrganizationRepository } from '../../organizations/organization.repository';
import { ExportDataset, rowDatasets, systemTemplates } from '../datasets';
import { checkFileAccess, requiredPermissions } from '../record/export.policy';
import type { ExportTemplateRepository } from '../templates/export-template.repository';

@ObjectType({ simpleResolvers: true, description: 'A column that files of a dataset can have.' })
export class ExportColumn {
  @Field(() => String, { description: 'Key of the column, for `columns`.' })
  key: string;

  @Field(() => String, { description: 'Header of the column in files, unless a template replaces it.' })
  label: string;

  @Field(() => String, {
    description:
      'Label of the column on screens, in the language of the request. For a custom property, the same as `label`.',
  })
  title: string;

  @Field(() => String, { description: 'The group in which a column picker shows it. The same in every language.' })
  group: string;

  @Field(() => String, {
    description: 'Label of the group, in the language of the request. For a file of ORGANIZATION, the same as `group`.',
  })
  groupTitle: string;

  @Field(() => ColumnType, { description: 'Type of the cells.' })
  type: ColumnType;

  @Field(() => String, {
    nullable: true,
    description:
      'Name of the enum whose values the cells have, for `enumLabels`, such as `UserStatus`. Null for other cells.',
  })
  enumName: string | null;

  @Field(() => String, {
    description: 'What the cells contain, and how figures are counted, in the language of the request.',
  })
  description: string;

  @Field(() => Boolean, { description: 'Whether importing an edited file can change the values.' })
  importable: boolean;

  @Field(() => Boolean, {
    description:
      'Whether `mapImport` can map a header to the column: imports change its values, find records by them, or take them ' +
      'for new records. False for ORGANIZATION.',
  })
  mappable: boolean;

  @Field(() => Boolean, {
    description:
      'Whether cells contain lists, separated by `|`. Inside a value, `|` is written `\\|` and a backslash `\\\\`.',
  })
  multiValue: boolean;

  @Field(() => [Permission], {
    description:
      'Permissions that a file with the column requires, all of them. Empty for ORGANIZATION, which only the owner can export.',
  })
  permissions: Permission[];

  @Field(() => Boolean, {
    description: 'Whether the viewer can export the column: the organization has it, and permissions allow it.',
  })
  available: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Why the viewer cannot export the column, such as missing permissions; null if it is available.',
  })
  unavailableReason: string | null;

  @Field(() => Boolean, {
    description:
      'Whether the organization has the column, so that `requestExport` can ask for it without its permissions.',
  })
  requestable: boolean;

  @Field(() => [String], { description: 'Ids of the `exportTemplates` that have the column.' })
  templates: string[];
}

@Resolver()
export class ExportColumnsResolver {
  constructor(
    private readonly organizations: OrganizationRepository,
    private readonly templates: ExportTemplateRepository,
  ) {}

  @Authorized()
  @Query(() => [ExportColumn], {
    description:
      'All columns that files of the dataset can have. The columns of the default template come first, in its order.',
    complexity: ({ childComplexity }) => 1 + 60 * childComplexity,
  })
  async exportColumns(
    @Arg('dataset', () => ExportDataset, {
      defaultValue: ExportDataset.USERS,
      description: 'The dataset of the files. ORGANIZATION has fixed columns, grouped by file.',
    })
    dataset: ExportDataset,
    @Ctx() operation: Operation,
  ): Promise<ExportColumn[]> {
    const { viewer, language } = operation;
    const settings = await columnSettingsOf(operation, this.organizations);
    const catalogue =
      dataset === ExportDataset.ORGANIZATION
        ? organizationCatalogue(settings)
        : rowDatasets[dataset].catalogue(settings);
    const saved = (await this.templates.list(viewer)).map(
      ({ id, dataset, template }) => [String(id), { ...template, dataset }] as const,
    );
    const known = catalogue.map(({ column }) => column);
    const keysOf = [...systemTemplates, ...saved]
      .filter(([, template]) => template.dataset === dataset)
      .map(([id, template]) => ({ id, keys: new Set(template.keys(known)) }));
    return catalogue.map(({ column, missing }) => {
      const refusal = checkFileAccess(viewer, dataset, [column.permission]);
      const unavailableReason = missing
        ? translated('missingColumns', missing, language)
        : refusal && translatedError(refusal, language).message;
      return {
        ...column,
        title: columnLabel(column, language),
        groupTitle: columnGroupLabel(column.group, language),
        description: column.description[language],
        enumName: column.enumName ?? null,
        multiValue: column.multiValue ?? false,
        mappable: isMappable(dataset, column),
        available: unavailableReason === null,
        unavailableReason,
        requestable: missing === null,
        permissions: requiredPermissions(dataset, [column.permission]),
        templates: keysOf.flatMap(({ id, keys }) => (keys.has(column.key) ? [id] : [])),
      };
    });
  }
}

const isMappable = (dataset: ExportDataset, { key, fromText }: ColumnDescription): boolean =>
  dataset !== ExportDataset.ORGANIZATION &&
  (fromText !== undefined || (dataset === ExportDataset.USERS && userKeys.some((userKey) => userKey === key)));
