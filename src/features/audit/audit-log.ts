import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../../platform/time/clock';
import { page } from '../../platform/database/keyset';
import { transact } from '../../platform/database/transaction';
import type { Connection, PageArgs } from '../../platform/graphql/connection';
import { AuditEvent, type AuditAction } from './audit-event.entity';

export interface AuditRecord {
  readonly organizationId: number;
  readonly action: AuditAction;
  /** Absent: the system did it. */
  readonly userId?: number | undefined;
  readonly address?: string | null | undefined;
  readonly exportId?: number | undefined;
  readonly details?: string | undefined;
}

export class AuditLog {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Writes it in the transaction of what it records. */
  async record(manager: EntityManager, { organizationId, action, userId, address, exportId, details }: AuditRecord): Promise<void> {
    await manager.query(
      `INSERT INTO audit_events (organizationId, happenedAt, action, userId, username, address, exportId, details)
       VALUES (?, ?, ?, ?, (SELECT u.username FROM users u WHERE u.organizationId = ? AND u.id = ?), ?, ?, ?)`,
      [organizationId, this.clock.now().getTime(), action, userId ?? null, organizationId, userId ?? 0, address ?? null, exportId ?? null, details ?? ''],
    );
  }

  /** For what changes nothing else. */
  async recordAlone(record: AuditRecord): Promise<void> {
    await transact(this.dataSource, (manager) => this.record(manager, record));
  }

  list(organizationId: number, args: PageArgs): Promise<Connection<AuditEvent>> {
    const query = this.dataSource.manager.createQueryBuilder(AuditEvent, 'a').where('a.organizationId = :organizationId', { organizationId });
    return page(query, [{ name: 'ID', expression: 'a.id', value: (event) => event.id, descending: true }], args);
  }
}
