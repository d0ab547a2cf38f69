import { useOrganization, useTestApp } from '../../support/apps/app';
import { TestClient } from '../../support/clients/client';
import { rawRequest } from '../../support/clients/raw-http';
import { deleteUser } from '../../support/data/account-changes';
import { eachEngine } from '../../support/databases/engines';

const refusal = {
  errors: [
    {
      message: 'Sign in, or send a valid access token as `Authorization: Bearer TOKEN`.',
      extensions: { code: 'UNAUTHENTICATED', reason: 'SIGN_IN_REQUIRED', parameters: {} },
    },
  ],
};
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

eachEngine('a request without a valid token', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);

  const post = (body: string, headers: Record<string, string> = {}) =>
    rawRequest(app.url, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });

  it.each([
    ['a query', '{"query":"{ viewer { role } }"}'],
    ['a mutation', '{"query":"mutation { startExport(input: { format: CSV }) { export { id } } }"}'],
    ['introspection', '{"query":"{ __schema { types { name } } }"}'],
    ['the type of a name', '{"query":"{ __typename }"}'],
    ['a field that suggests another', '{"query":"{ user1 { id } }"}'],
    ['a document that is wrong', '{"query":"{"}'],
    ['no document', '{}'],
    ['no JSON', 'x'],
    ['nothing', ''],
    ['a batch', '[]'],
    [
      'a request for a sign-in link with another field',
      '{"query":"mutation { requestSignInLink(email: \\"a@b.test\\") { email } signOut { id } }"}',
    ],
    [
      'two requests for a sign-in link',
      '{"query":"mutation { a: requestSignInLink(email: \\"a@b.test\\") { email } b: requestSignInLink(email: \\"c@b.test\\") { email } }"}',
    ],
    [
      'a request for a sign-in link next to a query',
      '{"query":"mutation A { requestSignInLink(email: \\"a@b.test\\") { email } } query B { viewer { role } }","operationName":"B"}',
    ],
    [
      'a request for a sign-in link in a fragment',
      '{"query":"mutation { ...F } fragment F on Mutation { requestSignInLink(email: \\"a@b.test\\") { email } }"}',
    ],
    [
      'a request for a sign-in link in a large body',
      `{"query":"mutation { requestSignInLink(email: \\"a@b.test\\") { email } }","x":"${'x'.repeat(5000)}"}`,
    ],
    ['a body of 50 KB', `{"query":"${'x'.repeat(50_000)}"}`],
  ])('gets 401 and nothing else: %s', async (_what, body) => {
    const { status, headers, json } = await post(body);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('Bearer');
    expect(headers['content-type']).toContain('application/json');
    expect(json()).toEqual(refusal);
  });

  // Each names something of the schema, or almost: the response must not say which.
  it.each([
    'mutation { requestSignInLink(email: "a@b.test") { emai } }',
    'mutation { requestSignInLink(emial: "a@b.test") { email } }',
    'mutation { requestSignInLink(email: "a@b.test") { email ... on User { id } } }',
    'mutation { requestSignInLink(email: "a@b.test") { email ... on Usr { id } } }',
    'mutation ($x: UserFilter) { requestSignInLink(email: "a@b.test") { email } }',
    'mutation ($x: UsrFilter) { requestSignInLink(email: "a@b.test") { email } }',
    'mutation ($x: UserFilter) { requestSignInLink(email: $x) { email } }',
    'mutation ($x: UserFilter = { nam: "x" }) { requestSignInLink(email: "a@b.test") { email @include(if: $x) } }',
    'mutation { requestSignInLink(email: OWNER) { email } }',
    'mutation { requestSignInLink(email: "a@b.test") @autorized { email } }',
    'mutation { requestSignInLink { email } }',
  ])('learns nothing about the schema from a request for a sign-in link: %s', async (query) => {
    const { status, json } = await post(JSON.stringify({ query }));
    expect(status).toBe(400);
    expect(json()).toEqual({
      errors: [
        {
          message: 'This operation is not valid. Sign in, or send it with an access token, to see why.',
          extensions: { code: 'BAD_USER_INPUT', argument: 'query' },
        },
      ],
    });
  });

  it('may use variables and __typename', async () => {
    const query = 'mutation ($to: String!) { requestSignInLink(email: $to) { __typename email } }';
    const { status, json } = await post(JSON.stringify({ query, variables: { to: 'variables@example.test' } }));
    expect([status, json()]).toEqual([
      200,
      {
        data: { requestSignInLink: { __typename: 'RequestSignInLinkPayload', email: 'variables@example.test' } },
      },
    ]);
  });

  it.each(['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])(
    'gets 401 for a POST of %s',
    async (type) => {
      expect((await post('x', { 'content-type': type })).status).toBe(401);
    },
  );

  it('is refused for every variant of a token that was not issued', async () => {
    const { token } = organization.owner;
    const claims = { sub: organization.ownerId, organizationId: organization.id, role: 'OWNER' };
    const forged = [
      '',
      'Bearer',
      'Bearer ',
      `Basic ${token}`,
      token!,
      `Bearer ${token}x`,
      `Bearer ${token!.slice(0, -1)}`,
      `Bearer ${token!.toUpperCase()}`,
      `Bearer ${token} ${token}`,
      `Bearer "${token}"`,
      `Bearer ${encoded({ alg: 'none' })}.${encoded(claims)}.`,
      `Bearer ${encoded({ alg: 'HS256' })}.${encoded(claims)}.x`,
      `Bearer tp_${'A'.repeat(43)}`,
      `Bearer ' OR 1=1 --`,
      'Bearer null',
      'Bearer undefined',
      'Bearer [object Object]',
    ];
    for (const authorization of forged)
      expect({
        authorization,
        status: (await post('{"query":"{ viewer { role } }"}', { authorization })).status,
      }).toEqual({ authorization, status: 401 });
    expect((await post('{"query":"{ viewer { role } }"}', { cookie: `authorization=Bearer ${token}` })).status).toBe(
      401,
    );
    expect(
      (
        await rawRequest(app.url, `/graphql?access_token=${token}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"query":"{ viewer { role } }"}',
        })
      ).status,
    ).toBe(401);
    expect((await post('{"query":"{ viewer { role } }"}', { authorization: `bearer ${token}` })).status).toBe(200);
  });

  it('is refused from the millisecond at which the token expires', async () => {
    const client = await app.signIn({ id: organization.ownerId, organizationId: organization.id }, 1000);
    app.clock.advance(999);
    expect(await client.data('{ viewer { role } }')).toEqual({ viewer: { role: 'OWNER' } });
    app.clock.advance(1);
    expect((await client.gql('{ viewer { role } }')).status).toBe(401);
  });

  it('is refused if the token is revoked or its user is deleted', async () => {
    const client = await app.signIn({ id: organization.memberId, organizationId: organization.id });
    await app.revoke(client);
    expect((await client.gql('{ viewer { role } }')).status).toBe(401);
    await deleteUser(app.app.dataSource, organization.memberId);
    expect((await organization.member.gql('{ viewer { role } }')).status).toBe(401);
  });

  it('is refused with a download link instead of a token', async () => {
    const { status } = await new TestClient(
      app.url,
      `${encoded([1, 1, organization.id, organization.ownerId, 1, 4e12])}.x`,
    ).gql('{ viewer { role } }');
    expect(status).toBe(401);
  });

  it('gets the console, which reveals nothing', async () => {
    const { status, headers, text } = await rawRequest(app.url, '/', { headers: { accept: 'text/html' } });
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(text).not.toContain(organization.slug);
  });
});
