type Value = string | number | boolean | null;

/** A list stays one until it is shown, because a file separates its values otherwise. */
export type Cell = Value | readonly Value[];

/** A cell in the words of the page. */
export const textOf = (cell: Cell): string => (Array.isArray(cell) ? cell.join(', ') : String(cell ?? ''));

/** A list of objects in an answer. Fields of objects in its objects are columns such as `planRef.name`. */
export interface AnswerTable {
  /** Where the list is, such as `users.nodes`. */
  readonly path: string;
  readonly columns: readonly string[];
  /** One cell for each column. */
  readonly rows: readonly (readonly Cell[])[];
}

type Cells = Record<string, Cell>;
type Fields = Readonly<Record<string, unknown>>;

/**
 * The lists of objects anywhere in the data of an answer. The rows of a list within another list start with the cells of
 * the outer row.
 */
export function tablesOf(data: unknown): readonly AnswerTable[] {
  const lists = new Map<string, Cells[]>();
  if (isObject(data)) addFields(data, '', '', {});
  return [...lists].map(([path, rows]) => tableOf(path, rows));

  /** Adds the plain fields to the cells, and the lists of objects to the lists. */
  function addFields(fields: Fields, path: string, column: string, cells: Cells): void {
    const inner: { readonly path: string; readonly column: string; readonly items: readonly Fields[] }[] = [];
    const add = (parent: Fields, parentPath: string, parentColumn: string): void => {
      for (const [key, value] of Object.entries(parent)) {
        const at = join(parentPath, key);
        const name = join(parentColumn, key);
        if (isObject(value)) add(value, at, name);
        else if (!Array.isArray(value)) cells[name] = value as Cell;
        else if (value.some(isObject)) inner.push({ path: at, column: name, items: value.filter(isObject) });
        // An empty list may be one of objects.
        else if (value.length > 0) cells[name] = value as readonly Value[];
      }
    };
    add(fields, path, column);
    for (const { path: at, column: name, items } of inner) {
      const rows = lists.get(at) ?? [];
      lists.set(at, rows);
      // The first list has no outer row, whose names its columns would have to differ from.
      const outer = path === '' ? {} : cells;
      for (const item of items) {
        const row = { ...outer };
        rows.push(row);
        addFields(item, at, path === '' ? '' : name, row);
      }
    }
  }
}

function tableOf(path: string, rows: readonly Cells[]): AnswerTable {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  // An object that is null in some rows is no column.
  const objects = new Set([...names].flatMap(parentsOf));
  const columns = [...names].filter((name) => !objects.has(name));
  return { path, columns, rows: rows.map((row) => columns.map((column) => row[column] ?? null)) };
}

/** `a` and `a.b` for `a.b.c`. */
const parentsOf = (name: string): string[] => [...name.matchAll(/\./g)].map(({ index }) => name.slice(0, index));

const join = (parent: string, key: string): string => (parent === '' ? key : `${parent}.${key}`);

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
