import type { MonthRange } from '../time/month-range';

/**
 * The place in the range (0, 1, ...) of the month that holds an instant, as an SQL expression with its parameters; and the condition
 * that the instant lies in the range at all.
 */
export function monthOfSql(column: string, { edgesMs }: MonthRange): { expression: string; parameters: number[]; within: string; bounds: [number, number] } {
  const inner = edgesMs.slice(1, -1);
  return {
    expression: inner.length === 0 ? '0' : `CASE ${inner.map((_edge, index) => `WHEN ${column} < ? THEN ${index}`).join(' ')} ELSE ${inner.length} END`,
    parameters: inner,
    within: `${column} >= ? AND ${column} < ?`,
    bounds: [edgesMs[0]!, edgesMs.at(-1)!],
  };
}
