import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { rawRequest } from '../../support/clients/raw-http';
import { eachEngine } from '../../support/databases/engines';

const query = '{ viewer { role } }';
const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };
const notSupported = { message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } };

eachEngine('persisted queries', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);

  it.each([
    ['with the query', { query, extensions }],
    ['without', { extensions }],
  ])('are refused %s, so that clients cannot fill a cache', async (_what, body) => {
    const parameters = new URLSearchParams({
      ...('query' in body && { query }),
      extensions: JSON.stringify(extensions),
    });
    for (let time = 0; time < 2; time++) {
      const { status, data, errors } = await organization.owner.post(JSON.stringify(body));
      expect({ status, data, errors }).toEqual({ status: 200, data: undefined, errors: [notSupported] });
      const get = await rawRequest(app.url, `/graphql?${parameters}`, {
        headers: { authorization: `Bearer ${organization.owner.token}`, accept: 'application/graphql-response+json' },
      });
      expect([get.status, get.json()]).toEqual([200, { errors: [notSupported] }]);
    }
  });

  it.each([true, false])(
    'are given up by Apollo Client after the first answer, by GET: %s',
    async (useGETForHashedQueries) => {
      const sent: string[] = [];
      const counting: typeof fetch = (url, options) => {
        sent.push(options!.method!);
        return fetch(url, options);
      };
      const link = new PersistedQueryLink({
        sha256: (text) => createHash('sha256').update(text).digest('hex'),
        useGETForHashedQueries,
      });
      const http = new HttpLink({
        uri: `${app.url}/graphql`,
        headers: { authorization: `Bearer ${organization.owner.token}` },
        fetch: counting,
      });
      const client = new ApolloClient({ link: ApolloLink.from([link, http]), cache: new InMemoryCache() });
      for (let time = 0; time < 2; time++) {
        const { data } = await client.query<{ viewer: { role: string } }>({
          query: gql(query),
          fetchPolicy: 'no-cache',
        });
        expect(data!.viewer.role).toBe('OWNER');
      }
      expect(sent).toEqual([useGETForHashedQueries ? 'GET' : 'POST', 'POST', 'POST']);
    },
  );
});
