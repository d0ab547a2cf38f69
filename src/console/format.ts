import { locale } from './language.js';

const formatters = new Map<string, object>();

/** Each formatter is made once: making one takes longer than formatting hundreds of values. */
function kept<Formatter extends object>(kind: string, options: object, make: () => Formatter): Formatter {
  const key = kind + JSON.stringify(options);
  const formatter = (formatters.get(key) as Formatter | undefined) ?? make();
  formatters.set(key, formatter);
  return formatter;
}

const numbers = (options: Intl.NumberFormatOptions = {}): Intl.NumberFormat =>
  kept('number', options, () => new Intl.NumberFormat(locale, options));

const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  kept('date', options, () => new Intl.DateTimeFormat(locale, options));

/** A whole number, such as 1,243. */
export const count = (value: number): string => numbers().format(value);

/** An amount in the currency of the organization. The text is formatted exactly, without a detour over a number. */
export const money = (decimal: string, currency: string): string =>
  numbers({ style: 'currency', currency }).format(decimal as `${number}` & number);

/** Minor units of a currency as a decimal number in major units, exactly. */
export function withPoint(minorUnits: bigint | number | string, decimals: number): string {
  const text = String(minorUnits).replace(/\d+/, (digits) => digits.padStart(decimals + 1, '0'));
  return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}

/** Alternatives, such as "Active, Pending or Inactive". */
export const listOf = (texts: readonly string[]): string =>
  new Intl.ListFormat(locale, { type: 'disjunction' }).format(texts);

export const bytes = (value: number): string => {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  const power = Math.min(Math.floor(Math.log10(Math.max(value, 1)) / 3), units.length - 1);
  const digits = power === 0 || value / 1000 ** power >= 100 ? 0 : 1;
  return numbers({
    style: 'unit',
    unit: units[power]!,
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: digits,
  }).format(value / 1000 ** power);
};

/** An instant as date and time in the zone of the organization. */
export const instant = (iso: string, timeZone: string): string =>
  dates({ dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(iso));

export const day = (iso: string, timeZone: string): string =>
  dates({ dateStyle: 'medium', timeZone }).format(new Date(iso));

/** Two calendar days, such as 28 Oct – 27 Nov 2026. */
export const days = (start: string, end: string): string =>
  dates({ dateStyle: 'medium', timeZone: 'UTC' }).formatRange(new Date(start), new Date(end));

/** A duration in its largest unit, rounded up: 8 seconds, 3 minutes, 23 hours. */
export const duration = (seconds: number): string => {
  const [unit, size] = seconds < 90 ? ['second', 1] : seconds < 5400 ? ['minute', 60] : ['hour', 3600];
  return numbers({ style: 'unit', unit, unitDisplay: 'short' }).format(Math.ceil(seconds / size));
};

/** The time from one instant to another, such as 1 hr 30 min. */
export const timeBetween = (start: string, end: string): string => {
  const all = Math.round((Date.parse(end) - Date.parse(start)) / 60_000);
  const text = (value: number, unit: string): string =>
    numbers({ style: 'unit', unit, unitDisplay: 'short' }).format(value);
  const [hours, minutes] = [Math.floor(all / 60), all % 60];
  return [hours > 0 && text(hours, 'hour'), (minutes > 0 || hours === 0) && text(minutes, 'minute')]
    .filter(Boolean)
    .join(' ');
};

/** A number with at most two decimals. */
export const number = (value: number): string => numbers({ maximumFractionDigits: 2 }).format(value);

/** A share of one, such as 12.5%. */
export const share = (value: number): string => numbers({ style: 'percent', maximumFractionDigits: 1 }).format(value);

/** A share of one as a change, such as +33%. */
export const percent = (share: number): string =>
  numbers({ style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits: 1 }).format(share);

/** A calendar month such as 2026-03, as Mar 2026 or March 2026. */
export const month = (text: string, style: 'short' | 'long' = 'long'): string =>
  dates({ year: 'numeric', month: style, timeZone: 'UTC' }).format(new Date(`${text}-01`));

/** A weekday, from 1 (Monday) to 7. */
export const weekday = (n: number, style: 'short' | 'long' = 'long'): string =>
  dates({ weekday: style, timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, n)));

/** An hour of the day, from 0 to 23. */
export const clock = (hour: number): string =>
  dates({ hour: 'numeric', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, 1, hour)));
