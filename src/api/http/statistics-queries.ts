import { Int } from 'type-graphql';
import { bookingMeasures, bookingStatistics } from '../../features/statistics/booking-statistics';
import type { Dimensions } from '../../features/statistics/dimension';
import { invoiceStatistics } from '../../features/statistics/invoice-statistics';
import type { Measures } from '../../features/statistics/measure';

export interface StatisticsColumn {
  readonly name: string;
  /** The path to the value in a row of the result. */
  readonly path: readonly string[];
  readonly isNumber: boolean;
}

/** A query of the schema that is also served as CSV. The query computes the figures and checks the arguments. */
export interface StatisticsQuery {
  readonly query: string;
  /** The type of each parameter that is a variable of the operation. */
  readonly variables: Readonly<Record<string, string>>;
  readonly arguments: string;
  /** The fields of the result that contain the bounds, and the headers that repeat them. */
  readonly bounds: string;
  readonly boundHeaders: Readonly<Record<string, readonly string[]>>;
  readonly monthColumns: readonly StatisticsColumn[];
  readonly dimensionColumns: Readonly<Record<string, StatisticsColumn>>;
  readonly measureColumns: readonly StatisticsColumn[];
  /** The parameters that name the file. */
  readonly monthParameters: readonly string[];
}

const monthColumn = (name: string): StatisticsColumn => ({ name, path: [name], isNumber: false });

const dimensionColumns = (dimensions: Dimensions): Record<string, StatisticsColumn> =>
  Object.fromEntries(
    Object.entries(dimensions).map(([dimension, { field }]) => [
      dimension,
      { name: field.name, path: [field.name], isNumber: field.type === Int },
    ]),
  );

const measureColumns = (measures: Measures): StatisticsColumn[] =>
  Object.entries(measures).flatMap(([field, { columns = [{ name: field, isNumber: true }] }]) =>
    columns.map(({ name, subfield, isNumber }) => ({ name, path: subfield ? [field, subfield] : [field], isNumber })),
  );

const byMonth = {
  bounds: 'from to',
  boundHeaders: { From: ['from'], To: ['to'] },
  monthColumns: [monthColumn('month')],
  monthParameters: ['from', 'to'],
};

export const statisticsQueries: Readonly<Record<string, StatisticsQuery>> = {
  bookings: {
    ...byMonth,
    query: 'bookingStats',
    variables: {
      basis: 'BookingBasis',
      from: 'YearMonth!',
      to: 'YearMonth!',
      groupBy: '[BookingDimension!]',
      filter: 'BookingFilter',
      asOf: 'DateTime',
    },
    arguments: 'basis: $basis, from: $from, to: $to, groupBy: $groupBy, filter: $filter, asOf: $asOf',
    dimensionColumns: dimensionColumns(bookingStatistics.dimensions),
    measureColumns: measureColumns(bookingMeasures),
  },
  invoices: {
    ...byMonth,
    query: 'invoiceStats',
    variables: {
      from: 'YearMonth!',
      to: 'YearMonth!',
      groupBy: '[InvoiceDimension!]',
      filter: 'InvoiceFilter',
      asOf: 'DateTime',
    },
    arguments: 'from: $from, to: $to, groupBy: $groupBy, filter: $filter, asOf: $asOf',
    dimensionColumns: dimensionColumns(invoiceStatistics.dimensions),
    measureColumns: measureColumns(invoiceStatistics.measures),
  },
  crossTable: {
    query: 'bookingCrossTable',
    variables: {
      createdFrom: 'YearMonth!',
      createdTo: 'YearMonth!',
      bookedFrom: 'YearMonth!',
      bookedTo: 'YearMonth!',
      filter: 'BookingFilter',
      asOf: 'DateTime',
    },
    arguments:
      'createdIn: { from: $createdFrom, to: $createdTo }, bookedIn: { from: $bookedFrom, to: $bookedTo }, filter: $filter, asOf: $asOf',
    bounds: 'createdIn { from to } bookedIn { from to }',
    boundHeaders: {
      'Created-From': ['createdIn', 'from'],
      'Created-To': ['createdIn', 'to'],
      'Booked-From': ['bookedIn', 'from'],
      'Booked-To': ['bookedIn', 'to'],
    },
    monthColumns: [monthColumn('createdIn'), monthColumn('bookedIn')],
    dimensionColumns: {},
    measureColumns: measureColumns(bookingMeasures),
    monthParameters: ['createdFrom', 'createdTo', 'bookedFrom', 'bookedTo'],
  },
};

/** Arguments of a query whose parameter has another name. */
export const parameterNames: Readonly<Record<string, string>> = {
  'createdIn.from': 'createdFrom',
  'createdIn.to': 'createdTo',
  'bookedIn.from': 'bookedFrom',
  'bookedIn.to': 'bookedTo',
};

/** The document that selects only these columns. Columns that are not selected are neither computed nor charged for. */
export function documentOf(
  { query, variables, arguments: args, bounds }: StatisticsQuery,
  columns: readonly StatisticsColumn[],
): string {
  const selection = new Map<string, string[]>();
  for (const [field, ...subfields] of columns.map(({ path }) => path))
    selection.set(field!, [...(selection.get(field!) ?? []), ...subfields]);
  const fields = [...selection].map(([field, subfields]) =>
    subfields.length > 0 ? `${field} { ${subfields.join(' ')} }` : field,
  );
  const declarations = Object.entries(variables).map(([name, type]) => `$${name}: ${type}`);
  return `query (${declarations.join(', ')}) { ${query}(${args}) { scope timezone asOf ${bounds} rows { ${fields.join(' ')} } } }`;
}
