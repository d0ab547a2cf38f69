import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { defaultFormat, type Loaded, loadOrganization } from '../../../src/features/load/load-organization';
import type { NewOrganization } from '../../../src/features/load/new-organization';
import { TestClock } from '../clock';
import { countRows } from '../databases/rows';

export interface SourceFiles {
  readonly users: string | Buffer | null;
  readonly bookings: string | Buffer | null;
  readonly invoices: string | Buffer | null;
}

/** The files of a small organization. Null omits a file. */
export const sourceFiles: SourceFiles = {
  users: `Username,First name,Last name,Email,Date created,Primary location,Status,Bio
ana,Ana,Almeida,ana@example.test,2025-01-01T00:00:00.000Z,Harbour,ACTIVE,"says ""hi"", twice
on two lines"
björn,Björn,,,2025-02-01T01:00:00+01:00,,INACTIVE,
`,
  bookings: `Reference,Username,Location,Resource,Starts at,Ends at,Status,Date created
B1,ana,Harbour,Room A,2026-03-01T10:00:00Z,2026-03-01T11:00:00Z,CONFIRMED,2026-02-01T10:00:00Z
B2,BJÖRN,Old Mill,,2026-03-02T10:00:00Z,2026-03-02T10:30:00Z,PENDING,2026-02-01T10:00:00Z
`,
  invoices: `Number,Username,Status,Issued at,Total,Currency
I1,ana,PAID,2026-03-01T10:00:00Z,75.00,EUR
I2,Ana,OPEN,2026-03-02T10:00:00Z,-0.5,EUR
`,
};

let number = 0;
export const newOrganization = (options: Partial<NewOrganization> = {}): NewOrganization => ({
  slug: `loaded-${process.pid}-${++number}`,
  name: 'Loaded',
  timezone: 'Europe/Lisbon',
  currency: 'EUR',
  owner: 'ana',
  ...options,
});

/** Writes the files to a temporary folder and loads them. */
export async function loadFiles(
  dataSource: DataSource,
  files: Partial<SourceFiles> & Record<string, string | Buffer | null> = {},
  organization: NewOrganization = newOrganization(),
  format = defaultFormat,
): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), 'tallyport-source-'));
  try {
    for (const [name, text] of Object.entries({ ...sourceFiles, ...files }))
      if (text !== null) writeFileSync(join(folder, `${name}.csv`), text);
    return await loadOrganization(dataSource, new TestClock(), organization, folder, () => undefined, format);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The number of rows per table. */
export async function countLoaded(dataSource: DataSource): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of ['organizations', 'locations', 'users', 'bookings', 'invoices'])
    counts[table] = await countRows(dataSource, table);
  return counts;
}
