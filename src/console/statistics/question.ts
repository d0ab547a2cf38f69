import type { BookingBasis, BookingFilter, InvoiceFilter, PeriodPreset } from 'tallyport/client';
import { periodPresets } from '../exporting/export-choices.js';
import type { Comparison, DayRange, Granularity } from '../generated.js';
import { locationFilter, noLocation } from '../invoices/invoice-locations.js';
import { type Kind, type Measure, measureOf, measuresOf } from './measures.js';
import { daysFrom, daysOfPeriod, type MonthPeriod, monthPeriods } from './periods.js';

/** Ways to group each kind of record. BUSY_HOURS groups by weekday and hour at once. */
export const groupings = {
  bookings: [
    'LOCATION',
    'RESOURCE',
    'PLAN',
    'TEAM',
    'ACCOUNT_TYPE',
    'USER_STATUS',
    'PRIMARY_LOCATION',
    'COMPANY',
    'COUNTRY',
    'USER',
    'LEAD_TIME',
    'FIRST_BOOKING_MONTH',
    'WEEKDAY',
    'HOUR',
    'BUSY_HOURS',
  ],
  invoices: [
    'INVOICE_LOCATION',
    'PLAN',
    'PRIMARY_LOCATION',
    'TEAM',
    'STATUS',
    'AGE',
    'ACCOUNT_TYPE',
    'USER_STATUS',
    'COMPANY',
    'COUNTRY',
    'USER',
    'WEEKDAY',
    'HOUR',
    'BUSY_HOURS',
  ],
} as const;

export type Grouping = (typeof groupings)[Kind][number];
export type Dimension = Exclude<Grouping, 'BUSY_HOURS'>;

export const granularities: readonly Granularity[] = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR', 'WHOLE'];
export const comparisons: readonly Comparison[] = ['PERIOD_BEFORE', 'YEAR_BEFORE'];

export type PeriodName = MonthPeriod | PeriodPreset | 'DATES';

/** What the page shows, kept in its address, so that a link opens the same figures. */
export interface Question {
  readonly of: Kind;
  readonly measure: Measure;
  readonly basis: BookingBasis;
  /** Relative to today, or DATES. */
  readonly period: PeriodName;
  readonly days: DayRange;
  readonly granularity: Granularity;
  readonly groupBy: Grouping | null;
  readonly compare: Comparison | null;
  readonly location: readonly string[];
  readonly plan: readonly string[];
  readonly team: readonly string[];
}

const formerComparisons: ReadonlyMap<string, Comparison> = new Map([
  ['before', 'PERIOD_BEFORE'],
  ['year', 'YEAR_BEFORE'],
]);

const listKeys = ['location', 'plan', 'team'] as const;

/** Reads the address. What is missing or unknown there has its default, which is the last twelve months by month. */
export function readQuestion(search: string, thisMonth: string): Question {
  const parameters = new URLSearchParams(search);
  const one = <Value extends string>(key: string, known: readonly Value[]): Value | undefined =>
    known.find((each) => each === parameters.get(key));
  const of = one('of', ['bookings', 'invoices'] as const) ?? 'bookings';
  const groupBy = one<Grouping>('groupBy', groupings[of]) ?? null;
  // Links of the time before days and weeks.
  const wasTotal = parameters.get('shape') === 'total';
  const formerComparison = formerComparisons.get(parameters.get('compare') ?? '');
  return {
    of,
    measure: one('measure', measuresOf(of)) ?? measuresOf(of)[0]!,
    basis: one('basis', ['BOOKED', 'CREATED'] as const) ?? 'BOOKED',
    ...periodOf(parameters, thisMonth),
    granularity: groupBy === 'BUSY_HOURS' || wasTotal ? 'WHOLE' : (one('granularity', granularities) ?? 'MONTH'),
    groupBy,
    compare: groupBy === 'BUSY_HOURS' ? null : (one('compare', comparisons) ?? formerComparison ?? null),
    location: parameters.getAll('location').filter((each) => of === 'invoices' || each !== noLocation),
    plan: parameters.getAll('plan'),
    team: parameters.getAll('team'),
  };
}

function periodOf(parameters: URLSearchParams, thisMonth: string): Pick<Question, 'period' | 'days'> {
  const dates = daysFrom(parameters.get('from'), parameters.get('to'));
  if (dates) return { period: 'DATES', days: dates };
  const named = [...Object.keys(monthPeriods(thisMonth)), ...periodPresets.upToToday, ...periodPresets.calendar];
  const period = (named.find((name) => name === parameters.get('period')) ?? 'months12') as MonthPeriod | PeriodPreset;
  return { period, days: daysOfPeriod(period, thisMonth) };
}

export function writeQuestion(question: Question): string {
  const { of, measure, basis, period, days, granularity, groupBy, compare } = question;
  const parameters = new URLSearchParams({
    of,
    measure,
    ...(period === 'DATES' ? { from: days.from!, to: days.to! } : { period }),
    granularity,
  });
  if (of === 'bookings') parameters.set('basis', basis);
  if (groupBy) parameters.set('groupBy', groupBy);
  if (compare) parameters.set('compare', compare);
  for (const key of listKeys) for (const value of question[key]) parameters.append(key, value);
  return parameters.toString();
}

export const dimensionsOf = ({ groupBy }: Question): Dimension[] =>
  groupBy === null ? [] : groupBy === 'BUSY_HOURS' ? ['WEEKDAY', 'HOUR'] : [groupBy];

/** Undefined if all records count. */
export function filterOf({ location, plan, team }: Question): (BookingFilter & InvoiceFilter) | undefined {
  const users = {
    ...(plan.length > 0 ? { planIds: [...plan] } : {}),
    ...(team.length > 0 ? { teamIds: [...team] } : {}),
  };
  const filter = {
    ...locationFilter(location),
    ...(Object.keys(users).length > 0 ? { users } : {}),
  };
  return Object.keys(filter).length > 0 ? filter : undefined;
}

/** With more groups than these and all their periods, the page would be slow. The others are shown as one. */
const maxGroups: Readonly<Record<Granularity, number>> = {
  WHOLE: 200,
  YEAR: 50,
  QUARTER: 50,
  MONTH: 50,
  WEEK: 20,
  DAY: 10,
};

/** The variables of the query that answers the question. */
export function variablesOf(question: Question) {
  const { of, measure, granularity, compare } = question;
  const dimensions = dimensionsOf(question);
  return {
    ...commonVariables(question),
    granularity,
    ...(compare ? { compare } : {}),
    ...(dimensions.length > 0
      ? {
          groupBy: dimensions,
          top: { groups: maxGroups[granularity], by: measureOf(question).rank },
        }
      : {}),
    grouped: dimensions.length > 0,
    users: measure === 'users',
    ...(of === 'bookings' ? { cancellations: measure === 'cancelled' || measure === 'cancellationRate' } : {}),
  };
}

/** Which records the question is about. */
export function commonVariables(question: Question) {
  const { of, basis, days } = question;
  const filter = filterOf(question);
  return { days, ...(of === 'bookings' ? { basis } : {}), ...(filter ? { filter } : {}) };
}

/** Columns of dimensions that are not named like them. */
const dimensionColumns: Partial<Record<Dimension, string>> = {
  USER: 'username',
  LEAD_TIME: 'leadDays',
  AGE: 'ageDays',
};

const columnOf = (dimension: Dimension): string =>
  dimensionColumns[dimension] ?? dimension.toLowerCase().replace(/_./g, ([, letter]) => letter!.toUpperCase());

/** The parameters of the same figures, of all groups, as a CSV file. */
export function csvParametersOf(question: Question): string {
  const { of, granularity, compare } = question;
  const { column } = measureOf(question);
  const { days, basis, filter } = commonVariables(question);
  const parameters = new URLSearchParams({ of, days: JSON.stringify(days), granularity });
  if (basis) parameters.set('basis', basis);
  if (compare) parameters.set('compare', compare);
  const dimensions = dimensionsOf(question);
  if (dimensions.length > 0) parameters.set('groupBy', dimensions.join(','));
  if (filter) parameters.set('filter', JSON.stringify(filter));
  const columns = [
    ...['period', 'periodStart', 'periodEnd'],
    ...dimensions.map(columnOf),
    column,
    ...(compare ? [`before.${column}`, `change.${column}.percent`] : []),
  ];
  parameters.set('columns', columns.join(','));
  return parameters.toString();
}
