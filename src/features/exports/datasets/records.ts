import type { Condition } from '../../../platform/database/condition';
import type { Snapshot } from '../../../platform/database/snapshot';
import { join, raw, type Sql, sql, type SqlValue } from '../../../platform/database/sql';
import type { VenueCalendar } from '../../../platform/time/venue-calendar';
import type { CatalogueEntry } from '../../columns/catalogue';
import type { Cell, CellContext, RecordColumn } from '../../columns/column';
import { type Batch, batchSize, columnsOf, type Dataset, type DatasetRequest, userFields } from './dataset';
import { packedColumns, packedPages } from './packed-pages';
import { readOrganization } from './read-organization';
import { SelectedRows } from './selected-rows';

/** What differs between bookings and invoices. */
export interface Records {
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
  const { organizationId } = request;
  const { name, surroundings } = await readOrganization(snapshot, organizationId);
  const { columns, warnings } = columnsOf(catalogue, request);
  const alias = table.split(' ')[1]!;
  const selected = new SelectedRows(snapshot, table, alias, condition(surroundings.calendar));

  const { fields, select: selectUsers } = userFields(columns.map(({ source }) => source));
  const expressions = [...new Set(columns.flatMap(({ source }) => (source.from === 'record' ? [source.sql] : [])))];
  const select = [`${alias}.id`, `${alias}.userId`, ...expressions].join(', ');
  const cellOf = columns.map((column) => cellReader(column, expressions, fields, surroundings));

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

  async function* batches(size: number): AsyncIterable<Cell[][]> {
    const read = async (statement: Sql) => {
      const records = await snapshot.rows(statement);
      return { records, ids: records.map((record) => record[0] as number) };
    };
    for await (const { records } of selected.pages(select, size, read)) {
      const userOf = await usersOf(records.map((record) => record[1] as number));
      yield records.map((record) => {
        const user = userOf(record[1] as number);
        return cellOf.map((readCell) => readCell(record, user));
      });
    }
  }

  async function* packedBatches(readPacked: NonNullable<Snapshot['readPacked']>): AsyncIterable<Batch> {
    const { stored, made, readers } = packedColumns(
      columns,
      cellOf,
      (source) => (source.from === 'record' ? 2 + expressions.indexOf(source.sql) : -1),
      () => null,
    );
    for await (const { packed, ids, rowAt } of packedPages(selected, readPacked, select, made)) {
      const userIds = ids.map((_id, place) => packed.value(place, 1) as number);
      const userOf = await usersOf(userIds);
      const rows = userIds.map((userId, place) => {
        const record = rowAt(place);
        const user = userOf(userId);
        return readers.map((read) => read(record, user));
      });
      yield Object.assign(rows, { stored: { rows: packed, columns: stored } });
    }
  }

  return {
    title,
    columns,
    warnings,
    organizationName: name,
    timezone: surroundings.calendar.timezone,
    moneyDecimals: surroundings.decimals,
    count: () => selected.count(),
    batches: (size = batchSize) => batches(size),
    packedBatches: snapshot.readPacked && (() => packedBatches(snapshot.readPacked!)),
  };
}

type CellReader = (record: readonly SqlValue[], user: readonly SqlValue[]) => Cell;

function cellReader(
  { source }: RecordColumn,
  expressions: readonly string[],
  fields: readonly string[],
  surroundings: CellContext,
): CellReader {
  if (source.from === 'record') {
    const index = 2 + expressions.indexOf(source.sql);
    return (record) => source.toCell(record[index]!, surroundings);
  }
  const index = 1 + fields.indexOf(source.field);
  return (_record, user) => source.toCell(user[index]!, surroundings);
}
