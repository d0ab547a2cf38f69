import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client as UrqlClient, subscriptionExchange } from '@urql/core';
import type { Client } from 'graphql-sse';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { createTestApp, type SignedInOrganization, type TestApp } from '../support/apps/app';
import { TestClient } from '../support/clients/client';
import { startExport } from '../support/clients/exports';
import { TcpProxy } from '../support/clients/tcp-proxy';
import { eachEngine } from '../support/databases/engines';
import { waitFor } from '../support/wait-for';

interface Recipe {
  streamClient(url: string, token: () => Promise<string>, maxSilenceMs?: number): Client;
  onReconnect(listener: () => void): () => void;
  onViewerChange(listener: () => void): () => void;
}

/** The code of docs/browsers.md, word for word, but ten times as fast. */
function readRecipe(): Recipe {
  const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'browsers.md'), 'utf8');
  const code = ['A client to copy', 'Networks that block WebSockets']
    .map((title) => /^```js\n([\s\S]*?)^```$/m.exec(page.split(`\n## ${title}\n`)[1]!)![1]!)
    .join('\n')
    .replace(/\b\d+_\d{3}\b|\b500\b/g, (ms) => String(Number(ms.replace('_', '')) / 10));
  const { outputText } = transpileModule(code, {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
  });
  const recipe = {} as Recipe;
  new Function('require', 'exports', outputText)(require, recipe);
  return recipe;
}

const activity = 'subscription { exportActivity { id version state } }';

eachEngine('the client for event streams of docs/browsers.md', ['sqlite'], (engine) => {
  /** Stays, and keeps the database; the clients know only the servers of the proxy. */
  let app: TestApp;
  let organization: SignedInOrganization;
  let server: TestApp;
  let proxy: TcpProxy;
  let tokenNow: string;
  let url: string;
  const { streamClient, onReconnect, onViewerChange } = readRecipe();
  const seen = { 'graphql-sse': new Map(), 'Apollo Client': new Map(), urql: new Map() };
  const faults: unknown[] = [];
  let reconnections = 0;
  const stops: (() => unknown)[] = [];

  beforeAll(async () => {
    app = await createTestApp(engine, { worker: false });
    organization = await app.organization();
    server = await createTestApp(engine, { worker: false, beside: app });
    proxy = await TcpProxy.listen();
    proxy.upstreamUrl = server.url;
    url = `${proxy.url}/graphql`;
    tokenNow = (await app.signIn({ id: organization.ownerId, organizationId: organization.id }, 60_000)).token!;
    const live = streamClient(url, async () => tokenNow);
    const failed = (error: unknown): void => void faults.push(error);
    const shows =
      (client: keyof typeof seen) =>
      ({ data, errors, error }: { data?: any; errors?: unknown; error?: unknown }): void => {
        if (errors ?? error) faults.push([client, errors ?? error]);
        if (data) seen[client].set(data.exportActivity.id, data.exportActivity.state);
      };
    const apollo = new ApolloClient({
      cache: new InMemoryCache(),
      link: ApolloLink.from([new GraphQLWsLink(live as never)]),
    });
    const urql = new UrqlClient({
      url,
      exchanges: [
        subscriptionExchange({
          forwardSubscription: (request) => ({
            subscribe: (sink) => ({ unsubscribe: live.subscribe(request as never, sink as never) }),
          }),
        }),
      ],
    });
    const apolloStream = apollo
      .subscribe({ query: gql(activity) })
      .subscribe({ next: shows('Apollo Client'), error: failed });
    stops.push(
      onReconnect(() => reconnections++),
      live.subscribe({ query: activity }, { next: shows('graphql-sse'), error: failed, complete: () => undefined }),
      () => apolloStream.unsubscribe(),
      () => apollo.stop(),
      urql.subscription(activity, {}).subscribe(shows('urql')).unsubscribe,
      () => live.dispose(),
    );
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
    await proxy?.stop();
    await server?.stop();
    await app?.stop();
  });
  afterEach(() => expect(faults).toEqual([]));

  let started = 0;
  const start = async (): Promise<string> =>
    (await startExport(organization.admin, { format: 'CSV', asOf: `2026-01-0${++started}T00:00:00Z` })).export.id;
  const cancel = (id: string) =>
    organization.admin.data('mutation ($id: ID!) { cancelExport(id: $id) { id } }', { id });
  const untilAllShow = async (id: string, state: string): Promise<void> => {
    for (const [client, states] of Object.entries(seen))
      await waitFor(`${client} to show export ${id} as ${state}`, () => states.get(id) === state, 25_000);
  };

  it('shows progress in graphql-sse, Apollo Client and urql', async () => {
    const id = await start();
    await untilAllShow(id, 'QUEUED');
    await cancel(id);
    await untilAllShow(id, 'CANCELLED');
  });

  it('connects again after a restart, and shows exports that ended meanwhile', async () => {
    const id = await start();
    await untilAllShow(id, 'QUEUED');
    expect(reconnections).toBe(0);
    proxy.upstreamUrl = null;
    await server.stop();
    await waitFor('each client to be refused', () => proxy.refused >= 3);
    await cancel(id);
    server = await createTestApp(engine, { worker: false, beside: app });
    proxy.upstreamUrl = server.url;
    await untilAllShow(id, 'CANCELLED');
    expect(reconnections).toBeGreaterThan(0);
  });

  it('connects again with a new token when the old one expires', async () => {
    tokenNow = organization.owner.token!;
    app.clock.advance(60_000);
    await untilAllShow(await start(), 'QUEUED');
  });

  it('connects again after the computer slept and its connections were lost', async () => {
    const id = await start();
    await untilAllShow(id, 'QUEUED');
    proxy.freeze();
    await cancel(id);
    await untilAllShow(id, 'CANCELLED');
  });

  it('notes that the answers are for another user', async () => {
    let changes = 0;
    const stop = onViewerChange(() => changes++);
    const first = await start();
    await untilAllShow(first, 'QUEUED');
    const before = reconnections;
    const admin = await app.signIn({ id: organization.adminId, organizationId: organization.id });
    tokenNow = admin.token!;
    const own = streamClient(url, async () => tokenNow);
    const ids: string[] = [];
    own.subscribe<any>(
      { query: activity },
      { next: ({ data }) => void ids.push(data!.exportActivity.id), error: () => undefined, complete: () => undefined },
    );
    await waitFor('the change of the user', () => changes > 0);
    await waitFor('the export', () => ids.includes(first));
    await waitFor('the streams of the former user to connect again', () => reconnections > before);
    expect(changes).toBe(1);
    stop();
    own.dispose();
  });

  it.each([
    ['a wrong token', async () => 'tp_nonsense'],
    [
      'a revoked one',
      async () => {
        const client = await app.signIn({ id: organization.ownerId, organizationId: organization.id });
        await app.revoke(new TestClient(app.url, client.token));
        return client.token!;
      },
    ],
  ])('gives up with the reason for %s', async (_what, token) => {
    const client = streamClient(url, token);
    const error = await new Promise((resolve) =>
      client.subscribe({ query: activity }, { next: () => undefined, error: resolve, complete: () => undefined }),
    );
    expect(error).toEqual(new Error('HTTP status 401'));
    client.dispose();
  });
});
