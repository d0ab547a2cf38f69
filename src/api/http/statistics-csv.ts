import { Writable } from 'node:stream';
import type { GraphQLResponse } from '@apollo/server';
import { type Request, type RequestHandler, Router } from 'express';
import { AppError, badInput, type ErrorCode } from '../../errors';
import { fileTypes } from '../../features/exports/formats';
import { fieldOfBookingDimension } from '../../features/statistics/booking-stats.resolver';
import { fieldOfInvoiceDimension } from '../../features/statistics/invoice-stats.resolver';
import { CsvDelimiter, DecimalSeparator, decimalSeparatorOf } from '../../platform/files/csv-dialect';
import { type CsvCell, type CsvOptions, startCsv } from '../../platform/files/csv-writer';
import { parametersOf } from './query-parameters';

/** Runs an operation as if it had been sent to /graphql by who sent this request. */
export type RunOperation = (
  request: Request,
  query: string,
  variables: Record<string, unknown>,
) => Promise<GraphQLResponse>;

/** A query of the schema that can be had as CSV. The figures, their checks and their price are the query's own. */
interface Statistics {
  readonly query: string;
  /** Parameters that are variables of the operation, as they stand in its head. */
  readonly variables: Readonly<Record<string, string>>;
  readonly arguments: string;
  /** Where the answer says which instants it used, and the headers that repeat it. */
  readonly bounds: string;
  readonly boundHeaders: Readonly<Record<string, readonly string[]>>;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly monthColumns: readonly string[];
  readonly figureColumns: readonly string[];
  /** For the name of the file. */
  readonly monthParameters: readonly string[];
}

const months = {
  arguments: 'from: $from, to: $to',
  bounds: 'from to',
  boundHeaders: { From: ['from'], To: ['to'] },
  monthColumns: ['month'],
  monthParameters: ['from', 'to'],
};

const kinds: Readonly<Record<string, Statistics>> = {
  bookings: {
    ...months,
    query: 'bookingStats',
    variables: {
      basis: 'BookingBasis',
      from: 'YearMonth!',
      to: 'YearMonth!',
      groupBy: '[BookingDimension!]',
      filter: 'BookingFilter',
      asOf: 'DateTime',
    },
    arguments: `basis: $basis, ${months.arguments}, groupBy: $groupBy, filter: $filter, asOf: $asOf`,
    dimensions: fieldOfBookingDimension,
    figureColumns: ['count', 'users', 'minutes', 'durationMs'],
  },
  invoices: {
    ...months,
    query: 'invoiceStats',
    variables: {
      from: 'YearMonth!',
      to: 'YearMonth!',
      groupBy: '[InvoiceDimension!]',
      filter: 'InvoiceFilter',
      asOf: 'DateTime',
    },
    arguments: `${months.arguments}, groupBy: $groupBy, filter: $filter, asOf: $asOf`,
    dimensions: fieldOfInvoiceDimension,
    figureColumns: ['count', 'users', 'total', 'totalMinor', 'currency'],
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
    dimensions: {},
    monthColumns: ['createdIn', 'bookedIn'],
    figureColumns: ['count', 'users', 'minutes', 'durationMs'],
    monthParameters: ['createdFrom', 'createdTo', 'bookedFrom', 'bookedTo'],
  },
};

const headerPrefix = 'Tallyport-';
/** What a page of another origin may read beside the body. */
export const statisticsHeaders = [
  'Content-Disposition',
  ...[
    'Scope',
    'Timezone',
    'As-Of',
    ...new Set(Object.values(kinds).flatMap(({ boundHeaders }) => Object.keys(boundHeaders))),
  ].map((name) => headerPrefix + name),
];

/** Columns that stand elsewhere in a row than under their own name. */
const pathOf: Readonly<Record<string, readonly [string, string]>> = {
  total: ['total', 'decimal'],
  totalMinor: ['total', 'minorUnits'],
  currency: ['total', 'currency'],
};
const numbers = new Set(['weekday', 'hour', 'count', 'users', 'minutes', 'durationMs', 'total', 'totalMinor']);
/** Arguments that have another name as parameters. */
const parameterOf: Readonly<Record<string, string>> = {
  'createdIn.from': 'createdFrom',
  'createdIn.to': 'createdTo',
  'bookedIn.from': 'bookedFrom',
  'bookedIn.to': 'bookedTo',
};

/** GET and HEAD of statistics as CSV, for programs and spreadsheets that read an address. */
export function statisticsCsv(signedIn: RequestHandler, run: RunOperation): Router {
  const router = Router();
  // HEAD comes here too.
  router.get('/statistics.csv', signedIn, async (request, response) => {
    const parameters = parametersOf(request.originalUrl);
    const of = choice(parameters, 'of', Object.keys(kinds));
    if (of === undefined)
      throw badInput('of', `Say what statistics with the parameter of: there are ${Object.keys(kinds).join(', ')}.`);
    const kind = kinds[of]!;
    refuseUnknown(parameters, of, kind);
    const groupBy = listOf(parameters, 'groupBy', Object.keys(kind.dimensions));
    const present = [
      ...kind.monthColumns,
      ...(groupBy ?? []).map((name) => kind.dimensions[name]!),
      ...kind.figureColumns,
    ];
    const columns = listOf(parameters, 'columns', present) ?? present;
    const delimiter = (choice(parameters, 'delimiter', Object.values(CsvDelimiter)) ??
      CsvDelimiter.COMMA) as CsvDelimiter;
    const separator = choice(parameters, 'decimalSeparator', Object.values(DecimalSeparator)) as
      DecimalSeparator | undefined;
    const options = {
      byteOrderMark: flag(parameters, 'bom'),
      formulaGuard: flag(parameters, 'guard'),
      delimiter,
      decimalSeparator: decimalSeparatorOf(delimiter, separator, 'decimalSeparator'),
    };
    const answer = answerOf(await run(request, documentOf(kind, columns), variablesOf(kind, parameters, groupBy)))[
      kind.query
    ];
    const file = await written(answer.rows, columns, options);
    response.set({
      'Content-Type': fileTypes.CSV.contentType,
      'Content-Disposition': `attachment; filename="${[of, ...kind.monthParameters.map((name) => parameters.get(name)!)].join('-')}.csv"`,
      'Content-Length': String(file.length),
      [`${headerPrefix}Scope`]: answer.scope,
      [`${headerPrefix}Timezone`]: answer.timezone,
      [`${headerPrefix}As-Of`]: answer.asOf,
      ...Object.fromEntries(
        Object.entries(kind.boundHeaders).map(([name, path]) => [headerPrefix + name, at(answer, path)]),
      ),
    });
    response.end(file);
  });
  return router;
}

function refuseUnknown(parameters: ReadonlyMap<string, string>, of: string, kind: Statistics): void {
  const known = ['of', ...Object.keys(kind.variables), 'columns', 'bom', 'guard', 'delimiter', 'decimalSeparator'];
  for (const name of parameters.keys())
    if (!known.includes(name))
      throw badInput(
        name,
        `With of=${of} there is no parameter ${JSON.stringify(name)}: there are ${known.join(', ')}.`,
      );
}

function choice(parameters: ReadonlyMap<string, string>, name: string, allowed: readonly string[]): string | undefined {
  const value = parameters.get(name);
  if (value !== undefined) refuseUnless(allowed, value, name);
  return value;
}

function refuseUnless(allowed: readonly string[], value: string, name: string): void {
  if (!allowed.includes(value))
    throw badInput(name, `${JSON.stringify(value)} is nothing that ${name} can be: there are ${allowed.join(', ')}.`);
}

const flag = (parameters: ReadonlyMap<string, string>, name: string): boolean =>
  choice(parameters, name, ['true', 'false']) !== 'false';

/** Values separated by commas, each of those allowed and none twice; undefined where the parameter is absent. */
function listOf(
  parameters: ReadonlyMap<string, string>,
  name: string,
  allowed: readonly string[],
): string[] | undefined {
  const values = parameters.get(name)?.split(',');
  for (const [index, value] of (values ?? []).entries()) {
    refuseUnless(allowed, value, name);
    if (values!.indexOf(value) !== index) throw badInput(name, `${name} names ${value} twice.`);
  }
  return values;
}

function variablesOf(
  kind: Statistics,
  parameters: ReadonlyMap<string, string>,
  groupBy: string[] | undefined,
): Record<string, unknown> {
  const given = Object.keys(kind.variables).filter((name) => parameters.has(name));
  return Object.fromEntries(
    given.map((name) => [
      name,
      name === 'groupBy' ? groupBy : name === 'filter' ? json(name, parameters.get(name)!) : parameters.get(name),
    ]),
  );
}

function json(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badInput(name, `The ${name} is not valid JSON.`);
  }
}

/** Only of the columns that are wanted: what is not asked for is neither counted nor paid. */
function documentOf({ query, variables, arguments: given, bounds }: Statistics, columns: readonly string[]): string {
  const inner = columns.flatMap((column) => pathOf[column]?.[1] ?? []);
  const fields = [
    ...columns.filter((column) => !pathOf[column]),
    ...(inner.length > 0 ? [`total { ${inner.join(' ')} }`] : []),
  ];
  return `query (${Object.entries(variables)
    .map(([name, type]) => `$${name}: ${type}`)
    .join(', ')}) { ${query}(${given}) { scope timezone asOf ${bounds} rows { ${fields.join(' ')} } } }`;
}

// Its shape is that of the document.
type Answer = { [field: string]: any };

function answerOf({ body }: GraphQLResponse): Answer {
  if (body.kind !== 'single') throw new Error('statistics are answered at once');
  const { data, errors } = body.singleResult;
  if (!errors?.[0]) return data as Answer;
  // Where in the document means nothing to who wrote none.
  const { message, extensions: { code, ...details } = {} } = errors[0];
  const argument = details.argument as string | undefined;
  throw new AppError(
    code as ErrorCode,
    message,
    argument === undefined ? details : { ...details, argument: parameterOf[argument] ?? argument },
  );
}

const at = (value: Answer, path: readonly string[]): any => path.reduce((inner, field) => inner[field], value);

async function written(rows: readonly Answer[], columns: readonly string[], options: CsvOptions): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => (chunks.push(chunk), done()) });
  const csvColumns = columns.map((label) => ({ label, type: numbers.has(label) ? 'NUMBER' : 'TEXT' }) as const);
  const writer = await startCsv(sink, csvColumns, options, new AbortController().signal);
  await writer.write(rows.map((row) => columns.map((column): CsvCell => at(row, pathOf[column] ?? [column]))));
  return Buffer.concat(chunks);
}
