import { useEffect, useState } from 'react';

interface RowSelection {
  /** The ids of the selected rows, or all rows that match the filter. */
  readonly selected: ReadonlySet<string> | 'all';
  readonly isTicked: (id: string) => boolean;
  readonly tick: (ids: readonly string[], ticked: boolean) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

/** The ticked rows of a list. `filter` identifies the set that "all" means. */
export function useRowSelection(filter: string, loadedIds: () => readonly string[]): RowSelection {
  const [selected, select] = useState<RowSelection['selected']>(new Set<string>());
  // Ids stay selected while the filter changes. "All that match" means another set after each change of it.
  useEffect(() => select((before) => (before === 'all' ? new Set() : before)), [filter]);
  return {
    selected,
    isTicked: (id) => selected === 'all' || selected.has(id),
    tick: (ids, ticked) =>
      select((before) => {
        const next = new Set(before === 'all' ? loadedIds() : before);
        for (const id of ids) ticked ? next.add(id) : next.delete(id);
        return next;
      }),
    selectAll: () => select('all'),
    clear: () => select(new Set()),
  };
}
