import type { Page } from 'playwright-core';
import { useOrganization, useTestApp } from '../support/apps/app';
import { inChromium, runInExplorer, watchPage } from '../support/clients/browser';
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
    ]);
    page = await browser().newPage();
    page.on('request', (request) => requests.push(request.url()));
    watchPage(page, complaints);
    await page.goto(`${app.url}/graphql`);
    await page.waitForURL(`${app.url}/explorer`);
  }, 60_000);

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
    await page.waitForSelector('[data-state=connected]');
    await run(
      '{ users(first: 3) { nodes { bookingActivity(asOf: "2026-03-15T00:00:00Z") { thisMonth { booked } } } } }',
      '"booked": 1',
    );
  }, 60_000);

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
  }, 60_000);

  it('shows the results of a subscription, until the token is revoked', async () => {
    const { export: started } = await startExport(organization.owner);
    await run(`subscription { exportProgress(id: "${started.id}") { state progress { percent } } }`, '"COMPLETED"');
    await run('subscription { bookingStatsChanged(from: "2026-03", to: "2026-03") { scope } }', 'ORGANIZATION');
    await app.revoke(organization.owner);
    await page.waitForSelector('[data-state=refused]');
  }, 60_000);

  it('loads nothing from other servers, and causes no errors in the browser', () => {
    expect(requests.filter((url) => !url.startsWith(app.url) && !url.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
