import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { badInput } from '../../errors';
import type { Connection, PageArgs } from '../graphql/connection';

/** One level of an order: a fixed SQL expression that is never NULL, and the same value read from the row. */
export interface SortKey<Row> {
  /** Names the order inside cursors: a cursor of one order is refused by another. */
  readonly name: string;
  readonly expression: string;
  readonly value: (row: Row) => string | number;
  /** Whether it is a text; else a whole number. */
  readonly text?: true;
  readonly descending: boolean;
}

/**
 * One page by key, never by offset. The last key must be unique. A cursor holds the key's values themselves, so that a
 * row deleted meanwhile does not end the list.
 */
export async function page<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>, levels: readonly SortKey<Row>[], { first, after }: PageArgs): Promise<Connection<Row>> {
  const keys = withoutRepeats(levels);
  const counted = query.clone();
  for (const key of keys) query.addOrderBy(key.expression, key.descending ? 'DESC' : 'ASC');
  if (after !== undefined && after !== null) {
    const { condition, parameters } = behind(keys, decodeCursor(keys, after));
    query.andWhere(condition, parameters);
  }
  const rows = await query.limit(first + 1).getMany();
  const hasNextPage = rows.length > first;
  if (hasNextPage) rows.pop();
  const edges = rows.map((node) => ({ node, cursor: encodeCursor(keys, node) }));
  return {
    nodes: rows,
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: after !== undefined && after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: () => counted.getCount(),
  };
}

/** A key that came before decides nothing any more; and TypeORM would take its last direction, not its first. */
const withoutRepeats = <Row>(levels: readonly SortKey<Row>[]): SortKey<Row>[] => levels.filter(({ name }, index) => levels.findIndex((level) => level.name === name) === index);

/** (a, b, c) behind (x, y, z), each key with its own direction: a > x OR (a = x AND (b > y OR (b = y AND c > z))). */
function behind<Row>(keys: readonly SortKey<Row>[], values: readonly (string | number)[]): { condition: string; parameters: ObjectLiteral } {
  const parameters: ObjectLiteral = {};
  const condition = keys.reduceRight((rest, key, index) => {
    parameters[`after${index}`] = values[index];
    const beyond = `${key.expression} ${key.descending ? '<' : '>'} :after${index}`;
    return rest === '' ? beyond : `(${beyond} OR (${key.expression} = :after${index} AND ${rest}))`;
  }, '');
  return { condition, parameters };
}

const orderName = <Row>(keys: readonly SortKey<Row>[]): string => keys.map((key) => (key.descending ? '-' : '+') + key.name).join('');

const encodeCursor = <Row>(keys: readonly SortKey<Row>[], row: Row): string =>
  Buffer.from(JSON.stringify([orderName(keys), ...keys.map((key) => key.value(row))])).toString('base64url');

function decodeCursor<Row>(keys: readonly SortKey<Row>[], cursor: string): (string | number)[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    parts = null;
  }
  if (Array.isArray(parts) && typeof parts[0] === 'string' && parts[0] !== orderName(keys)) throw badInput('after', 'This cursor belongs to another order: start again without `after`.');
  if (!Array.isArray(parts) || parts.length !== keys.length + 1 || !keys.every(({ text }, index) => (text ? typeof parts[index + 1] === 'string' : Number.isSafeInteger(parts[index + 1])))) {
    throw badInput('after', 'This is not a cursor: pass the `endCursor` of the page before, unchanged.');
  }
  return parts.slice(1) as (string | number)[];
}
