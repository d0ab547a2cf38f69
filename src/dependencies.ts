import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Config } from './config';
import { openAppDatabaseAndFolder } from './database';
import { rollupSources, userFigures } from './features';
import { AuditLog } from './features/audit/audit-log';
import { createSigningIn } from './features/auth/auth.room';
import { Credentials } from './features/auth/credentials';
import { LinkDownloads } from './features/auth/link-downloads';
import { PermissionWatcher } from './features/auth/permission-watcher';
import { Revocations } from './features/auth/revocations';
import { SignedLinks } from './features/auth/signed-links';
import { AccessTokens } from './features/auth/tokens/access-tokens';
import { createExports } from './features/exports/exports.room';
import { exportHandover } from './features/exports/record/export-handover';
import { createImports } from './features/imports/imports.room';
import { OrganizationRepository } from './features/organizations/organization.repository';
import { RollupFeed } from './features/rollups/rollup-feed';
import type { Dependencies } from './features/room';
import { StatisticsService } from './features/statistics/statistics.service';
import { UserRepository } from './features/users/user.repository';
import { UserFigureAccess } from './features/users/user-figure-access';
import { createLog, type Log } from './platform/log';
import { emlFiles } from './platform/mail/eml-files';
import type { Mailer } from './platform/mail/mailer';
import { smtpMailer } from './platform/mail/smtp';
import { diskStorage } from './platform/storage/disk-storage';
import { readOrMakeFile } from './platform/storage/file-made-once';
import type { Storage } from './platform/storage/storage';
import type { Clock } from './platform/time/clock';
import { DatabaseClock } from './platform/time/database-clock';

/** Dependencies that tests can replace. */
export interface Overrides {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly storage?: Storage;
  readonly pollScale?: number;
}

interface OpenDependencies extends Dependencies {
  /** Closes the database. Call it after everything that uses it has stopped. */
  close(): Promise<void>;
}

/** Opens the dependencies of both servers and workers: the database, its clock, the storage and the mailer. */
export async function openDependencies(config: Config, overrides: Overrides): Promise<OpenDependencies> {
  const log = overrides.log ?? createLog(config.logLevel);
  const dataSource = await openAppDatabaseAndFolder(config);
  try {
    const databaseClock = await DatabaseClock.open(dataSource);
    const clock = overrides.clock ?? databaseClock;
    const storage = overrides.storage ?? (await diskStorage(path.join(config.dataDir, 'exports')));
    const auditLog = new AuditLog(dataSource, clock);
    const following = databaseClock.follow(log);
    return {
      config,
      dataSource,
      databaseClock,
      clock,
      log,
      storage,
      mailer: openMailer(config),
      auditLog,
      revocations: new Revocations(clock, auditLog),
      userFigures,
      rollupSources,
      pollScale: overrides.pollScale ?? 1,
      async close() {
        await following.stop();
        if (dataSource.isInitialized) await dataSource.destroy();
      },
    };
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

/** Adds the dependencies that the resolvers and the background work of a server share. */
export function createServerDependencies(dependencies: Dependencies) {
  const { config, dataSource, clock, log, auditLog, pollScale } = dependencies;
  const credentials = new Credentials(dataSource, clock, config.sessionIdleMs);
  const organizations = new OrganizationRepository(dataSource);
  const figureAccess = new UserFigureAccess(userFigures, organizations);
  const shared = {
    ...dependencies,
    tokens: new AccessTokens(dataSource, clock),
    credentials,
    signingIn: createSigningIn(dependencies),
    permissions: new PermissionWatcher(credentials, log, pollScale),
    links: new SignedLinks(config.downloadSecret ?? storedSecret(config.dataDir), config.downloadSecretBefore),
    organizations,
    users: new UserRepository(dataSource),
    figureAccess,
    statistics: new StatisticsService(dataSource, organizations, figureAccess),
    rollupFeed: new RollupFeed(dataSource, log, pollScale),
    transferSteps: [exportHandover(auditLog)],
  };
  const exports = createExports(shared);
  const imports = createImports(shared);
  const downloads = new LinkDownloads(
    clock,
    credentials,
    shared.permissions,
    shared.links,
    log,
    config.limits.downloads,
    [exports.files, imports.files],
  );
  return { ...shared, exports, imports, downloads };
}

export type ServerDependencies = ReturnType<typeof createServerDependencies>;

/**
 * Created once, so that links survive a restart. Servers that share a data folder share it; servers on several machines
 * need DOWNLOAD_SECRET.
 */
const storedSecret = (dataDir: string): string =>
  readOrMakeFile(path.join(dataDir, 'download-secret'), () => randomBytes(32).toString('base64url'));

const openMailer = ({ smtpUrl, mailFrom, dataDir }: Config): Mailer =>
  smtpUrl === null ? emlFiles(path.join(dataDir, 'mail'), mailFrom) : smtpMailer(smtpUrl, mailFrom);
