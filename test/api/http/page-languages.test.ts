import { translations } from '../../../src/features/labels/sentences';
import { type SignedInOrganization, useOrganization, useTestApp } from '../../support/apps/app';
import { pageLanguage, pageTexts } from '../../support/clients/page-texts';
import { PageVisitor } from '../../support/clients/page-visitor';
import { type RawAnswer, rawRequest } from '../../support/clients/raw-http';
import { sendForm } from '../../support/clients/sign-in';
import { setUp, signInWithProvider } from '../../support/clients/single-sign-on';
import { addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { startNameServer, type TestNameServer } from '../../support/processes/name-server';
import { type OpenidProvider, startOpenidProvider } from '../../support/processes/openid-provider';

const clientId = 'tallyport';
const clientSecret = 'the-client-secret-of-this-test';

eachEngine('a page of the server', ['sqlite'], (engine) => {
  const app = useTestApp(engine, {
    worker: false,
    settings: {
      PROVIDER_REACH: 'local',
      SECRETS_KEY: 'a key of this test, long enough for all',
      SIGN_IN_LINKS_PER_ADDRESS: '1',
      SIGN_IN_LINKS_PER_NETWORK: '1000',
    },
  });
  const organization = useOrganization(app, {}, 'session');
  let provider: OpenidProvider;
  let nameServer: TestNameServer;
  beforeAll(async () => {
    nameServer = await startNameServer();
    const redirectUris = [`${app.url}/sign-in/${organization.slug}/callback`];
    provider = await startOpenidProvider({ clientId, clientSecret, redirectUris });
    await setUp(organization.owner, { issuer: provider.issuer, clientId, clientSecret, domains: ['venue.example'] });
    await proveDomain(organization);
    await addUsers(app.app.dataSource, organization.id, [
      { username: 'one', email: 'one@example.test' },
      { username: 'first', email: 'two@example.test' },
      { username: 'second', email: 'two@example.test' },
    ]);
  });
  afterAll(() => Promise.all([provider?.stop(), nameServer?.stop()]));
  afterEach(() => jest.restoreAllMocks());

  async function proveDomain({ owner }: SignedInOrganization): Promise<void> {
    const { singleSignOn } = await owner.data('{ singleSignOn { domainProofs { domain record } } }');
    const [{ domain, record }] = singleSignOn.domainProofs;
    nameServer.domains[domain] = [record];
    await owner.data('mutation { verifyDomains { domains } }');
  }
  const open = (path: string, language: string): Promise<RawAnswer> =>
    rawRequest(app.url, path, { headers: { accept: 'text/html', 'accept-language': language } });
  const send = (path: string, fields: object, language: string, headers = {}): Promise<RawAnswer> =>
    sendForm(app.url, path, { ...fields }, { accept: 'text/html', 'accept-language': language, ...headers });
  const openLink = async (email: string, language: string): Promise<RawAnswer> =>
    open(await app.app.signingIn.links.create(email), language);
  const withProvider = async (
    person: string | null,
    language: string,
    isEnd?: (url: string) => boolean,
  ): Promise<RawAnswer> => {
    if (person) provider.people[person] = { email: `${person}@venue.example`, email_verified: true };
    provider.person = person;
    const visitor = new PageVisitor(language);
    return (await signInWithProvider({ slug: organization.slug, url: app.url }, visitor, isEnd)).answer;
  };
  const failing = (error: Error, language: string): Promise<RawAnswer> => {
    jest.spyOn(app.app.signingIn.links, 'listAccounts').mockRejectedValueOnce(error);
    return open('/sign-in/x', language);
  };

  it.each<[what: string, status: number, open: (language: string) => Promise<RawAnswer>, reason?: string]>([
    ['to sign in', 200, (language) => open('/sign-in', language)],
    ['of an organization', 200, (language) => open(`/sign-in?organization=${organization.slug}`, language)],
    ['of an address with a proved domain', 200, (language) => send('/sign-in', { email: 'x@venue.example' }, language)],
    [
      'after a request',
      200,
      (language) => send('/sign-in', { email: `mail-${language.slice(0, 2)}@x.test` }, language),
    ],
    ['of a link to one account', 200, (language) => openLink('one@example.test', language)],
    ['of a link to two accounts', 200, (language) => openLink('two@example.test', language)],
    ['of a link that does not work', 410, (language) => open(`/sign-in/tl_${'x'.repeat(43)}`, language)],
    [
      'after a text that is no address',
      400,
      (language) => send('/sign-in', { email: 'x' }, language),
      'NOT_AN_ADDRESS',
    ],
    [
      'after too many requests',
      429,
      async (language) => {
        await send('/sign-in', { email: `often-${language.slice(0, 2)}@x.test` }, language);
        return send('/sign-in', { email: `often-${language.slice(0, 2)}@x.test` }, language);
      },
    ],
    [
      'after a form of another site',
      403,
      (language) => send('/sign-in', { email: 'a@x.test' }, language, { origin: 'https://evil.example' }),
      'FOREIGN_FORM',
    ],
    ['on the way to a provider', 200, (language) => withProvider('anna', language, () => true)],
    [
      'of an unknown organization',
      404,
      (language) => send('/sign-in/unknown/start', {}, language),
      'NO_SINGLE_SIGN_ON',
    ],
    [
      'of a sign-in of another browser',
      410,
      (language) => open(`/sign-in/${organization.slug}/callback`, language),
      'SIGN_IN_NOT_STARTED',
    ],
    ['for a person without an account', 403, (language) => withProvider('stranger', language), 'NO_ACCOUNT'],
    ['for a person who has canceled', 403, (language) => withProvider(null, language), 'PROVIDER_REFUSED'],
    ['that does not exist', 404, (language) => open('/nothing', language)],
    ['that takes only forms', 405, (language) => open('/sign-out', language)],
    [
      'after too large a form',
      413,
      (language) => send('/sign-in', { email: 'x'.repeat(3000) }, language),
      'BODY_TOO_LARGE',
    ],
    [
      'without a database',
      503,
      (language) => failing(Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' }), language),
    ],
    ['after an internal error', 500, (language) => failing(new Error('a bug'), language)],
  ])('%s is in the language of the request', async (_what, status, openIn, reason = undefined) => {
    const [english, german] = [await openIn('en-GB, de;q=0.5'), await openIn('de-AT, en;q=0.5')];
    expect([english.status, german.status]).toEqual([status, status]);
    expect([pageLanguage(english), pageLanguage(german)]).toEqual(['en', 'de']);
    const [texts, germanTexts] = [pageTexts(english), pageTexts(german)];
    expect(germanTexts).toHaveLength(texts.length);
    expect(texts.filter((text, index) => text === germanTexts[index])).toEqual([]);
    if (reason) {
      const { host } = new URL(provider.issuer);
      const { organization: named } = await organization.owner.data('{ organization { name } }');
      const names = { provider: host, organization: named.name } as never;
      expect(germanTexts).toContain(translations.de.reasons[reason]!(names));
    }
  });

  it('is in English for any other language', async () => {
    for (const language of ['fr', '*', '', 'de;q=0']) expect(pageLanguage(await open('/sign-in', language))).toBe('en');
  });
});
