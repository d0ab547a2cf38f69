import { tz } from 'moment-timezone';
import { version } from 'moment-timezone/data/packed/latest.json';

/** The release of the IANA time zone database that every venue date is computed with, e.g. `2026f`. */
export const timeZoneDataVersion: string = version;

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
  ) {}

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
    return this.spans[this.indexAt(instantMs)]!;
  }

  /** The first instant at which the zone's wall clock reads `wallMs` (a local time written as if it were UTC) or later. */
  firstInstantAtOrAfter(wallMs: number): number {
    for (let index = this.indexAt(wallMs - 48 * 3_600_000); ; index++) {
      const span = this.spans[index]!;
      const instantMs = Math.max(span.startMs, wallMs - span.offsetMs);
      if (instantMs < span.endMs) return instantMs;
    }
  }

  private indexAt(instantMs: number): number {
    let low = 0;
    let high = this.spans.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (instantMs < this.spans[middle]!.endMs) high = middle;
      else low = middle + 1;
    }
    return low;
  }
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
