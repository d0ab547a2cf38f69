import type { Snapshot } from '../../../platform/database/snapshot';
import { sql } from '../../../platform/database/sql';
import { CsvDelimiter, DecimalSeparator, decimalSigns, delimiterSigns } from '../../../platform/files/csv-dialect';
import type { CsvOptions } from '../../../platform/files/csv-writer';
import { readSoftware } from '../../../platform/software';
import { timeZoneDataVersion } from '../../../platform/time/time-zone';
import type { ColumnDescription } from '../../columns/column';
import { csv } from '../formats/csv';
import type { WrittenEntry } from '../formats/zip';
import type { Export } from '../record/export.entity';
import type { CheckedKey } from './reference-check';

/** Increased by every change that a reader of the previous version would misunderstand. */
const formatVersion = 1;

export interface ManifestFile extends WrittenEntry {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly ColumnDescription[];
}

interface Owners {
  readonly organization: {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly timezone: string;
    readonly currency: string;
  };
  readonly requestedBy: { readonly id: string; readonly username: string | null };
}

/** The organization and the requester, with their names as of the snapshot. */
export async function readOwners(snapshot: Snapshot, { organizationId, requestedById }: Export): Promise<Owners> {
  const [organization] = (await snapshot.rows(
    sql`SELECT slug, name, timezone, currency FROM organizations WHERE id = ${organizationId}`,
  )) as [string, string, string, string][];
  const [requester] = (await snapshot.rows(
    sql`SELECT username FROM users WHERE organizationId = ${organizationId} AND id = ${requestedById}`,
  )) as [string][];
  const [slug, name, timezone, currency] = organization!;
  return {
    organization: { id: String(organizationId), slug, name, timezone, currency },
    requestedBy: { id: String(requestedById), username: requester?.[0] ?? null },
  };
}

interface Made extends Owners {
  readonly row: Export;
  readonly snapshotAt: Date;
  readonly options: CsvOptions;
  readonly files: readonly ManifestFile[];
  readonly foreignKeys: readonly CheckedKey[];
}

/**
 * The manifest, most useful facts first. With an `asOf` in the request it is reproducible: it then omits the instant of
 * the snapshot, which is on the export.
 */
export const makeManifest = ({
  row,
  snapshotAt,
  options,
  files,
  foreignKeys,
  organization,
  requestedBy,
}: Made): object => ({
  format: 'tallyport-organization',
  formatVersion,
  software: readSoftware(),
  organization: { ...organization, timezoneDataVersion: timeZoneDataVersion },
  requestedBy,
  asOf: row.asOf!.toISOString(),
  snapshotAt: row.selection.asOf === undefined ? snapshotAt.toISOString() : null,
  selection: { userId: row.selection.userId === undefined ? null : String(row.selection.userId) },
  csv: {
    encoding: 'UTF-8',
    quote: '"',
    lineEnd: '\r\n',
    header: true,
    ...options,
    delimiter: delimiterSigns[options.delimiter ?? CsvDelimiter.COMMA],
    decimalSeparator: decimalSigns[options.decimalSeparator ?? DecimalSeparator.POINT],
    valueSeparator: '|',
    valueEscape: '\\',
  },
  rows: files.reduce((sum, { rows }) => sum + rows, 0),
  files: files.map(({ name, rows, bytes, sha256, columns }) => {
    const { header } = csv.preview({ columns, csv: options });
    return {
      name,
      rows,
      bytes,
      sha256,
      columns: columns.map(({ key, type, multiValue }, index) => ({
        header: header[index],
        key,
        type,
        ...(multiValue && { multiValue }),
      })),
    };
  }),
  foreignKeys,
});
