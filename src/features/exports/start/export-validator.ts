import type { DataSource } from 'typeorm';
import { AppError, badInput, conflict } from '../../../errors';
import { alternatives } from '../../../platform/text/alternatives';
import type { Clock } from '../../../platform/time/clock';
import { VenueCalendar } from '../../../platform/time/venue-calendar';
import type { Viewer } from '../../../viewer';
import type { Permission } from '../../auth/permissions';
import { type ColumnSettings, getColumns } from '../../columns/catalogue';
import type { ColumnDescription } from '../../columns/column';
import { type OmittedColumn, omittedWarnings, type Template, templateColumns } from '../../columns/templates';
import type { OrganizationRepository } from '../../organizations/organization.repository';
import { serializeFilter } from '../../users/filter-json';
import { userScope } from '../../users/user.policy';
import type { UserRepository } from '../../users/user.repository';
import type { UserFigures } from '../../users/user-figures';
import {
  defaultTemplate,
  ExportDataset,
  type RowDataset,
  rowDatasets,
  type SystemTemplate,
  systemTemplates,
} from '../datasets';
import type { ExportSelection, ResolvedPeriod } from '../datasets/export-selection';
import { organizationScope, parseKnownIds } from '../datasets/row-dataset';
import { ExportFormat, fileTypes, formatOf, formatsWithCsvOptions, rowFormatNames } from '../formats';
import type { Format } from '../formats/format';
import type { Export } from '../record/export.entity';
import { assertCanAccess, requiredPermissions } from '../record/export.policy';
import type { ExportTemplateRepository } from '../templates/export-template.repository';
import type { ValidatedExport } from './export-spec';
import { checkOrganizationRequest, csvSelection } from './organization-validation';
import type { PeriodInput, StartExportInput } from './start-export.inputs';

interface NamedColumns {
  readonly columns: readonly ColumnDescription[];
  readonly omitted: readonly OmittedColumn[];
  readonly warnings: readonly string[];
  readonly labels?: Template['labels'];
}

/** Makes of what a client asks for what an export is made of. */
export class ExportValidator {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly organizations: OrganizationRepository,
    private readonly users: UserRepository,
    private readonly templates: ExportTemplateRepository,
    private readonly figures: UserFigures,
  ) {}

  /** FORBIDDEN for those who may not have such a file; otherwise errors name the part of `input` that is wrong. */
  async validate(
    viewer: Pick<Viewer, 'organizationId' | 'role' | 'permissions'>,
    input: StartExportInput,
    idsVisibleTo?: Viewer,
  ): Promise<ValidatedExport> {
    const { organizationId } = viewer;
    const { dataset, format } = input;
    // First of all, so that nobody else learns from a refusal what there is.
    assertCanAccess(viewer, dataset);
    if (input.csv && !fileTypes[format].hasCsvOptions)
      throw badInput('input.csv', `This is only for the formats ${formatsWithCsvOptions.join(' and ')}.`);
    if (dataset === ExportDataset.ORGANIZATION)
      return checkOrganizationRequest(this.users, idsVisibleTo ? userScope(idsVisibleTo) : { organizationId }, input);
    if (format === ExportFormat.ZIP)
      throw badInput(
        'input.format',
        `A ZIP is only for the dataset ORGANIZATION; use ${alternatives(rowFormatNames)}.`,
      );
    if (typeof input.userId === 'string')
      throw badInput('input.userId', 'This is only for the dataset ORGANIZATION; use `ids` or `filter` instead.');
    if (input.columns && input.template) throw badInput('input.columns', 'Give either `columns` or `template`.');
    const { stored: filter, permissions: filterNeeds } = this.validateFilter(dataset, input.filter);

    const definition = rowDatasets[dataset];
    const scope = idsVisibleTo ? definition.scope(idsVisibleTo) : organizationScope(organizationId);
    const organization = await this.organizations.get({ organizationId });
    const settings = await this.columnSettings(organizationId);
    const named = await this.columnsOf(organizationId, input, dataset, settings);
    const { columns, omitted, labels, warnings } = fitColumns(named, formatOf(format));
    const besides = [...filterNeeds, ...columns.map(({ permission }) => permission)];
    assertCanAccess(viewer, dataset, besides);

    const ids = input.ids
      ? [...new Set(await parseKnownIds(this.dataSource, definition, scope, input.ids))].sort((a, b) => a - b)
      : undefined;
    const period = input.period
      ? resolvePeriod(input.period, dataset, VenueCalendar.of(organization.timezone), this.clock.now())
      : undefined;
    const selection = {
      ...(ids && { ids }),
      ...(filter !== undefined && { filter }),
      ...(period && { period }),
      ...(input.asOf && { asOf: input.asOf.getTime() }),
      ...(labels && { labels }),
      ...csvSelection(input),
    };
    return {
      request: { dataset, format, columnKeys: columns.map(({ key }) => key), selection },
      permissions: requiredPermissions(dataset, besides),
      omitted,
      warnings,
    };
  }

  /** That of an export once more, as it was then. CONFLICT where what it names is gone. */
  async revalidate(
    { organizationId, dataset, format, columnKeys, permissions }: Export,
    selection: ExportSelection,
  ): Promise<ValidatedExport> {
    if (dataset !== ExportDataset.ORGANIZATION) {
      try {
        getColumns(columnKeys, rowDatasets[dataset].catalogue(await this.columnSettings(organizationId)));
        await parseKnownIds(
          this.dataSource,
          rowDatasets[dataset],
          organizationScope(organizationId),
          (selection.ids ?? []).map(String),
        );
      } catch (error) {
        throw error instanceof AppError ? conflict('id', error.message) : error;
      }
    }
    return { request: { dataset, format, columnKeys, selection }, permissions, omitted: [], warnings: [] };
  }

  private async columnSettings(organizationId: number): Promise<ColumnSettings> {
    const { customTermsEnabled } = await this.organizations.get({ organizationId });
    return { customTermsEnabled, customProperties: await this.organizations.listCustomProperties({ organizationId }) };
  }

  private async columnsOf(
    organizationId: number,
    { columns: keys, template: name }: StartExportInput,
    dataset: RowDataset,
    settings: ColumnSettings,
  ): Promise<NamedColumns> {
    const catalogue = rowDatasets[dataset].catalogue(settings);
    if (keys) return { columns: getColumns(keys, catalogue), omitted: [], warnings: [] };
    const known = name === undefined || name === null ? defaultTemplate(dataset) : systemTemplates.get(name);
    const template = known ?? (await this.savedTemplate(organizationId, name!));
    if (template.dataset !== dataset)
      throw badInput('input.template', `The template ${JSON.stringify(name)} is for ${template.dataset}.`);
    const { columns, omitted } = templateColumns(template, catalogue);
    if (columns.length === 0)
      throw badInput('input.template', 'None of the columns of this template is there any more.');
    // What a system template leaves out was never meant for this organization.
    return { columns, omitted, warnings: known ? [] : omittedWarnings(omitted), labels: template.labels };
  }

  private async savedTemplate(organizationId: number, idText: string): Promise<SystemTemplate> {
    const saved = await this.templates.find({ organizationId }, idText);
    if (!saved)
      throw badInput(
        'input.template',
        `There is no template ${JSON.stringify(idText)}: \`exportTemplates\` lists them.`,
      );
    return { ...saved.template, dataset: saved.dataset };
  }

  /** The stored form of the filter, and the permissions that it needs in addition. */
  private validateFilter(
    dataset: RowDataset,
    filter: StartExportInput['filter'],
  ): { stored: unknown; permissions: Permission[] } {
    for (const [name, { filter: other }] of Object.entries(rowDatasets))
      if (other && name !== dataset && filter?.[other.field])
        throw badInput(`input.filter.${other.field}`, `This is only for the dataset ${name}.`);
    const definition = rowDatasets[dataset].filter;
    const own = definition && filter?.[definition.field];
    if (!own) return { stored: undefined, permissions: [] };
    return {
      stored: serializeFilter(own),
      permissions: definition.permissions(own, `input.filter.${definition.field}`, this.figures),
    };
  }
}

function resolvePeriod(input: PeriodInput, dataset: RowDataset, calendar: VenueCalendar, now: Date): ResolvedPeriod {
  const { by } = input;
  const { periodFields } = rowDatasets[dataset];
  const bases = Object.keys(periodFields);
  if (bases.length === 0) throw badInput('input.period', `An export of ${dataset} cannot have a period.`);
  if (!periodFields[by]) throw badInput('input.period.by', `The period of ${dataset} is by ${alternatives(bases)}.`);
  const { startOn, endOn } = datesOf(input, calendar, now);
  return { by, startOn, endOn, ...calendar.dates(startOn, endOn) };
}

function datesOf(
  { start, end, preset }: PeriodInput,
  calendar: VenueCalendar,
  now: Date,
): { startOn: string; endOn: string } {
  if (preset) {
    if (start || end) throw badInput('input.period', 'Give either `preset`, or `start` and `end`.');
    return calendar.preset(preset, now);
  }
  if (!start || !end) throw badInput('input.period', 'Give both `start` and `end`, or a `preset`.');
  if (end < start) throw badInput('input.period.end', 'The end lies before the start.');
  return { startOn: start, endOn: end };
}

/** Omits the columns beyond the limit of the format: only a huge number of custom properties can exceed it. */
function fitColumns(named: NamedColumns, { columnLimit }: Format): NamedColumns {
  if (!columnLimit) return named;
  const { max, reason, warning } = columnLimit;
  const beyond = named.columns.slice(max);
  if (beyond.length === 0) return named;
  return {
    ...named,
    columns: named.columns.slice(0, max),
    omitted: [...named.omitted, ...beyond.map(({ key }) => ({ key, reason }))],
    warnings: [...named.warnings, warning(beyond.length)],
  };
}
