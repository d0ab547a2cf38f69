import type { Tallyport } from 'tallyport/client';
import { FirstBookingDocument, FirstInvoiceDocument } from '../generated.js';
import { dayIn } from '../zone-days.js';
import { filterOf, type Question } from './question.js';

/** Days within which records must start for a range to count as whole. A venue need not open on its first day. */
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

/** Whether a range that starts on the day `from` lacks records because the first one is later. */
export const startsBefore = (from: string, firstDay: string): boolean =>
  Date.parse(firstDay) - Date.parse(from) >= daysOfGrace * 86_400_000;
