import type { PeriodPreset } from 'tallyport/client';
import { days as daysText, month } from '../format.js';
import type { DayRange, Granularity } from '../generated.js';
import { t } from '../texts/index.js';
import { isDay } from '../zone-days.js';

/** The nth month after a month such as 2026-03, or before it. */
function monthAfter(month: string, n: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + n, 1)).toISOString().slice(0, 7);
}

/** The current month in a zone. */
export const monthIn = (timeZone: string, now = new Date()): string =>
  new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', timeZone }).format(now).slice(0, 7);

export type MonthPeriod = keyof typeof t.statistics.periods;

/** The first and last months of periods, by the current month. */
export const monthPeriods = (thisMonth: string): Record<MonthPeriod, readonly [string, string]> => ({
  months3: [monthAfter(thisMonth, -2), thisMonth],
  months12: [monthAfter(thisMonth, -11), thisMonth],
  months24: [monthAfter(thisMonth, -23), thisMonth],
  ahead: [thisMonth, monthAfter(thisMonth, 2)],
});

const firstDay = (month: string): string => `${month}-01`;
export const lastDay = (month: string): string =>
  new Date(Date.parse(firstDay(monthAfter(month, 1))) - 86_400_000).toISOString().slice(0, 10);

/** The range of a period: of months, or of a preset of the API. */
export function daysOfPeriod(period: MonthPeriod | PeriodPreset, thisMonth: string): DayRange {
  const months = (monthPeriods(thisMonth) as Record<string, readonly [string, string] | undefined>)[period];
  return months ? { from: firstDay(months[0]), to: lastDay(months[1]) } : { preset: period as PeriodPreset };
}

/** The range of days or months in an address, such as from=2026-02&to=2026-03. */
export function daysFrom(from: string | null, to: string | null): DayRange | null {
  if (!from || !to) return null;
  const days = { from: isMonth(from) ? firstDay(from) : from, to: isMonth(to) ? lastDay(to) : to };
  return isDay(days.from) && isDay(days.to) ? days : null;
}

const isMonth = (text: string): boolean => /^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(text);

/** Two days in words: as months if they are whole ones. */
export function rangeText(start: string, end: string): string {
  const [first, last] = [start.slice(0, 7), end.slice(0, 7)];
  if (start !== firstDay(first) || end !== lastDay(last)) return daysText(start, end);
  return first === last ? month(first) : `${month(first)} – ${month(last)}`;
}

/** A short name for a period of the API. */
export function periodText(granularity: Granularity, { label, start, end }: PeriodOfRow): string {
  if (granularity === 'MONTH') return month(label, 'short');
  if (granularity === 'YEAR') return label;
  if (granularity === 'DAY' || granularity === 'WHOLE') return daysText(start, end);
  const [year, number] = label.split(/-[WQ]/).map(Number) as [number, number];
  return granularity === 'WEEK' ? t.statistics.week(number, year) : t.statistics.quarter(number, year);
}

interface PeriodOfRow {
  readonly label: string;
  readonly start: string;
  readonly end: string;
}
