import type { Page } from 'playwright-core';
import type { BookingFilter, InvoiceFilter, UserFilter } from '../../src/client/generated.js' with {
  'resolution-mode': 'import',
};
import { useOrganization, useTestApp } from '../support/apps/app';
import { accessibilityFaults, inChromium, openTab as openTabOf } from '../support/clients/browser';
import { startExport } from '../support/clients/exports';
import { setPermissions } from '../support/data/account-changes';
import { addBookings, addInvoices, addManyUsers, addReferenceItems } from '../support/data/factories';
import { engines } from '../support/databases/engines';

inChromium('the words of filters', (browser) => {
  const app = useTestApp(engines[0]!, { worker: false });
  const organization = useOrganization(app, { customProperties: [{ key: 'desk', name: 'Desk' }] });
  let ids: Record<'plan' | 'team' | 'booking' | 'invoice', string>;

  beforeAll(async () => {
    const { dataSource } = app.app;
    const { id, memberId } = organization;
    const [plan] = await addReferenceItems(dataSource, 'plans', id, ['Fixed desk']);
    const [team] = await addReferenceItems(dataSource, 'teams', id, ['Crew']);
    await addBookings(dataSource, organization, [
      { userId: memberId, startsAt: '2026-03-01T00:00:00Z', reference: 'MARCH' },
    ]);
    await addInvoices(dataSource, organization, [
      { userId: memberId, issuedAt: '2026-03-02T10:00:00Z', totalMinor: 123_45 },
    ]);
    const { bookings, invoices } = await organization.owner.data(
      '{ bookings { nodes { id } } invoices { nodes { id } } }',
    );
    ids = {
      plan: String(plan),
      team: String(team),
      booking: bookings.nodes[0].id,
      invoice: invoices.nodes[0].id,
    };
  });

  /** Has every field. */
  const userFilter = (): Required<UserFilter> => ({
    ids: [String(organization.memberId)],
    usernames: ['member'],
    customProperties: [{ key: 'desk', values: ['7', null] }],
    hasCompany: true,
    hasCountry: false,
    bookedIn: { from: '2026-03-01', to: '2026-03-31', count: { eq: 0 } },
    anyOf: [{ city: ['Faro'] }, { not: { country: ['Spain'] } }],
    not: { tags: ['vip'] },
    search: 'mia',
    status: ['ACTIVE', 'INACTIVE'],
    role: ['OWNER'],
    planIds: [ids.plan],
    hasPlan: true,
    teamIds: [ids.team],
    hasTeam: false,
    primaryLocationIds: [String(organization.locationId)],
    hasPrimaryLocation: true,
    externalPrimaryLocations: ['Annex'],
    tags: [],
    skills: ['Sewing'],
    accountType: ['Gold'],
    hasAccountType: true,
    profile: ['Regular'],
    profession: ['Tailor'],
    company: ['Acme'],
    city: ['Porto'],
    country: ['Portugal'],
    source: ['Fair'],
    sponsor: ['Bank'],
    billingCity: ['Faro'],
    billingCountry: ['Spain'],
    appVersion: ['1.2'],
    deviceModel: ['Phone 3'],
    hasPaymentMethod: true,
    autopaymentsEnabled: false,
    createdAt: { from: '2026-03-01T00:00:00Z', before: '2026-03-31T23:00:00Z' },
    lastLoginAt: { from: '2026-03-01T10:30:00Z' },
    hasBooked: true,
    bookingsThisMonth: { basis: 'CREATED', gte: 1, lte: 1500 },
    bookingsLastMonth: { eq: 0 },
    firstBooking: { basis: 'BOOKED', to: '2026-02-28' },
    lastBooking: { basis: 'CREATED', from: '2026-02-28' },
    invoicedThisMonth: { gte: '-150' },
    invoicedLastMonth: { lte: '1234567' },
    invoicedAllTime: { eq: '5' },
  });
  const bookingFilter = (): Required<BookingFilter> => ({
    ids: [ids.booking],
    references: ['MARCH', 'APRIL'],
    userIds: [String(organization.memberId)],
    users: userFilter(),
    status: ['CONFIRMED'],
    locationIds: [String(organization.locationId)],
    resource: ['Desk 1'],
    startsAt: { before: '2026-03-31T23:00:00Z' },
    createdAt: { before: '2026-03-31T23:30:00Z' },
    endsAt: { before: '2026-03-31T23:30:00Z' },
    hasResource: true,
    minutes: { gte: 60 },
    leadDays: { lte: 1500 },
    anyOf: [{ status: ['PENDING'] }],
    not: { resource: ['Desk 2'] },
  });
  const invoiceFilter = (): Required<InvoiceFilter> => ({
    ids: [ids.invoice],
    numbers: ['INV-8'],
    userIds: [String(organization.ownerId)],
    users: { planIds: [ids.plan], teamIds: [ids.team] },
    status: ['OPEN', 'PAID'],
    locationIds: [String(organization.locationId)],
    hasLocation: true,
    bookingIds: [ids.booking],
    hasBooking: false,
    issuedAt: { from: '2026-03-01T00:00:00Z' },
    totalAmount: { gte: '9950' },
    anyOf: [{ hasLocation: false }],
    not: { hasBooking: true },
  });

  const openTab = (userId: number, path: string, options?: Parameters<typeof openTabOf>[4]) =>
    openTabOf(browser(), app, { id: userId, organizationId: organization.id }, path, options);
  const wordsOfUsers = [
    'User: Mia Member',
    'Search text: mia',
    'Status: Active or Inactive',
    'Role: Owner',
    'Plans: Fixed desk',
    'Plans: any',
    'Team: Crew',
    'Team: none',
    'Primary location: Main',
    'Primary location: any',
    'External primary locations: Annex',
    'Tags: none chosen, so nothing matches',
    'Skills: Sewing',
    'Account type: Gold',
    'Account type: any',
    'Profile: Regular',
    'Profession: Tailor',
    'Company: Acme',
    'City: Porto',
    'Country: Portugal',
    'Source: Fair',
    'Sponsor: Bank',
    'Billing city: Faro',
    'Billing country: Spain',
    'App version: 1.2',
    'Device model: Phone 3',
    'Has payment method: Yes',
    'Autopayments enabled: No',
    'Date created: 1 – 31 Mar 2026',
    'Last login: since 1 Mar 2026, 10:30',
    'Has booked: Yes',
    'Bookings this month (created) ≥ 1',
    'Bookings this month (created) ≤ 1,500',
    'Bookings last month (booked) = 0',
    'First booking date (booked): until 28 Feb 2026',
    'Last booking date (created): since 28 Feb 2026',
    'Invoiced this month ≥ -€1.50',
    'Invoiced last month ≤ €12,345.67',
    'Invoiced all time = €0.05',
    'Username: member',
    'Desk: 7 or none',
    'Company: any',
    'Country: none',
    'Bookings (Starts at: 1 – 31 Mar 2026',
    'Number = 0)',
    'either (City: Faro)',
    'or (not (Country: Spain))',
    'not (Tags: vip)',
  ];
  /** The filters of the rows, whole, the newest first. */
  const wordsIn = async (page: Page, toggle: string, count: number): Promise<string[]> => {
    await page.waitForSelector(`button:has-text("${toggle}") >> nth=${count - 1}`);
    for (let row = 0; row < count; row++) await page.click(`button:has-text("${toggle}") >> nth=0`);
    await page.waitForSelector(`button[aria-expanded=true] >> nth=${count - 1}`);
    const texts = await page.locator('p:has(+ button[aria-expanded])').allTextContents();
    return texts.map((text) => text.replaceAll('\u00a0', ' '));
  };

  it('name every field, operator and value of exports, with names instead of ids', async () => {
    const { owner } = organization;
    await startExport(owner, { dataset: 'USERS', format: 'CSV', filter: { users: userFilter() } });
    await startExport(owner, { dataset: 'BOOKINGS', format: 'CSV', filter: { bookings: bookingFilter() } });
    await startExport(owner, { dataset: 'INVOICES', format: 'CSV', filter: { invoices: invoiceFilter() } });
    await startExport(owner, { dataset: 'ORGANIZATION', format: 'ZIP', userId: String(organization.memberId) });
    const { page, complaints, close } = await openTab(organization.ownerId, '/exports');
    await page.waitForSelector('p:text-is("User: Mia Member")');
    await page.waitForSelector(
      'p:text-is("User: Mia Member · Search text: mia · Status: Active or Inactive · 44 more conditions")',
    );
    expect(await accessibilityFaults(page)).toEqual([]);
    const [invoices, bookings, users] = await wordsIn(page, 'Show the whole filter', 3);
    expect(users!.split(' · ')).toEqual(wordsOfUsers);
    expect(bookings!).toBe(
      [
        'Reference: MARCH',
        'Reference: MARCH or APRIL',
        'User: Mia Member',
        `User (${wordsOfUsers.join(' · ')})`,
        'Status: Confirmed',
        'Location: Main',
        'Resource: Desk 1',
        'Starts at: until 31 Mar 2026',
        'Date created: before 1 Apr 2026, 00:30',
        'Ends at: before 1 Apr 2026, 00:30',
        'Resource: any',
        'Duration (minutes) ≥ 60',
        'Booked days before ≤ 1,500',
        'either (Status: Pending)',
        'not (Resource: Desk 2)',
      ].join(' · '),
    );
    expect(invoices!.split(' · ')).toEqual([
      'Number: I2',
      'Number: INV-8',
      'User: Olga Owner',
      'User (Plans: Fixed desk',
      'Team: Crew)',
      'Status: Open or Paid',
      'Location: Main',
      'Location: any',
      'Booking: MARCH',
      'Booking: none',
      'Issued at: since 1 Mar 2026',
      'Total ≥ €99.50',
      'either (Location: none)',
      'not (Booking: any)',
    ]);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('are German in requests, in the dark, on a phone, with ids of users who cannot be seen', async () => {
    await setPermissions(app.app.dataSource, organization.memberId, []);
    const request = `mutation ($input: StartExportInput!) { requestExport(input: { export: $input }) { id } }`;
    const filter = { ...bookingFilter(), userIds: [String(organization.ownerId), String(organization.memberId)] };
    await organization.member.data(request, {
      input: { dataset: 'BOOKINGS', format: 'CSV', filter: { bookings: filter } },
    });
    const { page, complaints, close } = await openTab(organization.memberId, '/export-requests', {
      locale: 'de-DE',
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
      reducedMotion: 'reduce',
    });
    await page.waitForSelector('li:has-text("12 weitere Bedingungen")');
    const [words] = await wordsIn(page, 'Ganzen Filter anzeigen', 1);
    expect(words).toContain(`Benutzer: Kennung ${organization.ownerId} oder Mia Member`);
    expect(words).toContain('Tarife: vorhanden · Team: Crew · Team: nicht vorhanden');
    expect(words).toContain('Rechnungssumme im Vormonat ≤ 12.345,67 €');
    // Every field has its German title. Keys of fields and constants of enums are no words.
    expect(words!.match(/\b[a-z]+[A-Z]\w*|\b[A-Z]+_[A-Z]+\b|[{}"]/g)).toBeNull();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.click('text=Weniger anzeigen');
    await page.waitForSelector('button[aria-expanded=false]:has-text("Ganzen Filter anzeigen")');
    await close();
  }, 120_000);

  it('name the first of many users, and up to 500 on demand', async () => {
    const other = await app.organization();
    const userIds = (await addManyUsers(app.app.dataSource, other.id, 600)).map(String);
    await startExport(other.owner, { dataset: 'BOOKINGS', format: 'CSV', filter: { bookings: { userIds } } });
    const { page, close } = await openTabOf(
      browser(),
      app,
      { id: other.ownerId, organizationId: other.id },
      '/exports',
    );
    await page.waitForSelector('p:text-is("User: Last 0, Last 1, Last 2 or 597 more")');
    await page.click('text=Show the whole filter');
    await page.waitForSelector('p:has-text("Last 48, Last 49 or 100 more")');
    await close();
  }, 120_000);
});
