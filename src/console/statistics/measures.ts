import { count, money, number, percent, share, withPoint } from '../format.js';
import type {
  BookingFiguresResult,
  BookingStatMeasure,
  InvoiceFiguresResult,
  InvoiceStatMeasure,
} from '../generated.js';
import { t } from '../texts/index.js';

type Result = BookingFiguresResult | InvoiceFiguresResult;
type ValuesOf<Of extends Result> = Partial<Omit<NonNullable<Of['groups']>['rows'][number], 'before'>>;
type Values = ValuesOf<BookingFiguresResult> & ValuesOf<InvoiceFiguresResult>;

/** A row of either statistics. Rows of all records have no dimensions. */
export type Row = Values & { readonly before?: Values | null };

/** How a value is shown, which is exact and in the unit of its measure. */
export interface Unit {
  /** Such as 12, 3.5 h or €120.00. */
  readonly text: (value: bigint) => string;
  /** For the length of a bar. */
  readonly number: (value: bigint) => number;
  /** How much more or less than before, such as +3 (+33%). Without the percentage if there was nothing before, or not all. */
  readonly change: (now: bigint, before: bigint, isPartial: boolean) => string;
}

interface MeasureOf<Rank> {
  /** Null if there is nothing to measure. */
  readonly value: (row: Values) => bigint | null;
  readonly unit: (currency: string, decimals: number) => Unit;
  /** Whether the values of all periods can be added up. */
  readonly isAdditive: boolean;
  /** The measure that decides which groups are the largest. */
  readonly rank: Rank;
  /** Its column in CSV. */
  readonly column: string;
}

const relativeUnit = (text: Unit['text'], toNumber: Unit['number']): Unit => ({
  text,
  number: toNumber,
  change(now, before, isPartial) {
    const difference = now - before;
    const change = `${difference > 0n ? '+' : ''}${text(difference)}`;
    return before === 0n || isPartial
      ? change
      : `${change} (${percent(Number(difference) / Math.abs(Number(before)))})`;
  },
});

const pieces = (): Unit => relativeUnit((value) => count(Number(value)), Number);

const hoursOf = (ms: bigint): number => Number(ms) / 3_600_000;
const hours = (): Unit => relativeUnit((value) => t.statistics.hours(number(hoursOf(value))), hoursOf);

const amounts = (currency: string, decimals: number): Unit =>
  relativeUnit(
    (value) => money(withPoint(value, decimals), currency),
    (value) => Number(withPoint(value, decimals)),
  );

/** Shares in millionths. They change by percentage points. */
const perMillion = 1_000_000;
const percentOf = (millionths: bigint): number => (Number(millionths) * 100) / perMillion;
const shares = (): Unit => ({
  text: (value) => share(Number(value) / perMillion),
  number: percentOf,
  change: (now, before) => `${now > before ? '+' : ''}${t.statistics.points(number(percentOf(now - before)))}`,
});

const rounded = (value: number | null | undefined, factor: number): bigint | null =>
  typeof value === 'number' ? BigInt(Math.round(value * factor)) : null;

const records = {
  value: ({ count }: Values) => BigInt(count ?? 0),
  unit: pieces,
  isAdditive: true,
  rank: 'COUNT',
  column: 'count',
} as const;

const users = {
  ...records,
  value: ({ users }: Values) => BigInt(users ?? 0),
  isAdditive: false,
  column: 'users',
} as const;

/** The measures of each kind of record, the default first. */
export const measures = {
  bookings: {
    count: records,
    hours: {
      value: ({ durationMs }) => BigInt(durationMs ?? 0),
      unit: hours,
      isAdditive: true,
      rank: 'DURATION_MS',
      column: 'minutes',
    },
    users,
    averageHours: {
      value: ({ averageMinutes }) => rounded(averageMinutes, 60_000),
      unit: hours,
      isAdditive: false,
      rank: 'COUNT',
      column: 'averageMinutes',
    },
    cancelled: {
      value: ({ cancelled }) => BigInt(cancelled ?? 0),
      unit: pieces,
      isAdditive: true,
      rank: 'CANCELLED',
      column: 'cancelled',
    },
    cancellationRate: {
      value: ({ cancellationRate }) => rounded(cancellationRate, perMillion),
      unit: shares,
      isAdditive: false,
      rank: 'COUNT',
      column: 'cancellationRate',
    },
  } satisfies Record<string, MeasureOf<BookingStatMeasure>>,
  invoices: {
    total: {
      value: ({ total }) => BigInt(total?.minorUnits ?? 0),
      unit: amounts,
      isAdditive: true,
      rank: 'TOTAL',
      column: 'total',
    },
    count: records,
    users,
    average: {
      value: ({ average }) => (average ? BigInt(average.minorUnits) : null),
      unit: amounts,
      isAdditive: false,
      rank: 'COUNT',
      column: 'average',
    },
  } satisfies Record<string, MeasureOf<InvoiceStatMeasure>>,
} as const;

export type Kind = keyof typeof measures;
export type Measure = { [Of in Kind]: keyof (typeof measures)[Of] }[Kind];

export const measuresOf = (of: Kind): Measure[] => Object.keys(measures[of]) as Measure[];

export const measureOf = ({ of, measure }: { readonly of: Kind; readonly measure: Measure }) =>
  (measures[of] as Record<string, MeasureOf<BookingStatMeasure | InvoiceStatMeasure>>)[measure]!;
