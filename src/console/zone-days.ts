/** The start of a calendar day such as 2026-03-29 in a time zone, as an instant. */
export function startOfDay(day: string, timeZone: string): string {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // Between midnight in UTC and midnight in the zone, the clocks can change.
  const near = utc - offsetMs(utc, timeZone);
  const start = utc - offsetMs(near, timeZone);
  // A day without midnight starts when the clocks are put forward.
  return new Date(start + offsetMs(start, timeZone) === utc ? start : near).toISOString();
}

/** The calendar day of an instant in a time zone. */
export const dayIn = (instant: string | number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).format(
    new Date(instant),
  );

/** The last day before an instant at which a day starts in the zone. Null for other instants. */
export function lastDayBefore(instant: string, timeZone: string): string | null {
  const start = Date.parse(instant);
  return Date.parse(startOfDay(dayIn(start, timeZone), timeZone)) === start ? dayIn(start - 1, timeZone) : null;
}

/** The day after a calendar day. */
export const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

export const isDay = (text: string): boolean =>
  /^[1-9]\d{3}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

/** How far the clocks of the zone are ahead of UTC at an instant. */
function offsetMs(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)!.value);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(instant / 1000) * 1000;
}
