import type { CsvOptions } from '../../../platform/files/csv-writer';
import type { Bounds } from '../../../platform/time/venue-calendar';
import type { PeriodBasis } from './period-basis';

/**
 * The row selection and options of an export, in the form that the worker needs. Instants are milliseconds since 1970,
 * bounds are half-open.
 */
export interface ExportSelection {
  readonly ids?: readonly number[];
  /** Ids of rows that match the filter but are excluded, in ascending order. Never together with `ids`. */
  readonly excludeIds?: readonly number[];
  /** The filter of the dataset's own list, as `serializeFilter` makes it. */
  readonly filter?: unknown;
  readonly period?: ResolvedPeriod;
  /** Only for ORGANIZATION: the one user whose data is exported. */
  readonly userId?: number;
  /** Headers that the template gives to columns instead of their own, by key. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The instant that the request named. The export's own `asOf` is set in any case when processing starts. */
  readonly asOf?: number;
  /** Absent: written for spreadsheets. */
  readonly csv?: CsvOptions;
  /** The requested name of the file, without its extension. */
  readonly fileName?: string;
}

/** Dates of the venue, both inclusive, and their bounds as they were when the export was requested. */
export interface ResolvedPeriod extends Bounds {
  readonly by: PeriodBasis;
  readonly startOn: string;
  readonly endOn: string;
}

type OldFilters = { readonly [Name in 'userFilter' | 'bookingFilter' | 'invoiceFilter']?: unknown };

/** Reads a stored selection. Earlier versions stored the filter under a name of its dataset. */
export function parseSelection(stored: ExportSelection & OldFilters): ExportSelection {
  const { userFilter, bookingFilter, invoiceFilter, ...selection } = stored;
  const filter = selection.filter ?? userFilter ?? bookingFilter ?? invoiceFilter;
  return filter === undefined ? selection : { ...selection, filter };
}
