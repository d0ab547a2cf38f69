import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { DataSource } from 'typeorm';
import { openDoor } from './api/server';
import type { Config } from './config';
import { AuditResolver } from './features/audit/audit.resolver';
import { AuditEvent } from './features/audit/audit-event.entity';
import { AuditLog } from './features/audit/audit-log';
import { deleteOldAuditEvents } from './features/audit/old-audit-events';
import { AccessToken } from './features/auth/access-token.entity';
import { AccessTokenRepository } from './features/auth/access-token.repository';
import { AccessTokenResolver } from './features/auth/access-token.resolver';
import { AccessTokenService } from './features/auth/access-token.service';
import { AccessTokens } from './features/auth/access-tokens';
import { PermissionWatcher } from './features/auth/permission-watcher';
import { Booking } from './features/bookings/booking.entity';
import { BookingRepository } from './features/bookings/booking.repository';
import { BookingResolver } from './features/bookings/booking.resolver';
import { BookingService } from './features/bookings/booking.service';
import { BookingChangesResolver } from './features/bookings/booking-changes.resolver';
import { bookingFigures } from './features/bookings/booking-figures';
import { bookingRollups } from './features/bookings/booking-rollups';
import {
  MonthlyBookingsResolver,
  UserBookingActivityResolver,
} from './features/bookings/user-booking-activity.resolver';
import { ExportRequest } from './features/exports/approvals/export-request.entity';
import { ExportRequestRepository } from './features/exports/approvals/export-request.repository';
import { ExportRequestResolver } from './features/exports/approvals/export-request.resolver';
import { ExportRequestService } from './features/exports/approvals/export-request.service';
import { DownloadLimiter } from './features/exports/downloads/download-limiter';
import { DownloadLinks } from './features/exports/downloads/download-links';
import { ExportFileResolver } from './features/exports/downloads/export-file.resolver';
import { ExportFiles } from './features/exports/downloads/export-files';
import { ExportResolver } from './features/exports/export.resolver';
import { ExportSubscriptions } from './features/exports/live/export.subscription';
import { ExportFeed } from './features/exports/live/export-feed';
import { ExportLiveResolver } from './features/exports/live/export-live.resolver';
import { clearStaleRates } from './features/exports/live/stale-rates';
import { Export } from './features/exports/record/export.entity';
import { ExportRepository } from './features/exports/record/export.repository';
import { ExportFieldsResolver } from './features/exports/record/export-fields.resolver';
import { exportHandover } from './features/exports/record/export-handover';
import { ExportService } from './features/exports/start/export.service';
import { ExportColumnsResolver } from './features/exports/start/export-columns.resolver';
import { ExportPreviewResolver } from './features/exports/start/export-preview.resolver';
import { ExportValidator } from './features/exports/start/export-validator';
import { SavedTemplate } from './features/exports/templates/export-template.entity';
import { ExportTemplateRepository } from './features/exports/templates/export-template.repository';
import { ExportTemplateResolver } from './features/exports/templates/export-template.resolver';
import { ExportTemplateService } from './features/exports/templates/export-template.service';
import { ExportClaims } from './features/exports/worker/export-claims';
import { ExportWorker } from './features/exports/worker/export-worker';
import { Invoice } from './features/invoices/invoice.entity';
import { InvoiceRepository } from './features/invoices/invoice.repository';
import { InvoiceResolver } from './features/invoices/invoice.resolver';
import { InvoiceService } from './features/invoices/invoice.service';
import { InvoiceChangesResolver } from './features/invoices/invoice-changes.resolver';
import { invoiceFigures } from './features/invoices/invoice-figures';
import { invoiceRollups } from './features/invoices/invoice-rollups';
import { MonthlyInvoicesResolver, UserInvoicingResolver } from './features/invoices/user-invoicing.resolver';
import { NoticeClaims } from './features/notices/notice-claims';
import { NoticeSender } from './features/notices/notice-sender';
import { deleteOldNotices } from './features/notices/old-notices';
import { Organization } from './features/organizations/organization.entity';
import { OrganizationRepository } from './features/organizations/organization.repository';
import { OrganizationResolver } from './features/organizations/organization.resolver';
import { OrganizationService } from './features/organizations/organization.service';
import { CustomProperty, Location, Plan, Team } from './features/organizations/reference-data.entity';
import { referenceDataResolvers } from './features/organizations/reference-data.resolver';
import { ReferenceDataService } from './features/organizations/reference-data.service';
import { RollupFeed } from './features/rollups/rollup-feed';
import { Rollups } from './features/rollups/rollups';
import { BookingCrossTableResolver } from './features/statistics/booking-cross-table.resolver';
import { BookingStatsResolver } from './features/statistics/booking-stats.resolver';
import { InvoiceStatsResolver } from './features/statistics/invoice-stats.resolver';
import { LiveBookingStatsResolver } from './features/statistics/live-booking-stats.resolver';
import { StatisticsService } from './features/statistics/statistics.service';
import { Ownership } from './features/users/ownership';
import { OwnershipResolver } from './features/users/ownership.resolver';
import { User } from './features/users/user.entity';
import { UserRepository } from './features/users/user.repository';
import { UserResolver } from './features/users/user.resolver';
import { UserService } from './features/users/user.service';
import { UserChangesResolver } from './features/users/user-changes.resolver';
import { UserFigureAccess } from './features/users/user-figure-access';
import type { UserFigures } from './features/users/user-figures';
import { UserTokensResolver, ViewerTokensResolver } from './features/users/user-tokens.resolver';
import { ViewerResolver } from './features/users/viewer.resolver';
import {
  type DatabaseConfig,
  type DatabaseParts,
  openDatabase,
  openDatabaseAndFolder,
} from './platform/database/data-source';
import { migrations } from './platform/database/migrations';
import type { Resolvers } from './platform/graphql/operation';
import { limitHeapGrowth } from './platform/jobs/limit-heap-growth';
import { keepThread } from './platform/jobs/worker-thread';
import { createLog, type Log } from './platform/log';
import { emlFiles } from './platform/mail/eml-files';
import type { Mailer } from './platform/mail/mailer';
import { smtpMailer } from './platform/mail/smtp';
import { diskStorage } from './platform/storage/disk-storage';
import { readOrMakeFile } from './platform/storage/file-made-once';
import type { Storage } from './platform/storage/storage';
import type { Clock } from './platform/time/clock';
import { DatabaseClock } from './platform/time/database-clock';

export const databaseParts: DatabaseParts = {
  entities: [
    Organization,
    Location,
    Team,
    Plan,
    CustomProperty,
    User,
    Booking,
    Invoice,
    AccessToken,
    Export,
    ExportRequest,
    SavedTemplate,
    AuditEvent,
  ],
  migrations,
};

export const daySources = [...bookingRollups, ...invoiceRollups];

/** Put together here, because users knows neither of those that count. */
export const userFigures: UserFigures = { ...bookingFigures, ...invoiceFigures };

/** The database alone, its schema up to date: for commands that serve nothing. */
export const openAppDatabase = (config: DatabaseConfig): Promise<DataSource> => openDatabase(config, databaseParts);

/** The database and the data folder, which belong together. */
export const openAppDatabaseAndFolder = (config: DatabaseConfig): Promise<DataSource> =>
  openDatabaseAndFolder(config, databaseParts);

export interface App {
  readonly port: number;
  readonly dataSource: DataSource;
  readonly tokens: AccessTokens;
  readonly files: ExportFiles;
  stop(): Promise<void>;
}

/** What tests put in the place of the real thing. */
export interface Overrides {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly storage?: Storage;
}

const sweepEveryMs = 60_000;

/**
 * The whole server: database, door, feed, sweeper, and the thread that runs exports. What has started is stopped in
 * reverse.
 */
export async function createApp(
  config: Config,
  { log = createLog(config.logLevel), ...overrides }: Overrides = {},
): Promise<App> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const dataSource = await openAppDatabaseAndFolder(config);
    stops.push(() => dataSource.destroy());
    const databaseClock = await DatabaseClock.open(dataSource);
    const clock = overrides.clock ?? databaseClock;
    const auditLog = new AuditLog(dataSource, clock);
    const tokens = new AccessTokens(dataSource, clock);
    const permissions = new PermissionWatcher(tokens, log);
    const exportRows = new ExportRepository(dataSource);
    const storage = overrides.storage ?? (await diskStorage(exportFolder(config)));
    const links = new DownloadLinks(config.downloadSecret ?? keptSecret(config.dataDir), config.downloadSecretBefore);
    const files = new ExportFiles(
      dataSource,
      clock,
      exportRows,
      tokens,
      permissions,
      storage,
      links,
      auditLog,
      log,
      config.downloadUrlMs,
      new DownloadLimiter(config.limits.downloads),
    );
    const feed = new ExportFeed(exportRows, () => clearStaleRates(dataSource, exportRows), log);
    const rollupFeed = new RollupFeed(dataSource, log);
    stops.push(() => Promise.all([feed.stop(), rollupFeed.stop()]));
    // All at once: while the door lets its last requests finish, the worker hands back what it is at and takes up
    // nothing more.
    const active: { stop(): Promise<void> }[] = [];
    stops.push(() => Promise.all(active.map((one) => one.stop())));

    if (config.exportWorker === 'thread') {
      active.push(await keepThread(path.join(__dirname, 'worker-thread.js'), config, log));
    }
    active.push(databaseClock.follow(log));
    active.push(
      startSweeping(
        [
          () => tokens.saveLastUses(),
          () => databaseClock.sync().then(() => files.sweep()),
          () => deleteOldNotices(dataSource),
          () => deleteOldAuditEvents(dataSource, config.auditKeepMs),
        ],
        log,
      ),
    );

    const resolvers = createResolvers({
      config,
      dataSource,
      clock,
      auditLog,
      tokens,
      exportRows,
      files,
      feed,
      rollupFeed,
    });
    const door = await openDoor({ config, resolvers, dataSource, tokens, permissions, files, clock, log });
    active.push(door);
    log.info({ port: door.port, database: config.databaseUrl === null ? 'sqlite' : 'mysql' }, 'serving');
    return { port: door.port, dataSource, tokens, files, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Runs exports, makes outdated totals anew, sends mails, and nothing else: in the server's thread, or as a process of
 * its own beside any number of servers.
 */
export async function createWorker(
  config: Config,
  { log = createLog(config.logLevel), ...overrides }: Overrides = {},
): Promise<{ stop(): Promise<void> }> {
  limitHeapGrowth();
  const dataSource = await openAppDatabaseAndFolder(config);
  const databaseClock = await DatabaseClock.open(dataSource);
  const clock = overrides.clock ?? databaseClock;
  const auditLog = new AuditLog(dataSource, clock);
  const claims = new ExportClaims(
    dataSource,
    clock,
    auditLog,
    log,
    config.exportLeaseMs,
    config.exportKeepMs,
    config.exportSlotsPerOrganization,
  );
  const worker = new ExportWorker(
    dataSource,
    {
      database: config,
      storage: overrides.storage ?? (await diskStorage(exportFolder(config))),
      claims,
      log,
      figures: userFigures,
      quotaBytes: config.exportQuotaBytes,
    },
    config.exportSlots,
  );
  const rollups = new Rollups(dataSource, config, daySources, log);
  const mails = new NoticeSender(new NoticeClaims(dataSource, auditLog), mailerOf(config), log, {
    consoleUrl: config.consoleUrl,
    domain: config.mailFrom.address.split('@')[1]!,
  });
  worker.start();
  rollups.start();
  mails.start();
  const following = databaseClock.follow(log);
  return {
    async stop() {
      await Promise.all([worker.stop(), rollups.stop(), mails.stop(), following.stop()]);
      await dataSource.destroy();
    },
  };
}

function createResolvers(parts: {
  config: Config;
  dataSource: DataSource;
  clock: Clock;
  auditLog: AuditLog;
  tokens: AccessTokens;
  exportRows: ExportRepository;
  files: ExportFiles;
  feed: ExportFeed;
  rollupFeed: RollupFeed;
}): Resolvers {
  const { config, dataSource, clock, auditLog, tokens, exportRows, files, feed, rollupFeed } = parts;
  const organizations = new OrganizationRepository(dataSource);
  const users = new UserRepository(dataSource);
  const accessTokens = new AccessTokenRepository(dataSource, clock);
  const figures = new UserFigureAccess(userFigures, organizations);
  const bookings = new BookingRepository(dataSource);
  const invoices = new InvoiceRepository(dataSource);
  const templates = new ExportTemplateRepository(dataSource);
  const checks = new ExportValidator(dataSource, clock, organizations, users, templates, userFigures);
  const service = new ExportService(dataSource, clock, exportRows, checks, auditLog, config);
  const requestRows = new ExportRequestRepository(dataSource);
  const requests = new ExportRequestService(
    dataSource,
    clock,
    requestRows,
    service,
    checks,
    auditLog,
    config.exportsPerMinute,
  );
  const partService = new ReferenceDataService(dataSource, clock, auditLog);
  const statistics = new StatisticsService(dataSource, organizations, figures);
  const bookingStats = new BookingStatsResolver(statistics);
  const instances = new Map<unknown, unknown>(
    [
      new ViewerResolver(users, organizations),
      new ViewerTokensResolver(accessTokens),
      new UserTokensResolver(accessTokens),
      new AccessTokenResolver(new AccessTokenService(dataSource, clock, tokens, accessTokens, auditLog)),
      new OrganizationResolver(organizations, new OrganizationService(dataSource, auditLog)),
      ...referenceDataResolvers.map((PartChangesResolver) => new PartChangesResolver(partService)),
      new OwnershipResolver(users, new Ownership(dataSource, auditLog, [exportHandover(auditLog)])),
      new UserResolver(users, organizations, figures),
      new UserChangesResolver(new UserService(dataSource, clock, organizations, auditLog)),
      new UserBookingActivityResolver(dataSource, organizations),
      new MonthlyBookingsResolver(dataSource, organizations),
      new UserInvoicingResolver(dataSource, organizations),
      new MonthlyInvoicesResolver(dataSource, organizations),
      new BookingResolver(bookings, users, organizations, figures),
      bookingStats,
      new LiveBookingStatsResolver(bookingStats, rollupFeed, organizations),
      new BookingChangesResolver(new BookingService(dataSource, clock, users, organizations, auditLog)),
      new BookingCrossTableResolver(dataSource, organizations, figures),
      new InvoiceResolver(invoices, users, organizations, figures),
      new InvoiceChangesResolver(new InvoiceService(dataSource, clock, users, auditLog)),
      new InvoiceStatsResolver(statistics),
      new ExportResolver(service, exportRows),
      new ExportFieldsResolver(exportRows, users),
      new ExportColumnsResolver(organizations, templates),
      new ExportFileResolver(files),
      new ExportLiveResolver(new ExportSubscriptions(feed, exportRows)),
      new ExportPreviewResolver(service, config, userFigures),
      new ExportTemplateResolver(
        new ExportTemplateService(dataSource, organizations, templates, auditLog),
        templates,
        organizations,
      ),
      new ExportRequestResolver(requests, requestRows, exportRows, users),
      new AuditResolver(auditLog),
    ].map((resolver) => [resolver.constructor, resolver]),
  );
  return { get: <T>(resolver: new (...dependencies: never[]) => T) => instances.get(resolver) as T };
}

function startSweeping(works: readonly (() => Promise<unknown>)[], log: Log): { stop(): Promise<void> } {
  let sweeping: Promise<unknown> = Promise.resolve();
  const sweep = (): void => {
    sweeping = Promise.all(
      works.map((work) => work().catch((error) => log.error({ err: error }, 'could not clear away what is old'))),
    );
  };
  sweep();
  const timer = setInterval(sweep, sweepEveryMs);
  return {
    async stop() {
      clearInterval(timer);
      await sweeping;
    },
  };
}

const mailerOf = ({ smtpUrl, mailFrom, dataDir }: Config): Mailer =>
  smtpUrl === null ? emlFiles(path.join(dataDir, 'mail'), mailFrom) : smtpMailer(smtpUrl, mailFrom);

const exportFolder = (config: Config): string => path.join(config.dataDir, 'exports');

/**
 * Made once, so that links survive a restart. Several servers on one data folder share it; on several machines
 * DOWNLOAD_SECRET is to be set.
 */
const keptSecret = (dataDir: string): string =>
  readOrMakeFile(path.join(dataDir, 'download-secret'), () => randomBytes(32).toString('base64url'));
