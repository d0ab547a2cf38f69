import { z } from 'zod';
import {
  databaseUrl,
  dayMs,
  duration,
  hourMs,
  mailSender,
  optional,
  origins,
  secondMs,
  secret,
  smtpUrl,
  webAddress,
  wholeNumber,
} from './setting-types';

export interface Setting<Property extends string = string, Schema extends z.ZodType = z.ZodType> {
  /** The name of the parsed value in `Config` or `Limits`. */
  readonly property: Property;
  readonly schema: Schema;
  readonly default: string;
  /** The description in docs/settings.md. */
  readonly about: string;
  /** Whether the value is secret: error messages do not show it. */
  readonly isSecret: boolean;
}

const setting = <Property extends string, Schema extends z.ZodType>(
  property: Property,
  schema: Schema,
  defaultText: string,
  about: string,
): Setting<Property, Schema> => ({ property, schema, default: defaultText, about, isSecret: false });

const secretSetting: typeof setting = (...described) => ({ ...setting(...described), isSecret: true });

/** Every setting has a default. An empty one means no value. */
export const generalSettings = {
  PORT: setting('port', wholeNumber(0, 65535), '4000', 'Port to listen on. 0: any free port.'),
  HOST: setting('host', z.string().min(1), '::', 'Address to listen on.'),
  PUBLIC_URL: setting(
    'publicUrl',
    optional(webAddress),
    '',
    'URL at which clients reach the server, for download and upload links. Empty: the host that each request was sent to.',
  ),
  TRUSTED_PROXIES: setting(
    'trustedProxies',
    wholeNumber(0, 10),
    '0',
    'Number of reverse proxies that each request passes. The address of a client is then that entry of `X-Forwarded-For`, counted from the end.',
  ),
  CORS_ORIGINS: setting(
    'corsOrigins',
    origins,
    '',
    'Origins of web pages that may call the API from a browser, separated by commas.',
  ),
  DATABASE_URL: secretSetting(
    'databaseUrl',
    optional(databaseUrl),
    '',
    '`mysql://…` for MySQL 8+ or MariaDB 10.6+. Empty: SQLite in the data folder.',
  ),
  DATA_DIR: setting(
    'dataDir',
    z.string().min(1),
    '.tallyport',
    'Folder for the SQLite database, the export files and the uploaded files.',
  ),
  CONSOLE_URL: setting(
    'consoleUrl',
    optional(webAddress),
    '',
    'URL of the console. Mails link to `/exports/ID`, `/imports/ID` and `/export-requests/ID` there. Empty: `PUBLIC_URL`, or else localhost, where the server shows its own pages at these paths.',
  ),
  SMTP_URL: secretSetting(
    'smtpUrl',
    optional(smtpUrl),
    '',
    'Mail server, `smtp://user:password@host:587` or `smtps://…`. Empty: mails are written as `.eml` files to the folder `mail` of the data folder.',
  ),
  MAIL_FROM: setting('mailFrom', mailSender, 'Tallyport <tallyport@localhost>', 'Sender of mails.'),
  DOWNLOAD_SECRET: secretSetting(
    'downloadSecret',
    secret,
    '',
    'Signs download and upload links. Must be the same for all servers. Empty: generated once and stored in the data folder.',
  ),
  DOWNLOAD_SECRET_BEFORE: secretSetting(
    'downloadSecretBefore',
    secret,
    '',
    'The previous `DOWNLOAD_SECRET`, after a change. Links that it signed work until they expire.',
  ),
  EXPORT_WORKER: setting(
    'exportWorker',
    z.enum(['thread', 'off']),
    'thread',
    '`thread`: the server runs exports and imports in a worker thread. `off`: only `npm run worker` processes run them.',
  ),
  EXPORT_LEASE_SECONDS: setting(
    'exportLeaseMs',
    duration(secondMs, 2, 600),
    '10',
    'Seconds after which another worker takes over the export or import of a worker that stopped responding.',
  ),
  EXPORT_KEEP_HOURS: setting(
    'exportKeepMs',
    duration(hourMs, 1, 8760),
    '24',
    'Hours for which the file of a completed export is kept.',
  ),
  EXPORT_SLOTS: setting(
    'exportSlots',
    wholeNumber(1, 32),
    '3',
    'Maximum number of exports that one worker runs at once.',
  ),
  EXPORT_SLOTS_PER_ORGANIZATION: setting(
    'exportSlotsPerOrganization',
    wholeNumber(1, 32),
    '2',
    'Maximum number of exports of one organization that run at once. Keep it below `EXPORT_SLOTS`, so that large exports of one organization do not block the others.',
  ),
  EXPORT_QUOTA_BYTES: setting(
    'exportQuotaBytes',
    wholeNumber(0, 1e15),
    '0',
    'Maximum total size of the files of the exports and imports of one organization, in bytes. 0: no limit.',
  ),
  EXPORTS_PER_MINUTE: setting(
    'exportsPerMinute',
    wholeNumber(1, 10_000),
    '30',
    'Maximum number of exports that one user may start per minute, and of export requests that they may make.',
  ),
  IMPORT_MAX_BYTES: setting(
    'importMaxBytes',
    wholeNumber(1, 1e13),
    '268435456',
    'Maximum size of an uploaded file, in bytes.',
  ),
  IMPORT_KEEP_HOURS: setting(
    'importKeepMs',
    duration(hourMs, 1, 8760),
    '24',
    'Hours for which an import waits for its file, its mapping or `applyImport`, and for which its files are kept after its end.',
  ),
  IMPORT_SLOTS: setting(
    'importSlots',
    wholeNumber(1, 32),
    '2',
    'Maximum number of imports that one worker checks or applies at once.',
  ),
  IMPORTS_PER_MINUTE: setting(
    'importsPerMinute',
    wholeNumber(1, 10_000),
    '30',
    'Maximum number of imports that one user may start per minute.',
  ),
  OPEN_IMPORTS_PER_ORGANIZATION: setting(
    'openImportsPerOrganization',
    wholeNumber(1, 10_000),
    '50',
    'Maximum number of imports of one organization that have not ended.',
  ),
  AUDIT_KEEP_DAYS: setting(
    'auditKeepMs',
    duration(dayMs, 0, 36_500),
    '730',
    'Days for which audit events are kept. 0: forever.',
  ),
  DOWNLOAD_URL_SECONDS: setting(
    'downloadUrlMs',
    duration(secondMs, 1, 3600),
    '300',
    'Seconds for which a download link works.',
  ),
  UPLOAD_URL_SECONDS: setting(
    'uploadUrlMs',
    duration(secondMs, 1, 86_400),
    '3600',
    'Seconds for which an upload link works. An upload that has started by then is received to its end.',
  ),
  INTROSPECTION: setting(
    'introspection',
    z.enum(['viewers', 'off']),
    'viewers',
    '`viewers`: signed-in users may read the schema. `off`: introspection is disabled.',
  ),
  LOG_LEVEL: setting(
    'logLevel',
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    'info',
    'Lowest severity that is logged.',
  ),
};

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
    'Maximum cost of the operations that one organization runs at once on one server, in points as for `LIMIT_COST`. Each operation counts for at least an eighth of this limit. Further operations wait for at most ten seconds, and users take turns.',
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
    'Maximum number of WebSockets of one server. Further ones are refused with 503.',
  ),
  LIMIT_SOCKETS_PER_ADDRESS: setting(
    'socketsPerAddress',
    wholeNumber(1, 1_000_000),
    '2000',
    'Maximum number of WebSockets from one network address. Further ones are refused with 429. If you run a reverse proxy, set `TRUSTED_PROXIES`.',
  ),
  LIMIT_SOCKETS_PER_PERSON: setting(
    'socketsPerPerson',
    wholeNumber(1, 100_000),
    '50',
    'Maximum number of WebSockets of one user on one server. Further ones are closed with 4429.',
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
    'Maximum number of bytes that wait to be sent on one WebSocket. A client that exceeds it, or does not catch up within `LIMIT_SILENCE_SECONDS`, is disconnected.',
  ),
  LIMIT_SEND_BYTES_TOTAL: setting(
    'sendBytesTotal',
    wholeNumber(100_000, 1e12),
    '100000000',
    'Maximum number of bytes that wait to be sent on all WebSockets of one server. If it is exceeded, the client with the most bytes is disconnected.',
  ),
  LIMIT_SOCKET_OPERATIONS: setting(
    'socketOperations',
    wholeNumber(1, 10_000),
    '100',
    'Maximum number of live operations on one WebSocket.',
  ),
};

export const settings = { ...generalSettings, ...limitSettings };
