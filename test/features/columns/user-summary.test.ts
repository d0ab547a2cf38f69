import { type TestApp, useTestApp } from '../../support/apps/app';
import { exportFile } from '../../support/clients/exports';
import { addReferenceItems, addUsers } from '../../support/data/factories';
import { parseCsv } from '../../support/data/figures';
import { engines } from '../../support/databases/engines';

// As promised to clients, word for word.
const profile =
  'Last name, First name, Email, Title, Profession, Bio, Skills, Company, Phone, City, Country, Skype, LinkedIn profile, Facebook profile, Google profile';
const account =
  'Status, Account type, Source, Date created, Plans, Team, Primary location, External primary locations, Has payment method, Has booked, Autopayments enabled, Additional notification email';
const billing = 'Billing name, Billing street address, Billing city, Billing postal code, Billing country, Tax number';
const mobileApp = 'App version, Location services on, Bluetooth on, Device model';
const bookingsAndInvoices =
  'Bookings this month (booked), Bookings this month (created), Bookings last month (booked), Bookings last month (created), First booking date (booked), First booking date (created), Invoiced this month, Invoiced last month, Invoiced all time';
const fixed = [profile, account, billing, mobileApp, bookingsAndInvoices].flatMap((part) => part.split(', '));

const exportColumns = '{ exportColumns { key label group type description importable available templates } }';

describe('the template USER_SUMMARY', () => {
  const app = useTestApp(engines[0]!);

  const headerOf = async (options: Parameters<TestApp['organization']>[0], input: object): Promise<string[]> => {
    const organization = await app.organization(options);
    return parseCsv((await exportFile(organization.owner, { format: 'CSV', ...input })).body)[0]!;
  };

  it('has 46 fixed columns in the promised order', async () => {
    expect(fixed).toHaveLength(46);
    expect(await headerOf({}, { template: 'USER_SUMMARY' })).toEqual(fixed);
  });

  it('is the default template', async () => expect(await headerOf({}, {})).toEqual(fixed));

  it('ends with the custom properties in their order and the terms', async () => {
    const customProperties = [
      { key: 'locker', name: 'Locker' },
      { key: 'diet', name: 'Diet' },
    ];
    expect(await headerOf({ customProperties }, {})).toEqual([...fixed, 'Locker', 'Diet']);
    expect(await headerOf({ customTermsEnabled: true }, {})).toEqual([...fixed, 'Terms version', 'Terms agreed date']);
    expect(await headerOf({ customProperties, customTermsEnabled: true }, {})).toEqual([
      ...fixed,
      'Locker',
      'Diet',
      'Terms version',
      'Terms agreed date',
    ]);
  });

  it('equals the first columns of exportColumns, grouped for a column picker', async () => {
    const { owner } = await app.organization({
      customProperties: [{ key: 'locker', name: 'Locker' }],
      customTermsEnabled: true,
    });
    const { exportColumns: all } = await owner.data(exportColumns);
    const columns = all.filter(({ templates }: { templates: string[] }) => templates.includes('USER_SUMMARY'));
    expect(all.slice(0, columns.length)).toEqual(columns);
    expect(columns.map((column: { label: string }) => column.label)).toEqual([
      ...fixed,
      'Locker',
      'Terms version',
      'Terms agreed date',
    ]);
    const groups = new Map<string, string[]>();
    for (const { group, label } of columns) groups.set(group, [...(groups.get(group) ?? []), label]);
    expect(Object.fromEntries(groups)).toEqual({
      Profile: profile.split(', '),
      Account: account.split(', '),
      Billing: billing.split(', '),
      'Mobile app': mobileApp.split(', '),
      'Bookings & invoices': bookingsAndInvoices.split(', '),
      'Custom properties': ['Locker'],
      Terms: ['Terms version', 'Terms agreed date'],
    });
    expect(
      all.every(
        (column: { available: boolean; description: string }) => column.available && column.description.length > 0,
      ),
    ).toBe(true);
    expect(new Set(all.map((column: { key: string }) => column.key)).size).toBe(all.length);
  });

  it('has no terms columns in an organization without custom terms', async () => {
    const { owner } = await app.organization();
    const { exportColumns: columns } = await owner.data(exportColumns);
    expect(
      columns
        .filter((column: { available: boolean }) => !column.available)
        .map((column: { key: string }) => column.key),
    ).toEqual(['termsVersion', 'termsAgreedDate']);
  });

  it('marks figures, system dates and app data as not importable', async () => {
    const { owner } = await app.organization();
    const { exportColumns: columns } = await owner.data(exportColumns);
    const readOnly = columns
      .filter((column: { importable: boolean }) => !column.importable)
      .map((column: { label: string }) => column.label);
    expect(readOnly).toEqual([
      'Date created',
      'Has payment method',
      'Has booked',
      ...mobileApp.split(', '),
      ...bookingsAndInvoices.split(', '),
      'Terms version',
      'Terms agreed date',
      'Identifier',
      'Username',
      'Display name',
      'Last login',
      'Last booking date (booked)',
      'Last booking date (created)',
    ]);
  });

  it('writes every attribute to its column', async () => {
    const organization = await app.organization({
      customTermsEnabled: true,
      customProperties: [{ key: 'locker', name: 'Locker' }],
      timezone: 'Asia/Kathmandu',
    });
    const { dataSource } = app.app;
    const part = async (table: 'locations' | 'teams' | 'plans', name: string): Promise<number> =>
      (await addReferenceItems(dataSource, table, organization.id, [name]))[0]!;
    const plans = [await part('plans', 'Flex|10'), await part('plans', 'Back\\slash')];
    const texts = Object.fromEntries(
      [
        'lastName',
        'firstName',
        'email',
        'title',
        'profession',
        'bio',
        'company',
        'phone',
        'city',
        'country',
        'skype',
        'linkedInProfile',
        'facebookProfile',
        'googleProfile',
        'accountType',
        'source',
        'additionalNotificationEmail',
        'billingName',
        'billingStreetAddress',
        'billingCity',
        'billingPostalCode',
        'billingCountry',
        'taxNumber',
        'appVersion',
        'deviceModel',
        'termsVersion',
      ].map((field) => [field, `the ${field}`]),
    );
    const [full, bare] = await addUsers(dataSource, organization.id, [
      {
        ...texts,
        username: 'full',
        skills: ['C++', 'a|b'],
        externalPrimaryLocations: ['HQ\\2'],
        planIds: plans,
        teamId: await part('teams', 'Atlas'),
        primaryLocationId: organization.locationId,
        hasPaymentMethod: true,
        autopaymentsEnabled: false,
        locationServicesOn: true,
        bluetoothOn: false,
        customValues: { locker: '007', gone: 'unseen' },
        createdAt: new Date('2026-01-31T18:15:00Z'),
        termsAgreedAt: new Date('2026-01-31T18:14:59.999Z'),
      },
      { username: 'bare' },
    ]);
    const [header, fullRow, bareRow] = parseCsv(
      (await exportFile(organization.owner, { format: 'CSV', ids: [full, bare] })).body,
    );
    const cells = (row: string[]): Record<string, string> =>
      Object.fromEntries(header!.map((label, index) => [label, row[index]!]));
    const expected: Record<string, string> = {
      Skills: 'C++|a\\|b',
      Status: 'ACTIVE',
      'Date created': '2026-02-01',
      Plans: 'Flex\\|10|Back\\\\slash',
      Team: 'Atlas',
      'Primary location': 'Main',
      'External primary locations': 'HQ\\\\2',
      'Has payment method': 'true',
      'Has booked': 'false',
      'Autopayments enabled': 'false',
      'Location services on': 'true',
      'Bluetooth on': 'false',
      'Bookings this month (booked)': '0',
      'Bookings this month (created)': '0',
      'Bookings last month (booked)': '0',
      'Bookings last month (created)': '0',
      'First booking date (booked)': '',
      'First booking date (created)': '',
      'Invoiced this month': '0.00',
      'Invoiced last month': '0.00',
      'Invoiced all time': '0.00',
      Locker: '007',
      'Terms agreed date': '2026-01-31',
    };
    const { exportColumns: columns } = await organization.owner.data(exportColumns);
    const keyOf = new Map(columns.map((column: { key: string; label: string }) => [column.label, column.key]));
    for (const [label, cell] of Object.entries(cells(fullRow!)))
      expect([label, cell]).toEqual([label, expected[label] ?? `the ${keyOf.get(label)}`]);
    const shown = Object.entries(cells(bareRow!)).filter(([, cell]) => cell !== '' && cell !== '0' && cell !== '0.00');
    expect(Object.fromEntries(shown)).toEqual({
      Status: 'ACTIVE',
      'Date created': '2025-01-01',
      'Has payment method': 'false',
      'Has booked': 'false',
      'Autopayments enabled': 'false',
    });
  });
});
