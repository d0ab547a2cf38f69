import type { Condition } from '../../../platform/database/condition';
import type { Snapshot } from '../../../platform/database/snapshot';
import type { SqlValue } from '../../../platform/database/sql';
import type { VenueCalendar } from '../../../platform/time/venue-calendar';
import { bookingActivity, type BookingActivityFigures, noBookingActivity } from '../../bookings/booking-activity';
import { allAvailable, userCatalogue } from '../../columns/catalogue';
import type { Cell, CellContext, UserColumn } from '../../columns/column';
import { invoiceTotals, type InvoiceTotalsFigures, noInvoiceTotals } from '../../invoices/invoice-totals';
import type { UserSelection } from '../../users/user-selection';
import { columnsOf, type Dataset, type DatasetRequest, userFields } from './dataset';
import { readOrganization } from './read-organization';
import { rowBatches, type RowPage } from './row-batches';
import { SelectedRows } from './selected-rows';

/** One row per user. Each batch merges three queries in the order of user ids: users, booking figures, invoice totals. */
export async function usersDataset(
  snapshot: Snapshot,
  request: DatasetRequest,
  condition: (calendar: VenueCalendar) => Condition,
  additionalColumns: readonly UserColumn[] = [],
): Promise<Dataset> {
  const { organizationId, selection } = request;
  const { name, settings, context } = await readOrganization(snapshot, organizationId);
  const { columns, warnings } = columnsOf([...userCatalogue(settings), ...allAvailable(additionalColumns)], request);
  const months = context.calendar.thisAndLastMonth(request.asOf);
  const selected = new SelectedRows(snapshot, 'users u', 'u', condition(context.calendar), selection.excludeIds);
  const run = snapshot.rows.bind(snapshot);

  const { fields, select } = userFields(columns.map(({ source }) => source));
  const needs = (family: string): boolean => columns.some(({ source }) => source.from === family);
  const needsBookings = needs('bookings');
  const needsInvoices = needs('invoices');

  async function readCells({ ids, rowAt }: RowPage, readers: readonly CellReader[]): Promise<Cell[][]> {
    const set = userSetOf(ids);
    const [activity, totals] = await Promise.all([
      needsBookings ? bookingActivity(run, organizationId, months, set) : [],
      needsInvoices ? invoiceTotals(run, organizationId, months, set) : [],
    ]);
    const activityOf = inStep(activity, noBookingActivity);
    const totalsOf = inStep(totals, noInvoiceTotals);
    return ids.map((id, rowIndex) => {
      const user = rowAt(rowIndex);
      const figures = activityOf(id);
      const invoiced = totalsOf(id);
      return readers.map((read) => read(user, figures, invoiced));
    });
  }

  return {
    title: 'Users',
    columns,
    warnings,
    organizationName: name,
    timezone: context.calendar.timezone,
    moneyDecimals: context.decimals,
    ...rowBatches(snapshot, {
      selected,
      select,
      columns,
      readers: columns.map((column) => cellReader(column, fields, context)),
      columnIndexOf: (source) => (source.from === 'user' ? 1 + fields.indexOf(source.field) : -1),
      readCells,
    }),
  };
}

type CellReader = (user: readonly SqlValue[], figures: BookingActivityFigures, totals: InvoiceTotalsFigures) => Cell;

function cellReader({ source }: UserColumn, fields: readonly string[], context: CellContext): CellReader {
  switch (source.from) {
    case 'user': {
      const index = 1 + fields.indexOf(source.field);
      return (user) => source.toCell(user[index]!, context);
    }
    case 'bookings':
      return (_user, figures) => source.toCell(figures, context);
    case 'invoices':
      return (_user, _figures, totals) => source.toCell(totals, context);
  }
}

/** A range of ids, which is one range of the index, unless the batch has only a few of the ids in it. */
function userSetOf(ids: readonly number[]): UserSelection {
  const fromId = ids[0]!;
  const toId = ids.at(-1)!;
  return toId - fromId < 4 * ids.length ? { fromId, toId } : { ids };
}

/** Looks up figures by id. Both the figures and the calls must be in ascending order of ids. */
function inStep<T>(figures: readonly (readonly [number, T])[], none: T): (id: number) => T {
  let next = 0;
  return (id) => {
    while (next < figures.length && figures[next]![0] < id) next++;
    return next < figures.length && figures[next]![0] === id ? figures[next]![1] : none;
  };
}
