import type { Config } from '../config';
import { openAppDatabase } from '../database';
import { loadOrganization, type NewOrganization } from '../features/load/load-organization';
import { LoadError, type SourceFormat } from '../features/load/read-rows';
import { CsvDelimiter, DecimalSeparator } from '../platform/files/csv-dialect';
import { decimalSeparatorOf } from '../platform/graphql/decimal-separator';
import { DatabaseClock } from '../platform/time/database-clock';

interface Options extends Omit<NewOrganization, 'slug'> {
  readonly organization: string;
  readonly from: string;
  readonly delimiter?: string;
  readonly 'decimal-separator'?: string;
  readonly 'no-formula-guard'?: boolean;
}

export async function load(
  config: Config,
  {
    organization: slug,
    from,
    delimiter,
    'decimal-separator': decimalSeparator,
    'no-formula-guard': noGuard,
    ...rest
  }: Options,
): Promise<void> {
  const format = parseFormat(delimiter, decimalSeparator, noGuard);
  const dataSource = await openAppDatabase(config);
  try {
    const loaded = await loadOrganization(
      dataSource,
      await DatabaseClock.open(dataSource),
      { slug, ...rest },
      from,
      showProgress,
      format,
    );
    process.stdout.write(
      `Loaded ${counted(loaded.users, 'user')}, ${counted(loaded.bookings, 'booking')} and ` +
        `${counted(loaded.invoices, 'invoice')} into "${slug}"; ` +
        `its owner is ${rest.owner}\n`,
    );
    if (loaded.skippedColumns.length > 0)
      process.stdout.write(
        `Not loaded, because they are figures, ids or permissions: ${loaded.skippedColumns.join(', ')}\n`,
      );
  } finally {
    await dataSource.destroy();
  }
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function parseFormat(
  delimiter: string = CsvDelimiter.COMMA,
  separator: string | undefined,
  noGuard: boolean | undefined,
): SourceFormat {
  const parsedDelimiter = parseChoice('--delimiter', CsvDelimiter, delimiter);
  const decimals =
    separator === undefined ? undefined : parseChoice('--decimal-separator', DecimalSeparator, separator);
  try {
    return {
      delimiter: parsedDelimiter,
      decimalSeparator: decimalSeparatorOf(parsedDelimiter, decimals, '--decimal-separator'),
      formulaGuard: noGuard !== true,
    };
  } catch (error) {
    throw new LoadError((error as Error).message);
  }
}

function parseChoice<T extends string>(option: string, values: Record<string, T>, value: string): T {
  if (!Object.hasOwn(values, value)) throw new LoadError(`${option} must be one of ${Object.keys(values).join(', ')}`);
  return value as T;
}

/** Updates one line on a terminal. Otherwise writes a line for each finished step. */
function showProgress(step: string, rows: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${step}: ${rows}${step.startsWith('loading') ? '' : '\n'}`);
  else if (!step.startsWith('loading')) process.stderr.write(`${step}: ${rows}\n`);
}
