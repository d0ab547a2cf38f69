const sections = ['kills', 'requests', 'exports', 'imports', 'watchers', 'mails', 'records', 'log'] as const;

type Section = (typeof sections)[number];

/** The counts of a run and the differences that it found. */
export class Findings {
  readonly differences: string[] = [];
  private readonly counts = new Map(sections.map((section) => [section, new Map<string, number>()]));

  count(section: Section, what: string, by = 1): void {
    const counts = this.counts.get(section)!;
    counts.set(what, (counts.get(what) ?? 0) + by);
  }

  differ(what: string): void {
    this.differences.push(what);
    say(`DIFFERENT: ${what}`);
  }

  table(): string {
    const lines = [...this.counts].flatMap(([section, counts]) =>
      [...counts].sort().map(([what, count]) => [`${section}: ${what}`, count] as const),
    );
    const width = Math.max(...lines.map(([what]) => what.length));
    return lines.map(([what, count]) => `${what.padEnd(width)}  ${String(count).padStart(6)}`).join('\n');
  }
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);
