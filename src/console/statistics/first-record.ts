import type { Tallyport } from 'tallyport/client';
import { FirstBookingDocument, FirstInvoiceDocument } from '../generated.js';
import { dayIn } from '../zone-days.js';
import { filterOf, type Question } from './question.js';

/** Days of a month after which records must have started for it to count as whole. A venue need not open on the first. */
const daysOfGrace = 7;

/** The day of the first record that a question counts. Null if there is none. */
export async function firstRecordDay(
  tallyport: Tallyport,
  question: Question,
  timeZone: string,
  signal: AbortSignal,
): Promise<string | null> {
  const first = await firstInstant(tallyport, question, signal);
  return first === undefined ? null : dayIn(first, timeZone);
}

async function firstInstant(
  tallyport: Tallyport,
  question: Question,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { of, basis } = question;
  const filter = filterOf(question);
  if (of === 'invoices') {
    const { invoices } = await tallyport.query(
      FirstInvoiceDocument,
      { filter: { ...filter, status: ['OPEN', 'PAID'] } },
      { signal },
    );
    return invoices?.nodes[0]?.issuedAt;
  }
  const isCreated = basis === 'CREATED';
  const { bookings } = await tallyport.query(
    FirstBookingDocument,
    {
      filter: { ...filter, status: ['CONFIRMED'] },
      orderBy: [{ field: isCreated ? 'CREATED_AT' : 'STARTS_AT' }],
    },
    { signal },
  );
  const booking = bookings?.nodes[0];
  return isCreated ? booking?.createdAt : booking?.startsAt;
}

/** Whether months that start with `from` lack records because the first one, on a day such as 2026-03-14, is later. */
export const startsBefore = (from: string, firstDay: string): boolean =>
  firstDay > `${from}-${String(daysOfGrace).padStart(2, '0')}`;
