import type { DataSource, EntityManager } from 'typeorm';
import { because } from '../../error-reasons';
import { conflict } from '../../errors';
import { transact } from '../../platform/database/transaction';
import { type Batch, checkSize, distinctIds, idsOfBatch, noSuchRow } from '../../platform/graphql/batch';
import { parseEach } from '../../platform/graphql/input-errors';
import type { Operation } from '../../platform/graphql/operation';
import type { Clock } from '../../platform/time/clock';
import type { AuditAction } from '../audit/audit-action';
import { changedDetails } from '../audit/audit-details';
import { type AuditLog, doneBy } from '../audit/audit-log';
import { assertAllowed } from '../auth/denials';
import { confirmViewer } from '../auth/lock-viewer';
import { NewItems } from './new-items';
import { checkChangeReferenceData } from './organization.policy';
import { parseItemChanges, parseNewItem, type ReferenceItemInput } from './parse-reference-data';
import {
  insertReferenceItems,
  listReferenceItemsByIds,
  lockReferenceItems,
  updateReferenceItem,
} from './reference-data-writes';
import type { ReferenceItem, ReferenceKind } from './reference-kinds';
import { UniqueNames } from './unique-names';

/** Creates, changes, archives and restores locations, teams, plans and custom properties. Each batch is atomic. */
export class ReferenceDataService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly auditLog: AuditLog,
  ) {}

  async create<Row extends ReferenceItem>(
    operation: Operation,
    kind: ReferenceKind<Row>,
    batch: Batch<ReferenceItemInput & { readonly name: string }>,
  ): Promise<Row[]> {
    checkRequest(operation, kind, batch);
    const parsed = parseEach(batch.items, (input, index) => parseNewItem(input, (field) => batch.pathOf(index, field)));
    return this.write(operation, async (manager, organizationId) => {
      const existing = await lockReferenceItems(manager, kind, organizationId);
      const added = new NewItems(kind, existing);
      const items = parseEach(parsed, (item, index) =>
        added.add(item, batch.argument, (field) => batch.pathOf(index, field)),
      );
      const rows = await listReferenceItemsByIds(
        manager,
        kind,
        organizationId,
        await insertReferenceItems(manager, kind, organizationId, items),
      );
      await this.auditLog.recordEach(
        manager,
        doneBy(operation, kind.actions.created),
        rows.map(({ name }) => changedDetails(name, [])),
      );
      return rows;
    });
  }

  async change<Row extends ReferenceItem>(
    operation: Operation,
    kind: ReferenceKind<Row>,
    batch: Batch<ReferenceItemInput & { readonly id: string }>,
  ): Promise<Row[]> {
    checkRequest(operation, kind, batch);
    const parsed = parseEach(batch.items, (input, index) =>
      parseItemChanges(input, (field) => batch.pathOf(index, field)),
    );
    return this.update(operation, kind, idsOfBatch(batch), kind.actions.changed, (item, index, names) => {
      const after = { ...item, ...parsed[index] };
      if (after.name !== item.name) names.rename(item, after.name, batch.pathOf(index, 'name'));
      return after;
    });
  }

  async archive<Row extends ReferenceItem>(
    operation: Operation,
    kind: ReferenceKind<Row>,
    ids: Batch<string>,
  ): Promise<Row[]> {
    checkRequest(operation, kind, ids);
    const archivedAt = this.clock.now();
    return this.update(operation, kind, ids, kind.actions.archived, (item, index) => {
      if (item.archivedAt)
        throw conflict(
          ids.pathOf(index),
          `The ${kind.noun} ${JSON.stringify(item.name)} is already archived.`,
          because('ALREADY_ARCHIVED', { value: item.name }),
        );
      return { ...item, archivedAt };
    });
  }

  async restore<Row extends ReferenceItem>(
    operation: Operation,
    kind: ReferenceKind<Row>,
    ids: Batch<string>,
  ): Promise<Row[]> {
    checkRequest(operation, kind, ids);
    return this.update(operation, kind, ids, kind.actions.restored, (item, index) => {
      if (!item.archivedAt)
        throw conflict(
          ids.pathOf(index),
          `The ${kind.noun} ${JSON.stringify(item.name)} is not archived.`,
          because('NOT_ARCHIVED', { value: item.name }),
        );
      return { ...item, archivedAt: null };
    });
  }

  private update<Row extends ReferenceItem>(
    operation: Operation,
    kind: ReferenceKind<Row>,
    idTexts: Batch<string>,
    action: AuditAction,
    change: (item: Row, index: number, names: UniqueNames) => Row,
  ): Promise<Row[]> {
    const ids = distinctIds(idTexts);
    return this.write(operation, async (manager, organizationId) => {
      const existing = await lockReferenceItems(manager, kind, organizationId);
      const byId = new Map(existing.map((item) => [item.id, item]));
      const names = new UniqueNames(kind, existing);
      const changes = parseEach(ids, (id, index) => {
        const before = byId.get(id);
        if (!before) throw noSuchRow(kind.noun, idTexts, index);
        return { before, after: change(before, index, names) };
      });
      for (const { before, after } of changes) await updateReferenceItem(manager, kind, before, after);
      const details = changes.flatMap(({ before, after }) => {
        const fields = describeChanges(before, after);
        return fields.length > 0 || action !== kind.actions.changed ? [changedDetails(before.name, fields)] : [];
      });
      await this.auditLog.recordEach(manager, doneBy(operation, action), details);
      return listReferenceItemsByIds(manager, kind, organizationId, ids);
    });
  }

  private async write<T>(
    operation: Operation,
    work: (manager: EntityManager, organizationId: number) => Promise<T>,
  ): Promise<T> {
    return transact(this.dataSource, async (manager) => {
      await confirmViewer(manager, operation);
      return work(manager, operation.viewer.organizationId);
    });
  }
}

function checkRequest({ viewer }: Operation, kind: ReferenceKind, batch: Batch<unknown>): void {
  assertAllowed(checkChangeReferenceData(viewer, kind));
  checkSize(batch);
}

const describeChanges = (before: ReferenceItem, after: ReferenceItem): string[] => {
  const fields = ['name', 'position'] as const;
  return fields
    .filter((field) => before[field] !== after[field])
    .map((field) => `${field}: ${JSON.stringify(before[field])} → ${JSON.stringify(after[field])}`);
};
