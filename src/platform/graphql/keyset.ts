import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { misuse } from '../../errors';
import { withNames } from '../database/condition';
import type { Sql } from '../database/sql';
import type { Connection, PageRequest } from './connection';
import type { DataScope } from './data-scope';
import { noCursor, type PagedRow, type PageRange, readPage } from './paged-list';

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

/**
 * Returns one page by keyset pagination. The last key must be unique. A cursor contains the values of the keys, so it
 * stays valid if its row is deleted.
 */
export function page<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  sortKeys: readonly SortKey<Row>[],
  args: PageRequest,
  scope: DataScope,
): Promise<Connection<Row>> {
  const keys = withoutRepeats(sortKeys);
  return readPage<Row, readonly Value[]>(
    {
      decodeCursor: (argument, cursor) => decodeCursor(keys, argument, cursor),
      encodeCursor: (values) => Buffer.from(JSON.stringify([orderName(keys), ...values])).toString('base64url'),
      isAt: (values, others) => values.at(-1) === others.at(-1),
      read: async (range) => ({ rows: await readRange(query.clone(), keys, range) }),
      count: () => query.clone().getCount(),
    },
    args,
    scope,
  );
}

function readRange<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  keys: readonly SortKey<Row>[],
  { from, to, isBackward, limit }: PageRange<readonly Value[]>,
): Promise<PagedRow<Row, readonly Value[]>[]> {
  keys.forEach((key, index) => {
    if (!key.joined) return;
    const { text, named } = withNames(key.joined.rows, `joined${index}_`);
    query.leftJoin(`(${text})`, `joined${index}`, `joined${index}.${key.joined.key} = ${query.alias}.id`, named);
  });
  const read = isBackward ? reversed(keys) : keys;
  read.forEach((key, index) => query.addOrderBy(expressionOf(key, index), key.descending ? 'DESC' : 'ASC'));
  for (const [name, bound, order] of [
    ['after', from, keys],
    ['before', to, reversed(keys)],
  ] as const) {
    if (!bound) continue;
    const { condition, parameters } = isFrom(order, name, bound);
    query.andWhere(condition, parameters);
  }
  query.limit(limit);
  return read.some(({ joined }) => joined)
    ? readJoined(query, read)
    : readRows(query, read as readonly ColumnKey<Row>[]);
}

const reversed = <Row>(keys: readonly SortKey<Row>[]): SortKey<Row>[] =>
  keys.map((key) => ({ ...key, descending: !key.descending }));

/** Drops repeated keys: they have no effect, but TypeORM would use the direction of the last one. */
const withoutRepeats = <Row>(keys: readonly SortKey<Row>[]): SortKey<Row>[] =>
  keys.filter(({ name }, index) => keys.findIndex((key) => key.name === name) === index);

const expressionOf = <Row>(key: SortKey<Row>, index: number): string =>
  key.joined ? `COALESCE(joined${index}.value, ${key.joined.none})` : key.expression;

const readRows = async <Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  keys: readonly ColumnKey<Row>[],
): Promise<PagedRow<Row, readonly Value[]>[]> =>
  (await query.getMany()).map((node) => ({ node, position: keys.map((key) => key.value(node)) }));

/**
 * Sorts only ids and keys, and then reads the rows of the page. MariaDB takes ten times as long to sort whole joined
 * rows.
 */
async function readJoined<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  keys: readonly SortKey<Row>[],
): Promise<PagedRow<Row, readonly Value[]>[]> {
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
  return entities.map((node, rowIndex) => ({
    node,
    position: keys.map((key, index) => (key.joined ? raw[rowIndex]![`digits${index}`]! : key.value(node))),
  }));
}

/**
 * The condition that (a, b, c) is (x, y, z) or comes after it: a > x OR (a = x AND (b > y OR (b = y AND c >= z))), with
 * `<` for descending keys.
 */
function isFrom<Row>(
  keys: readonly SortKey<Row>[],
  name: string,
  values: readonly Value[],
): { condition: string; parameters: ObjectLiteral } {
  const parameters: ObjectLiteral = {};
  const condition = keys.reduceRight((rest, key, index) => {
    parameters[name + index] = values[index];
    const expression = expressionOf(key, index);
    // SQLite would compare a string of digits as text, and MySQL as a double.
    const value = key.joined ? `CAST(:${name}${index} AS DECIMAL(38, 0))` : `:${name}${index}`;
    const isPast = `${expression} ${key.descending ? '<' : '>'}`;
    return rest === '' ? `${isPast}= ${value}` : `(${isPast} ${value} OR (${expression} = ${value} AND ${rest}))`;
  }, '');
  return { condition, parameters };
}

const orderName = <Row>(keys: readonly SortKey<Row>[]): string =>
  keys.map((key) => (key.descending ? '-' : '+') + key.name).join('');

const isValueOf = <Row>(key: SortKey<Row>, value: unknown): boolean => {
  if (key.joined) return typeof value === 'string' && /^-?\d{1,38}$/.test(value);
  return key.text ? typeof value === 'string' : Number.isSafeInteger(value);
};

function decodeCursor<Row>(keys: readonly SortKey<Row>[], argument: string, cursor: string): Value[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    parts = null;
  }
  if (Array.isArray(parts) && typeof parts[0] === 'string' && parts[0] !== orderName(keys))
    throw misuse(argument, `This cursor belongs to another order or month. Start again without \`${argument}\`.`);
  if (
    !Array.isArray(parts) ||
    parts.length !== keys.length + 1 ||
    !keys.every((key, index) => isValueOf(key, parts[index + 1]))
  ) {
    throw noCursor(argument);
  }
  return parts.slice(1) as Value[];
}
