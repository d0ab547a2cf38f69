import { z } from 'zod';

const wholeNumber = (least: number, max: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.number().min(least).max(max));

const originForm = 'must be a comma-separated list of origins like https://screens.example';
/** As browsers send it, so that `https://Screens.example/` is recognized too. */
const origin = z
  .url({ protocol: /^https?$/, error: originForm })
  .transform((text) => new URL(text))
  .refine((url) => url.href === `${url.origin}/`, originForm)
  .transform((url) => url.origin);

function isDatabaseUrl(text: string): boolean {
  try {
    const { username, password } = new URL(text);
    decodeURIComponent(username + password);
    return /^mysql:\/\/[^/]+\/[^/?]+$/.test(text);
  } catch {
    return false;
  }
}

function isSmtpUrl(text: string): boolean {
  try {
    const { protocol, hostname, username, password, search } = new URL(text);
    decodeURIComponent(username + password);
    return /^smtps?:$/.test(protocol) && hostname !== '' && search === '';
  } catch {
    return false;
  }
}

const mailAddress = /^(?:([^<>@\p{C}]*?) *<([^\s<>@,;]+@[^\s<>@,;]+)>|([^\s<>@,;]+@[^\s<>@,;]+))$/u;

/**
 * Every setting, its check, its default and its one-line description (the table in docs/settings.md is held against this by a test).
 * All of them may be absent.
 */
export const settings = {
  PORT: { schema: wholeNumber(0, 65535), default: '4000', about: 'Port to listen on; 0 takes a free one.' },
  HOST: { schema: z.string().min(1), default: '::', about: 'Address to listen on.' },
  PUBLIC_URL: {
    schema: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).transform((url) => url.replace(/\/+$/, '')),
    default: '',
    about: 'Where clients reach the server, for download links. Empty: the host each request was sent to.',
  },
  TRUSTED_PROXIES: {
    schema: wholeNumber(0, 10),
    default: '0',
    about:
      'Number of reverse proxies that each request passes. The address of a client is then read from `X-Forwarded-For`, that many entries from its end.',
  },
  CORS_ORIGINS: {
    schema: z
      .string()
      .transform((text) =>
        text
          .split(',')
          .map((origin) => origin.trim())
          .filter(Boolean),
      )
      .pipe(z.array(origin)),
    default: '',
    about: 'Origins of web pages that may call the API from a browser, separated by commas.',
  },
  DATABASE_URL: {
    schema: z.union([
      z.literal(''),
      z
        .string()
        .refine(
          isDatabaseUrl,
          'must look like mysql://user:password@host:3306/database, with special characters of the password percent-encoded',
        ),
    ]),
    default: '',
    about: '`mysql://…` for MySQL 8+ or MariaDB 10.6+. Empty: SQLite in the data folder.',
  },
  DATA_DIR: {
    schema: z.string().min(1),
    default: '.tallyport',
    about: 'Folder for the SQLite database and the export files.',
  },
  CONSOLE_URL: {
    schema: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).transform((url) => url.replace(/\/+$/, '')),
    default: '',
    about:
      'Where people find their exports: mails link to `/exports/ID` and `/export-requests/ID` there. Empty: `PUBLIC_URL`, or else this machine. Without a console, the server itself has pages at these paths.',
  },
  SMTP_URL: {
    schema: z.union([
      z.literal(''),
      z
        .string()
        .refine(
          isSmtpUrl,
          'must look like smtp://user:password@host:587 or smtps://…, with special characters of the password percent-encoded',
        ),
    ]),
    default: '',
    about:
      'Mail server, `smtp://user:password@host:587` or `smtps://…`. Empty: mails are `.eml` files in the folder `mail` of the data folder.',
  },
  MAIL_FROM: {
    schema: z
      .string()
      .regex(mailAddress, 'must look like Name <name@host.example>')
      .transform((text) => {
        const [, name = '', bracketed, bare] = mailAddress.exec(text)!;
        return { name, address: bracketed ?? bare! };
      }),
    default: 'Tallyport <tallyport@localhost>',
    about: 'Whom mails come from.',
  },
  DOWNLOAD_SECRET: {
    schema: z.union([z.literal(''), z.string().min(16, 'must be at least 16 characters')]),
    default: '',
    about: 'Signs download links; the same for all server processes. Empty: made once and kept in the data folder.',
  },
  DOWNLOAD_SECRET_BEFORE: {
    schema: z.union([z.literal(''), z.string().min(16, 'must be at least 16 characters')]),
    default: '',
    about: 'After a change of `DOWNLOAD_SECRET` the one before, so that its links work for as long as they would have.',
  },
  EXPORT_WORKER: {
    schema: z.enum(['thread', 'off']),
    default: 'thread',
    about: '`thread`: the server runs exports in a worker thread. `off`: only `npm run worker` processes run them.',
  },
  EXPORT_LEASE_SECONDS: {
    schema: wholeNumber(2, 600),
    default: '10',
    about: 'How long a silent worker keeps its export before another takes it up.',
  },
  EXPORT_KEEP_HOURS: {
    schema: wholeNumber(1, 8760),
    default: '24',
    about: "How long after its completion an export's file is kept.",
  },
  EXPORT_SLOTS: { schema: wholeNumber(1, 32), default: '3', about: 'Most exports that one worker makes at once.' },
  EXPORT_SLOTS_PER_ORGANIZATION: {
    schema: wholeNumber(1, 32),
    default: '2',
    about:
      "Most exports of one organization that are made at once. Fewer than `EXPORT_SLOTS`, so that nobody waits behind one organization's large ones.",
  },
  EXPORT_QUOTA_BYTES: {
    schema: wholeNumber(0, 1e15),
    default: '0',
    about:
      'Most bytes that the export files of one organization may take up together. 0: as many as there is room for.',
  },
  EXPORTS_PER_MINUTE: {
    schema: wholeNumber(1, 10_000),
    default: '30',
    about: 'Most exports that one person may start within a minute, and most that they may ask the owner for.',
  },
  AUDIT_KEEP_DAYS: {
    schema: wholeNumber(0, 36_500),
    default: '730',
    about: 'How many days the audit log is kept. 0: forever.',
  },
  DOWNLOAD_URL_SECONDS: { schema: wholeNumber(1, 3600), default: '300', about: 'How long a download link works.' },
  INTROSPECTION: {
    schema: z.enum(['viewers', 'off']),
    default: 'viewers',
    about: '`viewers`: whoever is signed in may read the schema. `off`: nobody.',
  },
  LIMIT_BODY_BYTES: {
    schema: wholeNumber(1_000, 10_000_000),
    default: '102400',
    about: 'Largest request body or WebSocket message.',
  },
  LIMIT_DEPTH: { schema: wholeNumber(1, 100), default: '12', about: 'Deepest nesting of fields in an operation.' },
  LIMIT_ALIASES: { schema: wholeNumber(0, 1_000), default: '30', about: 'Most aliases in an operation.' },
  LIMIT_ROOT_FIELDS: { schema: wholeNumber(1, 1_000), default: '20', about: 'Most root fields in an operation.' },
  LIMIT_DIRECTIVES: { schema: wholeNumber(0, 1_000), default: '50', about: 'Most directives in an operation.' },
  LIMIT_TOKENS: { schema: wholeNumber(100, 100_000), default: '3000', about: 'Longest operation, in GraphQL tokens.' },
  LIMIT_COST: {
    schema: wholeNumber(100, 10_000_000),
    default: '60000',
    about:
      'Most expensive operation: one point a field, lists times `first`, and 2,000 for each figure that users are ordered or filtered by.',
  },
  LIMIT_COST_IN_FLIGHT: {
    schema: wholeNumber(100, 100_000_000),
    default: '30000',
    about:
      'Most that one organization may have under way at once in one server, in points as for `LIMIT_COST`; each operation counts for an eighth of it or more. Others wait for at most ten seconds, and people take turns.',
  },
  LIMIT_DOWNLOADS: {
    schema: wholeNumber(1, 1_000),
    default: '20',
    about: 'Most downloads of one person that one server sends at once.',
  },
  LIMIT_SILENCE_SECONDS: {
    schema: wholeNumber(1, 3600),
    default: '60',
    about:
      'How long a client may take to send a request, and how long it may take nothing of a download before that is broken off.',
  },
  LIMIT_SOCKETS: {
    schema: wholeNumber(1, 1_000_000),
    default: '20000',
    about: 'Maximum number of WebSockets of one server. Further ones are answered 503.',
  },
  LIMIT_SOCKETS_PER_ADDRESS: {
    schema: wholeNumber(1, 1_000_000),
    default: '2000',
    about:
      'Maximum number of WebSockets from one network address. Further ones are answered 429. Behind a proxy, set `TRUSTED_PROXIES`.',
  },
  LIMIT_SOCKETS_PER_PERSON: {
    schema: wholeNumber(1, 100_000),
    default: '50',
    about: 'Maximum number of WebSockets of one person on one server. Further ones are closed with 4429.',
  },
  LIMIT_SOCKETS_UNINITIALIZED: {
    schema: wholeNumber(1, 1_000_000),
    default: '1000',
    about:
      'Maximum number of WebSockets that have not sent `connection_init`. Each further one closes the oldest of them with 1013.',
  },
  LIMIT_SEND_BYTES: {
    schema: wholeNumber(100_000, 1e9),
    default: '8000000',
    about:
      'Maximum number of bytes that wait to be sent on one WebSocket. A client that exceeds it, or does not catch up within `LIMIT_SILENCE_SECONDS`, is disconnected.',
  },
  LIMIT_SEND_BYTES_TOTAL: {
    schema: wholeNumber(100_000, 1e12),
    default: '100000000',
    about:
      'Maximum number of bytes that wait to be sent on all WebSockets of one server. Beyond it, the client with the most of them is disconnected.',
  },
  LIMIT_SOCKET_OPERATIONS: {
    schema: wholeNumber(1, 10_000),
    default: '100',
    about: 'Most live operations on one WebSocket.',
  },
  LOG_LEVEL: {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    default: 'info',
    about: 'Least severity that is logged.',
  },
} as const;

type Settings = typeof settings;
type Values = { [Name in keyof Settings]: z.infer<Settings[Name]['schema']> };

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string | null;
  readonly trustedProxies: number;
  readonly corsOrigins: readonly string[];
  /** Null: SQLite in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  /** Without a trailing slash. */
  readonly consoleUrl: string;
  /** Whether `CONSOLE_URL` is set. Otherwise this server has pages of its own at `consoleUrl`. */
  readonly hasConsole: boolean;
  /** Null: mails are files in `dataDir`. */
  readonly smtpUrl: string | null;
  readonly mailFrom: { readonly name: string; readonly address: string };
  readonly downloadSecret: string | null;
  readonly downloadSecretBefore: string | null;
  readonly exportWorker: 'thread' | 'off';
  readonly exportLeaseMs: number;
  readonly exportKeepMs: number;
  readonly exportSlots: number;
  readonly exportSlotsPerOrganization: number;
  /** 0: none. */
  readonly exportQuotaBytes: number;
  readonly exportsPerMinute: number;
  /** 0: for ever. */
  readonly auditKeepMs: number;
  readonly downloadUrlMs: number;
  readonly introspection: 'viewers' | 'off';
  readonly limits: Limits;
  readonly logLevel: string;
}

export interface Limits {
  readonly bodyBytes: number;
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  readonly tokens: number;
  readonly cost: number;
  readonly costInFlight: number;
  readonly downloads: number;
  readonly silenceMs: number;
  readonly sockets: number;
  readonly socketsPerAddress: number;
  readonly socketsPerPerson: number;
  readonly socketsUninitialized: number;
  readonly sendBytes: number;
  readonly sendBytesTotal: number;
  readonly socketOperations: number;
}

export class ConfigError extends Error {}

/** Reads the settings from an environment. Throws one ConfigError that lists every wrong one. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const read = <Name extends keyof Settings>(name: Name): Values[Name] => {
    const setting = settings[name];
    const text = env[name]?.trim() || setting.default;
    const parsed = setting.schema.safeParse(text);
    if (parsed.success) return parsed.data as Values[Name];
    const shown = ['DOWNLOAD_SECRET', 'DOWNLOAD_SECRET_BEFORE', 'DATABASE_URL', 'SMTP_URL'].includes(name)
      ? '(not shown)'
      : JSON.stringify(text);
    problems.push(`  ${name} = ${shown}: ${[...new Set(parsed.error.issues.map(plainReason))].join('; ')}`);
    return undefined as never;
  };
  const port = read('PORT');
  const publicUrl = read('PUBLIC_URL') || null;
  const consoleUrl = read('CONSOLE_URL');
  const config: Config = {
    port,
    host: read('HOST'),
    publicUrl,
    trustedProxies: read('TRUSTED_PROXIES'),
    corsOrigins: read('CORS_ORIGINS'),
    databaseUrl: read('DATABASE_URL') || null,
    dataDir: read('DATA_DIR'),
    consoleUrl: consoleUrl || publicUrl || `http://localhost:${port}`,
    hasConsole: consoleUrl !== '',
    smtpUrl: read('SMTP_URL') || null,
    mailFrom: read('MAIL_FROM'),
    downloadSecret: read('DOWNLOAD_SECRET') || null,
    downloadSecretBefore: read('DOWNLOAD_SECRET_BEFORE') || null,
    exportWorker: read('EXPORT_WORKER'),
    exportLeaseMs: read('EXPORT_LEASE_SECONDS') * 1000,
    exportKeepMs: read('EXPORT_KEEP_HOURS') * 3_600_000,
    exportSlots: read('EXPORT_SLOTS'),
    exportSlotsPerOrganization: read('EXPORT_SLOTS_PER_ORGANIZATION'),
    exportQuotaBytes: read('EXPORT_QUOTA_BYTES'),
    exportsPerMinute: read('EXPORTS_PER_MINUTE'),
    auditKeepMs: read('AUDIT_KEEP_DAYS') * 86_400_000,
    downloadUrlMs: read('DOWNLOAD_URL_SECONDS') * 1000,
    introspection: read('INTROSPECTION'),
    limits: Object.freeze({
      bodyBytes: read('LIMIT_BODY_BYTES'),
      depth: read('LIMIT_DEPTH'),
      aliases: read('LIMIT_ALIASES'),
      rootFields: read('LIMIT_ROOT_FIELDS'),
      directives: read('LIMIT_DIRECTIVES'),
      tokens: read('LIMIT_TOKENS'),
      cost: read('LIMIT_COST'),
      costInFlight: read('LIMIT_COST_IN_FLIGHT'),
      downloads: read('LIMIT_DOWNLOADS'),
      silenceMs: read('LIMIT_SILENCE_SECONDS') * 1000,
      sockets: read('LIMIT_SOCKETS'),
      socketsPerAddress: read('LIMIT_SOCKETS_PER_ADDRESS'),
      socketsPerPerson: read('LIMIT_SOCKETS_PER_PERSON'),
      socketsUninitialized: read('LIMIT_SOCKETS_UNINITIALIZED'),
      sendBytes: read('LIMIT_SEND_BYTES'),
      sendBytesTotal: read('LIMIT_SEND_BYTES_TOTAL'),
      socketOperations: read('LIMIT_SOCKET_OPERATIONS'),
    }),
    logLevel: read('LOG_LEVEL'),
  };
  if (problems.length > 0) throw new ConfigError(`Wrong settings:\n${problems.join('\n')}`);
  return Object.freeze(config);
}

/** A union's own message is only "Invalid input": the last branch is the one that says what a value must look like. */
function plainReason(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message;
  return (
    issue.errors
      .at(-1)
      ?.map((inner) => inner.message)
      .join('; ') ?? issue.message
  );
}
