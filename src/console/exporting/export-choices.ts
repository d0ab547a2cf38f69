import type { CsvDelimiter, ExportFilterInput, PeriodBasis, PeriodPreset, StartExportInput } from 'tallyport/client';
import type { RecordDataset } from '../access.js';
import type { ExportChoicesResult } from '../generated.js';

export type Template = ExportChoicesResult['exportTemplates'][number];
export type Column = ExportChoicesResult['exportColumns'][number];

/** Some rows by their ids, or all that match a filter, except some. */
export type SelectedRows =
  | { readonly ids: readonly string[] }
  | { readonly filter: ExportFilterInput | null; readonly excludeIds: readonly string[] };

/** What is chosen in the dialog. */
export interface Choices {
  readonly format: 'CSV' | 'XLSX';
  readonly delimiter: CsvDelimiter;
  /** Id of a template, or null with `columns`. */
  readonly template: string | null;
  readonly columns: readonly string[];
  readonly period: PeriodPreset | 'ALL' | 'DATES';
  readonly by: PeriodBasis;
  readonly start: string;
  readonly end: string;
}

/** The dates of the records that can be in a period, the first one by default. */
export const periodBases: Readonly<Record<RecordDataset, readonly [PeriodBasis, ...PeriodBasis[]]>> = {
  USERS: ['CREATED', 'LAST_LOGIN'],
  BOOKINGS: ['STARTS', 'CREATED'],
  INVOICES: ['ISSUED'],
};

const defaultTemplates = {
  USERS: 'USER_SUMMARY',
  BOOKINGS: 'BOOKING_LIST',
  INVOICES: 'INVOICE_LIST',
} satisfies Record<RecordDataset, string>;

export const firstChoices = (dataset: RecordDataset): Choices => ({
  format: 'CSV',
  delimiter: 'COMMA',
  template: defaultTemplates[dataset],
  columns: [],
  period: 'ALL',
  by: periodBases[dataset][0],
  start: '',
  end: '',
});

export const periodPresets = {
  upToToday: ['LAST_WEEK', 'LAST_2_WEEKS', 'LAST_MONTH', 'LAST_3_MONTHS', 'LAST_6_MONTHS', 'LAST_YEAR'],
  calendar: ['THIS_MONTH', 'PREVIOUS_MONTH', 'THIS_QUARTER', 'PREVIOUS_QUARTER', 'THIS_YEAR', 'PREVIOUS_YEAR'],
} as const satisfies Record<string, readonly PeriodPreset[]>;

const filterFields = {
  USERS: 'users',
  BOOKINGS: 'bookings',
  INVOICES: 'invoices',
} satisfies Record<RecordDataset, keyof ExportFilterInput>;

/** Only a filter can have exceptions, so all rows become an empty filter. */
const allExcept = (
  dataset: RecordDataset,
  { filter, excludeIds }: Exclude<SelectedRows, { readonly ids: unknown }>,
): Pick<StartExportInput, 'filter' | 'excludeIds'> =>
  excludeIds.length === 0
    ? { filter }
    : { filter: filter ?? { [filterFields[dataset]]: {} }, excludeIds: [...excludeIds] };

/** Null while two dates are not complete. */
export function inputOf(dataset: RecordDataset, choices: Choices, selection: SelectedRows): StartExportInput | null {
  const { format, delimiter, template, columns, period, by, start, end } = choices;
  if (period === 'DATES' && (!start || !end)) return null;
  return {
    dataset,
    format,
    ...('ids' in selection ? { ids: [...selection.ids] } : allExcept(dataset, selection)),
    ...(template === null ? { columns: [...columns] } : { template }),
    ...(format === 'CSV' ? { csv: { delimiter } } : {}),
    ...(period === 'ALL' ? {} : { period: period === 'DATES' ? { by, start, end } : { by, preset: period } }),
  };
}
