import { type Because, because } from '../../error-reasons';
import { badInput } from '../../errors';
import { parseDate, parseInstant } from '../../platform/graphql/scalars';
import { quoted } from '../../platform/text/quoted';
import type { TextContext } from './column';
import { DateOrder } from './date-order';

const dateForm = /^\d{4}-\d\d-\d\d$/;
const localForm = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,3})?)?$/;
const dayMonthYear = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?!\d)(.*)$/;
const timeOfDay = /^[\s,T]+(\d{1,2}):(\d\d)(:\d\d(?:\.\d{1,3})?)?(?:\s*([AP])M)?$/i;

/** What is wrong with a text, as the end of a sentence, and the reason. */
interface Problem {
  readonly text: string;
  readonly reason: Because;
}

/** A time that the clock of the venue does not read exactly once. */
class ClockError extends RangeError {
  constructor(
    message: string,
    readonly reason: Because,
  ) {
    super(message);
  }
}

/**
 * Reads an instant: RFC 3339, or a date, which is the start of that day in the venue time zone. A lenient context also
 * takes a date and time without offset, as workbooks hold them, if the venue's clock read it exactly once, and dates in
 * its `dateOrder`.
 */
export function parseStart(text: string, context: TextContext, argument: string): Date {
  const { calendar, isLenient, dateOrder } = context;
  const trimmed = isLenient ? text.trim() : text;
  const ordered = isLenient ? isoText(trimmed, dateOrder) : null;
  const plain = ordered ?? trimmed;
  try {
    if (dateForm.test(plain)) {
      const date = parseDate(plain);
      return new Date(calendar.dates(date, date).startMs);
    }
    const local = isLenient ? localForm.exec(plain) : null;
    if (local) return parseLocal(text, local, calendar);
    return parseInstant(plain);
  } catch (error) {
    const otherForm = ordered ? null : (missingDay(trimmed) ?? otherOrder(trimmed, context));
    const problem = otherForm ?? problemOf(trimmed, error as Error);
    throw badInput(argument, `${quoted(text)} ${problem.text}`, problem.reason);
  }
}

function parseLocal(
  value: string,
  [, date, minute, second = ':00']: RegExpExecArray,
  calendar: TextContext['calendar'],
): Date {
  const { timezone } = calendar;
  // Refuses a date or a time of day that does not exist.
  const wallMs = parseInstant(`${parseDate(date!)}T${minute}${second}Z`).getTime();
  const [instantMs, other] = calendar.instantsReading(wallMs);
  if (instantMs === undefined)
    throw new ClockError(
      `does not exist in ${timezone}, because the clock is set forward then; write it with its UTC offset`,
      because('NO_SUCH_TIME', { value, timezone }),
    );
  if (other !== undefined) {
    const instants = [instantMs, other].map((ms) => calendar.instantOf(ms));
    throw new ClockError(
      `is two instants in ${timezone}, because the clock is set back then; write ${instants.join(' or ')}`,
      because('TIME_REPEATED', { value, timezone, instants }),
    );
  }
  return new Date(instantMs);
}

const isoDay = /^(\d{4})-(\d\d)-(\d\d)/;

/** Says that a month does not have the day. Null for any other text. */
function missingDay(text: string): Problem | null {
  const [, isoYear, isoMonth = '', iso = ''] = isoDay.exec(text) ?? [];
  const [, first = '', second = '', year = ''] = dayMonthYear.exec(text) ?? [];
  const orders: [month: string, day: string][] = isoYear
    ? [[isoMonth, iso]]
    : [
        [second, first],
        [first, second],
      ];
  const ofYear = isoYear ?? fullYear(year);
  if (Number(ofYear) < 1000 || orders.some(([month, day]) => dateOf(ofYear, month, day))) return null;
  for (const [month, day] of orders) {
    const end = new Date(Date.UTC(Number(ofYear), Number(month), 0));
    const days = end.getUTCDate();
    if (Number(day) <= days || Number(day) > 31 || Number(month) < 1 || Number(month) > 12) continue;
    const name = end.toLocaleDateString('en-US', { month: 'long', timeZone: 'UTC' });
    const last = end.toISOString().slice(0, 10);
    return {
      text: `does not exist: ${name} ${ofYear} has ${days} days. Write another date, like ${last}.`,
      reason: because('NO_SUCH_DAY', { value: text, days, last }),
    };
  }
  return null;
}

/** Where the first two numbers of a date have the month and the day. */
const monthAndDay: Readonly<Record<Exclude<DateOrder, 'YEAR_MONTH_DAY'>, (numbers: string[]) => [string, string]>> = {
  DAY_MONTH_YEAR: ([day, month]) => [month!, day!],
  MONTH_DAY_YEAR: ([month, day]) => [month!, day!],
};
const otherOrders = Object.keys(monthAndDay) as (keyof typeof monthAndDay)[];

/** The date, or the date and time, that a text has in this order, as `localForm`. Null for any other text. */
function isoText(text: string, order: DateOrder = DateOrder.YEAR_MONTH_DAY): string | null {
  const [, first, second, year, rest = ''] = dayMonthYear.exec(text) ?? [];
  if (order === DateOrder.YEAR_MONTH_DAY || year?.length !== 4) return null;
  const date = dateOf(year, ...monthAndDay[order]([first!, second!]));
  const time = isoTime(rest);
  return date !== null && time !== null ? `${date}${time}` : null;
}

/** The time of day after a date, like `T14:30`. Empty for no text, null for another text. */
function isoTime(text: string): string | null {
  if (text === '') return '';
  const [, hour, minute, afterMinute = '', half] = timeOfDay.exec(text) ?? [];
  if (hour === undefined || (half && (Number(hour) === 0 || Number(hour) > 12))) return null;
  const hour24 = half ? (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0) : hour;
  return `T${String(hour24).padStart(2, '0')}:${minute}${afterMinute}`;
}

/**
 * Says what to write instead of a date in another form, also where day and month cannot be distinguished. Null for any
 * other text. A strict context needs the UTC offset of a time.
 */
function otherOrder(text: string, { isLenient, dateOrder }: TextContext): Problem | null {
  const [, first = '', second = '', year = '', rest = ''] = dayMonthYear.exec(text) ?? [];
  const dateIn = (order: (typeof otherOrders)[number]): string | null =>
    dateOf(year, ...monthAndDay[order]([first, second]));
  const possible = otherOrders.filter((order) => dateIn(order));
  if (possible.length === 0 || (rest !== '' && !isLenient)) return null;
  const clock = isoTime(rest);
  const dates = [...new Set(possible.map((order) => `${dateIn(order)}${clock ?? ''}`))];
  const time = clock === null ? 'T14:30' : '';
  const isShort = year.length === 2;
  const orders = dateOrder && clock !== null && !isShort ? possible : [];
  const choice = orders.length > 0 ? `, or choose \`dateOrder: ${orders.join('` or `')}\`` : '';
  const advice = `Write ${dates.join(' or ')}${time && `, and the time after it like ${time}`}${choice}.`;
  if (isShort)
    return {
      text: `has a year of two digits. ${advice}`,
      reason: because('SHORT_YEAR', { value: text, dates, time }),
    };
  return dates.length > 1
    ? {
        text: `can be read in several ways. ${advice}`,
        reason: because('DATE_AMBIGUOUS', { value: text, dates, time, orders }),
      }
    : {
        text: `has its parts in another order. ${advice}`,
        reason: because('DATE_ORDER', { value: text, date: dates[0]!, time, orders }),
      };
}

const problemOf = (text: string, error: Error): Problem => ({
  text: `${error.message}.`,
  reason: error instanceof ClockError ? error.reason : because('NOT_A_TIME', { value: text }),
});

const fullYear = (year: string): string => (year.length === 4 ? year : `20${year.slice(-2)}`);

/** `YYYY-MM-DD`, or null if there is no such day. */
function dateOf(year: string, month: string, day: string): string | null {
  try {
    return parseDate(`${fullYear(year)}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  } catch {
    return null;
  }
}
