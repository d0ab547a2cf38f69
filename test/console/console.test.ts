import { readdir, readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright-core';
import { consolePaths } from '../../src/api/http/console';
import { createTestApp, useOrganization, useTestApp } from '../support/apps/app';
import {
  accessibilityFaults,
  inChromium,
  openTab as openTabOf,
  reachByKeyboard,
  signedInContext,
} from '../support/clients/browser';
import { exportFile } from '../support/clients/exports';
import { rawRequest } from '../support/clients/raw-http';
import { setPermissions } from '../support/data/account-changes';
import { engines } from '../support/databases/engines';
import { waitFor } from '../support/wait-for';

const html = { headers: { accept: 'text/html' } };

describe('the pages of the console', () => {
  it('are the pages that the server serves', async () => {
    const app = await readFile('src/console/app.tsx', 'utf8');
    const pages = [...app.matchAll(/<Route path="([^"]+)"/g)].map(([, path]) => path!);
    const served = pages.flatMap((path) =>
      path.endsWith('?') ? [path.replace(/\/:\w+\?$/, ''), path.slice(0, -1)] : [path],
    );
    expect(served.sort()).toEqual([...consolePaths].sort());
  });

  it('are one document for browsers, with a strict policy, below the path of PUBLIC_URL', async () => {
    const app = await createTestApp(engines[0]!, {
      worker: false,
      settings: { PUBLIC_URL: 'https://venue.example/tally' },
    });
    try {
      const { status, headers, text } = await rawRequest(app.url, '/users', html);
      expect([status, headers['cache-control']]).toEqual([200, 'no-cache']);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(text).toContain('<base href="/tally/"');
      const [, script] = /src="\.\/(assets\/[^"]+\.js)"/.exec(text)!;
      const asset = await rawRequest(app.url, `/${script}`, {});
      expect([asset.status, asset.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
      for (const path of ['/assets/..%2findex.html', '/assets/.env', '/assets/none.js', '/nothing'])
        expect([path, (await rawRequest(app.url, path, html)).status]).toEqual([path, 404]);
      const moved = await rawRequest(app.url, '/graphql', html);
      expect([moved.status, moved.headers.location]).toEqual([302, '/tally/explorer']);
    } finally {
      await app.stop();
    }
  });
});

describe('the files of the console', () => {
  const app = useTestApp(engines[0]!, { worker: false });

  it('are sent compressed to those who accept it, and are the same files', async () => {
    const names = (await readdir('dist/console/assets')).filter((name) => !name.endsWith('.gz'));
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      const read = (encodings: string): Promise<Response> =>
        fetch(`${app.url}/assets/${name}`, { method: 'HEAD', headers: { 'accept-encoding': encodings } });
      const [plain, packed] = [await read('identity'), await read('gzip, deflate, br')];
      const head = (response: Response) =>
        ['content-type', 'cache-control', 'vary'].map((key) => response.headers.get(key));
      expect([name, packed.status, head(packed)]).toEqual([name, 200, head(plain)]);
      expect(plain.headers.get('content-encoding')).toBeNull();
      expect(packed.headers.get('content-encoding')).toBe('gzip');
      const [file, copy] = [
        await readFile(`dist/console/assets/${name}`),
        await readFile(`dist/console/assets/${name}.gz`),
      ];
      expect([name, Number(plain.headers.get('content-length')), Number(packed.headers.get('content-length'))]).toEqual(
        [name, file.length, copy.length],
      );
      expect(gunzipSync(copy).equals(file)).toBe(true);
    }
  });
});

inChromium('the console', (browser) => {
  const app = useTestApp(engines[0]!);
  const organization = useOrganization(app);
  const owner = () => ({ id: organization.ownerId, organizationId: organization.id });

  /** A tab of a browser in which the owner has signed in. */
  const openTab = (path: string, options?: Parameters<typeof openTabOf>[4]) =>
    openTabOf(browser(), app, owner(), path, options);
  const row = (name: string): string => `[role=row]:has-text("${name}")`;
  const tick = (page: Page, name: string): Promise<void> => page.check(`${row(name)} input`);
  const startExport = async (page: Page, names: readonly string[]): Promise<void> => {
    for (const name of names) await tick(page, name);
    await page.click(`text=Export ${names.length} user`);
    await page.waitForSelector('th:has-text("Last name")');
    await page.click('text=Start export');
  };

  it('exports the ticked users, and downloads the file by itself while another page is shown', async () => {
    const { context, page, complaints } = await openTab('/users');
    app.gate.hold();
    await startExport(page, ['Adam Admin', 'Mia Member']);
    await page.waitForSelector('text=Continue in background');
    await page.click('text=Continue in background');
    await page.click('nav >> text=Exports');
    await page.waitForSelector('td:has-text("2 selected")');
    const download = page.waitForEvent('download');
    app.gate.release();
    const saved = await (await download).path();
    const text = await readFile(saved, 'utf8');
    expect(text).toContain('admin@example.test');
    expect(text).not.toContain('owner@example.test');
    await page.waitForSelector('td >> text=Completed');
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);

  it('downloads the file once in one of two tabs, after the tab that started it was closed', async () => {
    const { context, page, complaints } = await openTab('/users');
    app.gate.hold();
    await startExport(page, ['Mia Member']);
    await page.waitForSelector('text=Continue in background');
    await page.close();
    let downloads = 0;
    const tabs = [await context.newPage(), await context.newPage()];
    for (const tab of tabs) {
      tab.on('download', () => downloads++);
      await tab.goto(`${app.url}/users`);
      await tab.waitForSelector('[aria-label="Exports that you have started"]');
    }
    app.gate.release();
    for (const tab of tabs) await tab.waitForSelector('[aria-label="Exports that you have started"] >> text=1 row');
    await waitFor('the download', () => downloads > 0);
    const later = await context.newPage();
    later.on('download', () => downloads++);
    await later.goto(`${app.url}/users`);
    await later.waitForSelector('[aria-label="Exports that you have started"] >> text=1 row');
    expect([downloads, complaints]).toEqual([1, []]);
    await context.close();
  }, 120_000);

  it('exports the users of a period of the calendar, by the days of the venue', async () => {
    const { context, page, complaints } = await openTab('/users');
    await tick(page, 'Mia Member');
    await page.click('text=Export 1 user');
    const period = 'label:has-text("Period") + div select';
    for (const [name, start, end] of [
      ['This month', '1', '31 Mar 2026'],
      ['Previous month', '1', '28 Feb 2026'],
      ['This quarter', '1 Jan', '31 Mar 2026'],
      ['Previous quarter', '1 Oct', '31 Dec 2025'],
      ['This year', '1 Jan', '31 Dec 2026'],
      ['Previous year', '1 Jan', '31 Dec 2025'],
    ] as const) {
      await page.selectOption(period, name);
      await page.waitForSelector(`[role=status]:has-text("${start}"):has-text("${end} (Europe/Lisbon)")`);
    }
    await page.selectOption(period, 'Custom period');
    await page.fill('label:has-text("First day") + div input', '2024-02-29');
    await page.fill('label:has-text("Last day") + div input', '2024-03-31');
    await page.waitForSelector('[role=status]:has-text("29 Feb")');
    await page.click('label:has-text("Last login")');
    await page.selectOption(period, '2 weeks up to today');
    await page.waitForSelector('[role=status]:has-text("(Europe/Lisbon)"):not(:has-text("2024"))');
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);

  it.each([
    ['another tab', (context: BrowserContext) => context.newPage().then((tab) => tab.goto(`${app.url}/users`))],
    [
      'another page, once the tab is shown again',
      async (_context: BrowserContext, page: Page) =>
        page.evaluate(() => (globalThis as any).document.dispatchEvent(new Event('visibilitychange'))),
    ],
  ])(
    'shows all of the other user who signs in in %s',
    async (_where, notice) => {
      const { context, page, complaints } = await openTab('/exports');
      await page.waitForSelector('button:has-text("Olga Owner")');
      const member = await app.startSession({ id: organization.memberId, organizationId: organization.id });
      await context.addCookies([
        { name: 'tallyport', value: member.session!, url: app.url, httpOnly: true, sameSite: 'Lax' },
      ]);
      await notice(context, page);
      await page.waitForSelector('button:has-text("Mia Member")');
      expect(await page.innerText('body')).not.toContain('Olga Owner');
      expect(complaints).toEqual([]);
      await context.close();
    },
    120_000,
  );

  it('does nothing in the name of another user whom a tab has not noticed', async () => {
    const { context, page } = await openTab('/exports');
    await page.waitForSelector('button:has-text("Olga Owner")');
    const explorer = await context.newPage();
    await explorer.goto(`${app.url}/explorer?query=${encodeURIComponent('{ viewer { role } }')}`);
    await explorer.waitForSelector('.graphiql-query-editor .view-line');
    const member = await app.startSession({ id: organization.memberId, organizationId: organization.id });
    await context.addCookies([
      { name: 'tallyport', value: member.session!, url: app.url, httpOnly: true, sameSite: 'Lax' },
    ]);
    await explorer.click('.graphiql-execute-button');
    await explorer.waitForSelector('.result-window .view-line:has-text("VIEWER_CHANGED")');
    await page.click('button:has-text("Olga Owner")');
    await page.click('text=Sign out');
    await page.waitForSelector('text=Another user has signed in in this browser.');
    expect((await member.data('{ viewer { role } }')).viewer.role).toBe('MEMBER');
    await context.close();
  }, 120_000);

  it('is worked by the keyboard alone', async () => {
    const { context, page } = await openTab('/users');
    await page.waitForSelector(row('Mia Member'));
    const reach = (selector: string): Promise<void> => reachByKeyboard(page, selector);
    await reach('[aria-label="Select Mia Member"]');
    await page.keyboard.press('Space');
    await reach('aside button:not(:first-of-type, :last-of-type)');
    await page.keyboard.press('Enter');
    await page.waitForSelector('th:has-text("Last name")');
    await reach('[role=dialog] .mantine-Button-root:not([data-variant])');
    const download = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    await download;
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await context.close();
  }, 120_000);

  it('asks to sign in again when the session has ended, and comes back to the page', async () => {
    const { context, page, session } = await openTab('/exports');
    await page.waitForSelector('h1 >> text=Exports');
    // Or the page itself would leave while the next one is opened.
    await page.goto('about:blank');
    await app.revoke(session);
    await page.goto(`${app.url}/users?search=mia`);
    await page.waitForURL(`${app.url}/sign-in?returnTo=%2Fusers%3Fsearch%3Dmia`);
    await context.close();
  }, 120_000);

  it('shows a link to a filtered list as it was copied, and says which filter leaves nothing', async () => {
    const { context, page } = await openTab('/users?search=mia&order=EMAIL.DESC');
    await page.waitForSelector(row('Mia Member'));
    expect(await page.locator('[role=rowgroup] [role=row]').count()).toBe(1);
    await page.fill('input[type=search]', 'nobody has this name');
    await page.waitForSelector('text=No user matches the filter.');
    await page.click('text=Clear the filter');
    await page.waitForSelector(row('Adam Admin'));
    await context.close();
  }, 120_000);

  it('says when the network is away, and goes on when it is back', async () => {
    const { context, page } = await openTab('/users');
    await page.waitForSelector(row('Mia Member'));
    await context.setOffline(true);
    await page.waitForSelector('text=No connection.');
    await context.setOffline(false);
    await page.waitForSelector('text=No connection.', { state: 'detached' });
    await context.close();
  }, 120_000);

  it('shows figures only to those who may see them', async () => {
    const other = await app.organization();
    await setPermissions(app.app.dataSource, other.adminId, ['IDENTITIES_VIEW']);
    const session = await app.startSession({ id: other.adminId, organizationId: other.id });
    const { context } = await signedInContext(browser(), app.url, session);
    const page = await context.newPage();
    await page.goto(`${app.url}/users`);
    await page.waitForSelector(row('Mia Member'));
    expect(await page.locator('[role=columnheader]').allTextContents()).not.toContain('Bookings this month');
    await context.close();
  }, 120_000);

  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)(
    'has no faults of accessibility: %s, %i pixels wide',
    async (colorScheme, width) => {
      const { context, page, complaints } = await openTab('/users', {
        colorScheme,
        viewport: { width, height: 800 },
        reducedMotion: 'reduce',
      });
      await page.waitForSelector(row('Mia Member'));
      expect(await accessibilityFaults(page)).toEqual([]);
      await tick(page, 'Mia Member');
      await page.click('text=Export 1 user');
      await page.waitForSelector('th:has-text("Last name")');
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.click('text=Choose columns');
      await page.waitForSelector('ol li');
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.goto(`${app.url}/exports`);
      await page.waitForSelector('tbody tr');
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await context.close();
    },
    60_000,
  );

  it('opens an export from the link of its mail', async () => {
    const { row: exported } = await exportFile(organization.owner);
    const { context, page } = await openTab(`/exports/${exported.id}`);
    await page.waitForSelector('[role=dialog] >> text=is ready');
    await context.close();
  }, 120_000);
});
