import type { Snapshot, SqlValue } from '../../../platform/database/snapshot';
import { VenueCalendar, type Bounds } from '../../../platform/time/venue-calendar';
import { bookingActivity, noBookingActivity, type BookingActivityFigures } from '../../bookings/booking-activity';
import type { Cell, Surroundings, UserColumn } from '../../columns/column';
import { chosenColumns } from '../../columns/templates';
import { invoiceTotals, noInvoiceTotals, type InvoiceTotalsFigures } from '../../invoices/invoice-totals';
import { decimalsOf } from '../../invoices/money';
import { readStoredFilter } from '../../users/stored-filter';
import { userCondition } from '../../users/user-condition';
import { MeasuredFigures, type UserFigures } from '../../users/user-figures';
import type { UserSet } from '../../users/user-set';
import type { ExportSelection } from '../export.entity';
import type { Dataset } from './dataset';

const batchSize = 400;

export interface UsersDatasetRequest {
  readonly organizationId: number;
  readonly columnKeys: readonly string[];
  readonly selection: ExportSelection;
  readonly asOf: Date;
  readonly figures: UserFigures;
}

/** One row per user: three queries a batch (users, booking figures, invoice totals), each in the order of user ids, merged. */
export async function usersDataset(snapshot: Snapshot, request: UsersDatasetRequest): Promise<Dataset & { readonly timezone: string }> {
  const { organizationId } = request;
  const { columns, surroundings } = await readSettings(snapshot, request);
  const months = surroundings.calendar.thisAndLastMonth(request.asOf);
  const where = selectionCondition(request, surroundings.calendar);
  const run = snapshot.rows.bind(snapshot);

  const fields = [...new Set(columns.flatMap(({ source }) => (source.from === 'user' ? [source.field] : [])))];
  const select = ['u.id', ...fields.map((field) => `u.${field}`)].join(', ');
  const cellOf = columns.map((column) => cellReader(column, fields, surroundings));
  const needs = (family: string): boolean => columns.some(({ source }) => source.from === family);
  const needsBookings = needs('bookings');
  const needsInvoices = needs('invoices');

  async function readBatch(behindId: number): Promise<{ lastId: number; rows: Cell[][] } | null> {
    const users = await run(`SELECT ${select} FROM users u WHERE ${where.sql} AND u.id > ? ORDER BY u.id LIMIT ${batchSize}`, [...where.parameters, behindId]);
    if (users.length === 0) return null;
    const set = userSetOf(users);
    const [activity, totals] = await Promise.all([
      needsBookings ? bookingActivity(run, organizationId, months, set) : [],
      needsInvoices ? invoiceTotals(run, organizationId, months, set) : [],
    ]);
    const activityOf = inStep(activity, noBookingActivity);
    const totalsOf = inStep(totals, noInvoiceTotals);
    const rows = users.map((user) => {
      const id = user[0] as number;
      const figures = activityOf(id);
      const invoiced = totalsOf(id);
      return cellOf.map((read) => read(user, figures, invoiced));
    });
    return { lastId: users.at(-1)![0] as number, rows };
  }

  return {
    title: 'Users',
    columns,
    timezone: surroundings.calendar.timezone,
    async count() {
      const [row] = await run(`SELECT COUNT(*) FROM users u WHERE ${where.sql}`, where.parameters);
      return row![0] as number;
    },
    async *batches() {
      for (let batch = await readBatch(0); batch; batch = await readBatch(batch.lastId)) yield batch.rows;
    },
  };
}

type CellReader = (user: readonly SqlValue[], figures: BookingActivityFigures, totals: InvoiceTotalsFigures) => Cell;

function cellReader({ source }: UserColumn, fields: readonly string[], surroundings: Surroundings): CellReader {
  switch (source.from) {
    case 'user': {
      const index = 1 + fields.indexOf(source.field);
      return (user) => source.cell(user[index]!, surroundings);
    }
    case 'bookings':
      return (_user, figures) => source.cell(figures, surroundings);
    case 'invoices':
      return (_user, _figures, totals) => source.cell(totals, surroundings);
  }
}

/** Everyone between the first and the last of a batch is one range of the index, unless the batch is only a few of them. */
function userSetOf(users: readonly SqlValue[][]): UserSet {
  const fromId = users[0]![0] as number;
  const toId = users.at(-1)![0] as number;
  return toId - fromId < 4 * users.length ? { fromId, toId } : { ids: users.map((user) => user[0] as number) };
}

/** Looks up figures that come in the order of the ids they are asked for. */
function inStep<T>(figures: readonly (readonly [number, T])[], none: T): (id: number) => T {
  let next = 0;
  return (id) => {
    while (next < figures.length && figures[next]![0] < id) next++;
    return next < figures.length && figures[next]![0] === id ? figures[next]![1] : none;
  };
}

function selectionCondition({ organizationId, selection: { ids, userFilter, period }, asOf, figures }: UsersDatasetRequest, calendar: VenueCalendar) {
  const condition = userCondition({ organizationId }, readStoredFilter(userFilter), new MeasuredFigures(figures, organizationId, calendar, asOf)).oneOf('u.id', ids);
  if (!period) return condition;
  const bounds: Bounds = calendar.dates(period.startOn, period.endOn);
  return condition.within(period.by === 'CREATED' ? 'u.createdAt' : 'u.lastLoginAt', { from: new Date(bounds.startMs), before: new Date(bounds.endMs) });
}

/** The organization as it is in the snapshot, not as it was when the export was asked for; but its columns stay those of then. */
async function readSettings(snapshot: Snapshot, { organizationId, columnKeys }: UsersDatasetRequest): Promise<{ columns: UserColumn[]; surroundings: Surroundings }> {
  const [organization] = await snapshot.rows('SELECT timezone, currency FROM organizations WHERE id = ?', [organizationId]);
  const [timezone, currency] = organization as [string, string];
  const names = async (table: 'locations' | 'teams' | 'plans') =>
    new Map((await snapshot.rows(`SELECT id, name FROM ${table} WHERE organizationId = ?`, [organizationId])) as [number, string][]);
  const properties = await snapshot.rows('SELECT propertyKey, name FROM custom_properties WHERE organizationId = ? ORDER BY position, id', [organizationId]);
  const settings = { customProperties: properties.map(([key, name]) => ({ key: key as string, name: name as string })), customTermsEnabled: true };
  return {
    columns: chosenColumns(columnKeys, settings),
    surroundings: {
      calendar: VenueCalendar.of(timezone),
      directory: { locations: await names('locations'), teams: await names('teams'), plans: await names('plans') },
      decimals: decimalsOf(currency),
    },
  };
}
