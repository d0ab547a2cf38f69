/** Round values from at most the lowest value to at least the highest, with 0 among them, for the lines of a chart. */
export function ticksBetween(lowest: number, highest: number, count = 4): number[] {
  const [low, high] = [Math.min(0, lowest), Math.max(0, highest)];
  if (low === high) return [0, 1];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough)!;
  const first = Math.floor(low / step);
  return Array.from({ length: Math.ceil(high / step) - first + 1 }, (_unused, n) => (first + n) * step);
}
