import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { hasEnded } from 'tallyport/client';
import { useExport, useExportActivity, useTallyport } from 'tallyport/react';
import { useViewer } from '../session.js';
import { StartedIds } from './started-ids.js';

interface Started {
  /** The export in the dialog. */
  readonly shownId: string | null;
  /** The exports of this user and browser that have not been closed. */
  readonly startedIds: readonly string[];
  /** The started exports that are not in the dialog. */
  readonly asideIds: readonly string[];
  /** The exports whose files this tab has downloaded by itself. */
  readonly downloadedIds: readonly string[];
  add(id: string): void;
  show(id: string | null): void;
  forget(id: string): void;
}

/** The newest exports, which all components of the console share in one subscription. */
export const shownExports = 100;

const Context = createContext<Started | null>(null);

export function useStartedExports(): Started {
  const started = useContext(Context);
  if (!started) throw new Error('Render this component in StartedExports.');
  return started;
}

/** Number of exports that the user may see and that have not ended. */
export const useUnderWay = (): number =>
  useExportActivity({ first: shownExports }).data?.filter((each) => !hasEnded(each)).length ?? 0;

/**
 * Follows the exports that the user started in this browser, and downloads each file once when it is complete: on any
 * page, in one of several tabs, and after the tab was closed and opened again.
 */
export function StartedExports({ children }: { readonly children: ReactNode }): ReactNode {
  const { user } = useViewer();
  const store = useMemo(() => new StartedIds(user.id), [user.id]);
  const [ids, setIds] = useState(() => store.read());
  const [shownId, setShownId] = useState<string | null>(null);
  const [downloadedIds, setDownloadedIds] = useState<readonly string[]>([]);
  useEffect(() => store.watch(setIds), [store]);
  const started = useMemo<Started>(
    () => ({
      shownId,
      startedIds: ids,
      asideIds: ids.filter((id) => id !== shownId),
      downloadedIds,
      add(id) {
        setIds(store.add(id));
        setShownId(id);
      },
      show: setShownId,
      forget(id) {
        setIds(store.remove(id));
        setShownId((shown) => (shown === id ? null : shown));
      },
    }),
    [ids, shownId, downloadedIds, store],
  );
  return (
    <Context value={started}>
      {children}
      {ids.map((id) => (
        <Downloader
          key={id}
          id={id}
          store={store}
          onDownloaded={() => setDownloadedIds((before) => [...before, id])}
          onGone={() => started.forget(id)}
        />
      ))}
    </Context>
  );
}

interface DownloaderProps {
  readonly id: string;
  readonly store: StartedIds;
  readonly onDownloaded: () => void;
  readonly onGone: () => void;
}

/** Downloads the file of an export as soon as it is complete. */
function Downloader({ id, store, onDownloaded, onGone }: DownloaderProps): null {
  const tallyport = useTallyport();
  const { data, error } = useExport(id);
  const state = data?.state;
  const isGone = error?.code === 'NOT_FOUND';
  // Not for each change of the functions, which are new at each rendering.
  useEffect(() => {
    if (state !== 'COMPLETED') return;
    void store
      .downloadOnce(id, () => tallyport.downloadExport(id))
      .then(
        (isDownloaded) => isDownloaded && onDownloaded(),
        // The dialog and the list have a button for it.
        () => undefined,
      );
  }, [state, id]);
  useEffect(() => {
    if (isGone) onGone();
  }, [isGone]);
  return null;
}
