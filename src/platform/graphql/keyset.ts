import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { badInput } from '../../errors';
import { withNames } from '../database/condition';
import type { Sql } from '../database/sql';
import type { Connection, PageArgs } from './connection';
import type { DataScope } from './data-scope';

/** One level of an order. */
export type SortKey<Row> = ColumnKey<Row> | JoinedKey;

interface Level {
  /** Names the order inside cursors: a cursor of one order is refused by another. */
  readonly name: string;
  readonly descending: boolean;
}

/** A fixed SQL expression over the row that is never NULL, and the same value read from the row. */
export interface ColumnKey<Row> extends Level {
  readonly expression: string;
  readonly value: (row: Row) => string | number;
  /** Whether it is a text; else a whole number. */
  readonly text?: true;
  readonly joined?: undefined;
}

/**
 * A whole number of any size that is not a column of the row: `value` of the joined `rows`, which have at most one row
 * per `key`, an id.
 */
export interface JoinedKey extends Level {
  readonly joined: {
    readonly rows: Sql;
    readonly key: string;
    /** The value of what has no row. */
    readonly none: number;
  };
}

type Value = string | number;
interface Place<Row> {
  readonly row: Row;
  readonly values: readonly Value[];
}

/**
 * Returns one page by keyset pagination. The last key must be unique. A cursor contains the values of the keys, so it
 * stays valid if its row is deleted.
 */
export async function page<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  levels: readonly SortKey<Row>[],
  { first, after }: PageArgs,
  scope: DataScope,
): Promise<Connection<Row>> {
  const keys = withoutRepeats(levels);
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
  const places = keys.some(({ joined }) => joined)
    ? await readJoined(query, keys)
    : await readRows(query, keys as ColumnKey<Row>[]);
  const hasNextPage = places.length > first;
  if (hasNextPage) places.pop();
  const edges = places.map(({ row, values }) => ({
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
const withoutRepeats = <Row>(levels: readonly SortKey<Row>[]): SortKey<Row>[] =>
  levels.filter(({ name }, index) => levels.findIndex((level) => level.name === name) === index);

const expressionOf = <Row>(key: SortKey<Row>, index: number): string =>
  key.joined ? `COALESCE(joined${index}.value, ${key.joined.none})` : key.expression;

const readRows = async <Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  keys: readonly ColumnKey<Row>[],
): Promise<Place<Row>[]> => (await query.getMany()).map((row) => ({ row, values: keys.map((key) => key.value(row)) }));

/**
 * Sorts only ids and keys, and then reads the rows of the page. MariaDB takes ten times as long to sort whole joined
 * rows.
 */
async function readJoined<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  keys: readonly SortKey<Row>[],
): Promise<Place<Row>[]> {
  const { alias, connection } = query;
  const target = query.expressionMap.mainAlias!.target;
  query.select(`${alias}.id`, 'id');
  // In parentheses, or TypeORM takes a column that is selected twice for one.
  keys.forEach((key, index) => query.addSelect(`(${expressionOf(key, index)})`, `key${index}`));
  const rows = connection.manager
    .createQueryBuilder<Row>(target, alias)
    .innerJoin(`(${query.getQuery()})`, 'sorted', `sorted.id = ${alias}.id`)
    .setParameters(query.getParameters());
  keys.forEach((key, index) => {
    rows.addOrderBy(`sorted.key${index}`, key.descending ? 'DESC' : 'ASC');
    // As a text, so that no driver rounds it.
    if (key.joined) rows.addSelect(`CAST(sorted.key${index} AS CHAR)`, `digits${index}`);
  });
  const { entities, raw } = await rows.getRawAndEntities<Record<string, string>>();
  return entities.map((row, place) => ({
    row,
    values: keys.map((key, index) => (key.joined ? raw[place]![`digits${index}`]! : key.value(row))),
  }));
}

/** The condition (a, b, c) after (x, y, z), each key with its own direction: a > x OR (a = x AND (b > y OR (b = y AND c > z))). */
function isAfter<Row>(
  keys: readonly SortKey<Row>[],
  values: readonly Value[],
): { condition: string; parameters: ObjectLiteral } {
  const parameters: ObjectLiteral = {};
  const condition = keys.reduceRight((rest, key, index) => {
    parameters[`after${index}`] = values[index];
    const expression = expressionOf(key, index);
    // Bare digits would be compared as a text by SQLite, as a double by MySQL.
    const value = key.joined ? `CAST(:after${index} AS DECIMAL(38, 0))` : `:after${index}`;
    const beyond = `${expression} ${key.descending ? '<' : '>'} ${value}`;
    return rest === '' ? beyond : `(${beyond} OR (${expression} = ${value} AND ${rest}))`;
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
    throw badInput('after', 'This cursor belongs to another order, or to another month: start again without `after`.');
  if (
    !Array.isArray(parts) ||
    parts.length !== keys.length + 1 ||
    !keys.every((key, index) => isValueOf(key, parts[index + 1]))
  ) {
    throw badInput('after', 'This is not a cursor: pass the `endCursor` of the page before, unchanged.');
  }
  return parts.slice(1) as Value[];
}
