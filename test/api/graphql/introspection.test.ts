import { getIntrospectionQuery } from 'graphql';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { TestClient } from '../../support/clients/client';
import { RawSocket } from '../../support/clients/raw-socket';
import { eachEngine } from '../../support/databases/engines';

const asking = [
  getIntrospectionQuery().replace(/\s+/g, ' '),
  '{ __schema { types { name } } }',
  '{ __type(name: "User") { fields { name } } }',
  '{ viewer { role } ... on Query { __schema { types { name } } } }',
];

eachEngine('introspection', ['sqlite'], (engine) => {
  describe.each(['viewers', 'off'])('with INTROSPECTION=%s', (INTROSPECTION) => {
    const app = useTestApp(engine, { worker: false, settings: { INTROSPECTION } });
    const organization = useOrganization(app);
    let socket: RawSocket;

    beforeAll(async () => {
      socket = await RawSocket.signedIn(organization.member);
    });
    afterAll(() => socket?.close());

    it.each(asking)('behaves the same over HTTP and WebSocket: %j', async (query) => {
      for (const { data, errors } of [await organization.member.gql(query), await socket.answer(query)]) {
        if (INTROSPECTION === 'viewers') {
          expect(errors).toBeUndefined();
          expect(JSON.stringify(data)).toMatch(/username|UserConnection/);
        } else {
          expect(data ?? null).toBeNull();
          for (const { extensions } of errors!) expect(extensions.code).toBe('BAD_USER_INPUT');
        }
      }
    });

    it('suggests names only if the schema may be read', async () => {
      const status = [
        'query ($status: [UserStatus!]) { users(filter: { status: $status }) { totalCount } }',
        { status: ['ACTIV'] },
      ] as const;
      for (const [query, variables] of [
        ['{ viewer { rol } }'],
        ['{ users(filter: { status: [ACTIV] }) { totalCount } }'],
        status,
      ] as const) {
        for (const { errors } of [
          await organization.member.gql(query, variables),
          await socket.answer(query, variables),
        ]) {
          expect({ query, suggests: errors![0]!.message.includes('Did you mean') }).toEqual({
            query,
            suggests: INTROSPECTION === 'viewers',
          });
        }
      }
    });

    it('allows `__typename`', async () => {
      for (const { data } of [await organization.member.gql('{ __typename }'), await socket.answer('{ __typename }')])
        expect(data).toEqual({ __typename: 'Query' });
    });

    it('is never available without a token', async () => {
      expect((await new TestClient(app.url, null).gql(asking[1]!)).status).toBe(401);
    });
  });
});
