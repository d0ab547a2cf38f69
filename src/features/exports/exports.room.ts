import { ActivitySubscription } from '../../platform/graphql/activity-subscription';
import { JobProgressSubscription } from '../../platform/graphql/job-progress-subscription';
import { JobFeed } from '../../platform/jobs/job-feed';
import { JobLeases } from '../../platform/jobs/job-leases';
import { JobWorker } from '../../platform/jobs/job-worker';
import { RecordFeed } from '../../platform/live/record-feed';
import { timeZoneDataVersion } from '../../platform/time/time-zone';
import type { Credentials } from '../auth/credentials';
import type { PermissionWatcher } from '../auth/permission-watcher';
import type { SignedLinks } from '../auth/signed-links';
import type { OrganizationRepository } from '../organizations/organization.repository';
import { type Dependencies, resolver, type Room } from '../room';
import type { UserRepository } from '../users/user.repository';
import { ExportRequest } from './approvals/export-request.entity';
import { ExportRequestRepository, requestScope } from './approvals/export-request.repository';
import { ExportRequestResolver } from './approvals/export-request.resolver';
import { ExportRequestService } from './approvals/export-request.service';
import { ExportRequestLiveResolver } from './approvals/export-request-live.resolver';
import { ExportFileResolver } from './downloads/export-file.resolver';
import { ExportFiles } from './downloads/export-files';
import { ExportResolver } from './export.resolver';
import { ExportActivityResolver, ExportProgressResolver } from './live/export-live.resolver';
import { AuditEventExportResolver } from './record/audit-event-export.resolver';
import { Export } from './record/export.entity';
import { exportScope } from './record/export.policy';
import { ExportRepository } from './record/export.repository';
import { ExportFieldsResolver } from './record/export-fields.resolver';
import { ExportService } from './start/export.service';
import { ExportColumnsResolver } from './start/export-columns.resolver';
import { ExportInputResolver } from './start/export-input.resolver';
import { ExportPreviewResolver } from './start/export-preview.resolver';
import { ExportValidator } from './start/export-validator';
import { SavedTemplate } from './templates/export-template.entity';
import { ExportTemplateRepository } from './templates/export-template.repository';
import { ExportTemplateResolver } from './templates/export-template.resolver';
import { ExportTemplateService } from './templates/export-template.service';
import { ExportOutcomes } from './worker/export-outcomes';
import { ExportWork } from './worker/export-work';

interface AccountDependencies extends Dependencies {
  readonly credentials: Credentials;
  readonly permissions: PermissionWatcher;
  readonly links: SignedLinks;
  readonly organizations: OrganizationRepository;
  readonly users: UserRepository;
}

interface ExportDependencies extends AccountDependencies {
  readonly exports: ReturnType<typeof createExports>;
}

export const exportsRoom: Room<ExportDependencies> = {
  entities: [Export, ExportRequest, SavedTemplate],
  resolvers: [
    resolver(ExportResolver, ({ exports }) => new ExportResolver(exports.service, exports.rows)),
    resolver(ExportFieldsResolver, ({ exports, users }) => new ExportFieldsResolver(exports.rows, users)),
    resolver(AuditEventExportResolver, ({ exports }) => new AuditEventExportResolver(exports.rows)),
    resolver(ExportInputResolver, ({ exports, dataSource }) => new ExportInputResolver(dataSource, exports.rows)),
    resolver(
      ExportColumnsResolver,
      ({ exports, organizations }) => new ExportColumnsResolver(organizations, exports.templates),
    ),
    resolver(
      ExportPreviewResolver,
      ({ exports, config, userFigures }) => new ExportPreviewResolver(exports.service, config, userFigures),
    ),
    resolver(ExportFileResolver, ({ exports }) => new ExportFileResolver(exports.files)),
    resolver(
      ExportProgressResolver,
      ({ exports: { feed, rows } }) => new ExportProgressResolver(new JobProgressSubscription(feed, rows, exportScope)),
    ),
    resolver(
      ExportActivityResolver,
      ({ exports: { feed, rows } }) => new ExportActivityResolver(new ActivitySubscription(feed, rows, exportScope)),
    ),
    resolver(ExportTemplateResolver, ({ exports: { templates }, dataSource, organizations, auditLog }) => {
      const service = new ExportTemplateService(dataSource, organizations, templates, auditLog);
      return new ExportTemplateResolver(service, templates, organizations);
    }),
    resolver(ExportRequestResolver, ({ exports, dataSource, clock, auditLog, users, config }) => {
      const { requests } = exports;
      const service = new ExportRequestService(
        dataSource,
        clock,
        requests,
        exports.service,
        exports.validator,
        auditLog,
        config.exportsPerMinute,
      );
      return new ExportRequestResolver(dataSource, service, requests, exports.rows, users);
    }),
    resolver(
      ExportRequestLiveResolver,
      ({ exports: { requestFeed, requests } }) =>
        new ExportRequestLiveResolver(new ActivitySubscription(requestFeed, requests, requestScope)),
    ),
  ],
  // The clock first: it decides which files have expired.
  sweeps: ({ exports, databaseClock }) => [() => databaseClock.sync().then(() => exports.files.sweep())],
  startInServer: ({ exports: { feed, requestFeed } }) => ({
    stop: () => Promise.all([feed.stop(), requestFeed.stop()]),
  }),
  startInWorker({ dataSource, clock, auditLog, storage, userFigures, log, config, pollScale }) {
    const outcomes = new ExportOutcomes(dataSource, clock, auditLog, config.exportKeepMs);
    const leases = new JobLeases(dataSource, outcomes, clock, log, {
      leaseMs: config.exportLeaseMs,
      slotsPerOrganization: config.exportSlotsPerOrganization,
      zoneData: timeZoneDataVersion,
    });
    const figures = userFigures;
    const quotaBytes = config.exportQuotaBytes;
    const work = new ExportWork({ dataSource, database: config, storage, leases, log, figures, quotaBytes }, outcomes);
    const worker = new JobWorker(dataSource, leases, work, log, config.exportSlots, pollScale);
    worker.start();
    return worker;
  },
};

/** Dependencies that the resolvers of exports and the downloads share. Created once per server. */
export function createExports(dependencies: AccountDependencies) {
  const { config, dataSource, clock, log, storage, auditLog, links, userFigures } = dependencies;
  const { organizations, users } = dependencies;
  const rows = new ExportRepository(dataSource);
  const templates = new ExportTemplateRepository(dataSource);
  const validator = new ExportValidator(dataSource, clock, organizations, users, templates, userFigures);
  const files = new ExportFiles(dataSource, clock, rows, storage, links, auditLog, log, config.downloadUrlMs);
  const feed = new JobFeed(rows, log);
  const service = new ExportService(dataSource, clock, rows, validator, auditLog, config);
  const requests = new ExportRequestRepository(dataSource);
  const requestFeed = new RecordFeed(requests, log);
  return { rows, templates, validator, service, files, feed, requests, requestFeed };
}
