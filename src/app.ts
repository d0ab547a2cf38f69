import path from 'node:path';
import type { DataSource } from 'typeorm';
import { startApi } from './api/server';
import { type Config, withPort } from './config';
import { createServerDependencies, openDependencies, type Overrides, type ServerDependencies } from './dependencies';
import { rooms as allRooms } from './features';
import type { SigningIn } from './features/auth/auth.room';
import type { Credentials } from './features/auth/credentials';
import type { AccessTokens } from './features/auth/tokens/access-tokens';
import type { ExportFiles } from './features/exports/downloads/export-files';
import type { ImportSweeper } from './features/imports/files/import-sweeper';
import type { Room, Stoppable } from './features/room';
import { limitHeapGrowth } from './platform/jobs/limit-heap-growth';
import { startSweeping } from './platform/jobs/sweeper';
import { keepThread } from './platform/jobs/worker-thread';

export interface App {
  readonly port: number;
  readonly dataSource: DataSource;
  readonly tokens: AccessTokens;
  readonly credentials: Credentials;
  readonly signingIn: SigningIn;
  readonly files: ExportFiles;
  readonly importSweeper: ImportSweeper;
  stop(): Promise<void>;
}

/** The compiler checks that ServerDependencies has what each room needs. */
const rooms: readonly Room<ServerDependencies>[] = allRooms;

/** Starts a server: the database, the background work of each room, the worker thread, and the API. */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const opened = await openDependencies(config, overrides);
  const background: Stoppable[] = [];
  const front: Stoppable[] = [];
  const stop = async (): Promise<void> => {
    // Together: while the API finishes its last requests, the worker thread returns its exports to the queue.
    await stopAll(front);
    await stopAll(background);
    await opened.close();
  };
  try {
    const dependencies = createServerDependencies(opened);
    const { dataSource, log, tokens, credentials, signingIn, permissions, clock, exports, imports, downloads } =
      dependencies;
    const sweeps = rooms.flatMap((room) => room.sweeps?.(dependencies) ?? []);
    background.push(startSweeping(sweeps, log));
    for (const { startInServer } of rooms) if (startInServer) background.push(startInServer(dependencies));
    const resolvers = createResolvers(dependencies);
    const api = await startApi({
      config,
      resolvers,
      dataSource,
      credentials,
      signingIn,
      permissions,
      downloads,
      uploads: imports.uploads,
      clock,
      log,
    });
    front.push(api);
    // After listening: mails that the thread sends have links with the port.
    if (config.exportWorker === 'thread')
      front.push(await keepThread(path.join(__dirname, 'worker-thread.js'), withPort(config, api.port), log));
    log.info({ port: api.port, database: config.databaseUrl === null ? 'sqlite' : 'mysql' }, 'serving');
    return {
      port: api.port,
      dataSource,
      tokens,
      credentials,
      signingIn,
      files: exports.files,
      importSweeper: imports.sweeper,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Starts a worker, which runs exports, rebuilds outdated daily totals and sends mails. It runs in a thread of the server
 * or in a separate process, next to any number of servers.
 */
export async function createWorker(config: Config, overrides: Overrides = {}): Promise<{ stop(): Promise<void> }> {
  limitHeapGrowth();
  const dependencies = await openDependencies(config, overrides);
  const background = rooms.flatMap(({ startInWorker }) => startInWorker?.(dependencies) ?? []);
  return {
    async stop() {
      await stopAll(background);
      await dependencies.close();
    },
  };
}

/** The container from which type-graphql gets the instance of a resolver class. */
function createResolvers(dependencies: ServerDependencies) {
  const registered = rooms.flatMap(({ resolvers = [] }) => resolvers);
  const instances = new Map<unknown, unknown>(registered.map(([type, create]) => [type, create(dependencies)]));
  return { get: <T>(resolver: new (...dependencies: never[]) => T) => instances.get(resolver) as T };
}

const stopAll = (running: Stoppable[]): Promise<unknown> => Promise.all(running.splice(0).map((one) => one.stop()));
