import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { useOrganization, useTestApp } from '../support/apps/app';
import { accessibilityFaults, inChromium, openTab as openTabOf } from '../support/clients/browser';
import { setPermissions } from '../support/data/account-changes';
import { addBookings, addInvoices } from '../support/data/factories';
import { engines } from '../support/databases/engines';

inChromium('the statistics of the console', (browser) => {
  const app = useTestApp(engines[0]!);
  const organization = useOrganization(app);
  const months = 'from=2026-02&to=2026-03';

  beforeAll(async () => {
    const userId = organization.memberId;
    // Each takes an hour.
    await addBookings(app.app.dataSource, organization, [
      { userId, startsAt: '2026-02-02T10:00:00Z' },
      { userId, startsAt: '2026-03-02T10:00:00Z' },
      { userId, startsAt: '2026-03-09T10:00:00Z' },
      { userId, startsAt: '2026-03-09T12:00:00Z', status: 'PENDING' },
    ]);
    await addInvoices(app.app.dataSource, organization, [
      { userId, issuedAt: '2026-03-02T10:00:00Z', totalMinor: 123_45, status: 'OPEN' },
    ]);
  });

  const openTab = (search: string, userId = organization.ownerId, options = {}) => {
    const user = { id: userId, organizationId: organization.id };
    return openTabOf(browser(), app, user, `/statistics?${search}`, options);
  };
  const rowsOf = async (page: Page): Promise<string[][]> => {
    await page.waitForSelector('section table tbody tr');
    const rows = await page.locator('section table tbody tr').all();
    return Promise.all(rows.map((row) => row.locator('th, td').allTextContents()));
  };

  it('show the figures of the API as a chart and a table, and what is not counted', async () => {
    const { context, page, complaints } = await openTab(`${months}&measure=hours`);
    expect(await rowsOf(page)).toEqual([['All', '3 h', '1 h', '2 h']]);
    await page.waitForSelector('text=Not counted: 1 pending booking.');
    // The arrow keys read the values of the chart.
    await page.focus('[role=group][aria-label="Bookings, February 2026 – March 2026"]');
    await page.keyboard.press('ArrowRight');
    await page.waitForSelector('[aria-live] >> text=1 h');
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);

  it('keep every choice in the address', async () => {
    const { context, page } = await openTab(months);
    await page.click('label:has-text("Invoices")');
    await page.waitForURL(/of=invoices/);
    expect(await rowsOf(page)).toEqual([['All', '€123.45', '€0.00', '€123.45']]);
    await page.click('label:has-text("In total")');
    await page.waitForURL(/shape=total/);
    await page.click('input[role=combobox]:near(:text("Group by"))');
    await page.click('[role=option]:has-text("Invoice status")');
    await page.waitForURL(/groupBy=STATUS/);
    await page.waitForSelector('li:has-text("Open")');
    expect(await rowsOf(page)).toEqual([
      ['All', '€123.45'],
      ['Open', '€123.45'],
    ]);
    const copy = await context.newPage();
    await copy.goto(page.url());
    expect(await rowsOf(copy)).toEqual(await rowsOf(page));
    await context.close();
  }, 120_000);

  it('compare months with those before or a year before, by the address', async () => {
    const { context, page, complaints } = await openTab('from=2026-03&to=2026-03&groupBy=LOCATION');
    await page.click('input[role=combobox]:near(:text("Compare with"))');
    await page.click('[role=option]:has-text("The months before")');
    await page.waitForURL(/compare=before/);
    await page.waitForSelector('h2:has-text("March 2026, compared with February 2026")');
    expect(await rowsOf(page)).toEqual([
      ['All', '2', '1', '+1 (+100%)'],
      ['Main', '2', '1', '+1 (+100%)'],
    ]);
    await page.focus('[role=group][aria-label^="Bookings, March 2026"]');
    await page.keyboard.press('ArrowRight');
    await page.waitForSelector('[aria-live]:has-text("2, +1 (+100%)"):has-text("Main, before1")');
    await page.click('label:has-text("In total")');
    await page.waitForSelector('li:has-text("Main"):has-text("+1 (+100%)") [title="1"]');
    await page.goto(page.url().replace('compare=before', 'compare=year'));
    await page.waitForSelector('h2:has-text("compared with March 2025")');
    expect(await rowsOf(page)).toEqual([
      ['All', '2', '0', '+2'],
      ['Main', '2', '0', '+2'],
    ]);
    await page.goto(`${app.url}/statistics?${months}&measure=users&compare=before`);
    await page.waitForSelector('td:has-text("+1")');
    expect(await rowsOf(page)).toEqual([['All', '1+1', '1+1']]);
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);

  it('have no percentages where the months before start before the first record', async () => {
    const { context, page, complaints } = await openTab('from=2026-02&to=2026-03&compare=before');
    await page.waitForSelector('text=The earlier months start before the first booking, of 2 Feb 2026.');
    expect(await rowsOf(page)).toEqual([['All', '3', '0', '+3', '1+1', '2+2']]);
    await page.goto(`${app.url}/statistics?from=2026-02&to=2026-03&compare=before&basis=CREATED`);
    await page.waitForSelector('h2:has-text("December 2025")');
    await page.waitForSelector('text=The earlier months start before the first booking');
    // Of one of two months, it is most of what was before.
    await page.goto(`${app.url}/statistics?of=invoices&from=2026-03&to=2026-04&compare=before`);
    await page.waitForSelector('text=The earlier months start before the first invoice, of 2 Mar 2026.');
    await page.goto(`${app.url}/statistics?from=2026-03&to=2026-04&compare=before`);
    await page.waitForSelector('text=The earlier months start before the first booking, of 2 Feb 2026.');
    expect(await rowsOf(page)).toEqual([['All', '2', '1', '+1', '2+2', '0-1']]);
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);

  it('show busy hours, follow changes, and give the same as CSV and as a query', async () => {
    const { context, page } = await openTab(`${months}&groupBy=BUSY_HOURS`);
    await page.waitForSelector('td[title="Mon, 10: 3"]');
    await addBookings(app.app.dataSource, organization, [
      { userId: organization.memberId, startsAt: '2026-03-16T10:00:00Z' },
    ]);
    await page.waitForSelector('td[title="Mon, 10: 4"]');
    const download = page.waitForEvent('download');
    await page.click('text=CSV');
    expect(await readFile(await (await download).path(), 'utf8')).toMatch(/^.*month.*weekday.*hour/i);
    await page.click('text=Show query');
    await page.waitForSelector('.graphiql-query-editor .view-line');
    await page.click('.graphiql-execute-button');
    await page.waitForFunction(() =>
      (globalThis as any).document.querySelector('.result-window')?.textContent?.includes('"ORGANIZATION"'),
    );
    await context.close();
  }, 120_000);

  it('say so when they cover only the own records', async () => {
    await setPermissions(app.app.dataSource, organization.memberId, []);
    const { context, page } = await openTab(months, organization.memberId);
    await page.waitForSelector('text=figures of your own records');
    expect(await page.locator('[placeholder=Plan]').count()).toBe(0);
    await context.close();
  }, 120_000);

  it.each([
    ['light', 1280, 'of=bookings&groupBy=BUSY_HOURS'],
    ['dark', 390, 'of=bookings&groupBy=LOCATION&compare=before'],
    ['light', 1280, 'of=invoices&groupBy=STATUS&shape=total&compare=year'],
  ] as const)(
    'have no faults of accessibility: %s, %i pixels wide, %s',
    async (colorScheme, width, search) => {
      const { context, page, complaints } = await openTab(`${months}&${search}`, organization.ownerId, {
        colorScheme,
        viewport: { width, height: 800 },
        reducedMotion: 'reduce',
      });
      await page.waitForSelector('section h2');
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await context.close();
    },
    60_000,
  );
});
