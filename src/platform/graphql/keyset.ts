import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { badInput } from '../../errors';
import { withNames } from '../database/condition';
import type { Sql } from '../database/sql';
import type { Connection, PageArgs } from './connection';
import type { DataScope } from './data-scope';

/** One sort key of an order. */
export type SortKey<Row> = ColumnKey<Row> | JoinedKey;

interface KeyBase {
  /** Identifies the key in cursors: a cursor is valid only in the order that created it. */
  readonly name: string;
  readonly descending: boolean;
}

/** A fixed SQL expression over the row that is never NULL, and the same value read from the row. */
export interface ColumnKey<Row> extends KeyBase {
  readonly expression: string;
  readonly value: (row: Row) => string | number;
  /** Whether the value is a text. Otherwise it is a whole number. */
  readonly text?: true;
  readonly joined?: undefined;
}

/**
 * A whole number of any size that is not a column of the row: `value` of the joined `rows`, which have at most one row
 * per `key`, an id.
 */
export interface JoinedKey extends KeyBase {
  readonly joined: {
    readonly rows: Sql;
    readonly key: string;
    /** The value for rows that no joined row matches. */
    readonly none: number;
  };
}

type Value = string | number;
interface KeyedRow<Row> {
  readonly row: Row;
  readonly values: readonly Value[];
}

/**
 * Returns one page by keyset pagination. The last key must be unique. A cursor contains the values of the keys, so it
 * stays valid if its row is deleted.
 */
export async function page<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  sortKeys: readonly SortKey<Row>[],
  { first, after }: PageArgs,
  scope: DataScope,
): Promise<Connection<Row>> {
  const keys = withoutRepeats(sortKeys);
  const counted = query.clone();
  keys.forEach((key, index) => {
    if (!key.joined) return;
    const { text, named } = withNames(key.joined.rows, `joined${index}_`);
    query.leftJoin(`(${text})`, `joined${index}`, `joined${index}.${key.joined.key} = ${query.alias}.id`, named);
  });
  keys.forEach((key, index) => query.addOrderBy(expressionOf(key, index), key.descending ? 'DESC' : 'ASC'));
  if (after !== undefined && after !== null) {
    const { condition, parameters } = isAfter(keys, decodeCursor(keys, after));
    query.andWhere(condition, parameters);
  }
  query.limit(first + 1);
  const found = keys.some(({ joined }) => joined)
    ? await readJoined(query, keys)
    : await readRows(query, keys as ColumnKey<Row>[]);
  const hasNextPage = found.length > first;
  if (hasNextPage) found.pop();
  const edges = found.map(({ row, values }) => ({
    node: row,
    cursor: Buffer.from(JSON.stringify([orderName(keys), ...values])).toString('base64url'),
  }));
  return {
    nodes: edges.map(({ node }) => node),
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: after !== undefined && after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: () => counted.getCount(),
    scope,
  };
}

/** Drops repeated keys: they have no effect, but TypeORM would use the direction of the last one. */
const withoutRepeats = <Row>(keys: readonly SortKey<Row>[]): SortKey<Row>[] =>
  keys.filter(({ name }, index) => keys.findIndex((key) => key.name === name) === index);

const expressionOf = <Row>(key: SortKey<Row>, index: number): string =>
  key.joined ? `COALESCE(joined${index}.value, ${key.joined.none})` : key.expression;

const readRows = async <Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  keys: readonly ColumnKey<Row>[],
): Promise<KeyedRow<Row>[]> =>
  (await query.getMany()).map((row) => ({ row, values: keys.map((key) => key.value(row)) }));

/**
 * Sorts only ids and keys, and then reads the rows of the page. MariaDB takes ten times as long to sort whole joined
 * rows.
 */
async function readJoined<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  keys: readonly SortKey<Row>[],
): Promise<KeyedRow<Row>[]> {
  const { alias, connection } = query;
  const target = query.expressionMap.mainAlias!.target;
  query.select(`${alias}.id`, 'id');
  // In parentheses, because TypeORM merges a column that is selected twice.
  keys.forEach((key, index) => query.addSelect(`(${expressionOf(key, index)})`, `key${index}`));
  const rows = connection.manager
    .createQueryBuilder<Row>(target, alias)
    .innerJoin(`(${query.getQuery()})`, 'sorted', `sorted.id = ${alias}.id`)
    .setParameters(query.getParameters());
  keys.forEach((key, index) => {
    rows.addOrderBy(`sorted.key${index}`, key.descending ? 'DESC' : 'ASC');
    // As text, so that no driver rounds the number.
    if (key.joined) rows.addSelect(`CAST(sorted.key${index} AS CHAR)`, `digits${index}`);
  });
  const { entities, raw } = await rows.getRawAndEntities<Record<string, string>>();
  return entities.map((row, rowIndex) => ({
    row,
    values: keys.map((key, index) => (key.joined ? raw[rowIndex]![`digits${index}`]! : key.value(row))),
  }));
}

/**
 * The condition that (a, b, c) comes after (x, y, z): a > x OR (a = x AND (b > y OR (b = y AND c > z))), with `<` for
 * descending keys.
 */
function isAfter<Row>(
  keys: readonly SortKey<Row>[],
  values: readonly Value[],
): { condition: string; parameters: ObjectLiteral } {
  const parameters: ObjectLiteral = {};
  const condition = keys.reduceRight((rest, key, index) => {
    parameters[`after${index}`] = values[index];
    const expression = expressionOf(key, index);
    // SQLite would compare a string of digits as text, and MySQL as a double.
    const value = key.joined ? `CAST(:after${index} AS DECIMAL(38, 0))` : `:after${index}`;
    const isPast = `${expression} ${key.descending ? '<' : '>'} ${value}`;
    return rest === '' ? isPast : `(${isPast} OR (${expression} = ${value} AND ${rest}))`;
  }, '');
  return { condition, parameters };
}

const orderName = <Row>(keys: readonly SortKey<Row>[]): string =>
  keys.map((key) => (key.descending ? '-' : '+') + key.name).join('');

const isValueOf = <Row>(key: SortKey<Row>, value: unknown): boolean => {
  if (key.joined) return typeof value === 'string' && /^-?\d{1,38}$/.test(value);
  return key.text ? typeof value === 'string' : Number.isSafeInteger(value);
};

function decodeCursor<Row>(keys: readonly SortKey<Row>[], cursor: string): Value[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    parts = null;
  }
  if (Array.isArray(parts) && typeof parts[0] === 'string' && parts[0] !== orderName(keys))
    throw badInput('after', 'This cursor belongs to another order or month. Start again without `after`.');
  if (
    !Array.isArray(parts) ||
    parts.length !== keys.length + 1 ||
    !keys.every((key, index) => isValueOf(key, parts[index + 1]))
  ) {
    throw badInput('after', 'This is not a cursor. Pass the `endCursor` of the previous page, unchanged.');
  }
  return parts.slice(1) as Value[];
}
