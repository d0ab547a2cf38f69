import { address } from '../../../src/commands/address';
import { loadConfig } from '../../../src/config';
import { LoadError } from '../../../src/features/load/load-error';
import { createTestApp, type SignedInOrganization, type TestApp } from '../../support/apps/app';
import { auditOf, run } from '../../support/clients/changes';
import type { TestClient } from '../../support/clients/client';
import { applyImport, checkFile, untilState } from '../../support/clients/imports';
import { type ReceivedMail, TestMailServer } from '../../support/clients/mails';
import { useLink } from '../../support/clients/sign-in';
import { addUsers } from '../../support/data/factories';
import { eachEngine } from '../../support/databases/engines';
import { changeRows, countRows } from '../../support/databases/rows';
import { waitFor } from '../../support/wait-for';

eachEngine('the mail to a former address', (engine) => {
  let server: TestMailServer;
  let app: TestApp;
  let here: SignedInOrganization;

  beforeAll(async () => {
    server = await new TestMailServer().start();
    app = await createTestApp(engine, {
      settings: { SMTP_URL: server.url, CONSOLE_URL: 'https://desk.example/', SIGN_IN_LINKS_PER_NETWORK: '1000' },
    });
    // Commands have a clock of their own.
    app.clock.set(new Date().toISOString());
  });
  beforeEach(async () => {
    server.mails.splice(0);
    here = await app.organization({}, 'session');
  });
  afterAll(async () => {
    await app?.stop();
    await server?.stop();
  });

  const change = (client: TestClient, userId: number, email: string | null): Promise<unknown> =>
    run(client, 'changeUser', { id: userId, email });
  const organization = (): string => `Organization ${here.slug.split('-').at(-1)}`;
  const sentencesOf = ({ text }: ReceivedMail): string[] => text.trim().split('\n\n');
  const countOf = (userIds: readonly number[]): Promise<number> =>
    countRows(app.app.dataSource, 'notices', { kind: 'ADDRESS_CHANGED', toUserId: userIds });

  it('says what has changed, by whom, and what to do', async () => {
    await change(here.owner, here.memberId, 'new@example.test');
    const [mail] = await server.until(1);
    expect(mail).toMatchObject({
      to: 'Mia Member <member@example.test>',
      subject: 'Your sign-in address was changed',
    });
    expect(sentencesOf(mail!)).toEqual([
      'Hello Mia Member,',
      `Your sign-in address for ${organization()} was changed to new@example.test, by Olga Owner.`,
      'Links to sign in no longer come to this address. If you did not expect this, contact the owner of your ' +
        'organization at once. If you are the owner, contact the operator of this server.',
      'Open Tallyport: https://desk.example/settings/access',
      'Tallyport',
    ]);
    await change(here.owner, here.memberId, null);
    const [, removed] = await server.until(2);
    expect(removed!.to).toBe('Mia Member <new@example.test>');
    expect(sentencesOf(removed!)[1]).toBe(`Your sign-in address for ${organization()} was removed, by Olga Owner.`);
    // A first address replaces none.
    await change(here.owner, here.memberId, 'first@example.test');
    expect(await countOf([here.memberId])).toBe(2);
  });

  it('is in the language in which its user last signed in', async () => {
    const email = `${engine.name}-german@example.test`;
    await changeRows(app.app.dataSource, 'users', { id: here.memberId }, { email });
    await useLink(app.url, await app.app.signingIn.links.create(email), here.memberId, { 'accept-language': 'de' });
    await change(here.admin, here.memberId, 'neu@example.test');
    const [mail] = await server.until(1);
    expect([mail!.to, mail!.subject]).toEqual([
      `Mia Member <${email}>`,
      'Ihre E-Mail-Adresse zur Anmeldung wurde geändert',
    ]);
    expect(sentencesOf(mail!).slice(0, 2)).toEqual([
      'Guten Tag Mia Member,',
      `Ihre E-Mail-Adresse zur Anmeldung bei ${organization()} wurde von Adam Admin in neu@example.test geändert.`,
    ]);
  });

  it('is in the language of the request of a user who changes their own', async () => {
    const { session } = here.admin;
    await fetch(app.url + '/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': 'de',
        cookie: `tallyport=${session}`,
        origin: app.url,
      },
      body: JSON.stringify({
        query: 'mutation ($input: ChangeUserInput!) { changeUser(input: $input) { id } }',
        variables: { input: { id: here.adminId, email: 'adam@example.test' } },
      }),
    });
    const [mail] = await server.until(1);
    expect(mail!.to).toBe('Adam Admin <admin@example.test>');
    expect(sentencesOf(mail!)[1]).toContain('wurde von Ihrem eigenen Konto aus in adam@example.test geändert.');
  });

  it('is sent for each address that an import changes, and for no other field', async () => {
    const file =
      'Username,Email,City\nadmin,a@example.test,Faro\nmember,m@example.test,Faro\nowner,owner@example.test,Faro\n';
    const { id } = await checkFile(here.owner, file);
    await here.owner.data(applyImport, { id });
    await untilState(here.owner, id, ['COMPLETED']);
    const mails = (await server.until(3)).filter(({ subject }) => subject.includes('sign-in address'));
    expect(mails.map(({ to }) => to).sort()).toEqual([
      'Adam Admin <admin@example.test>',
      'Mia Member <member@example.test>',
    ]);
  });

  it('is sent whatever the status of the account is, before and after the change', async () => {
    for (const status of ['INACTIVE', 'PENDING']) {
      await run(here.admin, 'changeUser', { id: here.memberId, status });
      await change(here.admin, here.memberId, `${status}@example.test`);
      await run(here.admin, 'changeUser', { id: here.memberId, status: 'ACTIVE' });
    }
    await run(here.owner, 'changeUser', { id: here.adminId, email: 'other@example.test', status: 'INACTIVE' });
    expect((await server.until(3)).map(({ to }) => to).sort()).toEqual([
      'Adam Admin <admin@example.test>',
      'Mia Member <INACTIVE@example.test>',
      'Mia Member <member@example.test>',
    ]);
  });

  it('is sent when the operator sets the address, with which the user then signs in', async () => {
    const set = (username: string, email: string): Promise<void> => {
      jest.spyOn(process.stdout, 'write').mockReturnValue(true);
      const config = loadConfig({ DATA_DIR: app.database.dataDir, DATABASE_URL: app.database.databaseUrl });
      const done = address(config, { organization: here.slug, username, email });
      return done.finally(() => jest.restoreAllMocks());
    };
    const email = `${engine.name}-boss@example.test`;
    await set('OWNER', email);
    const [mail] = await server.until(1);
    expect(mail!.to).toBe('Olga Owner <owner@example.test>');
    expect(sentencesOf(mail!)[1]).toContain(`changed to ${email}, by the operator of this server.`);
    expect((await here.owner.gql('{ viewer { role } }')).status).toBe(401);
    const { client } = await useLink(app.url, await app.app.signingIn.links.create(email));
    expect((await client.data('{ viewer { role } }')).viewer.role).toBe('OWNER');
    expect((await auditOf(client, 'USER_CHANGED')).map(({ username, details }) => [username, details])).toEqual([
      [null, '"owner": email'],
    ]);
    for (const [username, wrong] of [
      ['owner', 'no address'],
      ['nobody', email],
    ] as const)
      await expect(set(username, wrong)).rejects.toBeInstanceOf(LoadError);
  });

  it('is sent for a first change, whatever the same editor has changed repeatedly, and the owner hears of the limit', async () => {
    const many = await addUsers(
      app.app.dataSource,
      here.id,
      Array.from({ length: 31 }, (_unused, index) => ({ username: `u-${index}`, email: `u-${index}@example.test` })),
    );
    const [victim, ...others] = many as [number, ...number[]];
    const ownerMails = () =>
      countRows(app.app.dataSource, 'notices', { organizationId: here.id, kind: 'ADDRESS_LIMIT_REACHED' });
    for (let round = 0; round < 5; round++) {
      expect(await ownerMails()).toBe(0);
      await run(
        here.admin,
        'changeUsers',
        others.map((id) => ({ id, email: `round-${round}-${id}@example.test` })),
      );
    }
    expect([await countOf(others), await ownerMails()]).toEqual([130, 1]);
    await change(here.admin, victim, 'thief@example.test');
    expect(await countOf([victim])).toBe(1);
    await change(here.admin, others[0]!, 'more@example.test');
    expect([await countOf(others), await ownerMails()]).toEqual([130, 1]);
    const mail = await waitFor('the mail to the owner', () =>
      server.mails.find(({ subject }) => subject === 'Many sign-in addresses were changed'),
    );
    expect([mail.to, sentencesOf(mail).at(-2)]).toEqual([
      'Olga Owner <owner@example.test>',
      'Open Tallyport: https://desk.example/settings/audit-log',
    ]);
  });

  it('is sent at most five times an hour for a user, and a hundred times for members', async () => {
    const addressed = (index: number) => `many-${index}@example.test`;
    const many = await addUsers(
      app.app.dataSource,
      here.id,
      Array.from({ length: 110 }, (_unused, index) => ({ username: `many-${index}`, email: addressed(index) })),
    );
    for (let count = 0; count < 7; count++) await change(here.owner, here.adminId, addressed(count + 1000));
    expect(await countOf([here.adminId])).toBe(5);
    const moved = (range: number[]) =>
      run(
        here.admin,
        'changeUsers',
        range.map((id) => ({ id, email: `moved-${id}@example.test` })),
      );
    await app.signInAgain(here.admin, { id: here.adminId, organizationId: here.id });
    await moved(many.slice(0, 60));
    await moved(many.slice(60));
    expect(await countOf(many)).toBe(100);
    // Which leaves room for users with rights.
    await change(here.owner, here.ownerId, 'olga@example.test');
    expect(await countOf([here.ownerId])).toBe(1);
    await changeRows(app.app.dataSource, 'notices', { organizationId: here.id }, { state: 'FAILED', queuedAt: 0 });
    await change(here.owner, here.adminId, 'adam@example.test');
    expect(await countOf([here.adminId])).toBe(6);
  });
});
