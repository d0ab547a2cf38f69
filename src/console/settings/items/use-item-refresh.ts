import { useQueryClient } from '@tanstack/react-query';

/** Reads the lists again, and the filters of the other pages. */
export function useItemRefresh(): () => Promise<unknown> {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['items'] }),
      queries.invalidateQueries({ queryKey: ['session'] }),
    ]);
}
