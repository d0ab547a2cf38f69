import type { Condition } from '../../../platform/database/condition';
import type { Snapshot } from '../../../platform/database/snapshot';
import { join, raw, sql, type SqlValue } from '../../../platform/database/sql';
import type { VenueCalendar } from '../../../platform/time/venue-calendar';
import type { CatalogueEntry } from '../../columns/catalogue';
import type { Cell, CellContext, RecordColumn } from '../../columns/column';
import { columnsOf, type Dataset, type DatasetRequest, userFields } from './dataset';
import { readOrganization } from './read-organization';
import { rowBatches, type RowPage } from './row-batches';
import { SelectedRows } from './selected-rows';

/** The properties that differ between bookings and invoices. */
interface Records {
  readonly title: string;
  /** The table with its alias. */
  readonly table: 'bookings b' | 'invoices i';
  readonly catalogue: readonly CatalogueEntry<RecordColumn>[];
  condition(calendar: VenueCalendar): Condition;
}

/** One row per record. Each batch takes one query for the records, and one for their users where a column needs them. */
export async function recordsDataset(
  snapshot: Snapshot,
  request: DatasetRequest,
  { title, table, catalogue, condition }: Records,
): Promise<Dataset> {
  const { organizationId, selection } = request;
  const { name, context } = await readOrganization(snapshot, organizationId);
  const { columns, warnings } = columnsOf(catalogue, request);
  const alias = table.split(' ')[1]!;
  const selected = new SelectedRows(snapshot, table, alias, condition(context.calendar), selection.excludeIds);

  const { fields, select: selectUsers } = userFields(columns.map(({ source }) => source));
  const expressions = [...new Set(columns.flatMap(({ source }) => (source.from === 'record' ? [source.sql] : [])))];
  const select = [`${alias}.id`, `${alias}.userId`, ...expressions].join(', ');

  const noUser: readonly SqlValue[] = [];
  /** The fields that the columns need of these users, by id. */
  async function usersOf(userIds: readonly number[]): Promise<(id: number) => readonly SqlValue[]> {
    if (fields.length === 0) return () => noUser;
    const ids = [...new Set(userIds)];
    const rows = await snapshot.rows(
      sql`SELECT ${raw(selectUsers)} FROM users u WHERE u.organizationId = ${organizationId} AND u.id IN (${join(ids)})`,
    );
    const users = new Map(rows.map((row) => [row[0] as number, row]));
    return (id) => users.get(id) ?? noUser;
  }

  async function readCells(page: RowPage, readers: readonly CellReader[]): Promise<Cell[][]> {
    const userIds = page.ids.map((_id, rowIndex) => page.value(rowIndex, 1) as number);
    const userOf = await usersOf(userIds);
    return userIds.map((userId, rowIndex) => {
      const record = page.rowAt(rowIndex);
      const user = userOf(userId);
      return readers.map((read) => read(record, user));
    });
  }

  return {
    title,
    columns,
    warnings,
    organizationName: name,
    timezone: context.calendar.timezone,
    moneyDecimals: context.decimals,
    ...rowBatches(snapshot, {
      selected,
      select,
      columns,
      readers: columns.map((column) => cellReader(column, expressions, fields, context)),
      columnIndexOf: (source) => (source.from === 'record' ? 2 + expressions.indexOf(source.sql) : -1),
      readCells,
    }),
  };
}

type CellReader = (record: readonly SqlValue[], user: readonly SqlValue[]) => Cell;

function cellReader(
  { source }: RecordColumn,
  expressions: readonly string[],
  fields: readonly string[],
  context: CellContext,
): CellReader {
  if (source.from === 'record') {
    const index = 2 + expressions.indexOf(source.sql);
    return (record) => source.toCell(record[index]!, context);
  }
  const index = 1 + fields.indexOf(source.field);
  return (_record, user) => source.toCell(user[index]!, context);
}
