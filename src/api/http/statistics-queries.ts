import { Int } from 'type-graphql';
import { cellMeasures } from '../../features/statistics/booking-cross-table';
import { bookingStatistics } from '../../features/statistics/definitions/booking-statistics';
import { type Dimensions, isFieldOfRow, itemField } from '../../features/statistics/definitions/dimension';
import { invoiceStatistics } from '../../features/statistics/definitions/invoice-statistics';
import { type Measures, runningMeasures, sharedMeasures } from '../../features/statistics/definitions/measure';
import type { StatisticsDefinition } from '../../features/statistics/definitions/statistics-definition';
import { userStatistics } from '../../features/statistics/definitions/user-statistics';

export interface StatisticsColumn {
  readonly name: string;
  /** The path to the value in a row of the result. */
  readonly path: readonly string[];
  readonly isNumber: boolean;
  /** Whether the file has it only if it is asked for. */
  readonly isOptional?: boolean | undefined;
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
  /** The parameters that name the file, of those that are given. */
  readonly nameParameters: readonly string[];
}

const monthColumn = (name: string): StatisticsColumn => ({ name, path: [name], isNumber: false });

const dimensionColumns = (dimensions: Dimensions, hasItemNames: boolean): Record<string, StatisticsColumn> =>
  Object.fromEntries(
    Object.entries(dimensions).map(([name, dimension]) => {
      const { field } = dimension;
      const path = isFieldOfRow(dimension, hasItemNames) ? [field.name] : [itemField(field.name), 'name'];
      return [name, { name: field.name, path, isNumber: field.type === Int }];
    }),
  );

const measureColumns = (measures: Measures, within?: 'before' | 'running'): StatisticsColumn[] =>
  Object.entries(measures).flatMap(([field, { columns, isOptionalColumn }]) =>
    columns.map(({ name, subfield, isNumber }) => ({
      name: within ? `${within}.${name}` : name,
      path: [...(within ? [within] : []), field, ...(subfield ? [subfield] : [])],
      isNumber,
      isOptional: isOptionalColumn || within !== undefined,
    })),
  );

const optional = (name: string, path: readonly string[], isNumber = false): StatisticsColumn => ({
  name,
  path,
  isNumber,
  isOptional: true,
});

/** What the statistics by period have in common. */
const byPeriod = ({
  dimensions,
  hasItemNames,
  measures,
}: Pick<StatisticsDefinition, 'dimensions' | 'hasItemNames' | 'measures'>) => ({
  bounds: 'from to',
  boundHeaders: { From: ['from'], To: ['to'] },
  monthColumns: [
    monthColumn('month'),
    optional('period', ['period', 'label']),
    optional('periodStart', ['period', 'start']),
    optional('periodEnd', ['period', 'end']),
    optional('kind', ['kind']),
  ],
  dimensionColumns: dimensionColumns(dimensions, hasItemNames),
  measureColumns: [
    ...measureColumns(measures),
    ...Object.keys(sharedMeasures(measures)).map((field) => optional(`share.${field}`, ['share', field], true)),
    ...measureColumns(runningMeasures(measures), 'running'),
    ...measureColumns(measures, 'before'),
    ...Object.keys(measures).map((field) => optional(`change.${field}.percent`, ['change', field, 'percent'], true)),
  ],
  nameParameters: ['from', 'to', 'granularity'],
});

const periodVariables = {
  from: 'YearMonth',
  to: 'YearMonth',
  days: 'DayRange',
  granularity: 'Granularity',
  compare: 'Comparison',
  zeros: 'Boolean',
  limit: 'Int',
  asOf: 'DateTime',
};

const rowVariables = (name: string) => ({
  groupBy: `[${name}Dimension!]`,
  filter: `${name}Filter`,
  having: `[${name}StatHaving!]`,
  orderBy: `[${name}StatOrder!]`,
  top: `${name}StatTop`,
});

const sameNames = (variables: object): string =>
  Object.keys(variables)
    .map((name) => `${name}: $${name}`)
    .join(', ');

const bookingVariables = { basis: 'BookingBasis', ...periodVariables, ...rowVariables('Booking') };
const invoiceVariables = { ...periodVariables, ...rowVariables('Invoice') };
const userVariables = { ...periodVariables, ...rowVariables('User') };

export const statisticsQueries: Readonly<Record<string, StatisticsQuery>> = {
  bookings: {
    ...byPeriod(bookingStatistics),
    query: 'bookingStats',
    variables: bookingVariables,
    arguments: sameNames(bookingVariables),
  },
  invoices: {
    ...byPeriod(invoiceStatistics),
    query: 'invoiceStats',
    variables: invoiceVariables,
    arguments: sameNames(invoiceVariables),
  },
  users: {
    ...byPeriod(userStatistics),
    query: 'userStats',
    variables: userVariables,
    arguments: sameNames(userVariables),
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
    measureColumns: measureColumns(cellMeasures),
    nameParameters: ['createdFrom', 'createdTo', 'bookedFrom', 'bookedTo'],
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
  const fields = selectionOf(columns.map(({ path }) => path));
  const declarations = Object.entries(variables).map(([name, type]) => `$${name}: ${type}`);
  return `query (${declarations.join(', ')}) { ${query}(${args}) { scope timezone asOf computedAt ${bounds} rows { ${fields} } } }`;
}

/** The selection set of these paths. */
function selectionOf(paths: readonly (readonly string[])[]): string {
  const fields = new Map<string, (readonly string[])[]>();
  for (const [field, ...rest] of paths)
    fields.set(field!, [...(fields.get(field!) ?? []), ...(rest.length > 0 ? [rest] : [])]);
  return [...fields]
    .map(([field, below]) => (below.length > 0 ? `${field} { ${selectionOf(below)} }` : field))
    .join(' ');
}
