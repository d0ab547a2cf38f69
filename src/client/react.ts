'use client';
import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useSyncExternalStore,
} from 'react';
import type { Export, ExportRequest, Import } from './generated.js';
import { type Live, LiveStore } from './live-store.js';
import type { Tallyport } from './tallyport.js';
import { type AnyDocument, textOf, type WithVariables } from './typed-document.js';

export type { Live } from './live-store.js';

const Client = createContext<Tallyport | null>(null);

/** Gives a client to the hooks of the components in it. */
export const TallyportProvider = (props: { readonly client: Tallyport; readonly children?: ReactNode }): ReactElement =>
  createElement(Client.Provider, { value: props.client }, props.children);

export function useTallyport(): Tallyport {
  const client = useContext(Client);
  if (!client) throw new Error('Render this component in a TallyportProvider.');
  return client;
}

/** The result of a query. `retry` reads it again. */
export function useQuery<Result = any, Variables = Record<string, unknown>>(
  document: AnyDocument<Result, Variables>,
  ...[variables]: WithVariables<Variables, []>
): Live<Result> {
  const text = textOf(document);
  return useLive(JSON.stringify([text, variables]), async function* (client, signal) {
    yield await client.query<Result>(text, variables as Record<string, unknown>, { signal });
  });
}

/** The live state of an export. With null, for example before an export is started, `data` is null. */
export const useExport = (id: string | null): Live<Export> =>
  useLive(id === null ? null : `export ${id}`, (client, signal) => client.watchExport(id!, { signal }));

/** The newest exports that the user may see, newest first and live. */
export const useExportActivity = ({ first = 50 }: { readonly first?: number } = {}): Live<readonly Export[]> =>
  useLive(`exports ${first}`, (client, signal) => client.watchHistory({ first, signal }));

/** The newest requests for exports, newest first and live: for the owner of all users, for others their own. */
export const useExportRequests = ({ first = 50 }: { readonly first?: number } = {}): Live<readonly ExportRequest[]> =>
  useLive(`requests ${first}`, (client, signal) => client.watchRequestHistory({ first, signal }));

/** The live state of an import. With null, `data` is null. */
export const useImport = (id: string | null): Live<Import> =>
  useLive(id === null ? null : `import ${id}`, (client, signal) => client.watchImport(id!, { signal }));

const stores = new WeakMap<Tallyport, Map<string, LiveStore<any>>>();

const idle: LiveStore<any> = new LiveStore(async function* () {});

/** All components with the same client and key share one subscription. */
function useLive<T>(key: string | null, read: (client: Tallyport, signal: AbortSignal) => AsyncIterable<T>): Live<T> {
  const client = useTallyport();
  const store: LiveStore<T> = key === null ? idle : storeOf(client, key, read);
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
}

function storeOf<T>(
  client: Tallyport,
  key: string,
  read: (client: Tallyport, signal: AbortSignal) => AsyncIterable<T>,
): LiveStore<T> {
  const ofClient = stores.get(client) ?? new Map<string, LiveStore<T>>();
  stores.set(client, ofClient);
  const store =
    ofClient.get(key) ??
    new LiveStore(
      (signal) => read(client, signal),
      () => ofClient.delete(key),
    );
  ofClient.set(key, store);
  return store;
}
