import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../../platform/time/clock';
import { insertRows } from '../../platform/database/insert-rows';
import { Condition } from '../../platform/database/condition';
import { page } from '../../platform/database/keyset';
import { transact } from '../../platform/database/transaction';
import { idOf } from '../../platform/graphql/ids';
import type { Connection } from '../../platform/graphql/connection';
import type { Operation } from '../../platform/graphql/operation';
import { AuditEvent, type AuditAction } from './audit-event.entity';
import type { AuditEventsArgs } from './audit.inputs';

export interface AuditRecord {
  readonly organizationId: number;
  readonly action: AuditAction;
  /** Absent: the system did it. */
  readonly userId?: number | undefined;
  readonly address?: string | null | undefined;
  readonly exportId?: number | undefined;
  readonly details?: string | undefined;
}

/** What this viewer does now. */
export const doneBy = ({ viewer, address }: Pick<Operation, 'viewer' | 'address'>, action: AuditAction): Omit<AuditRecord, 'details'> => ({
  organizationId: viewer.organizationId, userId: viewer.userId, address, action,
});

/** Details that name a record and those of its fields that changed. Quoted, so that no name looks like a list of fields. */
export const changedDetails = (name: string, fields: readonly string[]): string => JSON.stringify(name) + (fields.length > 0 ? `: ${fields.join(', ')}` : '');

export class AuditLog {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Writes it in the transaction of what it records. */
  record(manager: EntityManager, record: AuditRecord): Promise<void> {
    return this.recordEach(manager, record, [record.details ?? '']);
  }

  /** The same with each of these details: what one person did to many records at once. */
  async recordEach(manager: EntityManager, { organizationId, action, userId, address, exportId }: Omit<AuditRecord, 'details'>, details: readonly string[]): Promise<void> {
    const [user] = userId === undefined ? [] : await manager.query('SELECT u.username FROM users u WHERE u.organizationId = ? AND u.id = ?', [organizationId, userId]);
    const common = [organizationId, this.clock.now().getTime(), action, userId ?? null, user?.username ?? null, address ?? null, exportId ?? null];
    await insertRows(manager, 'audit_events', ['organizationId', 'happenedAt', 'action', 'userId', 'username', 'address', 'exportId', 'details'], details.map((each) => [...common, each]));
  }

  /** For what changes nothing else. */
  async recordAlone(record: AuditRecord): Promise<void> {
    await transact(this.dataSource, (manager) => this.record(manager, record));
  }

  /** Newest first. */
  list(organizationId: number, { actions, userId, exportId, from, before, text, ...pageArgs }: AuditEventsArgs): Promise<Connection<AuditEvent>> {
    const condition = new Condition().add('a.organizationId = ?', organizationId).oneOf('a.action', actions).within('a.happenedAt', { from: from ?? null, before: before ?? null });
    if (typeof userId === 'string') condition.add('a.userId = ?', idOf(userId));
    if (typeof exportId === 'string') condition.add('a.exportId = ?', idOf(exportId));
    // Not LIKE, which minds the case on one engine and not on the other.
    if (text) condition.add('INSTR(a.details, ?) > 0', text);
    const query = condition.applyTo(this.dataSource.manager.createQueryBuilder(AuditEvent, 'a'));
    return page(query, [{ name: 'ID', expression: 'a.id', value: (event) => event.id, descending: true }], pageArgs);
  }
}
