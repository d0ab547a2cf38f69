/** @slow */
import { readdir } from 'node:fs/promises';
import { createConnection } from 'mysql2/promise';
import { enqueueNotice, NoticeKind } from '../../src/features/notices/notice';
import { transact } from '../../src/platform/database/transaction';
import { TestMailServer } from '../support/clients/mails';
import { expireLeases } from '../support/data/export-changes';
import { createOrganization, type TestOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { changeRows, countRows, deleteRows, readRows } from '../support/databases/rows';
import { countSessions } from '../support/databases/sessions';
import { Installation, type Process, useInstallation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

eachEngine('mails sent by real processes', ['sqlite', 'mariadb'], (engine) => {
  const installation = useInstallation(engine);
  let server: TestMailServer;
  let organization: TestOrganization;

  beforeAll(async () => {
    server = await new TestMailServer().start();
    organization = await createOrganization(installation.dataSource);
  });
  beforeEach(async () => {
    server.mails.splice(0);
    server.answers = {};
    await deleteRows(installation.dataSource, 'notices');
  });
  afterEach(() => installation.endProcesses());
  afterAll(() => server?.stop());

  const worker = (): Promise<Process> => installation.start('worker', { SMTP_URL: server.url });
  const tellTimes = (count: number): Promise<void> =>
    transact(installation.dataSource, async (manager) => {
      for (let exportId = 1; exportId <= count; exportId++)
        await enqueueNotice(manager, {
          organizationId: organization.id,
          kind: NoticeKind.EXPORT_COMPLETED,
          to: organization.ownerId,
          exportId,
          details: { what: 'users (CSV)' },
        });
    });
  const untilSent = (count: number): Promise<unknown> =>
    waitFor(
      `${count} to be marked`,
      async () => (await countRows(installation.dataSource, 'notices', { state: 'SENT', leaseOwner: null })) === count,
      20_000,
    );

  it('are sent once each when two workers share fifty', async () => {
    await tellTimes(50);
    const workers = await Promise.all([worker(), worker()]);
    await untilSent(50);
    expect(server.mails.map(({ text }) => Number(/exports\/(\d+)/.exec(text)![1])).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_unused, index) => index + 1),
    );
    expect(new Set(server.mails.map(({ messageId }) => messageId)).size).toBe(50);
    // A line of the log comes behind what it tells of.
    await waitFor(
      'a line for each',
      () => workers.reduce((sum, one) => sum + one.logged('mail sent').length, 0) === 50,
    );
  });

  it('are sent again with the same Message-ID after the lease expired if the worker was killed before the mail server answered', async () => {
    server.answers = { mail: () => new Promise(() => undefined) };
    await tellTimes(1);
    const one = await worker();
    await server.until(1);
    await one.end('SIGKILL');
    server.answers = {};
    expect(await readRows(installation.dataSource, 'notices', {}, ['state', 'attempt'])).toEqual([
      { state: 'WAITING', attempt: 1 },
    ]);
    await expireLeases(installation.dataSource, 'notices');
    await worker();
    await untilSent(1);
    expect(server.mails).toHaveLength(2);
    const [first, again] = server.mails;
    expect(again).toMatchObject({
      messageId: first!.messageId,
      to: first!.to,
      subject: first!.subject,
      text: first!.text,
      html: first!.html,
    });
  });

  it('are released without waiting for an unresponsive mail server when the worker stops', async () => {
    server.answers = { mail: () => new Promise(() => undefined) };
    await tellTimes(1);
    const one = await worker();
    await server.until(1);
    const { code } = await one.end('SIGTERM');
    expect(code).toBe(0);
    expect(
      await readRows(installation.dataSource, 'notices', {}, ['state', 'attempt', 'leaseOwner', 'leaseUntil']),
    ).toEqual([{ state: 'WAITING', attempt: 0, leaseOwner: null, leaseUntil: null }]);
  });

  it('are written to the data folder without a mail server', async () => {
    await tellTimes(2);
    await installation.start('worker');
    await untilSent(2);
    expect(
      (await readdir(`${installation.database.dataDir}/mail`)).filter((name) => name.endsWith('.eml')),
    ).toHaveLength(2);
    expect(server.mails).toEqual([]);
  });
});

eachEngine('a worker killed between sending a mail and marking it as sent', ['mariadb'], (engine) => {
  it('may cause a second delivery with the same Message-ID', async () => {
    const server = await new TestMailServer().start();
    const installation = await Installation.create(engine);
    try {
      const { dataSource, database } = installation;
      const organization = await createOrganization(dataSource);
      await dataSource.query(
        "CREATE TRIGGER slow_mark BEFORE UPDATE ON notices FOR EACH ROW SET NEW.error = IF(NEW.state = 'SENT' AND NOT GET_LOCK('marking', 60), 'no', NEW.error)",
      );
      const locking = await createConnection({ uri: database.databaseUrl! });
      await locking.query("DO GET_LOCK('marking', 0)");
      await transact(dataSource, (manager) =>
        enqueueNotice(manager, {
          organizationId: organization.id,
          kind: NoticeKind.EXPORT_COMPLETED,
          to: 'OWNER',
          exportId: 1,
          details: { what: 'users (CSV)' },
        }),
      );
      const worker = await installation.start('worker', { SMTP_URL: server.url });
      await waitFor(
        'the mark to be under way',
        async () => (await countSessions(dataSource, 'state', 'User lock')) > 0,
      );
      await worker.end('SIGKILL');
      await locking.query("DO RELEASE_LOCK('marking')");
      await locking.end();
      // The database may still end what the dead worker had begun, or take it back.
      await waitFor('the lock to be over', async () => (await countSessions(dataSource, 'state', 'User lock')) === 0);
      await changeRows(dataSource, 'notices', { state: 'WAITING' }, { leaseUntil: 0 });
      await installation.start('worker', { SMTP_URL: server.url });
      await waitFor('the mark', async () => (await countRows(dataSource, 'notices', { state: 'SENT' })) === 1);
      expect(new Set(server.mails.map(({ messageId }) => messageId)).size).toBe(1);
      expect(server.mails.length).toBeGreaterThanOrEqual(1);
    } finally {
      await installation.remove();
      await server.stop();
    }
  });
});
