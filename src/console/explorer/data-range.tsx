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
  const bookings = can.readBookings.allowed;
  const invoices = can.readInvoices.allowed;
  const { data } = useQuery({
    queryKey: ['data range', user.id, bookings, invoices],
    queryFn: ({ signal }) => client.query(DataRangeDocument, { bookings, invoices }, { signal }),
    enabled: bookings || invoices,
    meta: { isOptional: true },
  });
  const starts = [data?.firstBooking, data?.lastBooking].flatMap((each) => each?.nodes.map(({ startsAt }) => startsAt));
  const issues = [data?.firstInvoice, data?.lastInvoice].flatMap((each) => each?.nodes.map(({ issuedAt }) => issuedAt));
  const instants = [...starts, ...issues].filter((each) => each !== undefined).sort();
  if (instants.length === 0) return null;
  const [first, last] = [instants[0]!, instants.at(-1)!].map((each) => day(each, organization.timezone));
  return ` · ${t.explorer.dataFrom(first!, last!)}`;
}
