import type { CsvOptions } from '../../../platform/files/csv-writer';
import type { Bounds } from '../../../platform/time/venue-calendar';

/** What was asked for, as the worker needs it. Instants are milliseconds since 1970, bounds half-open. */
export interface ExportSelection {
  readonly ids?: readonly number[];
  /** That of the dataset's own list. */
  readonly userFilter?: unknown;
  readonly bookingFilter?: unknown;
  readonly invoiceFilter?: unknown;
  readonly period?: ResolvedPeriod;
  /** Of a file of an organization: just this user. */
  readonly userId?: number;
  /** Headers that the template gives to columns in the place of their own, by key. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Where one was given; the row's own is set in any case when processing starts. */
  readonly asOf?: number;
  /** Absent: made for spreadsheets. */
  readonly csv?: CsvOptions;
}

/** Dates of the venue, both inclusive, and the bounds that they were when the export was asked for. */
export interface ResolvedPeriod extends Bounds {
  readonly by: 'CREATED' | 'LAST_LOGIN' | 'STARTS' | 'ISSUED';
  readonly startOn: string;
  readonly endOn: string;
}
