import type { Page } from 'playwright-core';
import {
  createTestApp,
  type SignedInOrganization,
  type TestApp,
  useOrganization,
  useTestApp,
} from '../support/apps/app';
import { inChromium, runInExplorer } from '../support/clients/browser';
import { type PageServer, servePages } from '../support/clients/pages';
import { badReturnPaths, mailedLink, sendForm, useLink } from '../support/clients/sign-in';
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

  it.each(['ana.straße.3@example.test', 'fatma.müller-lüdenscheidt.2@example.test'])(
    'sends the address %s from each form',
    async (address) => {
      const page = await (await browser().newContext()).newPage();
      for (const path of ['/sign-in', '/sign-in/no-such-link']) {
        await page.goto(app.url + path);
        await page.fill('input[name=email]', address);
        await page.click('button');
        await page.waitForSelector(`p:has-text("${address}")`);
      }
    },
    60_000,
  );

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

inChromium('signing in to a console of another origin', (browser) => {
  const providerClient = { clientId: 'tallyport', clientSecret: 'the-client-secret-of-this-test' };
  let pages: PageServer;
  let app: TestApp;
  let organization: SignedInOrganization;
  beforeAll(async () => {
    pages = await servePages('');
    app = await createTestApp(engines[0]!, {
      settings: {
        CONSOLE_URL: `${pages.origin}/desk`,
        SIGN_IN_LINKS_PER_ADDRESS: '1000',
        PROVIDER_REACH: 'local',
        SECRETS_KEY: 'a key of this test, long enough for all',
      },
    });
    organization = await app.organization();
  });
  afterAll(async () => {
    await app?.stop();
    await pages?.stop();
  });

  /** A link for which a person asked on the page with this address. */
  const linkFrom = (returnTo: string | null): Promise<string> =>
    mailedLink(app.url, app.database.dataDir, 'member@example.test', undefined, () =>
      sendForm(app.url, `/sign-in${returnTo === null ? '' : `?returnTo=${encodeURIComponent(returnTo)}`}`, {
        email: 'member@example.test',
      }),
    );
  const isSignedIn = async (page: Page): Promise<boolean> =>
    (await page.context().cookies(app.url)).some(({ name }) => name === 'tallyport');

  it.each([
    ['there, without a page from which it was started', null, () => `${pages.origin}/desk`],
    ['on the page of the server from which it was started', '/users?search=mia', () => `${app.url}/users?search=mia`],
  ])(
    'ends %s',
    async (_where, returnTo, expected) => {
      const page = await (await browser().newContext()).newPage();
      await page.goto(app.url + (await linkFrom(returnTo)));
      await page.click('button[name=account]');
      await page.waitForURL(expected());
      expect(await isSignedIn(page)).toBe(true);
      await page.context().close();
    },
    60_000,
  );

  it('ends there with an identity provider, too', async () => {
    const redirectUris = [`${app.url}/sign-in/${organization.slug}/callback`];
    const provider = await startOpenidProvider({ ...providerClient, redirectUris, host: 'localhost' });
    try {
      const owner = await app.startSession({ id: organization.ownerId, organizationId: organization.id });
      await setUp(owner, { ...providerClient, issuer: provider.issuer, domains: ['example.test'] });
      provider.people.adam = { email: 'admin@example.test', email_verified: true };
      provider.person = 'adam';
      const page = await (await browser().newContext()).newPage();
      await page.goto(`${app.url}/sign-in?organization=${organization.slug}`);
      await page.click('button:has-text("with localhost")');
      await page.waitForURL(`${pages.origin}/desk`);
      expect(await isSignedIn(page)).toBe(true);
      await page.context().close();
    } finally {
      await provider.stop();
    }
  }, 60_000);

  it.each(badReturnPaths)('never ends on a page that the request names: %s', async (returnTo) => {
    const { answer } = await useLink(app.url, await linkFrom(returnTo));
    expect([answer.status, answer.headers.location, answer.headers.refresh]).toEqual([
      200,
      undefined,
      `0; url=${pages.origin}/desk`,
    ]);
    expect(answer.text).not.toContain('evil');
  });
});
