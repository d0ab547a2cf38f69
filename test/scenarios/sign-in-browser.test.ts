import type { Page } from 'playwright-core';
import { useOrganization, useTestApp } from '../support/apps/app';
import { inChromium, runInExplorer } from '../support/clients/browser';
import { mailedLink } from '../support/clients/sign-in';
import { setUp } from '../support/clients/single-sign-on';
import { engines } from '../support/databases/engines';
import { readRows } from '../support/databases/rows';
import { startOpenidProvider } from '../support/processes/openid-provider';

inChromium('a user in Chromium', (browser) => {
  const app = useTestApp(engines[0]!, {
    settings: { PROVIDER_REACH: 'local', SECRETS_KEY: 'a key of this test, long enough for all' },
  });
  const organization = useOrganization(app);

  it('signs in by the link from the mail, and loses the session in both tabs when it is revoked', async () => {
    const context = await browser().newContext();
    const complaints: string[] = [];
    const tab = async (): Promise<Page> => {
      const page = await context.newPage();
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      return page;
    };
    const first = await tab();
    // The console leads visitors to the page for signing in.
    await first.goto(app.url);
    await first.fill('input[name=email]', 'admin@example.test');
    await first.click('button');
    await first.waitForSelector('text=Check your mail');

    await first.goto(`${app.url}${await mailedLink(app.url, app.database.dataDir, 'admin@example.test')}`);
    await first.click('button[name=account]');
    await first.waitForSelector('button:has-text("Adam Admin")');
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: 'tallyport', httpOnly: true, sameSite: 'Lax', path: '/' });

    const tabs = [first, await tab()];
    for (const page of tabs) {
      const query = 'subscription { bookingStatsChanged(from: "2026-03", to: "2026-03") { scope } }';
      await runInExplorer(page, app.url, query, 'ORGANIZATION');
      expect(await page.textContent('[data-state=connected]')).toContain('Adam Admin');
    }
    const [session] = await readRows(app.app.dataSource, 'sessions', { userId: organization.adminId }, ['id']);
    await organization.owner.data('mutation ($id: ID!) { revokeSession(id: $id) { id } }', { id: String(session.id) });
    for (const page of tabs) await page.waitForSelector('[data-state=refused]', { timeout: 10_000 });
    await first.goto(app.url);
    await first.waitForSelector('input[name=email]');
    expect(complaints.filter((text) => !/^Failed to load resource|WebSocket/.test(text))).toEqual([]);
  }, 60_000);

  it('signs in with the provider of the organization, whose pages are on another site', async () => {
    const client = { clientId: 'tallyport', clientSecret: 'the-client-secret-of-this-test' };
    const redirectUris = [`${app.url}/sign-in/${organization.slug}/callback`];
    const provider = await startOpenidProvider({ ...client, redirectUris, host: 'localhost' });
    try {
      const owner = await app.startSession({ id: organization.ownerId, organizationId: organization.id });
      await setUp(owner, { ...client, issuer: provider.issuer, domains: ['example.test'] });
      provider.people.adam = { email: 'admin@example.test', email_verified: true };
      provider.person = 'adam';
      const context = await browser().newContext();
      const page = await context.newPage();
      const visited: string[] = [];
      page.on('request', (request) => request.isNavigationRequest() && visited.push(new URL(request.url()).host));
      await page.goto(`${app.url}/sign-in?organization=${organization.slug}`);
      await page.click('button:has-text("with localhost")');
      await page.waitForSelector('button:has-text("Adam Admin")');
      expect(visited).toContain(new URL(provider.issuer).host);
      expect(await context.cookies(app.url)).toMatchObject([{ name: 'tallyport', httpOnly: true, sameSite: 'Lax' }]);

      provider.person = null;
      const other = await browser().newContext();
      const refused = await other.newPage();
      await refused.goto(`${app.url}/sign-in?organization=${organization.slug}`);
      await refused.click('button:has-text("with localhost")');
      await refused.waitForSelector('text=Signing in failed');
      expect((await other.cookies(app.url)).filter(({ name }) => name === 'tallyport')).toEqual([]);
    } finally {
      await provider.stop();
    }
  }, 60_000);

  it('signs out by the button', async () => {
    // Menus close at once then.
    const context = await browser().newContext({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${app.url}${await app.app.signingIn.links.create('member@example.test')}`);
    await page.click('button[name=account]');
    await page.click('button:has-text("Mia Member")');
    await page.click('text=Sign out');
    await page.waitForSelector('input[name=email]');
    expect(await context.cookies()).toEqual([]);
  }, 60_000);
});
