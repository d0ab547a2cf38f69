const windowMs = 5000;

/** Rows per second over the last few seconds. */
export class Rate {
  private readonly samples: { atMs: number; rows: number }[] = [];

  /** `rows`: in all so far. Returns null until there is a stretch of time to measure. */
  add(rows: number, atMs: number): number | null {
    this.samples.push({ atMs, rows });
    while (this.samples.length > 2 && this.samples[1]!.atMs <= atMs - windowMs) this.samples.shift();
    const first = this.samples[0]!;
    return atMs > first.atMs ? ((rows - first.rows) * 1000) / (atMs - first.atMs) : null;
  }
}
