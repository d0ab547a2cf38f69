/** @slow */
import { raw } from '../../../src/platform/database/sql';
import { createTestApp, type SignedInOrganization, type TestApp } from '../../support/apps/app';
import { auditOf, run } from '../../support/clients/changes';
import { type Data, TestClient } from '../../support/clients/client';
import { readExport, startExport, untilEnded } from '../../support/clients/exports';
import { applyImport, checkFile } from '../../support/clients/imports';
import { type ReceivedMail, TestMailServer } from '../../support/clients/mails';
import { rawRequest } from '../../support/clients/raw-http';
import { requestSignInLink, useLink } from '../../support/clients/sign-in';
import { eachEngine } from '../../support/databases/engines';
import { changeRows, readRows } from '../../support/databases/rows';
import { waitFor } from '../../support/wait-for';

eachEngine('mail notices', (engine) => {
  let server: TestMailServer;
  let app: TestApp;
  let here: SignedInOrganization;

  beforeAll(async () => {
    server = await new TestMailServer({
      user: (name, password) => name === 'desk' && password === 's3cret pass',
    }).start();
    app = await createTestApp(engine, {
      settings: {
        SMTP_URL: server.url.replace('//', '//desk:s3cret%20pass@'),
        CONSOLE_URL: 'https://desk.example/',
        MAIL_FROM: 'Hotels <desk@hotels.example>',
      },
    });
  });
  beforeEach(async () => {
    server.mails.splice(0);
    server.answers = {};
    here = await app.organization();
  });
  afterEach(async () => {
    await server.start();
    await changeRows(app.app.dataSource, 'notices', { state: 'WAITING' }, { state: 'FAILED' });
  });
  afterAll(async () => {
    await app?.stop();
    await server?.stop();
  });

  const notices = (): Promise<Data[]> =>
    readRows(app.app.dataSource, 'notices', { organizationId: here.id }, [
      'id',
      'kind',
      'state',
      'attempt',
      'error',
      'toUserId',
    ]);
  const untilNotice = (what: string, is: (notice: Data) => boolean): Promise<Data> =>
    waitFor(what, async () => (await notices()).find(is));
  const completed = async (): Promise<string> =>
    (await untilEnded(here.admin, (await startExport(here.admin)).export.id)).id;
  /** Changes waiting mails, and ends the pause before their next attempt. */
  const makeDue = (changes: Parameters<typeof changeRows>[3] = {}): Promise<unknown> =>
    changeRows(app.app.dataSource, 'notices', { organizationId: here.id, state: 'WAITING' }, { ...changes, dueAt: 0 });
  const brief = ({ to, subject }: ReceivedMail): string => `${to}: ${subject}`;

  it('notify the requester of a completed export, with a link to its page only', async () => {
    const id = await completed();
    const [mail, ...others] = await server.until(1);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      from: 'Hotels <desk@hotels.example>',
      to: 'Adam Admin <admin@example.test>',
      subject: 'Your export of users (CSV) is ready',
      messageId: expect.stringMatching(/^<[0-9a-f-]{36}@hotels\.example>$/),
    });
    expect(mail!.text).toContain(`Open the export: https://desk.example/exports/${id}\n`);
    expect(mail!.text).toContain('the file is kept for 24 hours');
    expect(mail!.raw).not.toMatch(/downloads|tp_|sha256|member@example|Mia/);
    await untilNotice('the mark', ({ state }) => state === 'SENT');
  });

  it('notify the owner of an export request, and the requester of the answer', async () => {
    const { id } = await run(here.member, 'requestExport', { export: { format: 'XLSX' }, reason: 'Tax <b>year</b>' });
    const [opened] = await server.until(1);
    expect(brief(opened!)).toBe('Olga Owner <owner@example.test>: Mia Member requests an export of users (XLSX)');
    expect(opened!.text).toContain(
      `Their reason: Tax <b>year</b>\n\nNothing is exported unless you approve it.\n\nOpen the request: https://desk.example/export-requests/${id}\n`,
    );
    expect(opened!.html).not.toContain('<b>');
    await run(here.owner, 'approveExportRequest', id);
    const mails = await server.until(3);
    expect(mails.slice(1).map(brief).sort()).toEqual([
      'Mia Member <member@example.test>: Your request for an export of users (XLSX) was approved',
      'Olga Owner <owner@example.test>: Your export of users (XLSX) is ready',
    ]);
    const { id: other } = await run(here.member, 'requestExport', { export: { format: 'CSV' } });
    await here.owner.data('mutation ($id: ID!) { declineExportRequest(id: $id, reason: "No need") { id } }', {
      id: other,
    });
    const [, declined] = (await server.until(5)).slice(3).sort((a, b) => brief(b).localeCompare(brief(a)));
    expect(declined).toMatchObject({
      subject: 'Your request for an export of users (CSV) was declined',
      text: expect.stringContaining('Olga Owner has declined'),
    });
    expect(declined!.text).toContain('Their reason: No need');
  });

  it.each([
    [
      'de',
      'Guten Tag Adam Admin,',
      'Ihr Export ist fertig: Benutzer (CSV)',
      'Ihr Import ist abgeschlossen: Benutzer (users.csv)',
      'Ergebnis: 1 Zeile geändert.',
    ],
    [
      'en',
      'Hello Adam Admin,',
      'Your export of users (CSV) is ready',
      'Your import of users (users.csv) is applied',
      'is applied: 1 row changed.',
    ],
  ])('are in the language in which their recipient last signed in: %s', async (language, ...expected) => {
    const email = `${language}-${engine.name}@example.test`;
    await changeRows(app.app.dataSource, 'users', { id: here.adminId }, { email });
    const other = language === 'de' ? 'en' : 'de';
    // Anyone can request the last one.
    for (const [each, isUsed] of [
      [other, true],
      [language, true],
      [other, false],
    ] as const) {
      const before = server.mails.length;
      await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-language': each },
        body: JSON.stringify({ query: requestSignInLink, variables: { email } }),
      });
      const [path] = /\/sign-in\/tl_[\w-]{43}/.exec((await server.until(before + 1)).at(-1)!.text)!;
      if (isUsed) await useLink(app.url, path, here.adminId, { 'accept-language': each });
    }
    await completed();
    await server.until(4);
    const { id } = await checkFile(here.admin, 'Username,City\nmember,Porto\n');
    await here.admin.data(applyImport, { id });
    const [ready, applied] = (await server.until(5)).slice(3);
    const [greeting, exported, imported, result] = expected;
    expect([ready!.subject, applied!.subject]).toEqual([exported, imported]);
    expect(ready!.text).toContain(greeting);
    expect(applied!.text).toContain(result);
  });

  it('log a recipient without a valid address', async () => {
    for (const email of [null, 'x@y\r\nBcc: victim@example.test', `${'x'.repeat(180)}@y,z`]) {
      await changeRows(app.app.dataSource, 'users', { id: here.adminId }, { email });
      await run(here.owner, 'cancelExport', (await startExport(here.admin, { format: 'XLSX' })).export.id).catch(
        () => undefined,
      );
      await completed();
    }
    await waitFor('all to be skipped', async () =>
      (await notices()).every(
        ({ state, error }) =>
          state === 'FAILED' && error === 'The recipient has no active account with a valid email address.',
      ),
    );
    expect(server.mails).toEqual([]);
    expect(
      app.logLines.filter((line) => line.includes('mail not sent: the recipient has no active account')).length,
    ).toBeGreaterThanOrEqual(3);
    expect(await auditOf(here.owner, 'MAIL_FAILED')).toEqual([]);
  });

  it('are only delayed while the mail server is down', async () => {
    await server.stop();
    const id = await completed();
    expect((await readExport(here.admin, id)).state).toBe('COMPLETED');
    expect(await untilNotice('a second attempt', ({ attempt }) => attempt >= 2)).toMatchObject({
      state: 'WAITING',
      error: expect.stringContaining('The mail server cannot be used'),
    });
    expect((await startExport(here.admin, { format: 'XLSX' })).deduplicated).toBe(false);
    await server.start();
    await makeDue();
    expect((await server.until(2, 10_000)).map(({ text }) => text.includes(`/exports/${id}\n`))).toContain(true);
  });

  it('delay no export while the mail server does not respond', async () => {
    server.answers = { mail: () => new Promise(() => undefined) };
    await completed();
    await server.until(1);
    await completed();
    expect(
      (await notices()).map(({ state, attempt }) => [state, attempt]).filter(([state]) => state === 'SENT'),
    ).toEqual([]);
    // Whoever hangs up on it is free for the next at once.
    await server.stop();
    server.answers = {};
    await server.start();
    await waitFor('all to be sent', async () => (await notices()).every(({ state }) => state === 'SENT'));
  });

  it('are not retried after a refusal, which the owner sees in the audit log', async () => {
    server.answers = { recipient: () => ({ code: 550, message: 'no such mailbox' }) };
    const id = await completed();
    expect(await untilNotice('an end', ({ state }) => state === 'FAILED')).toMatchObject({
      attempt: 1,
      error: 'The mail server answered: 550 no such mailbox',
    });
    const { auditEvents } = await here.owner.data('{ auditEvents { nodes { action exportId details } } }');
    expect(auditEvents.nodes).toContainEqual({
      action: 'MAIL_FAILED',
      exportId: id,
      details: 'EXPORT_COMPLETED: The mail server answered: 550 no such mailbox',
    });
  });

  it('are retried with the same Message-ID, and given up after three days', async () => {
    server.answers = { mail: async () => ({ code: 451, message: 'later' }) };
    await completed();
    const mails = await server.until(2);
    expect(mails[0]!.messageId).toBe(mails[1]!.messageId);
    await makeDue({ queuedAt: raw(`queuedAt - ${3 * 86_400_000}`) });
    expect(await untilNotice('an end', ({ state }) => state === 'FAILED')).toMatchObject({
      error: 'The mail server answered: 451 later',
    });
    expect(await auditOf(here.owner, 'MAIL_FAILED')).toHaveLength(1);
  });

  it('that sign a user in have another link at each attempt, which all work, and are given up after 15 minutes', async () => {
    const email = `link-${engine.name}@example.test`;
    await changeRows(app.app.dataSource, 'users', { id: here.memberId }, { email });
    server.answers = { mail: async () => ({ code: 451, message: 'later' }) };
    await new TestClient(app.url, null).data(requestSignInLink, { email });
    const mails = (await server.until(2)).slice(0, 2);
    expect(mails.map(brief)).toEqual(Array(2).fill(`${email}: Your link to sign in to Tallyport`));
    const paths = mails.map(({ text }) => /\/sign-in\/tl_[\w-]+/.exec(text)![0]);
    expect(new Set(paths).size).toBe(2);
    for (const path of paths) expect((await rawRequest(app.url, path)).status).toBe(200);
    // Neither the mail in the database nor the log contains one.
    const [notice] = await readRows(app.app.dataSource, 'notices', { kind: 'SIGN_IN' });
    for (const text of [JSON.stringify(notice), app.logLines.join()]) expect(text).not.toContain('tl_');
    await makeDue({ queuedAt: raw(`queuedAt - ${15 * 60_000}`) });
    await untilNotice('an end', ({ state }) => state === 'FAILED');
  });

  it('never log the password of the mail server', async () => {
    server.answers = { user: () => false };
    await server.stop();
    await server.start();
    await completed();
    await untilNotice('an attempt', ({ error }) => String(error).includes('SMTP_URL'));
    expect(app.logLines.join('\n')).not.toMatch(/s3cret|czNjcmV0|AGRlc2sA/);
    server.answers = {};
    await server.stop();
  });
});
