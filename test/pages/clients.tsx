import { gql } from '@apollo/client';
import {
  apolloClient,
  authorizedFetch,
  connect,
  exportUsers,
  ExportPage,
  followExports,
  followInApollo,
  followInUrql,
  liveClient,
  newest,
  onViewerChange,
  urqlClient,
} from 'docs/browsers.md';
import * as React from 'react';
import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createTallyport } from 'tallyport/client';
import {
  TallyportProvider,
  useAction,
  useExport,
  useExportActivity,
  useExportRequests,
  useImport,
  useImportActivity,
  useQuery,
  useSelection,
  useStartExport,
} from 'tallyport/react';
import { ExportScreen } from '../../docs/export-screen';

/** A page of another origin with one client. A test reads what it shows from `page`. */
const page = {
  shown: {} as Record<string, string>,
  error: null as string | null,
  faults: [] as string[],
  sockets: 0,
  pongs: 0,
  /** All that the component Everything has shown. */
  all: [] as object[],
};

globalThis.WebSocket = class extends WebSocket {
  constructor(...options: ConstructorParameters<typeof WebSocket>) {
    super(...options);
    page.sockets++;
    this.addEventListener('message', ({ data }) => (page.pongs += data === '{"type":"pong"}' ? 1 : 0));
  }
};

const parameters = new URLSearchParams(location.search);
const url = parameters.get('url')!;
const token = parameters.has('token') ? async () => (await fetch('/token')).text() : undefined;
const client = parameters.get('client')!;
const create = (options: object = {}) =>
  createTallyport({ url, ...(token ? { token } : { cookie: true as const }), ...options });
/** They notice a lost connection ten times as fast. */
const packages: Record<string, object> = {
  package: { pingEveryMs: 1000, silenceMs: 400 },
  'package by SSE': { transport: 'sse', silenceMs: 3000 },
};
const tallyport = packages[client] ? create(packages[client]) : connect(url, token);

const list = 'query Exports { exports(first: 50) { nodes { __typename id version state } } }';
const activity = 'subscription { exportActivity { __typename id version state } }';

const show = (rows: readonly { id: string; state: string }[]): void => {
  page.shown = Object.fromEntries(rows.map(({ id, state }) => [id, state]));
  page.error = null;
};
const fail = (error: any): void => {
  const { code, extensions } = error.errors?.[0] ?? error.graphQLErrors?.[0] ?? error;
  page.error = extensions?.code ?? code ?? String(error);
};

function History() {
  const { data, error, retry } = useExportActivity();
  if (data && !error) show(data);
  if (error) fail(error);
  return createElement('button', { onClick: retry }, 'Retry');
}

/** Shows the states of an import, and of the export requests. */
function Others({ id }: { id: string }) {
  const { data } = useImport(id);
  const requests = useExportRequests({ first: 10 });
  return createElement(
    'p',
    { id: 'others' },
    [data?.state, ...(requests.data ?? []).map(({ state }) => state)].join(' '),
  );
}

/** Shows a query without any live connection. */
function Query() {
  const { data, error } = useQuery('{ viewer { user { username } } }');
  (page.all as object[]).push({ user: data?.viewer.user.username ?? null, error: error?.code ?? null });
  return null;
}

/** Shows what each hook has for the user. Each record has an owner by its id. */
function Everything({ id }: { id: string }) {
  const { data, error } = useQuery('{ viewer { user { username } } exports(first: 50) { nodes { id } } }');
  const action = useAction((client) => client.query('{ viewer { user { username } } }'));
  const ticked = useSelection();
  const one = useExport(id);
  const shown = {
    user: data?.viewer.user.username ?? null,
    queried: data?.exports.nodes.map((row: { id: string }) => row.id) ?? null,
    error: error?.code ?? null,
    one: one.data?.id ?? null,
    exports: useExportActivity().data?.map((row) => row.id) ?? null,
    imports: useImportActivity().data?.map((row) => row.id) ?? null,
    requests: useExportRequests().data?.map((row) => row.id) ?? null,
    acted: action.data?.viewer.user.username ?? null,
    ticked: ticked.values,
  };
  (page.all as object[]).push(shown);
  return createElement(
    'p',
    null,
    createElement('button', { id: 'act', ...action.button() }),
    createElement('input', { id: 'tick', ...ticked.checkbox(id) }),
  );
}

/** Starts an export, or fails to, and watches it. */
function Starting() {
  const start = useStartExport();
  const { data, error, startError, watchError } = start;
  const shown = {
    id: data?.id ?? null,
    state: data?.state ?? null,
    errors: [error, startError, watchError].map((one) => one?.code ?? null),
  };
  (page.all as object[]).push(shown);
  return createElement(
    'p',
    null,
    createElement('button', { id: 'start', ...start.button({ format: 'CSV' }) }),
    createElement('button', { id: 'start-wrong', ...start.button({ format: 'CSV', columns: ['nothing'] }) }),
    createElement('button', { id: 'retry', onClick: start.retry }),
    createElement('button', { id: 'reset', onClick: start.reset }),
  );
}

const render = (element: React.ReactElement, client = tallyport) =>
  createRoot(document.getElementById('root')!).render(
    createElement(StrictMode, null, createElement(TallyportProvider, { client }, element)),
  );

/** Each starts to show a list of exports, and returns how its user reads one export again. */
const clients: Record<string, () => void | ((id: string) => Promise<unknown>)> = {
  apollo() {
    const apollo = apolloClient(url, token);
    apollo
      .watchQuery({ query: gql(list), fetchPolicy: 'cache-and-network' })
      .subscribe(({ data, error }: any) => (error ? fail(error) : data?.exports && show(data.exports.nodes)));
    followInApollo(apollo, gql(activity), ['Exports'], fail);
    return (id) => apollo.query({ query: gql(one), variables: { id }, fetchPolicy: 'network-only' });
  },
  urql() {
    let urql: any;
    const start = (): (() => void) => {
      urql = urqlClient(url, token);
      const shown = urql
        .query(list, {})
        .subscribe(({ data, error }: any) => (error ? fail(error) : data && show(data.exports.nodes)));
      const end = followInUrql(urql, activity, list, fail);
      return () => (shown.unsubscribe(), end());
    };
    let stop = start();
    onViewerChange(() => {
      stop();
      stop = start();
    });
    return (id) => urql.query(one, { id }, { requestPolicy: 'network-only' }).toPromise();
  },
  'graphql-ws'() {
    const rows = new Map();
    const live = liveClient(url.replace('http', 'ws'), token);
    const read = authorizedFetch(token);
    onViewerChange(() => {
      rows.clear();
      show([]);
    });
    followExports(
      (next: any) =>
        live.subscribe(
          { query: activity },
          {
            next: ({ data: received, errors }: any) => {
              const data = newest(received);
              if (data) rows.set(data.exportActivity.id, data.exportActivity);
              show([...rows.values()]);
              next({ data, error: errors });
            },
            error: (error: any) => next({ error }),
            complete: () => undefined,
          },
        ),
      async () => {
        const answer = await read(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: list }),
        });
        const { data, errors } = await answer.json();
        if (errors) throw { errors };
        rows.clear();
        for (const row of newest(data).exports.nodes) rows.set(row.id, row);
        show([...rows.values()]);
      },
      fail,
    );
  },
  package: () => render(createElement(History)),
  'package by SSE': () => render(createElement(History)),
  screen: () => render(createElement(ExportScreen)),
};
const one = 'query One($id: ID!) { export(id: $id) { __typename id version state } }';

addEventListener('error', ({ message }) => page.faults.push(message));
addEventListener('unhandledrejection', ({ reason }) => page.faults.push(String(reason)));
const readOne = clients[client]?.();
Object.assign(globalThis, {
  page,
  tallyport,
  create,
  readOne,
  exportUsers,
  React,
  ExportPage,
  Others,
  Everything,
  Query,
  Starting,
  render,
});
