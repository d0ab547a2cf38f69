import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { Condition } from '../../platform/database/condition';
import { dialectOf } from '../../platform/database/dialect';
import { insertRows } from '../../platform/database/insert-rows';
import { page } from '../../platform/database/keyset';
import { query } from '../../platform/database/query';
import { sql } from '../../platform/database/sql';
import { transact } from '../../platform/database/transaction';
import type { Connection } from '../../platform/graphql/connection';
import { DataScope } from '../../platform/graphql/data-scope';
import { idOf } from '../../platform/graphql/ids';
import type { Operation } from '../../platform/graphql/operation';
import type { Clock } from '../../platform/time/clock';
import type { AuditEventsArgs } from './audit.inputs';
import { type AuditAction, AuditEvent } from './audit-event.entity';

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
export const doneBy = (
  { viewer, address }: Pick<Operation, 'viewer' | 'address'>,
  action: AuditAction,
): Omit<AuditRecord, 'details'> => ({
  organizationId: viewer.organizationId,
  userId: viewer.userId,
  address,
  action,
});

/**
 * Details that name a record and those of its fields that changed. Quoted, so that no name looks like a list of fields.
 */
export const changedDetails = (name: string, fields: readonly string[]): string =>
  JSON.stringify(name) + (fields.length > 0 ? `: ${fields.join(', ')}` : '');

interface PendingEvents {
  count: number;
  written: Promise<void>;
}

const minuteMs = 60_000;

/**
 * Equal for events of one person within one minute that differ in nothing else, and null for those of the system: a
 * client that is refused thousands of times a second makes one row, on several servers too. It begins with the minute,
 * so that new keys lie together in the index.
 */
const mergeKey = (nowMs: number, { userId, ...alike }: AuditRecord): string | null =>
  userId === undefined
    ? null
    : `${Math.floor(nowMs / minuteMs)}-${createHash('sha256')
        .update(
          JSON.stringify([
            alike.organizationId,
            userId,
            alike.action,
            alike.address ?? null,
            alike.exportId ?? null,
            alike.details,
          ]),
        )
        .digest('base64url')
        .slice(0, 24)}`;

/**
 * Each event is written where it happens; alike ones of a person within a minute become one row, with their count and
 * the time of the last.
 */
export class AuditLog {
  /** By merge key: what is being written, and what is written together behind it. */
  private readonly writing = new Map<string, Promise<void>>();
  private readonly waiting = new Map<string, PendingEvents>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Writes it in the transaction of what it records. */
  record(manager: EntityManager, record: AuditRecord): Promise<void> {
    return this.recordEach(manager, record, [record.details ?? '']);
  }

  /** The same with each of these details: what one person did to many records at once. */
  recordEach(manager: EntityManager, record: Omit<AuditRecord, 'details'>, details: readonly string[]): Promise<void> {
    return this.write(manager, record, details, 1);
  }

  /**
   * For what changes nothing else. Alike events that come while one is being written are written together: a storm of
   * refusals takes one connection, not all.
   */
  recordAlone(record: AuditRecord): Promise<void> {
    const write = (count: number): Promise<void> =>
      transact(this.dataSource, (manager) => this.write(manager, record, [record.details ?? ''], count));
    const key = mergeKey(this.clock.now().getTime(), record);
    if (key === null) return write(1);
    const waiting = this.waiting.get(key);
    if (waiting) {
      waiting.count++;
      return waiting.written;
    }
    const next: PendingEvents = { count: 1, written: Promise.resolve() };
    this.waiting.set(key, next);
    next.written = (this.writing.get(key) ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => {
        this.waiting.delete(key);
        return write(next.count);
      });
    this.writing.set(key, next.written);
    const forget = (): void => {
      if (this.writing.get(key) === next.written) this.writing.delete(key);
    };
    next.written.then(forget, forget);
    return next.written;
  }

  private async write(
    manager: EntityManager,
    record: Omit<AuditRecord, 'details'>,
    details: readonly string[],
    count: number,
  ): Promise<void> {
    const { organizationId, action, userId, address, exportId } = record;
    const [user] =
      userId === undefined
        ? []
        : await query(
            manager,
            sql`SELECT u.username FROM users u WHERE u.organizationId = ${organizationId} AND u.id = ${userId}`,
          );
    const nowMs = this.clock.now().getTime();
    const common = [
      organizationId,
      nowMs,
      nowMs,
      count,
      action,
      userId ?? null,
      user?.username ?? null,
      address ?? null,
      exportId ?? null,
    ];
    await insertRows(
      manager,
      'audit_events',
      [
        'organizationId',
        'happenedAt',
        'lastAt',
        'count',
        'action',
        'userId',
        'username',
        'address',
        'exportId',
        'details',
        'mergeKey',
      ],
      details.map((each) => [...common, each, mergeKey(nowMs, { ...record, details: each })]),
      dialectOf(manager.connection).addingUp(['mergeKey'], ['count'], ['lastAt']),
    );
  }

  /** Newest first. */
  list(
    organizationId: number,
    { actions, userId, exportId, from, before, text, ...pageArgs }: AuditEventsArgs,
  ): Promise<Connection<AuditEvent>> {
    const condition = new Condition()
      .add(sql`a.organizationId = ${organizationId}`)
      .in('a.action', actions)
      .between('a.happenedAt', { before: before ?? null })
      .between('COALESCE(a.lastAt, a.happenedAt)', { from: from ?? null });
    if (typeof userId === 'string') condition.add(sql`a.userId = ${idOf(userId)}`);
    if (typeof exportId === 'string') condition.add(sql`a.exportId = ${idOf(exportId)}`);
    // Not LIKE, which minds the case on one engine and not on the other.
    if (text) condition.add(sql`INSTR(a.details, ${text}) > 0`);
    const query = condition.applyTo(this.dataSource.manager.createQueryBuilder(AuditEvent, 'a'));
    return page(
      query,
      [{ name: 'ID', expression: 'a.id', value: (event) => event.id, descending: true }],
      pageArgs,
      DataScope.ORGANIZATION,
    );
  }
}
