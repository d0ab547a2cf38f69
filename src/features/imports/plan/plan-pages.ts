import type { DataSource } from 'typeorm';
import { badInput } from '../../../errors';
import { query } from '../../../platform/database/query';
import { join, raw, sql } from '../../../platform/database/sql';
import type { Connection, PageArgs } from '../../../platform/graphql/connection';
import { DataScope } from '../../../platform/graphql/data-scope';

/** What a list of a plan shows: one entry for each changed cell, or for each error. */
export interface PlanList<Stored, Node> {
  /** Column of `import_batches` with the number of entries. */
  readonly count: 'changeCount' | 'errorCount';
  /** The columns that the entries are made of. */
  readonly columns: readonly string[];
  /** The entries of a batch, in their order. */
  entries(batch: Stored): Node[];
}

/** Position of an entry: the batch, and its place in the batch. */
type Position = readonly [ordinal: number, place: number];

/**
 * Returns one page of a plan. Reads the counts of the batches first, and then only the batches that the page shows: a
 * page of 500 entries can be in one batch or in 500.
 */
export async function planPage<Stored, Node>(
  dataSource: DataSource,
  importId: number,
  { count, columns, entries }: PlanList<Stored, Node>,
  { first, after }: PageArgs,
): Promise<Connection<Node>> {
  const [fromOrdinal, fromPlace] = after ? decodeCursor(after) : [0, -1];
  const counts = await query<{ ordinal: number; entryCount: number }>(
    dataSource,
    sql`SELECT ordinal, ${raw(count)} AS entryCount FROM import_batches WHERE importId = ${importId} AND ordinal >= ${fromOrdinal} AND ${raw(count)} > 0 ORDER BY ordinal LIMIT ${raw(first + 2)}`,
  );
  const edges: { node: Node; cursor: string }[] = [];
  for (const ordinals of groupsOf(counts)) {
    if (edges.length > first) break;
    const rows = await query<{ ordinal: number } & Record<string, string | null>>(
      dataSource,
      sql`SELECT ordinal, ${raw(columns.join(', '))} FROM import_batches WHERE importId = ${importId} AND ordinal IN (${join(ordinals)}) ORDER BY ordinal`,
    );
    for (const { ordinal, ...stored } of rows) {
      const batch = Object.fromEntries(columns.map((column) => [column, JSON.parse(stored[column] ?? 'null')]));
      entries(batch as Stored).forEach((node, place) => {
        if (ordinal > fromOrdinal || place > fromPlace) edges.push({ node, cursor: encodeCursor([ordinal, place]) });
      });
    }
  }
  const shown = edges.slice(0, first);
  return {
    nodes: shown.map(({ node }) => node),
    edges: shown,
    pageInfo: {
      hasNextPage: edges.length > first,
      hasPreviousPage: Boolean(after),
      startCursor: shown[0]?.cursor ?? null,
      endCursor: shown.at(-1)?.cursor ?? null,
    },
    totalCount: async () => {
      const [row] = await query<{ total: number | string | null }>(
        dataSource,
        sql`SELECT SUM(${raw(count)}) AS total FROM import_batches WHERE importId = ${importId}`,
      );
      return Number(row?.total ?? 0);
    },
    scope: DataScope.ORGANIZATION,
  };
}

/** Batches that are read together: few entries each, so that no statement reads much more than a page. */
function* groupsOf(counts: readonly { ordinal: number; entryCount: number }[]): Generator<number[]> {
  let group: number[] = [];
  let entriesInGroup = 0;
  for (const { ordinal, entryCount } of counts) {
    if (group.length > 0 && entriesInGroup + entryCount > 1000) {
      yield group;
      [group, entriesInGroup] = [[], 0];
    }
    group.push(ordinal);
    entriesInGroup += entryCount;
  }
  if (group.length > 0) yield group;
}

const encodeCursor = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

function decodeCursor(cursor: string): Position {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(position) && position.length === 2 && position.every(Number.isSafeInteger))
      return position as unknown as Position;
  } catch {
    // Reported below.
  }
  throw badInput('after', 'This is not a cursor: pass the `endCursor` of the page before, unchanged.');
}
