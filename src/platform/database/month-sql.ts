/**
 * The place among the months (0, 1, ...) of the one that holds a value, as an SQL expression with its parameters; and
 * the condition that the value lies in any of them. `edges` are in the column's own unit: the start of each month, and
 * the end of the last.
 */
export function monthOfSql(
  column: string,
  edges: readonly number[],
): { expression: string; parameters: number[]; within: string; bounds: [number, number] } {
  const parameters: number[] = [];
  return {
    expression: placeSql(column, edges, 0, edges.length - 2, parameters),
    parameters,
    within: `${column} >= ? AND ${column} < ?`,
    bounds: [edges[0]!, edges.at(-1)!],
  };
}

/** By halves: a CASE with a branch for each of 600 months would be walked through for every row. */
function placeSql(column: string, edges: readonly number[], low: number, high: number, parameters: number[]): string {
  if (low === high) return String(low);
  const middle = (low + high + 1) >> 1;
  parameters.push(edges[middle]!);
  return `CASE WHEN ${column} < ? THEN ${placeSql(column, edges, low, middle - 1, parameters)} ELSE ${placeSql(column, edges, middle, high, parameters)} END`;
}
