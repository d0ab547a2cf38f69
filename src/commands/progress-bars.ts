const width = 30;

/** Progress bars that are updated in place in a terminal. Other outputs get one line per change. */
export class ProgressBars {
  private readonly lines = new Map<string, string>();
  private drawn = false;

  constructor(names: readonly string[]) {
    for (const name of names) this.lines.set(name, line(name, 0, 'waiting'));
    if (process.stdout.isTTY) this.draw();
  }

  show(name: string, percent: number, text: string): void {
    const shown = line(name, percent, text);
    if (this.lines.get(name) === shown) return;
    this.lines.set(name, shown);
    if (process.stdout.isTTY) this.draw();
    else process.stdout.write(`  ${name}: ${percent} %, ${text}\n`);
  }

  end(): void {
    process.stdout.write('\n');
  }

  private draw(): void {
    // Moves the cursor up to the first bar, and rewrites each line.
    if (this.drawn) process.stdout.write(`\x1b[${this.lines.size}A`);
    this.drawn = true;
    for (const shown of this.lines.values()) process.stdout.write(`\r\x1b[K${shown}\n`);
  }
}

function line(name: string, percent: number, text: string): string {
  const full = Math.round((width * percent) / 100);
  return `  ${name.padEnd(5)}[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${String(percent).padStart(3)} %  ${text}`;
}
