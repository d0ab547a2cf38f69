/** Round values from 0 to at least the largest value, for the lines of a chart. */
export function ticksUpTo(largest: number, count = 4): number[] {
  if (largest <= 0) return [0, 1];
  const rough = largest / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough)!;
  return Array.from({ length: Math.ceil(largest / step) + 1 }, (_unused, n) => n * step);
}
