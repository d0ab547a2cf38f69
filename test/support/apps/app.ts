import { join } from 'node:path';
import { pino } from 'pino';
import { type App, createApp, createWorker } from '../../../src/app';
import { loadConfig, withPort } from '../../../src/config';
import { hashSecret } from '../../../src/features/auth/secrets';
import { transact } from '../../../src/platform/database/transaction';
import { diskStorage } from '../../../src/platform/storage/disk-storage';
import type { CredentialKind } from '../../../src/viewer';
import { TestClient } from '../clients/client';
import { TestClock } from '../clock';
import { createOrganization, type OrganizationOptions, type TestOrganization } from '../data/factories';
import type { Engine, TestDatabase } from '../databases/engines';
import { changeRows } from '../databases/rows';
import { heldStorage } from './held-storage';
import { StorageGate } from './storage-gate';

export interface TestApp {
  readonly app: App;
  readonly url: string;
  readonly clock: TestClock;
  readonly database: TestDatabase;
  /** Can hold the export files that the workers of this app write. */
  readonly gate: StorageGate;
  /** All log lines, as JSON. */
  readonly logLines: string[];
  /** Issues a token for the user and returns a client with it. */
  signIn(user: { id: number; organizationId: number }, livesMs?: number): Promise<TestClient>;
  /** Gives a client another token or session, whose own has ended, as by a higher role of its user. */
  signInAgain(client: TestClient, user: { id: number; organizationId: number }): Promise<void>;
  /** Starts a session of the user, as signing in by a link or a provider does, and returns a client with its cookie. */
  startSession(user: { id: number; organizationId: number }, isFromProvider?: boolean): Promise<TestClient>;
  /** Signs in by a token and by a session in turn, for cases that must not depend on it. */
  signInEitherWay(user: { id: number; organizationId: number }): Promise<TestClient>;
  /** Ends the token or session of a client, as its user or the owner does. */
  revoke(client: TestClient): Promise<void>;
  /** Ends the token or session of a client by its age. Running exports and imports go on. */
  expire(client: TestClient): Promise<void>;
  /** Creates an organization and signs in its three users. Some changes need a session. Default: tokens. */
  organization(options?: OrganizationOptions, by?: CredentialKind): Promise<SignedInOrganization>;
  /** Starts a worker. With `worker: false`, exports stay queued until then. */
  startWorker(): Promise<void>;
  stop(): Promise<void>;
}

export interface SignedInOrganization extends TestOrganization {
  readonly owner: TestClient;
  readonly admin: TestClient;
  readonly member: TestClient;
}

/** The ways to sign in, for tests of what must not depend on it. */
export const waysToSignIn: readonly [by: string, signIn: 'signIn' | 'startSession'][] = [
  ['an access token', 'signIn'],
  ['a session', 'startSession'],
];

interface TestAppOptions {
  /**
   * Whether a worker runs in this process. The worker thread is tested with the built program. Default
   * true.
   */
  readonly worker?: boolean;
  /** Settings, by the names of their environment variables. */
  readonly settings?: Record<string, string>;
  /** Scales the times between two polls of the database. A test of a rate needs 1. Default 0.1. */
  readonly pollScale?: number;
  /** An app whose database and clock this one shares, as a second server does. */
  readonly beside?: TestApp;
}

const dayMs = 86_400_000;

export async function createTestApp(
  engine: Engine,
  { worker = true, settings = {}, pollScale = 0.1, beside }: TestAppOptions = {},
): Promise<TestApp> {
  const database = beside?.database ?? (await engine.createDatabase());
  const config = loadConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: database.dataDir,
    DATABASE_URL: database.databaseUrl,
    EXPORT_WORKER: 'off',
    EXPORTS_PER_MINUTE: '10000',
    IMPORTS_PER_MINUTE: '10000',
    ...settings,
  });
  const clock = beside?.clock ?? new TestClock();
  const gate = beside?.gate ?? new StorageGate();
  const logLines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logLines.push(line) });
  const app = await createApp(config, { clock, log, pollScale });
  const url = `http://127.0.0.1:${app.port}`;
  const clients: TestClient[] = [];
  const workers: { stop(): Promise<void> }[] = [];
  const changeCredential = async ({ token, session }: TestClient, values: Record<string, number>): Promise<void> => {
    const [table, hash] = token ? ['access_tokens', 'tokenHash'] : ['sessions', 'secretHash'];
    await changeRows(app.dataSource, table, { [hash]: hashSecret((token ?? session)!) }, values);
  };
  const startSession = async (
    { id, organizationId }: { id: number; organizationId: number },
    isFromProvider = false,
  ): Promise<string> => {
    const origin = { organizationId, userId: id, isFromProvider, address: null, browser: 'Test' };
    return (await transact(app.dataSource, (manager) => app.signingIn.sessions.start(manager, origin))).secret;
  };

  const testApp: TestApp = {
    app,
    url,
    clock,
    database,
    gate,
    logLines,
    async signIn(user, livesMs = 30 * dayMs) {
      const client = new TestClient(url, await app.tokens.issue(user, livesMs));
      clients.push(client);
      return client;
    },
    async signInAgain(client, user) {
      if (client.session === null) client.token = await app.tokens.issue(user, 30 * dayMs);
      else client.session = await startSession(user);
    },
    async startSession(user, isFromProvider) {
      const client = new TestClient(url, null, await startSession(user, isFromProvider));
      clients.push(client);
      return client;
    },
    signInEitherWay: (user) => (clients.length % 2 === 0 ? testApp.signIn(user) : testApp.startSession(user)),
    revoke: (client) => changeCredential(client, { revokedAt: clock.now().getTime() }),
    expire: (client) => changeCredential(client, { expiresAt: clock.now().getTime() }),
    async organization(options, by = 'token') {
      const organization = await createOrganization(app.dataSource, options);
      const signIn = (id: number) =>
        testApp[by === 'token' ? 'signIn' : 'startSession']({ id, organizationId: organization.id });
      return {
        ...organization,
        owner: await signIn(organization.ownerId),
        admin: await signIn(organization.adminId),
        member: await signIn(organization.memberId),
      };
    },
    async startWorker() {
      workers.push(
        await createWorker(withPort(config, app.port), {
          clock,
          log,
          pollScale,
          storage: heldStorage(gate.folder, await diskStorage(join(database.dataDir, 'exports'))),
        }),
      );
    },
    async stop() {
      await Promise.all(clients.map((client) => client.close()));
      for (const one of workers) await one.stop();
      await app.stop();
      if (beside) return;
      gate.remove();
      await database.drop();
    },
  };
  if (worker) await testApp.startWorker();
  return testApp;
}

/** Starts an app before all tests of the block and stops it after them. The returned object is filled by the start. */
export const useTestApp = (engine: Engine, options?: TestAppOptions): TestApp =>
  useStarted(beforeAll, afterAll, () => createTestApp(engine, options));

/** Like `useTestApp`, with an app for each test. */
export const useTestAppPerTest = (engine: Engine, options?: TestAppOptions): TestApp =>
  useStarted(beforeEach, afterEach, () => createTestApp(engine, options));

/** Adds an organization before all tests of the block. The returned object is filled then. */
export function useOrganization(
  app: TestApp,
  options?: OrganizationOptions,
  by?: CredentialKind,
): SignedInOrganization {
  const organization = {} as SignedInOrganization;
  beforeAll(async () => void Object.assign(organization, await app.organization(options, by)));
  return organization;
}

/** Like `useOrganization`, with an organization for each test. */
export function useOrganizationPerTest(
  app: TestApp,
  options?: OrganizationOptions,
  by?: CredentialKind,
): SignedInOrganization {
  const organization = {} as SignedInOrganization;
  beforeEach(async () => void Object.assign(organization, await app.organization(options, by)));
  return organization;
}

type Hook = (body: () => Promise<unknown>) => void;

function useStarted(before: Hook, after: Hook, start: () => Promise<TestApp>): TestApp {
  const app = {} as TestApp;
  let started: TestApp | undefined;
  before(async () => {
    started = undefined;
    started = Object.assign(app, await start());
  });
  after(async () => started?.stop());
  return app;
}
