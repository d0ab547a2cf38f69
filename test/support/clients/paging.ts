import type { Data, TestClient } from './client';

export type ListName = 'users' | 'bookings' | 'invoices';

const filterTypes: Record<ListName, [filter: string, order: string]> = {
  users: ['UserFilter', 'UserOrder'],
  bookings: ['BookingFilter', 'BookingOrder'],
  invoices: ['InvoiceFilter', 'InvoiceOrder'],
};

export const listQuery = (
  list: ListName,
  fields = 'id',
): string => `query ($first: Int! = 50, $after: String, $filter: ${filterTypes[list][0]}, $orderBy: [${filterTypes[list][1]}!]${list === 'users' ? ', $asOf: DateTime' : ''}) {
  ${list}(first: $first, after: $after, filter: $filter, orderBy: $orderBy${list === 'users' ? ', asOf: $asOf' : ''}) { nodes { ${fields} } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }`;

interface WalkOptions {
  readonly first: number;
  readonly orderBy?: readonly { field: string; direction?: 'ASC' | 'DESC' }[];
  readonly filter?: object;
  readonly asOf?: string;
  /** Called after each page with the ids so far. */
  readonly between?: (seen: readonly number[]) => Promise<void>;
}

/** Reads all pages and returns the ids in order. */
export async function walk(
  client: TestClient,
  list: ListName,
  { first, orderBy, filter, asOf, between }: WalkOptions,
): Promise<number[]> {
  const seen: number[] = [];
  let after: string | null = null;
  do {
    const { [list]: page }: Data = await client.data(listQuery(list), { first, after, orderBy, filter, asOf });
    const ids = page.nodes.map(({ id }: { id: string }) => Number(id));
    if (ids.length > first || (page.pageInfo.hasNextPage && ids.length !== first))
      throw new Error(`a page of ${first} has ${ids.length} rows`);
    if (
      page.pageInfo.hasPreviousPage !== (after !== null) ||
      page.pageInfo.endCursor !== (page.edges.at(-1)?.cursor ?? null)
    )
      throw new Error(`the page says wrong things of itself: ${JSON.stringify(page.pageInfo)}`);
    seen.push(...ids);
    if (seen.length > 10_000) throw new Error('the list does not end');
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    await between?.(seen);
  } while (after !== null);
  return seen;
}

/** Sorts as the API promises: each level by code point or number, then by id in the direction of the first level. */
export function sortedIds<Row extends { id: number }>(
  rows: readonly Row[],
  levels: readonly { of: (row: Row) => string | number | bigint; descending: boolean }[],
): number[] {
  const all = [...levels, { of: (row: Row) => row.id, descending: levels[0]?.descending ?? false }];
  return [...rows]
    .sort((a, b) => {
      for (const { of, descending } of all) {
        const order = compared(of(a), of(b));
        if (order !== 0) return descending ? -order : order;
      }
      return 0;
    })
    .map(({ id }) => id);
}

function compared(a: string | number | bigint, b: string | number | bigint): number {
  if (typeof a !== 'string' && typeof b !== 'string') return a < b ? -1 : Number(a > b);
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}
