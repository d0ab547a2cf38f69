import { type Because, because } from '../../error-reasons';
import { badInput } from '../../errors';
import { parseDate, parseInstant } from '../../platform/graphql/scalars';
import { quoted } from '../../platform/text/quoted';
import type { TextContext } from './column';

const dateForm = /^\d{4}-\d\d-\d\d$/;
const localForm = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,3})?)?$/;
const dayMonthYear = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?!\d)(.*)$/;
const timeOfDay = /^[\s,T]+(\d{1,2}):(\d\d)(:\d\d)?$/;

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
 * takes a date and time without offset, as workbooks hold them, if the venue's clock read it exactly once.
 */
export function parseStart(text: string, { calendar, isLenient }: TextContext, argument: string): Date {
  const trimmed = isLenient ? text.trim() : text;
  try {
    if (dateForm.test(trimmed)) {
      const date = parseDate(trimmed);
      return new Date(calendar.dates(date, date).startMs);
    }
    const local = isLenient ? localForm.exec(trimmed) : null;
    if (local) return parseLocal(text, local, calendar);
    return parseInstant(trimmed);
  } catch (error) {
    const problem = missingDay(trimmed) ?? problemOf(trimmed, error as Error, isLenient);
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

/** What to write instead, also where day and month cannot be distinguished. A strict context needs the UTC offset of a time. */
function problemOf(text: string, error: Error, isLenient = false): Problem {
  const [, first = '', second = '', year = '', rest = ''] = dayMonthYear.exec(text) ?? [];
  const [, hour = '', minute = '', afterMinute = ''] = timeOfDay.exec(rest) ?? [];
  const time = minute && `T${hour.padStart(2, '0')}:${minute}${afterMinute}`;
  const dates = [
    [second, first],
    [first, second],
  ].flatMap(([month, day]) => dateOf(year, month!, day!) ?? []);
  if (dates.length === 0 || (rest !== '' && !isLenient))
    return {
      text: `${error.message}.`,
      reason: error instanceof ClockError ? error.reason : because('NOT_A_TIME', { value: text }),
    };
  const written = [...new Set(dates)].map((date) => `${date}${time}`);
  const example = rest === '' || time ? '' : 'T14:30';
  const advice = `Write ${written.join(' or ')}${example && `, and the time after it like ${example}`}.`;
  const [date] = written as [string];
  return written.length > 1
    ? {
        text: `can be read in several ways. ${advice}`,
        reason: because('DATE_AMBIGUOUS', { value: text, dates: written, time: example }),
      }
    : {
        text: `has its parts in another order. ${advice}`,
        reason: because('DATE_ORDER', { value: text, date, time: example }),
      };
}

const fullYear = (year: string): string => (year.length === 4 ? year : `20${year.slice(-2)}`);

/** `YYYY-MM-DD`, or null if there is no such day. */
function dateOf(year: string, month: string, day: string): string | null {
  try {
    return parseDate(`${fullYear(year)}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  } catch {
    return null;
  }
}
