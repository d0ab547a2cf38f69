import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { hasEnded } from 'tallyport/client';
import { useExport, useExportActivity, useTallyport } from 'tallyport/react';

interface Started {
  /** The export in the dialog. */
  readonly shownId: string | null;
  /** The other exports of this browser that have not been closed. */
  readonly asideIds: readonly string[];
  add(id: string): void;
  show(id: string | null): void;
  forget(id: string): void;
}

const Context = createContext<Started | null>(null);

export function useStartedExports(): Started {
  const started = useContext(Context);
  if (!started) throw new Error('Render this component in StartedExports.');
  return started;
}

/** Number of exports that the user may see and that have not ended. */
export const useUnderWay = (): number => useExportActivity().data?.filter((each) => !hasEnded(each)).length ?? 0;

/**
 * Follows the exports that were started in this browser, and downloads each file once when it is complete: on any page,
 * in one of several tabs, and after the tab was closed and opened again.
 */
export function StartedExports({ children }: { readonly children: ReactNode }): ReactNode {
  const [ids, setIds] = useState(readIds);
  const [shownId, setShownId] = useState<string | null>(null);
  useEffect(() => {
    const changed = ({ key }: StorageEvent): void => void (key === idsKey && setIds(readIds()));
    window.addEventListener('storage', changed);
    return () => window.removeEventListener('storage', changed);
  }, []);
  const started = useMemo<Started>(
    () => ({
      shownId,
      asideIds: ids.filter((id) => id !== shownId),
      add(id) {
        setIds(writeIds([...readIds().filter((other) => other !== id), id]));
        setShownId(id);
      },
      show: setShownId,
      forget(id) {
        setIds(writeIds(readIds().filter((other) => other !== id)));
        setShownId((shown) => (shown === id ? null : shown));
      },
    }),
    [ids, shownId],
  );
  return (
    <Context value={started}>
      {children}
      {ids.map((id) => (
        <Downloader key={id} id={id} />
      ))}
    </Context>
  );
}

/** Downloads the file of an export as soon as it is complete. */
function Downloader({ id }: { readonly id: string }): null {
  const tallyport = useTallyport();
  const queries = useQueryClient();
  const { data, error } = useExport(id);
  const { forget } = useStartedExports();
  const state = data?.state;
  useEffect(() => {
    if (state !== 'COMPLETED') return;
    void onceInBrowser(`downloaded ${id}`, () => tallyport.downloadExport(id)).catch(() => undefined);
  }, [state, id, tallyport, queries]);
  useEffect(() => {
    // Another person has signed in, or the record is gone.
    if (error?.code === 'NOT_FOUND') forget(id);
  }, [error, forget, id]);
  return null;
}

/** Runs the action in only one tab, and never again. */
async function onceInBrowser(name: string, action: () => Promise<void>): Promise<void> {
  const run = async (): Promise<void> => {
    if (localStorage.getItem(name)) return;
    localStorage.setItem(name, new Date().toISOString());
    await action();
  };
  // Locks exist only on pages that the browser considers secure.
  if (navigator.locks) await navigator.locks.request(name, run);
  else await run();
}

const idsKey = 'exports';

function readIds(): readonly string[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(idsKey) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string').slice(-20) : [];
  } catch {
    return [];
  }
}

function writeIds(ids: readonly string[]): readonly string[] {
  localStorage.setItem(idsKey, JSON.stringify(ids.slice(-20)));
  for (const key of Object.keys(localStorage))
    if (key.startsWith('downloaded ') && !ids.includes(key.slice('downloaded '.length))) localStorage.removeItem(key);
  return ids.slice(-20);
}
