import { tz } from 'moment-timezone';
import { version } from 'moment-timezone/data/packed/latest.json';

/** The release of the IANA time zone database that every venue date is computed with, e.g. `2026f`. */
export const timeZoneDataVersion: string = version;

export const dayMs = 86_400_000;

/** A span of time with one offset from UTC: `startMs` inclusive, `endMs` exclusive. */
export interface OffsetSpan {
  readonly startMs: number;
  readonly endMs: number;
  /** Local time minus UTC. */
  readonly offsetMs: number;
}

/**
 * An IANA time zone, read from the data of a package. Node's own data (in ICU) is months to years old: Node 20 has
 * release 2025c, in which Casablanca, Havana and Vancouver are outdated.
 */
export class TimeZone {
  private constructor(
    readonly name: string,
    private readonly spans: readonly OffsetSpan[],
  ) {
    this.daySpans = daySpansOf(spans);
  }

  /**
   * Offsets for computing dates: `(instant + offset) / day` is the date that the instant belongs to. They differ from
   * the UTC offsets where the clock is set back across midnight: the new date has already started and does not end.
   */
  readonly daySpans: readonly OffsetSpan[];

  private static readonly known = new Map<string, TimeZone | null>();

  /** Returns the zone with this IANA name or alias, case-sensitive, or null. */
  static find(name: string): TimeZone | null {
    let zone = this.known.get(name);
    if (zone === undefined) {
      // moment's own lookup ignores case and blanks, but a venue's zone is stored exactly as in IANA's list.
      zone = ianaNames().has(name) ? new TimeZone(name, spansOf(name)) : null;
      if (zone) this.known.set(name, zone);
    }
    return zone;
  }

  static names(): ReadonlySet<string> {
    return ianaNames();
  }

  spanAt(instantMs: number): OffsetSpan {
    return this.spans[indexAt(this.spans, instantMs)]!;
  }

  daySpanAt(instantMs: number): OffsetSpan {
    return this.daySpans[indexAt(this.daySpans, instantMs)]!;
  }

  /**
   * The first instant at which the zone's wall clock reads `wallMs` (a local time written as if it were UTC) or later.
   */
  firstInstantAtOrAfter(wallMs: number): number {
    for (let index = indexAt(this.spans, wallMs - 48 * 3_600_000); ; index++) {
      const span = this.spans[index]!;
      const instantMs = Math.max(span.startMs, wallMs - span.offsetMs);
      if (instantMs < span.endMs) return instantMs;
    }
  }
}

function indexAt(spans: readonly OffsetSpan[], instantMs: number): number {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (instantMs < spans[middle]!.endMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * If a span starts on an earlier date than the one on which the previous span ended, the previous span is extended until
 * that date is reached again.
 */
function daySpansOf(spans: readonly OffsetSpan[]): OffsetSpan[] {
  const days: OffsetSpan[] = [];
  for (const span of spans) {
    const before = days.at(-1);
    const startMs = before
      ? Math.max(span.startMs, Math.floor((span.startMs - 1 + before.offsetMs) / dayMs) * dayMs - span.offsetMs)
      : span.startMs;
    if (before) days[days.length - 1] = { ...before, endMs: Math.min(startMs, span.endMs) };
    if (startMs < span.endMs) days.push({ ...span, startMs });
  }
  return days;
}

let names: ReadonlySet<string> | undefined;
function ianaNames(): ReadonlySet<string> {
  return (names ??= new Set(tz.names()));
}

function spansOf(name: string): OffsetSpan[] {
  const data = tz.zone(name)!;
  let startMs = -Infinity;
  return data.untils.map((until, index) => {
    // moment's offsets are minutes west of UTC, with a fraction for seconds.
    const span = { startMs, endMs: until ?? Infinity, offsetMs: -Math.round(data.offsets[index]! * 60) * 1000 };
    startMs = span.endMs;
    return span;
  });
}
