/**
 * Venue months counted differently from the product: by the wall clock of Node's own Intl, without Luxon,
 * SQL or the product's zone data. Good for years whose rules Node knows.
 */
export class Recount {
  private readonly known = new Map<number, Record<string, string>>();
  private readonly days = new Map<number, string>();
  private readonly format: Intl.DateTimeFormat;

  constructor(timezone: string) {
    this.format = new Intl.DateTimeFormat('en-CA', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      weekday: 'short',
    });
  }

  /**
   * `YYYY-MM-DD` of the day that has started. It does not end when the clock is set back, so this is the latest date in
   * the hours before.
   */
  dayOf(instantMs: number): string {
    let latest = this.days.get(instantMs) ?? '';
    if (latest) return latest;
    for (let backMs = 0; backMs <= 3 * 3_600_000; backMs += 600_000) {
      const date = this.dateOf(instantMs - backMs);
      if (date > latest) latest = date;
    }
    this.days.set(instantMs, latest);
    return latest;
  }

  /** `YYYY-MM` of that day. */
  monthOf(instantMs: number): string {
    return this.dayOf(instantMs).slice(0, 7);
  }

  dateOf(instantMs: number): string {
    const { year, month, day } = this.parts(instantMs);
    return `${year}-${month}-${day}`;
  }

  hourOf(instantMs: number): number {
    return Number(this.parts(instantMs).hour);
  }

  /** 1 Monday to 7 Sunday. */
  weekdayOf(instantMs: number): number {
    return ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(this.parts(instantMs).weekday!) + 1;
  }

  private parts(instantMs: number): Record<string, string> {
    let parts = this.known.get(instantMs);
    if (!parts)
      this.known.set(
        instantMs,
        (parts = Object.fromEntries(
          this.format.formatToParts(new Date(instantMs)).map(({ type, value }) => [type, value]),
        )),
      );
    return parts;
  }
}
