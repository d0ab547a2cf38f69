import { z } from 'zod';
import { limitSettings } from './limit-settings';
import {
  databaseUrl,
  dayMs,
  duration,
  encryptionKey,
  hourMs,
  mailSender,
  optional,
  origins,
  secondMs,
  secret,
  setting,
  smtpUrl,
  webAddress,
  wholeNumber,
} from './setting-types';

const secretSetting: typeof setting = (...described) => ({ ...setting(...described), isSecret: true });

/** Every setting has a default. An empty one means no value. */
export const generalSettings = {
  PORT: setting(
    'port',
    wholeNumber(0, 65535),
    '4000',
    'Port to listen on. 0: any free port; then set `PUBLIC_URL` if `npm run worker` sends mails, because only the server knows the port for their links.',
  ),
  HOST: setting('host', z.string().min(1), '::', 'Address to listen on.'),
  PUBLIC_URL: setting(
    'publicUrl',
    optional(webAddress),
    '',
    'URL at which clients reach the server, for the links in mails and for downloads and uploads. With `https`, session cookies are Secure. Empty: localhost in mails, and elsewhere the host that each request was sent to. Pages at another scheme, host or port may not use the session.',
  ),
  TRUSTED_PROXIES: setting(
    'trustedProxies',
    wholeNumber(0, 10),
    '0',
    'Number of reverse proxies that each request passes. The address of a client is then that entry of `X-Forwarded-For`, counted from the end. If greater than 0 and `PUBLIC_URL` is empty, the same entry of `X-Forwarded-Proto` is the scheme of links to files and uploads, and of pages of the server. Without that header, links have `http`, and pages may have either.',
  ),
  CORS_ORIGINS: setting(
    'corsOrigins',
    origins,
    '',
    'Origins of web pages that may call the API from a browser, also with the session of its user, separated by commas.',
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
    'URL of a console of your own, in place of the built-in one. Signing in ends there if no page was opened before. Mails link to `/exports/ID`, `/imports/ID`, `/export-requests/ID` and `/settings/access` there. Empty: `PUBLIC_URL`, or else localhost, where the built-in console has these pages.',
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
  SECRETS_KEY: secretSetting(
    'secretsKey',
    encryptionKey,
    '',
    'Encrypts the client secrets of identity providers in the database, at least 32 characters, such as from `openssl rand -base64 32`. Must be the same for all servers. Empty: no client secrets are stored.',
  ),
  SECRETS_KEY_BEFORE: secretSetting(
    'secretsKeyBefore',
    encryptionKey,
    '',
    'The previous `SECRETS_KEY`, after a change. Still decrypts what it encrypted.',
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
  SESSION_IDLE_HOURS: setting(
    'sessionIdleMs',
    duration(hourMs, 1, 8760),
    '12',
    'Hours without a request after which a user is signed out. Live connections do not count as requests. Access tokens are not affected.',
  ),
  SESSION_DAYS: setting(
    'sessionMs',
    duration(dayMs, 1, 365),
    '30',
    'Days after which a user must sign in again in any case.',
  ),
  SIGN_IN_LINKS_PER_ADDRESS: setting(
    'signInLinksPerAddress',
    wholeNumber(1, 10_000),
    '5',
    'Maximum number of sign-in links that may be requested for one email address within 15 minutes, which is how long a link works.',
  ),
  SIGN_IN_LINKS_PER_NETWORK: setting(
    'signInLinksPerNetwork',
    wholeNumber(1, 1_000_000),
    '60',
    'Maximum number of sign-in links that may be requested from one IPv4 address or IPv6 network (/64) within an hour. If you run a reverse proxy, set `TRUSTED_PROXIES`.',
  ),
  PROVIDER_REACH: setting(
    'providerReach',
    z.enum(['public', 'private', 'local']),
    'public',
    'Addresses that identity providers of organizations may have. `public`: public ones. `private`: also addresses of private networks and of this machine. `local`: in addition `http` on this machine, for development. Link-local addresses are always refused.',
  ),
  PROVIDER_SIGN_INS_PER_NETWORK: setting(
    'providerSignInsPerNetwork',
    wholeNumber(1, 1_000_000),
    '600',
    'Maximum number of times that signing in with an identity provider may be started from one IPv4 address or IPv6 network (/64) within an hour.',
  ),
  TOKEN_MAX_DAYS: setting(
    'tokenMaxMs',
    duration(dayMs, 1, 36_500),
    '365',
    'Maximum lifetime of an access token that a user creates with `createToken`.',
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

export const settings = { ...generalSettings, ...limitSettings };
