import { useOrganization, useTestApp } from '../../support/apps/app';
import type { Data, TestClient } from '../../support/clients/client';
import { startImport } from '../../support/clients/imports';
import { eachEngine } from '../../support/databases/engines';

const createTeam = 'mutation { createTeam(input: { name: "Crew" }) { id } }';
const json = { 'content-type': 'application/json' };

eachEngine('a request with the cookie of a session', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app, {}, 'session');

  /** A request of each kind that can have a cookie. */
  const requests: readonly [kind: string, path: () => Promise<string>, init: RequestInit, status: number][] = [
    [
      'a mutation',
      async () => '/graphql',
      { method: 'POST', headers: json, body: JSON.stringify({ query: createTeam }) },
      200,
    ],
    [
      'a query by GET',
      async () => '/graphql?query={__typename}',
      { headers: { accept: 'application/json', 'x-apollo-operation-name': 'x' } },
      200,
    ],
    [
      'an event stream',
      async () => '/graphql',
      {
        method: 'POST',
        headers: { ...json, accept: 'text/event-stream' },
        body: JSON.stringify({ query: 'subscription { exportActivity { id } }' }),
      },
      200,
    ],
    ['statistics', async () => '/statistics.csv?of=bookings&from=2026-01&to=2026-02', {}, 200],
    [
      'an upload by id',
      async () => `/uploads/${(await startImport(organization.owner)).id}`,
      { method: 'PUT', body: 'Username\n' },
      201,
    ],
  ];
  const send = async ({ session, token }: TestClient, path: string, init: RequestInit, named?: string) => {
    const { status, headers, body } = await fetch(app.url + path, {
      ...init,
      headers: {
        ...(init.headers as Record<string, string>),
        origin: app.url,
        ...(session ? { cookie: `tallyport=${session}` } : { authorization: `Bearer ${token}` }),
        ...(named !== undefined && { 'x-viewer-id': named }),
      },
    });
    // An event stream has no end.
    const text = async (): Promise<string> => new TextDecoder().decode((await body!.getReader().read()).value);
    return { status, viewer: headers.get('x-viewer-id'), text };
  };

  it.each(requests)('is refused if it names another user: %s', async (_kind, path, init) => {
    for (const named of [String(organization.memberId), `${organization.ownerId}0`, 'x', '']) {
      const { status, viewer, text } = await send(organization.owner, await path(), init, named);
      expect([status, viewer]).toEqual([409, String(organization.ownerId)]);
      expect((JSON.parse(await text()) as Data).errors[0].extensions).toMatchObject({
        code: 'CONFLICT',
        reason: 'VIEWER_CHANGED',
      });
    }
    expect((await organization.owner.data('{ organization { teams { name } } }')).organization.teams).toEqual([]);
  });

  it.each(requests)('is as before if it names its user, or none: %s', async (_kind, path, init, status) => {
    for (const named of [String(organization.ownerId), undefined])
      expect((await send(organization.owner, await path(), init, named)).status).toBe(status);
  });

  it('does not matter for an access token, which the page itself chooses', async () => {
    const client = await app.signIn({ id: organization.ownerId, organizationId: organization.id });
    const query = JSON.stringify({ query: '{ viewer { role } }' });
    const init = { method: 'POST', headers: json, body: query };
    expect((await send(client, '/graphql', init, String(organization.memberId))).status).toBe(200);
  });

  it('says nothing of users without a session', async () => {
    const client = { session: `ts_${'x'.repeat(43)}`, token: null } as TestClient;
    const init = { method: 'POST', headers: json, body: JSON.stringify({ query: '{ viewer { role } }' }) };
    const { status, viewer } = await send(client, '/graphql', init, String(organization.memberId));
    expect([status, viewer]).toEqual([401, null]);
  });
});
