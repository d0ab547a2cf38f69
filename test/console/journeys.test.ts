/** @slow */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { useOrganization, useTestApp } from '../support/apps/app';
import { inChromium, openTab as openTabOf, watchPage } from '../support/clients/browser';
import { mailedLink } from '../support/clients/sign-in';
import { createOrganization } from '../support/data/factories';
import { engines } from '../support/databases/engines';
import { useInstallation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

const tray = '[aria-label="Exports that you have started"]';

/** Starts an export of one user, which a gate holds, and goes on to the page of exports. */
async function startHeldExport(page: Page): Promise<void> {
  await page.check('[role=row]:has-text("Mia Member") input');
  await page.click('text=Export 1 user');
  await page.click('button:has-text("Start export"):enabled');
  await page.click('text=Continue in background');
  await page.click('nav >> text=Exports');
  await page.waitForSelector('td >> text=Processing');
}

async function signInByMail(page: Page, url: string, dataDir: string, email: string): Promise<void> {
  await page.goto(`${url}${await mailedLink(url, dataDir, email)}`);
  await page.click('button[name=account]');
}

inChromium('an export in the console', (browser) => {
  const installation = useInstallation(engines[0]!);

  it('goes on and downloads by itself after the server was restarted', async () => {
    await createOrganization(installation.dataSource);
    const server = await installation.start('serve');
    const { url } = server;
    const complaints: string[] = [];
    const page = await browser().newPage({ locale: 'en-GB' });
    watchPage(page, complaints);
    await signInByMail(page, url, installation.database.dataDir, 'owner@example.test');
    installation.gate.hold();
    await page.waitForURL('**/users');
    await startHeldExport(page);

    expect(await server.end('SIGTERM')).toMatchObject({ code: 0 });
    const again = await installation.launch('serve', { PORT: new URL(url).port }).untilReady(90_000);
    expect(again.url).toBe(url);
    await page.waitForSelector('td >> text=Processing', { timeout: 60_000 });
    const download = page.waitForEvent('download', { timeout: 60_000 });
    installation.gate.release();
    expect(await readFile(await (await download).path(), 'utf8')).toContain('member@example.test');
    await page.waitForSelector('td >> text=Completed');
    await page.waitForSelector(`${tray} >> text=1 row`);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 180_000);
});

inChromium('a user of the console', (browser) => {
  const app = useTestApp(engines[0]!);
  const organization = useOrganization(app);
  const openTab = (path: string) =>
    openTabOf(browser(), app, { id: organization.ownerId, organizationId: organization.id }, path);

  it('gets the file of an export that was completed while the network was away', async () => {
    const { context, page, complaints, close } = await openTab('/users');
    app.gate.hold();
    await startHeldExport(page);
    let downloads = 0;
    page.on('download', () => downloads++);
    await context.setOffline(true);
    await page.waitForSelector('text=No connection.');
    app.gate.release();
    await waitFor('the export to be completed', async () => {
      const { exports } = await organization.owner.data('{ exports(first: 1) { nodes { state } } }');
      return exports.nodes[0].state === 'COMPLETED';
    });
    expect(downloads).toBe(0);
    const download = page.waitForEvent('download');
    await context.setOffline(false);
    await download;
    await page.waitForSelector(`${tray} >> text=1 row`);
    await page.waitForSelector('text=No connection.', { state: 'detached' });
    await page.waitForSelector('td >> text=Completed');
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('comes back to the same page after signing in again, where the export goes on', async () => {
    const { page, session, complaints, close } = await openTab('/users?search=mia');
    app.gate.hold();
    await startHeldExport(page);
    await page.goto(`${app.url}/users?search=mia`);
    await page.waitForSelector(tray);
    await app.expire(session);
    await page.waitForURL(`${app.url}/sign-in?returnTo=%2Fusers%3Fsearch%3Dmia`);
    await page.fill('input[name=email]', 'owner@example.test');
    const path = await mailedLink(app.url, app.database.dataDir, 'owner@example.test', 'owner@example.test', () =>
      page.click('button'),
    );
    await page.goto(`${app.url}${path}`);
    await page.click('button[name=account]');
    await page.waitForURL(`${app.url}/users?search=mia`);
    await page.waitForSelector('[role=row]:has-text("Mia Member")');
    const download = page.waitForEvent('download');
    app.gate.release();
    await download;
    await page.waitForSelector(`${tray} >> text=1 row`);
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);
});
