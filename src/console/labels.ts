import type {
  BlankCells,
  BookingBasis,
  BookingStatus,
  CsvDelimiter,
  DateOrder,
  DecimalSeparator,
  ExportDataset,
  ExportFormat,
  ExportPhase,
  ExportRequestState,
  ExportState,
  ImportEncoding,
  ImportPhase,
  ImportState,
  InvoiceStatus,
  PeriodBasis,
  PeriodPreset,
  Role,
  UserOrderField,
  UserStatus,
} from 'tallyport/client';
import type {
  BookingDimension,
  BookingOrderField,
  Granularity,
  InvoiceDimension,
  InvoiceOrderField,
  SessionResult,
} from './generated.js';

interface Enums {
  readonly BlankCells: BlankCells;
  readonly BookingBasis: BookingBasis;
  readonly BookingDimension: BookingDimension;
  readonly BookingOrderField: BookingOrderField;
  readonly BookingStatus: BookingStatus;
  readonly CsvDelimiter: CsvDelimiter;
  readonly DateOrder: DateOrder;
  readonly DecimalSeparator: DecimalSeparator;
  readonly ExportDataset: ExportDataset;
  readonly ExportFormat: ExportFormat;
  readonly ExportPhase: ExportPhase;
  readonly ExportRequestState: ExportRequestState;
  readonly ExportState: ExportState;
  readonly Granularity: Granularity;
  readonly ImportEncoding: ImportEncoding;
  readonly ImportPhase: ImportPhase;
  readonly ImportState: ImportState;
  readonly InvoiceDimension: InvoiceDimension;
  readonly InvoiceOrderField: InvoiceOrderField;
  readonly InvoiceStatus: InvoiceStatus;
  readonly PeriodBasis: PeriodBasis;
  readonly PeriodPreset: PeriodPreset;
  readonly Role: Role;
  readonly UserOrderField: UserOrderField;
  readonly UserStatus: UserStatus;
}

/** The texts of the values of enums, in the language of the browser. */
export type Labels = { readonly [Name in keyof Enums]: Readonly<Record<Enums[Name], string>> };

/** The enums whose labels the console reads from the server. */
export const labeledEnums: readonly (keyof Enums)[] = Object.keys({
  BlankCells: true,
  BookingBasis: true,
  BookingDimension: true,
  BookingOrderField: true,
  BookingStatus: true,
  CsvDelimiter: true,
  DateOrder: true,
  DecimalSeparator: true,
  ExportDataset: true,
  ExportFormat: true,
  ExportPhase: true,
  ExportRequestState: true,
  ExportState: true,
  Granularity: true,
  ImportEncoding: true,
  ImportPhase: true,
  ImportState: true,
  InvoiceDimension: true,
  InvoiceOrderField: true,
  InvoiceStatus: true,
  PeriodBasis: true,
  PeriodPreset: true,
  Role: true,
  UserOrderField: true,
  UserStatus: true,
} satisfies Record<keyof Enums, true>) as (keyof Enums)[];

export const labelsOf = <Of = Labels>(enums: SessionResult['enumLabels']): Of =>
  Object.fromEntries(
    enums.map(({ enum: name, values }) => [name, Object.fromEntries(values.map(({ value, label }) => [value, label]))]),
  ) as unknown as Of;

/** The labels as the options of a select. */
export const optionsOf = <Value extends string>(
  labels: Readonly<Record<Value, string>>,
): { value: Value; label: string }[] =>
  Object.entries<string>(labels).map(([value, label]) => ({ value: value as Value, label }));

/** The values of an address that the enum has. */
export const knownValues = <Value extends string>(
  values: readonly string[],
  labels: Readonly<Record<Value, string>>,
): Value[] => values.filter((value): value is Value => Object.hasOwn(labels, value));
