/** @slow */
import { createHash } from 'node:crypto';
import type { NewUser } from '../../../../src/features/users/user-writes';
import { createTestApp, type SignedInOrganization, type TestApp } from '../../../support/apps/app';
import { exportFile } from '../../../support/clients/exports';
import { addUsers } from '../../../support/data/factories';
import { addRandomRows, parseCsv, zoneMonths } from '../../../support/data/figures';
import { asShown, naughtyStrings } from '../../../support/data/naughty-strings';
import { engines } from '../../../support/databases/engines';
import {
  convertWithLibreOffice,
  findLibreOffice,
  hasOpenpyxl,
  readWithExceljs,
  readWithOpenpyxl,
  zipParts,
} from '../../../support/files/spreadsheets';

const months = zoneMonths[0]!;
const asOf = months.starts[2];

// As long as the narrowest engine takes them.
const texts: readonly [field: string, label: string, maxLength: number][] = [
  ['lastName', 'Last name', 200],
  ['firstName', 'First name', 200],
  ['email', 'Email', 200],
  ['title', 'Title', 200],
  ['profession', 'Profession', 200],
  ['bio', 'Bio', 100_000],
  ['company', 'Company', 200],
  ['phone', 'Phone', 64],
  ['city', 'City', 200],
  ['country', 'Country', 200],
  ['skype', 'Skype', 200],
  ['linkedInProfile', 'LinkedIn profile', 300],
  ['facebookProfile', 'Facebook profile', 300],
  ['googleProfile', 'Google profile', 300],
  ['accountType', 'Account type', 100],
  ['source', 'Source', 100],
  ['additionalNotificationEmail', 'Additional notification email', 200],
  ['billingName', 'Billing name', 200],
  ['billingStreetAddress', 'Billing street address', 200],
  ['billingCity', 'Billing city', 200],
  ['billingPostalCode', 'Billing postal code', 64],
  ['billingCountry', 'Billing country', 200],
  ['taxNumber', 'Tax number', 64],
  ['appVersion', 'App version', 100],
  ['deviceModel', 'Device model', 100],
  ['termsVersion', 'Terms version', 64],
];
const properties = ['Locker', '=Formula', 'two\nlines', 'Email', '日本'].map((name, index) => ({
  key: `p${index}`,
  name,
}));

const textOf = (index: number, shift: number, maxLength: number): string =>
  naughtyStrings[(index + shift * 5) % naughtyStrings.length]!.slice(0, maxLength).toWellFormed();
const people = naughtyStrings.map((_text, index): Partial<NewUser> & { username: string } => ({
  ...Object.fromEntries(texts.map(([field, , maxLength], shift) => [field, textOf(index, shift, maxLength)])),
  username: `user-${index}`,
  skills: [textOf(index, 40, 200), 'a|b'],
  externalPrimaryLocations: index % 2 ? [textOf(index, 41, 200)] : [],
  hasPaymentMethod: index % 2 === 0,
  locationServicesOn: index % 3 === 0 ? null : index % 3 === 1,
  customValues: Object.fromEntries(properties.map(({ key }, shift) => [key, textOf(index, 50 + shift, 500)])),
  createdAt: new Date(Date.parse(asOf) + index * 3_600_000),
  termsAgreedAt: index % 4 ? new Date(index * 86_400_000_000) : null,
}));

describe('a file with every naughty string in every column', () => {
  const apps: TestApp[] = [];
  const organizations: SignedInOrganization[] = [];
  const files: Record<'CSV' | 'XLSX', { body: Buffer; warnings: string[] }[]> = { CSV: [], XLSX: [] };
  beforeAll(async () => {
    for (const [place, engine] of engines.entries()) {
      const app = await createTestApp(engine);
      apps.push(app);
      // Ids differ from engine to engine: they must not show.
      for (let skipped = 0; skipped < place; skipped++) await app.organization();
      const organization = await app.organization({
        timezone: months.zone,
        customTermsEnabled: true,
        customProperties: properties,
      });
      organizations.push(organization);
      const ids = await addUsers(app.app.dataSource, organization.id, people);
      await addRandomRows(app.app.dataSource, organization, ids, months, 21);
      for (const format of ['CSV', 'XLSX'] as const) {
        const { body, row } = await exportFile(organization.owner, { format, asOf });
        files[format].push({ body, warnings: row.warnings });
      }
    }
  }, 90_000);
  afterAll(async () => {
    for (const app of apps) await app.stop();
  });

  /** A workbook part by part, without the one that tells the moment of its data. */
  const partsOf = (format: 'CSV' | 'XLSX', body: Buffer): Record<string, string> => {
    const parts = format === 'CSV' ? new Map([['csv', body]]) : zipParts(body);
    if (format === 'XLSX') expect(parts.delete('xl/worksheets/sheet2.xml')).toBe(true);
    return Object.fromEntries(
      [...parts].map(([name, part]) => [name, createHash('sha256').update(part).digest('hex')]),
    );
  };

  it.each(['CSV', 'XLSX'] as const)('has the same bytes in %s on every engine', (format) => {
    const [first, ...others] = files[format];
    expect(first!.body.length).toBeGreaterThan(100_000);
    for (const { body } of others) expect(partsOf(format, body)).toEqual(partsOf(format, first!.body));
  });

  it.each(['CSV', 'XLSX'] as const)('has the same bytes in %s each time', async (format) => {
    const { body } = await exportFile(organizations[0]!.owner, { format, asOf });
    expect(partsOf(format, body)).toEqual(partsOf(format, files[format][0]!.body));
  });

  it('differs only in the instant of the sheet About', async () => {
    const about = (await readWithExceljs(files.XLSX[0]!.body)).at(-1)!;
    expect(about.name).toBe('About');
    expect(Object.fromEntries(about.rows)).toMatchObject({
      Dataset: 'USERS',
      'Time zone': months.zone,
      Rows: people.length + 3,
      Filter: 'none',
      Period: 'any',
      'Chosen rows': 'all',
      Warnings: 1,
    });
  });

  const expectedCells = (header: readonly string[]): { place: number; values: string[] }[] => {
    const fields = texts.map(([, label, maxLength], shift) => ({ label, shift, maxLength }));
    const custom = ['Locker', '=Formula', 'two\nlines', 'Email (2)', '日本'].map((label, shift) => ({
      label,
      shift: 50 + shift,
      maxLength: 500,
    }));
    return [...fields, ...custom].map(({ label, shift, maxLength }) => ({
      place: header.indexOf(label),
      values: people.map((_person, index) => textOf(index, shift, maxLength)),
    }));
  };

  it('is read from CSV by another program unchanged, except for the guard', () => {
    const [header, ...rows] = parseCsv(files.CSV[0]!.body);
    const unguarded = (cell: string): string =>
      /^'+[\s\u200b\u2060]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/.test(cell) ? cell.slice(1) : cell;
    for (const { place, values } of expectedCells(header!.map(unguarded)))
      expect(rows.slice(3).map((row) => unguarded(row[place]!))).toEqual(values);
  });

  it('is read from XLSX by exceljs and openpyxl by the rules for cells, without a formula', async () => {
    const [withExceljs] = await readWithExceljs(files.XLSX[0]!.body);
    const [withOpenpyxl] = hasOpenpyxl() ? readWithOpenpyxl(files.XLSX[0]!.body) : [];
    for (const sheet of [withExceljs!, withOpenpyxl]) {
      if (!sheet) continue;
      expect(sheet.formulas).toBe(0);
      for (const { place, values } of expectedCells(sheet.rows[0] as string[]))
        expect(sheet.rows.slice(4).map((row) => row[place])).toEqual(values.map((value) => asShown(value)));
    }
    expect(files.XLSX[0]!.warnings).toEqual([
      expect.stringMatching(/^\d+ cells were longer than Excel's limit of 32,767 characters and were cut\.$/),
    ]);
    expect(files.CSV[0]!.warnings).toEqual([]);
  });

  const libreOffice = findLibreOffice();
  (libreOffice ? it : it.skip)('which LibreOffice opens', () => {
    const rows = parseCsv(convertWithLibreOffice(libreOffice!, files.XLSX[0]!.body));
    expect(rows).toHaveLength(people.length + 4);
    for (const { place, values } of expectedCells(rows[0]!)) {
      expect(rows.slice(4).map((row) => row[place])).toEqual(
        values.map((value) => (asShown(value) ?? '').replaceAll('_x005F_', '_')),
      );
    }
  });
});
