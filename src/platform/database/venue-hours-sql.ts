import { dayMs, type OffsetSpan } from '../time/time-zone';
import { raw, type Sql } from './sql';

const hourMs = 3_600_000;

/**
 * Weekday (1 Monday to 7 Sunday) and hour (0 to 23) of the venue's wall clock, as SQL over a column of instants. The
 * zone's offsets are literal numbers, so that no time zone function of the database is used. For instants from 1970 on.
 */
export function venueWeekdaySql(column: string, spans: readonly OffsetSpan[]): Sql {
  return raw(`1 + (FLOOR((${localMs(column, spans)}) / ${dayMs}) + 3) % 7`);
}

export function venueHourSql(column: string, spans: readonly OffsetSpan[]): Sql {
  return raw(`FLOOR(((${localMs(column, spans)}) % ${dayMs}) / ${hourMs})`);
}

/**
 * Days since 1970-01-01 of the date that holds an instant, with the offsets that count days
 * (`VenueCalendar.dayOffsets`). For any instant.
 */
export function venueDaySql(column: string, spans: readonly OffsetSpan[]): Sql {
  // SQLite's integer division truncates towards zero; the shift makes the dividend positive.
  const farDays = 1_000_000;
  return raw(`FLOOR((${localMs(column, spans)} + ${farDays * dayMs}) / ${dayMs}) - ${farDays}`);
}

function localMs(column: string, spans: readonly OffsetSpan[]): string {
  const last = spans.at(-1)!;
  const before = spans.slice(0, -1).map(({ endMs, offsetMs }) => `WHEN ${column} < ${endMs} THEN ${offsetMs}`);
  return before.length === 0
    ? `${column} + ${last.offsetMs}`
    : `${column} + CASE ${before.join(' ')} ELSE ${last.offsetMs} END`;
}
