import { useOrganization, useTestApp } from '../../support/apps/app';
import { type RawAnswer, rawRequest } from '../../support/clients/raw-http';
import { RawSocket } from '../../support/clients/raw-socket';
import { eachEngine } from '../../support/databases/engines';
import { countRows } from '../../support/databases/rows';

const hello = '{ viewer { role } }';

eachEngine('a query by GET', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false, settings: { CORS_ORIGINS: 'https://screens.example' } });
  const organization = useOrganization(app);

  const get = (
    parameters: Record<string, string>,
    headers: Record<string, string> = {},
    method = 'GET',
  ): Promise<RawAnswer> =>
    rawRequest(app.url, `/graphql?${new URLSearchParams(parameters)}`, {
      method,
      headers: { accept: 'application/json', authorization: `Bearer ${organization.owner.token}`, ...headers },
    });
  const countExports = (): Promise<number> => countRows(app.app.dataSource, 'exports');

  it('accepts variables, a name and extensions as parameters', async () => {
    const query =
      'query a($first: Int!, $filter: UserFilter) { users(first: $first, filter: $filter) { nodes { username } } } query b { viewer { role } }';
    const answer = await get({
      query,
      operationName: 'a',
      variables: JSON.stringify({ first: 1, filter: { search: 'member' } }),
      extensions: '{"traceparent":"00"}',
    });
    expect([answer.status, answer.json()]).toEqual([200, { data: { users: { nodes: [{ username: 'member' }] } } }]);
    expect((await get({ query, operationName: 'b', variables: '{"first":1}' })).json()).toEqual({
      data: { viewer: { role: 'OWNER' } },
    });
    expect((await get({ query: '{ users(filter: { search: "Zoë+日 & 100%" }) { totalCount } }' })).json()).toEqual({
      data: { users: { totalCount: 0 } },
    });
  });

  it('forbids caching', async () => {
    expect((await get({ query: hello })).headers['cache-control']).toBe('no-store');
  });

  it('cannot be a mutation or a subscription', async () => {
    const start = 'mutation b { startExport(input: { format: CSV }) { export { id } } }';
    for (const [parameters, status] of [
      [{ query: start }, 405],
      [{ query: `query a { viewer { role } } ${start}`, operationName: 'b' }, 405],
      [{ query: 'subscription { exportActivity { id } }' }, 405],
    ] as const) {
      const answer = await get(parameters);
      expect([answer.status, answer.headers.allow, answer.json().errors[0].extensions.code]).toEqual([
        status,
        'POST',
        'BAD_USER_INPUT',
      ]);
    }
    expect((await get({ query: hello }, {}, 'HEAD')).status).toBe(405);
    expect(await countExports()).toBe(0);
  });

  it.each([
    { apollo: '' },
    { 'apollo-require-preflight': 'true' },
    { 'x-apollo-operation-name': 'a' },
    { cookie: `session=x; token=x` },
  ])('needs a header that makes browsers send a preflight request: %j', async (headers) => {
    const answer = await get({ query: hello }, { authorization: '', ...headers } as never);
    expect([answer.status, answer.json().errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    const asked = await rawRequest(app.url, '/graphql?query=x', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(asked.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('is refused beyond a maximum length, with a hint to use POST', async () => {
    const answer = await get({ query: `${hello}#${'x'.repeat(8192)}` });
    expect([answer.status, answer.json().errors[0]]).toEqual([
      414,
      { message: expect.stringContaining('POST'), extensions: { code: 'LIMIT_REACHED' } },
    ]);
    expect((await get({ query: `${hello}#${'x'.repeat(8000)}` })).status).toBe(200);
  });

  it.each([
    'query=%ff',
    'query=%',
    'query=%7B__typename%7D&query=%7B__typename%7D',
    'query=%7B__typename%7D&variables=%5B%5D',
    'query=%7B__typename%7D&extensions=1',
    'query=',
    '',
  ])('is refused with invalid parameters: %j', async (parameters) => {
    const answer = await rawRequest(app.url, `/graphql?${parameters}`, {
      headers: { accept: 'application/json', authorization: `Bearer ${organization.owner.token}` },
    });
    expect([answer.status, answer.json().errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });
});

eachEngine('an empty operation name', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);

  it('counts as none, over HTTP and WebSocket', async () => {
    const { owner } = organization;
    const socket = await RawSocket.signedIn(owner);
    const get = await rawRequest(app.url, `/graphql?${new URLSearchParams({ query: hello, operationName: '' })}`, {
      headers: { authorization: `Bearer ${owner.token}` },
    });
    for (const answer of [
      await owner.gql(hello, {}, ''),
      get.json(),
      await socket.answer(hello, {}, ''),
      await socket.answer('query a { viewer { role } }', {}, ''),
    ]) {
      expect([answer.errors, answer.data]).toEqual([undefined, { viewer: { role: 'OWNER' } }]);
    }
    expect(
      (await socket.answer('subscription { exportProgress(id: 999) { id } }', {}, '')).errors![0].extensions.code,
    ).toBe('NOT_FOUND');
    for (const { errors } of [
      await owner.gql('query a { viewer { role } } query b { viewer { role } }', {}, ''),
      await socket.answer('query a { viewer { role } } query b { viewer { role } }', {}, ''),
    ]) {
      expect(errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
    }
    socket.close();
  });
});
