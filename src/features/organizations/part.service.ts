import type { DataSource, EntityManager } from 'typeorm';
import { conflict } from '../../errors';
import { transact } from '../../platform/database/transaction';
import { type Batch, checkSize, distinctIds, idsOfBatch, noSuchRow } from '../../platform/graphql/batch';
import type { Operation } from '../../platform/graphql/operation';
import type { Clock } from '../../platform/time/clock';
import type { AuditAction } from '../audit/audit-event.entity';
import { type AuditLog, changedDetails, doneBy } from '../audit/audit-log';
import { refuseUnlessHolds } from '../auth/edit-permissions';
import { givenChanges, givenPart, type PartFields } from './parse-part-input';
import type { Part, PartKind } from './part-kinds';
import { insertParts, listPartsByIds, lockParts, updatePart } from './part-writes';
import { TakenNames } from './taken-names';

/** Creates, changes, archives and restores locations, teams, plans and custom properties: all of a batch, or none. */
export class PartService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly auditLog: AuditLog,
  ) {}

  async create<Row extends Part>(
    operation: Operation,
    kind: PartKind<Row>,
    batch: Batch<PartFields & { readonly name: string }>,
  ): Promise<Row[]> {
    begin(operation, kind, batch);
    const given = batch.items.map((input, index) => givenPart(input, (field) => batch.pathOf(index, field)));
    return this.write(operation, async (manager, organizationId) => {
      const existing = await lockParts(manager, kind, organizationId);
      if (existing.length + given.length > kind.maxCount) {
        throw conflict(
          batch.argument,
          `An organization has at most ${kind.maxCount} of these, archived ones included; it has ${existing.length}. Rename or restore one instead.`,
        );
      }
      const taken = new TakenNames(kind, existing);
      given.forEach((part, index) => taken.claim(part, (field) => batch.pathOf(index, field)));
      let position = existing.reduce((highest, part) => Math.max(highest, 'position' in part ? part.position : 0), 0);
      const parts = given.map((part) => ({ ...part, position: part.position ?? ++position }));
      const rows = await listPartsByIds(
        manager,
        kind,
        organizationId,
        await insertParts(manager, kind, organizationId, parts),
      );
      await this.auditLog.recordEach(
        manager,
        doneBy(operation, kind.actions.created),
        rows.map(({ name }) => changedDetails(name, [])),
      );
      return rows;
    });
  }

  async change<Row extends Part>(
    operation: Operation,
    kind: PartKind<Row>,
    batch: Batch<PartFields & { readonly id: string }>,
  ): Promise<Row[]> {
    begin(operation, kind, batch);
    const given = batch.items.map((input, index) => givenChanges(input, (field) => batch.pathOf(index, field)));
    return this.update(operation, kind, idsOfBatch(batch), kind.actions.changed, (part, index, taken) => {
      const after = { ...part, ...given[index] };
      if (after.name !== part.name) taken.rename(part, after.name, batch.pathOf(index, 'name'));
      return after;
    });
  }

  async archive<Row extends Part>(operation: Operation, kind: PartKind<Row>, ids: Batch<string>): Promise<Row[]> {
    begin(operation, kind, ids);
    const archivedAt = this.clock.now();
    return this.update(operation, kind, ids, kind.actions.archived, (part, index) => {
      if (part.archivedAt)
        throw conflict(ids.pathOf(index), `The ${kind.noun} ${JSON.stringify(part.name)} is already archived.`);
      return { ...part, archivedAt };
    });
  }

  async restore<Row extends Part>(operation: Operation, kind: PartKind<Row>, ids: Batch<string>): Promise<Row[]> {
    begin(operation, kind, ids);
    return this.update(operation, kind, ids, kind.actions.restored, (part, index) => {
      if (!part.archivedAt)
        throw conflict(ids.pathOf(index), `The ${kind.noun} ${JSON.stringify(part.name)} is not archived.`);
      return { ...part, archivedAt: null };
    });
  }

  private update<Row extends Part>(
    operation: Operation,
    kind: PartKind<Row>,
    texts: Batch<string>,
    action: AuditAction,
    become: (part: Row, index: number, taken: TakenNames) => Row,
  ): Promise<Row[]> {
    const ids = distinctIds(texts);
    return this.write(operation, async (manager, organizationId) => {
      const existing = await lockParts(manager, kind, organizationId);
      const byId = new Map(existing.map((part) => [part.id, part]));
      const taken = new TakenNames(kind, existing);
      const changes = ids.map((id, index) => {
        const before = byId.get(id);
        if (!before) throw noSuchRow(kind.noun, texts, index);
        return { before, after: become(before, index, taken) };
      });
      for (const { after } of changes) await updatePart(manager, kind, after);
      const details = changes.flatMap(({ before, after }) => {
        const fields = changesOf(before, after);
        return fields.length > 0 || action !== kind.actions.changed ? [changedDetails(before.name, fields)] : [];
      });
      await this.auditLog.recordEach(manager, doneBy(operation, action), details);
      return listPartsByIds(manager, kind, organizationId, ids);
    });
  }

  private async write<T>(
    operation: Operation,
    work: (manager: EntityManager, organizationId: number) => Promise<T>,
  ): Promise<T> {
    const written = await transact(this.dataSource, (manager) => work(manager, operation.viewer.organizationId));
    operation.memory.clear();
    return written;
  }
}

function begin({ viewer }: Operation, { permissions }: PartKind, batch: Batch<unknown>): void {
  refuseUnlessHolds(viewer, permissions);
  checkSize(batch);
}

const changesOf = (before: Part, after: Part): string[] => {
  const values = ({ name, ...rest }: Part): [string, string | number][] => [
    ['name', name],
    ...('position' in rest ? [['position', rest.position] as [string, number]] : []),
  ];
  const now = new Map(values(after));
  return values(before).flatMap(([field, was]) =>
    now.get(field) === was ? [] : [`${field}: ${JSON.stringify(was)} → ${JSON.stringify(now.get(field))}`],
  );
};
