import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createTestApp, type SignedInOrganization, type TestApp } from '../support/apps/app';
import { type Data, TestClient } from '../support/clients/client';
import { startExport } from '../support/clients/exports';
import { TcpProxy } from '../support/clients/tcp-proxy';
import { eachEngine } from '../support/databases/engines';
import { waitFor } from '../support/wait-for';

const activity = 'subscription { exportActivity { id version state } }';

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
      reason: 'The access token is missing, wrong, expired or revoked, or no one is signed in.',
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
