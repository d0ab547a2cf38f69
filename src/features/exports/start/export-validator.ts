import type { DataSource } from 'typeorm';
import { because, causeOf } from '../../../error-reasons';
import { AppError, badInput, conflict } from '../../../errors';
import { checkAll, InputErrors } from '../../../platform/graphql/input-errors';
import type { Operation } from '../../../platform/graphql/operation';
import type { Clock } from '../../../platform/time/clock';
import { VenueCalendar } from '../../../platform/time/venue-calendar';
import type { Sentence } from '../../../sentences';
import type { Viewer } from '../../../viewer';
import { assertAllowed } from '../../auth/denials';
import type { Permission } from '../../auth/permissions';
import { userScope } from '../../auth/scopes';
import { type CatalogueEntry, getColumns } from '../../columns/catalogue';
import type { ColumnDescription } from '../../columns/column';
import { columnSettingsOf } from '../../columns/column-settings';
import { type OmittedColumn, omittedWarnings, type Template, templateColumns } from '../../columns/templates';
import { organizationOf } from '../../organizations/organization.loaders';
import type { OrganizationRepository } from '../../organizations/organization.repository';
import { serializeFilter } from '../../users/filter-json';
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
import type { ExportSelection } from '../datasets/export-selection';
import { knownIdParser, organizationScope } from '../datasets/row-dataset';
import { formatOf } from '../formats';
import type { Format } from '../formats/format';
import type { Export } from '../record/export.entity';
import { checkFileAccess, requiredPermissions } from '../record/export.policy';
import type { ExportTemplateRepository } from '../templates/export-template.repository';
import { assertFormat } from './check-format';
import type { ValidatedExport } from './export-spec';
import { fileOptions, validateFullExport } from './full-export-validation';
import { resolvePeriod } from './resolve-period';
import type { StartExportInput } from './start-export.inputs';

type RowExportInput = StartExportInput & { readonly dataset: RowDataset };

interface FileColumns {
  readonly columns: readonly ColumnDescription[];
  readonly omitted: readonly OmittedColumn[];
  readonly warnings: readonly Sentence[];
  readonly labels?: Template['labels'];
}

/** Validates inputs of clients and converts them to specs of exports. */
export class ExportValidator {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly organizations: OrganizationRepository,
    private readonly users: UserRepository,
    private readonly templates: ExportTemplateRepository,
    private readonly figures: UserFigures,
  ) {}

  /**
   * Validates an input of the viewer, who starts the export with `rights`. Ids must be in the organization or, if
   * `idsVisibleTo` is given, in the scopes of that viewer.
   *
   * @throws FORBIDDEN without the permissions for the file, and BAD_USER_INPUT for all wrong parts of `input`.
   */
  async validate(
    operation: Operation,
    input: StartExportInput,
    rights: Pick<Viewer, 'role' | 'permissions'> = operation.viewer,
    idsVisibleTo?: Viewer,
  ): Promise<ValidatedExport> {
    const { organizationId } = operation.viewer;
    const { dataset } = input;
    // Comes first, so that other errors reveal nothing to users without access.
    assertAllowed(checkFileAccess(rights, dataset));
    return dataset === ExportDataset.ORGANIZATION
      ? validateFullExport(this.users, idsVisibleTo ? userScope(idsVisibleTo) : { organizationId }, input)
      : this.validateRowExport(operation, { ...input, dataset }, rights, idsVisibleTo);
  }

  /**
   * Validates the spec of an existing export again, without resolving its period and template again.
   *
   * @throws CONFLICT if its columns or rows no longer exist.
   */
  async revalidate(
    operation: Operation,
    { organizationId, dataset, format, columnKeys, permissions, requested }: Export,
    selection: ExportSelection,
  ): Promise<ValidatedExport> {
    if (dataset !== ExportDataset.ORGANIZATION) {
      const definition = rowDatasets[dataset];
      try {
        getColumns(columnKeys, definition.catalogue(await columnSettingsOf(operation, this.organizations)));
        // Excluded rows may have been deleted since: they are not in the file either way.
        const ids = (selection.ids ?? []).map(String);
        (await knownIdParser(this.dataSource, definition, organizationScope(organizationId), ids, 'ids'))();
      } catch (error) {
        throw error instanceof AppError
          ? conflict('id', error.message, because('NOT_REPEATABLE', causeOf(error.details)))
          : error;
      }
    }
    const request = { dataset, format, columnKeys, selection };
    return { request, requested, permissions, omitted: [], warnings: [] };
  }

  private async validateRowExport(
    operation: Operation,
    input: RowExportInput,
    rights: Pick<Viewer, 'role' | 'permissions'>,
    idsVisibleTo: Viewer | undefined,
  ): Promise<ValidatedExport> {
    const { organizationId } = operation.viewer;
    const { dataset, format } = input;
    const catalogue = rowDatasets[dataset].catalogue(await columnSettingsOf(operation, this.organizations));
    const template = await this.findTemplate(operation.viewer, input);
    const parseIds = await this.idParser(organizationId, 'ids', input, idsVisibleTo);
    const parseExcludedIds = await this.idParser(organizationId, 'excludeIds', input, idsVisibleTo);
    const { timezone } = await organizationOf(operation, this.organizations);
    const errors = new InputErrors();
    const filter = errors.attempt(() => this.validateFilter(input));
    const fileColumns = errors.attempt(() => resolveFileColumns(input, template, catalogue));
    const additionalPermissions = [
      ...(filter?.permissions ?? []),
      ...(fileColumns?.columns ?? []).map(({ permission }) => permission),
    ];
    assertAllowed(checkFileAccess(rights, dataset, additionalPermissions));
    const others = errors.attempt(() =>
      checkAll({
        format: () => assertFormat(input),
        userId: () => assertWithoutUser(input),
        ids: parseIds,
        excludeIds() {
          assertExcludable(input);
          return parseExcludedIds();
        },
        period: () =>
          input.period && resolvePeriod(input.period, dataset, VenueCalendar.of(timezone), this.clock.now()),
        file: () => fileOptions(input),
      }),
    );
    errors.throwIfAny();
    const { ids, excludeIds, period, file } = others!;
    const { columns, omitted, warnings, labels } = fitColumns(formatOf(format), fileColumns!);
    const selection: ExportSelection = {
      ...(ids && { ids }),
      // Excluding nothing is the same export as no exclusion.
      ...(excludeIds && excludeIds.length > 0 && { excludeIds }),
      ...(filter!.stored !== undefined && { filter: filter!.stored }),
      ...(period && { period }),
      ...(input.asOf && { asOf: input.asOf.getTime() }),
      ...(labels && { labels }),
      ...file,
    };
    return {
      request: { dataset, format, columnKeys: columns.map(({ key }) => key), selection },
      requested: {
        ...(!input.columns && { template: input.template ?? null }),
        ...(input.period?.preset && { preset: input.period.preset }),
      },
      permissions: requiredPermissions(dataset, additionalPermissions),
      omitted,
      warnings,
    };
  }

  /** Returns the stored form of the filter and the permissions that it needs. */
  private validateFilter({ dataset, filter }: RowExportInput): { stored: unknown; permissions: Permission[] } {
    const definition = rowDatasets[dataset].filter;
    for (const [name, { filter: other }] of Object.entries(rowDatasets))
      if (other && name !== dataset && filter?.[other.field]) {
        const isWithin = name === ExportDataset.USERS && definition;
        const hint = isWithin ? ` Use \`input.filter.${definition.field}.${other.field}\`.` : '';
        throw badInput(
          `input.filter.${other.field}`,
          `This filter is only for the dataset ${name}.${hint}`,
          because('FILTER_OF_OTHER_DATASET', { dataset: name }),
        );
      }
    const own = definition && filter?.[definition.field];
    if (!own) return { stored: undefined, permissions: [] };
    return {
      stored: serializeFilter(own),
      permissions: definition.permissions(own, `input.filter.${definition.field}`, this.figures),
    };
  }

  /** The requested or default template. Undefined if no template has this name. */
  private async findTemplate(
    viewer: Viewer,
    { dataset, template: name }: RowExportInput,
  ): Promise<(SystemTemplate & { readonly isSaved: boolean }) | undefined> {
    const systemTemplate = name === undefined || name === null ? defaultTemplate(dataset) : systemTemplates.get(name);
    if (systemTemplate) return { ...systemTemplate, isSaved: false };
    const saved = await this.templates.find(viewer, name!);
    return saved ? { ...saved.template, dataset: saved.dataset, isSaved: true } : undefined;
  }

  /** Returns a parser of the ids. It sorts them and drops duplicates, so that identical exports have equal specs. */
  private async idParser(
    organizationId: number,
    argument: 'ids' | 'excludeIds',
    { dataset, [argument]: ids }: RowExportInput,
    idsVisibleTo: Viewer | undefined,
  ): Promise<() => number[] | undefined> {
    if (!ids) return () => undefined;
    const definition = rowDatasets[dataset];
    const scope = idsVisibleTo ? definition.scope(idsVisibleTo) : organizationScope(organizationId);
    const parse = await knownIdParser(this.dataSource, definition, scope, ids, `input.${argument}`);
    return () => [...new Set(parse())].sort((a, b) => a - b);
  }
}

function assertExcludable({ dataset, ids, excludeIds, filter }: RowExportInput): void {
  if (!excludeIds) return;
  const { field } = rowDatasets[dataset].filter!;
  if (ids || !filter?.[field])
    throw badInput(
      'input.excludeIds',
      `Rows are excluded from a filter, not from \`ids\`. The filter \`{ ${field}: {} }\` matches all rows.`,
      because('EXCLUSION_NEEDS_FILTER'),
    );
}

function assertWithoutUser({ userId }: RowExportInput): void {
  if (typeof userId === 'string')
    throw badInput(
      'input.userId',
      'Only the dataset ORGANIZATION has `userId`. Use `ids` or `filter`.',
      because('OPTION_OF_FULL_EXPORT'),
    );
}

function resolveFileColumns(
  { dataset, columns: keys, template: name }: RowExportInput,
  template: (SystemTemplate & { readonly isSaved: boolean }) | undefined,
  catalogue: readonly CatalogueEntry[],
): FileColumns {
  if (keys && name)
    throw badInput('input.columns', 'Give either `columns` or `template`, not both.', because('COLUMNS_AND_TEMPLATE'));
  if (keys) return { columns: getColumns(keys, catalogue), omitted: [], warnings: [] };
  if (!template)
    throw badInput(
      'input.template',
      `There is no template ${JSON.stringify(name)}. List the templates with \`exportTemplates\`.`,
      because('UNKNOWN_TEMPLATE', { template: name! }),
    );
  if (template.dataset !== dataset)
    throw badInput(
      'input.template',
      `The template ${JSON.stringify(name)} is for ${template.dataset}.`,
      because('TEMPLATE_OF_OTHER_DATASET', { template: name!, dataset: template.dataset }),
    );
  const { columns, omitted } = templateColumns(template, catalogue);
  if (columns.length === 0)
    throw badInput('input.template', 'The columns of this template no longer exist.', because('TEMPLATE_EMPTY'));
  // A system template omits columns that this organization never had. That needs no warning.
  const warnings = template.isSaved ? omittedWarnings(omitted) : [];
  return { columns, omitted, warnings, ...(template.labels && { labels: template.labels }) };
}

/** Omits the columns beyond the limit of the format. Only thousands of custom properties can exceed it. */
function fitColumns({ columnLimit }: Format, fileColumns: FileColumns): FileColumns {
  if (!columnLimit) return fileColumns;
  const { max, reason, warning } = columnLimit;
  const excess = fileColumns.columns.slice(max);
  if (excess.length === 0) return fileColumns;
  return {
    ...fileColumns,
    columns: fileColumns.columns.slice(0, max),
    omitted: [...fileColumns.omitted, ...excess.map(({ key }) => ({ key, reason }))],
    warnings: [...fileColumns.warnings, warning(excess.length)],
  };
}
