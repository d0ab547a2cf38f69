import { tz } from 'moment-timezone';
import { version } from 'moment-timezone/data/packed/latest.json';

/** The release of the IANA time zone database that every venue date is computed with, e.g. `2026f`. */
export const timeZoneDataVersion: string = version;

export const dayMs = 86_400_000;

/** A stretch of time with one offset from UTC: `startMs` inclusive, `endMs` exclusive. */
export interface OffsetSpan {
  readonly startMs: number;
  readonly endMs: number;
  /** Local wall clock less UTC. */
  readonly offsetMs: number;
}

/**
 * An IANA zone read from a package's data, because Node's own (inside ICU) is months to years old: Node 20 has 2025c,
 * whose Casablanca, Havana and Vancouver are wrong today.
 */
export class TimeZone {
  private constructor(
    readonly name: string,
    private readonly spans: readonly OffsetSpan[],
  ) {
    this.daySpans = daySpansOf(spans);
  }

  /**
   * Offsets that count days: `(instant + offset) / day` is the date the instant belongs to. They differ from the
   * clock's own where it is set back over midnight: the new date has begun by then, and does not end again.
   */
  readonly daySpans: readonly OffsetSpan[];

  private static readonly known = new Map<string, TimeZone | null>();

  /** The zone of that IANA name or alias, letter by letter; null where there is none. */
  static find(name: string): TimeZone | null {
    let zone = this.known.get(name);
    if (zone === undefined) {
      // moment's own look-up ignores case and blanks; a venue's zone is stored as it is written in IANA's list.
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
 * Where a span begins on an earlier date than the one before it ended on, the one before goes on until that date has
 * caught up.
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
    // moment counts offsets westwards in minutes, with a fraction where there are seconds.
    const span = { startMs, endMs: until ?? Infinity, offsetMs: -Math.round(data.offsets[index]! * 60) * 1000 };
    startMs = span.endMs;
    return span;
  });
}
