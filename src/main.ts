#!/usr/bin/env node
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from './config';
import { LoadError } from './features/load/load-error';
import { UnfitDatabase } from './platform/database/check-database';
import { UnfitDataFolder } from './platform/storage/private-folder';

// graphql-js repeats type checks unless NODE_ENV is production. The commands load it after this line.
process.env.NODE_ENV ??= 'production';

const usage = `Usage: tallyport COMMAND

  serve                                             serve the API, and run exports in a worker thread
  worker                                            run exports only, next to servers on the same database
  demo [--once]                                     create a demo organization, serve it, and run two exports as a client
  token --organization SLUG --username NAME [--days N] [--name TEXT]   create an access token and print it
  token --list [--organization SLUG] [--username NAME]   list the ids of access tokens, never the tokens
  token --revoke ID                                 revoke an access token
  address --organization SLUG --username NAME --email ADDRESS   set the address that a user signs in with
  load --organization SLUG --name NAME --timezone ZONE --currency CODE --owner USERNAME --from DIR
       [--delimiter COMMA|SEMICOLON|TAB] [--decimal-separator POINT|COMMA] [--encoding NAME] [--no-formula-guard]
       [--allow-damage]
                                                    load users.csv, bookings.csv and invoices.csv into a new organization
  migrate                                           run pending migrations of the database
  schema                                            print schema.graphql
  rollups                                           compare the daily totals with a recount of all records; print differences as JSON lines
  calendar                                          print the UTC start of every month, 1990 to 2037, of every time zone, as JSON lines

Settings are environment variables: see docs/settings.md.
`;

type Options = Record<string, { type: 'string' | 'boolean' }>;

/** Commands are loaded when they run, because most do not need the GraphQL server. */
const commands: Record<
  string,
  { options: Options; required?: string[]; run(values: Record<string, string | boolean | undefined>): Promise<void> }
> = {
  serve: { options: {}, run: async () => (await import('./commands/serve.js')).serve(loadConfig(process.env)) },
  worker: { options: {}, run: async () => (await import('./commands/serve.js')).work(loadConfig(process.env)) },
  demo: {
    options: { once: { type: 'boolean' } },
    // Hides the log, so that newcomers see the output of the demo.
    run: async ({ once }) =>
      (await import('./commands/demo.js')).demo(loadConfig({ LOG_LEVEL: 'warn', ...process.env }), once === true),
  },
  token: {
    options: {
      organization: { type: 'string' },
      username: { type: 'string' },
      days: { type: 'string' },
      name: { type: 'string' },
      list: { type: 'boolean' },
      revoke: { type: 'string' },
    },
    run: async (values) => (await import('./commands/token.js')).token(loadConfig(process.env), values),
  },
  address: {
    options: { organization: { type: 'string' }, username: { type: 'string' }, email: { type: 'string' } },
    required: ['organization', 'username', 'email'],
    run: async (values) => (await import('./commands/address.js')).address(loadConfig(process.env), values as never),
  },
  load: {
    options: {
      ...Object.fromEntries(
        [
          'organization',
          'name',
          'timezone',
          'currency',
          'owner',
          'from',
          'delimiter',
          'decimal-separator',
          'encoding',
        ].map((name) => [name, { type: 'string' as const }]),
      ),
      'no-formula-guard': { type: 'boolean' },
      'allow-damage': { type: 'boolean' },
    },
    required: ['organization', 'name', 'timezone', 'currency', 'owner', 'from'],
    run: async (values) => (await import('./commands/load.js')).load(loadConfig(process.env), values as never),
  },
  migrate: { options: {}, run: async () => (await import('./commands/migrate.js')).migrate(loadConfig(process.env)) },
  rollups: { options: {}, run: async () => (await import('./commands/rollups.js')).rollups(loadConfig(process.env)) },
  calendar: { options: {}, run: async () => (await import('./commands/calendar.js')).calendar() },
  schema: {
    options: {},
    run: async () => void process.stdout.write((await import('./api/graphql/schema.js')).printedSchema()),
  },
};

async function main([name, ...rest]: string[]): Promise<void> {
  const isHelp = [name, ...rest].some((word) => word === '--help' || word === '-h') || name === 'help';
  const command = name === undefined ? undefined : commands[name];
  if (isHelp || !command) {
    (isHelp ? process.stdout : process.stderr).write(usage);
    process.exitCode = isHelp ? 0 : 2;
    return;
  }
  try {
    const { values } = parseArgs({ args: rest, options: command.options, strict: true });
    const missing = (command.required ?? []).filter((option) => !values[option]);
    if (missing.length > 0)
      throw new UsageError(`${name} requires ${missing.map((option) => `--${option}`).join(', ')}`);
    await command.run(values);
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`tallyport ${name}: ${describeError(error)}\n`);
  }
}

class UsageError extends Error {}

const operatorErrorCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EADDRNOTAVAIL',
  'ER_ACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
  'EACCES',
  'EROFS',
  'EEXIST',
  'ENOTDIR',
  'ENOSPC',
]);

/** Returns one line for an error that the operator can fix, and the stack of an unexpected error. */
function describeError(error: unknown): string {
  const { code, message, stack } = error as Error & { code?: string };
  if (
    error instanceof ConfigError ||
    error instanceof LoadError ||
    error instanceof UnfitDatabase ||
    error instanceof UnfitDataFolder ||
    error instanceof UsageError ||
    code?.startsWith('ERR_PARSE_ARGS')
  )
    return message;
  if (code === 'EADDRINUSE')
    return `${message}: another program uses this port; set PORT to another number, or to 0 for any free port`;
  if (code?.startsWith('SQLITE_') || operatorErrorCodes.has(code ?? '')) return `${message || code} (${code})`;
  return stack ?? String(error);
}

void main(process.argv.slice(2));
