'use client';
import {
  createContext,
  createElement,
  Fragment,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import type { TallyportError } from './errors.js';
import type { Export, ExportRequest, Import, StartExportInput } from './generated.js';
import { type Live, type LiveOptions, LiveStore } from './live-store.js';
import type { Tallyport } from './tallyport.js';
import { type AnyDocument, textOf, type WithVariables } from './typed-document.js';
import { untilBack } from './waiting.js';

export type { Live } from './live-store.js';

const Client = createContext<Tallyport | null>(null);

/** Gives a client to the hooks of the components in it. For another user, it mounts them again, without their state. */
export function TallyportProvider(props: { readonly client: Tallyport; readonly children?: ReactNode }): ReactElement {
  const { client, children } = props;
  const viewerOf = (): number => client.viewerChanges;
  const key = useSyncExternalStore(client.onViewerChange, viewerOf, viewerOf);
  return createElement(Client.Provider, { value: client }, createElement(Fragment, { key }, children));
}

export function useTallyport(): Tallyport {
  const client = useContext(Client);
  if (!client) throw new Error('Render this component in a TallyportProvider.');
  return client;
}

export interface QueryResult<T> extends Live<T> {
  /** Whether `data` is not yet the result for these variables. */
  readonly isLoading: boolean;
}

/**
 * The result of a query. `retry` reads it again. When variables change, `data` stays until the new result arrives. The
 * query is sent when the variables have not changed for a moment, and not for each letter that a user types.
 */
export function useQuery<Result = any, Variables = Record<string, unknown>>(
  document: AnyDocument<Result, Variables>,
  ...[variables]: WithVariables<Variables, []>
): QueryResult<Result> {
  const text = textOf(document);
  const key = JSON.stringify([text, variables]);
  const settled = useSettled(key, text);
  const live = useLive<Result>(settled, async function* (client, { signal }) {
    yield await client.query<Result>(text, JSON.parse(settled)[1], { signal });
  });
  const [last, setLast] = useState<{ text: string; data: Result | null }>({ text, data: null });
  if (last.text !== text || (live.data !== null && live.data !== last.data)) setLast({ text, data: live.data });
  const data = live.data ?? (last.text === text ? last.data : null);
  return { ...live, data, isLoading: settled !== key || (live.data === null && live.error === null) };
}

/** Time for which variables must not change before they are sent. */
const settleMs = 200;

/** The value, once it has not changed for a moment. It changes at once together with the owner. */
function useSettled(value: string, owner: string): string {
  const [settled, settle] = useState({ value, owner });
  useEffect(() => {
    if (settled.value === value) return;
    const timer = setTimeout(() => settle({ value, owner }), settleMs);
    return () => clearTimeout(timer);
  }, [value, owner, settled]);
  return settled.owner === owner ? settled.value : value;
}

/** The live state of an export. With null, for example before an export is started, `data` is null. */
export const useExport = (id: string | null): Live<Export> =>
  useLive(id === null ? null : `export ${id}`, (client, options) => client.watchExport(id!, options));

/** The newest exports that the user may see, newest first and live. */
export const useExportActivity = ({ first = 50 }: { readonly first?: number } = {}): Live<readonly Export[]> =>
  useLive(`exports ${first}`, (client, options) => client.watchHistory({ first, ...options }));

/** The newest export requests, newest first and live: for the owner of all users, for others their own. */
export const useExportRequests = ({ first = 50 }: { readonly first?: number } = {}): Live<readonly ExportRequest[]> =>
  useLive(`requests ${first}`, (client, options) => client.watchRequestHistory({ first, ...options }));

/** The newest imports that the user may see, newest first and live. */
export const useImportActivity = ({ first = 50 }: { readonly first?: number } = {}): Live<readonly Import[]> =>
  useLive(`imports ${first}`, (client, options) => client.watchImportHistory({ first, ...options }));

/** The live state of an import. With null, `data` is null. */
export const useImport = (id: string | null): Live<Import> =>
  useLive(id === null ? null : `import ${id}`, (client, options) => client.watchImport(id!, options));

export interface Action<Arguments extends unknown[], T> {
  /** Starts the action. Resolves at its end, also after an error. */
  readonly run: (...args: Arguments) => Promise<void>;
  /** What the action last returned. Null before. */
  readonly data: T | null;
  /** Why the last run failed. Null if it succeeded, and while it runs. */
  readonly error: TallyportError | null;
  readonly isRunning: boolean;
  /** Removes `data` and `error`, for example to close a message. A run that has not ended continues. */
  readonly reset: () => void;
  /** The properties of the `button` that runs the action. */
  readonly button: (...args: Arguments) => { type: 'button'; disabled: boolean; onClick: () => void };
}

/** An action of a button, such as `useAction((tallyport, id: string) => tallyport.downloadExport(id))`. */
export function useAction<Arguments extends unknown[], T>(
  action: (client: Tallyport, ...args: Arguments) => Promise<T>,
): Action<Arguments, T> {
  const client = useTallyport();
  const [{ data, error, running }, show] = useState<{ data: T | null; error: TallyportError | null; running: number }>({
    data: null,
    error: null,
    running: 0,
  });
  const run = async (...args: Arguments): Promise<void> => {
    show((now) => ({ ...now, error: null, running: now.running + 1 }));
    try {
      const data = await action(client, ...args);
      show((now) => ({ ...now, data, running: now.running - 1 }));
    } catch (error) {
      show((now) => ({ ...now, error: error as TallyportError, running: now.running - 1 }));
    }
  };
  const isRunning = running > 0;
  return {
    run,
    data,
    error,
    isRunning,
    reset: () => show(({ running: still }) => ({ data: null, error: null, running: still })),
    button: (...args) => ({ type: 'button', disabled: isRunning, onClick: () => void run(...args) }),
  };
}

export interface StartExport extends Action<[input: StartExportInput], Export> {
  /** Why no export was started. Null if the last run succeeded, and while it runs. */
  readonly startError: TallyportError | null;
  /** Why the export that was started is no longer watched. It goes on, and `retry` watches it again. */
  readonly watchError: TallyportError | null;
  /** False while the export is not watched because the connection or the server is away. */
  readonly isConnected: boolean;
  /** Watches the export again after a `watchError`, for example when the user has signed in again. Starts no export. */
  readonly retry: () => void;
}

/** Starts exports. `data` is the live state of the last one, and `error` the `startError` or else the `watchError`. */
export function useStartExport(): StartExport {
  const start = useAction((client, input: StartExportInput) => client.startExport(input));
  const { data, error: watchError, isConnected, retry } = useExport(start.data?.id ?? null);
  return {
    ...start,
    data: data ?? start.data,
    error: start.error ?? watchError,
    startError: start.error,
    watchError,
    isConnected,
    retry,
  };
}

export interface Selection {
  /** The ticked values, in the order in which they were ticked. */
  readonly values: string[];
  readonly has: (value: string) => boolean;
  readonly toggle: (value: string) => void;
  readonly clear: () => void;
  /** The properties of the `input` that ticks a value. */
  readonly checkbox: (value: string) => { type: 'checkbox'; checked: boolean; onChange: () => void };
}

/** The values that a user has ticked, such as ids of users or keys of columns. */
export function useSelection(initial: readonly string[] = []): Selection {
  const [values, setValues] = useState([...initial]);
  const has = (value: string): boolean => values.includes(value);
  const toggle = (value: string): void =>
    setValues((now) => (now.includes(value) ? now.filter((other) => other !== value) : [...now, value]));
  return {
    values,
    has,
    toggle,
    clear: () => setValues([]),
    checkbox: (value) => ({ type: 'checkbox', checked: has(value), onChange: () => toggle(value) }),
  };
}

const stores = new WeakMap<Tallyport, Map<string, LiveStore<any>>>();

const idle: LiveStore<any> = new LiveStore(
  async function* () {},
  async () => undefined,
);

/** All components with the same client, user and key share one subscription. */
function useLive<T>(key: string | null, read: (client: Tallyport, options: LiveOptions) => AsyncIterable<T>): Live<T> {
  const client = useTallyport();
  const store: LiveStore<T> = key === null ? idle : storeOf(client, `${client.viewerChanges} ${key}`, read);
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
}

function storeOf<T>(
  client: Tallyport,
  key: string,
  read: (client: Tallyport, options: LiveOptions) => AsyncIterable<T>,
): LiveStore<T> {
  const ofClient = stores.get(client) ?? new Map<string, LiveStore<T>>();
  stores.set(client, ofClient);
  const store =
    ofClient.get(key) ??
    new LiveStore(
      (options) => read(client, options),
      (failures, signal) => untilBack(client.onConnected, failures, signal),
      () => ofClient.delete(key),
    );
  ofClient.set(key, store);
  return store;
}
