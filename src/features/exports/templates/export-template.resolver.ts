import { Arg, Authorized, Ctx, Field, ID, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { Operation } from '../../../platform/graphql/operation';
import { templateColumns } from '../../columns/templates';
import type { OrganizationRepository } from '../../organizations/organization.repository';
import { ExportDataset, rowDatasets, type SystemTemplate, systemTemplates } from '../datasets';
import type { SavedTemplate } from './export-template.entity';
import { SaveExportTemplateInput } from './export-template.inputs';
import type { ExportTemplateRepository } from './export-template.repository';
import type { ExportTemplateService } from './export-template.service';

@ObjectType({ simpleResolvers: true, description: 'A choice of columns under a name.' })
export class ExportTemplate {
  @Field(() => ID, { description: 'What `template` of an export takes: of a system template, its name.' })
  id: string;

  @Field(() => String, { description: 'Its name.' })
  name: string;

  @Field(() => ExportDataset, { description: 'What its files hold.' })
  dataset: ExportDataset;

  @Field(() => [String], {
    description:
      'Keys of its columns, in the order of the file: of a system template, those that this organization has.',
  })
  columns: string[];

  @Field(() => Boolean, { description: 'Whether it is one of the system’s own, which nobody can change.' })
  system: boolean;
}

const shown = ({ id, name, dataset, columnKeys }: SavedTemplate): ExportTemplate => ({
  id: String(id),
  name,
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
    description: 'The templates of the system, then those of the organization by name.',
    complexity: ({ childComplexity }) => 1 + 50 * childComplexity,
  })
  async exportTemplates(@Ctx() { viewer }: Operation): Promise<ExportTemplate[]> {
    const { customTermsEnabled } = await this.organizations.get(viewer);
    const settings = { customTermsEnabled, customProperties: await this.organizations.listCustomProperties(viewer) };
    const keysOf = (template: SystemTemplate): string[] =>
      templateColumns(template, rowDatasets[template.dataset].catalogue(settings)).columns.map(({ key }) => key);
    const ofSystem = [...systemTemplates].map(([name, template]) => ({
      id: name,
      name,
      dataset: template.dataset,
      columns: keysOf(template),
      system: true,
    }));
    return [...ofSystem, ...(await this.templates.list(viewer)).map(shown)];
  }

  @Authorized()
  @Mutation(() => ExportTemplate, {
    description: 'Saves a template of the organization. Needs what an export of its columns needs.',
  })
  async saveExportTemplate(
    @Arg('input', () => SaveExportTemplateInput, { description: 'The template.' }) input: SaveExportTemplateInput,
    @Ctx() operation: Operation,
  ): Promise<ExportTemplate> {
    return shown(await this.service.save(operation, input));
  }

  @Authorized()
  @Mutation(() => ExportTemplate, {
    description:
      'Deletes a template of the organization, and gives back what it was. Needs what an export of its dataset needs.',
  })
  async deleteExportTemplate(
    @Arg('id', () => ID, { description: "The template's id." }) id: string,
    @Ctx() operation: Operation,
  ): Promise<ExportTemplate> {
    return shown(await this.service.delete(operation, id));
  }
}
