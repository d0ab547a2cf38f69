import type { Config } from '../config';
import { openAppDatabase } from '../database';
import { ImportEncoding } from '../features/imports/reading/encoding';
import { LoadError } from '../features/load/load-error';
import { loadOrganization } from '../features/load/load-organization';
import type { NewOrganization } from '../features/load/new-organization';
import { CsvDelimiter, DecimalSeparator } from '../platform/files/csv-dialect';
import { DatabaseClock } from '../platform/time/database-clock';

interface Options extends Omit<NewOrganization, 'slug'> {
  readonly organization: string;
  readonly from: string;
  readonly delimiter?: string;
  readonly 'decimal-separator'?: string;
  readonly encoding?: string;
  readonly 'no-formula-guard'?: boolean;
  readonly 'allow-damage'?: boolean;
}

export async function load(
  config: Config,
  {
    organization: slug,
    from,
    delimiter,
    'decimal-separator': decimalSeparator,
    encoding,
    'no-formula-guard': noGuard,
    'allow-damage': allowsDamage = false,
    ...rest
  }: Options,
): Promise<void> {
  const format = {
    ...parseChoice('delimiter', CsvDelimiter, delimiter),
    ...parseChoice('decimalSeparator', DecimalSeparator, decimalSeparator, '--decimal-separator'),
    ...parseChoice('encoding', ImportEncoding, encoding),
    formulaGuard: noGuard !== true,
    allowsDamage,
  };
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

function parseChoice<Key extends string, T extends string>(
  key: Key,
  values: Record<string, T>,
  value: string | undefined,
  option = `--${key}`,
): { readonly [K in Key]?: T } {
  if (value === undefined) return {};
  if (!Object.hasOwn(values, value)) throw new LoadError(`${option} must be one of ${Object.keys(values).join(', ')}`);
  return { [key]: value } as { readonly [K in Key]?: T };
}

/** Updates one line on a terminal. Otherwise writes a line for each finished step. */
function showProgress(step: string, rows: number): void {
  const isFinished = !/^(checking|loading) /.test(step);
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${step}: ${rows}${isFinished ? '\n' : ''}`);
  else if (isFinished) process.stderr.write(`${step}: ${rows}\n`);
}
