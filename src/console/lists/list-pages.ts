import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

interface Page<Row> {
  readonly totalCount: number;
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** The rows of a list that are read so far. */
export interface ListPages<Row> {
  /** Null before the first page is read. */
  readonly rows: readonly Row[] | null;
  /** Number of all rows that match. */
  readonly total: number;
  readonly error: Error | null;
  readonly retry: () => void;
  readonly readMore: () => void;
}

export const pageSize = 100;

/** The most pages that are read again by themselves, one after the other, when the browser's tab is shown again. */
const maxRefreshedPages = 5;

const isShort = ({
  state,
}: {
  readonly state: { readonly data?: { readonly pages: readonly unknown[] } | undefined };
}) => (state.data?.pages.length ?? 0) <= maxRefreshedPages;

/** Reads a list page by page. The rows of the list before stay until the first page of the next one is read. */
export function useListPages<Row>(
  queryKey: readonly unknown[],
  readPage: (after: string | null, signal: AbortSignal) => Promise<Page<Row>>,
): ListPages<Row> {
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => readPage(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: isShort,
    refetchOnReconnect: isShort,
  });
  const rows = useMemo(() => list.data?.pages.flatMap(({ nodes }) => nodes) ?? null, [list.data]);
  return {
    rows,
    total: list.data?.pages[0]!.totalCount ?? 0,
    error: list.error,
    retry: () => void (list.isFetchNextPageError ? list.fetchNextPage() : list.refetch()),
    readMore: () => void (list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage()),
  };
}
