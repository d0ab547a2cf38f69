import type { QueryClient } from '@tanstack/react-query';
import type { Tallyport } from 'tallyport/client';

/** Asks for as little as possible. The client notes whom the server answers. */
const question = '{ viewer { user { id } } }';

/**
 * Loads the console again when another user has signed in in this browser, so that it never mixes the data of two users.
 * Each tab that starts lets the others ask the server. A tab also asks when it is shown.
 */
export function reloadForOtherViewer(tallyport: Tallyport, queries: QueryClient, basePath: string): void {
  tallyport.onViewerChange(() => {
    queries.clear();
    location.reload();
  });
  const ask = (): void => {
    if (!document.hidden) tallyport.query(question).catch(() => undefined);
  };
  document.addEventListener('visibilitychange', ask);
  const tabs = new BroadcastChannel(`tallyport ${basePath}`);
  tabs.onmessage = ask;
  tabs.postMessage('started');
}
