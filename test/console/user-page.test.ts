import type { Page } from 'playwright-core';
import { useOrganization, useTestApp } from '../support/apps/app';
import { accessibilityFaults, inChromium, openTab as openTabOf, reachByKeyboard } from '../support/clients/browser';
import { setPermissions } from '../support/data/account-changes';
import { addBookings, addInvoices } from '../support/data/factories';
import { engines } from '../support/databases/engines';

inChromium('the page of a user', (browser) => {
  const app = useTestApp(engines[0]!);
  const organization = useOrganization(app, { customProperties: [{ key: 'shoe', name: 'Shoe size' }] });
  const path = (show?: string): string => `/users/${organization.memberId}${show ? `?show=${show}` : ''}`;
  /** The current month and the one before, as the server counts them. */
  const monthsAgo = (n: number): string => {
    const now = app.clock.now();
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - n, 10, 10)).toISOString();
  };

  beforeAll(async () => {
    const { memberId: userId } = organization;
    await organization.owner.data(
      `mutation ($id: ID!) { changeUser(input: {
        id: $id, city: "Porto", tags: ["quiet", "early"], bio: "One line.\\nAnother one.", autopaymentsEnabled: true
        customValues: [{ key: "shoe", value: "40" }]
      }) { id } }`,
      { id: String(userId) },
    );
    await addBookings(app.app.dataSource, organization, [
      { userId, startsAt: monthsAgo(1), reference: 'LAST-MONTH' },
      { userId, startsAt: monthsAgo(0), reference: 'THIS-MONTH' },
      { userId: organization.adminId, startsAt: monthsAgo(1), reference: 'OF-ADMIN' },
    ]);
    await addInvoices(app.app.dataSource, organization, [{ userId, issuedAt: monthsAgo(1), totalMinor: 1_234_50 }]);
  });

  const openTab = (address: string, userId = organization.ownerId, options?: Parameters<typeof openTabOf>[4]) =>
    openTabOf(browser(), app, { id: userId, organizationId: organization.id }, address, options);
  const fact = (page: Page, name: string): Promise<string | null> =>
    page.locator(`dl div:has(dt:text-is("${name}")) dd`).textContent();
  const rows = '[role=rowgroup] [role=row]';

  it('opens from the list, and shows profile, figures, bookings and invoices, by the keyboard alone', async () => {
    const { page, complaints, close } = await openTab('/users?search=mia');
    await page.waitForSelector(`${rows}:has-text("Mia Member")`);
    await page.clock.setFixedTime(app.clock.now());
    const press = async (selector: string): Promise<void> => {
      await page.waitForSelector(selector);
      await reachByKeyboard(page, selector);
      await page.keyboard.press('Enter');
    };
    await press(`a[href$="/users/${organization.memberId}"]`);
    await page.waitForSelector('h1:has-text("Mia Member")');
    expect([await fact(page, 'City'), await fact(page, 'Tags'), await fact(page, 'Shoe size')]).toEqual([
      'Porto',
      'quiet, early',
      '40',
    ]);
    expect([await fact(page, 'Bio'), await fact(page, 'Autopayments enabled')]).toEqual([
      'One line.\nAnother one.',
      'Yes',
    ]);

    await press('a[href$="show=figures"]');
    await page.waitForSelector('tbody tr');
    const months = await page.locator('tbody tr').all();
    const texts = await Promise.all(months.map((row) => row.locator('td').allTextContents()));
    expect(texts).toHaveLength(12);
    expect(texts.slice(-2).map((row) => row.slice(1))).toEqual([
      ['1', '1', '€1,234.50'],
      ['1', '1', '€0.00'],
    ]);
    await reachByKeyboard(page, '[role=group][aria-label=Invoices]');
    for (const _month of texts.slice(1)) await page.keyboard.press('ArrowRight');
    await page.waitForSelector('[aria-label=Invoices] [aria-live] >> text=€1,234.50');

    await press('a[href$="show=bookings"]');
    await page.waitForSelector('[role=table][aria-rowcount="3"]');
    expect(await page.locator(rows).allTextContents()).toEqual([
      expect.stringContaining('THIS-MONTH'),
      expect.stringContaining('LAST-MONTH'),
    ]);
    await press('a[href$="show=invoices"]');
    await page.waitForSelector(`${rows}:has-text("€1,234.50")`);
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('exports all data of the user for the owner', async () => {
    const { page, complaints, close } = await openTab(path());
    await page.click('text=Data export…');
    await page.waitForSelector('[role=dialog] >> text=all data about Mia Member');
    await page.waitForSelector('text=One export of the entire organization is enough');
    expect(await accessibilityFaults(page)).toEqual([]);
    app.gate.hold();
    await page.click('text=Start data export');
    await page.waitForSelector('text=Cancel export');
    const download = page.waitForEvent('download');
    app.gate.release();
    expect((await download).suggestedFilename()).toMatch(/\.zip$/);
    const { exports } = await organization.owner.data('{ exports(first: 1) { nodes { dataset input { userId } } } }');
    expect(exports.nodes).toEqual([{ dataset: 'ORGANIZATION', input: { userId: String(organization.memberId) } }]);
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it.each(['/users/999999', '/users/no-such-id'])('says that there is no user: %s', async (address) => {
    const { page, complaints, close } = await openTab(address);
    await page.waitForSelector('text=There is no such user');
    await page.click('main a:has-text("Users")');
    await page.waitForURL(`${app.url}/users`);
    expect(complaints).toEqual([]);
    await close();
  });

  it('shows others only what they may see, and users themselves everything', async () => {
    await setPermissions(app.app.dataSource, organization.adminId, ['IDENTITIES_VIEW']);
    const admin = await openTab(path('figures'), organization.adminId);
    await admin.page.waitForSelector('text=You cannot see this');
    expect(await admin.page.locator('text=Data export').count()).toBe(0);
    for (const show of ['Bookings', 'Invoices']) {
      await admin.page.click(`nav[aria-label="Mia Member"] >> text=${show}`);
      await admin.page.waitForSelector(`text=/${show === 'Bookings' ? 'BOOKINGS_VIEW' : 'INVOICES_VIEW'}/`);
      expect(await admin.page.locator(rows).count()).toBe(0);
    }
    await admin.close();
    const member = await openTab(path('figures'), organization.memberId);
    await member.page.waitForSelector('tbody tr:has-text("€1,234.50")');
    await member.page.click('nav[aria-label="Mia Member"] >> text=Bookings');
    await member.page.waitForSelector(`${rows}:has-text("LAST-MONTH")`);
    await member.page.goto(`${app.url}/users/${organization.adminId}`);
    await member.page.waitForSelector('text=There is no such user');
    expect([...admin.complaints, ...member.complaints]).toEqual([]);
    await member.close();
  }, 120_000);

  it('is found by figures, which the address contains', async () => {
    const { page, complaints, close } = await openTab('/users');
    await page.waitForSelector('[role=table][aria-rowcount="4"]');
    await page.click('button:has-text("+ Figure")');
    await page.selectOption('[role=dialog] select >> nth=0', 'bookingsLastMonth');
    await page.fill('[role=dialog] input', '1');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.click('[role=dialog] >> text=Add');
    await page.waitForSelector('[role=table][aria-rowcount="3"]');
    await page.waitForURL(/figure=bookingsLastMonth\.gte\.1/);
    const copy = await openTab(`${page.url().slice(app.url.length)}&figure=invoicedAllTime.gte.1234.50`);
    await copy.page.waitForSelector('[role=table][aria-rowcount="2"]');
    await copy.page.click('[aria-label="Remove Invoiced all time ≥ €1,234.50"]');
    await copy.page.waitForSelector('[role=table][aria-rowcount="3"]');
    expect([...complaints, ...copy.complaints]).toEqual([]);
    await copy.close();
    await close();
  }, 120_000);

  it.each([
    ['light', 1280, 'en-GB'],
    ['dark', 390, 'de-DE'],
  ] as const)(
    'has no faults of accessibility and fits: %s, %i pixels wide, %s',
    async (colorScheme, width, locale) => {
      const { page, complaints, close } = await openTab(path(), organization.ownerId, {
        colorScheme,
        locale,
        viewport: { width, height: 800 },
        reducedMotion: 'reduce',
      });
      for (const [show, shown] of [
        ['profile', 'dl'],
        ['figures', 'tbody tr'],
        ['bookings', rows],
        ['invoices', rows],
      ] as const) {
        await page.goto(`${app.url}${path(show)}`);
        await page.waitForSelector(shown);
        expect([show, await accessibilityFaults(page)]).toEqual([show, []]);
        const overflow = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = (globalThis as any).document.documentElement;
          return scrollWidth - clientWidth;
        });
        expect([show, overflow]).toEqual([show, 0]);
      }
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );
});
