import { month, number, weekday } from '../format.js';
import { t } from '../texts/index.js';
import { type AnswerTable, type Cell, textOf } from './answer-table.js';

interface Bar {
  readonly name: string;
  readonly value: number;
  readonly text: string;
}

interface Line {
  readonly name: string;
  readonly points: readonly ({ readonly value: number; readonly text: string } | null)[];
}

/** Lines if the rows are of several months or days, or else a bar for each row. */
export type Chart =
  | { readonly kind: 'lines'; readonly labels: readonly string[]; readonly lines: readonly Line[] }
  | { readonly kind: 'bars'; readonly bars: readonly Bar[] };

/** A number, also as the texts of amounts and of durations in milliseconds. */
export const isNumber = (cell: Cell): boolean =>
  typeof cell === 'number' || (typeof cell === 'string' && /^-?\d{1,15}(\.\d+)?$/.test(cell));

const isPeriod = (cell: Cell): boolean => typeof cell === 'string' && /^\d{4}-\d{2}(-\d{2})?$/.test(cell);

/** Numbers that name something, which no chart measures. */
const isName = (column: string): boolean => /(^|\.)(id|\w+Id|weekday|hour)$/.test(column);

/** The columns that a chart can measure. */
export const measuresOf = (table: AnswerTable): string[] =>
  table.columns.filter((column) => !isName(column) && allAre(isNumber, table, column));

export function chartOf(table: AnswerTable, measure: string): Chart {
  const measures = measuresOf(table);
  const texts = table.columns.filter((column) => !measures.includes(column) && !isEmpty(table, column));
  const period = texts.find((column) => allAre(isPeriod, table, column));
  const periods = period ? [...new Set(cellsOf(table, period) as string[])].sort() : [];
  const names = texts.filter((column) => column !== period);
  const value = cellsOf(table, measure);
  if (period && periods.length > 1) {
    const times = cellsOf(table, period) as string[];
    const series = namesOf(table, names, times);
    const lines = new Map<string, Map<string, Cell>>();
    series.forEach((name, row) => lines.set(name, (lines.get(name) ?? new Map()).set(times[row]!, value[row]!)));
    return {
      kind: 'lines',
      labels: periods.map((each) => (each.length === 7 ? month(each, 'short') : each)),
      lines: largestFirst(
        [...lines].map(([name, points]) => ({
          name: name || measure,
          points: periods.map((each) => pointOf(points.get(each) ?? null)),
        })),
      ),
    };
  }
  const bars = namesOf(table, names.length > 0 || !period ? names : [period], []);
  return {
    kind: 'bars',
    bars: bars.map((name, row) => ({ name: name || measure, value: 0, text: '–', ...pointOf(value[row]!) })),
  };
}

/** Names of the rows by as few columns as distinguish them, at each time if times are given. */
function namesOf(table: AnswerTable, columns: readonly string[], times: readonly string[]): string[] {
  let names = table.rows.map(() => '');
  for (const column of columns) {
    const cells = cellsOf(table, column);
    names = names.map((name, row) => [...(name ? [name] : []), nameOf(column, cells[row]!)].join(' · '));
    if (new Set(names.map((name, row) => `${times[row] ?? ''} ${name}`)).size === names.length) break;
  }
  return names;
}

function nameOf(column: string, cell: Cell): string {
  if (cell === null) return t.statistics.none;
  return /(^|\.)weekday$/.test(column) && typeof cell === 'number' ? weekday(cell) : textOf(cell);
}

const pointOf = (cell: Cell): { value: number; text: string } | null =>
  cell === null ? null : { value: Number(cell), text: number(Number(cell)) };

const sumOf = ({ points }: Line): number => points.reduce((sum, point) => sum + (point?.value ?? 0), 0);

const largestFirst = (lines: readonly Line[]): Line[] => [...lines].sort((one, other) => sumOf(other) - sumOf(one));

function cellsOf({ columns, rows }: AnswerTable, column: string): Cell[] {
  const at = columns.indexOf(column);
  return rows.map((cells) => cells[at]!);
}

const isEmpty = (table: AnswerTable, column: string): boolean => cellsOf(table, column).every((cell) => cell === null);

const allAre = (is: (cell: Cell) => boolean, table: AnswerTable, column: string): boolean =>
  !isEmpty(table, column) && cellsOf(table, column).every((cell) => cell === null || is(cell));
