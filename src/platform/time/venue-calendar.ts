import { DateTime, Zone, type ZoneOffsetOptions } from 'luxon';
import { dayMs, type OffsetSpan, TimeZone } from './time-zone';

/** A span of time in milliseconds since 1970 UTC: `startMs` inclusive, `endMs` exclusive. */
export interface Bounds {
  readonly startMs: number;
  readonly endMs: number;
}

export interface MonthPair {
  readonly thisMonth: Bounds;
  readonly lastMonth: Bounds;
}

const minuteMs = 60_000;
const twoDigits: readonly string[] = Array.from({ length: 60 }, (_unused, number) => String(number).padStart(2, '0'));
/** `HH:MM` of each minute of a day, for times and for UTC offsets, which are shorter than a day. */
const minuteLabels: readonly string[] = Array.from(
  { length: 1440 },
  (_unused, minute) => `${twoDigits[Math.floor(minute / 60)]}:${twoDigits[minute % 60]}`,
);

/**
 * Calendar months and dates of one venue time zone. The only module that uses Luxon. A date starts at the first instant
 * at which the local time is its midnight or later. If the clock is set back across midnight, that is the first of two
 * midnights (Luxon's startOf uses the second). If midnight is skipped, it is the end of the gap.
 */
export class VenueCalendar {
  private readonly luxonZone: Zone;
  private readonly dateNames = new Map<number, string>();
  private span = { startMs: 0, endMs: 0, offsetMs: 0 };
  private daySpan = { startMs: 0, endMs: 0, offsetMs: 0 };

  private constructor(private readonly zone: TimeZone) {
    this.luxonZone = new LuxonZone(zone);
  }

  private static readonly calendars = new Map<string, VenueCalendar>();

  /** Throws a RangeError for a name that is not an IANA zone or alias, instead of falling back to UTC. */
  static of(timezone: string): VenueCalendar {
    let calendar = this.calendars.get(timezone);
    if (!calendar) {
      const zone = TimeZone.find(timezone);
      if (!zone) throw new RangeError(`"${timezone}" is not an IANA time zone`);
      calendar = new VenueCalendar(zone);
      this.calendars.set(timezone, calendar);
    }
    return calendar;
  }

  static isTimeZone(timezone: string): boolean {
    return TimeZone.find(timezone) !== null;
  }

  get timezone(): string {
    return this.zone.name;
  }

  /** The month that contains `asOf`, and the month before it. */
  thisAndLastMonth(asOf: Date): MonthPair {
    const first = this.monthContaining(asOf);
    return { thisMonth: this.monthBounds(first), lastMonth: this.monthBounds(first.minus({ months: 1 })) };
  }

  /** Bounds of a month written `YYYY-MM`. */
  month(yearMonth: string): Bounds {
    return this.monthBounds(DateTime.fromISO(`${yearMonth}-01`, { zone: 'utc' }));
  }

  /** `YYYY-MM` of the month whose bounds contain the instant. */
  monthOf(instant: Date): string {
    return this.monthContaining(instant).toFormat('yyyy-MM');
  }

  /**
   * The local date `YYYY-MM-DD` at that instant. Uses a lookup table, because it is called for every row of a file.
   */
  dateOf(instantMs: number): string {
    return this.dateName(Math.floor((instantMs + this.offsetAt(instantMs)) / dayMs));
  }

  /**
   * The instant as RFC 3339 in local time with milliseconds and UTC offset, or in UTC if the offset is not in whole
   * minutes. Uses lookup tables, because a file has three instants per row.
   */
  instantOf(instantMs: number): string {
    const offsetMs = this.offsetAt(instantMs);
    if (offsetMs % minuteMs !== 0) return new Date(instantMs).toISOString();
    const day = Math.floor((instantMs + offsetMs) / dayMs);
    const ofDay = instantMs + offsetMs - day * dayMs;
    const minute = Math.floor(ofDay / minuteMs);
    const ofMinute = ofDay - minute * minuteMs;
    const second = Math.floor(ofMinute / 1000);
    const offset = `${offsetMs < 0 ? '-' : '+'}${minuteLabels[Math.abs(offsetMs) / minuteMs]}`;
    const millisecond = String(ofMinute - second * 1000).padStart(3, '0');
    return `${this.dateName(day)}T${minuteLabels[minute]}:${twoDigits[second]}.${millisecond}${offset}`;
  }

  /**
   * The instants at which the venue's wall clock reads `wallMs`, a local time written as if it were UTC: one, two where
   * the clock is set back, none where it is set forward.
   */
  instantsReading(wallMs: number): number[] {
    return this.offsets({ startMs: wallMs - 2 * dayMs, endMs: wallMs + 2 * dayMs })
      .filter((span) => wallMs - span.offsetMs >= span.startMs && wallMs - span.offsetMs < span.endMs)
      .map((span) => wallMs - span.offsetMs);
  }

  private offsetAt(instantMs: number): number {
    if (instantMs < this.span.startMs || instantMs >= this.span.endMs) this.span = this.zone.spanAt(instantMs);
    return this.span.offsetMs;
  }

  private dateName(day: number): string {
    let name = this.dateNames.get(day);
    if (name === undefined) {
      name = DateTime.fromMillis(day * dayMs, { zone: 'utc' }).toISODate()!;
      if (this.dateNames.size < 100_000) this.dateNames.set(day, name);
    }
    return name;
  }

  /** The date whose bounds contain the instant, as days since 1970-01-01. Called for every row that is rolled up. */
  dayOf(instantMs: number): number {
    if (instantMs < this.daySpan.startMs || instantMs >= this.daySpan.endMs)
      this.daySpan = this.zone.daySpanAt(instantMs);
    return Math.floor((instantMs + this.daySpan.offsetMs) / dayMs);
  }

  today(now: Date): string {
    return this.dateOf(now.getTime());
  }

  /** The bounds from the start of `startOn` to the end of `endOn`, both `YYYY-MM-DD` and inclusive. */
  dates(startOn: string, endOn: string): Bounds {
    const end = DateTime.fromISO(endOn, { zone: 'utc' });
    return {
      startMs: this.startOf(DateTime.fromISO(startOn, { zone: 'utc' })),
      endMs: this.startOf(end.plus({ days: 1 })),
    };
  }

  /** The zone's offsets from UTC within the bounds, in order. */
  offsets({ startMs, endMs }: Bounds): OffsetSpan[] {
    const spans: OffsetSpan[] = [];
    for (let atMs = startMs; atMs < endMs; atMs = spans.at(-1)!.endMs) spans.push(this.zone.spanAt(atMs));
    return spans;
  }

  /** The offsets within the bounds that `dayOf` uses. */
  dayOffsets({ startMs, endMs }: Bounds): OffsetSpan[] {
    return this.zone.daySpans.filter((span) => span.startMs < endMs && span.endMs > startMs);
  }

  private monthContaining(instant: Date): DateTime {
    const local = DateTime.fromJSDate(instant, { zone: this.luxonZone });
    const first = DateTime.utc(local.year, local.month, 1);
    const next = first.plus({ months: 1 });
    // Between two midnights the local time is still in the old month, but the new month has started.
    return instant.getTime() >= this.startOf(next) ? next : first;
  }

  private monthBounds(first: DateTime): Bounds {
    return { startMs: this.startOf(first), endMs: this.startOf(first.plus({ months: 1 })) };
  }

  private startOf(midnight: DateTime): number {
    return this.zone.firstInstantAtOrAfter(midnight.toMillis());
  }
}

class LuxonZone extends Zone {
  constructor(private readonly zone: TimeZone) {
    super();
  }
  override get type() {
    return 'iana';
  }
  override get name() {
    return this.zone.name;
  }
  override get isUniversal() {
    return false;
  }
  override get isValid() {
    return true;
  }
  override offsetName(_instantMs: number, _options: ZoneOffsetOptions) {
    return this.zone.name;
  }
  override formatOffset() {
    return '';
  }
  override offset(instantMs: number) {
    return this.zone.spanAt(instantMs).offsetMs / 60_000;
  }
  override equals(other: Zone) {
    return other instanceof LuxonZone && other.name === this.name;
  }
}
