import { AppError, badInput, conflict } from '../../../errors';
import type { Clock } from '../../../platform/time/clock';
import { VenueCalendar } from '../../../platform/time/venue-calendar';
import type { Viewer } from '../../../viewer';
import { Permission } from '../../auth/permissions';
import type { BookingRepository } from '../../bookings/booking.repository';
import { catalogueOf, chosenColumns, type ColumnSettings, type RowDataset } from '../../columns/catalogue';
import type { ColumnDescription } from '../../columns/column';
import {
  defaultTemplate,
  type OmittedColumn,
  omittedWarnings,
  systemTemplates,
  type Template,
  templateColumns,
} from '../../columns/templates';
import type { InvoiceRepository } from '../../invoices/invoice.repository';
import type { OrganizationRepository } from '../../organizations/organization.repository';
import { serializeFilter } from '../../users/filter-json';
import type { UserFilter } from '../../users/user.inputs';
import type { RecordScope, Scope } from '../../users/user.policy';
import type { UserRepository } from '../../users/user.repository';
import { asksAboutUsers, requestedFigures } from '../../users/user-figure-filter';
import type { UserFigures } from '../../users/user-figures';
import { periodFields } from '../datasets/dataset';
import { type Export, ExportDataset, ExportFormat } from '../record/export.entity';
import { assertCanAccess, requiredPermissions } from '../record/export.policy';
import type { ExportSelection, ResolvedPeriod } from '../record/export-selection';
import type { ExportTemplateRepository } from '../templates/export-template.repository';
import type { ValidatedExport } from './export-spec';
import { checkOrganizationRequest, csvSelection } from './organization-validation';
import type { PeriodInput, StartExportInput } from './start-export.inputs';

interface NamedColumns {
  readonly columns: readonly ColumnDescription[];
  readonly dropped: readonly OmittedColumn[];
  readonly warnings: readonly string[];
  readonly labels?: Template['labels'];
}

/** Excel's limit. */
const maxColumnsOfSheet = 16_384;

/** Whose rows ids may name; all others are as unknown as those of nobody. */
export interface IdScopes {
  readonly USERS: Scope;
  readonly BOOKINGS: RecordScope;
  readonly INVOICES: RecordScope;
}

function organizationScopes(organizationId: number): IdScopes {
  const records = { organizationId, users: { organizationId } };
  return { USERS: records.users, BOOKINGS: records, INVOICES: records };
}

const filterNames = { USERS: 'users', BOOKINGS: 'bookings', INVOICES: 'invoices' } as const;

/** Makes of what a client asks for what an export is made of. */
export class ExportValidator {
  constructor(
    private readonly clock: Clock,
    private readonly organizations: OrganizationRepository,
    private readonly users: UserRepository,
    private readonly bookings: BookingRepository,
    private readonly invoices: InvoiceRepository,
    private readonly templates: ExportTemplateRepository,
    private readonly figures: UserFigures,
  ) {}

  /** FORBIDDEN for those who may not have such a file; otherwise errors name the part of `input` that is wrong. */
  async validate(
    viewer: Pick<Viewer, 'organizationId' | 'role' | 'permissions'>,
    input: StartExportInput,
    nameable: IdScopes = organizationScopes(viewer.organizationId),
  ): Promise<ValidatedExport> {
    const { organizationId } = viewer;
    const { dataset, format } = input;
    // First of all, so that nobody else learns from a refusal what there is.
    assertCanAccess(viewer, dataset);
    if (input.csv && format === ExportFormat.XLSX)
      throw badInput('input.csv', 'This is only for the formats CSV and ZIP.');
    if (dataset === ExportDataset.ORGANIZATION) return checkOrganizationRequest(this.users, nameable.USERS, input);
    if (format === ExportFormat.ZIP)
      throw badInput('input.format', 'A ZIP is only for the dataset ORGANIZATION; take CSV or XLSX.');
    if (typeof input.userId === 'string')
      throw badInput('input.userId', 'This is only for the dataset ORGANIZATION; use `ids` or `filter` instead.');
    if (input.columns && input.template) throw badInput('input.columns', 'Give either `columns` or `template`.');
    const { selection: filter, permissions: filterNeeds } = this.checkFilter(dataset, input.filter);

    const organization = await this.organizations.get({ organizationId });
    const settings = await this.columnSettings(organizationId);
    const named = await this.columnsOf(organizationId, input, dataset, settings);
    const { columns, dropped, labels, warnings } = format === ExportFormat.XLSX ? fitSheet(named) : named;
    const besides = [...filterNeeds, ...columns.map(({ permission }) => permission)];
    assertCanAccess(viewer, dataset, besides);

    const ids = input.ids
      ? [...new Set(await this.knownIds(nameable, dataset, input.ids))].sort((a, b) => a - b)
      : undefined;
    const period = input.period
      ? resolvePeriod(input.period, dataset, VenueCalendar.of(organization.timezone), this.clock.now())
      : undefined;
    const selection = {
      ...(ids && { ids }),
      ...filter,
      ...(period && { period }),
      ...(input.asOf && { asOf: input.asOf.getTime() }),
      ...(labels && { labels }),
      ...csvSelection(input),
    };
    return {
      request: { dataset, format, columnKeys: columns.map(({ key }) => key), selection },
      permissions: requiredPermissions(dataset, besides),
      omitted: dropped,
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
        chosenColumns(columnKeys, catalogueOf(dataset, await this.columnSettings(organizationId)));
        await this.knownIds(organizationScopes(organizationId), dataset, (selection.ids ?? []).map(String));
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
    if (keys) return { columns: chosenColumns(keys, catalogueOf(dataset, settings)), dropped: [], warnings: [] };
    const known = name === undefined || name === null ? defaultTemplate(dataset) : systemTemplates.get(name);
    const template = known ?? (await this.savedTemplate(organizationId, name!));
    if (template.dataset !== dataset)
      throw badInput('input.template', `The template ${JSON.stringify(name)} is for ${template.dataset}.`);
    const { columns, dropped } = templateColumns(template, settings);
    if (columns.length === 0)
      throw badInput('input.template', 'None of the columns of this template is there any more.');
    // What a system template leaves out was never meant for this organization.
    return { columns, dropped, warnings: known ? [] : omittedWarnings(dropped), labels: template.labels };
  }

  private async savedTemplate(organizationId: number, idText: string): Promise<Template> {
    const saved = await this.templates.find({ organizationId }, idText);
    if (!saved)
      throw badInput(
        'input.template',
        `There is no template ${JSON.stringify(idText)}: \`exportTemplates\` lists them.`,
      );
    return saved.template;
  }

  /** What of a filter goes into the selection, and what asking so about users needs. */
  private checkFilter(
    dataset: RowDataset,
    filter: StartExportInput['filter'],
  ): { selection: ExportSelection; permissions: Permission[] } {
    for (const [of, name] of Object.entries(filterNames))
      if (of !== dataset && filter?.[name])
        throw badInput(`input.filter.${name}`, `This is only for the dataset ${of}.`);
    const path = `input.filter.${filterNames[dataset]}`;
    switch (dataset) {
      case 'USERS':
        requestedFigures(filter?.users, path);
        return { selection: filter?.users ? { userFilter: serializeFilter(filter.users) } : {}, permissions: [] };
      case 'BOOKINGS':
        return {
          selection: filter?.bookings ? { bookingFilter: serializeFilter(filter.bookings) } : {},
          permissions: this.aboutUsers(filter?.bookings?.users, `${path}.users`),
        };
      case 'INVOICES':
        return {
          selection: filter?.invoices ? { invoiceFilter: serializeFilter(filter.invoices) } : {},
          permissions: this.aboutUsers(filter?.invoices?.users, `${path}.users`),
        };
    }
  }

  /** A file of records tells which of their users match. */
  private aboutUsers(filter: UserFilter | null | undefined, path: string): Permission[] {
    return asksAboutUsers(filter)
      ? [
          Permission.IDENTITIES_VIEW,
          ...requestedFigures(filter, path).map(({ figure }) => this.figures[figure].permission),
        ]
      : [];
  }

  private knownIds(nameable: IdScopes, dataset: RowDataset, texts: readonly string[]): Promise<number[]> {
    switch (dataset) {
      case 'USERS':
        return this.users.knownIds(nameable.USERS, texts, () => 'input.ids');
      case 'BOOKINGS':
        return this.bookings.knownIds(nameable.BOOKINGS, texts, 'input.ids');
      case 'INVOICES':
        return this.invoices.knownIds(nameable.INVOICES, texts, 'input.ids');
    }
  }
}

function resolvePeriod(input: PeriodInput, dataset: RowDataset, calendar: VenueCalendar, now: Date): ResolvedPeriod {
  const { by } = input;
  if (!periodFields[dataset][by])
    throw badInput(
      'input.period.by',
      `The period of ${dataset} is by ${Object.keys(periodFields[dataset]).join(' or ')}.`,
    );
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

/** Only custom properties without number come to so many columns: nobody chose each of them. */
function fitSheet(named: NamedColumns): NamedColumns {
  const beyond = named.columns.slice(maxColumnsOfSheet);
  if (beyond.length === 0) return named;
  return {
    ...named,
    columns: named.columns.slice(0, maxColumnsOfSheet),
    dropped: [
      ...named.dropped,
      ...beyond.map(({ key }) => ({ key, reason: 'A sheet of Excel has no room for more than 16,384 columns.' })),
    ],
    warnings: [
      ...named.warnings,
      `${beyond.length} columns were left out: a sheet of Excel has no room for more than 16,384. In CSV there is room for all.`,
    ],
  };
}
