import { duration, secondMs, setting, wholeNumber } from './setting-types';

export const limitSettings = {
  LIMIT_BODY_BYTES: setting(
    'bodyBytes',
    wholeNumber(1_000, 10_000_000),
    '102400',
    'Maximum size of a request body or WebSocket message, in bytes.',
  ),
  LIMIT_DEPTH: setting('depth', wholeNumber(1, 100), '12', 'Maximum nesting of fields in an operation.'),
  LIMIT_ALIASES: setting('aliases', wholeNumber(0, 1_000), '30', 'Maximum number of aliases in an operation.'),
  LIMIT_ROOT_FIELDS: setting('rootFields', wholeNumber(1, 1_000), '20', 'Maximum number of root fields.'),
  LIMIT_DIRECTIVES: setting('directives', wholeNumber(0, 1_000), '50', 'Maximum number of directives in an operation.'),
  LIMIT_TOKENS: setting(
    'tokens',
    wholeNumber(100, 100_000),
    '3000',
    'Maximum length of an operation, in GraphQL tokens.',
  ),
  LIMIT_COST: setting(
    'cost',
    wholeNumber(100, 10_000_000),
    '60000',
    'Maximum cost of an operation, in points: one per field, lists times `first`, and 2,000 for each figure that users are ordered or filtered by.',
  ),
  LIMIT_COST_IN_FLIGHT: setting(
    'costInFlight',
    wholeNumber(100, 100_000_000),
    '30000',
    'Maximum cost of the operations that one organization runs at once on one server, in points as for `LIMIT_COST`. Each operation counts for at least an eighth of this limit, and one that costs more than the limit runs alone. Further operations wait for at most ten seconds, and users take turns.',
  ),
  LIMIT_DOWNLOADS: setting(
    'downloads',
    wholeNumber(1, 1_000),
    '20',
    'Maximum number of downloads that one server sends to one user at once.',
  ),
  LIMIT_UPLOADS: setting(
    'uploads',
    wholeNumber(1, 1_000),
    '5',
    'Maximum number of uploads that one server receives from one user at once.',
  ),
  LIMIT_SILENCE_SECONDS: setting(
    'silenceMs',
    duration(secondMs, 1, 3600),
    '60',
    'Seconds within which a client must send its request, and after which a download or upload is aborted if its client reads or sends nothing.',
  ),
  LIMIT_SOCKETS: setting(
    'sockets',
    wholeNumber(1, 1_000_000),
    '20000',
    'Maximum number of live connections of one server: WebSockets and event streams. Further ones are refused with 503.',
  ),
  LIMIT_SOCKETS_PER_ADDRESS: setting(
    'socketsPerAddress',
    wholeNumber(1, 1_000_000),
    '2000',
    'Maximum number of live connections from one network address. Further ones are refused with 429. If you run a reverse proxy, set `TRUSTED_PROXIES`.',
  ),
  LIMIT_SOCKETS_PER_PERSON: setting(
    'socketsPerPerson',
    wholeNumber(1, 100_000),
    '50',
    'Maximum number of live connections of one user on one server. Further WebSockets are closed with 4429, and event streams are refused with 429.',
  ),
  LIMIT_SOCKETS_UNINITIALIZED: setting(
    'socketsUninitialized',
    wholeNumber(1, 1_000_000),
    '1000',
    'Maximum number of WebSockets that have not sent `connection_init`. Each further one closes the oldest of them with 1013.',
  ),
  LIMIT_SEND_BYTES: setting(
    'sendBytes',
    wholeNumber(100_000, 1e9),
    '8000000',
    'Maximum number of bytes that wait to be sent on one live connection. A client that exceeds it, or does not catch up within `LIMIT_SILENCE_SECONDS`, is disconnected.',
  ),
  LIMIT_SEND_BYTES_TOTAL: setting(
    'sendBytesTotal',
    wholeNumber(100_000, 1e12),
    '100000000',
    'Maximum number of bytes that wait to be sent on all live connections of one server. If it is exceeded, the client with the most bytes is disconnected.',
  ),
  LIMIT_SOCKET_OPERATIONS: setting(
    'socketOperations',
    wholeNumber(1, 10_000),
    '100',
    'Maximum number of live operations on one WebSocket. An event stream has one.',
  ),
  LIMIT_STREAM_SECONDS: setting(
    'streamMs',
    duration(secondMs, 1, 86_400),
    '3600',
    'Seconds after which the server ends an event stream, and its client connects again. A client that has vanished without closing its connection counts until then.',
  ),
};
