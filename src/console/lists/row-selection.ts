import { useCallback, useEffect, useState } from 'react';

/** The ids of the selected rows, or all rows that match the filter, except some. */
type Selected = { readonly ids: ReadonlySet<string> } | { readonly except: ReadonlySet<string> };

interface RowSelection {
  readonly selected: Selected;
  /** Another function after each change of the selection, and only then. */
  readonly isTicked: (id: string) => boolean;
  /** Always the same function, so that a row is not drawn again when another one changes. */
  readonly tick: (id: string, ticked: boolean) => void;
  /** Ticks these rows. When it unticks them, it also unticks the rows that are not loaded yet. */
  readonly tickLoaded: (ids: readonly string[], ticked: boolean) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

const none: Selected = { ids: new Set() };

/** The ticked rows of a list. `filter` identifies the set that "all" means. */
export function useRowSelection(filter: string): RowSelection {
  const [selected, select] = useState<Selected>(none);
  // Ids stay selected while the filter changes. "All that match" means another set after each change of it.
  useEffect(() => select((before) => ('except' in before ? none : before)), [filter]);
  return {
    selected,
    isTicked: useCallback(
      (id: string) => ('ids' in selected ? selected.ids.has(id) : !selected.except.has(id)),
      [selected],
    ),
    tick: useCallback((id: string, ticked: boolean) => select((before) => change(before, [id], ticked)), []),
    tickLoaded: (ids, ticked) =>
      select((before) => ('except' in before && !ticked ? none : change(before, ids, ticked))),
    selectAll: () => select({ except: new Set() }),
    clear: () => select(none),
  };
}

const change = (before: Selected, ids: readonly string[], ticked: boolean): Selected =>
  'ids' in before ? { ids: changed(before.ids, ids, ticked) } : { except: changed(before.except, ids, !ticked) };

function changed(before: ReadonlySet<string>, ids: readonly string[], isAdded: boolean): ReadonlySet<string> {
  const next = new Set(before);
  for (const id of ids) isAdded ? next.add(id) : next.delete(id);
  return next;
}
