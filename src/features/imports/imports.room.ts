import { ActivitySubscription } from '../../platform/graphql/activity-subscription';
import { JobProgressSubscription } from '../../platform/graphql/job-progress-subscription';
import { JobFeed } from '../../platform/jobs/job-feed';
import { JobLeases } from '../../platform/jobs/job-leases';
import { JobWorker } from '../../platform/jobs/job-worker';
import { timeZoneDataVersion } from '../../platform/time/time-zone';
import type { Credentials } from '../auth/credentials';
import type { PermissionWatcher } from '../auth/permission-watcher';
import type { SignedLinks } from '../auth/signed-links';
import { UserSlots } from '../auth/user-slots';
import { type Dependencies, resolver, type Room } from '../room';
import type { UserRepository } from '../users/user.repository';
import { ImportFiles } from './files/import-files';
import { ImportFilesResolver } from './files/import-files.resolver';
import { ImportSweeper } from './files/import-sweeper';
import { ImportResolver } from './import.resolver';
import { ImportActivityResolver, ImportProgressResolver } from './live/import-live.resolver';
import { EncodingPreviewResolver } from './mapping/encoding-preview.resolver';
import { ImportColumnResolver } from './mapping/import-column.resolver';
import { ImportSheetsResolver } from './mapping/import-sheets.resolver';
import { SavedMappingResolver } from './mapping/saved-mapping.resolver';
import { SavedMappings } from './mapping/saved-mapping.service';
import { ImportPlanOfImportResolver, ImportPlanResolver } from './plan/lists/import-plan.resolver';
import { AuditEventImportResolver } from './record/audit-event-import.resolver';
import { Import } from './record/import.entity';
import { importScope } from './record/import.policy';
import { ImportRepository } from './record/import.repository';
import { ImportBatch } from './record/import-batch.entity';
import { ImportFieldsResolver } from './record/import-fields.resolver';
import { ImportMapping } from './record/import-mapping.entity';
import { RelatedImportsResolver } from './record/related-imports.resolver';
import { ImportService } from './start/import.service';
import { ImportSteps } from './start/import-steps.service';
import { ImportUploadResolver } from './upload/import-upload.resolver';
import { ImportUploads } from './upload/import-uploads';
import { UploadAccess } from './upload/upload-access';
import { ImportOutcomes } from './worker/import-outcomes';
import { ImportWork } from './worker/import-work';
import { LateFiles } from './worker/late-files';

interface AccountDependencies extends Dependencies {
  readonly credentials: Credentials;
  readonly permissions: PermissionWatcher;
  readonly links: SignedLinks;
}

interface ImportDependencies extends AccountDependencies {
  readonly users: UserRepository;
  readonly imports: ReturnType<typeof createImports>;
}

export const importsRoom: Room<ImportDependencies> = {
  entities: [Import, ImportBatch, ImportMapping],
  resolvers: [
    resolver(ImportResolver, ({ imports, dataSource, clock, auditLog, config }) => {
      const service = new ImportService(dataSource, clock, imports.rows, auditLog, config);
      const steps = new ImportSteps(dataSource, clock, imports.rows, auditLog);
      return new ImportResolver(service, steps, imports.rows);
    }),
    resolver(ImportPlanOfImportResolver, () => new ImportPlanOfImportResolver()),
    resolver(ImportPlanResolver, ({ dataSource, imports }) => new ImportPlanResolver(dataSource, imports.rows)),
    resolver(AuditEventImportResolver, ({ imports }) => new AuditEventImportResolver(imports.rows)),
    resolver(ImportFieldsResolver, ({ imports, users }) => new ImportFieldsResolver(imports.rows, users)),
    resolver(RelatedImportsResolver, ({ imports }) => new RelatedImportsResolver(imports.rows)),
    resolver(
      ImportProgressResolver,
      ({ imports: { feed, rows } }) => new ImportProgressResolver(new JobProgressSubscription(feed, rows, importScope)),
    ),
    resolver(
      ImportActivityResolver,
      ({ imports: { feed, rows } }) => new ImportActivityResolver(new ActivitySubscription(feed, rows, importScope)),
    ),
    resolver(EncodingPreviewResolver, ({ imports }) => new EncodingPreviewResolver(imports.rows)),
    resolver(ImportSheetsResolver, ({ imports }) => new ImportSheetsResolver(imports.rows)),
    resolver(
      SavedMappingResolver,
      ({ dataSource, auditLog, users }) => new SavedMappingResolver(new SavedMappings(dataSource, auditLog), users),
    ),
    resolver(ImportColumnResolver, ({ imports }) => new ImportColumnResolver(imports.rows)),
    resolver(ImportFilesResolver, ({ imports }) => new ImportFilesResolver(imports.files)),
    resolver(ImportUploadResolver, ({ imports }) => new ImportUploadResolver(imports.uploadAccess)),
  ],
  // The clock first: it decides what has expired.
  sweeps: ({ imports, databaseClock }) => [() => databaseClock.sync().then(() => imports.sweeper.sweep())],
  startInServer: ({ imports }) => imports.feed,
  startInWorker({ dataSource, clock, auditLog, revocations, storage, log, config, pollScale }) {
    const outcomes = new ImportOutcomes(dataSource, clock, auditLog);
    // So that no two imports write the same records, and no organization takes all slots of the workers.
    const slotsPerOrganization = 1;
    const { exportLeaseMs: leaseMs } = config;
    const leases = new JobLeases(dataSource, outcomes, clock, log, {
      leaseMs,
      slotsPerOrganization,
      zoneData: timeZoneDataVersion,
    });
    const work = new ImportWork({ dataSource, clock, auditLog, revocations, storage, leases, log }, outcomes);
    const worker = new JobWorker(dataSource, leases, work, log, config.importSlots, pollScale);
    const lateFiles = new LateFiles({ dataSource, storage }, log, pollScale);
    worker.start();
    lateFiles.start();
    return { stop: () => Promise.all([worker.stop(), lateFiles.stop()]) };
  },
};

/** What the resolvers of imports share, and what the API receives uploads with. Created once per server. */
export function createImports(dependencies: AccountDependencies) {
  const { config, dataSource, clock, log, storage, auditLog, credentials, permissions, links, pollScale } =
    dependencies;
  const rows = new ImportRepository(dataSource);
  const uploadAccess = new UploadAccess(clock, rows, credentials, links, auditLog, config.uploadUrlMs);
  const uploads = new ImportUploads(
    dataSource,
    clock,
    storage,
    uploadAccess,
    permissions,
    auditLog,
    log,
    new UserSlots(config.limits.uploads),
    config,
    pollScale,
  );
  const sweeper = new ImportSweeper(dataSource, clock, rows, storage, auditLog);
  const files = new ImportFiles(clock, rows, storage, links, auditLog, config.downloadUrlMs);
  return { rows, feed: new JobFeed(rows, log), sweeper, files, uploadAccess, uploads };
}
