import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { useOrganization, useTestApp } from '../support/apps/app';
import { accessibilityFaults, inChromium, openTab as openTabOf, reachByKeyboard } from '../support/clients/browser';
import { run } from '../support/clients/changes';
import { exportFile } from '../support/clients/exports';
import { setPermissions } from '../support/data/account-changes';
import { addBookings, addInvoices, addReferenceItems, addUsers } from '../support/data/factories';
import { engines } from '../support/databases/engines';

inChromium('the lists of bookings and invoices', (browser) => {
  const app = useTestApp(engines[0]!);
  const organization = useOrganization(app);
  let zoeId: number;

  beforeAll(async () => {
    const { dataSource } = app.app;
    const { memberId } = organization;
    [zoeId] = (await addUsers(dataSource, organization.id, [
      { username: 'zoe', firstName: 'Zoë', lastName: 'Zimmer', email: 'zoe@example.test' },
    ])) as [number];
    await addBookings(dataSource, organization, [
      { userId: memberId, startsAt: '2026-03-01T00:00:00Z', reference: 'MARCH-FIRST' },
      { userId: memberId, startsAt: '2026-03-31T22:30:00Z', reference: 'MARCH-LAST' },
      // In Lisbon, it is April.
      { userId: memberId, startsAt: '2026-03-31T23:30:00Z', reference: 'APRIL' },
      { userId: zoeId, startsAt: '2026-03-10T10:00:00Z', reference: 'ZOE', status: 'PENDING' },
    ]);
    await addInvoices(dataSource, organization, [
      { userId: memberId, issuedAt: '2026-03-02T10:00:00Z', totalMinor: 123_45, status: 'OPEN' },
      { userId: zoeId, issuedAt: '2026-03-03T10:00:00Z', totalMinor: 99_50 },
      { userId: zoeId, issuedAt: '2026-04-03T10:00:00Z', totalMinor: 99_51, status: 'VOID' },
    ]);
  });

  const openTab = (path: string, userId = organization.ownerId, options?: Parameters<typeof openTabOf>[4]) =>
    openTabOf(browser(), app, { id: userId, organizationId: organization.id }, path, options);
  const rows = '[role=rowgroup] [role=row]';
  /** The texts of a column, once the list has as many rows. */
  const column = async (page: Page, index: number, count: number): Promise<string[]> => {
    await page.waitForSelector(`[role=table][aria-rowcount="${count + 1}"]`);
    return page.locator(`${rows} > :nth-child(${index + 2})`).allTextContents();
  };
  const chooseFilter = async (page: Page, label: string, option: string): Promise<void> => {
    await page.click(`[aria-label="${label}"]`);
    await page.click(`[role=option]:has-text("${option}")`);
    await page.keyboard.press('Escape');
  };

  it('shows bookings in the zone of the venue, and exports those that match the filter', async () => {
    const { page, complaints, close } = await openTab('/bookings');
    expect(await column(page, 0, 4)).toEqual(['Mia Member', 'Mia Member', 'Zoë Zimmer', 'Mia Member']);
    expect(await column(page, 1, 4)).toEqual([
      '1 Apr 2026, 00:30',
      '31 Mar 2026, 23:30',
      '10 Mar 2026, 10:00',
      '1 Mar 2026, 00:00',
    ]);
    expect(await column(page, 2, 4)).toEqual(['1 hr', '1 hr', '1 hr', '1 hr']);

    await page.click('button:has-text("Start")');
    await page.fill('label:has-text("First day") + div input', '2026-03-01');
    await page.fill('label:has-text("Last day") + div input', '2026-03-31');
    await page.keyboard.press('Escape');
    await chooseFilter(page, 'Status', 'Confirmed');
    await page.click('button:has-text("Reference")');
    expect(await column(page, 6, 2)).toEqual(['MARCH-FIRST', 'MARCH-LAST']);
    await page.waitForURL(/status=CONFIRMED.*startsFrom=2026-03-01.*startsTo=2026-03-31.*order=REFERENCE\.ASC/);
    const copy = await openTab(page.url().slice(app.url.length));
    expect(await column(copy.page, 6, 2)).toEqual(['MARCH-FIRST', 'MARCH-LAST']);
    await copy.close();

    await page.check(`${rows} input >> nth=0`);
    await page.click('text=Select all 2');
    await page.click('text=Export 2 bookings');
    await page.waitForSelector('[role=dialog] td:has-text("MARCH-LAST")');
    app.gate.hold();
    await page.click('text=Start export');
    await page.waitForSelector('text=Cancel export');
    expect(await accessibilityFaults(page)).toEqual([]);
    const download = page.waitForEvent('download');
    app.gate.release();
    const saved = await readFile(await (await download).path());
    const filter = {
      status: ['CONFIRMED'],
      startsAt: { from: '2026-03-01T00:00:00Z', before: '2026-03-31T23:00:00Z' },
    };
    const { body } = await exportFile(organization.owner, {
      dataset: 'BOOKINGS',
      format: 'CSV',
      filter: { bookings: filter },
    });
    expect(saved.toString()).toBe(body.toString());
    expect(saved.toString()).toContain('MARCH-LAST');
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('exports all records that match except the unticked ones, also without a filter', async () => {
    const { page, complaints, close } = await openTab('/bookings');
    const references = async (): Promise<string[]> => {
      const download = page.waitForEvent('download');
      await page.click('text=Start export');
      const saved = await readFile(await (await download).path(), 'utf8');
      return ['MARCH-FIRST', 'MARCH-LAST', 'APRIL', 'ZOE'].filter((reference) => saved.includes(reference));
    };
    await column(page, 6, 4);
    await page.check(`${rows} input >> nth=0`);
    await page.click('text=Select all 4');
    await page.uncheck(`${rows}:has-text("ZOE") input`);
    await page.uncheck(`${rows}:has-text("APRIL") input`);
    await page.check(`${rows}:has-text("APRIL") input`);
    await page.waitForSelector('aside >> text=All but 1 · 3 selected');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.click('text=Export 3 bookings');
    await page.waitForSelector('[role=dialog] >> text=3 rows');
    expect(await references()).toEqual(['MARCH-FIRST', 'MARCH-LAST', 'APRIL']);
    await page.goto(`${app.url}/exports`);
    await page.waitForSelector('td:has-text("All but 1")');

    await page.goto(`${app.url}/bookings?status=CONFIRMED`);
    const matching = await column(page, 6, 3);
    await page.check(`${rows} input >> nth=0`);
    await page.click('text=Select all 3');
    await page.uncheck(`${rows}:has-text("MARCH-LAST") input`);
    await page.click('text=Export 2 bookings');
    await page.waitForSelector('[role=dialog] >> text=2 rows');
    expect((await references()).sort()).toEqual(matching.filter((reference) => reference !== 'MARCH-LAST').sort());
    await page.goto(`${app.url}/bookings?status=CONFIRMED`);
    await column(page, 6, 3);
    await page.check(`${rows} input >> nth=0`);
    await page.click('text=Select all 3');
    await page.uncheck('[aria-label="Select the loaded rows"]');
    await page.waitForSelector('aside:has-text("selected")', { state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('finds the records of a user, and leads to the user', async () => {
    const { page, complaints, close } = await openTab('/bookings');
    await page.fill('[aria-label="Search user"]', 'zimmer');
    expect(await column(page, 6, 1)).toEqual(['ZOE']);
    await page.fill('[aria-label="Search user"]', 'no such name');
    await page.waitForSelector('text=No booking matches the filter.');
    await page.click('text=Clear the filter');
    await column(page, 0, 4);
    await page.click('a:has-text("Zoë Zimmer")');
    await page.waitForURL(`${app.url}/users/${zoeId}`);
    await page.waitForSelector('h1:has-text("Zoë Zimmer")');
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('filters invoices by their total, and exports the ticked ones by the keyboard alone', async () => {
    const { page, complaints, close } = await openTab('/invoices?order=TOTAL.ASC');
    expect(await column(page, 6, 3)).toEqual(['€99.50', '€99.51', '€123.45']);
    await page.click('button:has-text("+ Total")');
    await page.fill('label:has-text("Value") + div input', '99.51');
    await page.keyboard.press('Enter');
    expect(await column(page, 6, 2)).toEqual(['€99.51', '€123.45']);
    await page.waitForURL(/amount=total\.gte\.99\.51/);
    await reachByKeyboard(page, `${rows}:nth-of-type(2) input`);
    await page.keyboard.press('Space');
    await reachByKeyboard(page, 'aside button:nth-of-type(2)');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=dialog]:has-text("Export 1 invoice") td:has-text("123.45")');
    await reachByKeyboard(page, '[role=dialog] .mantine-Button-root:not([data-variant])');
    const download = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    const saved = await readFile(await (await download).path(), 'utf8');
    expect(saved.trimEnd().split('\r\n')).toHaveLength(2);
    expect(saved).toContain('123.45');
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('shows the location and booking of invoices, and filters by some locations, none, or both', async () => {
    const other = await app.organization();
    const { dataSource } = app.app;
    const [annexId] = await addReferenceItems(dataSource, 'locations', other.id, ['Annex']);
    await addBookings(dataSource, other, [
      { userId: other.memberId, startsAt: '2026-03-01T00:00:00Z', reference: 'B' },
    ]);
    const { bookings } = await other.owner.data('{ bookings { nodes { id } } }');
    const issue = async (number: string, location: number | null, isOfBooking = false): Promise<void> => {
      const input = {
        number,
        userId: String(other.memberId),
        totalMinor: '100',
        locationId: location === null ? null : String(location),
        ...(isOfBooking && { bookingId: bookings.nodes[0].id }),
      };
      await run(other.owner, 'issueInvoice', input, 'id');
    };
    await issue('I1', null);
    await issue('I2', annexId!);
    await issue('I3', other.locationId, true);
    const { page, complaints, close } = await openTabOf(
      browser(),
      app,
      { id: other.ownerId, organizationId: other.id },
      '/invoices?order=NUMBER.ASC',
    );
    expect(await column(page, 3, 3)).toEqual(['', 'Annex', 'Main']);
    expect(await column(page, 4, 3)).toEqual(['', '', 'B']);
    await chooseFilter(page, 'Location', 'Annex');
    expect(await column(page, 3, 1)).toEqual(['Annex']);
    await chooseFilter(page, 'Location', 'No location');
    expect(await column(page, 3, 2)).toEqual(['', 'Annex']);
    await page.click('.mantine-Pill-root:has-text("Annex") button');
    expect(await column(page, 3, 1)).toEqual(['']);
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('shows users without the permission their own records, of which they ask for an export', async () => {
    await setPermissions(app.app.dataSource, organization.memberId, []);
    const { page, complaints, close } = await openTab('/bookings', organization.memberId);
    await page.waitForSelector('text=You see only your own bookings.');
    expect(await page.locator('[aria-label="Search user"]').count()).toBe(0);
    expect(await column(page, 5, 3)).toEqual(['APRIL', 'MARCH-LAST', 'MARCH-FIRST']);
    await page.check(`${rows} input >> nth=0`);
    await page.click('text=Select all 3');
    await page.click('text=Ask for an export of 3 bookings');
    await page.click('text=Ask the owner');
    await page.waitForSelector('li[aria-current]:has-text("Bookings")');
    const { exportRequests } = await organization.owner.data(
      '{ exportRequests(first: 5) { nodes { input { filter { bookings { userIds } } } } } }',
    );
    expect(exportRequests.nodes).toEqual([
      { input: { filter: { bookings: { userIds: [String(organization.memberId)] } } } },
    ]);
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('reads more rows while the list is scrolled, and says that it loads and what went wrong', async () => {
    const other = await app.organization();
    await addBookings(
      app.app.dataSource,
      other,
      Array.from({ length: 230 }, (_unused, hour) => ({
        userId: other.memberId,
        startsAt: new Date(Date.UTC(2026, 0, 1, hour)).toISOString(),
      })),
    );
    const session = await app.startSession({ id: other.ownerId, organizationId: other.id });
    const context = await browser().newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
    await context.addCookies([{ name: 'tallyport', value: session.session!, url: app.url }]);
    const page = await context.newPage();
    let release = (): void => undefined;
    let answer: 'held' | 'refused' | 'sent' = 'held';
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('query BookingPage') || answer === 'sent') return route.continue();
      if (answer === 'held') await new Promise<void>((resolve) => (release = resolve));
      const errors = [{ message: 'The list cannot be read.', extensions: { code: 'BAD_USER_INPUT' } }];
      await route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify({ errors }) });
    });
    await page.goto(`${app.url}/bookings`);
    await page.waitForSelector('[role=status][aria-label=Loading] .mantine-Skeleton-root');
    answer = 'refused';
    release();
    await page.waitForSelector('[role=alert]:has-text("The list cannot be read.")');
    answer = 'sent';
    await page.click('text=Try again');
    await page.waitForSelector('[role=table][aria-rowcount="101"]');
    for (const count of [201, 231]) {
      await page.locator(rows).last().scrollIntoViewIfNeeded();
      await page.evaluate(() => {
        const region = (globalThis as any).document.querySelector('[role=group][tabindex]');
        region.scrollTop = region.scrollHeight;
      });
      await page.waitForSelector(`[role=table][aria-rowcount="${count}"]`);
    }
    await context.close();
  }, 120_000);

  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)(
    'have no faults of accessibility and fit: %s, %i pixels wide',
    async (colorScheme, width) => {
      for (const [path, filter] of [
        ['/bookings', 'Start'],
        ['/invoices', 'Total'],
      ] as const) {
        const { page, complaints, close } = await openTab(path, organization.ownerId, {
          colorScheme,
          viewport: { width, height: 800 },
          reducedMotion: 'reduce',
        });
        await page.waitForSelector(rows);
        await page.check(`${rows} input >> nth=0`);
        expect(await accessibilityFaults(page)).toEqual([]);
        if (width < 640) await page.click('summary');
        await page.click(`details button:has-text("${filter}")`);
        await page.waitForSelector('[role=dialog] input');
        expect(await accessibilityFaults(page)).toEqual([]);
        const overflow = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = (globalThis as any).document.documentElement;
          return scrollWidth - clientWidth;
        });
        expect([overflow, complaints]).toEqual([0, []]);
        await close();
      }
    },
    60_000,
  );

  it('say on a phone how many folded filters are active', async () => {
    const { page, complaints, close } = await openTab(
      '/bookings?status=CONFIRMED&status=PENDING&startsFrom=2026-03-01&startsTo=2026-03-31&search=mia',
      organization.ownerId,
      { viewport: { width: 375, height: 800 } },
    );
    await page.waitForSelector('summary:has-text("Filters · 2 active")');
    await page.goto(`${app.url}/bookings?search=mia`);
    await page.waitForSelector(rows);
    expect(await page.locator('summary').allTextContents()).toEqual(['Filters']);
    expect(complaints).toEqual([]);
    await close();
  }, 60_000);

  it('bound the height of a filter with many values', async () => {
    const locationIds = await addReferenceItems(
      app.app.dataSource,
      'locations',
      organization.id,
      Array.from({ length: 30 }, (_unused, index) => `Location number ${index}`),
    );
    const { page, close } = await openTab(`/bookings?${locationIds.map((id) => `location=${id}`).join('&')}`);
    await page.waitForSelector('text=Location number 29');
    const { height } = (await page.locator('.mantine-MultiSelect-root >> nth=1').boundingBox())!;
    expect(height).toBeGreaterThan(40);
    expect(height).toBeLessThan(70);
    expect(await accessibilityFaults(page, 'details')).toEqual([]);
    await close();
  }, 60_000);

  it('keep the first column in view while the others scroll to the side', async () => {
    for (const [path, first] of [
      ['/bookings', '[role=row] > :nth-child(2)'],
      ['/exports', 'tr > :first-child'],
    ] as const) {
      const { page, close } = await openTab(path, organization.ownerId, { viewport: { width: 800, height: 800 } });
      await page.waitForSelector(first);
      const lefts = (): Promise<(number | undefined)[]> =>
        page.locator(first).evaluateAll((cells) => cells.map((cell: any) => cell.getBoundingClientRect().left));
      const before = await lefts();
      const { moved, hidden } = await page.locator('main [role=group][tabindex]').evaluate((region: any) => {
        region.scrollTo(10_000, 0);
        return { moved: region.scrollLeft, hidden: region.scrollWidth - region.clientWidth - region.scrollLeft };
      });
      expect(moved).toBeGreaterThan(0);
      expect(hidden).toBeLessThan(2);
      expect(await lefts()).toEqual(before);
      await close();
    }
  }, 60_000);

  it('have a menu on a phone for the pages that do not fit into the bar', async () => {
    for (const locale of ['en-GB', 'de-DE']) {
      const { page, close } = await openTab('/bookings', organization.ownerId, {
        locale,
        viewport: { width: 360, height: 740 },
        reducedMotion: 'reduce',
      });
      await page.waitForSelector(rows);
      const overflow = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = (globalThis as any).document.querySelector('nav');
        return scrollWidth - clientWidth;
      });
      expect(overflow).toBe(0);
      await reachByKeyboard(page, 'nav button');
      await page.keyboard.press('Enter');
      await page.waitForSelector('[role=menuitem]');
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.click(`[role=menuitem]:has-text("${locale === 'en-GB' ? 'Invoices' : 'Rechnungen'}")`);
      await page.waitForURL(`${app.url}/invoices`);
      await page.waitForSelector(`nav button[data-current]`);
      await close();
    }
  }, 120_000);
});
