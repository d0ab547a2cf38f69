import { Arg, Authorized, Ctx, Field, ID, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { Operation } from '../../../platform/graphql/operation';
import { columnSettingsOf } from '../../columns/column-settings';
import { templateColumns } from '../../columns/templates';
import { templateLabel } from '../../labels/labels';
import type { OrganizationRepository } from '../../organizations/organization.repository';
import { ExportDataset, rowDatasets, type SystemTemplate, systemTemplates } from '../datasets';
import type { SavedTemplate } from './export-template.entity';
import { SaveExportTemplateInput } from './export-template.inputs';
import type { ExportTemplateRepository } from './export-template.repository';
import type { ExportTemplateService } from './export-template.service';

@ObjectType({ simpleResolvers: true, description: 'A named list of columns.' })
export class ExportTemplate {
  @Field(() => ID, { description: 'The value for `template` of an export. For a system template, its name.' })
  id: string;

  @Field(() => String, { description: 'Name of the template.' })
  name: string;

  @Field(() => String, {
    description: 'Label of a system template, in the language of the request. For any other template, its name.',
  })
  title: string;

  @Field(() => ExportDataset, { description: 'Dataset of the files.' })
  dataset: ExportDataset;

  @Field(() => [String], {
    description:
      'Keys of the columns, in the order of the file. For a system template, only columns that this organization has.',
  })
  columns: string[];

  @Field(() => Boolean, { description: 'Whether it is a system template, which cannot be changed.' })
  system: boolean;
}

const toTemplate = ({ id, name, dataset, columnKeys }: SavedTemplate): ExportTemplate => ({
  id: String(id),
  name,
  title: name,
  dataset,
  columns: columnKeys,
  system: false,
});

@Resolver(() => ExportTemplate)
export class ExportTemplateResolver {
  constructor(
    private readonly service: ExportTemplateService,
    private readonly templates: ExportTemplateRepository,
    private readonly organizations: OrganizationRepository,
  ) {}

  @Authorized()
  @Query(() => [ExportTemplate], {
    description: "The export templates: first the system templates, then the organization's own, ordered by name.",
    complexity: ({ childComplexity }) => 1 + 50 * childComplexity,
  })
  async exportTemplates(@Ctx() operation: Operation): Promise<ExportTemplate[]> {
    const settings = await columnSettingsOf(operation, this.organizations);
    const keysOf = (template: SystemTemplate): string[] =>
      templateColumns(template, rowDatasets[template.dataset].catalogue(settings)).columns.map(({ key }) => key);
    const ofSystem = [...systemTemplates].map(([name, template]) => ({
      id: name,
      name,
      title: templateLabel(name, operation.language),
      dataset: template.dataset,
      columns: keysOf(template),
      system: true,
    }));
    return [...ofSystem, ...(await this.templates.list(operation.viewer)).map(toTemplate)];
  }

  @Authorized()
  @Mutation(() => ExportTemplate, {
    description:
      'Creates or changes a template of the organization. Requires the permissions for an export of its columns. ' +
      'NOT_FOUND if the id is unknown.',
  })
  async saveExportTemplate(
    @Arg('input', () => SaveExportTemplateInput, { description: 'The template.' }) input: SaveExportTemplateInput,
    @Ctx() operation: Operation,
  ): Promise<ExportTemplate> {
    return toTemplate(await this.service.save(operation, input));
  }

  @Authorized()
  @Mutation(() => ExportTemplate, {
    description:
      'Deletes a template of the organization and returns it. ' +
      'Requires the permissions for an export of its dataset. NOT_FOUND if the id is unknown.',
  })
  async deleteExportTemplate(
    @Arg('id', () => ID, { description: 'Id of the template.' }) id: string,
    @Ctx() operation: Operation,
  ): Promise<ExportTemplate> {
    return toTemplate(await this.service.delete(operation, id));
  }
}
