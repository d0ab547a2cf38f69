import { type Browser, chromium, type Page } from 'playwright-core';
import { useOrganization, useTestApp } from '../support/apps/app';
import { mailedLink } from '../support/clients/sign-in';
import { setUp } from '../support/clients/single-sign-on';
import { engines } from '../support/databases/engines';
import { readRows } from '../support/databases/rows';
import { startOpenidProvider } from '../support/processes/openid-provider';
import { waitFor } from '../support/wait-for';

const executablePath = process.env.TALLYPORT_TEST_CHROMIUM;

// The run itself says that it was left out, see global-setup.
(executablePath ? describe : describe.skip)('a user in Chromium', () => {
  const app = useTestApp(engines[0]!, {
    settings: { PROVIDER_REACH: 'local', SECRETS_KEY: 'a key of this test, long enough for all' },
  });
  const organization = useOrganization(app);
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  }, 60_000);
  afterAll(() => browser?.close());

  it('signs in by the link from the mail, and loses the session in both tabs when it is revoked', async () => {
    const context = await browser.newContext();
    const complaints: string[] = [];
    const tab = async (): Promise<Page> => {
      const page = await context.newPage();
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      return page;
    };
    const first = await tab();
    await first.goto(app.url);
    await first.click('a[href="/sign-in"]');
    await first.fill('input[name=email]', 'admin@example.test');
    await first.click('button');
    await first.waitForSelector('text=Check your mail');

    await first.goto(`${app.url}${await mailedLink(app.url, app.database.dataDir, 'admin@example.test')}`);
    await first.click('button[name=account]');
    await first.waitForURL(`${app.url}/`);
    await first.waitForSelector('text=(admin)');
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: 'tallyport', httpOnly: true, sameSite: 'Lax', path: '/' });

    const tabs = [first, await tab()];
    for (const page of tabs) {
      await page.goto(`${app.url}/graphql`);
      await page.waitForSelector('#status[data-state=connected]');
      expect(await page.textContent('#status')).toContain('Adam Admin');
      await run(page, 'subscription { bookingStatsChanged(from: "2026-03", to: "2026-03") { scope } }', 'ORGANIZATION');
    }
    const [session] = await readRows(app.app.dataSource, 'sessions', { userId: organization.adminId }, ['id']);
    await organization.owner.data('mutation ($id: ID!) { revokeSession(id: $id) { id } }', { id: String(session.id) });
    for (const page of tabs) await page.waitForSelector('#status[data-state=refused]', { timeout: 10_000 });
    await first.goto(app.url);
    await first.waitForSelector('a[href="/sign-in"]');
    expect(complaints.filter((text) => !/^Failed to load resource|WebSocket/.test(text))).toEqual([]);
  }, 60_000);

  it('signs in with the provider of the organization, whose pages are on another site', async () => {
    const client = { clientId: 'tallyport', clientSecret: 'the-client-secret-of-this-test' };
    const redirectUris = [`${app.url}/sign-in/${organization.slug}/callback`];
    const provider = await startOpenidProvider({ ...client, redirectUris, host: 'localhost' });
    try {
      await setUp(organization.owner, { ...client, issuer: provider.issuer, domains: ['example.test'] });
      provider.people.adam = { email: 'admin@example.test', email_verified: true };
      provider.person = 'adam';
      const context = await browser.newContext();
      const page = await context.newPage();
      const visited: string[] = [];
      page.on('request', (request) => request.isNavigationRequest() && visited.push(new URL(request.url()).host));
      await page.goto(`${app.url}/sign-in`);
      await page.fill('input[name=email]', 'admin@example.test');
      await page.click('button');
      await page.click('button:has-text("with localhost")');
      await page.waitForURL(`${app.url}/`);
      await page.waitForSelector('text=(admin)');
      expect(visited).toContain(new URL(provider.issuer).host);
      expect(await context.cookies(app.url)).toMatchObject([{ name: 'tallyport', httpOnly: true, sameSite: 'Lax' }]);

      provider.person = null;
      const other = await browser.newContext();
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
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${app.url}${await app.app.signingIn.links.create('member@example.test')}`);
    await page.click('button[name=account]');
    await page.click('text=Sign out');
    await page.waitForSelector('a[href="/sign-in"]');
    expect(await context.cookies()).toEqual([]);
  }, 60_000);

  /** Runs a document in GraphiQL until the answer shows the text. */
  async function run(page: Page, document: string, shown: string): Promise<void> {
    await page.waitForSelector('.graphiql-query-editor .CodeMirror');
    await page.evaluate(
      (text) =>
        (globalThis as any).document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.setValue(text),
      document,
    );
    await waitFor(`the answer ${shown}`, async () => {
      await page.click('.graphiql-execute-button');
      const shows = (text: string): boolean =>
        (globalThis as any).document.querySelector('.result-window')?.textContent?.includes(text);
      return page.waitForFunction(shows, shown, { timeout: 3000 }).catch(() => false);
    });
  }
});
