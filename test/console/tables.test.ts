import type { Page } from 'playwright-core';
import { useOrganization, useTestApp } from '../support/apps/app';
import { inChromium, signedInContext } from '../support/clients/browser';
import { exportFile } from '../support/clients/exports';
import { checkFile } from '../support/clients/imports';
import { addBookings, addInvoices, addReferenceItems, addUsers } from '../support/data/factories';
import { engines } from '../support/databases/engines';
import { waitFor } from '../support/wait-for';

/** A word that no line has room for. */
const long = (start: string): string => start.padEnd(190, 'x');

const sizes = [
  { width: 1280, height: 800 },
  { width: 375, height: 800 },
];

interface Shown {
  readonly path: string;
  /** What the page contains once it is complete. */
  readonly until: string;
  readonly then?: (page: Page) => Promise<unknown>;
}

inChromium('the tables of the console', (browser) => {
  const app = useTestApp(engines[0]!);
  const organization = useOrganization(app, { customProperties: [{ key: 'shoe', name: long('Shoe') }] }, 'session');
  const pages: Shown[] = [];

  beforeAll(async () => {
    const { dataSource } = app.app;
    const [planId] = await addReferenceItems(dataSource, 'plans', organization.id, [long('Plan')]);
    const [teamId] = await addReferenceItems(dataSource, 'teams', organization.id, [long('Team')]);
    const [locationId] = await addReferenceItems(dataSource, 'locations', organization.id, [long('Location')]);
    const [userId] = await addUsers(dataSource, organization.id, [
      {
        username: long('user'),
        lastName: long('Last'),
        firstName: long('First'),
        email: `${long('e')}@example.test`,
        role: 'ADMIN',
        planIds: [planId!],
        teamId: teamId!,
        primaryLocationId: locationId!,
        bio: long('Bio'),
        tags: [long('Tag')],
      },
    ]);
    const month = app.clock.now().toISOString().slice(0, 7);
    await addBookings(dataSource, organization, [
      {
        userId: userId!,
        locationId: locationId!,
        resource: long('Resource'),
        reference: long('Reference'),
        startsAt: `${month}-02T10:00:00Z`,
      },
    ]);
    await addInvoices(dataSource, organization, [
      { userId: userId!, issuedAt: `${month}-02T10:00:00Z`, totalMinor: 123_456_789_012 },
    ]);
    await organization.owner.data(
      `mutation ($input: CreateTokenInput!) { createToken(input: $input) { accessToken { id } } }`,
      {
        input: {
          name: 'Token'.padEnd(100, 'x'),
          expiresAt: new Date(app.clock.now().getTime() + 86_400_000).toISOString(),
        },
      },
    );
    const users = { teamIds: [String(teamId)], search: long('Last'), tags: [long('Tag')] };
    await exportFile(organization.owner, { dataset: 'USERS', format: 'XLSX', filter: { users } });
    const { id: importId } = await checkFile(
      organization.owner,
      `Username,City,Status\nmember,${long('City')},\nadmin,Faro,${long('Gone')}\n`,
      { fileName: `${long('file')}.csv` },
    );

    const sections = [
      'organization',
      'locations',
      'plans',
      'teams',
      'custom-properties',
      'members',
      'access',
      'audit-log',
    ];
    pages.push(
      ...['users', 'bookings', 'invoices'].map((list) => ({
        path: `/${list}`,
        until: '[role=rowgroup] [role=row]',
      })),
      { path: `/users/${userId}`, until: 'dl' },
      { path: `/users/${userId}?show=figures`, until: 'tbody tr' },
      { path: `/users/${userId}?show=bookings`, until: '[role=rowgroup] [role=row]' },
      { path: `/users/${userId}?show=invoices`, until: '[role=rowgroup] [role=row]' },
      {
        path: '/users',
        until: '[role=rowgroup] [role=row]',
        then: async (page) => {
          await page.click('[role=rowgroup] [role=row] input');
          await page.click('aside button >> nth=1');
          await page.waitForSelector('[role=dialog] td');
        },
      },
      { path: '/exports', until: 'tbody tr p:has-text("Last")' },
      { path: '/export-requests', until: 'h1' },
      { path: '/imports', until: 'tbody tr' },
      { path: `/imports/${importId}`, until: '[role=tab]' },
      {
        path: `/imports/${importId}`,
        until: '[role=tab]',
        then: async (page) => {
          await page.click('[role=tab] >> nth=1');
          await page.waitForSelector('ins');
        },
      },
      {
        path: `/statistics?from=${month}&to=${month}&groupBy=TEAM&compare=PERIOD_BEFORE`,
        until: 'section th:has-text("Davor")',
      },
      { path: `/statistics?from=${month}&to=${month}&groupBy=BUSY_HOURS`, until: 'section tbody tr' },
      ...sections.map((section) => ({
        path: `/settings/${section}`,
        until: section === 'organization' ? 'dl' : 'tbody tr',
      })),
      { path: '/settings/single-sign-on', until: 'h2' },
      { path: '/settings/browser', until: 'section label' },
      {
        path: `/explorer?${new URLSearchParams({ query: '{ users { nodes { displayName email teamRef { name } } } }' })}`,
        until: '.graphiql-query-editor .view-line',
        then: async (page) => {
          await page.click('.graphiql-execute-button');
          await page.click('section label >> nth=1');
          await page.waitForSelector('section table td');
        },
      },
    );
  }, 120_000);

  /** Opens a page of the console from another one. */
  const open = async (page: Page, path: string, until: string): Promise<void> => {
    await page.evaluate((to) => (globalThis as any).history.pushState(null, '', to), path);
    await page.waitForSelector(until);
  };

  it('are readable on every page, with long texts, in German, in both sizes', async () => {
    const session = await app.startSession({ id: organization.ownerId, organizationId: organization.id });
    const { context, complaints } = await signedInContext(browser(), app.url, session, { locale: 'de-DE' });
    const page = await context.newPage();
    await page.goto(app.url);
    await page.waitForSelector('h1');
    const faults: string[] = [];
    for (const { path, until, then } of pages) {
      await page.setViewportSize(sizes[0]!);
      // The explorer is loaded again, because it reads its address once.
      if (path.startsWith('/explorer')) await page.goto(app.url + path);
      else {
        await open(page, '/nothing', 'text=Diese Seite gibt es nicht.');
        await open(page, path, until);
      }
      await page.waitForSelector(until);
      await then?.(page);
      for (const size of sizes) {
        await page.setViewportSize(size);
        faults.push(...(await lastingFaults(page)).map((fault) => `${path} at ${size.width}: ${fault}`));
      }
    }
    expect([...faults, ...complaints]).toEqual([]);

    // A text that is cut is shown as a whole where the focus is, that of a link, too.
    await open(page, '/nothing', 'text=Diese Seite gibt es nicht.');
    await open(page, '/users', '[role=rowgroup] [role=row]');
    for (const [selector, text] of [
      ['[role=cell] a:text-matches("^Firstx")', long('First')],
      ['[role=cell] span:text-matches("^ex")', `${long('e')}@example.test`],
    ] as const) {
      await page.focus(selector);
      await page.waitForSelector(`[role=tooltip]:text-matches("${text}")`);
      await page.hover('h1');
      await page.keyboard.press('Tab');
      await page.waitForSelector(`[role=tooltip]:text-matches("${text}")`, { state: 'detached' });
    }
    await context.close();
  }, 120_000);
});

/** What is still wrong after the page has had time to adapt to its size. */
async function lastingFaults(page: Page): Promise<string[]> {
  let faults: string[] = [];
  await waitFor('no faults', async () => (faults = await page.evaluate(faultsOfTables)).length === 0, 5_000).catch(
    () => undefined,
  );
  return faults;
}

/** Runs in the page. Nothing makes the page scroll to the side, no head breaks a word, and all that is cut can be read. */
function faultsOfTables(): string[] {
  const { document, getComputedStyle } = globalThis as any;
  const faults: string[] = [];
  for (const part of [
    document.documentElement,
    document.querySelector('main'),
    document.querySelector('[role=dialog]'),
  ])
    if (part && part.scrollWidth > part.clientWidth) faults.push(`${part.tagName} is wider than the page`);
  for (const part of document.querySelectorAll('main *, [role=dialog] *'))
    if (part.scrollWidth > part.clientWidth && /auto|scroll/.test(getComputedStyle(part).overflowX))
      if (part.role !== 'group' && !part.closest('.graphiql-container')) faults.push(`${part.className} scrolls`);
  for (const table of document.querySelectorAll('table, [role=table]'))
    if (!table.closest('[role=group][aria-label][tabindex="0"]')) faults.push(`${table.textContent} has no region`);
  for (const cell of document.querySelectorAll('td, th, [role=cell], [role=columnheader], td *, th *, [role=cell] *')) {
    if (cell.clientWidth === 0 || cell.scrollWidth <= cell.clientWidth) continue;
    if (getComputedStyle(cell).textOverflow !== 'ellipsis') faults.push(`${cell.textContent} is over the edge`);
    else if (cell.tabIndex !== 0) faults.push(`${cell.textContent} is cut and has no focus`);
  }
  for (const head of document.querySelectorAll('thead th[scope=col], [role=columnheader]')) {
    const texts = document.createTreeWalker(head, 4);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      for (const { 0: part, index } of text.data.matchAll(/[^\s\u00ad-]+/g)) {
        const range = document.createRange();
        // The hyphen that is shown belongs to what follows it.
        range.setStart(text, text.data[index - 1] === '\u00ad' ? index + 1 : index);
        range.setEnd(text, index + part.length);
        const lines = new Set([...range.getClientRects()].map(({ top }: any) => Math.round(top)));
        if (lines.size > 1) faults.push(`${head.textContent} breaks in ${part}`);
      }
    }
  }
  return faults;
}
