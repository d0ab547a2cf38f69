import { listed, quotedList } from '../../../platform/text/quoted';
import type { Sentence } from '../../../sentences';
import type { RowDataset } from '../../exports/datasets';
import { importWarning } from '../record/import-warnings';
import { knownColumnsOf } from './known-columns';

/** Names the headers that wait for a decision, and before them the other dataset whose file this probably is. */
export function describeUndecided(
  headers: readonly { readonly header: string; readonly isUndecided: boolean }[],
  dataset: RowDataset,
): Sentence[] {
  const undecided = headers.flatMap(({ header, isUndecided }) => (isUndecided ? [header] : []));
  if (undecided.length === 0) return [];
  const subject = undecided.length === 1 ? '1 header needs a decision' : `${undecided.length} headers need a decision`;
  const advice = 'Choose a column for each, or ignore it.';
  const names = headers.map(({ header }) => header);
  const other = findOtherDataset(names, dataset);
  return [
    ...(other ? [importWarning('OTHER_DATASET', { dataset: other }, describeOtherDataset(other))] : []),
    importWarning('UNDECIDED_HEADERS', listed(undecided), `${subject}: ${quotedList(undecided)}. ${advice}`),
  ];
}

const describeOtherDataset = (dataset: RowDataset): string =>
  `This looks like a file of ${dataset}: cancel this import, and start one with the dataset ${dataset}.`;

/** The other dataset whose file these headers are probably of. Null if they fit this dataset as well. */
export function findOtherDataset(headers: readonly string[], dataset: RowDataset): RowDataset | null {
  const datasets: RowDataset[] = ['USERS', 'BOOKINGS', 'INVOICES'];
  const known = new Map(
    datasets.map((other) => [other, headers.filter((header) => knownColumnsOf(other).find(header))] as const),
  );
  const own = known.get(dataset)!;
  const [best] = datasets.toSorted((a, b) => known.get(b)!.length - known.get(a)!.length);
  const foreign = known.get(best!)!.filter((header) => !own.includes(header));
  return known.get(best!)!.length > own.length && foreign.length >= 2 ? best! : null;
}
