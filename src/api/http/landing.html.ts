import { linkedPages } from './pages';

interface LandingPage {
  readonly style: string;
  readonly scripts: readonly string[];
  readonly socketClient: string;
  /** The account whose session the browser has; null if it has none. */
  readonly signedInAs: string | null;
}

const firstQuery = `# Your account, your organization and its first five users.
# Ctrl+Enter runs the query, Ctrl+Space completes names.
# The book icon on the left opens the documentation.
{
  viewer {
    user {
      username
    }
    role
    organization {
      name
      timezone
    }
  }
  users(first: 5) {
    totalCount
    nodes {
      username
      bookingActivity {
        thisMonth {
          booked
          created
        }
      }
    }
  }
}
`;

/** A value as JavaScript that cannot end the script element. */
const scriptText = (value: string | null): string => JSON.stringify(value).replaceAll('<', '\\u003c');

export const landingHtml = (nonce: string, page: LandingPage): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tallyport</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/graphql/assets/${page.style}">
<style nonce="${nonce}">
  html, body { height: 100%; margin: 0; }
  body { display: flex; flex-direction: column; font: 14px/1.4 Roboto, system-ui, sans-serif; background: #f4f6f9; }
  #bar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; padding: 8px 16px; background: #1b2436; color: #e6eaf2; }
  #bar strong { margin-right: 12px; font-size: 16px; }
  #bar input, #bar button { box-sizing: border-box; height: 30px; padding: 0 10px; border: 1px solid #46536b; border-radius: 4px; font: inherit; }
  #bar input { width: 260px; background: #111827; color: inherit; }
  #bar button { background: #2f6feb; border-color: #2f6feb; color: #fff; cursor: pointer; }
  #bar #disconnect { background: none; border-color: #46536b; }
  #bar :focus-visible { outline: 2px solid #8ab4ff; outline-offset: 1px; }
  #status[data-state=connected] { color: #7ddc9f; }
  #status[data-state=refused] { color: #ff9c93; font-weight: 500; }
  #hint { flex: 1; min-width: 300px; color: #aeb8ca; }
  #hint a { color: #8ab4ff; }
  #hint code { padding: 2px 6px; border-radius: 3px; background: #111827; color: #e6eaf2; font: 13px "Fira Code", monospace; font-variant-ligatures: none; user-select: all; }
  #graphiql { flex: 1; min-height: 0; }
  #graphiql:empty { display: grid; place-items: center; color: #5b6780; }
  #graphiql:empty::before { content: "Sign in, or enter an access token and press Connect. You can then run queries and subscriptions, and browse the schema."; padding: 24px; }
  @media (prefers-color-scheme: dark) { body { background: #212a3b; } #graphiql:empty { color: #aeb8ca; } }
  [hidden] { display: none !important; }
</style>
<body>
<form id="bar">
  <strong>Tallyport</strong>
  <label for="token">Access token</label>
  <!-- Without a name, so that a submitted form cannot put the token into the URL. -->
  <input id="token" type="password" autocomplete="off" spellcheck="false">
  <button>Connect</button>
  <button id="disconnect" type="button" hidden>Disconnect</button>
  <span id="status" role="status"></span>
  <span id="hint"><a href="sign-in">Sign in</a>, or get a token: run <code>npm run token -- --organization SLUG --username NAME</code> on the server.</span>
</form>
<div id="graphiql"></div>
<script nonce="${nonce}">
  // Dialogs and menus add style elements. Their library reads the nonce of the policy from this variable.
  var __webpack_nonce__ = document.currentScript.nonce;
</script>
${page.scripts.map((name) => `<script src="/graphql/assets/${name}"></script>`).join('\n')}
<script type="module" nonce="${nonce}">
  import { createClient } from '/graphql/assets/${page.socketClient}';

  const bar = document.getElementById('bar');
  const field = document.getElementById('token');
  const disconnectButton = document.getElementById('disconnect');
  const status = document.getElementById('status');
  const hint = document.getElementById('hint');
  const root = ReactDOM.createRoot(document.getElementById('graphiql'));
  const address = '/graphql';
  const tokenKey = 'tallyport.token';
  const signedInAs = ${scriptText(page.signedInAs)};
  let connection = { dispose() {} };

  const show = (state, message) => {
    status.dataset.state = state;
    status.textContent = message;
    hint.hidden = state === 'connected' || state === 'connecting';
    disconnectButton.hidden = sessionStorage.getItem(tokenKey) === null;
  };

  const disconnect = () => {
    connection.dispose();
    sessionStorage.removeItem(tokenKey);
    root.render(null);
    show('absent', '');
  };

  // Only the id is read from a URL like #exports=12, so that a link cannot contain an operation.
  const queries = ${JSON.stringify(Object.fromEntries(Object.entries(linkedPages).map(([name, { query }]) => [name, query])))};
  const [, linked, linkedId] = /^#([a-z-]+)=([1-9]\\d{0,14})$/.exec(location.hash) ?? [];
  const linkedQuery = Object.hasOwn(queries, linked) ? { query: queries[linked], variables: JSON.stringify({ id: linkedId }) } : {};

  // GraphiQL decides by the text that it parsed last, which may be outdated.
  const isSubscription = ({ query, operationName }) =>
    new RegExp('(^|[}\\\\s])subscription\\\\b' + (operationName ? '\\\\s+' + operationName + '\\\\b' : '')).test(query.replace(/#.*/g, ''));

  // Without a token: by the session cookie of the browser.
  const connect = async (token) => {
    disconnect();
    if (token) sessionStorage.setItem(tokenKey, token);
    let current = true;
    const refused = () => {
      sessionStorage.removeItem(tokenKey);
      show('refused', token ? 'Refused (401): this token is wrong, expired or revoked.' : 'Your session has ended. Sign in again.');
    };
    const authorization = token ? { authorization: 'Bearer ' + token } : {};

    const authorizedFetch = async (url, init) => {
      const response = await fetch(url, { ...init, headers: { ...init.headers, ...authorization } });
      if (current && response.status === 401) refused();
      return response;
    };
    // Configured like the client in docs/browsers.md.
    let silence;
    const wsClient = createClient({
      url: location.origin.replace(/^http/, 'ws') + address,
      connectionParams: authorization,
      retryAttempts: Infinity,
      shouldRetry: () => true,
      retryWait: (retries) => new Promise((next) => setTimeout(next, Math.min(500 * 2 ** retries, 20_000) * (0.5 + Math.random()))),
      keepAlive: 10_000,
      on: {
        ping: (received) => received || (silence = setTimeout(() => wsClient.terminate(), 5_000)),
        pong: (received) => received && clearTimeout(silence),
        closed: (event) => {
          clearTimeout(silence);
          if (current && [4401, 4403].includes(event.code)) refused();
        },
      },
    });
    // Not wrapped in a generator, which would stop only after the next event. An Event as the reason would be shown as
    // {"isTrusted": true}.
    const live = (request) => {
      const events = wsClient.iterate(request);
      const next = events.next.bind(events);
      events.next = () =>
        next().catch((error) => {
          if (!(error instanceof Event)) throw error;
          throw new Error(error.code ? ('The connection was closed: ' + error.code + ' ' + error.reason).trim() : 'The connection failed.');
        });
      return events;
    };
    connection = {
      dispose() {
        current = false;
        wsClient.dispose();
      },
    };

    show('connecting', 'Connecting…');
    try {
      const response = await authorizedFetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ __typename }' }),
      });
      if (!current || response.status === 401) return;
      if (!response.ok) return show('refused', 'The server answered ' + response.status + '.');
    } catch (error) {
      if (current) show('refused', 'Could not reach the server: ' + error.message);
      return;
    }

    const fetchOnce = GraphiQL.createFetcher({ url: address, fetch: authorizedFetch, enableIncrementalDelivery: false });
    field.value = '';
    show('connected', token ? 'Connected' : 'Signed in as ' + signedInAs);
    root.render(
      React.createElement(GraphiQL, {
        key: Date.now(), // resets GraphiQL, because another viewer may see another schema
        fetcher: (request, options) => (isSubscription(request) ? live(request) : fetchOnce(request, options)),
        ...linkedQuery,
        defaultQuery: ${JSON.stringify(firstQuery)},
        isHeadersEditorEnabled: false, // its content could be stored in localStorage
        showPersistHeadersSettings: false,
      }),
    );
  };

  bar.addEventListener('submit', (event) => {
    event.preventDefault();
    const token = field.value.trim().replace(/^bearer\\s+/i, '');
    // fetch throws for characters that headers cannot contain.
    if (/[^!-~]/.test(token)) {
      disconnect();
      show('refused', 'This is not an access token: it contains spaces or characters that tokens do not have.');
    } else if (token) connect(token);
    else field.focus();
  });
  disconnectButton.addEventListener('click', () => {
    disconnect();
    field.focus();
  });

  const token = sessionStorage.getItem(tokenKey);
  if (token) connect(token);
  else if (signedInAs) connect(null);
  else show('absent', '');
</script>
`;
