import type { z } from 'zod';
import { limitSettings } from './limit-settings';
import type { Setting } from './setting-types';
import { generalSettings } from './settings';

type Settings = Readonly<Record<string, Setting>>;
type ValuesOf<Table extends Settings> = {
  readonly [Name in keyof Table as Table[Name]['property']]: z.output<Table[Name]['schema']>;
};

export type Limits = ValuesOf<typeof limitSettings>;

export interface Config extends Omit<ValuesOf<typeof generalSettings>, 'consoleUrl'> {
  /** A URL, without a trailing slash. */
  readonly consoleUrl: string;
  /** URL of this server in mails, without a trailing slash. Not from a request, whose sender could choose it. */
  readonly serverUrl: string;
  /**
   * The path of the server, without a trailing slash. Forms and redirects use only the path, because a browser may know
   * the server by another name than `PUBLIC_URL`.
   */
  readonly basePath: string;
  /** Whether `CONSOLE_URL` is set. Otherwise this server shows its own pages at `consoleUrl`. */
  readonly hasConsole: boolean;
  readonly limits: Limits;
}

type Environment = Readonly<Record<string, string | undefined>>;

export class ConfigError extends Error {}

/**
 * Reads the settings from environment variables.
 *
 * @throws ConfigError that lists every invalid setting
 */
export function loadConfig(environment: Environment): Config {
  const problems: string[] = [];
  const general = parseSettings(generalSettings, environment, problems);
  const limits = parseSettings(limitSettings, environment, problems);
  if (problems.length > 0) throw new ConfigError(`Invalid settings:\n${problems.join('\n')}`);
  const { publicUrl, consoleUrl } = general;
  const serverUrl = serverUrlAt(general.port, publicUrl);
  return Object.freeze({
    ...general,
    serverUrl,
    basePath: new URL(serverUrl).pathname.replace(/\/$/, ''),
    consoleUrl: consoleUrl ?? serverUrl,
    hasConsole: consoleUrl !== null,
    limits: Object.freeze(limits),
  });
}

/** Returns the settings of a server that listens on this port, which `PORT=0` does not name. */
export function withPort(config: Config, port: number): Config {
  const serverUrl = serverUrlAt(port, config.publicUrl);
  return Object.freeze({
    ...config,
    port,
    serverUrl,
    consoleUrl: config.hasConsole ? config.consoleUrl : serverUrl,
  });
}

const serverUrlAt = (port: number, publicUrl: string | null): string => publicUrl ?? `http://localhost:${port}`;

function parseSettings<Table extends Settings>(
  table: Table,
  environment: Environment,
  problems: string[],
): ValuesOf<Table> {
  const values: Record<string, unknown> = {};
  for (const [name, { property, schema, default: defaultText, isSecret }] of Object.entries(table)) {
    const text = environment[name]?.trim() || defaultText;
    const parsed = schema.safeParse(text);
    values[property] = parsed.data;
    if (parsed.success) continue;
    const shown = isSecret ? '(not shown)' : JSON.stringify(text);
    problems.push(`  ${name} = ${shown}: ${[...new Set(parsed.error.issues.map(reasonOf))].join('; ')}`);
  }
  return values as ValuesOf<Table>;
}

/** A union's own message is only "Invalid input". Its last branch says what a value must look like. */
function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message;
  const lastBranch = issue.errors.at(-1)?.map((inner) => inner.message);
  return lastBranch?.join('; ') ?? issue.message;
}
