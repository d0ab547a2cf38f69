import { readFileSync } from 'node:fs';
import { AuditAction } from '../../../src/features/audit/audit-action';
import { AuditLog } from '../../../src/features/audit/audit-log';
import { findProvider, isCurrent } from '../../../src/features/auth/single-sign-on/provider-settings';
import { lockRows } from '../../../src/platform/database/lock-rows';
import { transact } from '../../../src/platform/database/transaction';
import { type SignedInOrganization, useOrganization, useTestApp } from '../../support/apps/app';
import { auditOf, run } from '../../support/clients/changes';
import { type Data, TestClient } from '../../support/clients/client';
import { PageVisitor } from '../../support/clients/page-visitor';
import { RawSocket } from '../../support/clients/raw-socket';
import { accountsOn, badReturnPaths, requestSignInLink } from '../../support/clients/sign-in';
import { setUp, signInWithProvider, singleSignOnFields } from '../../support/clients/single-sign-on';
import { suspendUser } from '../../support/data/account-changes';
import { addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { addRow, changeRows, countRows, readRows } from '../../support/databases/rows';
import { countSessions } from '../../support/databases/sessions';
import { countingStatements } from '../../support/databases/statements';
import { startNameServer, type TestNameServer } from '../../support/processes/name-server';
import { type OpenidProvider, startOpenidProvider } from '../../support/processes/openid-provider';
import { waitFor } from '../../support/wait-for';

const clientId = 'tallyport';
const clientSecret = 'the-client-secret/+of=this_test';
const settings = { PROVIDER_REACH: 'local', SECRETS_KEY: 'a key of this test, long enough for all' };
const me = '{ viewer { user { username linkedIdentity { id } } } }';
const verifyDomains = 'mutation { verifyDomains { domains } }';
const isCallback = (url: string): boolean => url.includes('/callback?');

eachEngine('signing in with an identity provider', (engine) => {
  const app = useTestApp(engine, { settings });
  const organization = useOrganization(app, {}, 'session');
  const other = useOrganization(app, {}, 'session');
  const former = useOrganization(app, {}, 'session');
  let provider: OpenidProvider;
  let nameServer: TestNameServer;
  let number = 0;
  beforeAll(async () => {
    nameServer = await startNameServer();
    const redirectUris = [organization, other, former].map(({ slug }) => `${app.url}/sign-in/${slug}/callback`);
    provider = await startOpenidProvider({ clientId, clientSecret, redirectUris });
    for (const { owner } of [organization, other])
      await setUp(owner, { issuer: provider.issuer, clientId, clientSecret, domains: ['Venue.Example'] });
  });
  afterAll(() => Promise.all([provider?.stop(), nameServer?.stop()]));

  const person = async (email: string, organizationId = organization.id): Promise<number> =>
    (await addUsers(app.app.dataSource, organizationId, [{ username: `person-${++number}`, email }]))[0]!;
  /** Makes this person the one who is at the provider's page. */
  const arrive = (subject: string, email: string, isVerified = true): void => {
    provider.people[subject] = { email, email_verified: isVerified };
    provider.person = subject;
  };
  const signIn = (slug = organization.slug, visitor?: PageVisitor) =>
    signInWithProvider({ slug, url: app.url }, visitor);
  const usernameOf = async (session: string): Promise<string> =>
    (await new TestClient(app.url, null, session).data(me)).viewer.user.username;
  const lastRefusal = async (): Promise<string> =>
    (await auditOf(organization.owner, 'SIGN_IN_REFUSED')).at(-1)!.details;

  it('links a verified address to its user, and then recognizes them by the subject alone', async () => {
    const id = await person('Anna@venue.example');
    arrive('anna', 'anna@VENUE.example');
    const { session, visitor } = await signIn(organization.slug, new PageVisitor('de'));
    expect(await usernameOf(session)).toBe(`person-${number}`);
    expect(visitor.visited.at(-1)).toBe(`${app.url}/`);
    expect(visitor.cookies.get(new URL(app.url).host)!.size).toBe(1);
    const [row] = await readRows(app.app.dataSource, 'users', { id }, ['lastLoginAt', 'mailLanguage']);
    expect([Number(row.lastLoginAt), row.mailLanguage]).toEqual([app.clock.now().getTime(), 'de']);
    expect((await auditOf(organization.owner, 'IDENTITY_LINKED', 'SIGNED_IN')).slice(-2)).toMatchObject([
      { action: 'IDENTITY_LINKED', username: `person-${number}`, details: '"anna@VENUE.example"' },
      { action: 'SIGNED_IN', username: `person-${number}`, details: 'with the identity provider' },
    ]);

    arrive('anna', 'married@elsewhere.example', false);
    await changeRows(app.app.dataSource, 'users', { id }, { email: 'new@venue.example' });
    app.clock.advance(1000);
    const again = await signIn(organization.slug, visitor);
    expect(await usernameOf(again.session)).toBe(`person-${number}`);
    expect((await new TestClient(app.url, null, session).gql(me)).status).toBe(401);
  });

  it('is refused in the same words for everyone without an account, and starts no session', async () => {
    const [inactive, twice] = [await person('gone@venue.example'), await person('twice@venue.example')];
    await suspendUser(app.app.dataSource, inactive);
    await person('twice@venue.example');
    await person('taken@venue.example');
    await person('unverified@venue.example');
    await person('guest@elsewhere.example');
    await person('\u212Aelvin@venue.example'.toLowerCase());
    await person('Alike@venue.example');
    await person('aLIKE@venue.example');
    arrive('first', 'taken@venue.example');
    expect(await usernameOf((await signIn()).session)).toMatch(/^person-/);
    expect(twice).toBeGreaterThan(0);
    const sessions = await countRows(app.app.dataSource, 'sessions');
    const pages = new Set<string>();
    for (const [subject, email, isVerified, reason] of [
      ['unknown', 'unknown@venue.example', true, 'not the address of exactly one ACTIVE user'],
      ['gone', 'gone@venue.example', true, 'not the address of exactly one ACTIVE user'],
      ['twice', 'twice@venue.example', true, 'not the address of exactly one ACTIVE user'],
      ['unverified', 'unverified@venue.example', false, 'the provider has not verified an email address'],
      ['guest', 'guest@elsewhere.example', true, 'not in an accepted domain'],
      ['odd', 'unverified@venue.example@elsewhere.example', true, 'not in an accepted domain'],
      ['second', 'taken@venue.example', true, 'linked to another identity'],
      ['alike', 'Alike@venue.example', true, 'not the address of exactly one ACTIVE user'],
      // The Kelvin sign, which some engines fold to a small k.
      ['kelvin', '\u212Aelvin@venue.example', true, 'not the address of exactly one ACTIVE user'],
    ] as const) {
      arrive(subject, email, isVerified);
      const { answer, session } = await signIn();
      expect([subject, answer.status, session]).toEqual([subject, 403, '']);
      pages.add(answer.text);
      expect(await lastRefusal()).toContain(reason);
    }
    expect(pages.size).toBe(1);
    expect(await countRows(app.app.dataSource, 'sessions')).toBe(sessions);
    expect(await countRows(app.app.dataSource, 'linked_identities', { userId: inactive })).toBe(0);
  });

  it('is refused for a linked user who is not ACTIVE', async () => {
    const id = await person('leaving@venue.example');
    arrive('leaving', 'leaving@venue.example');
    await signIn();
    await suspendUser(app.app.dataSource, id);
    expect((await signIn()).answer.status).toBe(403);
    expect(await lastRefusal()).toBe('the linked user is not ACTIVE');
  });

  it('keeps organizations apart that have the same provider and the same person', async () => {
    await person('both@venue.example');
    await person('both@venue.example', other.id);
    arrive('both', 'both@venue.example');
    const names = [];
    for (const { slug } of [other, organization]) names.push(await usernameOf((await signIn(slug)).session));
    expect(names).toEqual([`person-${number}`, `person-${number - 1}`]);
    // A response for one is none for the other.
    const { visitor } = await signInWithProvider({ slug: other.slug, url: app.url }, new PageVisitor(), isCallback);
    const answer = await visitor.open(visitor.visited.at(-1)!.replace(other.slug, organization.slug));
    expect(answer.status).toBe(410);
  });

  it('links one user once, in two browsers at the same time', async () => {
    await person('hasty@venue.example');
    arrive('hasty', 'hasty@venue.example');
    const answers = await Promise.all([signIn(), signIn(), signIn()]);
    expect(answers.map(({ session }) => session !== '')).toEqual([true, true, true]);
  });

  it('is completed by the browser that started it, once and within ten minutes', async () => {
    await person('careful@venue.example');
    arrive('careful', 'careful@venue.example');
    const toCallback = () =>
      signInWithProvider({ slug: organization.slug, url: app.url }, new PageVisitor(), isCallback);
    const [mine, theirs, late] = [await toCallback(), await toCallback(), await toCallback()];
    const [callback, foreign] = [mine, theirs].map(({ visitor }) => visitor.visited.at(-1)!) as [string, string];
    const stranger = new PageVisitor();
    const tries: [PageVisitor, string][] = [
      [stranger, callback],
      [mine.visitor, foreign],
      [mine.visitor, callback.replace(/state=[^&]*/, 'state=x')],
      [mine.visitor, callback.replace(/&?state=[^&]*/, '')],
    ];
    for (const [visitor, url] of tries) expect((await visitor.open(url)).status).toBe(410);
    expect((await mine.visitor.open(callback)).status).toBe(200);
    expect(mine.visitor.cookies.get(new URL(app.url).host)!.has('tallyport')).toBe(true);
    // Also with the cookie that the browser had then.
    mine.visitor.cookies.get(new URL(app.url).host)!.set('tallyport-sign-in', cookieOf(theirs.visitor));
    expect((await mine.visitor.open(callback)).status).toBe(410);
    app.clock.advance(600_000);
    expect((await late.visitor.open(late.visitor.visited.at(-1)!)).status).toBe(410);
  });

  it('says so when the user cancels, in none of the words of the provider', async () => {
    provider.person = null;
    const { answer } = await signIn();
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('canceled')]);
    expect(answer.text).not.toContain('no&lt;');
  });

  it('returns to a page of the console only', async () => {
    await person('back@venue.example');
    arrive('back', 'back@venue.example');
    const end = async (returnTo: string): Promise<string> => {
      const at = { slug: organization.slug, url: app.url, returnTo };
      return (await signInWithProvider(at)).visitor.visited.at(-1)!;
    };
    expect(await end('/exports/5?x=1')).toBe(`${app.url}/exports/5?x=1`);
    for (const bad of badReturnPaths) expect(await end(bad)).toBe(`${app.url}/`);
  });

  it('is offered by the domain of an address, whether or not it has an account', async () => {
    const ask = async (email: string) => (await new PageVisitor().submit(`${app.url}/sign-in`, { email })).text;
    nameServer.domains['venue.example'] = [await recordOf(organization)];
    await verify(organization);
    const known = await ask('member@venue.example');
    expect(known).toContain(`(${organization.slug}) with ${new URL(provider.issuer).host}`);
    expect(known.match(/Sign in to/g)).toHaveLength(1);
    expect(known).toContain('Send me a link by mail');
    const from = `${app.url}/sign-in?returnTo=%2Fexports`;
    const choice = (await new PageVisitor().submit(from, { email: 'member@venue.example' })).text;
    expect(choice.match(/action="[^"]*returnTo=%2Fexports"/g)).toHaveLength(2);
    expect((await ask('x@VENUE.example')).replaceAll('x@VENUE', 'member@venue')).toBe(known);
    expect(await ask('member@example.test')).toContain('Check your mail');
    const visitor = new PageVisitor();
    expect((await visitor.submit(`${app.url}/sign-in?by=link`, { email: 'x@venue.example' })).text).toContain(
      'Check your mail',
    );
    expect((await visitor.open(`${app.url}/sign-in?organization=unknown`)).text).not.toContain('Sign in to');
    expect((await visitor.submit(`${app.url}/sign-in/unknown/start`, {})).status).toBe(404);
  });

  it('is offered for a domain only while the domain has the record of the organization', async () => {
    const domains = ['venue.example', 'gmail.example', 'down.example'];
    const record = await recordOf(other);
    const offered = async (): Promise<string[]> => {
      const visitor = new PageVisitor();
      const pages = await Promise.all(
        domains.map((domain) => visitor.submit(`${app.url}/sign-in`, { email: `a@${domain}` })),
      );
      return domains.filter((_domain, index) => pages[index]!.text.includes(`(${other.slug})`));
    };
    const proofs = async (): Promise<[string, boolean, string | null][]> =>
      (await proofsOf(other)).map(({ domain, isVerified, checkedAt }) => [domain, isVerified, checkedAt]);

    Object.assign(nameServer.domains, {
      'venue.example': [await recordOf(organization), 'v=spf1 -all'],
      'gmail.example': [`${record}x`, record.slice(0, -1), record.toUpperCase(), ` ${record}`],
      'down.example': 'SERVFAIL',
    });
    await setUp(other.owner, { issuer: provider.issuer, clientId, clientSecret: null, domains });
    expect(await other.owner.refusal(verifyDomains)).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: expect.stringContaining('down.example'),
      reason: 'NAME_SERVERS_AWAY',
      parameters: { domains: ['down.example'] },
    });
    const now = app.clock.now().toISOString();
    expect(await proofs()).toEqual([
      ['down.example', false, null],
      ['gmail.example', false, now],
      ['venue.example', false, now],
    ]);
    expect(await offered()).toEqual([]);

    nameServer.domains['down.example'] = ['x'.repeat(600), record];
    await verify(other);
    expect(await offered()).toEqual(['down.example']);
    expect((await auditOf(other.owner, 'SINGLE_SIGN_ON_CHANGED')).at(-1)!.details).toBe('down.example verified');
    // A name server that fails takes nothing back, nor does a change of other settings.
    nameServer.domains['down.example'] = 'SERVFAIL';
    await setUp(other.owner, { issuer: provider.issuer, clientId, domains: [...domains, 'new.example'] });
    expect([await offered(), await recordOf(other)]).toEqual([['down.example'], record]);

    nameServer.domains['down.example'] = 'NXDOMAIN';
    await verify(other);
    expect(await offered()).toEqual([]);
    await setUp(other.owner, null);
    expect(await other.owner.refusal(verifyDomains)).toMatchObject({ code: 'NOT_FOUND' });
    await setUp(other.owner, { issuer: provider.issuer, clientId, clientSecret, domains: ['Venue.Example'] });
    expect(await recordOf(other)).not.toBe(record);
  });

  it('shows and checks the record of a domain for the owner only', async () => {
    for (const client of [organization.admin, organization.member])
      expect(await client.refusal(verifyDomains)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await recordOf(organization)).toMatch(/^tallyport-verification=[\w-]{43}$/);
    expect(await recordOf(other)).not.toBe(await recordOf(organization));
  });

  it('is required of all but the owner, if the owner says so', async () => {
    const own = await app.organization({}, 'session');
    const required = { issuer: provider.issuer, clientId, clientSecret, domains: ['venue.example'], isRequired: true };
    const address = `only-${own.id}@venue.example`;
    const member = await person(address, own.id);
    await changeRows(app.app.dataSource, 'users', { id: own.ownerId }, { email: address });
    const path = await app.app.signingIn.links.create(address);
    const open = async () => accountsOn(await new PageVisitor().open(app.url + path));
    expect((await open()).sort()).toEqual([member, own.ownerId].map(String).sort());
    await setUp(own.owner, required);
    expect(await open()).toEqual([String(own.ownerId)]);
    await changeRows(app.app.dataSource, 'users', { id: own.ownerId }, { email: 'owner@else.example' });
    const links = await countRows(app.app.dataSource, 'sign_in_links');
    await new TestClient(app.url, null).data(requestSignInLink, { email: address });
    const isHandled = async () => (await countRows(app.app.dataSource, 'sign_in_requests', { handledAt: null })) === 0;
    await waitFor('the request to be handled', isHandled);
    expect(await countRows(app.app.dataSource, 'notices', { organizationId: own.id })).toBe(0);
    expect(await countRows(app.app.dataSource, 'sign_in_links')).toBe(links);
  });

  it('does not sign in a new owner until they have confirmed the settings', async () => {
    const next = 'next@venue.example';
    const settings = { issuer: provider.issuer, clientId, clientSecret, domains: ['venue.example'] };
    await setUp(former.owner, settings);
    await changeRows(app.app.dataSource, 'users', { id: former.memberId }, { email: next });
    arrive('next', next);
    expect(await usernameOf((await signIn(former.slug)).session)).toBe('member');
    await run(former.owner, 'transferOwnership', String(former.memberId));
    await app.signInAgain(former.member, { id: former.memberId, organizationId: former.id });
    const isConfirmed = async (): Promise<boolean> =>
      (await former.member.data('{ singleSignOn { isConfirmed } }')).singleSignOn.isConfirmed;
    for (const subject of ['next', 'planted']) {
      arrive(subject, next);
      const { answer, session } = await signIn(former.slug);
      expect([answer.status, session]).toEqual([403, '']);
    }
    expect((await auditOf(former.member, 'SIGN_IN_REFUSED')).at(-1)!.details).toContain('not confirmed');
    expect(await countRows(app.app.dataSource, 'linked_identities', { organizationId: former.id })).toBe(0);
    expect(await isConfirmed()).toBe(false);
    await setUp(former.member, { ...settings, clientSecret: undefined });
    expect(await isConfirmed()).toBe(true);
    expect((await auditOf(former.member, 'SINGLE_SIGN_ON_CHANGED')).at(-1)!.details).toBe('confirmed');
    arrive('next', next);
    expect(await usernameOf((await signIn(former.slug)).session)).toBe('member');
  });

  it('ends with the settings with which it started', async () => {
    await person('slow@venue.example');
    arrive('slow', 'slow@venue.example');
    const { visitor } = await signInWithProvider(
      { slug: organization.slug, url: app.url },
      new PageVisitor(),
      isCallback,
    );
    await setUp(organization.owner, { issuer: provider.issuer, clientId, domains: ['venue.example', 'more.example'] });
    const answer = await visitor.open(visitor.visited.at(-1)!);
    expect([answer.status, visitor.cookies.get(new URL(app.url).host)!.has('tallyport')]).toEqual([410, false]);
  });

  it('unlinks by the user or the owner, and all users when the provider no longer counts', async () => {
    const change = (input: object) =>
      setUp(organization.owner, { issuer: provider.issuer, clientId, domains: ['venue.example'], ...input });
    await change({});
    const own = await app.organization({}, 'session');
    const userId = await person('linked@venue.example');
    arrive('linked', 'linked@venue.example');
    const { session } = await signIn();
    const client = new TestClient(app.url, null, session);
    const link = async (): Promise<string> => (await client.data(me)).viewer.user.linkedIdentity?.id;
    const unlink = 'mutation ($id: ID!) { unlinkIdentity(id: $id) { id } }';
    for (const stranger of [organization.member, organization.admin, own.owner])
      expect(await stranger.refusal(unlink, { id: await link() })).toMatchObject({ code: 'NOT_FOUND' });
    await client.data(unlink, { id: await link() });
    expect(await link()).toBeUndefined();
    await signIn();
    await organization.owner.data(unlink, { id: await linkOf(userId) });
    await signIn();
    await change({ domains: ['venue.example', 'third.example'] });
    await change({ domains: ['venue.example', 'third.example'], clientSecret });
    expect(await linkOf(userId)).toEqual(expect.any(String));
    expect((await client.gql(me)).status).toBe(200);
    await change({ domains: ['venue.example'] });
    expect(await linkOf(userId)).toBeUndefined();
    expect((await client.gql(me)).status).toBe(401);
    expect((await auditOf(organization.owner, 'IDENTITY_UNLINKED')).map(({ username }) => username)).toEqual([
      `person-${number}`,
      'owner',
    ]);
    const changes = await auditOf(organization.owner, 'SINGLE_SIGN_ON_CHANGED');
    expect(changes.at(-1)!.details).toMatch(
      /^domains: \["third\.example","venue\.example"\] → \["venue\.example"\]; \d+ linked identities removed, \d+ sessions ended, 0 access tokens revoked$/,
    );
  });

  /** Links the users without the provider. */
  const linkAll = async (organizationId: number, userIds: readonly number[]): Promise<void> => {
    for (const userId of userIds)
      await addRow(app.app.dataSource, 'linked_identities', {
        organizationId,
        userId,
        identityHash: `${userId}`.padStart(64, '0'),
        linkedAt: 0,
        lastUsedAt: 0,
      });
  };

  it('no longer keeps its users signed in when it is replaced or removed, except the owner who does so', async () => {
    const own = await app.organization({}, 'session');
    const current = { issuer: provider.issuer, clientId, clientSecret: null, domains: ['a.example', 'b.example'] };
    await setUp(own.owner, current);
    const status = async (client: TestClient): Promise<number> => (await client.gql(me)).status;
    const userOf = (id: number) => ({ id, organizationId: own.id });
    const lastChange = async (): Promise<string> =>
      (await auditOf(own.owner, 'SINGLE_SIGN_ON_CHANGED')).at(-1)!.details;
    const createdBy = async (creator: TestClient): Promise<TestClient> => {
      const expiresAt = new Date(app.clock.now().getTime() + 3_600_000).toISOString();
      const client = await app.signIn(userOf(own.memberId));
      client.token = (await run(creator, 'createToken', { name: 'Report', expiresAt }, 'token')).token;
      return client;
    };
    const unlink = async (userId: number): Promise<unknown> => {
      const [{ id }] = await readRows(app.app.dataSource, 'linked_identities', { userId });
      return own.owner.data('mutation ($id: ID!) { unlinkIdentity(id: $id) { id } }', { id: String(id) });
    };
    const changer = await app.startSession(userOf(own.ownerId), true);
    const kept = [own.owner, own.admin, own.member, changer, await createdBy(own.member)];
    const keptTokens = [await createdBy(changer), await createdBy(await createdBy(changer))];

    await linkAll(own.id, [own.ownerId, own.memberId]);
    const before = await app.startSession(userOf(own.memberId), true);
    await setUp(own.owner, { ...current, isRequired: true });
    expect(await Promise.all([...kept, before].map(status))).toEqual([200, 200, 200, 200, 200, 200]);
    await app.revoke(before);

    for (const replacement of [
      { ...current, clientId: 'another' },
      { ...current, clientId: 'another', domains: ['a.example'] },
      null,
    ]) {
      if (replacement?.domains.length !== 2) await linkAll(own.id, [own.ownerId, own.memberId]);
      const elsewhere = await app.startSession(userOf(own.ownerId), true);
      const unlinked = await app.startSession(userOf(own.memberId), true);
      const token = await createdBy(unlinked);
      // Neither the way out of the link nor of the session leaves anything.
      const signedOut = await app.startSession(userOf(own.adminId), true);
      const ofSignedOut = await createdBy(await createdBy(signedOut));
      await signedOut.data('mutation { signOut { id } }');
      await unlink(own.memberId);
      const socket = await RawSocket.signedIn(unlinked);
      await setUp(changer, replacement);
      expect(await Promise.all([...kept, ...keptTokens].map(status))).toEqual(Array(7).fill(200));
      expect(await Promise.all([elsewhere, unlinked, token, ofSignedOut].map(status))).toEqual([401, 401, 401, 401]);
      expect((await socket.untilClosed(10_000)).code).toBe(4403);
      expect(await lastChange()).toMatch(/; 1 linked identities removed, 2 sessions ended, 3 access tokens revoked$/);
    }
    expect((await auditOf(own.owner, 'SESSION_REVOKED')).map(({ username }) => username)).toEqual(
      Array(6).fill('owner'),
    );
    // Nothing of the provider is left, except for the session of the request.
    await app.revoke(changer);
    for (const token of keptTokens) await app.revoke(token);
    await setUp(own.owner, current);
    await setUp(own.owner, null);
    expect([await status(own.member), await lastChange()]).toEqual([200, 'removed']);
  });

  it('waits for no other sign-in to the organization, and a removal of the provider waits for it', async () => {
    // SQLite has one writer.
    if (engine.name === 'sqlite') return;
    const { dataSource } = app.app;
    await setUp(other.owner, { issuer: provider.issuer, clientId, clientSecret, domains: ['venue.example'] });
    await person('free@venue.example', other.id);
    arrive('free', 'free@venue.example');
    let session!: string;
    let removal!: Promise<Data>;
    await transact(dataSource, async (manager) => {
      // As a sign-in of another user does, which has not ended.
      expect(await isCurrent(manager, (await findProvider(manager, other.id))!)).toBe(true);
      ({ session } = await signIn(other.slug));
      expect(await usernameOf(session)).toBe(`person-${number}`);
      removal = setUp(other.owner, null);
      const isWaiting = async () =>
        (await countSessions(dataSource, 'info', 'SELECT revision FROM single_sign_on %FOR UPDATE')) > 0;
      await waitFor('the removal to wait for the sign-in', isWaiting);
    });
    expect(await removal).toBeNull();
    expect((await new TestClient(app.url, null, session).gql(me)).status).toBe(401);
  });

  it('is replaced after a transaction that ends the session of a linked user, and in its way at no moment', async () => {
    // SQLite has one writer.
    if (engine.name === 'sqlite') return;
    const own = await app.organization({}, 'session');
    const { dataSource } = app.app;
    await setUp(own.owner, { issuer: provider.issuer, clientId, clientSecret: null, domains: ['a.example'] });
    await linkAll(own.id, [own.memberId]);
    let removing!: Promise<Data>;
    const statements = await countingStatements(dataSource, async () => {
      await transact(dataSource, async (manager) => {
        // As changes of users do: the user, their sessions, and last an event, which refers to the organization.
        await lockRows(manager, 'users', own.id, [own.memberId]);
        removing ??= setUp(own.owner, null);
        const isWaiting = async () => (await countSessions(dataSource, 'info', '%FROM users %FOR UPDATE')) > 0;
        await waitFor('the removal to wait for the user', isWaiting);
        await changeRows(manager, 'sessions', { userId: own.memberId }, { revokedAt: 1 });
        const event = { organizationId: own.id, action: AuditAction.USER_CHANGED };
        await new AuditLog(dataSource, app.clock).record(manager, event);
      });
      expect(await removing).toBeNull();
    });
    // A deadlock would have repeated one of both.
    for (const once of ['sessions SET revokedAt', 'DELETE FROM single_sign_on WHERE'])
      expect([once, statements.filter((each) => each.includes(once))]).toEqual([once, [expect.any(String)]]);
    expect((await auditOf(own.owner, 'SINGLE_SIGN_ON_CHANGED')).at(-1)!.details).toBe(
      'removed; 1 linked identities removed, 0 sessions ended, 0 access tokens revoked',
    );
  });

  it('never shows the client secret, in the API, the logs, the audit log or the database', async () => {
    const [row] = await readRows(app.app.dataSource, 'single_sign_on', { organizationId: organization.id });
    const events = await auditOf(organization.owner, 'SINGLE_SIGN_ON_CHANGED');
    const shown = await organization.owner.data(`{ singleSignOn { ${singleSignOnFields} } }`);
    expect(shown.singleSignOn.hasClientSecret).toBe(true);
    const everything = JSON.stringify([row, events, shown]) + app.logLines.join('\n');
    expect(app.logLines.length).toBeGreaterThan(10);
    expect(everything).not.toContain(clientSecret);
    expect(everything).not.toContain(JSON.stringify(clientSecret).slice(1, -1));
    if (engine.name === 'sqlite')
      expect(readFileSync(`${app.database.dataDir}/tallyport.sqlite`).includes(clientSecret)).toBe(false);
  });

  async function proofsOf({ owner }: SignedInOrganization): Promise<Data[]> {
    const { singleSignOn } = await owner.data(
      '{ singleSignOn { domainProofs { domain isVerified record checkedAt } } }',
    );
    return singleSignOn.domainProofs;
  }

  async function recordOf(of: SignedInOrganization): Promise<string> {
    return (await proofsOf(of))[0]!.record;
  }

  async function verify({ owner }: SignedInOrganization): Promise<void> {
    await owner.data(verifyDomains);
  }

  async function linkOf(userId: number): Promise<string | undefined> {
    const { users } = await organization.owner.data('{ users(first: 100) { nodes { id linkedIdentity { id } } } }');
    return users.nodes.find(({ id }: Data) => id === String(userId))?.linkedIdentity?.id;
  }

  const cookieOf = (visitor: PageVisitor): string =>
    visitor.cookies.get(new URL(app.url).host)!.get('tallyport-sign-in')!;
});
