import './workers.js';
import 'graphiql/style.css';
import type { Fetcher, FetcherParams } from '@graphiql/toolkit';
import { Button, Group, Menu, PasswordInput, Text } from '@mantine/core';
import { GraphiQL } from 'graphiql';
import { getOperationAST, parse, separateOperations } from 'graphql';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { createTallyport, type Tallyport, TallyportError } from 'tallyport/client';
import { Link, useLocation, useSearch } from 'wouter';
import { SessionDocument, type SessionResult } from '../generated.js';
import { Loading } from '../parts/states.js';
import { basePath } from '../session.js';
import { t } from '../texts/index.js';
import { AnswerViews } from './answer-views.js';
import { DataRange } from './data-range.js';
import { examples } from './examples.js';
import styles from './explorer.module.css';
import { firstQuery, linkedQuery } from './first-query.js';

const tokenKey = 'tallyport.token';
const url = new URL('graphql', document.baseURI).href;

/** The query editor, for the session of the browser or for an access token. */
export function Explorer(): ReactNode {
  const [token, setToken] = useState(() => sessionStorage.getItem(tokenKey));
  const [viewer, setViewer] = useState<SessionResult['viewer'] | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isConnecting, setConnecting] = useState(true);
  const [attempt, setAttempt] = useState(0);
  const search = useSearch();
  const client = useMemo(
    () => createTallyport(token === null ? { url, cookie: true } : { url, token }),
    [token, attempt],
  );

  const refused = useCallback(() => {
    sessionStorage.removeItem(tokenKey);
    setViewer(null);
    setRefusal(token === null ? t.explorer.ended : t.explorer.refused);
  }, [token]);

  useEffect(() => {
    let isCurrent = true;
    setConnecting(true);
    setViewer(null);
    client
      .query(SessionDocument)
      .then(({ viewer: found }) => isCurrent && setViewer(found))
      .catch((error: TallyportError) => {
        if (!isCurrent) return;
        if (error.code !== 'UNAUTHENTICATED') setRefusal(error.message);
        else if (token !== null) refused();
      })
      .finally(() => isCurrent && setConnecting(false));
    return () => {
      isCurrent = false;
      void client.close();
    };
  }, [client, token, refused]);

  const connect = (entered: string): void => {
    const text = entered.trim().replace(/^bearer\s+/i, '');
    // A header cannot contain other characters.
    if (!/^[!-~]+$/.test(text)) return setRefusal(t.explorer.notToken);
    sessionStorage.setItem(tokenKey, text);
    setRefusal(null);
    setToken(text);
    // Also when it is the same token again.
    setAttempt((before) => before + 1);
  };
  const disconnect = (): void => {
    sessionStorage.removeItem(tokenKey);
    setRefusal(null);
    setToken(null);
  };

  return (
    <div className={styles.page}>
      <header className={styles.bar}>
        <Link href="/" className={styles.home}>
          {t.explorer.toConsole}
        </Link>
        {viewer && (
          <Text role="status" data-state="connected">
            {t.explorer.signedIn(viewer.user.displayName, viewer.organization.name)} · {viewer.organization.timezone}
            <DataRange client={client} viewer={viewer} />
          </Text>
        )}
        {refusal && (
          <Text role="alert" data-state="refused" c="var(--mantine-color-error)">
            {refusal}
          </Text>
        )}
        {viewer && <Examples />}
        <TokenForm onConnect={connect} onDisconnect={token === null ? null : disconnect} isSignedIn={viewer !== null} />
      </header>
      {viewer ? (
        <Editor
          key={`${viewer.user.id} ${search}`}
          client={client}
          token={token}
          viewerId={viewer.user.id}
          onRefused={refused}
        />
      ) : isConnecting ? (
        <Loading rows={10} />
      ) : (
        <Text className={styles.hint} c="dimmed">
          {t.explorer.hint}
        </Text>
      )}
    </div>
  );
}

/** The questions of the documentation. The query of the chosen one runs only when the user presses the button. */
function Examples(): ReactNode {
  const [, navigate] = useLocation();
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button size="xs" variant="default">
          {t.explorer.examples} ▾
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={styles.examples}>
        {examples.map(({ title, query }) => (
          <Menu.Item key={title} onClick={() => navigate(`/explorer?${new URLSearchParams({ query })}`)}>
            {t.explorer.exampleTitles[title] ?? title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function TokenForm({
  onConnect,
  onDisconnect,
  isSignedIn,
}: {
  readonly onConnect: (token: string) => void;
  readonly onDisconnect: (() => void) | null;
  readonly isSignedIn: boolean;
}): ReactNode {
  const [text, setText] = useState('');
  if (onDisconnect && isSignedIn)
    return (
      <Button size="xs" variant="default" onClick={onDisconnect}>
        {t.explorer.disconnect}
      </Button>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text) onConnect(text);
        setText('');
      }}
    >
      <Group gap="xs" wrap="nowrap">
        {!isSignedIn && (
          <Button size="xs" component="a" href={`${basePath}sign-in?returnTo=%2Fexplorer`}>
            {t.explorer.signIn}
          </Button>
        )}
        <PasswordInput
          size="xs"
          w={200}
          autoComplete="off"
          aria-label={t.explorer.token}
          placeholder={t.explorer.token}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button size="xs" variant="default" type="submit">
          {t.explorer.connect}
        </Button>
      </Group>
    </form>
  );
}

interface EditorProps {
  readonly client: Tallyport;
  readonly token: string | null;
  readonly viewerId: string;
  /** The session or the token has ended. */
  readonly onRefused: () => void;
}

function Editor({ client, token, viewerId, onRefused }: EditorProps): ReactNode {
  const fetcher = useMemo<Fetcher>(
    () =>
      ((request: FetcherParams) =>
        isSubscription(request)
          ? resultsOf(client, request, onRefused)
          : sendOnce(request, token, viewerId, onRefused)) as Fetcher,
    [client, token, viewerId, onRefused],
  );
  const [answer, setAnswer] = useState<string | null>(null);
  return (
    <div className={styles.editor}>
      <GraphiQL
        fetcher={fetcher}
        onTabChange={({ tabs, activeTabIndex }) => setAnswer(tabs[activeTabIndex]?.response ?? null)}
        {...linkedQuery()}
        defaultQuery={firstQuery}
        // Queries and variables may be secret. They go with the tab, and at signing out.
        storage={sessionStorage}
        // What is entered there could be kept, too.
        isHeadersEditorEnabled={false}
        showPersistHeadersSettings={false}
      >
        <GraphiQL.Footer>
          <AnswerViews answer={answer} />
        </GraphiQL.Footer>
      </GraphiQL>
    </div>
  );
}

async function sendOnce(
  request: FetcherParams,
  token: string | null,
  viewerId: string,
  onRefused: () => void,
): Promise<unknown> {
  const own: Record<string, string> =
    token === null ? { 'x-viewer-id': viewerId } : { authorization: `Bearer ${token}` };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...own },
    body: JSON.stringify(request),
  });
  if (response.status === 401) onRefused();
  return await response.json();
}

/** The results of a subscription as GraphiQL reads them, and what ended it. */
function resultsOf(client: Tallyport, request: FetcherParams, onRefused: () => void): AsyncIterableIterator<unknown> {
  const stop = new AbortController();
  const { query, operationName, variables } = request;
  // A client sends a single operation.
  const { [operationName ?? '']: operation } = separateOperations(parse(query));
  const data = client.subscribe(operation ?? query, variables as Record<string, unknown>, { signal: stop.signal });
  const results = (async function* () {
    try {
      for await (const each of data) yield { data: each };
    } catch (error) {
      if (stop.signal.aborted || !(error instanceof TallyportError)) return;
      if (error.code === 'UNAUTHENTICATED') onRefused();
      yield { errors: error.errors.length > 0 ? error.errors : [{ message: error.message }] };
    }
  })();
  return {
    next: () => results.next(),
    // A generator would stop only after its next result.
    return: () => (stop.abort(), Promise.resolve({ done: true as const, value: undefined })),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function isSubscription({ query, operationName }: FetcherParams): boolean {
  try {
    return getOperationAST(parse(query), operationName)?.operation === 'subscription';
  } catch {
    return false;
  }
}
