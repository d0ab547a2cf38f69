import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { transact } from '../../src/platform/database/transaction';
import {
  createTestApp,
  type SignedInOrganization,
  type TestApp,
  useOrganization,
  useTestApp,
} from '../support/apps/app';
import { attempt, run } from '../support/clients/changes';
import { rawRequest } from '../support/clients/raw-http';
import { createOrganization } from '../support/data/factories';
import { eachEngine, type Engine } from '../support/databases/engines';
import { changeRows, readRows } from '../support/databases/rows';
import { useInstallation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

const question = '{ users(first: 1) { totalCount } }';

eachEngine('a SQLite database that another process writes to', ['sqlite'], (engine) => {
  const installation = useInstallation(engine);

  it('makes a write wait for a limited time while the server answers other requests', async () => {
    const organization = await createOrganization(installation.dataSource);
    const server = await installation.serveOnly();
    const owner = await installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
    const other = new BetterSqlite3(join(installation.database.dataDir, 'tallyport.sqlite'));
    const rename = (name: string) => attempt(owner, 'changeOrganization', { name });

    other.exec('BEGIN IMMEDIATE');
    const patient = rename('Patient');
    await sleep(1000);
    other.exec('COMMIT');
    expect((await patient).errors).toBeUndefined();

    other.exec('BEGIN IMMEDIATE');
    let isOver = false;
    let answers = 0;
    const refused = Promise.all(['One', 'Two', 'Three'].map(rename)).finally(() => (isOver = true));
    while (!isOver) {
      expect((await rawRequest(server.url, '/health')).status).toBe(200);
      await owner.data(question);
      answers++;
    }
    expect((await refused).map(({ errors }) => errors?.[0]?.extensions.code)).toEqual(
      Array(3).fill('SERVICE_UNAVAILABLE'),
    );
    expect(answers).toBeGreaterThan(0);
    other.exec('ROLLBACK');
    other.close();
    expect((await rename('Afterwards')).errors).toBeUndefined();
  });
});

eachEngine('rows locked by another transaction', ['mariadb'], (engine) => {
  let app: TestApp;
  let organization: SignedInOrganization;
  let other: Connection;

  beforeAll(async () => {
    app = await createTestApp(engine, { worker: false });
    organization = await app.organization();
    other = await createConnection({ uri: app.database.databaseUrl! });
  });
  afterAll(async () => {
    await other?.end();
    await app?.stop();
  });

  it('make a write wait for longer than one attempt, but for a limited time', async () => {
    const rename = (name: string) => attempt(organization.owner, 'changeOrganization', { name });
    const hold = async (): Promise<void> => {
      await other.query('START TRANSACTION');
      await other.query('SELECT id FROM organizations WHERE id = ? FOR UPDATE', [organization.id]);
    };
    await hold();
    const patient = rename('Patient');
    await sleep(2500);
    await other.query('ROLLBACK');
    expect((await patient).errors).toBeUndefined();

    await hold();
    expect((await rename('In vain')).errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
    await other.query('ROLLBACK');
  });

  it('let both transactions succeed after a deadlock, one of them by a retry', async () => {
    const { dataSource } = app.app;
    let began = 0;
    let held = 0;
    const change = (first: number, second: number) =>
      transact(dataSource, async (manager) => {
        began++;
        await changeRows(manager, 'users', { id: first }, { city: 'Faro' });
        held++;
        await waitFor('the other one to hold its row', () => held >= 2);
        await changeRows(manager, 'users', { id: second }, { country: 'Portugal' });
      });
    await Promise.all([
      change(organization.ownerId, organization.memberId),
      change(organization.memberId, organization.ownerId),
    ]);
    expect(began).toBe(3);
    const rows = await readRows(dataSource, 'users', { id: [organization.ownerId, organization.memberId] }, [
      'city',
      'country',
    ]);
    expect(rows).toEqual(Array(2).fill({ city: 'Faro', country: 'Portugal' }));
  });
});

/** As an account that may have so many connections at once. */
const withFewConnections = (engine: Engine, max: number): Engine => ({
  name: engine.name,
  async createDatabase() {
    const database = await engine.createDatabase();
    const url = new URL(database.databaseUrl!);
    const name = `few${url.pathname.slice(-8)}`;
    const root = await createConnection({ uri: database.databaseUrl! });
    await root.query(`CREATE USER '${name}'@'127.0.0.1' WITH MAX_USER_CONNECTIONS ${max}`);
    await root.query(`GRANT ALL ON ${url.pathname.slice(1)}.* TO '${name}'@'127.0.0.1'`);
    await root.end();
    url.username = name;
    return {
      databaseUrl: url.href,
      dataDir: database.dataDir,
      async drop() {
        const again = await createConnection({ uri: database.databaseUrl! });
        await again.query(`DROP USER '${name}'@'127.0.0.1'`);
        await again.end();
        await database.drop();
      },
    };
  },
});

eachEngine('a database server without free connections', ['mariadb'], (engine) => {
  const max = 4;
  const app = useTestApp(withFewConnections(engine, max), { worker: false });
  const organization = useOrganization(app);

  it('lets many requests share the available connections', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => organization.owner.gql(question)));
    expect(answers.filter(({ errors }) => errors)).toEqual([]);
    await Promise.all(
      Array.from({ length: 20 }, (_unused, index) =>
        run(organization.owner, 'createUser', { username: `user-${index}` }),
      ),
    );
  });

  it('makes requests wait, and reports an error to those that time out', async () => {
    const taken: Connection[] = [];
    const { dataSource } = app.app;
    for (const { Id } of await dataSource.query<{ Id: number }[]>('SHOW PROCESSLIST'))
      await dataSource.query(`KILL ${Id}`).catch(() => undefined);
    while (taken.length < max) {
      await createConnection({ uri: app.database.databaseUrl! }).then(
        (one) => taken.push(one),
        () => sleep(20),
      );
      // The killing itself was done on connections of the pool, which may have opened others for it.
      const [threads] = (await taken[0]?.query<RowDataPacket[]>('SHOW PROCESSLIST')) ?? [[]];
      for (const { Id } of threads)
        if (!taken.some(({ threadId }) => threadId === Id)) await taken[0]!.query(`KILL ${Id}`).catch(() => undefined);
    }

    const inVain = Array.from({ length: 3 }, () => organization.owner.gql(question));
    expect((await rawRequest(app.url, '/health')).status).toBe(200);
    for (const { status, errors } of await Promise.all(inVain))
      expect({ status, code: errors?.[0]?.extensions.code }).toEqual({ status: 503, code: 'SERVICE_UNAVAILABLE' });

    const later = organization.owner.gql(question);
    await sleep(500);
    await Promise.all(taken.map((one) => one.end()));
    expect((await later).errors).toBeUndefined();
  });
});
