import { fold } from '../../../platform/text/fold';
import type { Viewer } from '../../../viewer';
import type { Permission } from '../../auth/permissions';
import type { ColumnDescription } from '../../columns/column';
import { customColumns } from '../../columns/custom-columns';
import { fullExportBookingColumns, fullExportInvoiceColumns } from '../../columns/organization-columns';
import { userTemplates } from '../../columns/templates';
import { fullExportUserColumns, termsColumns, userColumns, userKeys } from '../../columns/user-columns';
import type { RowDataset } from '../../exports/datasets';

/** The columns that a file of one dataset may have, and the headers under which exports write them. */
export class KnownColumns<Column extends ColumnDescription = ColumnDescription> {
  private readonly byKey: ReadonlyMap<string, Column>;
  private readonly byHeader = new Map<string, Column>();

  /**
   * `identifying`: the keys of the columns by which a record is found. `otherHeaders`: the headers that templates give to
   * columns, each with the key of its column.
   */
  constructor(
    readonly columns: readonly Column[],
    private readonly identifying: readonly string[],
    otherHeaders: readonly (readonly [key: string, header: string])[] = [],
  ) {
    this.byKey = new Map(columns.map((column) => [column.key, column]));
    // A label wins over a key: a custom property may be named like the key of another column.
    for (const column of columns) this.add(column.label, column);
    for (const [key, header] of otherHeaders) {
      const column = this.byKey.get(key);
      if (column) this.add(header, column);
    }
    for (const column of columns) this.add(column.key, column);
  }

  /** Returns the column with this key. The case counts, as in the catalogue. */
  get(key: string): Column | undefined {
    return this.byKey.get(key);
  }

  /** Returns the column with this label, key or header of a template. Ignores case and blanks around the header. */
  find(header: string): Column | undefined {
    return this.byHeader.get(headerKey(header));
  }

  /** Whether an import reads the values of this column. */
  isRead({ key, fromText }: ColumnDescription): boolean {
    return fromText !== undefined || this.identifying.includes(key);
  }

  private add(header: string, column: Column): void {
    const key = headerKey(header);
    if (!this.byHeader.has(key)) this.byHeader.set(key, column);
  }
}

/** Headers of the columns that an import adds to its own files. They are never read and need no decision. */
export const reportHeaders = { line: '__line', errors: '__errors', created: '__created' } as const;

export const isReportHeader = (header: string): boolean =>
  (Object.values(reportHeaders) as string[]).includes(headerKey(header));

/** The form in which headers are compared. */
export const headerKey = (header: string): string => fold(header.trim());

/** The columns of the catalogue of users and of the full export, and the custom properties. */
export const knownUserColumns = (customProperties: readonly { key: string; name: string }[]) =>
  new KnownColumns(
    [...userColumns, ...termsColumns, ...fullExportUserColumns, ...customColumns(customProperties)],
    userKeys,
    Object.values(userTemplates).flatMap(({ labels = {} }) => Object.entries(labels)),
  );

export const knownBookingColumns = new KnownColumns(fullExportBookingColumns, ['reference']);
export const knownInvoiceColumns = new KnownColumns(fullExportInvoiceColumns, ['number']);

const catalogues: Readonly<Record<RowDataset, KnownColumns>> = {
  USERS: knownUserColumns([]),
  BOOKINGS: knownBookingColumns,
  INVOICES: knownInvoiceColumns,
};

/** The columns of a dataset that are the same in all organizations. */
export const knownColumnsOf = (dataset: RowDataset): KnownColumns => catalogues[dataset];

/** What an import needs to change the values of a column, in addition to the permissions of the dataset. */
const importPermissionOf = ({ importable, permission }: ColumnDescription): Permission | undefined =>
  importable ? permission : undefined;

export function mayImport({ permissions }: Pick<Viewer, 'permissions'>, column: ColumnDescription): boolean {
  const needed = importPermissionOf(column);
  return needed === undefined || permissions.has(needed);
}

/** The permissions that these columns of a file need, each once. */
export const columnPermissionsOf = (
  dataset: RowDataset,
  columns: readonly { readonly column: string | null }[],
): Permission[] => {
  const known = columns.flatMap(({ column }) => catalogues[dataset].get(column ?? '') ?? []);
  return [...new Set(known.flatMap((column) => importPermissionOf(column) ?? []))];
};

/** The label of the column of any dataset whose key, or field of an input, this is. Null for any other text. */
export const labelOfField = (field: string): string | null =>
  [...fullExportBookingColumns, ...fullExportInvoiceColumns, ...userColumns, ...fullExportUserColumns].find(
    (column) => column.key === field || column.inputField === field,
  )?.label ?? null;
