export interface Result {
  readonly part: string;
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  /** Null if there is no target. */
  readonly met: boolean | null;
}

export type Report = (result: Result) => void;

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

export const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

/** Prints progress to standard error. The table at the end is the result. */
export const note = (text: string): void => void process.stderr.write(`${text}\n`);

export function printTable(results: readonly Result[]): void {
  const rows = results.map(({ part, what, measured, target, met }) => [
    part,
    what,
    measured,
    target,
    met === null ? '' : met ? 'met' : 'MISSED',
  ]);
  const table = [['part', 'what', 'measured', 'target', ''], ...rows];
  const widths = table[0]!.map((_cell, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  process.stdout.write(`\n${lines.join('\n')}\n`);
}
