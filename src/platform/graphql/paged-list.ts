import { type AppError, misuse } from '../../errors';
import type { Connection, PageRequest } from './connection';
import type { DataScope } from './data-scope';

const isSet = <T>(value: T | null | undefined): value is T => value !== undefined && value !== null;

/** The error for a text that is not a cursor of the list. */
export const noCursor = (argument: string): AppError =>
  misuse(argument, 'This is not a cursor. Pass the `endCursor` or `startCursor` of a page, unchanged.');

/** A list that can be read from both ends. A position is what a cursor contains. */
interface PagedList<Node, Position> {
  /** @throws BAD_USER_INPUT for the argument, if the text is not a cursor of this list in this order. */
  decodeCursor(argument: string, cursor: string): Position;
  encodeCursor(position: Position): string;
  /** Whether a row is the one that a position was made of. */
  isAt(position: Position, other: Position): boolean;
  /** Reads at most `limit` rows from `from` to `to`, both inclusive: the first ones, or the last ones in reverse order. */
  read(range: PageRange<Position>): Promise<PagedRows<Node, Position>>;
  count(): Promise<number>;
}

interface PagedRows<Node, Position> {
  readonly rows: readonly PagedRow<Node, Position>[];
  /** Whether more rows follow although fewer than `limit` were read, because that would take too long. */
  readonly isCut?: boolean;
}

export interface PageRange<Position> {
  readonly from: Position | null;
  readonly to: Position | null;
  readonly isBackward: boolean;
  readonly limit: number;
}

export interface PagedRow<Node, Position> {
  readonly node: Node;
  readonly position: Position;
}

/**
 * Reads one page of a list. The rows of both cursors are read as well: they show that the list goes on there. Only if
 * such a row was deleted is another query required.
 */
export async function readPage<Node, Position>(
  list: PagedList<Node, Position>,
  { first, last, after, before, beforeArgument = 'before' }: PageRequest,
  scope: DataScope,
): Promise<Connection<Node>> {
  const isBackward = isSet(last);
  const size = isBackward ? last : first;
  const from = isSet(after) ? list.decodeCursor('after', after) : null;
  const to = isSet(before) ? list.decodeCursor(beforeArgument, before) : null;
  const bounds = [from, to].filter((bound) => bound !== null).length;
  const read = await list.read({ from, to, isBackward, limit: size + bounds + 1 });
  const rows = [...read.rows];
  if (isBackward) rows.reverse();
  const isRowOf = (bound: Position | null, row: PagedRow<Node, Position> | undefined): boolean =>
    bound !== null && row !== undefined && list.isAt(bound, row.position);
  const hasFrom = isRowOf(from, rows[0]);
  if (hasFrom) rows.shift();
  const hasTo = isRowOf(to, rows.at(-1));
  if (hasTo) rows.pop();
  const hasMore = rows.length > size || read.isCut === true;
  const shown = isBackward ? rows.slice(-size) : rows.slice(0, size);
  const exists = async (range: Pick<PageRange<Position>, 'from' | 'to'>): Promise<boolean> =>
    (await list.read({ ...range, isBackward: false, limit: 1 })).rows.length > 0;
  const edges = shown.map(({ node, position }) => ({ node, cursor: list.encodeCursor(position) }));
  return {
    nodes: shown.map(({ node }) => node),
    edges,
    pageInfo: {
      hasNextPage: async () => hasTo || (hasMore && !isBackward) || (to !== null && exists({ from: to, to: null })),
      hasPreviousPage: async () =>
        hasFrom || (hasMore && isBackward) || (from !== null && exists({ from: null, to: from })),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: () => list.count(),
    scope,
  };
}
