import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLBigInt } from 'graphql-scalars';

const instantForm =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const isWithoutOffset = (text: string): boolean => instantForm.test(`${text}Z`);
const dateForm = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const monthForm = /^\d{4}-(0[1-9]|1[0-2])$/;

/** Parses an RFC 3339 instant. Throws a RangeError for anything else, including days that do not exist. */
export function parseInstant(text: string): Date {
  const instant = instantForm.test(text) && isDate(text.slice(0, 10)) ? new Date(text) : null;
  if (isWithoutOffset(text))
    throw new RangeError('must be an RFC 3339 instant: end it with Z or an offset like +01:00');
  if (!instant || Number.isNaN(instant.getTime()) || !isYear(instant.getUTCFullYear())) {
    throw new RangeError('must be an RFC 3339 instant of the years 1000 to 9998, like 2026-10-31T23:45:00.000Z');
  }
  return instant;
}

/** Parses a calendar date `YYYY-MM-DD`. Throws a RangeError for anything else. */
export function parseDate(text: string): string {
  if (!dateForm.test(text) || !isDate(text) || !isYear(Number(text.slice(0, 4))))
    throw new RangeError('must be a calendar date YYYY-MM-DD of the years 1000 to 9998');
  return text;
}

function parseMonth(text: string): string {
  if (!monthForm.test(text) || !isYear(Number(text.slice(0, 4))))
    throw new RangeError('must be a calendar month YYYY-MM of the years 1000 to 9998');
  return text;
}

const isDate = (text: string): boolean => new Date(`${text}T00:00:00Z`).toISOString().slice(0, 10) === text;
const isYear = (year: number): boolean => year >= 1000 && year <= 9998;

/**
 * The TypeScript type of each scalar in JSON, for code generators. Not `bigint`: JSON has no such value. A test checks
 * the list against the schema, and docs/browsers.md repeats it.
 */
export const scalarTypes = {
  BigInt: 'number | string',
  Date: 'string',
  DateTime: 'string',
  YearMonth: 'string',
} as const;

function textScalar<T>(
  name: keyof typeof scalarTypes,
  description: string,
  specifiedByURL: string,
  parse: (text: string) => T,
  serialize: (value: unknown) => string,
): GraphQLScalarType {
  // The node lets graphql-js report where in the document an invalid literal is.
  const parseText = (value: unknown, nodes: ValueNode | null = null): T => {
    if (typeof value !== 'string') throw new GraphQLError(`${name} must be a string`, { nodes });
    try {
      return parse(value);
    } catch (error) {
      throw new GraphQLError(`${name} ${(error as Error).message}`, { nodes });
    }
  };
  return new GraphQLScalarType({
    name,
    description,
    specifiedByURL,
    extensions: { codegenScalarType: scalarTypes[name] },
    serialize,
    parseValue: (value) => parseText(value),
    parseLiteral: (node: ValueNode) => parseText(node.kind === Kind.STRING ? node.value : null, node),
  });
}

export const DateTimeScalar = textScalar(
  'DateTime',
  'An instant: RFC 3339, sent in UTC with milliseconds, like `2026-10-31T23:45:00.000Z`. Any offset is accepted.',
  'https://www.rfc-editor.org/rfc/rfc3339',
  parseInstant,
  (value) => {
    if (value instanceof Date) return value.toISOString();
    throw new GraphQLError('DateTime cannot represent this value');
  },
);

export const DateScalar = textScalar(
  'Date',
  'A calendar date in the venue time zone, `YYYY-MM-DD`.',
  'https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#dates',
  parseDate,
  String,
);

export const YearMonthScalar = textScalar(
  'YearMonth',
  'A calendar month in the venue time zone, `YYYY-MM`.',
  'https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#months',
  parseMonth,
  String,
);

/** Serialized as a JSON number if that is exact, otherwise as a string of digits. */
export const BigIntScalar = new GraphQLScalarType({
  ...GraphQLBigInt.toConfig(),
  specifiedByURL: 'https://the-guild.dev/graphql/scalars/docs/scalars/big-int',
  extensions: { codegenScalarType: scalarTypes.BigInt },
  // The library's `serialize` does the same, but also prints a warning to the console.
  serialize(value) {
    const number = BigInt(value as bigint | number | string);
    return Number.isSafeInteger(Number(number)) ? Number(number) : number.toString();
  },
  // The library's parsers also accept an empty text as 0, and numbers whose last digits JSON has already lost.
  parseValue: (value) => wholeNumber(value),
  parseLiteral: (node: ValueNode) =>
    wholeNumber(node.kind === Kind.INT || node.kind === Kind.STRING ? node.value : null, node),
  description:
    'An integer of any size. Sent as a JSON number up to 2^53, and as a string of digits above, so that no digit is lost.',
});

function wholeNumber(value: unknown, nodes: ValueNode | null = null): bigint {
  if (Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d{1,30}$/.test(value)))
    return BigInt(value as number | string);
  throw new GraphQLError('BigInt must be a whole number of at most 30 digits, sent as a string beyond 2^53', { nodes });
}
