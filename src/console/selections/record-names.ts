import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTallyport } from 'tallyport/react';
import type { RecordDataset } from '../access.js';
import { RecordNamesDocument } from '../generated.js';
import { t } from '../texts/index.js';
import type { Condition, RecordId } from './filter-fields.js';
import type { NameOf } from './filter-words.js';

/** Number of names of each dataset that are read at once: the largest page of the API. */
export const maxNames = 500;

/** The first records that each condition names, also of nested ones. */
export const recordsIn = (conditions: readonly Condition[], maxOfEach: number): readonly RecordId[] =>
  conditions.flatMap(({ values, nested = [] }) => [
    ...values.slice(0, maxOfEach).filter((value) => typeof value !== 'string'),
    ...recordsIn(nested, maxOfEach),
  ]);

/** Reads the names of records. A record that the viewer cannot see keeps its id. Null until they are read. */
export function useRecordNames(records: readonly RecordId[]): NameOf | null {
  const tallyport = useTallyport();
  const idsOf = (of: RecordDataset): string[] => [
    ...new Set(records.flatMap(({ dataset, id }) => (dataset === of ? id : []))),
  ];
  const ids = { USERS: idsOf('USERS'), BOOKINGS: idsOf('BOOKINGS'), INVOICES: idsOf('INVOICES') };
  const { data, error } = useQuery({
    queryKey: ['record names', ids],
    queryFn: ({ signal }) =>
      tallyport.query(
        RecordNamesDocument,
        {
          first: maxNames,
          users: { ids: ids.USERS.slice(0, maxNames) },
          bookings: { ids: ids.BOOKINGS.slice(0, maxNames) },
          invoices: { ids: ids.INVOICES.slice(0, maxNames) },
          hasUsers: ids.USERS.length > 0,
          hasBookings: ids.BOOKINGS.length > 0,
          hasInvoices: ids.INVOICES.length > 0,
        },
        { signal },
      ),
    enabled: records.length > 0,
    placeholderData: keepPreviousData,
  });
  if (records.length > 0 && !data && !error) return null;
  const names: Record<RecordDataset, ReadonlyMap<string, string>> = {
    USERS: new Map(data?.users?.nodes.map(({ id, displayName }) => [id, displayName])),
    BOOKINGS: new Map(data?.bookings?.nodes.map(({ id, reference }) => [id, reference])),
    INVOICES: new Map(data?.invoices?.nodes.map(({ id, number }) => [id, number])),
  };
  return ({ dataset, id }) => names[dataset].get(id) ?? t.filters.unknown(id);
}
