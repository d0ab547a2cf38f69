import { translations } from '../../../src/features/labels/sentences';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { pageTexts } from '../../support/clients/page-texts';
import { PageVisitor } from '../../support/clients/page-visitor';
import { setSingleSignOn, setUp, signInWithProvider } from '../../support/clients/single-sign-on';
import { eachEngine } from '../../support/databases/engines';
import { countRows } from '../../support/databases/rows';
import {
  type ForgedProvider,
  type Forgery,
  startForgedProvider,
  strangeKey,
} from '../../support/processes/forged-provider';

const clientId = 'tallyport';
const domains = ['example.test'];
const past = Math.floor(Date.now() / 1000) - 3600;

eachEngine('an identity provider that is not in order', ['sqlite'], (engine) => {
  const app = useTestApp(engine, {
    worker: false,
    settings: { PROVIDER_REACH: 'local', PROVIDER_SIGN_INS_PER_NETWORK: '40' },
  });
  const organization = useOrganization(app, {}, 'session');
  let provider: ForgedProvider;
  beforeAll(async () => {
    provider = await startForgedProvider();
    await setUp(organization.owner, { issuer: provider.issuer, clientId, clientSecret: null, domains });
  });
  afterAll(() => provider?.stop());
  beforeEach(() => void (provider.forgery = {}));
  const signIn = (forgery: Forgery, language?: string) => {
    provider.forgery = forgery;
    return signInWithProvider({ slug: organization.slug, url: app.url }, new PageVisitor(language));
  };

  const forgeries: Record<string, Forgery> = {
    'without a signature': { alg: 'none' },
    'signed with the public key as a secret': { alg: 'HS256' },
    'signed by another key': { key: strangeKey },
    'signed by a key that the provider does not publish': { key: strangeKey, kid: 'other' },
    'for another client': { claims: { aud: 'another' } },
    'for several clients, and handed to another one': { claims: { aud: [clientId, 'another'], azp: 'another' } },
    'of another issuer': { claims: { iss: 'https://accounts.example' } },
    'for another sign-in': { claims: { nonce: 'x'.repeat(43) } },
    'for no sign-in': { claims: { nonce: undefined } },
    'that has expired': { claims: { iat: past, exp: past + 300 } },
    'without an end': { claims: { exp: undefined } },
    'without a subject': { claims: { sub: undefined } },
  };
  it.each(Object.keys(forgeries))('refuses a token %s', async (name) => {
    const { answer, session } = await signIn(forgeries[name]!);
    expect([answer.status, answer.text, session]).toEqual([403, expect.stringContaining('does not prove'), '']);
    expect(answer.text + app.logLines.join('\n')).not.toContain('secret-access-token');
    expect(await countRows(app.app.dataSource, 'linked_identities')).toBe(0);
  });

  it.each([
    ['unverified', { email_verified: false }],
    ['verified by a text', { email_verified: 'true' }],
    ['verified by nothing', { email_verified: undefined }],
    ['not a text', { email: ['member@example.test'] }],
  ])('links no address that is %s', async (_what, claims) => {
    const { answer, session } = await signIn({ claims });
    expect([answer.status, session]).toEqual([403, '']);
    expect(answer.text).toContain('no active account');
  });

  it('accepts the clock of the provider to be a minute wrong', async () => {
    const now = Math.floor(Date.now() / 1000);
    const { session } = await signIn({ claims: { iat: now + 45, exp: now + 345 } });
    expect(session).toMatch(/^ts_/);
  });

  const failures: Record<string, [Forgery, string]> = {
    'is down': [{ handle: (request) => !!request.socket.destroy() }, 'PROVIDER_UNREACHABLE'],
    fails: [{ handle: (_request, response) => !!response.writeHead(503).end() }, 'PROVIDER_UNREACHABLE'],
    'sends without end': [
      {
        handle(_request, response) {
          response.writeHead(200, { 'content-type': 'application/json' });
          const more = (): void =>
            void (!response.destroyed && response.write('x'.repeat(65_536), () => setImmediate(more)));
          more();
          return true;
        },
      },
      'PROVIDER_UNREACHABLE',
    ],
    redirects: [
      { handle: (_request, response) => !!response.writeHead(302, { location: app.url }).end() },
      'PROVIDER_UNPROVED',
    ],
    'sends a page': [
      { handle: (_request, response) => !!response.writeHead(200, { 'content-type': 'text/html' }).end('<p>') },
      'PROVIDER_UNPROVED',
    ],
  };
  it.each(Object.keys(failures))('shows a page when it %s', async (name) => {
    const [{ handle }, reason] = failures[name]!;
    const { answer, session } = await signIn(
      { handle: (request, response, path) => path === '/token' && handle!(request, response, path) },
      'de',
    );
    const sentence = translations.de.reasons[reason]!({ provider: new URL(provider.issuer).host } as never);
    expect([pageTexts(answer), session]).toEqual([expect.arrayContaining([sentence]), '']);
  });

  it('shows a page after five seconds when it never answers', async () => {
    const startedAt = performance.now();
    const { answer } = await signIn({ handle: (_request, _response, path) => path === '/token' });
    expect([answer.status, answer.text]).toEqual([503, expect.stringContaining('does not answer')]);
    expect(performance.now() - startedAt).toBeLessThan(9000);
  });

  it('sends its configuration once, and not at each sign-in', () => {
    expect(provider.requested.filter((path) => path.startsWith('/.well-known')).length).toBe(1);
    expect(provider.requested.filter((path) => path === '/keys').length).toBeLessThan(4);
  });

  it('is not requested more often than the limit of a network', async () => {
    const visitor = new PageVisitor();
    const start = () => visitor.submit(`${app.url}/sign-in/${organization.slug}/start`, {}, () => true);
    let answer = await start();
    while (answer.status === 200) answer = await start();
    expect([answer.status, Number(answer.headers['retry-after'])]).toEqual([429, 3600]);
    expect(await countRows(app.app.dataSource, 'provider_sign_ins')).toBe(40);
    app.clock.advance(3 * 3_600_000);
    await app.app.signingIn.providerSignIn.deleteOld();
    expect(await countRows(app.app.dataSource, 'provider_sign_ins')).toBe(0);
  });

  it('needs a form of this server', async () => {
    const url = `${app.url}/sign-in/${organization.slug}/start`;
    const visitor = new PageVisitor();
    expect((await visitor.open(url)).status).toBe(405);
    expect((await visitor.submit(url, {}, undefined, 'https://evil.example')).status).toBe(403);
    expect(visitor.cookies.get(new URL(app.url).host)!.size).toBe(0);
  });

  const set = (input: object) =>
    organization.owner.refusal(setSingleSignOn, {
      input: { issuer: provider.issuer, clientId, clientSecret: null, domains, ...input },
    });

  it('is refused if its configuration is for another issuer, or cannot be read', async () => {
    const other = await startForgedProvider();
    other.forgery = {
      handle(_request, response) {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ issuer: provider.issuer, authorization_endpoint: 'https://x.example/' }));
        return true;
      },
    };
    expect(await set({ issuer: other.issuer })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.issuer' });
    await other.stop();
    expect(await set({ issuer: other.issuer })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.issuer' });
  });

  it.each([
    ['input.issuer', { issuer: 'ftp://x.example' }],
    ['input.issuer', { issuer: 'https://user:password@x.example' }],
    ['input.issuer', { issuer: 'https://x.example/?tenant=1' }],
    ['input.issuer', { issuer: 'https://x.example/.well-known/openid-configuration' }],
    // Within the reach of `local`, but not by HTTP.
    ['input.issuer', { issuer: 'http://192.168.0.1' }],
    ['input.issuer', { issuer: 'http://169.254.169.254' }],
    ['input.clientId', { clientId: ' ' }],
    ['input.clientId', { clientId: 'x'.repeat(256) }],
    ['input.clientSecret', { clientSecret: 'a secret' }],
    ['input.clientSecret', { clientSecret: 'no-key-to-encrypt-it' }],
    ['input.domains', { domains: [] }],
    ['input.domains.1', { domains: ['x.example', 'a@x.example'] }],
    ['input.domains.0', { domains: ['-x.example'] }],
  ])('is refused with an error that names %s: %j', async (argument, input) => {
    const refusal = await set(input);
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(refusal.message).not.toContain('no-key-to-encrypt-it');
  });

  it('is set up by the owner only', async () => {
    for (const client of [organization.admin, organization.member]) {
      expect(await client.refusal('{ singleSignOn { issuer } }')).toMatchObject({ code: 'FORBIDDEN' });
      expect(await client.refusal(setSingleSignOn, { input: null })).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await setUp(organization.owner, null)).toBeNull();
    expect(await setUp(organization.owner, null)).toBeNull();
    expect((await organization.owner.data('{ singleSignOn { issuer } }')).singleSignOn).toBeNull();
    expect(await countRows(app.app.dataSource, 'linked_identities')).toBe(0);
  });
});

eachEngine('an identity provider on a private address', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false, settings: { SECRETS_KEY: 'another key of this test, long enough' } });
  const organization = useOrganization(app, {}, 'session');

  it('is refused, also when its name leads there', async () => {
    const provider = await startForgedProvider();
    const { port } = new URL(provider.issuer);
    for (const issuer of [
      provider.issuer,
      `https://127.0.0.1:${port}`,
      `https://0x7f.1:${port}`,
      `https://[::1]:${port}`,
      `https://[::ffff:127.0.0.1]:${port}`,
      `https://localhost:${port}`,
      'https://10.0.0.1',
      'https://169.254.169.254',
    ])
      expect([
        issuer,
        await organization.owner.refusal(setSingleSignOn, {
          input: { issuer, clientId, clientSecret: null, domains },
        }),
      ]).toMatchObject([
        issuer,
        { argument: 'input.issuer', message: expect.stringMatching(/has no public address|requests to HTTPS/) },
      ]);
    expect(provider.requested).toEqual([]);
    await provider.stop();
  });
});
