import { quotedList } from '../../../platform/text/quoted';
import type { RowDataset } from '../../exports/datasets';
import { knownBookingColumns, type KnownColumns, knownInvoiceColumns, knownUserColumns } from './known-columns';

const columnsOf: Readonly<Record<RowDataset, KnownColumns>> = {
  USERS: knownUserColumns([]),
  BOOKINGS: knownBookingColumns,
  INVOICES: knownInvoiceColumns,
};

/** Names the headers that wait for a decision, and the other dataset whose file this probably is. */
export function describeUndecided(
  headers: readonly { readonly header: string; readonly isUndecided: boolean }[],
  dataset: RowDataset,
): string[] {
  const undecided = headers.flatMap(({ header, isUndecided }) => (isUndecided ? [header] : []));
  if (undecided.length === 0) return [];
  const subject = undecided.length === 1 ? '1 header needs a decision' : `${undecided.length} headers need a decision`;
  const advice = 'Call `mapImport` with a column for each, or with null to ignore it.';
  const candidates = (Object.keys(columnsOf) as RowDataset[]).map((other) => ({
    other,
    known: headers.filter(({ header }) => columnsOf[other].find(header)),
  }));
  const own = candidates.find(({ other }) => other === dataset)!;
  const [best] = candidates.toSorted((a, b) => b.known.length - a.known.length);
  const foreign = best!.known.filter(({ isUndecided }) => isUndecided);
  const isOther = best!.known.length > own.known.length && foreign.length > 1;
  return [
    `${subject}: ${quotedList(undecided)}. ${advice}`,
    ...(isOther
      ? [
          `${foreign.length} of these headers belong to ${best!.other}. If the file has ${best!.other.toLowerCase()}, cancel this import and start one of the dataset ${best!.other}.`,
        ]
      : []),
  ];
}
