import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import type { Page } from 'playwright-core';
import { tablesOf } from '../../src/console/explorer/answer-table';
import { csvOf } from '../../src/console/explorer/csv';
import { exampleTitles } from '../../src/console/texts/de/example-titles';
import { guarded } from '../../src/platform/files/csv-dialect';
import { useOrganization, useTestApp } from '../support/apps/app';
import { accessibilityFaults, inChromium, reachByKeyboard, runInExplorer, watchPage } from '../support/clients/browser';
import { startExport } from '../support/clients/exports';
import { addBookings } from '../support/data/factories';
import { engines } from '../support/databases/engines';

inChromium('the explorer', (browser) => {
  const app = useTestApp(engines[0]!);
  const organization = useOrganization(app);
  const requests: string[] = [];
  const complaints: string[] = [];
  let page: Page;
  beforeAll(async () => {
    await addBookings(app.app.dataSource, organization, [
      { userId: organization.memberId, startsAt: '2026-03-02T10:00:00Z' },
      { userId: organization.memberId, startsAt: '2026-04-07T10:00:00Z' },
    ]);
    page = await browser().newPage({ locale: 'en-GB' });
    page.on('request', (request) => requests.push(request.url()));
    watchPage(page, complaints);
    await page.goto(`${app.url}/graphql`);
    await page.waitForURL(`${app.url}/explorer`);
  }, 120_000);

  const connect = async (token: string): Promise<void> => {
    await page.fill('input[type=password]', token);
    await page.click('form button[type=submit]');
  };
  const run = (query: string, wanted: string): Promise<void> => runInExplorer(page, app.url, query, wanted);

  it('refuses a wrong token', async () => {
    await connect('tp_nonsense');
    await page.waitForSelector('[data-state=refused]');
  });

  it('runs a query by a token', async () => {
    await connect(organization.owner.token!);
    await page.waitForSelector('[data-state=connected]:has-text("data from 2 Mar 2026 to 7 Apr 2026")');
    await run(
      '{ users(first: 3) { nodes { bookingActivity(asOf: "2026-03-15T00:00:00Z") { thisMonth { booked } } } } }',
      '"booked": 1',
    );
  }, 120_000);

  it('shows the lists of an answer as tables, files and charts', async () => {
    const months = '(from: "2026-03", to: "2026-04", groupBy: [LOCATION])';
    await run(
      `{ bookingStats${months} { rows { month count locationRef { name } } } users(first: 3) { nodes { username } } }`,
      '"rows"',
    );
    await reachByKeyboard(page, '[aria-label="Show the answer as"] input');
    await page.keyboard.press('ArrowRight');
    const table = page.locator('[aria-label="Answer"] table');
    await table.waitFor();
    expect(await accessibilityFaults(page, '[aria-label="Answer"]')).toEqual([]);
    expect(await table.locator('th').allTextContents()).toEqual(['month', 'count', 'locationRef.name']);
    expect(await table.locator('tbody tr').first().locator('td').allTextContents()).toEqual(['2026-03', '1', 'Main']);
    await page.keyboard.press('ArrowRight');
    await page.focus('[aria-label="Answer"] [role=group][aria-label=count]');
    await page.keyboard.press('ArrowLeft');
    await page.waitForSelector('[aria-label="Answer"] [aria-live]:has-text("Apr 2026"):has-text("Main1")');
    expect(await accessibilityFaults(page, '[aria-label="Answer"]')).toEqual([]);

    await page.selectOption('[aria-label="List"]', 'users.nodes');
    await page.waitForSelector('text=This list has no numbers for a chart.');
    const download = page.waitForEvent('download');
    await page.click('[aria-label="Answer"] >> text=CSV');
    const file = await download;
    expect(file.suggestedFilename()).toBe('users-nodes.csv');
    expect(await readFile(await file.path(), 'utf8')).toMatch(/^\uFEFFusername\r\n(\w+\r\n){3}$/);
  }, 120_000);

  it('shows the first rows of a long answer', async () => {
    const rows = Array.from({ length: 100_000 }, (_unused, number) => ({ number, name: `Row ${number}` }));
    await page.route('**/graphql', (route) =>
      /users/.test(route.request().postData() ?? '') ? route.fulfill({ json: { data: { rows } } }) : route.continue(),
    );
    await run('{ users(first: 3) { nodes { username } } }', '"Row 0"');
    await page.click('label:has-text("Table")');
    await page.waitForSelector('text=The first 5,000 of 100,000 rows.');
    expect(await page.locator('[aria-label="Answer"] tbody tr').count()).toBe(5000);
    await page.click('label:has-text("Chart")');
    await page.waitForSelector('text=The first 50 of 100,000 rows.');
    await page.unrouteAll({ behavior: 'wait' });
  }, 120_000);

  it('offers the questions of the documentation', async () => {
    await page.click('text=Examples');
    const titles = page.locator('[role=menuitem]');
    expect(await titles.count()).toBeGreaterThan(10);
    await page.click('[role=menuitem]:has-text("How far ahead do people book?")');
    await page.waitForURL(/bookingCrossTable/);
    await page.waitForSelector('.view-line:has-text("createdIn")');
    await page.click('.graphiql-execute-button');
    await page.waitForFunction(() =>
      (globalThis as any).document.querySelector('.result-window')?.textContent?.includes('"createdIn"'),
    );
  }, 120_000);

  it('shows the results of a subscription, until the token is revoked', async () => {
    const { export: started } = await startExport(organization.owner);
    await run(`subscription { exportProgress(id: "${started.id}") { state progress { percent } } }`, '"COMPLETED"');
    await run('subscription { bookingStatsChanged(from: "2026-03", to: "2026-03") { scope } }', 'ORGANIZATION');
    await app.revoke(organization.owner);
    await page.waitForSelector('[data-state=refused]');
  }, 120_000);

  it('loads nothing from other servers, and causes no errors in the browser', () => {
    expect(requests.filter((url) => !url.startsWith(app.url) && !url.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe('the examples of the explorer', () => {
  it('have a German title each', async () => {
    const analysts = await readFile('docs/analysts.md', 'utf8');
    const titles = analysts
      .split(/^## (?:\d+\. )?/m)
      .filter((section) => section.includes('```graphql'))
      .map((section) => section.split('\n', 1)[0]);
    expect(titles.length).toBeGreaterThan(10);
    expect(Object.keys(exampleTitles)).toEqual(titles);
  });
});

describe('the tables of an answer', () => {
  it('have a column for each plain field, and a table for each list of objects', () => {
    const plans = [{ name: 'Flex' }, { name: 'Fixed' }];
    const nodes = [
      { username: 'ines', tags: ['vip', 'press'], team: { name: 'Design', lead: { id: '7' } }, plans },
      { username: 'mia', tags: [], team: null, plans: [] },
    ];
    expect(tablesOf({ viewer: { role: 'OWNER' }, users: { totalCount: 2, nodes } })).toEqual([
      {
        path: 'users.nodes',
        columns: ['username', 'tags', 'team.name', 'team.lead.id'],
        rows: [
          ['ines', ['vip', 'press'], 'Design', '7'],
          ['mia', null, null, null],
        ],
      },
      {
        path: 'users.nodes.plans',
        columns: ['username', 'tags', 'team.name', 'team.lead.id', 'plans.name'],
        rows: [
          ['ines', ['vip', 'press'], 'Design', '7', 'Flex'],
          ['ines', ['vip', 'press'], 'Design', '7', 'Fixed'],
        ],
      },
    ]);
    for (const none of [undefined, null, {}, { users: null }, { users: { nodes: [] } }])
      expect(tablesOf(none)).toEqual([]);
  });

  it('are read back from CSV, with the guard of exports', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('=1+1', "'=1", '-3', ' @x', '"', 'a,b', '\r\n', '-1.50'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, fc.integer()), { minLength: 1 }), (rows) => {
        const read: string[][] = parse(csvOf(['a', 'b', 'c'], rows), { bom: true, record_delimiter: '\r\n' });
        const isAmount = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);
        const [a, b] = [0, 1].map((at) => {
          const texts = rows.map((cells) => cells[at] as string);
          return texts.every(isAmount) ? texts : texts.map(guarded);
        });
        expect(read.slice(1)).toEqual(rows.map(([, , c], row) => [a![row], b![row], String(c)]));
      }),
    );
  });
});
