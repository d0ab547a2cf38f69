import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { transactWithin } from '../../../src/features/auth/transact-within';
import { useOrganization, useTestApp } from '../../support/apps/app';
import { auditOf } from '../../support/clients/changes';
import { TestClient } from '../../support/clients/client';
import { rawRequest } from '../../support/clients/raw-http';
import {
  accountsOn,
  badReturnPaths,
  mailedLink,
  mailsIn,
  requestSignInLink,
  sendForm,
  sessionOf,
  useLink,
} from '../../support/clients/sign-in';
import { suspendUser } from '../../support/data/account-changes';
import { addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { changeRows, countRows, hideTable, readColumn, readRows } from '../../support/databases/rows';
import { waitFor } from '../../support/wait-for';

const minuteMs = 60_000;
const me = '{ viewer { user { username } sessions { isCurrent } } }';

eachEngine('signing in by a link', (engine) => {
  const app = useTestApp(engine, { settings: { SIGN_IN_LINKS_PER_NETWORK: '1000' } });
  const organization = useOrganization(app);
  let number = 0;
  const person = async (email: string, organizationId = organization.id): Promise<number> =>
    (await addUsers(app.app.dataSource, organizationId, [{ username: `person-${++number}`, email }]))[0]!;
  const link = (email: string, to?: string): Promise<string> => mailedLink(app.url, app.database.dataDir, email, to);
  const open = (path: string, method = 'GET') =>
    rawRequest(app.url, path, { method, headers: { accept: 'text/html' } });
  const used = (): Promise<number> => countRows(app.app.dataSource, 'sign_in_links', { usedAt: null });

  it('starts a session that only scripts of no page can read', async () => {
    const id = await person('anna@example.test');
    const { answer, client } = await useLink(app.url, await link('anna@example.test'), id, {
      'user-agent': 'Firefox of Anna',
    });
    expect([answer.status, answer.headers.location]).toEqual([303, '/']);
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^tallyport=ts_[\w-]{43}; Max-Age=2592000; Path=\/; Expires=[^;]+ GMT; HttpOnly; SameSite=Lax$/,
      ),
    ]);
    expect((await client.data(me)).viewer).toEqual({
      user: { username: `person-${number}` },
      sessions: [{ isCurrent: true }],
    });
    const [user] = await readRows(app.app.dataSource, 'users', { id }, ['lastLoginAt']);
    expect(Number(user.lastLoginAt)).toBe(app.clock.now().getTime());
    const [row] = await readRows(app.app.dataSource, 'sessions', { userId: id });
    expect(row).toMatchObject({ browser: 'Firefox of Anna', address: '127.0.0.1' });
    expect(JSON.stringify(row)).not.toContain(client.session);
    const events = await auditOf(organization.owner, 'SIGN_IN_LINK_REQUESTED', 'SIGNED_IN');
    expect(events.slice(-2)).toEqual([
      { action: 'SIGN_IN_LINK_REQUESTED', username: null, details: `"person-${number}"`, address: '127.0.0.1' },
      { action: 'SIGNED_IN', username: `person-${number}`, details: 'by a link', address: '127.0.0.1' },
    ]);
  });

  it('finds the address regardless of case, and sends the mail to the address of the account', async () => {
    const id = await person('Bea.Big@example.test');
    const { client } = await useLink(app.url, await link(' BEA.big@EXAMPLE.test ', 'Bea.Big@example.test'), id);
    expect((await client.data(me)).viewer.user.username).toBe(`person-${number}`);
  });

  it('is not used up by programs that open links in mails', async () => {
    const id = await person('scanned@example.test');
    const path = await link('scanned@example.test');
    const unused = await used();
    for (const method of ['GET', 'HEAD', 'GET']) {
      const page = await open(path, method);
      expect([page.status, page.headers['set-cookie']]).toEqual([200, undefined]);
      expect(page.headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'same-origin',
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; .*form-action 'self'; frame-ancestors 'none'$/,
        ),
      });
    }
    expect(await used()).toBe(unused);
    expect((await useLink(app.url, path, id)).answer.status).toBe(303);
  });

  it('works once, also for two who press the button at the same time', async () => {
    const id = await person('twice@example.test');
    const [first, second] = [await link('twice@example.test'), await link('twice@example.test')];
    const answers = await Promise.all([1, 2, 3].map(() => sendForm(app.url, first, { account: String(id) })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410, 410]);
    expect(answers.filter((answer) => sessionOf(answer) !== '')).toHaveLength(1);
    // And ends the others of the address.
    for (const path of [first, second]) expect((await open(path)).status).toBe(410);
    expect(await countRows(app.app.dataSource, 'sessions', { userId: id })).toBe(1);
  });

  it('works for 15 minutes', async () => {
    const id = await person('late@example.test');
    const path = await link('late@example.test');
    app.clock.advance(15 * minuteMs - 1);
    expect((await open(path)).status).toBe(200);
    app.clock.advance(1);
    expect((await open(path)).status).toBe(410);
    const answer = await sendForm(app.url, path, { account: String(id) });
    expect([answer.status, sessionOf(answer)]).toEqual([410, '']);
    expect(answer.text).toContain('name="email"');
  });

  it('lets a person with accounts in several organizations choose', async () => {
    const other = await app.organization();
    const ids = [await person('both@example.test'), await person('both@example.test', other.id)];
    const third = await person('third@example.test');
    const path = await link('both@example.test');
    const page = await open(path);
    expect(accountsOn(page).sort()).toEqual(ids.map(String).sort());
    expect(page.text).toContain('Choose one');
    for (const account of ['', '0', 'x', String(third), String(other.ownerId)])
      expect((await sendForm(app.url, path, { account })).status).toBe(410);
    const { client } = await useLink(app.url, path, ids[1]);
    expect((await client.data('{ viewer { organization { name } } }')).viewer.organization.name).toBe(
      (await other.owner.data('{ viewer { organization { name } } }')).viewer.organization.name,
    );
  });

  it('does not mix up mailboxes that differ in case only', async () => {
    const small = await person('case@example.test');
    const big = await person('CASE@example.test');
    const paths = [await link('case@example.test'), await link('CASE@example.test')] as const;
    expect(accountsOn(await open(paths[0]))).toEqual([String(small)]);
    expect((await sendForm(app.url, paths[0], { account: String(big) })).status).toBe(410);
    expect(accountsOn(await open(paths[1]))).toEqual([String(big)]);
  });

  it('cannot be prevented by another organization, however many users there have the address', async () => {
    const first = await app.organization();
    await changeRows(app.app.dataSource, 'organizations', { id: first.id }, { name: '  First' });
    const email = 'crowded@example.test';
    const others = Array.from({ length: 60 }, (_unused, index) => ({ username: `crowd-${index}`, email }));
    const otherIds = await addUsers(app.app.dataSource, first.id, others);
    const id = await person(email);
    const path = await link(email);
    expect(accountsOn(await open(path))).toEqual([...otherIds.slice(0, 5), id].map(String));
    // The mail of one organization does not depend on the other.
    expect(
      await waitFor('the mail of each', async () => {
        const mails = await readRows(app.app.dataSource, 'notices', { toUserId: [otherIds[0]!, id], state: 'SENT' });
        return mails.length === 2 && mails.map(({ organizationId }) => organizationId).sort();
      }),
    ).toEqual([organization.id, first.id].sort());
    expect((await useLink(app.url, path, id)).answer.status).toBe(303);
    // A link signs in to all accounts of its address, not only to those that its page lists.
    expect((await useLink(app.url, await link(email), otherIds.at(-1))).answer.status).toBe(303);
  });

  it('sends one mail of an organization, to the entered spelling or else to the owner', async () => {
    const own = await app.organization();
    const email = `Many-${own.id}@example.test`;
    const spellings = [...'example'].map((letter) => email.replace(letter, letter.toUpperCase()));
    const users = spellings.map((spelling, index) => ({ username: `spelling-${index}`, email: spelling }));
    const ids = await addUsers(app.app.dataSource, own.id, users);
    await changeRows(app.app.dataSource, 'users', { id: own.ownerId }, { email: email.toUpperCase() });
    const ask = async (text: string): Promise<number[]> => {
      await new TestClient(app.url, null).data(requestSignInLink, { email: text });
      const isHandled = async () =>
        (await countRows(app.app.dataSource, 'sign_in_requests', { handledAt: null })) === 0;
      await waitFor('the request to be handled', isHandled);
      return readColumn(app.app.dataSource, 'notices', 'toUserId', { organizationId: own.id });
    };
    expect(await ask(email.toLowerCase())).toEqual([own.ownerId]);
    expect(await ask(spellings[1]!)).toEqual([own.ownerId, ids[1]]);
  });

  it('is not possible for an account that is not ACTIVE, or whose address has changed', async () => {
    const [suspended, moved] = [await person('out@example.test'), await person('moved@example.test')];
    const paths = [await link('out@example.test'), await link('moved@example.test')] as const;
    await suspendUser(app.app.dataSource, suspended);
    await changeRows(app.app.dataSource, 'users', { id: moved }, { email: 'elsewhere@example.test' });
    for (const [index, account] of [suspended, moved].entries()) {
      expect((await open(paths[index]!)).status).toBe(410);
      expect((await sendForm(app.url, paths[index]!, { account: String(account) })).status).toBe(410);
    }
  });

  it('works while the requests for the address are used up, so that someone else cannot keep its user out', async () => {
    const id = await person('flooded@example.test');
    const first = await link('flooded@example.test');
    const ask = () => new TestClient(app.url, null).gql(requestSignInLink, { email: 'FLOODED@example.test' });
    for (let request = 0; request < 4; request++) expect((await ask()).errors).toBeUndefined();
    app.clock.advance(15 * minuteMs - 1);
    expect((await ask()).errors?.[0]?.extensions).toMatchObject({ code: 'LIMIT_REACHED', retryAfter: 1 });
    expect((await useLink(app.url, first, id)).answer.status).toBe(303);
  });

  it('answers the same for an address that no account has, and sends no mail', async () => {
    await person('known@example.test');
    const anonymous = new TestClient(app.url, null);
    const ask = async (email: string): Promise<string> => {
      const { status, data, errors } = await anonymous.gql(requestSignInLink, { email });
      return JSON.stringify({ status, data, errors }).replaceAll(email, 'EMAIL');
    };
    const linked = await countRows(app.app.dataSource, 'sign_in_links');
    const unknown = await ask('unknown@example.test');
    expect(unknown).toContain('"validMinutes":15');
    expect(await ask('known@example.test')).toEqual(unknown);
    await waitFor(
      'both to be handled',
      async () => (await countRows(app.app.dataSource, 'sign_in_requests', { handledAt: null })) === 0,
    );
    await waitFor('the one mail', async () => (await countRows(app.app.dataSource, 'sign_in_links')) > linked);
    expect(await countRows(app.app.dataSource, 'sign_in_links', { email: 'unknown@example.test' })).toBe(0);
  });

  it('refuses a text that is not an address', async () => {
    for (const email of ['', 'x', 'a@b\r\nBcc: c@d', 'a@b, c@d', '<a@b>', `${'x'.repeat(251)}@y.z`])
      expect(await new TestClient(app.url, null).refusal(requestSignInLink, { email })).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'email',
      });
  });

  it('ends the session that the browser had before, and never uses a secret that it brings', async () => {
    const id = await person('again@example.test');
    const before = await app.startSession({ id, organizationId: organization.id });
    const fixed = `ts_${'A'.repeat(43)}`;
    const first = await useLink(app.url, await link('again@example.test'), id, { cookie: `tallyport=${fixed}` });
    expect(first.client.session).not.toBe(fixed);
    const second = await useLink(app.url, await link('again@example.test'), id, { cookie: before.headers.cookie! });
    expect((await before.gql(me)).status).toBe(401);
    for (const { client } of [first, second]) expect((await client.gql(me)).status).toBe(200);
  });

  it('returns to the page of the console from which the link was requested, in any browser', async () => {
    const id = await person('back@example.test');
    const linkFrom = (returnTo: string): Promise<string> =>
      mailedLink(app.url, app.database.dataDir, 'back@example.test', 'back@example.test', () =>
        sendForm(app.url, `/sign-in?returnTo=${encodeURIComponent(returnTo)}`, { email: 'back@example.test' }),
      );
    const path = await linkFrom('/users?search=mia');
    expect((await useLink(app.url, path, id)).answer.headers.location).toBe('/users?search=mia');
    // Its page offers another link to the same page, although it is used up.
    expect((await open(path)).text).toContain('action="/sign-in?returnTo=%2Fusers%3Fsearch%3Dmia"');
    expect((await useLink(app.url, await linkFrom('/sign-in/tl_evil'), id)).answer.headers.location).toBe('/');
    for (const bad of badReturnPaths)
      expect([bad, (await open(`/sign-in?returnTo=${encodeURIComponent(bad)}`)).text]).toEqual([
        bad,
        expect.stringContaining('action="/sign-in"'),
      ]);
    const [mail] = await readRows(app.app.dataSource, 'notices', { toUserId: id }, ['details']);
    expect(JSON.parse(mail.details as string)).toMatchObject({ returnTo: '/users?search=mia' });
  });

  it('does not show the page to return to in the mail, because anyone can choose it', async () => {
    await person('plain@example.test');
    await mailedLink(app.url, app.database.dataDir, 'plain@example.test', undefined, () =>
      sendForm(app.url, '/sign-in?returnTo=/users?search=call-us-now', { email: 'plain@example.test' }),
    );
    const folder = join(app.database.dataDir, 'mail');
    for (const name of await readdir(folder))
      expect(await readFile(join(folder, name), 'utf8')).not.toContain('call-us');
  });

  it.each<[way: string, request: (email: string, headers: Record<string, string>) => Promise<unknown>]>([
    ['the page', (email, headers) => sendForm(app.url, '/sign-in', { email }, headers)],
    [
      'the mutation',
      (email, headers) =>
        new TestClient(app.url, null).post(JSON.stringify({ query: requestSignInLink, variables: { email } }), headers),
    ],
  ])('sends the mail in the language of the request: %s', async (_way, request) => {
    const email = `polyglot-${++number}@example.test`;
    await person(email);
    const mailIn = async (language: string) => {
      await mailedLink(app.url, app.database.dataDir, email, email, () =>
        request(email, { 'accept-language': language }),
      );
      const { subject, html, text } = (await mailsIn(app.database.dataDir)).findLast(({ to }) => to === email)!;
      return { subject, html, text };
    };
    expect(await mailIn('de')).toEqual({
      subject: 'Ihr Anmeldelink für Tallyport',
      html: expect.stringMatching(/<html lang="de">.*Geben Sie den Link an niemanden weiter/s),
      text: expect.stringMatching(/^Guten Tag,\n.*Anmelden: http/s),
    });
    expect(await mailIn('fr')).toEqual({
      subject: 'Your link to sign in to Tallyport',
      html: expect.stringMatching(/<html lang="en">/),
      text: expect.stringMatching(/^Hello,\n.*Sign in: http/s),
    });
  });

  it('also works from the pages alone', async () => {
    const id = await person('pages@example.test');
    expect((await open('/sign-in')).text).toContain('<input name="email" type="text"');
    const sent = await sendForm(app.url, '/sign-in', { email: 'pages@example.test' });
    expect([sent.status, sent.text]).toEqual([200, expect.stringContaining('pages@example.test')]);
    const { client } = await useLink(app.url, await link('pages@example.test'), id);
    const { cookie } = client.headers;
    expect((await client.gql(me)).status).toBe(200);
    const stale = await sendForm(
      app.url,
      '/sign-out',
      { viewer: String(organization.ownerId) },
      { cookie: cookie!, accept: 'text/html' },
    );
    expect([stale.status, stale.headers['set-cookie'], stale.text]).toEqual([
      409,
      undefined,
      expect.stringContaining('Another user has signed in in this browser.'),
    ]);
    expect((await client.gql(me)).status).toBe(200);
    const out = await sendForm(app.url, '/sign-out', { viewer: String(id) }, { cookie: cookie! });
    expect([out.status, String(out.headers['set-cookie'])]).toEqual([
      303,
      expect.stringMatching(/^tallyport=; .*1970/),
    ]);
    expect((await client.gql(me)).status).toBe(401);
  });
});

eachEngine('requests for sign-in links that wait', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);

  it('lead to the page that all of them name, because anyone can make one of them', async () => {
    for (const [who, page] of [
      ['member', '/exports'],
      ['admin', '/exports'],
      ['member', '/exports'],
      ['admin', '/users'],
    ])
      await sendForm(app.url, `/sign-in?returnTo=${page}`, { email: `${who}@example.test` });
    await app.startWorker();
    const sent = (userId: number) => readRows(app.app.dataSource, 'notices', { toUserId: userId, kind: 'SIGN_IN' });
    for (const [userId, page] of [
      [organization.memberId, '/exports'],
      [organization.adminId, '/'],
    ] as const) {
      await waitFor('the mail', async () => (await sent(userId)).length > 0);
      expect((await sent(userId)).map(({ details }) => JSON.parse(details).returnTo)).toEqual([page]);
    }
  });
});

eachEngine('requests for sign-in links', (engine) => {
  const app = useTestApp(engine, {
    worker: false,
    settings: { SIGN_IN_LINKS_PER_ADDRESS: '2', SIGN_IN_LINKS_PER_NETWORK: '5', TRUSTED_PROXIES: '1' },
  });
  const ask = async (email: string, address: string): Promise<string> => {
    const answer = await new TestClient(app.url, null).post(
      JSON.stringify({ query: requestSignInLink, variables: { email } }),
      { 'x-forwarded-for': address },
    );
    return answer.errors?.[0]?.extensions.code ?? 'sent';
  };

  it('are answered without reading any account, so that their time reveals none', async () => {
    const show = await hideTable(app.app.dataSource, 'users');
    expect(await ask('any@x.test', '192.0.2.9')).toBe('sent');
    await show();
  });

  it('are limited for each address within 15 minutes and for each network within an hour, known or not', async () => {
    const codes: string[] = [];
    for (const email of ['a@x.test', 'A@x.test', 'a@x.test', 'b@x.test']) codes.push(await ask(email, '192.0.2.1'));
    expect(codes).toEqual(['sent', 'sent', 'LIMIT_REACHED', 'sent']);
    // Requests that were refused do not count.
    for (const email of ['c@x.test', 'd@x.test', 'e@x.test']) codes.push(await ask(email, '192.0.2.1'));
    expect(codes.slice(4)).toEqual(['sent', 'sent', 'LIMIT_REACHED']);
    expect(await ask('e@x.test', '192.0.2.2')).toBe('sent');
    const addresses = [
      '2001:db8:1:2::1',
      '2001:db8:1:2:ffff::',
      '2001:0db8:0001:0002::9',
      '2001:db8:1:2::4',
      '2001:db8:1:2::5',
    ];
    for (const [index, address] of addresses.entries()) expect(await ask(`v6-${index}@x.test`, address)).toBe('sent');
    expect(await ask('v6-6@x.test', '2001:db8:1:2::6')).toBe('LIMIT_REACHED');
    expect(await ask('v6-6@x.test', '2001:db8:1:3::6')).toBe('sent');
    app.clock.advance(15 * minuteMs);
    expect(await ask('a@x.test', '192.0.2.3')).toBe('sent');
    expect(await ask('a@x.test', '192.0.2.1')).toBe('LIMIT_REACHED');
    app.clock.advance(45 * minuteMs);
    expect(await ask('a@x.test', '192.0.2.1')).toBe('sent');
  });

  it('are limited also if they arrive at once', async () => {
    const codesOf = async (requests: Promise<string>[]): Promise<number> =>
      (await Promise.all(requests)).filter((code) => code === 'sent').length;
    const numbers = Array.from({ length: 12 }, (_unused, index) => index);
    expect(await codesOf(numbers.map((index) => ask('once@x.test', `198.51.100.${index}`)))).toBe(2);
    expect(await codesOf(numbers.map((index) => ask(`once-${index}@x.test`, '203.0.113.1')))).toBe(5);
  });

  it('leave connections to the database for everyone else while they wait for each other', async () => {
    let release!: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    const limits = [['sign_in_requests', 'address', 'held@x.test']];
    // More than the pool has connections.
    const waiting = Array.from({ length: 30 }, () => transactWithin(app.app.dataSource, limits, () => released));
    // By then each has asked for a connection, or waits for its turn.
    await setImmediate();
    expect(await countRows(app.app.dataSource, 'sign_in_requests', { emailKey: 'held@x.test' })).toBe(0);
    release();
    await Promise.all(waiting);
  });

  it('are refused when too many of them wait', async () => {
    let release!: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    const limits = [['sign_in_requests', 'address', 'full@x.test']];
    const waiting = Array.from({ length: 203 }, () => transactWithin(app.app.dataSource, limits, () => released));
    const refused = await new TestClient(app.url, null).refusal(requestSignInLink, { email: 'other@x.test' });
    expect(refused).toMatchObject({ code: 'SERVICE_UNAVAILABLE', reason: 'SERVER_BUSY', retryAfter: 5 });
    release();
    await Promise.all(waiting);
    expect(await ask('other@x.test', '192.0.2.77')).toBe('sent');
  });
});
