import { buffer } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import {
  type Browser,
  type BrowserContext,
  type BrowserServer,
  chromium,
  type Page,
  type Request,
} from 'playwright-core';
import { createTestApp, type SignedInOrganization, type TestApp } from '../support/apps/app';
import { startExport } from '../support/clients/exports';
import { startImport } from '../support/clients/imports';
import { bundlePages, type PageServer, servePages } from '../support/clients/pages';
import { mailedLink } from '../support/clients/sign-in';
import { setUp } from '../support/clients/single-sign-on';
import { TcpProxy } from '../support/clients/tcp-proxy';
import { engines } from '../support/databases/engines';
import { type OpenidProvider, startOpenidProvider } from '../support/processes/openid-provider';
import { waitFor } from '../support/wait-for';

const executablePath = process.env.TALLYPORT_TEST_CHROMIUM;
const clients = ['apollo', 'urql', 'graphql-ws', 'package', 'package by SSE'];
const transports = ['websocket', 'sse'];

/** Five seconds for a page whose waits are not ten times as fast, and time for a machine that runs other tests. */
const maxReturnMs = 30_000;
jest.setTimeout(120_000);

interface Shown {
  readonly shown: Record<string, string>;
  readonly error: string | null;
  readonly faults: readonly string[];
  /** Number of WebSockets that were opened, and of answers to their pings. */
  readonly sockets: number;
  readonly pongs: number;
}

// The run itself says that it was left out, see global-setup.
(executablePath ? describe : describe.skip)('clients in Chromium, from another origin', () => {
  /** Stays, and keeps the database; the pages know only the server behind the proxy. */
  let app: TestApp;
  let organization: SignedInOrganization;
  let server: TestApp;
  let proxy: TcpProxy;
  let pages: PageServer;
  let chromiumServer: BrowserServer;
  let browser: Browser;
  let settings: Record<string, string>;
  beforeAll(async () => {
    pages = await servePages(await bundlePages());
    settings = {
      CORS_ORIGINS: pages.origin,
      PROVIDER_REACH: 'local',
      SECRETS_KEY: 'a key of this test, long enough for all',
    };
    app = await createTestApp(engines[0]!, { settings });
    organization = await app.organization();
    server = await createTestApp(engines[0]!, { settings, worker: false, beside: app });
    proxy = await TcpProxy.listen();
    proxy.upstreamUrl = server.url;
    chromiumServer = await chromium.launchServer({
      executablePath: executablePath!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    browser = await chromium.connect(chromiumServer.wsEndpoint());
  });
  afterAll(async () => {
    await chromiumServer?.close();
    await proxy?.stop();
    await server?.stop();
    await app?.stop();
    await pages?.stop();
  });

  const open = async (context: BrowserContext, client: string, token = ''): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(
      `${pages.origin}/?client=${encodeURIComponent(client)}&url=${encodeURIComponent(`${proxy.url}/graphql`)}${token}`,
    );
    return page;
  };
  const shownBy = (page: Page): Promise<Shown> => page.evaluate(() => (globalThis as any).page);
  const untilAll = async (
    tabs: readonly Page[],
    what: string,
    isRight: (page: Shown) => boolean | Promise<boolean>,
  ): Promise<void> => {
    const until = performance.now() + maxReturnMs;
    for (const tab of tabs) {
      let last: unknown;
      await waitFor(
        `${new URL(tab.url()).searchParams.get('client')} to show ${what}`,
        async () => isRight((last = await shownBy(tab))),
        until - performance.now(),
      ).catch((error: Error) => {
        throw new Error(`${error.message}, it showed ${JSON.stringify(last)}`);
      });
    }
  };
  /** Waits until each page shows what the server answers to the user of the page. */
  const untilCurrent = (tabs: readonly Page[]): Promise<void> =>
    untilAll(tabs, 'what the server answers', async ({ shown }) => {
      const { exports } = await organization.admin.data('{ exports(first: 50) { nodes { id state } } }');
      const rows = Object.fromEntries(exports.nodes.map(({ id, state }: Record<string, string>) => [id, state]));
      return isDeepStrictEqual(rows, shown);
    });

  let started = 0;
  const start = async (by = organization.admin): Promise<string> =>
    (await startExport(by, { format: 'CSV', asOf: `2026-01-${String(++started).padStart(2, '0')}T00:00:00Z` })).export
      .id;

  const cancel = (id: string) =>
    organization.owner.data('mutation ($id: ID!) { cancelExport(id: $id) { id } }', { id });

  /** Runs in a page: the clock advances without its timers. */
  const sleep = (): void => {
    const { now } = Date;
    Date.now = () => now() + 40_000;
  };

  describe('with a token', () => {
    let tabs: Page[];
    beforeAll(async () => {
      const context = await browser.newContext();
      pages.token = (await app.signIn({ id: organization.adminId, organizationId: organization.id }, 60_000)).token!;
      tabs = await Promise.all(clients.map((client) => open(context, client, '&token')));
      app.gate.hold();
    });
    afterAll(() => app.gate.release());
    afterEach(async () => {
      for (const tab of tabs) expect((await shownBy(tab)).faults).toEqual([]);
    });

    it('show new exports in their lists, and each change', async () => {
      const id = await start();
      await untilCurrent(tabs);
      await cancel(id);
      await untilCurrent(tabs);
    });

    it('are current again after a restart', async () => {
      const id = await start();
      await untilCurrent(tabs);
      const { refused } = proxy;
      proxy.upstreamUrl = null;
      await server.stop();
      await waitFor('each client to be refused', () => proxy.refused >= refused + clients.length);
      await cancel(id);
      server = await createTestApp(engines[0]!, { settings, worker: false, beside: app });
      proxy.upstreamUrl = server.url;
      await untilCurrent(tabs);
    });

    it('connect with a new token when the old one expires', async () => {
      pages.token = organization.admin.token!;
      const { accepted } = proxy;
      app.clock.advance(60_000);
      await waitFor('each client to connect again', () => proxy.accepted >= accepted + clients.length);
      await start();
      await untilCurrent(tabs);
    });

    it('are current after the computer slept and its connections were lost', async () => {
      const id = await start();
      await untilCurrent(tabs);
      const group = -chromiumServer.process().pid!;
      process.kill(group, 'SIGSTOP');
      proxy.freezeLive();
      await cancel(id).finally(() => process.kill(group, 'SIGCONT'));
      for (const tab of tabs) await tab.evaluate(sleep);
      await untilCurrent(tabs);
    });

    it('keep the newer state when an older answer arrives later', async () => {
      const id = await start();
      await untilCurrent(tabs);
      let held = 0;
      let release = (): void => undefined;
      const gate = new Promise<void>((resolve) => (release = resolve));
      const readers = tabs.slice(0, 2);
      for (const tab of readers)
        await tab.route('**/graphql', async (route) => {
          if (!route.request().postData()?.includes('query One')) return route.continue();
          const response = await route.fetch();
          held++;
          await gate;
          await route.fulfill({ response });
        });
      const answers = readers.map((tab) => tab.evaluate((one) => (globalThis as any).readOne(one), id));
      await waitFor('both answers to be on their way', () => held === 2);
      await cancel(id);
      await untilAll(readers, 'CANCELLED', ({ shown }) => shown[id] === 'CANCELLED');
      release();
      for (const { data } of await Promise.all(answers)) expect(data.export.state).toBe('CANCELLED');
      for (const tab of readers) await tab.unrouteAll({ behavior: 'wait' });
      await untilCurrent(tabs);
    });

    it('give up a request that is never answered', async () => {
      for (const tab of tabs.slice(0, 2)) {
        await tab.route('**/graphql', (route) =>
          route.request().postData()?.includes('query One') ? undefined : route.continue(),
        );
        const failed = tab.evaluate(() =>
          (globalThis as any).readOne('1').then(
            ({ error }: any) => Boolean(error),
            () => true,
          ),
        );
        expect(await failed).toBe(true);
        await tab.unrouteAll({ behavior: 'ignoreErrors' });
      }
    });

    it('show only what remains visible after the role of the user changes', async () => {
      const id = await start(organization.owner);
      await untilCurrent(tabs);
      const owner = await app.startSession({ id: organization.ownerId, organizationId: organization.id });
      const setRole = (role: string) =>
        owner.data('mutation ($input: ChangeUserInput!) { changeUser(input: $input) { id } }', {
          input: { id: String(organization.adminId), role },
        });
      await setRole('MEMBER');
      try {
        await untilAll(tabs, 'no export of others', ({ shown }) => !(id in shown));
        await untilCurrent(tabs);
      } finally {
        // Who becomes an admin has to sign in again.
        await Promise.all(tabs.splice(0).map((tab) => tab.close()));
        await setRole('ADMIN');
        await app.signInAgain(organization.admin, { id: organization.adminId, organizationId: organization.id });
      }
    });
  });

  describe('with a session', () => {
    const returnTo = '/exports?state=COMPLETED';
    const client = { clientId: 'tallyport', clientSecret: 'the-client-secret-of-this-test' };
    let provider: OpenidProvider;
    let isKnownToProvider = false;
    let context: BrowserContext;
    let tabs: Page[];
    const accountOf = (id: number) => ({ id, organizationId: organization.id });
    const setUpProvider = async (): Promise<void> => {
      const input = { issuer: provider.issuer, ...client, domains: ['example.test'] };
      await setUp(await app.startSession(accountOf(organization.ownerId)), input);
    };
    beforeAll(async () => {
      provider = await startOpenidProvider({
        ...client,
        redirectUris: [`${proxy.url}/sign-in/${organization.slug}/callback`],
        // Another site than the server, so its pages come from a foreign one to the cookies of the server.
        host: 'localhost',
        hasPage: true,
      });
      provider.people.anna = { email: 'admin@example.test', email_verified: true };
      provider.person = 'anna';
      await setUpProvider();
    });
    afterAll(() => provider?.stop());

    /** As an app does: it opens the page in a new tab, which remains its opener. */
    const openFromApp = async (url: string): Promise<Page> => {
      const opener = await context.newPage();
      await opener.goto(pages.origin);
      const opened = opener.waitForEvent('popup');
      await opener.evaluate((address) => void (globalThis as any).open(address), url);
      const page = await opened;
      await opener.close();
      return page;
    };
    const signInByLink = async (): Promise<void> => {
      const page = await openFromApp(
        `${proxy.url}${await mailedLink(server.url, app.database.dataDir, 'admin@example.test')}`,
      );
      await page.click('button[name=account]');
      // The console goes on to its first page.
      await page.waitForURL(({ pathname }) => !pathname.startsWith('/sign-in'));
      await page.close();
    };
    const signInByProvider = async (): Promise<void> => {
      const page = await openFromApp(
        `${proxy.url}/sign-in?organization=${organization.slug}&returnTo=${encodeURIComponent(returnTo)}`,
      );
      await page.click('form[action*="/start"] button');
      // From then on, the browser has a session of the provider.
      if (!isKnownToProvider) await page.click('button:text-is("Continue as anna")');
      isKnownToProvider = true;
      await page.waitForURL(`${proxy.url}${returnTo}`);
      await page.close();
    };
    const revokeSessions = async (): Promise<void> => {
      const { user } = await organization.owner.data('query ($id: ID!) { user(id: $id) { sessions { id } } }', {
        id: String(organization.adminId),
      });
      for (const { id } of user.sessions)
        await organization.owner.data('mutation ($id: ID!) { revokeSession(id: $id) { id } }', { id });
    };
    const removeProvider = async (): Promise<void> => {
      await setUp(await app.startSession(accountOf(organization.ownerId)), null);
    };

    type End = readonly [what: string, end: () => Promise<void>, mend: () => Promise<void>];
    const ways: readonly (readonly [way: string, signIn: () => Promise<void>, ends: readonly End[]])[] = [
      [
        'a link',
        signInByLink,
        [
          ['is revoked', revokeSessions, async () => undefined],
          ['expires', async () => app.clock.advance(7 * 86_400_000), async () => undefined],
        ],
      ],
      [
        'an identity provider',
        signInByProvider,
        [['ends with the removal of its provider', removeProvider, setUpProvider]],
      ],
    ];
    describe.each(ways)('by %s', (_way, signIn, ends) => {
      afterAll(() => context?.close());

      it('watch, also in two tabs', async () => {
        context = await browser.newContext();
        await signIn();
        tabs = await Promise.all([...clients, 'package'].map((client) => open(context, client)));
        await cancel(await start());
        await untilCurrent(tabs);
      });

      it.each(ends)(
        'say that the user has to sign in when the session %s, and continue then',
        async (_what, end, mend) => {
          await end();
          await untilAll(tabs, 'UNAUTHENTICATED', ({ error }) => error === 'UNAUTHENTICATED');
          await mend();
          await signIn();
          for (const tab of tabs)
            if (await tab.$('button')) await tab.click('button');
            else await tab.reload();
          await untilCurrent(tabs);
          for (const tab of tabs) expect((await shownBy(tab)).faults).toEqual([]);
        },
      );
    });
  });

  it('export by the screen of the documents', async () => {
    const context = await browser.newContext();
    pages.token = organization.admin.token!;
    const page = await open(context, 'screen', '&token');
    const previews: string[] = [];
    let release = (): void => undefined;
    const tick = (...names: string[]): Promise<void> =>
      page.evaluate((all) => {
        for (const name of all)
          [...(globalThis as any).document.querySelectorAll('label')]
            .find(({ textContent }) => textContent.includes(name))
            .firstChild.click();
      }, names);
    await page.waitForSelector('h2:has-text("0 rows")');
    expect(await page.isDisabled('button:text-is("Export")')).toBe(true);
    await page.waitForSelector('label:has-text("Member")');
    await tick('Member');
    await page.waitForSelector('h2:has-text("1 row")');
    await page.route('**/graphql', async (route) => {
      const body = route.request().postData() ?? '';
      if (!body.includes('query PreviewExport')) return route.continue();
      previews.push(body);
      await new Promise<void>((resolve) => (release = resolve));
      await route.continue();
    });
    await tick('Owner', 'City');
    await waitFor('the preview to be requested', () => previews.length > 0);
    expect(await page.textContent('table[aria-busy=true]')).toContain('member@example.test');
    release();
    await page.waitForSelector('h2:has-text("2 rows")');
    expect(previews).toHaveLength(1);
    expect(await page.textContent('table')).toContain('owner@example.test');
    await page.click('button:text-is("Export")');
    await page.waitForSelector('progress[value="100"]');
    const saved = page.waitForEvent('download');
    await page.click('button:has-text("Download") >> nth=0');
    expect((await buffer(await (await saved).createReadStream())).subarray(0, 2).toString()).toBe('PK');
    expect((await shownBy(page)).faults).toEqual([]);
  });

  describe('with the package', () => {
    let page: Page;
    /** What the page has sent over WebSockets. */
    const sent: { type: string; payload: Record<string, any> }[] = [];
    beforeAll(async () => {
      pages.token = organization.admin.token!;
      page = await open(await browser.newContext(), 'none', '&token');
      page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(JSON.parse(String(payload)))));
    });

    it.each(transports)('start, watch and download an export by the code of the documents: %s', async (transport) => {
      const saved = page.waitForEvent('download');
      const states = await page.evaluate(async (by) => {
        const { create, exportUsers } = globalThis as any;
        const shown: string[] = [];
        await exportUsers(create({ transport: by }), (state: string, percent: number) =>
          shown.push(`${state} ${percent}`),
        );
        return shown;
      }, transport);
      expect(states.at(-1)).toBe('COMPLETED 100');
      const text = (await buffer(await (await saved).createReadStream())).toString();
      expect(text).toContain('owner@example.test');
      const readAgain = await page.evaluate(async () => {
        const { tallyport } = globalThis as any;
        const [last] = (await tallyport.query('{ exports(first: 1) { nodes { id } } }')).exports.nodes;
        return (await tallyport.fetchExport(last.id)).text();
      });
      expect(`\uFEFF${readAgain}`).toBe(text);
    });

    it.each(transports)('end all loops when the client is closed: %s', async (transport) => {
      await start();
      const ended = page.evaluate(async (by) => {
        const tallyport = (globalThis as any).create({ transport: by });
        const loops = [
          tallyport.watchExports(),
          tallyport.watchHistory(),
          tallyport.subscribe('subscription { exportActivity { id } }'),
        ];
        const started = loops.map((loop) => loop.next());
        await Promise.all(started);
        const rest = loops.map(async (loop) => {
          for await (const _ of loop);
        });
        await tallyport.close();
        await Promise.all(rest);
        for await (const _ of tallyport.watchExports()) throw new Error('a closed client still watches');
        return true;
      }, transport);
      expect(await ended).toBe(true);
    });

    it.each(transports)('end all loops when the client is closed while the server is away: %s', async (transport) => {
      const away = await TcpProxy.listen();
      const ended = page.evaluate(
        async ([by, url]) => {
          const tallyport = (globalThis as any).create({ transport: by, url });
          const next = tallyport.watchExports().next();
          await new Promise((resolve) => Object.assign(globalThis, { closeNow: resolve }));
          await tallyport.close();
          return next;
        },
        [transport, `${away.url}/graphql`],
      );
      await waitFor('the page to be refused', () => away.refused > 0);
      await page.evaluate(() => (globalThis as any).closeNow());
      expect(await ended).toEqual({ done: true, value: undefined });
      await away.stop();
    });

    it('show an export by the React code of the documents, on one subscription in StrictMode', async () => {
      const id = await start();
      const before = sent.length;
      await page.evaluate((one) => {
        const { React, ExportPage, tallyport, render } = globalThis as any;
        render(React.createElement(ExportPage, { tallyport, id: one }));
      }, id);
      await page.waitForSelector('progress[value="100"]');
      const subscribed = sent.slice(before).filter((message) => message.type === 'subscribe');
      expect(subscribed.map(({ payload }) => payload.variables)).toEqual([{ id }]);
    });

    it('watch an export again after the session ended, and show why none was started', async () => {
      const account = { id: organization.adminId, organizationId: organization.id };
      const former = await app.signIn(account);
      pages.token = former.token!;
      const tab = await open(await browser.newContext(), 'none', '&token');
      await tab.evaluate(() => {
        const { React, Starting, render } = globalThis as any;
        render(React.createElement(Starting));
      });
      const untilLast = async (expected: object): Promise<void> => {
        let last: unknown;
        await waitFor(
          'the state',
          async () => {
            last = await tab.evaluate(() => (globalThis as any).page.all.at(-1));
            return isDeepStrictEqual({ ...(last as object), ...expected }, last);
          },
          maxReturnMs,
        ).catch(() => expect(last).toMatchObject(expected));
      };
      await tab.click('#start-wrong');
      await untilLast({ id: null, errors: ['BAD_USER_INPUT', 'BAD_USER_INPUT', null] });
      await tab.click('#reset');
      await untilLast({ id: null, errors: [null, null, null] });
      app.gate.hold();
      try {
        await tab.click('#start');
        await untilLast({ errors: [null, null, null], state: 'RUNNING' });
        const { id } = await tab.evaluate(() => (globalThis as any).page.all.at(-1));
        await app.expire(former);
        await untilLast({ id, errors: ['UNAUTHENTICATED', null, 'UNAUTHENTICATED'] });
        pages.token = organization.admin.token!;
        await tab.click('#retry');
        await untilLast({ id, errors: [null, null, null] });
        app.gate.release();
        await untilLast({ id, errors: [null, null, null], state: 'COMPLETED' });
      } finally {
        app.gate.release();
        pages.token = organization.admin.token!;
      }
      await tab.click('#reset');
      await untilLast({ id: null, state: null });
      await tab.context().close();
    });

    it('say in the words of the server why there is no file', async () => {
      const id = await start();
      await waitFor('the export to end', async () => {
        const { export: row } = await organization.admin.data('query ($id: ID!) { export(id: $id) { state } }', { id });
        return row.state === 'COMPLETED';
      });
      await organization.admin.data('mutation ($id: ID!) { deleteExportFile(id: $id) { id } }', { id });
      const refusals = await page.evaluate(
        (ids) => {
          const german = (globalThis as any).create({ language: 'de' });
          return Promise.all(
            ids.map((one) =>
              german
                .fetchExport(one)
                .catch(({ code, reason, message, requestId }: any) => [code, reason, message, typeof requestId]),
            ),
          );
        },
        [id, '999'],
      );
      expect(refusals).toEqual([
        ['EXPIRED', 'FILE_DELETED', 'Die Datei wurde gelöscht oder ist verloren gegangen.', 'string'],
        ['NOT_FOUND', 'UNKNOWN_ID', expect.stringContaining('999'), 'string'],
      ]);
    });

    it('send the file of an import with progress, continue after an interruption, and apply it', async () => {
      const offsets: (string | undefined)[] = [];
      const seePut = (request: Request): void => {
        if (request.method() !== 'PUT') return;
        offsets.push(request.headers()['upload-offset']);
        if (offsets.length > 1) proxy.cutsUploads = false;
      };
      page.on('request', seePut);
      // The server may notice the interruption later than the page.
      await page.route('**/uploads/**', async (route) => {
        if (route.request().method() !== 'HEAD' || offsets.length === 0) return route.continue();
        let response = await route.fetch();
        while (response.headers()['upload-offset'] === '0') response = await route.fetch();
        await route.fulfill({ response });
      });
      // Chromium itself sends a request again if a connection that it used before is cut, as often as it has such ones.
      proxy.cutsUploads = true;
      const { progress, states, city } = await page.evaluate(async () => {
        const { tallyport } = globalThis as any;
        const rows = ['username,city,notes', `member,Lisbon,${'x'.repeat(2_000_000)}`].join('\n');
        const progress: number[] = [];
        const { id } = await tallyport.startImport(
          new File([rows], 'users.csv'),
          { mapping: [{ header: 'notes', column: null }] },
          { onProgress: ({ bytesSent, bytesTotal }: any) => progress.push(bytesSent / bytesTotal) },
        );
        const states: string[] = [];
        for await (const { state } of tallyport.watchImport(id)) {
          states.push(state);
          if (state === 'READY') await tallyport.applyImport(id);
        }
        const { users } = await tallyport.query('{ users(filter: { search: "member" }) { nodes { city } } }');
        return { progress, states, city: users.nodes[0].city };
      });
      page.off('request', seePut);
      await page.unrouteAll({ behavior: 'wait' });
      expect(progress.at(-1)).toBe(1);
      expect(offsets[0]).toBeUndefined();
      expect(Number(offsets.at(-1))).toBeGreaterThan(0);
      expect(states.at(-1)).toBe('COMPLETED');
      expect(city).toBe('Lisbon');
    });

    it('map the headers of a foreign file, apply it, and take it back', async () => {
      const ended = await page.evaluate(async () => {
        const { tallyport } = globalThis as any;
        const file = new File(['username,Town,Note\nmember,Faro,x'], 'foreign.csv');
        const { id } = await tallyport.startImport(file);
        const seen: Record<string, unknown> = {};
        for await (const { state, plan } of tallyport.watchImport(id)) {
          seen[state] = plan;
          const mapping = [
            { header: 'Town', column: 'city' },
            { header: 'Note', column: null },
          ];
          if (state === 'AWAITING_MAPPING') await tallyport.mapImport(id, mapping);
          if (state === 'READY') await tallyport.applyImport(id);
        }
        const undo = await tallyport.undoImport(id);
        for await (const { state } of tallyport.watchImport(undo.id))
          if (state === 'READY') await tallyport.applyImport(undo.id);
        const { users } = await tallyport.query('{ users(filter: { search: "member" }) { nodes { city } } }');
        return { plan: seen['COMPLETED'], city: users.nodes[0].city };
      });
      expect(ended).toMatchObject({ plan: { applied: 1, ignoredColumns: ['Note'] }, city: 'Lisbon' });
    });

    it('send the rest of a file after the server was away for long', async () => {
      proxy.cutsUploads = proxy.isLostByCut = true;
      const { refused } = proxy;
      // Each request to continue is refused, for longer than a query is repeated.
      const sent = page.evaluate(async () => {
        const rows = ['username,city,notes', `member,Porto,${'x'.repeat(2_000_000)}`].join('\n');
        const { state } = await (globalThis as any).tallyport.startImport(new File([rows], 'users.csv'));
        return state;
      });
      await waitFor('the upload to be cut', () => proxy.upstreamUrl === null);
      await server.stop();
      await waitFor('more attempts than a query has', () => proxy.refused >= refused + 8);
      proxy.cutsUploads = proxy.isLostByCut = false;
      server = await createTestApp(engines[0]!, { settings, worker: false, beside: app });
      proxy.upstreamUrl = server.url;
      expect(await sent).not.toBe('AWAITING_FILE');
    });

    const returns = [
      ['when a WebSocket is back', 'Everything', { transport: 'websocket' }],
      ['when an event stream is back', 'Everything', { transport: 'sse' }],
      ['while the page is visible, without a live connection', 'Query', {}],
    ] as const;
    it.each(returns)('read again what failed while the server was away: %s', async (_when, component, options) => {
      const id = await start();
      const tab = await open(await browser.newContext(), 'none', '&token');
      const last = (): Promise<any> => tab.evaluate(() => (globalThis as any).page.all.at(-1));
      const setHidden = (isHidden: boolean): Promise<void> =>
        tab.evaluate((value) => {
          const visibilityState = value ? 'hidden' : 'visible';
          const { document, Event } = globalThis as any;
          Object.defineProperty(document, 'visibilityState', { configurable: true, value: visibilityState });
          document.dispatchEvent(new Event('visibilitychange'));
        }, isHidden);
      // A hidden page reads again only because of its live connection.
      await setHidden(true);
      proxy.upstreamUrl = null;
      await server.stop();
      await tab.evaluate(
        ([name, one, use]) => {
          const { React, render, create, [name]: shown } = globalThis as any;
          render(React.createElement(shown, { id: one }), create(use));
        },
        [component, id, options] as const,
      );
      await waitFor('the error', async () => (await last())?.error === 'NETWORK_ERROR', maxReturnMs);
      server = await createTestApp(engines[0]!, { settings, worker: false, beside: app });
      proxy.upstreamUrl = server.url;
      if (component === 'Query') await setHidden(false);
      const expected = { user: 'admin', error: null };
      await waitFor(
        'the answer',
        async () => isDeepStrictEqual({ ...(await last()), ...expected }, await last()),
        maxReturnMs,
      );
      if (component === 'Everything') {
        const hasLists = ({ exports, imports, requests }: any): boolean => exports?.includes(id) && imports && requests;
        await waitFor('the lists', async () => hasLists(await last()), maxReturnMs);
      }
      expect((await shownBy(tab)).faults).toEqual([]);
      await tab.context().close();
    });

    it('say which import was not sent', async () => {
      const { id } = await startImport(organization.admin);
      await organization.admin.data('mutation ($id: ID!) { cancelImport(id: $id) { id } }', { id });
      await page.route('**/graphql', (route) =>
        route.fulfill({
          status: 403,
          headers: { 'access-control-allow-origin': pages.origin },
          json: { errors: [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }] },
        }),
      );
      const named = await page.evaluate(
        (one) =>
          (globalThis as any).tallyport
            .sendImportFile(one, new Blob(['x']))
            .catch(({ code, importId }: any) => [code, importId]),
        id,
      );
      await page.unrouteAll({ behavior: 'wait' });
      expect(named).toEqual(['FORBIDDEN', id]);
    });

    it.each([
      ['by an additional ping', 60_000, 1],
      // Later than the additional ping has to be answered.
      ['and goes on with regular pings', 1_000, 4],
    ])(
      'keep its connection when timers were only late, because the page was hidden or busy, %s',
      async (_how, pingEveryMs, pongs) => {
        await start();
        await page.evaluate(async (everyMs) => {
          const { create } = globalThis as any;
          const tallyport = create({ pingEveryMs: everyMs });
          const loop = tallyport.watchExports({ since: '2026-01-01T00:00:00Z' });
          await loop.next();
          Object.assign(globalThis, { slow: tallyport });
        }, pingEveryMs);
        const before = await shownBy(page);
        await page.evaluate(sleep);
        await untilAll([page], 'answers to its pings', (now) => now.pongs >= before.pongs + pongs);
        expect((await shownBy(page)).sockets).toBe(before.sockets);
        await page.evaluate(() => (globalThis as any).slow.close());
      },
    );

    it('retry an export, and watch all that changed since an instant', async () => {
      const id = await start();
      app.gate.hold();
      const other = await start();
      await cancel(other);
      app.gate.release();
      await waitFor('the first export to end', async () => {
        const { export: row } = await organization.admin.data('query ($id: ID!) { export(id: $id) { state } }', { id });
        return row.state === 'COMPLETED';
      });
      const since = app.clock.now().toISOString();
      // Without `since`, only changes of the last 15 minutes are repeated.
      app.clock.advance(16 * 60_000);
      const { repeated, retried, states } = await page.evaluate(
        async ([cancelled, instant]) => {
          const { tallyport } = globalThis as any;
          const changes = tallyport.watchExports({ since: instant });
          const repeated: string[] = [];
          while (!repeated.includes(cancelled!)) repeated.push((await changes.next()).value.id);
          const retried = await tallyport.retryExport(cancelled);
          const states: string[] = [];
          for await (const { id, state } of changes) {
            if (id === retried.id) states.push(state);
            if (states.at(-1) === 'COMPLETED') break;
          }
          return { repeated, retried: retried.id, states };
        },
        [other, since],
      );
      expect(repeated).toContain(other);
      expect(Number(retried)).toBeGreaterThan(Number(other));
      expect(states.at(-1)).toBe('COMPLETED');
    });

    it('send the file of an import that was started before, and show it and export requests', async () => {
      const { id } = await startImport(organization.admin);
      const { requestExport } = await organization.admin.data(
        'mutation ($input: RequestExportInput!) { requestExport(input: $input) { id } }',
        { input: { export: { format: 'CSV' } } },
      );
      await page.evaluate((one) => {
        const { React, Others, render } = globalThis as any;
        render(React.createElement(Others, { id: one }));
      }, id);
      await page.waitForSelector('#others:text-is("AWAITING_FILE OPEN")');
      const states = await page.evaluate(
        async ([one, request]) => {
          const { tallyport } = globalThis as any;
          const imports = tallyport.watchImports();
          const requests = tallyport.watchExportRequests();
          await tallyport.sendImportFile(one, new Blob(['username,city\nmember,Porto\n']));
          const states: string[] = [];
          for await (const { id, state } of imports) {
            // Imports of other tests may become READY, too.
            if (id !== one) continue;
            states.push(state);
            if (state === 'READY') await tallyport.cancelImport(one);
            if (state === 'CANCELLED') break;
          }
          await tallyport.mutate('mutation ($id: ID!) { cancelExportRequest(id: $id) { id } }', { id: request });
          for await (const { id, state } of requests) {
            if (id === request && state !== 'OPEN') {
              states.push(state);
              break;
            }
          }
          return states;
        },
        [id, requestExport.id as string],
      );
      expect(states).toEqual(expect.arrayContaining(['READY', 'CANCELLED']));
      expect(states.at(-1)).toBe('CANCELLED');
      await page.waitForSelector('#others:text-is("CANCELLED CANCELLED")');
    });

    it.each([
      'await tallyport.query("{ viewer { role } }", undefined, { signal })',
      'await tallyport.mutate("mutation { signOut { id } }", undefined, { signal })',
      'await tallyport.fetchExport(id, { signal })',
      'await tallyport.sendImportFile(id, new Blob(["x"]), { signal })',
      'for await (const _ of tallyport.subscribe("subscription { exportActivity { id } }", {}, { signal }));',
      'for await (const _ of tallyport.watchExport(id, { signal }));',
      'for await (const _ of tallyport.watchImport(id, { signal }));',
      'for await (const _ of tallyport.watchExports({ signal }));',
      'for await (const _ of tallyport.watchImports({ signal }));',
      'for await (const _ of tallyport.watchExportRequests({ signal }));',
      'for await (const _ of tallyport.watchHistory({ signal }));',
      'for await (const _ of tallyport.watchRequestHistory({ signal }));',
    ])('reject with the reason of a signal that aborts: %s', async (call) => {
      // No answer arrives before the signal.
      await page.route('**/graphql', () => undefined);
      const reason = await page.evaluate((code) => {
        const { tallyport } = globalThis as any;
        const controller = new AbortController();
        const ended = new Function('tallyport', 'id', 'signal', `return (async () => { ${code} })()`)(
          tallyport,
          '999999',
          controller.signal,
        );
        controller.abort(new Error('enough'));
        return ended.then(
          () => null,
          ({ message }: Error) => message,
        );
      }, call);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      expect(reason).toBe('enough');
    });

    const errorOf = (call: string): Promise<Record<string, unknown>> =>
      page.evaluate(
        (code) =>
          new Function('tallyport', `return (async () => { ${code} })()`)((globalThis as any).tallyport).then(
            () => ({ code: null }),
            ({ code, argument, inputErrors, requestId, data }: any) => ({
              code,
              argument,
              inputErrors,
              requestId,
              data,
            }),
          ),
        call,
      );

    it.each([
      ['for await (const _ of tallyport.watchExport("999999"));', { code: 'NOT_FOUND', argument: 'id' }],
      [
        'for await (const _ of create({ transport: "sse" }).watchExport("999999"));',
        { code: 'NOT_FOUND', argument: 'id' },
      ],
      ['await tallyport.downloadExport("999999")', { code: 'NOT_FOUND' }],
      [
        'await tallyport.startExport({ format: "CSV", columns: ["shoeSize"] })',
        {
          code: 'BAD_USER_INPUT',
          argument: expect.stringMatching(/^input.columns/),
          inputErrors: [{ code: 'BAD_USER_INPUT' }],
        },
      ],
      ['await tallyport.signOut()', { code: 'FORBIDDEN', argument: null, inputErrors: [] }],
      [
        'await tallyport.undoImport("999999")',
        { code: 'NOT_FOUND', argument: 'id', inputErrors: [{ code: 'NOT_FOUND' }] },
      ],
      ['await tallyport.query("{ viewer { shoeSize } }")', { code: 'BAD_USER_INPUT', argument: null, inputErrors: [] }],
    ])('reject with the code and the argument: %s', async (call, expected) => {
      expect(await errorOf(call)).toMatchObject(expected);
    });

    it('repeat a query after a temporary error, and a mutation only if it was refused', async () => {
      const sent: string[] = [];
      const answers = ['unavailable', 'broken', 'real', 'broken', 'limited', 'real'];
      await page.route('**/graphql', (route) => {
        const answer = answers[sent.length]!;
        sent.push(answer);
        if (answer === 'real') return route.continue();
        if (answer === 'broken') return route.abort();
        const code = answer === 'limited' ? 'LIMIT_REACHED' : 'SERVICE_UNAVAILABLE';
        return route.fulfill({
          status: 503,
          headers: { 'access-control-allow-origin': pages.origin },
          json: { errors: [{ message: 'Later.', extensions: { code, retryAfter: 0.1 } }] },
        });
      });
      expect(await errorOf('await tallyport.query("{ viewer { role } }")')).toEqual({ code: null });
      expect(sent).toEqual(['unavailable', 'broken', 'real']);
      expect(await errorOf('await tallyport.cancelExport("999999")')).toMatchObject({ code: 'NETWORK_ERROR' });
      expect(sent.slice(3)).toEqual(['broken']);
      expect(await errorOf('await tallyport.cancelExport("999999")')).toMatchObject({ code: 'NOT_FOUND' });
      expect(sent.slice(4)).toEqual(['limited', 'real']);
      await page.unrouteAll({ behavior: 'wait' });
    });
  });
});
