import { type DataSource, IsNull, Not } from 'typeorm';
import { unknownId } from '../../../errors';
import { findWhole } from '../../../platform/database/find-whole';
import { query } from '../../../platform/database/query';
import { join, sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { type Connection, type PageRequest } from '../../../platform/graphql/connection';
import { DataScope } from '../../../platform/graphql/data-scope';
import { idOf } from '../../../platform/graphql/ids';
import { page } from '../../../platform/graphql/keyset';
import type { Operation } from '../../../platform/graphql/operation';
import { AuditAction } from '../../audit/audit-action';
import { changedDetails, details } from '../../audit/audit-details';
import { type AuditLog, doneBy } from '../../audit/audit-log';
import { assertAllowed } from '../../auth/denials';
import { confirmViewer } from '../../auth/lock-viewer';
import type { ExportDataset } from '../../exports/datasets';
import { checkImport } from '../record/import.policy';
import { ImportMapping } from '../record/import-mapping.entity';
import { checkMappingDeletion } from '../record/named-mapping';

/** Lists and deletes the mappings that were saved under a name. */
export class SavedMappings {
  constructor(
    private readonly dataSource: DataSource,
    private readonly auditLog: AuditLog,
  ) {}

  /** The saved mappings of a dataset by name. */
  list({ viewer }: Operation, dataset: ExportDataset, args: PageRequest): Promise<Connection<ImportMapping>> {
    assertAllowed(checkImport(viewer, dataset, 'dataset'));
    const saved = this.dataSource.manager
      .createQueryBuilder(ImportMapping, 'm')
      .where('m.organizationId = :organizationId', { organizationId: viewer.organizationId })
      .andWhere('m.dataset = :dataset AND m.name IS NOT NULL', { dataset });
    return page(
      saved,
      [
        { name: 'NAME', expression: 'm.name', value: ({ name }) => name!, text: true, descending: false },
        { name: 'ID', expression: 'm.id', value: ({ id }) => id, descending: false },
      ],
      args,
      DataScope.ORGANIZATION,
    );
  }

  /** The decisions of these mappings as JSON, by id. */
  async listContents(ids: readonly number[]): Promise<Map<number, string>> {
    const rows = await query<{ id: number; mapping: string }>(
      this.dataSource,
      sql`SELECT id, mapping FROM import_mappings WHERE id IN (${join(ids)})`,
    );
    return new Map(rows.map(({ id, mapping }) => [id, mapping]));
  }

  /** @throws FORBIDDEN unless the viewer saved it or is the owner, NOT_FOUND for an unknown id. */
  async delete(operation: Operation, idText: string): Promise<ImportMapping> {
    const { viewer } = operation;
    const where = { organizationId: viewer.organizationId, id: idOf(idText), name: Not(IsNull()) };
    const saved = await this.dataSource.manager.findOneBy(ImportMapping, where);
    if (!saved) throw unknownId('mapping', idText);
    const refused = checkMappingDeletion(viewer, saved);
    if (refused) {
      const denied = {
        ...doneBy(operation, AuditAction.IMPORT_DENIED),
        details: details('MAPPING_DELETION', { name: saved.name! }),
      };
      await this.auditLog.recordAlone(denied);
      throw refused;
    }
    return transact(this.dataSource, async (manager) => {
      await confirmViewer(manager, operation);
      const whole = await findWhole(manager, ImportMapping, saved.id);
      const { affected } = await manager.delete(ImportMapping, where);
      // Another request may have deleted it at the same moment.
      if (!whole || !affected) throw unknownId('mapping', idText);
      const deleted = {
        ...doneBy(operation, AuditAction.IMPORT_MAPPING_DELETED),
        details: changedDetails(saved.name!, []),
      };
      await this.auditLog.record(manager, deleted);
      return whole;
    });
  }
}
