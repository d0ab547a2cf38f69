import { Listeners } from './listeners.js';
import { CurrentViewer } from './viewer.js';

/** How the page signs in: a token of the user, or the cookie of a session that the browser adds. */
export type Credentials =
  | {
      /** An access token, or a function that returns a valid one. Called for each request and each connection. */
      readonly token: string | (() => string | Promise<string>);
    }
  | {
      /** Uses the session of the user who signed in on the server's pages. */
      readonly cookie: true;
    };

export type TallyportOptions = Credentials & {
  /** URL of the API, such as `https://api.example.com/graphql`. May be relative to the page. */
  readonly url: string;
  /** Language of labels and messages, such as `de`. Default: the one of the browser. */
  readonly language?: string | undefined;
  /**
   * How subscriptions are sent. All share one WebSocket by default. With 'sse', each has an event stream of its own, for
   * networks that block WebSockets.
   */
  readonly transport?: 'websocket' | 'sse' | undefined;
  /** Time between two pings of a WebSocket. Default 10,000. */
  readonly pingEveryMs?: number | undefined;
  /**
   * Time after which a silent connection is replaced. Default 4,000 after a ping, or 30,000 for event streams, on which
   * the server sends something every 12 seconds.
   */
  readonly silenceMs?: number | undefined;
};

/** The address of the server and the headers of a request, resolved from the options. */
export interface Connection {
  readonly url: string;
  readonly socketUrl: string;
  readonly credentials: RequestCredentials;
  /** The `authorization` of a request, without a value if the browser adds a cookie. */
  authorize(): Promise<{ authorization?: string }>;
  /** Names the user of a request with a cookie. The server refuses it if another one has signed in. */
  named(): { 'x-viewer-id'?: string };
  readonly viewer: CurrentViewer;
  /**
   * Called when a live connection is established, also after an interruption: a WebSocket, or event streams whose first
   * data arrived, at most one time a second for all of them.
   */
  readonly connected: Listeners;
  /** The language of a request. Without a value if the browser adds its own. */
  readonly language: { 'accept-language'?: string };
}

export function connectionOf(options: TallyportOptions): Connection {
  const viewer = new CurrentViewer();
  const { href } = new URL(options.url, globalThis.location?.href);
  return {
    url: href,
    socketUrl: href.replace(/^http/, 'ws'),
    viewer,
    named: () => ('cookie' in options && viewer.current !== null ? { 'x-viewer-id': viewer.current } : {}),
    connected: new Listeners(),
    credentials: 'cookie' in options ? 'include' : 'omit',
    language: options.language ? { 'accept-language': options.language } : {},
    async authorize() {
      if ('cookie' in options) return {};
      const { token } = options;
      return { authorization: `Bearer ${typeof token === 'function' ? await token() : token}` };
    },
  };
}
