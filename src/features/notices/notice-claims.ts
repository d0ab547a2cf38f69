import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect';
import { query } from '../../platform/database/query';
import { empty, join, raw, type Sql, sql, type SqlValue } from '../../platform/database/sql';
import { transact } from '../../platform/database/transaction';
import { type Lease, lease } from '../../platform/jobs/lease';
import { applyTransition, bindNow, type Transition } from '../../platform/jobs/transitions';
import { AuditAction } from '../audit/audit-action';
import { details } from '../audit/audit-details';
import type { AuditLog } from '../audit/audit-log';
import { activeAccountSql, ownerAccountSql } from '../auth/account-rights';
import { type NoticeDetails, NoticeKind } from './notice';

/** Longer than any attempt to send takes, so a sender that is silent for this long is gone. */
const leaseMs = 60_000;
/** Maximum number of due mails that one claim considers. */
const maxCandidates = 20;

/** The user id, or the negative organization id for the owner, who is then not looked up. */
const recipientKey = sql`COALESCE(n.toUserId, -n.organizationId)`;

/** The time to send the mail has come, and no process is sending it. */
const isDue = `dueAt <= :now AND ${lease.isFree}`;

/** Everything that can happen to a mail after it is stored as WAITING. */
const transitions = {
  claim: {
    moves: { WAITING: 'WAITING' },
    // The attempt shows whether another process has claimed the mail since it was read.
    guard: `attempt = :attempt AND ${isDue}`,
    set: { attempt: 'attempt + 1', ...lease.acquired },
  },
  sent: { moves: { WAITING: 'SENT' }, guard: lease.isHeld, set: { error: 'NULL', endedAt: ':now', ...lease.released } },
  giveUp: {
    moves: { WAITING: 'FAILED' },
    guard: lease.isHeld,
    set: { error: ':error', endedAt: ':now', ...lease.released },
  },
  postpone: {
    moves: { WAITING: 'WAITING' },
    guard: lease.isHeld,
    set: { dueAt: ':now + :pauseMs', error: ':error', ...lease.released },
  },
  release: { moves: { WAITING: 'WAITING' }, guard: lease.isHeld, set: { attempt: 'attempt - 1', ...lease.released } },
} as const satisfies Record<string, Transition<NoticeState>>;

type NoticeState = 'WAITING' | 'SENT' | 'FAILED';

export interface NoticeClaim extends Lease {
  readonly organizationId: number;
  /** Equal for mails to the same user, and for mails to the owner of the same organization. */
  readonly recipientKey: number;
  readonly messageKey: string;
  readonly kind: NoticeKind;
  readonly exportId: number | null;
  readonly importId: number | null;
  readonly requestId: number | null;
  readonly details: NoticeDetails;
  readonly queuedAt: Date;
  /** The age of the mail by the clock of the database. */
  readonly ageMs: number;
  /** Number of the attempt, starting with 1. */
  readonly attempt: number;
  readonly organization: string;
  /**
   * The current recipient; null if there is none or the account is not ACTIVE. A mail about a changed address goes to the
   * former one, whatever has happened to the account since.
   */
  readonly recipient: {
    readonly username: string;
    readonly firstName: string | null;
    readonly lastName: string | null;
    readonly email: string | null;
  } | null;
}

/** Restricts which mails are claimed. */
export interface NoticeFilter {
  readonly exceptOrganizations: readonly number[];
  /** By `recipientKey`. */
  readonly exceptRecipients: readonly number[];
  /** Decides on a candidate that has not been claimed yet. */
  accepts(candidate: Pick<NoticeClaim, 'organizationId' | 'recipientKey' | 'recipient'>): boolean;
}

/**
 * Mails that wait to be sent. Each change is one conditional UPDATE by the clock of the database, so that several
 * processes can send without sending twice.
 */
export class NoticeClaims {
  private readonly nowMs: Sql;

  constructor(
    private readonly dataSource: DataSource,
    private readonly auditLog: AuditLog,
  ) {
    this.nowMs = dialectOf(dataSource).nowMs;
  }

  /** The mail that has been due for longest among those that pass the filter, or null. */
  async claim(
    { exceptOrganizations, exceptRecipients, accepts }: NoticeFilter = {
      exceptOrganizations: [],
      exceptRecipients: [],
      accepts: () => true,
    },
  ): Promise<NoticeClaim | null> {
    const except = (key: Sql, values: readonly number[]): Sql =>
      values.length > 0 ? sql` AND ${key} NOT IN (${join(values)})` : empty;
    const found = await query<{ id: number; attempt: number; recipientKey: number }>(
      this.dataSource,
      sql`SELECT id, attempt, ${recipientKey} AS recipientKey FROM notices n WHERE state = 'WAITING' AND ${bindNow(isDue, this.nowMs)}${except(sql`organizationId`, exceptOrganizations)}${except(recipientKey, exceptRecipients)} ORDER BY dueAt, id LIMIT ${raw(maxCandidates)}`,
    );
    const refused = new Set<number>();
    for (const candidate of found) {
      const key = Number(candidate.recipientKey);
      if (refused.has(key)) continue;
      const owner = randomUUID();
      const claim = await this.read(candidate.id, owner);
      if (!claim) continue;
      if (!accepts(claim)) {
        refused.add(key);
        continue;
      }
      const taken = await this.change({ id: candidate.id, owner }, 'claim', { attempt: candidate.attempt, leaseMs });
      if (taken) return { ...claim, attempt: candidate.attempt + 1 };
    }
    return null;
  }

  sent(claim: NoticeClaim): Promise<boolean> {
    return this.change(claim, 'sent');
  }

  /** Gives up the mail, and records the error in the audit log if `audited`. */
  giveUp(claim: NoticeClaim, error: string, audited: boolean): Promise<boolean> {
    return this.change(claim, 'giveUp', { error: error.slice(0, 500) }, async (manager) => {
      if (!audited) return;
      const { organizationId, exportId, importId, kind } = claim;
      await this.auditLog.record(manager, {
        organizationId,
        action: AuditAction.MAIL_FAILED,
        exportId: exportId ?? undefined,
        importId: importId ?? undefined,
        details: details('MAIL', { kind, error }),
      });
    });
  }

  /** Makes the mail due again after a pause. */
  postpone(claim: NoticeClaim, error: string, pauseMs: number): Promise<boolean> {
    return this.change(claim, 'postpone', { pauseMs: Math.round(pauseMs), error: error.slice(0, 500) });
  }

  /** Undoes the claim: it does not count as an attempt. */
  release(claim: NoticeClaim): Promise<boolean> {
    return this.change(claim, 'release');
  }

  private change(
    { id, owner }: Lease,
    transition: keyof typeof transitions,
    values: Readonly<Record<string, SqlValue>> = {},
    alsoInTransaction?: (manager: EntityManager) => Promise<void>,
  ): Promise<boolean> {
    return transact(this.dataSource, async (manager) => {
      const parameters = { ...values, owner };
      const hasChanged = await applyTransition(manager, 'notices', transitions[transition], id, parameters);
      if (hasChanged) await alsoInTransaction?.(manager);
      return hasChanged;
    });
  }

  /** Reads the mail as the claim of `owner`. */
  private async read(id: number, owner: string): Promise<NoticeClaim | null> {
    const [row] = await query(
      this.dataSource,
      sql`SELECT n.organizationId, ${recipientKey} AS recipientKey, n.messageKey, n.kind, n.exportId, n.importId, n.requestId, n.details, n.queuedAt, ${this.nowMs} - n.queuedAt AS ageMs, n.attempt, o.name AS organization,
              u.id AS userId, u.username, u.firstName, u.lastName, u.email, u.mailLanguage
         FROM notices n JOIN organizations o ON o.id = n.organizationId
         LEFT JOIN users u ON u.organizationId = n.organizationId AND ((u.id = n.toUserId AND (${activeAccountSql} OR n.kind = ${NoticeKind.ADDRESS_CHANGED})) OR (n.toUserId IS NULL AND ${ownerAccountSql}))
        WHERE n.id = ${id} ORDER BY u.id LIMIT 1`,
    );
    if (!row) return null;
    const {
      organizationId,
      messageKey,
      kind,
      exportId,
      importId,
      requestId,
      attempt,
      organization,
      userId,
      username,
      firstName,
      lastName,
      email,
      mailLanguage,
    } = row;
    const details = JSON.parse(row.details) as NoticeDetails;
    return {
      id,
      owner,
      organizationId,
      recipientKey: Number(row.recipientKey),
      messageKey,
      kind,
      exportId,
      importId,
      requestId,
      attempt,
      organization,
      details: { ...details, language: details.language ?? mailLanguage ?? undefined },
      queuedAt: new Date(Number(row.queuedAt)),
      ageMs: Number(row.ageMs),
      recipient: userId === null ? null : { username, firstName, lastName, email: details.change?.from ?? email },
    };
  }
}
