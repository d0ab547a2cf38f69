import { useOrganization, useTestApp } from '../support/apps/app';
import { accessibilityFaults, inChromium, openTab as openTabOf, reachByKeyboard } from '../support/clients/browser';
import { setPermissions } from '../support/data/account-changes';
import { engines } from '../support/databases/engines';

inChromium('export requests', (browser) => {
  const app = useTestApp(engines[0]!);
  const organization = useOrganization(app);

  const openTab = (userId: number, path: string, options?: Parameters<typeof openTabOf>[4]) =>
    openTabOf(browser(), app, { id: userId, organizationId: organization.id }, path, options);

  it('are made in the dialog of exports, and declined and approved by the owner, live', async () => {
    await setPermissions(app.app.dataSource, organization.adminId, ['IDENTITIES_VIEW']);
    const asking = await openTab(organization.adminId, '/users');
    const deciding = await openTab(organization.ownerId, '/export-requests');
    await deciding.page.waitForSelector('text=No export requests.');
    const ask = async (reason: string): Promise<void> => {
      await asking.page.check('[role=row]:has-text("Mia Member") input');
      await asking.page.click('text=Ask for an export of 1 user');
      await asking.page.fill('textarea', reason);
      expect(await accessibilityFaults(asking.page)).toEqual([]);
      await asking.page.click('text=Ask the owner');
      await asking.page.waitForSelector(`li[aria-current]:has-text("${reason}"):has-text("Open")`);
    };

    await ask('For the tax office');
    await deciding.page.waitForSelector('li:has-text("For the tax office")');
    expect(await accessibilityFaults(deciding.page)).toEqual([]);
    await deciding.page.click('text=Decline…');
    await deciding.page.fill('textarea', 'Not this year');
    await deciding.page.click('[role=dialog] button:has-text("Decline")');
    await asking.page.waitForSelector('li:has-text("Declined"):has-text("Not this year")');

    await asking.page.goto(`${app.url}/users`);
    await ask('For the auditors');
    await deciding.page.waitForSelector('li:has-text("For the auditors") >> text=Approve');
    await reachByKeyboard(deciding.page, 'li button');
    await deciding.page.keyboard.press('Enter');
    await asking.page.waitForSelector('li:has-text("For the auditors"):has-text("Approved")');
    await deciding.page.click('text=See the export');
    await deciding.page.waitForSelector('[role=dialog] >> text=is ready');
    expect([...asking.complaints, ...deciding.complaints]).toEqual([]);
    await asking.close();
    await deciding.close();
  }, 120_000);

  it('are made and withdrawn in German on a phone by users who may not see other users', async () => {
    const { page, complaints, close } = await openTab(organization.memberId, '/export-requests', {
      locale: 'de-DE',
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
      reducedMotion: 'reduce',
    });
    await page.click('button:has-text("Export anfragen")');
    await page.fill('textarea', 'Für den Verein');
    await page.click('button:has-text("Inhaber fragen")');
    await page.waitForSelector('li:has-text("Für den Verein"):has-text("Offen")');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.click('text=Zurückziehen');
    await page.waitForSelector('li:has-text("Zurückgezogen")');
    await page.goto(`${app.url}/exports`);
    await page.waitForSelector('text=Exportanfragen');
    expect(await page.locator('text=Neuer Datenexport').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  it('are not needed by the owner, who exports everything, or all about one user', async () => {
    const { page, complaints, close } = await openTab(organization.ownerId, '/exports');
    await page.click('text=New data export');
    await page.waitForSelector('text=One export of the entire organization is enough');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.check('text=One user');
    await page.fill('[placeholder="Name, email or username"]', 'mia');
    await page.click('[role=option]:has-text("Mia Member")');
    const download = page.waitForEvent('download');
    await page.click('text=Start data export');
    expect((await download).suggestedFilename()).toMatch(/\.zip$/);
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);
});
