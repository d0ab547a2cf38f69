// Imported by Node.js itself, because the package is an ES module and Jest's modules are not: see openid-provider.ts.
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

// Its advice about production.
for (const level of ['info', 'warn']) {
  const print = console[level];
  console[level] = (text, ...rest) => String(text).startsWith('oidc-provider') || print(text, ...rest);
}
const { Provider } = await import('oidc-provider');

const signingKey = {
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  use: 'sig',
};

/**
 * Starts a certified OpenID Connect provider on 127.0.0.1. It has one client, and signs in `person`, the key of their claims in
 * `people`: after a button on a page of its own if it has one.
 */
export async function startOpenidProvider({
  clientId,
  clientSecret,
  redirectUris,
  host = '127.0.0.1',
  hasPage = false,
}) {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const issuer = `http://${host}:${server.address().port}`;
  const started = {
    issuer,
    people: {},
    person: null,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: redirectUris }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    cookies: { keys: ['a key of this test'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: () => ({ sub: subject, ...started.people[subject] }),
    }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    jwks: { keys: [signingKey] },
  });
  server.on('request', (request, response) => {
    if (!request.url.startsWith('/interaction/')) return provider.callback()(request, response);
    if (hasPage && request.method === 'GET')
      return response
        .setHeader('content-type', 'text/html')
        .end(`<!doctype html><form method="post"><button>Continue as ${started.person}</button></form>`);
    return finish(request, response);
  });
  return started;

  async function finish(request, response) {
    const { params } = await provider.interactionDetails(request, response);
    if (started.person === null)
      return provider.interactionFinished(request, response, {
        error: 'access_denied',
        error_description: '<b>no</b>',
      });
    const grant = new provider.Grant({ accountId: started.person, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    const grantId = await grant.save();
    return provider.interactionFinished(request, response, {
      login: { accountId: started.person, remember: false },
      consent: { grantId },
    });
  }
}
