import { badInput } from '../../errors';
import { parseDate, parseInstant } from '../../platform/graphql/scalars';
import type { TextContext } from './column';

const dateForm = /^\d{4}-\d\d-\d\d$/;
const localForm = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,3})?)?$/;
const dayMonthYear = /^(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})\b/;

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
    if (local) return parseLocal(local, calendar);
    return parseInstant(trimmed);
  } catch (error) {
    throw badInput(argument, `"${text}" ${isLenient ? hintFor(trimmed, error as Error) : (error as Error).message}`);
  }
}

function parseLocal([, date, minute, second = ':00']: RegExpExecArray, calendar: TextContext['calendar']): Date {
  // Refuses a date or a time of day that does not exist.
  const wallMs = parseInstant(`${parseDate(date!)}T${minute}${second}Z`).getTime();
  const [instantMs, other] = calendar.instantsReading(wallMs);
  if (instantMs === undefined)
    throw new RangeError(
      `does not exist in ${calendar.timezone}, because the clock is set forward then; write it with its UTC offset`,
    );
  if (other !== undefined)
    throw new RangeError(
      `is two instants in ${calendar.timezone}, because the clock is set back then; ` +
        `write ${calendar.instantOf(instantMs)} or ${calendar.instantOf(other)}`,
    );
  return new Date(instantMs);
}

/** What to write instead, also where day and month cannot be distinguished. */
function hintFor(text: string, { message }: Error): string {
  const parts = dayMonthYear.exec(text);
  if (!parts) return message;
  const [first, second] = [parts[1]!.padStart(2, '0'), parts[2]!.padStart(2, '0')];
  const year = parts[3]!.length === 4 ? parts[3]! : `20${parts[3]!.slice(-2)}`;
  const isAmbiguous = Number(first) <= 12 && Number(second) <= 12 && first !== second;
  const dates = Number(first) > 12 ? `${year}-${second}-${first}` : `${year}-${first}-${second}`;
  return `can be read in several ways: write the date as YYYY-MM-DD, like ${dates}${isAmbiguous ? ` or ${year}-${second}-${first}` : ''}`;
}
