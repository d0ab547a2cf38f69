import type { DataSource } from 'typeorm';
import { addBookings, addUsers, createOrganization, type TestOrganization } from '../support/data/factories';

export type ImportDataset = 'USERS' | 'BOOKINGS';

/** Users per organization: several batches of a plan, and a single one. */
export const importedSizes = [3500, 150];

const firstStart = Date.parse('2026-02-01T09:00:00Z');
const hourMs = 3_600_000;
const instant = (hours: number): string => new Date(firstStart + hours * hourMs).toISOString();

/** Creates an organization whose users and bookings are changed by imports only. */
export async function makeImported(dataSource: DataSource, size: number): Promise<TestOrganization> {
  const organization = await createOrganization(dataSource, { timezone: 'America/St_Johns' });
  const ids = await addUsers(
    dataSource,
    organization.id,
    Array.from({ length: size }, (_unused, index) => ({ username: `user-${index}`, city: 'Porto' })),
  );
  await addBookings(
    dataSource,
    organization,
    ids.map((userId, index) => ({ userId, reference: `booking-${index}`, startsAt: instant(index % 200) })),
  );
  return organization;
}

/** A file that changes records, creates some, and has rows that are wrong. */
export interface ImportFile {
  readonly dataset: ImportDataset;
  /** Which of the files of one person it is, from 1. */
  readonly number: number;
  readonly header: string;
  /** The decision about the header that is not known, if there is one. */
  readonly mapping: { readonly header: string; readonly column: string } | null;
  readonly rows: readonly ImportRow[];
}

interface ImportRow {
  readonly key: string;
  readonly kind: 'changed' | 'created' | 'failed';
  readonly text: string;
}

/** Creates the file with this number. Every value differs from that in each earlier file. */
export function makeFile(dataset: ImportDataset, number: number, size: number, random: () => number): ImportFile {
  const isForeign = random() < 0.3;
  const share = random() < 0.5 ? 1 : random();
  const [town, cells] = (
    {
      USERS: [
        isForeign ? 'Town' : 'City',
        (_index: number, at: number) => `${at % 7 === 0 ? 'Évora' : 'Faro'} ${number},Company ${number}`,
      ],
      BOOKINGS: [
        isForeign ? 'Room' : 'Resource',
        (index: number, at: number) => `Room ${number},${instant(24 * number + (at % 24))},user-${index},Main`,
      ],
    } as const
  )[dataset];
  const name = dataset === 'USERS' ? 'user' : 'booking';
  const changed = Array.from({ length: size }, (_unused, index) => index).filter(() => random() < share);
  const created = Array.from({ length: Math.floor(random() * 60) }, (_unused, index) => index);
  const rows: ImportRow[] = [
    ...changed.map((index): ImportRow => row(`${name}-${index}`, 'changed', cells(index, index))),
    ...created.map((index): ImportRow => row(`new-${number}-${index}`, 'created', cells(index, index + 3))),
    // A row with too few cells.
    ...created.slice(0, 3).map((index): ImportRow => ({ ...row(`bad-${index}`, 'failed', ''), text: `bad-${index}` })),
  ];
  return {
    dataset,
    number,
    header: dataset === 'USERS' ? `Username,${town},Company` : `Reference,${town},Starts at,Username,Location,Ends at`,
    mapping: isForeign ? { header: town, column: dataset === 'USERS' ? 'city' : 'resource' } : null,
    rows: dataset === 'USERS' ? rows : rows.map((each) => ({ ...each, text: withEnd(each.text) })),
  };
}

const row = (key: string, kind: ImportRow['kind'], cells: string): ImportRow => ({
  key,
  kind,
  text: `${key},${cells}`,
});

/** Adds the end of a booking, an hour after its start. */
function withEnd(text: string): string {
  const startsAt = text.split(',')[2];
  return startsAt === undefined ? text : `${text},${new Date(Date.parse(startsAt) + hourMs).toISOString()}`;
}

export const textOf = ({ header }: ImportFile, rows: readonly ImportRow[]): string =>
  [header, ...rows.map(({ text }) => text), ''].join('\r\n');

export const countRows = ({ rows }: ImportFile, kind: ImportRow['kind']): number =>
  rows.filter((each) => each.kind === kind).length;

/** The columns that imports change, as an export writes them. */
export const comparedColumns: Readonly<Record<ImportDataset, readonly string[]>> = {
  USERS: ['username', 'role', 'status', 'city', 'company'],
  BOOKINGS: ['reference', 'username', 'location', 'resource', 'startsAt', 'endsAt', 'status'],
};
