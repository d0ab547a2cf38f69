import { because } from '../../../../error-reasons';
import type { ColumnDescription } from '../../../columns/column';
import type { RowDataset } from '../../../exports/datasets';
import { headerKey, isReportHeader, reportHeaders } from '../../mapping/known-columns';
import { findOtherDataset } from '../../mapping/undecided-headers';
import { ImportRefused } from '../import-refused';
import type { ImportColumn, ImportTarget, Lookup } from '../targets/target';

/** A column of the file whose cells are read. */
export interface FileColumn {
  /** Place in the file, from 0. */
  readonly index: number;
  readonly header: string;
  readonly column: ImportColumn;
  /** Whether it changes records; otherwise only a new record takes its values. */
  readonly isChangeable: boolean;
}

const datasets: Partial<Record<string, RowDataset>> = { user: 'USERS', booking: 'BOOKINGS', invoice: 'INVOICES' };

/** What the columns of a file are for. */
export interface FileColumns {
  readonly key: FileColumn;
  readonly lookup: Lookup;
  /** The columns after the key that are read. */
  readonly read: readonly FileColumn[];
  /** Place of the column in which an undo file marks created records; -1 without it. */
  readonly createdMark: number;
  /** Headers of the other columns. */
  readonly ignored: readonly string[];
  readonly width: number;
}

/**
 * Finds the key column, and what the other columns are for. `columns` has the column of each header, or null for a header
 * that is ignored.
 *
 * @throws ImportRefused if no column identifies the records.
 */
export function classifyColumns(
  { lookups, noun }: Pick<ImportTarget, 'lookups'> & { readonly noun: string },
  headers: readonly string[],
  columns: readonly (ColumnDescription | null)[],
): FileColumns {
  const files = headers.map((header, index): FileColumn | null => {
    const column = columns[index] as ImportColumn | null;
    return column && { index, header, column, isChangeable: column.importable };
  });
  const key = Object.keys(lookups)
    .map((name) => files.find((file) => file?.column.key === name))
    .find((file) => file);
  if (!key) {
    const dataset = datasets[noun];
    const other = dataset && findOtherDataset(headers, dataset);
    if (other)
      throw new ImportRefused(
        'NO_KEY_COLUMN',
        `No column of the file identifies the ${noun}s. It looks like a file of ${other}: start an import with the dataset ${other}.`,
        because('OTHER_DATASET', { dataset, other }),
      );
    const names = noun === 'user' ? ['Username', 'Identifier'] : noun === 'booking' ? ['Reference'] : ['Number'];
    const advice =
      noun === 'user'
        ? ' Of the templates of exports, USER_MANAGEMENT has it, or add Username to your `columns`. In the file of another system, map the header that differs for each person, such as an email address or a customer number, to `username`.'
        : '';
    throw new ImportRefused(
      'NO_KEY_COLUMN',
      `No column of the file identifies the ${noun}s. Start an import of a file with the column ${names.join(' or ')}, or with a header that \`startImport\` maps to it.${advice}`,
      because('NO_KEY_COLUMN', { dataset: dataset ?? '', columns: names }),
    );
  }
  const isRead = (file: FileColumn | null): boolean =>
    Boolean(file && file !== key && file.column.fromText && !isKeyOf(lookups, file));
  return {
    key,
    lookup: lookups[key.column.key]!,
    read: files.filter((file): file is FileColumn => isRead(file)),
    createdMark: headers.findIndex((header) => headerKey(header) === reportHeaders.created),
    ignored: headers.filter(
      (header, index) => files[index] !== key && !isRead(files[index]!) && !isReportHeader(header),
    ),
    width: headers.length,
  };
}

/** A second key column identifies nothing: it is read-only. */
const isKeyOf = (lookups: ImportTarget['lookups'], { column }: FileColumn): boolean =>
  Object.hasOwn(lookups, column.key);
