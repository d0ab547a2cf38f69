import type { DataSource } from 'typeorm';
import { unknownReference } from '../../../errors';
import type { Condition } from '../../../platform/database/condition';
import { knownIds } from '../../../platform/database/known-ids';
import type { Snapshot } from '../../../platform/database/snapshot';
import { idOf, idsOf } from '../../../platform/graphql/ids';
import { parseEach } from '../../../platform/graphql/input-errors';
import type { VenueCalendar } from '../../../platform/time/venue-calendar';
import type { Viewer } from '../../../viewer';
import { Permission } from '../../auth/permissions';
import type { RecordScope } from '../../auth/scopes';
import type { CatalogueEntry } from '../../columns/catalogue';
import type { ColumnSettings } from '../../columns/column-settings';
import type { Template } from '../../columns/templates';
import { parseStoredFilter } from '../../users/filter-json';
import { figuresIn, type PlacedUserFilter } from '../../users/user-figure-filter';
import { ResolvedFigures, type UserFigures } from '../../users/user-figures';
import type { Dataset, DatasetRequest } from './dataset';
import type { PeriodBasis } from './period-basis';

/** A dataset of which a file has one row per record. Everything that differs between datasets is in its definition. */
export interface RowDatasetDefinition<Filter extends object = object> {
  /** The start of the file's name, and the name of the worksheet. */
  readonly title: string;
  /** One record, as error messages call it. */
  readonly recordName: string;
  /** For the schema. */
  readonly description: string;
  /** Permissions that every file of the dataset requires. Columns and filters may require more. */
  readonly permissions: readonly Permission[];
  /** By name; the first is the default. */
  readonly templates: Readonly<Record<string, Template>>;
  /** The table of the records, with its alias. */
  readonly table: `${string} ${string}`;
  /** By basis of a period, the SQL expression of the instant that must lie in it. */
  readonly periodFields: Partial<Readonly<Record<PeriodBasis, string>>>;
  /** Absent: the dataset cannot be filtered. */
  readonly filter?: DatasetFilter<Filter>;
  /** All columns, in the order of the default template. */
  catalogue(settings: ColumnSettings): readonly CatalogueEntry[];
  /** The records that the viewer may see. */
  scope(viewer: Viewer): RecordScope;
  condition(scope: RecordScope, filter?: Filter | null, figures?: ResolvedFigures | null): Condition;
  open(snapshot: Snapshot, request: DatasetRequest): Promise<Dataset>;
}

/** The filter of the dataset's own list, as `input.filter` takes it. */
interface DatasetFilter<Filter extends object> {
  /** The field of `input.filter`. */
  readonly field: string;
  readonly inputType: () => new () => Filter;
  /** The filters of users in it. `path` names the filter in errors. */
  usersIn(filter: Filter, path: string): PlacedUserFilter[];
  /**
   * Permissions that an export needs in addition because of its filter. `path` names the filter in errors.
   *
   * @throws BAD_USER_INPUT for a filter that makes no sense.
   */
  permissions(filter: Filter, path: string, figures: UserFigures): Permission[];
}

/** Permissions that a filter of records by their users needs, because the file shows which users match. */
export const userFilterPermissions = (filters: readonly PlacedUserFilter[], figures: UserFigures): Permission[] =>
  filters.length > 0
    ? [Permission.IDENTITIES_VIEW, ...figuresIn(filters).map((figure) => figures[figure].permission)]
    : [];

export const organizationScope = (organizationId: number): RecordScope => ({
  organizationId,
  users: { organizationId },
});

/** The records that an export selects. */
export function selectionCondition(
  { table, periodFields, condition }: RowDatasetDefinition,
  { organizationId, selection: { ids, filter, period }, asOf, figures }: DatasetRequest,
  calendar: VenueCalendar,
): Condition {
  const selected = condition(
    organizationScope(organizationId),
    parseStoredFilter<object>(filter),
    new ResolvedFigures(figures, organizationId, calendar, asOf),
  ).in(`${table.split(' ')[1]}.id`, ids);
  return period
    ? selected.between(periodFields[period.by]!, { from: new Date(period.startMs), before: new Date(period.endMs) })
    : selected;
}

/**
 * Reads which ids exist, and returns their parser. Ids outside the scope are refused exactly as ids that do not exist.
 * The parser throws BAD_USER_INPUT for all ids that no record of the scope has; names `argument`.
 */
export async function knownIdParser(
  dataSource: DataSource,
  { table, condition, recordName }: RowDatasetDefinition,
  scope: RecordScope,
  texts: readonly string[],
  argument: string,
): Promise<() => number[]> {
  const known = await knownIds(dataSource, table, condition(scope), idsOf(texts));
  return () =>
    parseEach(texts, (text) => {
      const id = idOf(text);
      if (!known.has(id)) throw unknownReference(recordName, text, argument);
      return id;
    });
}
