import type { BookingBasis, BookingFilter, InvoiceFilter } from 'tallyport/client';
import { month } from '../format.js';

/** Measures of each kind of record, the default first. */
export const measures = { bookings: ['count', 'hours', 'users'], invoices: ['total', 'count', 'users'] } as const;

/** Ways to group each kind of record. BUSY_HOURS groups by weekday and hour at once. */
export const groupings = {
  bookings: ['LOCATION', 'PLAN', 'TEAM', 'ACCOUNT_TYPE', 'USER_STATUS', 'WEEKDAY', 'HOUR', 'BUSY_HOURS'],
  invoices: ['PLAN', 'LOCATION', 'TEAM', 'STATUS', 'ACCOUNT_TYPE', 'USER_STATUS'],
} as const;

export type Kind = keyof typeof measures;
export type Measure = (typeof measures)[Kind][number];
export type Grouping = (typeof groupings)[Kind][number];

export const comparisons = ['before', 'year'] as const;
export type Comparison = (typeof comparisons)[number];

/** What the page shows, kept in its address, so that a link opens the same figures. */
export interface Question {
  readonly of: Kind;
  readonly measure: Measure;
  readonly basis: BookingBasis;
  /** First and last month, such as 2026-03. */
  readonly from: string;
  readonly to: string;
  readonly groupBy: Grouping | null;
  /** Each month, or one sum of all months. */
  readonly shape: 'months' | 'total';
  /** With as many months before, or with the same months a year before. */
  readonly compare: Comparison | null;
  readonly location: readonly string[];
  readonly plan: readonly string[];
  readonly team: readonly string[];
}

const listKeys = ['location', 'plan', 'team'] as const;
export const isMonth = (text: string | null): text is string => text !== null && /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

/** The nth month after a month, or before it. */
export function monthAfter(month: string, n: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + n, 1)).toISOString().slice(0, 7);
}

/** The same question about the months with which it is compared. Null if it is not. */
export function comparedWith(question: Question): Question | null {
  const { from, to, compare } = question;
  if (!compare) return null;
  const months = compare === 'year' ? 12 : monthsBetween(from, to) + 1;
  return { ...question, from: monthAfter(from, -months), to: monthAfter(to, -months), compare: null };
}

function monthsBetween(from: string, to: string): number {
  const [first, last] = [from, to].map((month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5))) as [
    number,
    number,
  ];
  return last - first;
}

/** The months of a question in words. */
export const monthsOf = ({ from, to }: Question): string =>
  from === to ? month(from) : `${month(from)} – ${month(to)}`;

/** The current month in a zone. */
export const monthIn = (timeZone: string, now = new Date()): string =>
  new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', timeZone }).format(now).slice(0, 7);

/** Reads the address. What is missing or unknown there has its default, which is the last twelve months. */
export function readQuestion(search: string, thisMonth: string): Question {
  const parameters = new URLSearchParams(search);
  const one = <Value extends string>(key: string, known: readonly Value[]): Value | undefined =>
    known.find((each) => each === parameters.get(key));
  const of = one('of', ['bookings', 'invoices'] as const) ?? 'bookings';
  const measure = one<Measure>('measure', measures[of]) ?? measures[of][0];
  const [from, to] = [parameters.get('from'), parameters.get('to')];
  const grouping = one<Grouping>('groupBy', groupings[of]) ?? null;
  return {
    of,
    measure,
    basis: one('basis', ['BOOKED', 'CREATED'] as const) ?? 'BOOKED',
    from: isMonth(from) ? from : monthAfter(thisMonth, -11),
    to: isMonth(to) ? to : thisMonth,
    // Users cannot be added up over months, which busy hours would need.
    groupBy: grouping === 'BUSY_HOURS' && measure === 'users' ? null : grouping,
    shape: measure === 'users' ? 'months' : (one('shape', ['months', 'total'] as const) ?? 'months'),
    compare: grouping === 'BUSY_HOURS' ? null : (one('compare', comparisons) ?? null),
    location: of === 'bookings' ? parameters.getAll('location') : [],
    plan: parameters.getAll('plan'),
    team: parameters.getAll('team'),
  };
}

export function writeQuestion(question: Question): string {
  const { of, measure, basis, from, to, groupBy, shape, compare } = question;
  const parameters = new URLSearchParams({ of, measure, from, to, shape });
  if (of === 'bookings') parameters.set('basis', basis);
  if (groupBy) parameters.set('groupBy', groupBy);
  if (compare) parameters.set('compare', compare);
  for (const key of listKeys) for (const value of question[key]) parameters.append(key, value);
  return parameters.toString();
}

export const dimensionsOf = ({ groupBy }: Question): Exclude<Grouping, 'BUSY_HOURS'>[] =>
  groupBy === null ? [] : groupBy === 'BUSY_HOURS' ? ['WEEKDAY', 'HOUR'] : [groupBy];

/** Undefined if all records count. */
export function filterOf({ of, location, plan, team }: Question): (BookingFilter & InvoiceFilter) | undefined {
  const users = {
    ...(plan.length > 0 ? { planIds: [...plan] } : {}),
    ...(team.length > 0 ? { teamIds: [...team] } : {}),
  };
  const filter = {
    ...(of === 'bookings' && location.length > 0 ? { locationIds: [...location] } : {}),
    ...(Object.keys(users).length > 0 ? { users } : {}),
  };
  return Object.keys(filter).length > 0 ? filter : undefined;
}

/** The variables of the query that answers the question. */
export function variablesOf(question: Question) {
  const { of, measure, basis, from, to } = question;
  const filter = filterOf(question);
  const dimensions = dimensionsOf(question);
  return {
    from,
    to,
    ...(of === 'bookings' ? { basis } : {}),
    ...(filter ? { filter } : {}),
    groupBy: dimensions,
    grouped: dimensions.length > 0,
    users: measure === 'users',
  };
}

/** The parameters of the same figures as a CSV file. */
export function csvParametersOf(question: Question): string {
  const { of, basis, from, to } = question;
  const parameters = new URLSearchParams({ of, from, to });
  if (of === 'bookings') parameters.set('basis', basis);
  const dimensions = dimensionsOf(question);
  if (dimensions.length > 0) parameters.set('groupBy', dimensions.join(','));
  const filter = filterOf(question);
  if (filter) parameters.set('filter', JSON.stringify(filter));
  return parameters.toString();
}
