import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dialectOf } from '../dialect';
import { addColumn } from './add-column';
import { createIndex } from './create-index';
import { createTable } from './create-table';

/** Imports, their plans in batches, and the saved mappings of headers to columns. */
export class Imports1765756800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const d = dialectOf(runner.dataSource);
    const ofOrganization = `organizationId ${d.integer} NOT NULL`;
    const toOrganization = 'FOREIGN KEY (organizationId) REFERENCES organizations (id) ON DELETE CASCADE';

    await createTable(
      runner,
      'imports',
      `id ${d.primaryKey}`,
      ofOrganization,
      `requestedById ${d.integer} NOT NULL`,
      `dataset ${d.code(16)} NOT NULL`,
      `fileName ${d.text(200)} NOT NULL`,
      `createMissing ${d.boolean} NOT NULL`,
      `blankCells ${d.code(8)} NOT NULL`,
      `applyWhenClean ${d.boolean} NOT NULL`,
      `formulaGuard ${d.boolean} NOT NULL`,
      `delimiter ${d.code(16)}`,
      `decimalSeparator ${d.code(8)}`,
      `encoding ${d.code(24)}`,
      `sheet ${d.text(200)}`,
      `mapping ${d.longText}`,
      `mappingName ${d.text(100)}`,
      `undoOfId ${d.integer}`,
      `source ${d.longText}`,
      `state ${d.code(16)} NOT NULL`,
      `version ${d.integer} NOT NULL`,
      `updatedAt ${d.instant} NOT NULL`,
      `requestedAt ${d.instant} NOT NULL`,
      `uploadedAt ${d.instant}`,
      `checkedAt ${d.instant}`,
      `appliedAt ${d.instant}`,
      `appliedById ${d.integer}`,
      `startedAt ${d.instant}`,
      `finishedAt ${d.instant}`,
      `expiresAt ${d.instant}`,
      `keepMs ${d.bigInteger} NOT NULL`,
      `timezoneDataVersion ${d.code(16)}`,
      `attempt ${d.integer} NOT NULL`,
      `leaseOwner ${d.code(40)}`,
      `leaseUntil ${d.instant}`,
      `slot ${d.integer}`,
      `phase ${d.code(16)} NOT NULL`,
      `rowsDone ${d.integer} NOT NULL`,
      `rowsTotal ${d.integer}`,
      `percent ${d.integer} NOT NULL`,
      'rowsPerSecond DOUBLE',
      `failureCode ${d.code(32)}`,
      `failureMessage ${d.text(500)}`,
      `uploadKey ${d.code(128)}`,
      `uploadOwner ${d.code(40)}`,
      `fileKey ${d.code(128)}`,
      `fileBytes ${d.bigInteger}`,
      `fileSha256 ${d.code(64)}`,
      `columns ${d.longText}`,
      `created ${d.integer} NOT NULL`,
      `changed ${d.integer} NOT NULL`,
      `removed ${d.integer} NOT NULL`,
      `unchanged ${d.integer} NOT NULL`,
      `failed ${d.integer} NOT NULL`,
      `warnings ${d.longText} NOT NULL`,
      `ignoredColumns ${d.longText} NOT NULL`,
      `newItems ${d.longText} NOT NULL`,
      `appliedBatch ${d.integer} NOT NULL`,
      `appliedCreated ${d.integer} NOT NULL`,
      `appliedChanged ${d.integer} NOT NULL`,
      `appliedRemoved ${d.integer} NOT NULL`,
      `conflicts ${d.integer} NOT NULL`,
      `errorsFile ${d.longText}`,
      `undoFile ${d.longText}`,
      toOrganization,
      'FOREIGN KEY (organizationId, requestedById) REFERENCES users (organizationId, id) ON DELETE CASCADE',
    );
    await createIndex(runner, 'imports_slots', 'imports (organizationId, slot)', 'UNIQUE');
    await createIndex(runner, 'imports_listed', 'imports (organizationId, id)');
    await createIndex(runner, 'imports_claimable', 'imports (state, id)');
    await createIndex(runner, 'imports_changed', 'imports (updatedAt)');
    await createIndex(runner, 'imports_changed_of_organization', 'imports (organizationId, updatedAt, id)');
    await createIndex(runner, 'imports_expiring', 'imports (expiresAt)');
    await createIndex(runner, 'imports_of_file', 'imports (organizationId, fileSha256)');
    await createIndex(runner, 'imports_undoing', 'imports (undoOfId)');

    await createTable(
      runner,
      'import_batches',
      `importId ${d.integer} NOT NULL`,
      `ordinal ${d.integer} NOT NULL`,
      `firstRow ${d.integer} NOT NULL`,
      `lastRow ${d.integer} NOT NULL`,
      `changeCount ${d.integer} NOT NULL`,
      `errorCount ${d.integer} NOT NULL`,
      `changes ${d.longText} NOT NULL`,
      `errors ${d.longText} NOT NULL`,
      `outcome ${d.longText}`,
      'PRIMARY KEY (importId, ordinal)',
      'FOREIGN KEY (importId) REFERENCES imports (id) ON DELETE CASCADE',
    );
    await createIndex(runner, 'import_batches_by_row', 'import_batches (importId, lastRow)');

    await createTable(
      runner,
      'import_mappings',
      `id ${d.primaryKey}`,
      ofOrganization,
      `dataset ${d.code(16)} NOT NULL`,
      `name ${d.text(100)}`,
      `headersHash ${d.code(64)}`,
      `mapping ${d.longText} NOT NULL`,
      `savedById ${d.integer} NOT NULL`,
      `savedAt ${d.instant} NOT NULL`,
      'UNIQUE (organizationId, dataset, name)',
      'UNIQUE (organizationId, dataset, headersHash)',
      toOrganization,
    );

    await addColumn(runner, 'audit_events', 'importId', d.integer);
    await addColumn(runner, 'notices', 'importId', d.integer);
    await createIndex(runner, 'audit_events_of_import', 'audit_events (organizationId, importId, id)');
  }

  async down(): Promise<void> {
    throw new Error('This migration is not undone: imports and saved mappings would be lost.');
  }
}
