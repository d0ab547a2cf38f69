import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ApolloClient, gql } from '@apollo/client';
import type { Client as UrqlClient } from '@urql/core';
import { type Client, createClient } from 'graphql-ws';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { WebSocket } from 'ws';
import { createTestApp, type SignedInOrganization, type TestApp } from '../support/apps/app';
import { type Data, TestClient } from '../support/clients/client';
import { startExport } from '../support/clients/exports';
import { TcpProxy } from '../support/clients/tcp-proxy';
import { eachEngine } from '../support/databases/engines';
import { waitFor } from '../support/wait-for';

type Token = () => Promise<string>;
interface Recipe {
  liveClient(url: string, token: Token): Client;
  newest<T>(data: T): T;
  apolloClient(url: string, token: Token): ApolloClient;
  urqlClient(url: string, token: Token): UrqlClient;
}

/** The code of docs/browsers.md, word for word, but ten times as fast. */
function readRecipe(fetchOnce: typeof fetch): Recipe {
  const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'browsers.md'), 'utf8');
  const code = [...page.matchAll(/^```js\n([\s\S]*?)^```$/gm)]
    .map(([, block]) => block)
    .join('\n')
    .replace(/\b\d+_\d{3}\b|\b500\b/g, (ms) => String(Number(ms.replace('_', '')) / 10));
  const { outputText } = transpileModule(code, {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
  });
  const recipe = {} as Recipe;
  new Function('require', 'exports', 'fetch', outputText)(require, recipe, fetchOnce);
  return recipe;
}

const activity = 'subscription { exportActivity { id version state } }';
const one = 'query ($id: ID!) { export(id: $id) { id version state } }';

eachEngine('the client of docs/browsers.md', ['sqlite'], (engine) => {
  /** Stays, and keeps the database; the clients know only the servers behind the proxy. */
  let app: TestApp;
  let organization: SignedInOrganization;
  let server: TestApp;
  let proxy: TcpProxy;
  let tokenNow: string;
  let recipe: Recipe;
  let apollo: ApolloClient;
  let urql: UrqlClient;
  let beforeAnswer: () => Promise<unknown> = async () => undefined;
  /** The latest state of each export, by the client that was told of it. */
  const seen: Record<'graphql-ws' | 'Apollo Client' | 'urql', Map<string, string>> = {
    'graphql-ws': new Map(),
    'Apollo Client': new Map(),
    urql: new Map(),
  };
  const faults: unknown[] = [];
  const stops: (() => unknown)[] = [];

  beforeAll(async () => {
    Object.assign(globalThis, { WebSocket });
    app = await createTestApp(engine, { worker: false });
    organization = await app.organization();
    server = await createTestApp(engine, { worker: false, beside: app });
    proxy = await TcpProxy.listen();
    proxy.upstreamUrl = server.url;
    recipe = readRecipe(async (url, init) => {
      const response = await fetch(url, init);
      await beforeAnswer();
      return response;
    });
    const token: Token = async () => tokenNow;
    const shows =
      (client: keyof typeof seen) =>
      ({ data, errors, error }: { data?: any; errors?: unknown; error?: unknown }): void => {
        if (errors ?? error) faults.push([client, errors ?? error]);
        if (data) seen[client].set(data.exportActivity.id, data.exportActivity.state);
      };
    const failed = (client: string) => (error: unknown) => void faults.push([client, error]);
    tokenNow = (await app.signIn({ id: organization.ownerId, organizationId: organization.id }, 60_000)).token!;
    const url = `${proxy.url}/graphql`;
    const live = recipe.liveClient(url.replace('http', 'ws'), token);
    stops.push(
      live.subscribe(
        { query: activity },
        { next: shows('graphql-ws'), error: failed('graphql-ws'), complete: () => undefined },
      ),
      () => live.dispose(),
    );
    apollo = recipe.apolloClient(url, token);
    const apolloStream = apollo
      .subscribe({ query: gql(activity) })
      .subscribe({ next: shows('Apollo Client'), error: failed('Apollo Client') });
    stops.push(
      () => apolloStream.unsubscribe(),
      () => apollo.stop(),
    );
    urql = recipe.urqlClient(url, token);
    stops.push(urql.subscription(activity, {}).subscribe(shows('urql')).unsubscribe);
  });
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
    await proxy?.stop();
    await server?.stop();
    await app?.stop();
  });
  afterEach(() => expect(faults).toEqual([]));

  let started = 0;
  const start = async (): Promise<string> =>
    (
      await startExport(organization.admin, {
        format: 'CSV',
        asOf: `2026-01-${String(++started).padStart(2, '0')}T00:00:00Z`,
      })
    ).export.id;
  const change = (id: string) =>
    organization.admin.data('mutation ($id: ID!) { cancelExport(id: $id) { id } }', { id });
  const untilAllShow = async (id: string, state: string): Promise<void> => {
    for (const [client, states] of Object.entries(seen))
      await waitFor(`${client} to show export ${id} as ${state}`, () => states.get(id) === state, 25_000);
  };
  /** All three learn what happens now, and what happened since they were cut off. */
  const expectAllLive = async (ended?: string): Promise<void> => {
    if (ended) await untilAllShow(ended, 'CANCELLED');
    await untilAllShow(await start(), 'QUEUED');
  };

  it('shows progress in Apollo Client, urql and graphql-ws', async () => {
    const id = await start();
    await untilAllShow(id, 'QUEUED');
    await change(id);
    await untilAllShow(id, 'CANCELLED');
  });

  it('reconnects after a restart that refuses connections for a while, and shows exports that ended meanwhile', async () => {
    const id = await start();
    await untilAllShow(id, 'QUEUED');
    proxy.upstreamUrl = null;
    await server.stop();
    await waitFor('each client to be refused', () => proxy.refused >= 3);
    await change(id);
    server = await createTestApp(engine, { worker: false, beside: app });
    proxy.upstreamUrl = server.url;
    await expectAllLive(id);
  });

  it('reconnects with a new token when the old one expires', async () => {
    tokenNow = organization.owner.token!;
    const before = proxy.accepted;
    app.clock.advance(60_000);
    await waitFor('each client to connect again', () => proxy.accepted >= before + 3);
    await expectAllLive();
  });

  it('reconnects after the computer slept and its sockets were lost', async () => {
    const id = await start();
    await untilAllShow(id, 'QUEUED');
    const before = proxy.accepted;
    proxy.freeze();
    await change(id);
    await waitFor('each client to connect again', () => proxy.accepted >= before + 3, 25_000);
    await expectAllLive(id);
  });

  it('keeps the newer state of an export when an older response arrives later', async () => {
    const id = await start();
    let sent = 0;
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    beforeAnswer = () => (sent++, gate);
    const answers = [
      apollo.query<Data>({ query: gql(one), variables: { id }, fetchPolicy: 'network-only' }),
      urql.query<Data>(one, { id }, { requestPolicy: 'network-only' }).toPromise(),
    ];
    await waitFor('both answers to be on the way', () => sent === 2);
    await change(id);
    await untilAllShow(id, 'CANCELLED');
    release();
    beforeAnswer = async () => undefined;
    for (const { data } of await Promise.all(answers)) expect(data!.export.state).toBe('CANCELLED');
    expect(apollo.readQuery<Data>({ query: gql(one), variables: { id } })!.export.state).toBe('CANCELLED');
  });

  it('shows the error code of a rejected query', async () => {
    const valid = tokenNow;
    tokenNow = 'tp_nonsense';
    await expect(
      apollo.query({ query: gql('{ viewer { role } }'), fetchPolicy: 'network-only' }),
    ).rejects.toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    const { error } = await urql.query('{ viewer { role } }', {}, { requestPolicy: 'network-only' }).toPromise();
    expect(error!.graphQLErrors[0]!.extensions.code).toBe('UNAUTHENTICATED');
    tokenNow = valid;
  });
});

eachEngine('the graphql-ws client with its default settings', ['sqlite'], (engine) => {
  let app: TestApp;
  let organization: SignedInOrganization;
  let proxy: TcpProxy;
  beforeAll(async () => {
    app = await createTestApp(engine, { worker: false });
    organization = await app.organization();
    proxy = await TcpProxy.listen();
    proxy.upstreamUrl = app.url;
  });
  afterAll(async () => {
    await proxy?.stop();
    await app?.stop();
  });

  const watch = (token: string | null) => {
    const client = createClient({
      url: `${proxy.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: token === null ? {} : { authorization: `Bearer ${token}` },
    });
    const states: Data[] = [];
    const failure = new Promise<{ code: number; reason: string }>((resolve) =>
      client.subscribe<Data>(
        { query: activity },
        {
          next: ({ data }) => void states.push(data!.exportActivity),
          error: resolve,
          complete: () => undefined,
        },
      ),
    );
    return { client, states, failure };
  };
  const signIn = (): Promise<TestClient> => app.signIn({ id: organization.ownerId, organizationId: organization.id });

  it.each([
    ['no token', null],
    ['a wrong token', 'tp_nonsense'],
  ])('fails at once with the reason for %s', async (_what, token) => {
    const before = proxy.accepted;
    const { failure } = watch(token);
    const { code, reason } = await failure;
    expect({ code, reason }).toEqual({
      code: 4401,
      reason: 'The access token is missing, wrong, expired or revoked, or no one is signed in',
    });
    expect(proxy.accepted).toBe(before + 1);
  });

  it('fails with the reason when its token was revoked and no new one is available', async () => {
    const { token } = await signIn();
    const { states, failure } = watch(token);
    const { export: row } = await startExport(organization.owner);
    await waitFor('the export', () => states.some(({ id }) => id === row.id));
    const before = proxy.accepted;
    await app.revoke(new TestClient(app.url, token));
    expect((await failure).code).toBe(4401);
    expect(proxy.accepted).toBe(before + 1);
  });

  it('reconnects after a restart that is complete before its next attempt', async () => {
    const [old, next] = [
      await createTestApp(engine, { worker: false, beside: app }),
      await createTestApp(engine, { worker: false, beside: app }),
    ];
    proxy.upstreamUrl = old.url;
    const { client, states } = watch((await signIn()).token);
    await waitFor('the first states', () => states.length > 0);
    proxy.upstreamUrl = next.url;
    await old.stop();
    const { export: row } = await startExport(organization.owner, { format: 'XLSX' });
    await waitFor('the new export', () => states.some(({ id }) => id === row.id), 25_000);
    await client.dispose();
    await next.stop();
  });
});
