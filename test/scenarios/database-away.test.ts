/** @slow */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createConnection } from 'mysql2/promise';
import { health } from '../../src/api/http/health';
import { loadConfig } from '../../src/config';
import { databaseParts } from '../../src/database';
import { createDataSource } from '../../src/platform/database/data-source';
import { useOrganization, useTestApp } from '../support/apps/app';
import { attempt } from '../support/clients/changes';
import type { Answer, TestClient } from '../support/clients/client';
import { exportFile, startExport } from '../support/clients/exports';
import { rawRequest } from '../support/clients/raw-http';
import { RawSocket } from '../support/clients/raw-socket';
import { Watching } from '../support/clients/watching';
import { addManyUsers } from '../support/data/factories';
import { DatabaseProxy } from '../support/databases/database-proxy';
import { eachEngine } from '../support/databases/engines';
import { countRows } from '../support/databases/rows';
import { waitFor } from '../support/wait-for';

const question = '{ users(first: 1) { totalCount } }';
const codesOf = ({ errors }: Answer<unknown>): string | undefined => errors?.[0]?.extensions.code;

/** Asks for health all the while. */
async function expectHealthDuring(url: string, work: () => Promise<unknown>): Promise<void> {
  let answers = 0;
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      expect((await rawRequest(url, '/health')).status).toBe(200);
      answers++;
    }
  })();
  await work().finally(() => (isOver = true));
  await asking;
  expect(answers).toBeGreaterThan(0);
}

eachEngine('an unreachable database server', ['mariadb'], (engine) => {
  const proxy = new DatabaseProxy();
  const app = useTestApp(proxy.before(engine), { settings: { EXPORT_LEASE_SECONDS: '2' } });
  const organization = useOrganization(app);

  afterEach(() => proxy.recover());

  /** Starts an export whose reading waits until the second is called. */
  async function runningExport(column: string): Promise<{ watching: Watching; id: string; unblock(): Promise<void> }> {
    const direct = await createConnection({ uri: proxy.directUrl });
    await direct.query('LOCK TABLES plans WRITE');
    const {
      export: { id },
    } = await startExport(organization.owner, { format: 'CSV', columns: ['plans', column] });
    await waitFor('its statement to wait for the lock', async () => {
      const [threads] = await direct.query<never[]>(
        "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND state LIKE 'Waiting for table%'",
      );
      return threads.length > 0;
    });
    const watching = Watching.one(organization.owner, id);
    await watching.untilState('RUNNING');
    return { watching, id, unblock: () => direct.end() };
  }

  const expectUnavailable = async (client: TestClient): Promise<void> => {
    const answer = await client.gql(question);
    expect({ status: answer.status, code: codesOf(answer), retryAfter: answer.headers.get('retry-after') }).toEqual({
      status: 503,
      code: 'SERVICE_UNAVAILABLE',
      retryAfter: '5',
    });
  };

  it('is reported to all clients while it refuses connections, and afterwards a watcher, a socket and a running export continue', async () => {
    const { watching, unblock } = await runningExport('email');
    const socket = await RawSocket.signedIn(organization.owner);
    await proxy.refuse();
    await unblock();
    await expectHealthDuring(app.url, async () => {
      for (let times = 0; times < 10; times++) await expectUnavailable(organization.owner);
    });
    expect((await rawRequest(app.url, '/ready')).status).toBe(503);
    expect((await socket.answer(question)).errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    const late = await RawSocket.open(organization.owner);
    late.send({ type: 'connection_init', payload: { authorization: `Bearer ${organization.owner.token}` } });
    expect(await late.untilClosed()).toMatchObject({ code: 1013 });

    await proxy.recover();
    expect((await socket.answer(question)).data).toEqual({ users: { totalCount: 3 } });
    socket.close();
    expect((await watching.untilEnd()).at(-1)).toMatchObject({ state: 'COMPLETED', progress: { attempt: 2 } });
    expect(watching.errors).toEqual([]);
  });

  it('is reported to many concurrent requests while no packets arrive, and none keeps waiting', async () => {
    await Promise.all(Array.from({ length: 10 }, () => organization.owner.data(question)));
    proxy.fallSilent();
    await expectHealthDuring(app.url, () =>
      Promise.all(Array.from({ length: 40 }, () => expectUnavailable(organization.owner))),
    );
    await proxy.recover();
    await waitFor('an answer', async () => (await organization.owner.gql(question)).data);
    await Promise.all(Array.from({ length: 40 }, () => organization.owner.data(question)));
  });

  it('makes requests and exports abandon dead connections, but not slow statements, and the next attempt of the export succeeds', async () => {
    const { watching, unblock } = await runningExport('phone');
    await organization.owner.data(question);
    proxy.forgetConnections();
    await unblock();
    // The server has not forgotten, and still does what it was sent.
    const slow = waitFor('a connection', () => app.app.dataSource.query('SELECT SLEEP(4) AS slept').catch(() => null));
    expect((await watching.untilEnd(20_000)).at(-1)).toMatchObject({ state: 'COMPLETED', progress: { attempt: 2 } });
    expect(await slow).toEqual([{ slept: 0 }]);
    await organization.owner.data(question);
  });
});

eachEngine('a database server with high latency', ['mariadb'], (engine) => {
  const proxy = new DatabaseProxy();
  const app = useTestApp(proxy.before(engine), { settings: { EXPORT_LEASE_SECONDS: '2' } });

  it('is reported as ready as long as queries work, even if a connection must be opened first', async () => {
    // A pool of its own: nothing else opens connections in it.
    const dataSource = await createDataSource(
      loadConfig({ DATABASE_URL: app.database.databaseUrl, DATA_DIR: app.database.dataDir }),
      databaseParts,
    ).initialize();
    const inUse = dataSource.createQueryRunner();
    await inUse.connect();
    const server = express().use(health(dataSource)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const before = proxy.connectionsOpened;
    proxy.delayMs = 300;
    try {
      const { status } = await rawRequest(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, '/ready');
      expect({ status, hasOpened: proxy.connectionsOpened > before }).toEqual({ status: 200, hasOpened: true });
    } finally {
      proxy.delayMs = 0;
      server.close();
      await inUse.release();
      await dataSource.destroy();
    }
  });

  // By the standard of a lease of ten seconds, this is 0.3 seconds each time.
  it('makes an export slower, but neither wrong nor lost to another worker', async () => {
    const organization = await app.organization();
    await addManyUsers(app.app.dataSource, organization.id, 50);
    const near = await exportFile(organization.owner, { format: 'CSV', asOf: '2026-01-01T00:00:00Z' });
    proxy.delayMs = 30;
    const far = await exportFile(organization.owner, { format: 'CSV', asOf: '2026-01-01T00:00:00Z' });
    proxy.delayMs = 0;
    expect(far.row).toMatchObject({ state: 'COMPLETED', progress: { attempt: 1 } });
    expect(far.body.equals(near.body)).toBe(true);
  });
});

eachEngine('a commit whose response is lost', ['mariadb', 'mysql'], (engine) => {
  const proxy = new DatabaseProxy();
  const app = useTestApp(proxy.before(engine));
  const organization = useOrganization(app);

  it('is not repeated, and the client is notified that it may have succeeded', async () => {
    proxy.losesCommitOf = /INSERT INTO bookings/;
    const booking = {
      userId: String(organization.memberId),
      locationId: String(organization.locationId),
      startsAt: '2026-11-24T10:00:00Z',
      endsAt: '2026-11-24T11:00:00Z',
    };
    expect(codesOf(await attempt(organization.owner, 'createBooking', booking))).toBe('SERVICE_UNAVAILABLE');
    expect(proxy.losesCommitOf).toBeNull();
    expect((await organization.owner.data('{ bookings { totalCount } }')).bookings.totalCount).toBe(1);
  });

  it('leaves a completed export completed, with its file and one mail', async () => {
    proxy.losesCommitOf = /state = 'COMPLETED'/;
    const { row } = await exportFile(organization.owner);
    expect(proxy.losesCommitOf).toBeNull();
    expect(row).toMatchObject({ state: 'COMPLETED', progress: { attempt: 1 } });
    expect(await countRows(app.app.dataSource, 'notices', { exportId: row.id })).toBe(1);
  });
});
