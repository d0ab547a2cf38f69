/** Periods of the calendar, unlike the presets of the API, which end today. */
export const calendarPeriods = [
  'THIS_MONTH',
  'PREVIOUS_MONTH',
  'THIS_QUARTER',
  'PREVIOUS_QUARTER',
  'THIS_YEAR',
  'PREVIOUS_YEAR',
] as const;

export type CalendarPeriod = (typeof calendarPeriods)[number];

/** The first and the last day, such as 2026-11-01, by the current day in the zone of the organization. */
export function daysOf(period: CalendarPeriod, today: string): { readonly start: string; readonly end: string } {
  const [year, month] = today.split('-').map(Number) as [number, number];
  const months = period.endsWith('MONTH') ? 1 : period.endsWith('QUARTER') ? 3 : 12;
  const current = Math.floor((month - 1) / months) * months;
  const first = period.startsWith('THIS') ? current : current - months;
  return { start: dayOf(year, first, 1), end: dayOf(year, first + months, 0) };
}

/** The current day in a zone. */
export const dayIn = (timeZone: string, now = new Date()): string =>
  new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).format(now);

/** The day 0 is the last one of the month before. */
const dayOf = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
