import { isDeepStrictEqual } from 'node:util';
import type { Page, Request } from 'playwright-core';
import { createTestApp, type SignedInOrganization, type TestApp } from '../support/apps/app';
import { inChromium } from '../support/clients/browser';
import { run } from '../support/clients/changes';
import { startExport } from '../support/clients/exports';
import { startImport } from '../support/clients/imports';
import { bundlePages, type PageServer, servePages } from '../support/clients/pages';
import { TcpProxy } from '../support/clients/tcp-proxy';
import { engines } from '../support/databases/engines';
import { waitFor } from '../support/wait-for';

jest.setTimeout(120_000);

/** Five seconds for a page whose waits are not ten times as fast, and time for a machine that runs other tests. */
const maxReturnMs = 30_000;

inChromium('lists in a page, after an interruption', (browser) => {
  /** Stays, and keeps the database; the pages know only the server behind the proxy. */
  let app: TestApp;
  let server: TestApp;
  let proxy: TcpProxy;
  let pages: PageServer;
  let settings: Record<string, string>;
  beforeAll(async () => {
    pages = await servePages(await bundlePages());
    settings = { CORS_ORIGINS: pages.origin };
    app = await createTestApp(engines[0]!, { settings, worker: false });
    server = await startServer();
    proxy = await TcpProxy.listen();
    proxy.upstreamUrl = server.url;
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
    await app?.stop();
    await pages?.stop();
  });
  const startServer = (): Promise<TestApp> => createTestApp(engines[0]!, { settings, worker: false, beside: app });

  const open = async (client: string, { admin }: SignedInOrganization): Promise<Page> => {
    pages.token = admin.token!;
    const page = await (await browser().newContext()).newPage();
    const url = encodeURIComponent(`${proxy.url}/graphql`);
    await page.goto(`${pages.origin}/?client=${encodeURIComponent(client)}&url=${url}&token`);
    return page;
  };

  /** The server is down while something changes, and the page is refused. */
  const whileStopped = async (change: () => Promise<unknown>): Promise<void> => {
    const { refused } = proxy;
    proxy.upstreamUrl = null;
    await server.stop();
    await waitFor('the page to be refused', () => proxy.refused > refused);
    try {
      await change();
    } finally {
      server = await startServer();
      proxy.upstreamUrl = server.url;
    }
  };
  /** The connection is lost without notice while something changes. */
  const whileFrozen = async (change: () => Promise<unknown>): Promise<void> => {
    proxy.freezeLive();
    await change();
  };

  it.each([
    ['a WebSocket, while the server was stopped', 'package', whileStopped],
    ['a WebSocket, while its connection was lost', 'package', whileFrozen],
    ['event streams, while the server was stopped', 'package by SSE', whileStopped],
    ['event streams, while their connections were lost', 'package by SSE', whileFrozen],
    ['Apollo Client', 'apollo', whileStopped],
    ['urql', 'urql', whileStopped],
    ['graphql-ws', 'graphql-ws', whileStopped],
  ] as const)('no longer have the rows of others after a loss of permissions: %s', async (_when, client, away) => {
    const organization = await app.organization();
    const { owner, admin, adminId, ownerId: id } = organization;
    const session = await app.startSession({ id, organizationId: organization.id });
    const [foreign, own] = [(await startExport(owner)).export.id, (await startExport(admin)).export.id];
    const foreignImport = (await startImport(owner)).id;
    const page = await open(client, organization);
    // The list that a loop reads, next to the one of a hook.
    await page.evaluate(() => {
      const { tallyport } = globalThis as any;
      Object.assign(globalThis, { imports: [] });
      void (async () => {
        for await (const rows of tallyport.watchImportHistory())
          Object.assign(globalThis, { imports: rows.map(({ id }: { id: string }) => id) });
      })();
    });
    const untilListed = async (exports: Record<string, string>, imports: string[]): Promise<void> => {
      const expected = { exports, imports };
      let last: unknown;
      await waitFor(
        'the lists',
        async () =>
          isDeepStrictEqual(
            (last = await page.evaluate(() => {
              const { page, imports } = globalThis as any;
              return { exports: page.shown, imports };
            })),
            expected,
          ),
        maxReturnMs,
      ).catch(() => expect(last).toEqual(expected));
    };
    await untilListed({ [foreign]: 'QUEUED', [own]: 'QUEUED' }, [foreignImport]);
    await away(() => run(session, 'changeUser', { id: String(adminId), role: 'MEMBER' }));
    await untilListed({ [own]: 'QUEUED' }, []);
    await admin.data('mutation ($id: ID!) { cancelExport(id: $id) { id } }', { id: own });
    await untilListed({ [own]: 'CANCELLED' }, []);
    await page.context().close();
  });

  it.each(['websocket', 'sse'])('are each read one time: %s', async (transport) => {
    const organization = await app.organization();
    const { admin } = organization;
    const first = (await startExport(admin)).export.id;
    const page = await open('none', organization);
    const read: string[] = [];
    page.on('response', (response) => {
      const [list] = /query (?:Exports|Imports|ExportRequests)\b/.exec(documentOf(response.request())) ?? [];
      if (list) read.push(list);
    });
    await page.evaluate(
      ([by, id]) => {
        const { React, Everything, render, create } = globalThis as any;
        render(React.createElement(Everything, { id }), create({ transport: by }));
      },
      [transport, first],
    );
    const untilLast = (what: string, isRight: (shown: any) => boolean): Promise<boolean> =>
      waitFor(
        what,
        async () => isRight((await page.evaluate(() => (globalThis as any).page.all.at(-1))) ?? {}),
        maxReturnMs,
      );
    const ids: Record<string, string> = {};
    await untilLast('the live state and the lists', ({ one, exports, imports, requests }) =>
      Boolean(one && exports && imports && requests),
    );
    await whileStopped(async () => {
      read.length = 0;
      ids.exports = (await startExport(admin, { format: 'XLSX' })).export.id;
      ids.imports = (await startImport(admin)).id;
      ids.requests = (await run(admin, 'requestExport', { export: { format: 'CSV' } })).id;
    });
    await untilLast('what was started in the meantime', (shown) =>
      Object.entries(ids).every(([list, id]) => shown[list]?.includes(id)),
    );
    const last = (await startExport(admin, { format: 'JSONL' })).export.id;
    await untilLast('the next change', ({ exports }) => exports?.includes(last));
    expect(read.sort()).toEqual(['query ExportRequests', 'query Exports', 'query Imports']);
    await page.context().close();
  });
});

const documentOf = (request: Request): string => (request.postDataJSON() as { query?: string } | null)?.query ?? '';
