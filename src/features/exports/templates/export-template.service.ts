import type { DataSource, EntityManager } from 'typeorm';
import { because } from '../../../error-reasons';
import { AppError, badInput, conflict, unknownId } from '../../../errors';
import { insertRows } from '../../../platform/database/insert-rows';
import { lockLimits } from '../../../platform/database/lock-limits';
import { execute, query } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { checkAll } from '../../../platform/graphql/input-errors';
import { identifier } from '../../../platform/graphql/input-text';
import { insertUnique } from '../../../platform/graphql/insert-unique';
import type { Operation } from '../../../platform/graphql/operation';
import type { Viewer } from '../../../viewer';
import { AuditAction } from '../../audit/audit-action';
import { changedDetails } from '../../audit/audit-details';
import { type AuditLog, doneBy } from '../../audit/audit-log';
import { assertAllowed } from '../../auth/denials';
import { confirmViewer } from '../../auth/lock-viewer';
import { getColumns } from '../../columns/catalogue';
import { type ColumnSettings, columnSettingsOf } from '../../columns/column-settings';
import type { OrganizationRepository } from '../../organizations/organization.repository';
import { ExportDataset, type RowDataset, rowDatasets, systemTemplates } from '../datasets';
import { checkFileAccess } from '../record/export.policy';
import { SavedTemplate } from './export-template.entity';
import { maxTemplateNameLength, type SaveExportTemplateInput } from './export-template.inputs';
import type { ExportTemplateRepository } from './export-template.repository';

const maxTemplates = 200;

/** Templates can be saved and deleted by users who may start an export with them. */
export class ExportTemplateService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly organizations: OrganizationRepository,
    private readonly templates: ExportTemplateRepository,
    private readonly auditLog: AuditLog,
  ) {}

  async save(
    operation: Operation,
    { id, name: inputName, dataset, columns }: SaveExportTemplateInput,
  ): Promise<SavedTemplate> {
    const { viewer } = operation;
    const { organizationId } = viewer;
    if (dataset === ExportDataset.ORGANIZATION)
      throw badInput(
        'input.dataset',
        'A full export has all columns. Give USERS, BOOKINGS or INVOICES.',
        because('FULL_EXPORT_TEMPLATE'),
      );
    assertAllowed(checkFileAccess(viewer, dataset));
    const settings = await columnSettingsOf(operation, this.organizations);
    const { name, columnKeys } = checkAll({
      name: () => validName('input.name', inputName),
      columnKeys: () => validColumnKeys(viewer, dataset, columns, settings),
    });
    const before = id === undefined || id === null ? null : await this.templates.find(viewer, id);
    if (id !== undefined && id !== null && !before) throw unknownId('template', id, 'input.id');

    const unique = {
      table: 'export_templates',
      column: 'name',
      organizationId,
      keys: [name],
      argumentOf: () => 'input.name',
    };
    return insertUnique(this.dataSource, unique, async (manager) => {
      await confirmViewer(manager, operation);
      if (before)
        await execute(
          manager,
          sql`UPDATE export_templates SET name = ${name}, dataset = ${dataset}, columnKeys = ${JSON.stringify(columnKeys)} WHERE organizationId = ${organizationId} AND id = ${before.id}`,
        );
      else await this.insert(manager, [organizationId, name, dataset, JSON.stringify(columnKeys)]);
      await this.auditLog.record(manager, {
        ...doneBy(operation, AuditAction.EXPORT_TEMPLATE_SAVED),
        details: changedDetails(name, columnKeys),
      });
      const saved = await manager.findOneBy(SavedTemplate, { organizationId, name });
      if (!saved) throw unknownId('template', id!, 'input.id');
      return saved;
    });
  }

  async delete(operation: Operation, id: string): Promise<SavedTemplate> {
    const { viewer } = operation;
    const template = await this.templates.find(viewer, id);
    if (!template) throw unknownId('template', id);
    assertAllowed(checkFileAccess(viewer, template.dataset));
    await transact(this.dataSource, async (manager) => {
      await confirmViewer(manager, operation);
      await execute(
        manager,
        sql`DELETE FROM export_templates WHERE organizationId = ${viewer.organizationId} AND id = ${template.id}`,
      );
      await this.auditLog.record(manager, {
        ...doneBy(operation, AuditAction.EXPORT_TEMPLATE_DELETED),
        details: changedDetails(template.name, []),
      });
    });
    return template;
  }

  private async insert(
    manager: EntityManager,
    row: readonly [organizationId: number, ...rest: string[]],
  ): Promise<void> {
    await lockLimits(manager, [['export_templates', row[0]]]);
    const [{ templates }] = await query(
      manager,
      sql`SELECT COUNT(*) AS templates FROM export_templates WHERE organizationId = ${row[0]}`,
    );
    if (Number(templates) >= maxTemplates)
      throw new AppError(
        'LIMIT_REACHED',
        `An organization can have at most ${maxTemplates} templates. Delete one first.`,
        because('COUNT_LIMIT', { max: maxTemplates }),
      );
    await insertRows(manager, 'export_templates', ['organizationId', 'name', 'dataset', 'columnKeys'], [row]);
  }
}

function validName(argument: string, input: string): string {
  const name = identifier(argument, input, maxTemplateNameLength);
  if (systemTemplates.has(name))
    throw conflict(argument, `${JSON.stringify(name)} is taken.`, because('VALUE_TAKEN', { value: name }));
  return name;
}

function validColumnKeys(
  viewer: Viewer,
  dataset: RowDataset,
  keys: readonly string[],
  settings: ColumnSettings,
): string[] {
  const columns = getColumns(keys, rowDatasets[dataset].catalogue(settings));
  const permissions = columns.map(({ permission }) => permission);
  assertAllowed(checkFileAccess(viewer, dataset, permissions));
  return columns.map(({ key }) => key);
}
