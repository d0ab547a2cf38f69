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

  const choose = async (page: Page, choice: string, option: string): Promise<void> => {
    await page.click(`input[role=combobox]:near(:text("${choice}"))`);
    await page.click(`[role=option]:has-text("${option}")`);
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
    await choose(page, 'Show', 'As a whole');
    await page.waitForURL(/granularity=WHOLE/);
    await choose(page, 'Group by', 'Invoice status');
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

  it('show days to years, other measures, and presets of the API', async () => {
    const userId = organization.memberId;
    await addBookings(app.app.dataSource, organization, [
      { userId, startsAt: '2026-07-06T10:00:00Z', resource: 'Desk' },
      { userId, startsAt: '2026-07-13T10:00:00Z', durationMs: 3 * 3_600_000 },
      { userId, startsAt: '2026-07-13T10:00:00Z', status: 'CANCELLED' },
    ]);
    const { context, page, complaints } = await openTab('from=2026-07-06&to=2026-07-19&granularity=WEEK&measure=hours');
    const headsOf = () => page.locator('section table thead th').allTextContents();
    expect(await rowsOf(page)).toEqual([['All', '4 h', '1 h', '3 h']]);
    expect(await headsOf()).toEqual(['Total', 'W28 2026', 'W29 2026']);
    // Chromium puts thin spaces into ranges.
    expect(await page.locator('section h2').textContent()).toMatch(/^Bookings, 6\s–\s19 Jul 2026$/);
    await choose(page, 'Measure', 'Share of canceled bookings');
    await page.waitForURL(/measure=cancellationRate/);
    await page.waitForSelector('td:has-text("50%")');
    // Shares of weeks cannot be added up.
    expect(await rowsOf(page)).toEqual([['All', '0%', '50%']]);
    await choose(page, 'Measure', 'Average duration');
    await page.waitForSelector('td:has-text("3 h")');
    await choose(page, 'Group by', 'Resource');
    await page.waitForSelector('th:has-text("Desk")');
    expect(await rowsOf(page)).toEqual([
      ['All', '1 h', '3 h'],
      ['None', '–', '3 h'],
      ['Desk', '1 h', '–'],
    ]);
    await choose(page, 'Compare with', 'The time before');
    await choose(page, 'Show', 'By day');
    await page.waitForSelector('th:has-text("6 Jul 2026")');
    expect(await headsOf()).toHaveLength(14);
    await choose(page, 'Period', 'This year');
    await choose(page, 'Show', 'By quarter');
    await page.waitForURL(/period=THIS_YEAR.*granularity=QUARTER/);
    await page.waitForSelector('th:has-text("Q1 ")');
    // Dates start as the days that are shown.
    await choose(page, 'Period', 'Custom period');
    await page.waitForURL(/from=\d{4}-01-01/);
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);

  it('have the largest groups by themselves, and all others as one', async () => {
    const userId = organization.memberId;
    await addBookings(
      app.app.dataSource,
      organization,
      Array.from({ length: 60 }, (_unused, n) => ({
        userId,
        startsAt: '2026-08-03T10:00:00Z',
        resource: `Desk ${Math.max(n - 4, 0)}`,
      })),
    );
    const { context, page } = await openTab('from=2026-08&to=2026-08&groupBy=RESOURCE');
    const rows = await rowsOf(page);
    expect([rows.length, rows[1], rows.at(-1)]).toEqual([52, ['Desk 0', '5'], ['Others', '6']]);
    await page.waitForSelector('text=Only the largest 50 groups');
    await context.close();
  }, 60_000);

  it('give the figures of the page as CSV', async () => {
    const userId = organization.memberId;
    await addBookings(app.app.dataSource, organization, [
      { userId, startsAt: '2026-09-01T10:00:00Z', durationMs: 90 * 60_000 },
      { userId, startsAt: '2026-09-02T10:00:00Z', status: 'CANCELLED' },
    ]);
    const { context, page } = await openTab(
      'from=2026-09-01&to=2026-09-02&granularity=DAY&measure=averageHours&groupBy=USER&compare=YEAR_BEFORE',
    );
    await rowsOf(page);
    const download = page.waitForEvent('download');
    await page.click('text=CSV');
    const [head, ...lines] = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n');
    expect(head).toBe(
      'period,periodStart,periodEnd,username,averageMinutes,before.averageMinutes,change.averageMinutes.percent',
    );
    expect(lines.map((line) => line.split(',').filter((_cell, at) => at !== 3))).toEqual([
      ['2026-09-01', '2026-09-01', '2026-09-01', '90', '', ''],
      ['2026-09-02', '2026-09-02', '2026-09-02', '', '', ''],
    ]);
    await context.close();
  }, 60_000);

  it('show zeros as figures, open links of former versions, and say what is too much', async () => {
    const { context, page } = await openTab('from=2026-03&to=2026-03&measure=cancelled&shape=total&compare=year');
    await page.waitForURL(/measure=cancelled/);
    await page.waitForSelector('h2:has-text("compared with March 2025")');
    expect(await rowsOf(page)).toEqual([['All', '0', '0', '0']]);
    expect(await page.locator('text=There is nothing in this time.').count()).toBe(0);
    await page.goto(`${app.url}/statistics?from=2001-01&to=2026-12&granularity=DAY&groupBy=USER`);
    await page.waitForSelector('text=These are too many figures.');
    await choose(page, 'Period', 'This month');
    await page.waitForSelector('section h2');
    expect(await page.locator('text=These are too many figures.').count()).toBe(0);
    await context.close();
  }, 60_000);

  it('compare months with those before or a year before, by the address', async () => {
    const { context, page, complaints } = await openTab('from=2026-03&to=2026-03&groupBy=LOCATION');
    await choose(page, 'Compare with', 'The time before');
    await page.waitForURL(/compare=PERIOD_BEFORE/);
    await page.waitForSelector('h2:has-text("March 2026, compared with February 2026")');
    expect(await rowsOf(page)).toEqual([
      ['All', '2', '1', '+1 (+100%)'],
      ['Main', '2', '1', '+1 (+100%)'],
    ]);
    await page.focus('[role=group][aria-label^="Bookings, March 2026"]');
    await page.keyboard.press('ArrowRight');
    await page.waitForSelector('[aria-live]:has-text("2, +1 (+100%)"):has-text("Main, before1")');
    await choose(page, 'Show', 'As a whole');
    await page.waitForSelector('li:has-text("Main"):has-text("+1 (+100%)") [title="1"]');
    await page.goto(page.url().replace('compare=PERIOD_BEFORE', 'compare=YEAR_BEFORE'));
    await page.waitForSelector('h2:has-text("compared with March 2025")');
    expect(await rowsOf(page)).toEqual([
      ['All', '2', '0', '+2'],
      ['Main', '2', '0', '+2'],
    ]);
    await page.goto(`${app.url}/statistics?${months}&measure=users&compare=PERIOD_BEFORE`);
    await page.waitForSelector('td:has-text("+1")');
    expect(await rowsOf(page)).toEqual([['All', '1+1', '1+1']]);
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);

  it('have no percentages where the months before start before the first record', async () => {
    const { context, page, complaints } = await openTab('from=2026-02&to=2026-03&compare=PERIOD_BEFORE');
    await page.waitForSelector('text=The earlier time starts before the first booking, of 2 Feb 2026.');
    expect(await rowsOf(page)).toEqual([['All', '3', '0', '+3', '1+1', '2+2']]);
    await page.goto(`${app.url}/statistics?from=2026-02&to=2026-03&compare=PERIOD_BEFORE&basis=CREATED`);
    await page.waitForSelector('h2:has-text("December 2025")');
    await page.waitForSelector('text=The earlier time starts before the first booking');
    // Of one of two months, it is most of what was before.
    await page.goto(`${app.url}/statistics?of=invoices&from=2026-03&to=2026-04&compare=PERIOD_BEFORE`);
    await page.waitForSelector('text=The earlier time starts before the first invoice, of 2 Mar 2026.');
    await page.goto(`${app.url}/statistics?from=2026-03&to=2026-04&compare=PERIOD_BEFORE`);
    await page.waitForSelector('text=The earlier time starts before the first booking, of 2 Feb 2026.');
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
    expect(await readFile(await (await download).path(), 'utf8')).toMatch(/^.*period.*weekday.*hour/i);
    await page.click('text=Show query');
    await page.waitForSelector('.graphiql-query-editor .view-line');
    await page.click('.graphiql-execute-button');
    await page.waitForFunction(() =>
      (globalThis as any).document.querySelector('.result-window')?.textContent?.includes('"ORGANIZATION"'),
    );
    await context.close();
  }, 120_000);

  it('group and filter invoices by their own location, or none', async () => {
    const { memberId: userId, locationId } = organization;
    await addInvoices(app.app.dataSource, organization, [
      { userId, locationId, issuedAt: '2026-10-02T10:00:00Z', totalMinor: 100_00 },
      { userId, issuedAt: '2026-10-03T10:00:00Z', totalMinor: 50_00 },
    ]);
    const { context, page, complaints } = await openTab('of=invoices&from=2026-10&to=2026-10&granularity=WHOLE');
    await choose(page, 'Group by', 'Location of the invoice');
    await page.waitForSelector('th:has-text("Main")');
    expect(await rowsOf(page)).toEqual([
      ['All', '€150.00'],
      ['None', '€50.00'],
      ['Main', '€100.00'],
    ]);
    const filter = page.getByRole('combobox', { name: 'Location of the invoice', exact: true });
    const add = async (option: string): Promise<void> => {
      await filter.click();
      await page.click(`[role=option]:has-text("${option}")`);
    };
    await add('Main');
    await page.waitForURL(new RegExp(`location=${locationId}`));
    await page.waitForSelector('td:has-text("€150.00")', { state: 'detached' });
    expect((await rowsOf(page))[0]).toEqual(['All', '€100.00']);
    await add('No location');
    await page.waitForSelector('td:has-text("€150.00")');
    expect((await rowsOf(page)).slice(1)).toEqual([
      ['None', '€50.00'],
      ['Main', '€100.00'],
    ]);
    await page.click('.mantine-Pill-root:has-text("Main") button');
    await page.waitForURL(/location=none$/);
    await page.waitForSelector('td:has-text("€100.00")', { state: 'detached' });
    expect(await rowsOf(page)).toEqual([
      ['All', '€50.00'],
      ['None', '€50.00'],
    ]);
    const download = page.waitForEvent('download');
    await page.click('text=CSV');
    const [head, line] = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n');
    expect([head, line]).toEqual([
      'period,periodStart,periodEnd,invoiceLocation,total',
      '2026-10-01/2026-10-31,2026-10-01,2026-10-31,,50.00',
    ]);
    // Bookings always have a location.
    await page.goto(page.url().replace('of=invoices', 'of=bookings'));
    await page.waitForSelector('section h2');
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);

  it('draw negative sums on the other side of a line at zero', async () => {
    const userId = organization.memberId;
    await addInvoices(app.app.dataSource, organization, [
      { userId, issuedAt: '2026-05-02T10:00:00Z', totalMinor: 100_00, status: 'OPEN' },
      { userId, issuedAt: '2026-05-03T10:00:00Z', totalMinor: -50_00, status: 'PAID' },
    ]);
    const { context, page, complaints } = await openTab(
      'of=invoices&from=2026-05&to=2026-05&groupBy=STATUS&granularity=WHOLE',
    );
    await page.waitForSelector('li:has-text("-€50.00")');
    const bars = await page.locator('section li').evaluateAll((items: any[]) =>
      items.map((item) => {
        const [bar, zero] = [...item.children[1].children].map((part: any) => part.getBoundingClientRect());
        return { text: item.textContent, left: bar.left - zero.left, right: bar.right - zero.left, width: bar.width };
      }),
    );
    const [open, paid] = ['Open', 'Paid'].map((name) => bars.find(({ text }) => text.startsWith(name))!);
    expect(open!.left).toBeCloseTo(0, 0);
    expect(paid!.right).toBeCloseTo(0, 0);
    expect(open!.width / paid!.width).toBeCloseTo(2, 1);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
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
    ['dark', 390, 'of=bookings&groupBy=LOCATION&compare=PERIOD_BEFORE'],
    ['light', 1280, 'of=invoices&groupBy=STATUS&granularity=WHOLE&compare=YEAR_BEFORE'],
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
