import type { CsvDelimiter, ExportFilterInput, PeriodBasis, PeriodPreset, StartExportInput } from 'tallyport/client';
import type { ExportChoicesResult } from '../generated.js';

export type Template = ExportChoicesResult['exportTemplates'][number];
export type Column = ExportChoicesResult['exportColumns'][number];

/** Some rows by their ids, or all that match a filter. */
export type RowSelection = { readonly ids: readonly string[] } | { readonly filter: ExportFilterInput | null };

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

export const firstChoices: Choices = {
  format: 'CSV',
  delimiter: 'COMMA',
  template: 'USER_SUMMARY',
  columns: [],
  period: 'ALL',
  by: 'CREATED',
  start: '',
  end: '',
};

export const periodPresets = [
  'LAST_WEEK',
  'LAST_2_WEEKS',
  'LAST_MONTH',
  'LAST_3_MONTHS',
  'LAST_6_MONTHS',
  'LAST_YEAR',
] as const satisfies readonly PeriodPreset[];

/** Null while two dates are not complete. */
export function inputOf(choices: Choices, selection: RowSelection): StartExportInput | null {
  const { format, delimiter, template, columns, period, by, start, end } = choices;
  if (period === 'DATES' && (!start || !end)) return null;
  return {
    dataset: 'USERS',
    format,
    ...('ids' in selection ? { ids: [...selection.ids] } : { filter: selection.filter }),
    ...(template === null ? { columns: [...columns] } : { template }),
    ...(format === 'CSV' ? { csv: { delimiter } } : {}),
    ...(period === 'ALL' ? {} : { period: period === 'DATES' ? { by, start, end } : { by, preset: period } }),
  };
}
