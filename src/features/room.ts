import type { DataSource } from 'typeorm';
import type { Config } from '../config';
import type { SweepTask } from '../platform/jobs/sweeper';
import type { Log } from '../platform/log';
import type { Mailer } from '../platform/mail/mailer';
import type { Storage } from '../platform/storage/storage';
import type { Clock } from '../platform/time/clock';
import type { DatabaseClock } from '../platform/time/database-clock';
import type { AuditLog } from './audit/audit-log';
import type { Revocations } from './auth/revocations';
import type { RollupSource } from './rollups/rollup-source';
import type { UserFigures } from './users/user-figures';

/** Dependencies of every process, both servers and workers. Opened once, in src/dependencies.ts. */
export interface Dependencies {
  readonly config: Config;
  readonly dataSource: DataSource;
  readonly databaseClock: DatabaseClock;
  /** The database's clock, unless a test replaces it. */
  readonly clock: Clock;
  readonly log: Log;
  readonly storage: Storage;
  readonly mailer: Mailer;
  readonly auditLog: AuditLog;
  readonly revocations: Revocations;
  readonly userFigures: UserFigures;
  readonly rollupSources: readonly RollupSource[];
  /** Scales the times between two polls of the database. 1 unless a test, which waits for many polls, makes them shorter. */
  readonly pollScale: number;
}

/** Something that runs in the background. `stop` settles when it has ended. */
export interface Stoppable {
  stop(): Promise<unknown>;
}

/**
 * What one feature contributes. Each room declares the dependencies that its resolvers and its work need; src/app.ts
 * supplies them, and the compiler checks that none is missing.
 */
export interface Room<ServerDependencies extends Dependencies = Dependencies> {
  /** Tables, as TypeORM entities. */
  readonly entities?: readonly EntityClass[];
  readonly resolvers?: readonly RegisteredResolver<ServerDependencies>[];
  /** Tasks that a server runs once a minute, mostly to delete outdated data. They are independent of each other. */
  readonly sweeps?: (dependencies: ServerDependencies) => readonly SweepTask[];
  /** Starts other background work of a server. */
  readonly startInServer?: (dependencies: ServerDependencies) => Stoppable;
  /** Starts the background work of a worker. */
  readonly startInWorker?: (dependencies: Dependencies) => Stoppable;
}

type EntityClass = new () => object;
type ResolverClass = new (...dependencies: never[]) => object;

/** A resolver class, and how a server constructs its only instance. The schema needs the class alone. */
type RegisteredResolver<ServerDependencies> = readonly [
  resolver: ResolverClass,
  create: (dependencies: ServerDependencies) => object,
];

/** Registers a resolver. `create` must construct an instance of that class. */
export const resolver = <Resolver extends object, ServerDependencies>(
  resolverClass: new (...dependencies: never[]) => Resolver,
  create: (dependencies: ServerDependencies) => Resolver,
): RegisteredResolver<ServerDependencies> => [resolverClass, create];
