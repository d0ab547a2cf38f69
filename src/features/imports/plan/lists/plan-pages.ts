import type { DataSource } from 'typeorm';
import { Condition } from '../../../../platform/database/condition';
import { query } from '../../../../platform/database/query';
import { join, raw, type Sql, sql } from '../../../../platform/database/sql';
import type { Connection, PageRequest } from '../../../../platform/graphql/connection';
import { DataScope } from '../../../../platform/graphql/data-scope';
import { noCursor, type PagedRow, type PageRange, readPage } from '../../../../platform/graphql/paged-list';
import { yieldToEventLoop } from '../../../../platform/jobs/yield';

/** What a list of a plan shows: changed cells, or errors. */
export interface PlanList<Stored, Node> {
  /** Numbers of entries by batch: a table with the columns `importId` and `ordinal`, a sum, and further conditions. */
  readonly counts: {
    readonly table: string;
    /** A table with the same columns and fewer rows, without `ordinal`. */
    readonly totals?: string;
    readonly sum: string;
    readonly where: readonly Sql[];
  };
  /** Whether a batch may have few entries of the list and many others. */
  readonly isFiltered: boolean;
  /** The columns that the entries are made of. */
  readonly columns: readonly string[];
  /** The entries of a batch, in their order; null for those that the list does not show. */
  entries(batch: Stored): (Node | null)[];
}

/** Each takes some milliseconds to parse, however few of its entries are shown. */
export const maxFilteredBatches = 20;

/** Position of an entry: the batch, and its place among all entries of the batch. */
type Position = readonly [ordinal: number, place: number];

/**
 * Returns one page of a plan. Reads the counts of the batches first, and then only the batches that the page shows: a
 * page of 500 entries can be in one batch or in 500. A page of a filtered list ends early after `maxFilteredBatches`.
 */
export const planPage = <Stored, Node>(
  dataSource: DataSource,
  importId: number,
  list: PlanList<Stored, Node>,
  args: PageRequest,
): Promise<Connection<Node>> =>
  readPage<Node, Position>(
    {
      decodeCursor,
      encodeCursor: (position) => Buffer.from(JSON.stringify(position)).toString('base64url'),
      isAt: (position, other) => compare(position, other) === 0,
      read: (range) => readEntries(dataSource, importId, list, range),
      async count() {
        const { table, totals = table, sum } = list.counts;
        const [row] = await query<{ total: number | string | null }>(
          dataSource,
          sql`SELECT SUM(${raw(sum)}) AS total FROM ${raw(totals)} WHERE ${conditionOf(importId, list).sql}`,
        );
        return Number(row?.total ?? 0);
      },
    },
    args,
    DataScope.ORGANIZATION,
  );

function conditionOf<Stored, Node>(importId: number, { counts }: PlanList<Stored, Node>): Condition {
  const condition = new Condition().add(sql`importId = ${importId}`);
  for (const part of counts.where) condition.add(part);
  return condition;
}

async function readEntries<Stored, Node>(
  dataSource: DataSource,
  importId: number,
  list: PlanList<Stored, Node>,
  { from, to, isBackward, limit }: PageRange<Position>,
): Promise<{ rows: PagedRow<Node, Position>[]; isCut: boolean }> {
  const {
    counts: { table, sum },
    isFiltered,
    columns,
    entries,
  } = list;
  const condition = conditionOf(importId, list);
  if (from) condition.add(sql`ordinal >= ${from[0]}`);
  if (to) condition.add(sql`ordinal <= ${to[0]}`);
  const order = raw(`ORDER BY ordinal ${isBackward ? 'DESC' : 'ASC'}`);
  // The batch of the bound may contribute nothing.
  const max = isFiltered ? Math.min(limit + 1, maxFilteredBatches) : limit + 1;
  const counts = await query<{ ordinal: number; entryCount: number | string }>(
    dataSource,
    sql`SELECT ordinal, SUM(${raw(sum)}) AS entryCount FROM ${raw(table)} WHERE ${condition.sql} GROUP BY ordinal HAVING SUM(${raw(sum)}) > 0 ${order} LIMIT ${raw(max + 1)}`,
  );
  const found: PagedRow<Node, Position>[] = [];
  for (const ordinals of groupsOf(counts.slice(0, max))) {
    if (found.length >= limit) break;
    const rows = await query<{ ordinal: number } & Record<string, string | null>>(
      dataSource,
      sql`SELECT ordinal, ${raw(columns.join(', '))} FROM import_batches WHERE importId = ${importId} AND ordinal IN (${join(ordinals)}) ${order}`,
    );
    for (const { ordinal, ...stored } of rows) {
      await yieldToEventLoop();
      const batch = Object.fromEntries(columns.map((column) => [column, JSON.parse(stored[column] ?? 'null')]));
      const positioned = entries(batch as Stored).flatMap((node, place) =>
        node === null ? [] : { node, position: [ordinal, place] as const },
      );
      for (const row of isBackward ? positioned.reverse() : positioned)
        if ((!from || compare(row.position, from) >= 0) && (!to || compare(row.position, to) <= 0)) found.push(row);
    }
  }
  return { rows: found.slice(0, limit), isCut: counts.length > max && found.length < limit };
}

const compare = ([ordinal, place]: Position, [otherOrdinal, otherPlace]: Position): number =>
  ordinal - otherOrdinal || place - otherPlace;

const maxBatchesAtOnce = 8;

/** Batches that are read together: few entries each, so that no statement reads much more than a page. */
function* groupsOf(counts: readonly { ordinal: number; entryCount: number | string }[]): Generator<number[]> {
  let group: number[] = [];
  let entriesInGroup = 0;
  for (const { ordinal, entryCount } of counts) {
    const entries = Number(entryCount);
    if (group.length === maxBatchesAtOnce || (group.length > 0 && entriesInGroup + entries > 1000)) {
      yield group;
      [group, entriesInGroup] = [[], 0];
    }
    group.push(ordinal);
    entriesInGroup += entries;
  }
  if (group.length > 0) yield group;
}

function decodeCursor(argument: string, cursor: string): Position {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(position) && position.length === 2 && position.every(Number.isSafeInteger))
      return position as unknown as Position;
  } catch {
    // Reported below.
  }
  throw noCursor(argument);
}
