import { isDeepStrictEqual } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { createTestApp, type SignedInOrganization, type TestApp } from '../support/apps/app';
import { inChromium } from '../support/clients/browser';
import type { TestClient } from '../support/clients/client';
import { startExport } from '../support/clients/exports';
import { startImport } from '../support/clients/imports';
import { bundlePages, type PageServer, servePages } from '../support/clients/pages';
import { engines } from '../support/databases/engines';
import { waitFor } from '../support/wait-for';

jest.setTimeout(60_000);

interface Shown {
  readonly user: string | null;
  readonly queried: readonly string[] | null;
  readonly error: string | null;
  readonly one: string | null;
  readonly exports: readonly string[] | null;
  readonly imports: readonly string[] | null;
  readonly requests: readonly string[] | null;
  readonly acted: string | null;
  readonly ticked: readonly string[];
}

inChromium('a page of another origin, in which another user signs in', (browser) => {
  let app: TestApp;
  let organization: SignedInOrganization;
  let pages: PageServer;
  /** Records of the admin, which the member may not see. */
  let exportId: string;
  let importId: string;
  let requestId: string;
  let started = 0;
  beforeAll(async () => {
    pages = await servePages(await bundlePages());
    app = await createTestApp(engines[0]!, { settings: { CORS_ORIGINS: pages.origin }, worker: false });
    organization = await app.organization();
    exportId = (await startExport(organization.admin)).export.id;
    importId = (await startImport(organization.admin)).id;
    const { requestExport } = await organization.admin.data(
      'mutation ($input: RequestExportInput!) { requestExport(input: $input) { id } }',
      { input: { export: { format: 'CSV' } } },
    );
    requestId = requestExport.id;
  });
  afterAll(async () => {
    await app?.stop();
    await pages?.stop();
  });

  type Way = readonly [title: string, by: 'token' | 'cookie', transport: 'websocket' | 'sse'];
  const ways: readonly Way[] = [
    ['a token over a WebSocket', 'token', 'websocket'],
    ['a token over event streams', 'token', 'sse'],
    ['a cookie over a WebSocket', 'cookie', 'websocket'],
    ['a cookie over event streams', 'cookie', 'sse'],
  ];

  const signIn = async (context: BrowserContext, by: 'token' | 'cookie', userId: number): Promise<TestClient> => {
    const user = { id: userId, organizationId: organization.id };
    const client = await (by === 'token' ? app.signIn(user) : app.startSession(user));
    if (by === 'token') pages.token = client.token!;
    else
      await context.addCookies([
        { name: 'tallyport', value: client.session!, url: app.url, httpOnly: true, sameSite: 'Lax' },
      ]);
    return client;
  };
  const open = async (context: BrowserContext, by: 'token' | 'cookie', client = 'none'): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${pages.origin}/?client=${client}&url=${app.url}/graphql${by === 'token' ? '&token' : ''}`);
    return page;
  };
  const shownBy = (page: Page): Promise<Shown[]> => page.evaluate(() => (globalThis as any).page.all);
  const untilLast = async (page: Page, expected: Shown): Promise<void> => {
    let last: Shown | undefined;
    await waitFor(
      'the state',
      async () => isDeepStrictEqual((last = (await shownBy(page)).at(-1)), expected),
      15_000,
    ).catch(() => expect(last).toEqual(expected));
  };
  const shows = (page: Page, transport: string): Promise<void> =>
    page.evaluate(
      ([by, one]) => {
        const { React, Everything, render, create } = globalThis as any;
        render(React.createElement(Everything, { id: one }), create({ transport: by }));
      },
      [transport, exportId],
    );

  it.each(ways)('shows nothing of the former user: %s', async (_way, by, transport) => {
    const context = await browser().newContext();
    const former = await signIn(context, by, organization.adminId);
    const page = await open(context, by);
    await shows(page, transport);
    await page.click('#act');
    await page.click('#tick');
    const all = {
      user: 'admin',
      queried: [exportId],
      error: null,
      one: exportId,
      exports: [exportId],
      imports: [importId],
      requests: [requestId],
      acted: 'admin',
      ticked: [exportId],
    };
    await untilLast(page, all);

    await signIn(context, by, organization.memberId);
    await app.revoke(former);
    const user = 'member';
    const nothing = { queried: [], one: null, exports: [], imports: [], requests: [], acted: null, ticked: [] };
    await untilLast(page, { ...all, ...nothing, user });
    const states = await shownBy(page);
    const since = states.findLastIndex(({ ticked }) => ticked.length > 0) + 1;
    expect(JSON.stringify(states.slice(since))).not.toMatch(/admin|"(?:exports|imports|requests)":\["/);
    await context.close();
  });

  /** Starts to read loops and lists as the admin, and returns what they read until the member has signed in. */
  const readAcross = async (
    [, by, transport]: Way,
    start: (tallyport: any, exportId: string) => Record<string, AsyncIterable<unknown>>,
  ): Promise<Record<string, unknown[]>> => {
    const context = await browser().newContext();
    const former = await signIn(context, by, organization.adminId);
    const page = await open(context, by);
    await page.evaluate(
      ([code, use, one]) => {
        const tallyport = (globalThis as any).create({ transport: use });
        const read: Record<string, unknown[]> = { changes: [] };
        tallyport.onViewerChange(() => read.changes!.push('change'));
        for (const [name, loop] of Object.entries<AsyncIterable<unknown>>(
          new Function(`return ${code}`)()(tallyport, one),
        )) {
          const values: unknown[] = (read[name] = []);
          void (async () => {
            try {
              for await (const value of loop) values.push(Array.isArray(value) ? value.length : 'record');
            } catch (error) {
              values.push((error as { code: string }).code);
            }
          })();
        }
        Object.assign(globalThis, { read });
      },
      [String(start), transport, exportId],
    );
    const read = (): Promise<Record<string, unknown[]>> => page.evaluate(() => (globalThis as any).read);
    const untilAll = (what: string, isRight: (values: unknown[]) => boolean): Promise<boolean> =>
      waitFor(what, async () => {
        const { changes: _, ...loops } = await read();
        return Object.values(loops).every(isRight);
      });
    // A list is read first. The connection then repeats its newest record.
    await untilAll('live records of the admin', (values) => values[0] === 'record' || values.length > 1);
    await signIn(context, by, organization.memberId);
    await app.revoke(former);
    await untilAll(
      'the end or the list of the member',
      (values) => values.at(-1) === 'FORBIDDEN' || values.at(-2) === 0,
    );
    const values = await read();
    await context.close();
    return values;
  };

  it.each(ways)('ends its loops: %s', async (...way: Way) => {
    const { changes, ...loops } = await readAcross(way, (tallyport, id) => ({
      watchExport: tallyport.watchExport(id),
      watchExports: tallyport.watchExports(),
      watchImports: tallyport.watchImports(),
      watchExportRequests: tallyport.watchExportRequests(),
      subscribe: tallyport.subscribe('subscription { exportActivity { id } }'),
    }));
    expect(changes).toEqual(['change']);
    expect(Object.values(loops).map((values) => values.at(-1))).toEqual(Array(5).fill('FORBIDDEN'));
  });

  it.each(ways)('empties its lists before it reads them again: %s', async (...way: Way) => {
    const { changes, ...lists } = await readAcross(way, (tallyport) => ({
      watchHistory: tallyport.watchHistory(),
      watchImportHistory: tallyport.watchImportHistory(),
      watchRequestHistory: tallyport.watchRequestHistory(),
    }));
    expect(changes).toEqual(['change']);
    expect(Object.values(lists).map((counts) => [...new Set(counts)])).toEqual(Array(3).fill([1, 0]));
  });

  it.each(['websocket', 'sse'])('changes nothing in the name of the new user: %s', async (transport) => {
    const context = await browser().newContext();
    await signIn(context, 'cookie', organization.adminId);
    const page = await open(context, 'cookie');
    const query = '{ viewer { user { username } } }';
    await page.evaluate(
      async ([by, text]) => {
        const { create } = globalThis as any;
        const [tallyport, changes] = [create({ transport: by }), [] as unknown[]];
        tallyport.onViewerChange(() => changes.push('change'));
        await tallyport.query(text);
        Object.assign(globalThis, { own: tallyport, changes });
      },
      [transport, query] as const,
    );
    await signIn(context, 'cookie', organization.ownerId);
    // The page has no connection on which it would notice.
    const seen = await page.evaluate(async (text) => {
      const { own, changes } = globalThis as any;
      const change = own.mutate('mutation { createTeam(input: { name: "Crew" }) { id } }');
      const { code } = await change.catch((error: unknown) => error);
      return { code, changes: [...changes], user: (await own.query(text)).viewer.user.username };
    }, query);
    expect(seen).toEqual({ code: 'FORBIDDEN', changes: ['change'], user: 'owner' });
    expect((await organization.owner.data('{ organization { teams { name } } }')).organization.teams).toEqual([]);
    await context.close();
  });

  it.each(['websocket', 'sse'])(
    'reads a query or list of the new user without an answer of the former one: %s',
    async (transport) => {
      const context = await browser().newContext();
      await signIn(context, 'cookie', organization.adminId);
      const page = await open(context, 'cookie');
      const query = '{ viewer { user { username } } }';
      await page.evaluate(
        async ([by, text]) => {
          const own = (globalThis as any).create({ transport: by });
          await own.query(text);
          Object.assign(globalThis, { own });
        },
        [transport, query] as const,
      );
      await signIn(context, 'cookie', organization.memberId);
      const seen = await page.evaluate(async (text) => {
        const { own } = globalThis as any;
        const first = await own.watchHistory().next();
        return [(await own.query(text)).viewer.user.username, first.value];
      }, query);
      expect(seen).toEqual(['member', []]);
      await context.close();
    },
  );

  describe.each(['apollo', 'urql', 'graphql-ws'])('with the code of the documents for %s', (client) => {
    const listOf = (page: Page): Promise<string[]> =>
      page.evaluate(() => Object.keys((globalThis as any).page.shown).sort());
    const untilListed = async (page: Page, ids: readonly string[]): Promise<void> => {
      let last: unknown;
      await waitFor(
        'the list',
        async () => isDeepStrictEqual((last = await listOf(page)), [...ids].sort()),
        15_000,
      ).catch(() => expect(last).toEqual(ids));
    };
    const idsOfAdmin = async (): Promise<string[]> =>
      (await organization.admin.data('{ exports(first: 50) { nodes { id } } }')).exports.nodes.map(
        ({ id }: { id: string }) => id,
      );

    it.each(['token', 'cookie'] as const)('shows the live list of each new user, by a %s', async (by) => {
      const context = await browser().newContext();
      const admin = await signIn(context, by, organization.adminId);
      const page = await open(context, by, client);
      await untilListed(page, await idsOfAdmin());
      const member = await signIn(context, by, organization.memberId);
      await app.revoke(admin);
      await untilListed(page, []);
      await signIn(context, by, organization.adminId);
      await app.revoke(member);
      await untilListed(page, await idsOfAdmin());
      await startExport(organization.admin, { format: 'CSV', asOf: `2026-01-0${++started}T00:00:00Z` });
      await untilListed(page, await idsOfAdmin());
      await context.close();
    });

    if (client !== 'graphql-ws')
      it('shows nothing of the former user after a request, while the former session goes on', async () => {
        const context = await browser().newContext();
        await signIn(context, 'cookie', organization.adminId);
        const page = await open(context, 'cookie', client);
        await untilListed(page, await idsOfAdmin());
        await signIn(context, 'cookie', organization.memberId);
        const status = page.waitForResponse((response) => response.status() === 409);
        await page.evaluate((id) => (globalThis as any).readOne(id).catch(() => undefined), exportId);
        await status;
        await untilListed(page, []);
        await context.close();
      });
  });
});
