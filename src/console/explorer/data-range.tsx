import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Tallyport } from 'tallyport/client';
import { day } from '../format.js';
import { DataRangeDocument } from '../generated.js';
import type { Viewer } from '../session.js';
import { t } from '../texts/index.js';

interface DataRangeProps {
  readonly client: Tallyport;
  readonly viewer: Viewer;
}

/** The days of the first and the last record of the organization, for viewers who may see all of them. */
export function DataRange({ client, viewer: { user, organization, can } }: DataRangeProps): ReactNode {
  const { data } = useQuery({
    queryKey: ['data range', user.id, can.readBookings.allowed, can.readInvoices.allowed],
    queryFn: ({ signal }) => client.query(DataRangeDocument, {}, { signal }),
    meta: { isOptional: true },
  });
  if (!data) return null;
  const { bookings, invoices } = data.statisticsRange;
  const instants = [
    bookings.scope === 'ORGANIZATION' && bookings.booked,
    invoices.scope === 'ORGANIZATION' && invoices.issued,
  ]
    .flatMap((span) => (span ? [span.firstAt, span.lastAt] : []))
    .sort();
  if (instants.length === 0) return null;
  const [first, last] = [instants[0]!, instants.at(-1)!].map((each) => day(each, organization.timezone));
  return ` · ${t.explorer.dataFrom(first!, last!)}`;
}
