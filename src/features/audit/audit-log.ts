import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { Condition } from '../../platform/database/condition';
import { dialectOf } from '../../platform/database/dialect';
import { insertRows } from '../../platform/database/insert-rows';
import { query } from '../../platform/database/query';
import { sql } from '../../platform/database/sql';
import { transact } from '../../platform/database/transaction';
import type { Connection } from '../../platform/graphql/connection';
import { DataScope } from '../../platform/graphql/data-scope';
import { idOf } from '../../platform/graphql/ids';
import { page } from '../../platform/graphql/keyset';
import type { Operation } from '../../platform/graphql/operation';
import { type Language, languages } from '../../platform/text/language';
import type { Clock } from '../../platform/time/clock';
import type { Sentence } from '../../sentences';
import { translated } from '../labels/sentences';
import type { AuditEventsArgs } from './audit.inputs';
import type { AuditAction } from './audit-action';
import { AuditEvent } from './audit-event.entity';

export interface AuditRecord {
  readonly organizationId: number;
  readonly action: AuditAction;
  /** Absent for events of the system. */
  readonly userId?: number | undefined;
  readonly address?: string | null | undefined;
  readonly exportId?: number | undefined;
  readonly importId?: number | undefined;
  readonly details?: Sentence | undefined;
}

/** Record of an action of the operation's viewer, without details. */
export const doneBy = (
  { viewer, address }: Pick<Operation, 'viewer' | 'address'>,
  action: AuditAction,
): Omit<AuditRecord, 'details'> => ({
  organizationId: viewer.organizationId,
  userId: viewer.userId,
  address,
  action,
});

interface PendingEvents {
  count: number;
  written: Promise<void>;
}

const minuteMs = 60_000;

/**
 * Equal for otherwise identical events of one user within the same minute; null for events of the system. A client that
 * is refused thousands of times a second creates one row, even through several servers. The key starts with the minute,
 * so that new keys are adjacent in the index.
 */
const mergeKey = (nowMs: number, { userId, ...event }: AuditRecord): string | null =>
  userId === undefined
    ? null
    : `${Math.floor(nowMs / minuteMs)}-${createHash('sha256')
        .update(
          JSON.stringify([
            event.organizationId,
            userId,
            event.action,
            event.address ?? null,
            event.exportId ?? null,
            event.importId ?? null,
            event.details?.message ?? '',
          ]),
        )
        .digest('base64url')
        .slice(0, 24)}`;

/**
 * The sentence in all other languages than English, for searches. The database cannot translate, and a search that
 * translates each event would read the whole log.
 */
const translationsOf = (sentence: Sentence): string =>
  languages
    .filter((language) => language !== 'en')
    .map((language) => translated('auditDetails', sentence, language))
    .join('\n');

/** Writes and lists audit events. Identical events of one user within a minute become one row with a count. */
export class AuditLog {
  /** By merge key: the running write, and the events to write together after it. */
  private readonly writing = new Map<string, Promise<void>>();
  private readonly waiting = new Map<string, PendingEvents>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Writes an event in the transaction of the change that it records. */
  record(manager: EntityManager, record: AuditRecord): Promise<void> {
    return this.write(manager, record, [record.details], 1);
  }

  /** Writes one event for each of `details`, for a change of several records. */
  recordEach(
    manager: EntityManager,
    record: Omit<AuditRecord, 'details'>,
    details: readonly Sentence[],
  ): Promise<void> {
    return this.write(manager, record, details, 1);
  }

  /**
   * Writes an event in its own transaction. Identical events that arrive during a write are combined into the next one,
   * so that a storm of refusals uses one connection, not all.
   */
  recordAlone(record: AuditRecord): Promise<void> {
    const write = (count: number): Promise<void> =>
      transact(this.dataSource, (manager) => this.write(manager, record, [record.details], count));
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
    details: readonly (Sentence | undefined)[],
    count: number,
  ): Promise<void> {
    const { organizationId, action, userId, address, exportId, importId } = record;
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
      importId ?? null,
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
        'importId',
        'details',
        'detailsCode',
        'detailsParameters',
        'translatedDetails',
        'mergeKey',
      ],
      details.map((each) => [
        ...common,
        each?.message ?? '',
        each?.code ?? null,
        each ? JSON.stringify(each.parameters) : null,
        each ? translationsOf(each) : null,
        mergeKey(nowMs, { ...record, details: each }),
      ]),
      dialectOf(manager.connection).addingUp(['mergeKey'], ['count'], ['lastAt']),
    );
  }

  /** Lists matching events, newest first. `language` is the one of `text`. */
  list(
    organizationId: number,
    { actions, userId, exportId, importId, from, before, text, beforeCursor, ...pageArgs }: AuditEventsArgs,
    language: Language,
  ): Promise<Connection<AuditEvent>> {
    const condition = new Condition()
      .add(sql`a.organizationId = ${organizationId}`)
      .in('a.action', actions)
      .between('a.happenedAt', { before: before ?? null })
      .between('COALESCE(a.lastAt, a.happenedAt)', { from: from ?? null });
    if (typeof userId === 'string') condition.add(sql`a.userId = ${idOf(userId)}`);
    if (typeof exportId === 'string') condition.add(sql`a.exportId = ${idOf(exportId)}`);
    if (typeof importId === 'string') condition.add(sql`a.importId = ${idOf(importId)}`);
    // Not LIKE: whether it is case-sensitive depends on the engine.
    const details = language === 'en' ? sql`a.details` : sql`COALESCE(a.translatedDetails, a.details)`;
    if (text) condition.add(sql`INSTR(${details}, ${text}) > 0`);
    const query = condition.applyTo(this.dataSource.manager.createQueryBuilder(AuditEvent, 'a'));
    return page(
      query,
      [{ name: 'ID', expression: 'a.id', value: (event) => event.id, descending: true }],
      { ...pageArgs, before: beforeCursor, beforeArgument: 'beforeCursor' },
      DataScope.ORGANIZATION,
    );
  }
}
