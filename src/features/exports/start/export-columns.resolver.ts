import { Arg, Authorized, Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import type { Operation } from '../../../platform/graphql/operation';
import { Permission } from '../../auth/permissions';
import { ColumnType } from '../../columns/column';
import { organizationCatalogue } from '../../columns/organization-columns';
import type { OrganizationRepository } from '../../organizations/organization.repository';
import { ExportDataset, rowDatasets, systemTemplates } from '../datasets';
import { requiredPermissions } from '../record/export.policy';
import type { ExportTemplateRepository } from '../templates/export-template.repository';

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

@Resolver()
export class ExportColumnsResolver {
  constructor(
    private readonly organizations: OrganizationRepository,
    private readonly templates: ExportTemplateRepository,
  ) {}

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
    return catalogue.map(({ column, unavailableReason }) => ({
      ...column,
      multiValue: column.multiValue ?? false,
      available: unavailableReason === null,
      unavailableReason,
      permissions: requiredPermissions(dataset, [column.permission]),
      templates: keysOf.flatMap(({ id, keys }) => (keys.has(column.key) ? [id] : [])),
    }));
  }
}
