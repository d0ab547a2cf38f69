/** @slow */
import { type SignedInOrganization, type TestApp, useTestApp } from '../../support/apps/app';
import type { Data } from '../../support/clients/client';
import { exportFile } from '../../support/clients/exports';
import { addBookings, addReferenceItems, addUsers } from '../../support/data/factories';
import { parseCsv } from '../../support/data/figures';
import { engines } from '../../support/databases/engines';
import { readWithExceljs } from '../../support/files/spreadsheets';

// As promised to clients, word for word.
const accounts =
  'Identifier, Display Name, First Name, Last Name, Email, Phone Number, Profile, Sponsor, Validity Period, Creation Date, Last Login, Location, Account Status'.split(
    ', ',
  );
const otherAccounts = [
  'Title, Profession, Bio, Skills, Company, City, Country, Skype, LinkedIn profile, Facebook profile, Google profile',
  'Account type, Source, Plans, Team, External primary locations, Has payment method, Has booked, Autopayments enabled, Additional notification email',
  'Billing name, Billing street address, Billing city, Billing postal code, Billing country, Tax number, App version, Location services on, Bluetooth on, Device model',
  'Bookings this month (booked), Bookings this month (created), Bookings last month (booked), Bookings last month (created), First booking date (booked), First booking date (created), Invoiced this month, Invoiced last month, Invoiced all time',
].flatMap((part) => part.split(', '));
const management = [
  'Username, Last name, First name, Email, Title, Profession, Bio, Skills, Company, Phone, City, Country, Skype, LinkedIn profile, Facebook profile, Google profile',
  'Status, Account type, Source, Plans, Team, Location/Org, External primary locations, Autopayments enabled, Additional notification email',
  'Billing name, Billing street address, Billing city, Billing postal code, Billing country, Tax number',
].flatMap((part) => part.split(', '));
const lists: Record<string, string> = {
  BOOKINGS:
    'Reference, Username, First name, Last name, Email, Location, Resource, Starts at, Ends at, Duration (minutes), Status, Date created, Duration (ms)',
  INVOICES: 'Number, Username, First name, Last name, Email, Issued at, Total, Currency, Status',
};

describe('templates', () => {
  const app = useTestApp(engines[0]!);

  const rowsOf = async ({ owner }: Pick<SignedInOrganization, 'owner'>, input: object): Promise<string[][]> =>
    parseCsv((await exportFile(owner, { format: 'CSV', ...input })).body);
  const headerOf = async (options: Parameters<TestApp['organization']>[0], input: object): Promise<string[]> =>
    (await rowsOf(await app.organization(options), input))[0]!;
  const whole = { customProperties: [{ key: 'locker', name: 'Locker' }], customTermsEnabled: true };

  it('put the account columns of USER_ACCOUNTS first, then all other columns', async () => {
    expect(await headerOf({}, { template: 'USER_ACCOUNTS' })).toEqual([
      ...accounts,
      ...otherAccounts,
      'Username',
      'Role',
      'Tags',
      'Last booking date (booked)',
      'Last booking date (created)',
    ]);
    expect(await headerOf(whole, { template: 'USER_ACCOUNTS' })).toEqual([
      ...accounts,
      ...otherAccounts,
      'Locker',
      'Terms version',
      'Terms agreed date',
      'Username',
      'Role',
      'Tags',
      'Last booking date (booked)',
      'Last booking date (created)',
    ]);
  });

  it('put the username of USER_MANAGEMENT first, then all importable columns', async () => {
    const further = ['Role', 'Tags', 'Profile', 'Sponsor', 'Validity period'];
    expect(await headerOf({}, { template: 'USER_MANAGEMENT' })).toEqual([...management, ...further]);
    expect(await headerOf(whole, { template: 'USER_MANAGEMENT' })).toEqual([...management, 'Locker', ...further]);
  });

  it.each(Object.keys(lists))('have the promised columns for %s, by default and by name', async (dataset) => {
    const header = lists[dataset]!.split(', ');
    expect(await headerOf({}, { dataset })).toEqual(header);
    expect(await headerOf({}, { dataset, template: `${dataset.slice(0, -1)}_LIST` })).toEqual(header);
  });

  it('have unique headers, whatever a custom property is called', async () => {
    const customProperties = ['Phone Number', 'location/org', 'IDENTIFIER', 'Tags', 'Account Status'].map(
      (name, index) => ({ key: `p${index}`, name }),
    );
    for (const template of ['USER_SUMMARY', 'USER_ACCOUNTS', 'USER_MANAGEMENT']) {
      const header = (await headerOf({ customProperties }, { template })).map((label) => label.toLowerCase());
      expect(header.filter((label, index) => header.indexOf(label) < index)).toEqual([]);
    }
  });

  it.each([
    ['USER_SUMMARY', 'BOOKINGS'],
    ['BOOKING_LIST', 'USERS'],
    ['INVOICE_LIST', 'BOOKINGS'],
  ])('are refused for another dataset: %s for %s', async (template, dataset) => {
    const { owner } = await app.organization();
    const start = 'mutation ($input: StartExportInput!) { startExport(input: $input) { export { id } } }';
    expect(await owner.refusal(start, { input: { format: 'CSV', dataset, template } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.template',
    });
  });

  describe('with the data of one user', () => {
    let organization: SignedInOrganization;
    let ids: number[];
    beforeAll(async () => {
      organization = await app.organization({ timezone: 'America/New_York' });
      const { dataSource } = app.app;
      const [locationId] = await addReferenceItems(dataSource, 'locations', organization.id, ['Main|HQ \\ 2']);
      ids = await addUsers(dataSource, organization.id, [
        {
          username: 'ada',
          firstName: 'Ada',
          lastName: 'Lovelace',
          phone: '+351 900',
          profile: 'Guest',
          sponsor: 'Olga',
          validityPeriod: '2026-01-01/2026-12-31',
          tags: ['a|b', 'c\\d', 'e'],
          role: 'ADMIN',
          primaryLocationId: locationId,
          lastLoginAt: new Date('2026-07-01T03:59:59.007Z'),
          createdAt: new Date('2026-03-01T04:59:59Z'),
        },
        { username: 'nameless', firstName: '' },
        { username: 'first', firstName: 'First' },
        { username: 'last', lastName: 'Last' },
      ]);
    });
    const ofAda = async (template: string): Promise<Record<string, string>> => {
      const [header, ada] = await rowsOf(organization, { template, ids });
      return Object.fromEntries(header!.map((label, index) => [label, ada![index]!]));
    };

    it('write the account in USER_ACCOUNTS', async () => {
      expect(await ofAda('USER_ACCOUNTS')).toMatchObject({
        Identifier: String(ids[0]),
        'Display Name': 'Ada Lovelace',
        'First Name': 'Ada',
        'Last Name': 'Lovelace',
        'Phone Number': "'+351 900",
        Profile: 'Guest',
        Sponsor: 'Olga',
        'Validity Period': '2026-01-01/2026-12-31',
        'Creation Date': '2026-02-28',
        'Last Login': '2026-06-30T23:59:59.007-04:00',
        Location: 'Main\\|HQ \\\\ 2',
        'Account Status': 'ACTIVE',
        Username: 'ada',
        Role: 'ADMIN',
        Tags: 'a\\|b|c\\\\d|e',
      });
    });

    it('escape lists in USER_MANAGEMENT', async () => {
      expect(await ofAda('USER_MANAGEMENT')).toMatchObject({
        Username: 'ada',
        'Location/Org': 'Main\\|HQ \\\\ 2',
        Tags: 'a\\|b|c\\\\d|e',
        Role: 'ADMIN',
        Profile: 'Guest',
        Sponsor: 'Olga',
        'Validity period': '2026-01-01/2026-12-31',
      });
    });

    it('write the display name that the API returns', async () => {
      const rows = (await rowsOf(organization, { columns: ['displayName'], ids })).slice(1).map(([name]) => name);
      expect(rows).toEqual(['Ada Lovelace', 'nameless', 'First', 'Last']);
      const { users } = await organization.owner.data(
        'query ($ids: [ID!]) { users(filter: { ids: $ids }) { nodes { displayName profile sponsor validityPeriod } } }',
        { ids },
      );
      expect(users.nodes.map((user: Data) => user.displayName)).toEqual(rows);
      expect(users.nodes[0]).toMatchObject({
        profile: 'Guest',
        sponsor: 'Olga',
        validityPeriod: '2026-01-01/2026-12-31',
      });
    });

    it("write instants in the venue's wall-clock time and ids as text in a workbook", async () => {
      const { body } = await exportFile(organization.owner, {
        format: 'XLSX',
        columns: ['id', 'lastLogin', 'dateCreated'],
        ids,
      });
      const [sheet] = await readWithExceljs(body);
      expect(sheet!.rows[1]).toEqual([String(ids[0]), 'date 2026-06-30', 'date 2026-02-28']);
    });
  });

  it('are listed by exportColumns, which describes each column of each dataset', async () => {
    const { owner } = await app.organization({ customProperties: [{ key: 'locker', name: 'Locker' }] });
    const fields =
      'key label group type description importable mappable multiValue permissions available unavailableReason templates';
    const columnsOf = async (dataset: string): Promise<Map<string, Data>> => {
      const { exportColumns } = await owner.data(`{ exportColumns(dataset: ${dataset}) { ${fields} } }`);
      const byKey = new Map<string, Data>(exportColumns.map((column: Data) => [column.key, column]));
      expect(byKey.size).toBe(exportColumns.length);
      expect(
        exportColumns.every(
          (column: Data) => column.available === (column.unavailableReason === null) && column.description.length > 4,
        ),
      ).toBe(true);
      return byKey;
    };
    const users = await columnsOf('USERS');
    expect(users.get('termsVersion')).toMatchObject({
      available: false,
      unavailableReason: expect.stringContaining('terms'),
      templates: ['USER_SUMMARY', 'USER_ACCOUNTS'],
    });
    expect(users.get('phone')).toMatchObject({
      label: 'Phone',
      templates: ['USER_SUMMARY', 'USER_ACCOUNTS', 'USER_MANAGEMENT'],
      permissions: ['DATA_PROTECTION', 'IDENTITIES_VIEW', 'IDENTITIES_EDIT'],
    });
    expect([...users.values()].filter(({ multiValue }) => multiValue).map(({ key }) => key)).toEqual([
      'skills',
      'plans',
      'primaryLocation',
      'externalPrimaryLocations',
      'tags',
    ]);
    const bookings = await columnsOf('BOOKINGS');
    expect(bookings.get('startsAt')).toMatchObject({
      type: 'INSTANT',
      group: 'Booking',
      permissions: ['DATA_PROTECTION', 'BOOKINGS_VIEW'],
      templates: ['BOOKING_LIST'],
    });
    expect(bookings.get('email')).toMatchObject({
      group: 'User',
      importable: false,
      mappable: false,
      permissions: ['DATA_PROTECTION', 'BOOKINGS_VIEW', 'IDENTITIES_VIEW'],
    });
    expect(bookings.get('id')).toMatchObject({ templates: [], mappable: false });
    expect(bookings.get('reference')).toMatchObject({ importable: false, mappable: true });
    expect((await columnsOf('INVOICES')).get('total')).toMatchObject({
      type: 'MONEY',
      permissions: ['DATA_PROTECTION', 'INVOICES_VIEW'],
      templates: ['INVOICE_LIST'],
    });
    const whole = await columnsOf('ORGANIZATION');
    expect([...new Set([...whole.values()].map(({ group }) => group))]).toEqual([
      'locations.csv',
      'teams.csv',
      'plans.csv',
      'custom-properties.csv',
      'users.csv',
      'bookings.csv',
      'invoices.csv',
    ]);
  });

  it('have the same figures as USER_SUMMARY', async () => {
    const organization = await app.organization();
    await addBookings(app.app.dataSource, organization, [
      { userId: organization.memberId, startsAt: '2026-03-10T10:00:00Z' },
    ]);
    const [header, ...rows] = await rowsOf(organization, { template: 'USER_ACCOUNTS', asOf: '2026-03-15T00:00:00Z' });
    expect(rows.map((row) => row[header!.indexOf('Bookings this month (booked)')])).toEqual(['0', '0', '1']);
  });
});
