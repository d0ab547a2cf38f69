import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Claims = Record<string, unknown>;

/** What the provider does next: what no healthy provider does. */
export interface Forgery {
  readonly alg?: string;
  readonly key?: KeyObject;
  readonly kid?: string;
  /** Replaces claims of the ID token. Undefined removes one. */
  readonly claims?: Claims;
  /** Handles a request instead. True if it did. */
  handle?(request: IncomingMessage, response: ServerResponse, path: string): boolean;
}

export interface ForgedProvider {
  readonly issuer: string;
  forgery: Forgery;
  /** The paths that were requested. */
  readonly requested: string[];
  stop(): Promise<void>;
}

const newKey = (): { publicKey: KeyObject; privateKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const strangeKey = newKey().privateKey;

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A minimal provider that signs anyone in as the subject "forged", with the claims and signature of `forgery`. */
export async function startForgedProvider(): Promise<ForgedProvider> {
  const { publicKey, privateKey } = newKey();
  const publicJwk = { ...publicKey.export({ format: 'jwk' }), kid: 'own', use: 'sig', alg: 'ES256' };
  const requests = new Map<string, URLSearchParams>();
  const server = createServer((request, response) => {
    const url = new URL(request.url!, provider.issuer);
    provider.requested.push(url.pathname);
    if (provider.forgery.handle?.(request, response, url.pathname)) return;
    const send = (body: object): void =>
      void response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return send({
          issuer: provider.issuer,
          authorization_endpoint: `${provider.issuer}/authorize`,
          token_endpoint: `${provider.issuer}/token`,
          jwks_uri: `${provider.issuer}/keys`,
          response_types_supported: ['code'],
          id_token_signing_alg_values_supported: ['ES256', 'HS256', 'none'],
        });
      case '/keys':
        return send({ keys: [publicJwk] });
      case '/authorize': {
        const code = `code-${requests.size}`;
        requests.set(code, url.searchParams);
        const target = new URL(url.searchParams.get('redirect_uri')!);
        target.search = new URLSearchParams({ code, state: url.searchParams.get('state')! }).toString();
        return void response.writeHead(302, { location: target.href }).end();
      }
      default:
        return void readText(request).then((body) => {
          const authorization = requests.get(new URLSearchParams(body).get('code')!)!;
          send({ access_token: 'secret-access-token', token_type: 'bearer', id_token: idToken(authorization) });
        });
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const provider: ForgedProvider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forgery: {},
    requested: [],
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return provider;

  function idToken(authorization: URLSearchParams): string {
    const { alg = 'ES256', key = privateKey, kid = 'own', claims } = provider.forgery;
    // The time of the world: tokens are not of this program's clock.
    const now = Math.floor(Date.now() / 1000);
    const payload = {
      iss: provider.issuer,
      sub: 'forged',
      aud: authorization.get('client_id'),
      nonce: authorization.get('nonce'),
      iat: now,
      exp: now + 300,
      email: 'member@example.test',
      email_verified: true,
      ...claims,
    };
    const text = `${encoded({ alg, kid })}.${encoded(payload)}`;
    if (alg === 'none') return `${text}.`;
    // The public key as the secret: what a confusion of algorithms would accept.
    if (alg === 'HS256')
      return `${text}.${createHmac('sha256', JSON.stringify(publicJwk)).update(text).digest('base64url')}`;
    return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
