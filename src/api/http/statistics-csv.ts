import { Writable } from 'node:stream';
import type { GraphQLResponse } from '@apollo/server';
import { type Request, type RequestHandler, Router } from 'express';
import { because, type ErrorDetails } from '../../error-reasons';
import { AppError, badInput, type ErrorCode, misuse } from '../../errors';
import { fileTypes } from '../../features/exports/formats';
import { CsvDelimiter, DecimalSeparator } from '../../platform/files/csv-dialect';
import { type CsvCell, type CsvOptions, startCsv } from '../../platform/files/csv-writer';
import { decimalSeparatorOf } from '../../platform/graphql/decimal-separator';
import { parametersOf } from './query-parameters';
import {
  documentOf,
  parameterNames,
  type StatisticsColumn,
  statisticsQueries,
  type StatisticsQuery,
} from './statistics-queries';

/** Runs an operation as if the sender of this request had sent it to /graphql. */
type RunOperation = (request: Request, query: string, variables: Record<string, unknown>) => Promise<GraphQLResponse>;

type Parameters = ReadonlyMap<string, string>;

const headerPrefix = 'Tallyport-';

/** The headers that pages of other origins may read. */
export const statisticsHeaders = [
  'Content-Disposition',
  ...[
    'Scope',
    'Timezone',
    'As-Of',
    'Computed-At',
    ...new Set(Object.values(statisticsQueries).flatMap(({ boundHeaders }) => Object.keys(boundHeaders))),
  ].map((name) => headerPrefix + name),
];

/** Serves GET and HEAD of statistics as CSV, for programs and spreadsheets that read a URL. */
export function statisticsCsv(signedIn: readonly RequestHandler[], run: RunOperation): Router {
  const router = Router();
  // Express also calls this handler for HEAD.
  router.get('/statistics.csv', ...signedIn, async (request, response) => {
    const parameters = parametersOf(request.originalUrl);
    const of = choice(parameters, 'of', Object.keys(statisticsQueries));
    if (of === undefined)
      throw misuse('of', `\`of\` is missing. Set it to one of ${Object.keys(statisticsQueries).join(', ')}.`);
    const query = statisticsQueries[of]!;
    assertKnownParameters(parameters, of, query);
    const groupBy = listOf(parameters, 'groupBy', Object.keys(query.dimensionColumns));
    const columns = columnsOf(parameters, query, groupBy ?? []);
    const options = csvOptions(parameters);
    const result = await run(request, documentOf(query, columns), variablesOf(query, parameters, groupBy));
    const answer = answerOf(result)[query.query];
    const file = await writeCsv(answer.rows, columns, options);
    response.set({
      'Content-Type': fileTypes.CSV.contentType,
      'Content-Disposition': `attachment; filename="${[of, ...query.nameParameters.flatMap((name) => parameters.get(name) ?? [])].join('-')}.csv"`,
      'Content-Length': String(file.length),
      [`${headerPrefix}Scope`]: answer.scope,
      [`${headerPrefix}Timezone`]: answer.timezone,
      [`${headerPrefix}As-Of`]: answer.asOf,
      [`${headerPrefix}Computed-At`]: answer.computedAt,
      ...Object.fromEntries(
        Object.entries(query.boundHeaders).map(([name, path]) => [headerPrefix + name, at(answer, path)]),
      ),
    });
    response.end(file);
  });
  return router;
}

/** Former names of parameters, which still work. */
const formerNames: Readonly<Record<string, string>> = { byteOrderMark: 'bom', formulaGuard: 'guard' };

function csvOptions(parameters: Parameters): CsvOptions {
  const delimiter = (choice(parameters, 'delimiter', Object.values(CsvDelimiter)) ??
    CsvDelimiter.COMMA) as CsvDelimiter;
  const separator = choice(parameters, 'decimalSeparator', Object.values(DecimalSeparator)) as
    DecimalSeparator | undefined;
  return {
    byteOrderMark: flag(parameters, 'byteOrderMark'),
    formulaGuard: flag(parameters, 'formulaGuard'),
    delimiter,
    decimalSeparator: decimalSeparatorOf(delimiter, separator, 'decimalSeparator'),
  };
}

function assertKnownParameters(parameters: Parameters, of: string, { variables }: StatisticsQuery): void {
  const known = [
    'of',
    ...Object.keys(variables),
    'columns',
    ...Object.keys(formerNames),
    'delimiter',
    'decimalSeparator',
  ];
  for (const name of parameters.keys())
    if (!known.includes(name) && !Object.values(formerNames).includes(name))
      throw misuse(
        name,
        `of=${of} does not have the parameter ${JSON.stringify(name)}. Its parameters are ${known.join(', ')}.`,
      );
}

function columnsOf(
  parameters: Parameters,
  { monthColumns, dimensionColumns, measureColumns }: StatisticsQuery,
  groupBy: readonly string[],
): StatisticsColumn[] {
  const available = [...monthColumns, ...groupBy.map((name) => dimensionColumns[name]!), ...measureColumns];
  const byName = new Map(available.map((column) => [column.name, column]));
  const names = listOf(parameters, 'columns', [...byName.keys()]);
  return names?.map((name) => byName.get(name)!) ?? available.filter(({ isOptional }) => !isOptional);
}

function choice(parameters: Parameters, name: string, allowed: readonly string[]): string | undefined {
  const value = parameters.get(name);
  if (value !== undefined) assertAllowed(allowed, value, name);
  return value;
}

function assertAllowed(allowed: readonly string[], value: string, name: string): void {
  if (!allowed.includes(value))
    throw badInput(
      name,
      `${JSON.stringify(value)} is not a value of \`${name}\`. Use one of ${allowed.join(', ')}.`,
      because('NOT_LISTED', { value, values: allowed }),
    );
}

function flag(parameters: Parameters, name: string): boolean {
  const formerName = formerNames[name]!;
  if (parameters.has(name) && parameters.has(formerName))
    throw misuse(formerName, `\`${formerName}\` is the former name of \`${name}\`. Give only \`${name}\`.`);
  const booleans = ['true', 'false'];
  return (choice(parameters, name, booleans) ?? choice(parameters, formerName, booleans)) !== 'false';
}

/** Reads a list separated by commas, without duplicates; undefined if the parameter is absent. */
function listOf(parameters: Parameters, name: string, allowed: readonly string[]): string[] | undefined {
  const values = parameters.get(name)?.split(',');
  for (const [index, value] of (values ?? []).entries()) {
    assertAllowed(allowed, value, name);
    if (values!.indexOf(value) !== index)
      throw badInput(name, `\`${name}\` has ${value} more than once.`, because('VALUE_REPEATED', { value }));
  }
  return values;
}

function variablesOf(
  { variables }: StatisticsQuery,
  parameters: Parameters,
  groupBy: string[] | undefined,
): Record<string, unknown> {
  const names = Object.keys(variables).filter((name) => parameters.has(name));
  return Object.fromEntries(
    names.map((name) => [
      name,
      name === 'groupBy' ? groupBy : parseVariable(name, variables[name]!, parameters.get(name)!),
    ]),
  );
}

/** Enum values and scalars of texts are as they are; others are JSON. */
const parseVariable = (name: string, type: string, text: string): unknown =>
  textTypes.has(type.replace('!', '')) ? text : parseJson(name, text);

const textTypes: ReadonlySet<string> = new Set(['YearMonth', 'DateTime', 'BookingBasis', 'Granularity', 'Comparison']);

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw misuse(name, `\`${name}\` is not valid JSON.`);
  }
}

// The result has the shape of the document.
type Answer = { [field: string]: any };

function answerOf({ body }: GraphQLResponse): Answer {
  if (body.kind !== 'single') throw new Error('statistics have no incremental response');
  const { data, errors } = body.singleResult;
  if (!errors?.[0]) return data as Answer;
  // The location in the document is omitted, because the client did not write the document.
  const { message, extensions } = errors[0];
  const { code, ...details } = extensions as ErrorDetails & { readonly code: ErrorCode };
  const argument = details.argument as string | undefined;
  throw new AppError(
    code,
    message,
    argument === undefined ? details : { ...details, argument: parameterNames[argument] ?? argument },
  );
}

/** The value at the path; null if a part of it is null. */
const at = (value: Answer, path: readonly string[]): any =>
  path.reduce((inner, field) => (inner === null ? null : inner[field]), value);

async function writeCsv(
  rows: readonly Answer[],
  columns: readonly StatisticsColumn[],
  options: CsvOptions,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => (chunks.push(chunk), done()) });
  const csvColumns = columns.map(
    ({ name, isNumber }) => ({ label: name, type: isNumber ? 'NUMBER' : 'TEXT' }) as const,
  );
  const writer = await startCsv(sink, csvColumns, options, new AbortController().signal);
  await writer.write(rows.map((row) => columns.map(({ path }): CsvCell => at(row, path))));
  return Buffer.concat(chunks);
}
