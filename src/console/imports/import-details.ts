import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Import } from 'tallyport/client';
import { useTallyport } from 'tallyport/react';
import {
  ImportDetailsDocument,
  type ImportDetailsResult,
  type MappableColumn,
  MappableColumnsDocument,
} from '../generated.js';

export type ImportDetails = NonNullable<ImportDetailsResult['import']>;
export type FileColumn = NonNullable<ImportDetails['columns']>[number];
export type Plan = NonNullable<ImportDetails['plan']>;

interface Read {
  /** Null if there is no such import. Undefined until it is read. */
  readonly details: ImportDetails | null | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** What an import has in addition to its live state. Read again after each step. */
export function useImportDetails(id: string, live: Import | null): Read {
  const tallyport = useTallyport();
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['import', id],
    queryFn: ({ signal }) => tallyport.query(ImportDetailsDocument, { id }, { signal }),
    staleTime: 0,
  });
  const isMoving = live?.state === 'CHECKING' || live?.state === 'APPLYING';
  const isOld = !isMoving && !!live && !!data?.import && data.import.version < live.version;
  useEffect(() => {
    if (isOld && !isFetching) void refetch();
  }, [isOld, isFetching]);
  return { details: data?.import, error, retry: () => void refetch() };
}

/** The columns to which the headers of an import can be mapped. An earlier import may have created some of them. */
export function useMappableColumns(id: string, dataset: Import['dataset'] | null): readonly MappableColumn[] | null {
  const tallyport = useTallyport();
  const { data } = useQuery({
    queryKey: ['mappable columns', id],
    queryFn: ({ signal }) => tallyport.query(MappableColumnsDocument, {}, { signal }),
  });
  if (!data || !dataset) return null;
  const columns = { USERS: data.users, BOOKINGS: data.bookings, INVOICES: data.invoices, ORGANIZATION: [] }[dataset];
  return columns.filter(({ mappable }) => mappable);
}
