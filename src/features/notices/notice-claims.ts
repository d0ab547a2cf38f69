import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { change } from '../../platform/database/data-source';
import { dialectOf } from '../../platform/database/dialect';
import { placeholders } from '../../platform/database/placeholders';
import { transact } from '../../platform/database/transaction';
import { AuditAction } from '../audit/audit-event.entity';
import type { AuditLog } from '../audit/audit-log';
import { activeAccountSql, ownerAccountSql } from '../auth/account-rights';
import type { NoticeDetails, NoticeKind } from './notice';

/** Longer than any attempt to send takes: whoever is silent for so long is gone. */
const leaseMs = 60_000;
/** How many due mails one claim considers. */
const maxCandidates = 20;

/** The user, or the owner of an organization as a negative number: known without finding out who that is. */
const recipientKey = 'COALESCE(n.toUserId, -n.organizationId)';

export interface NoticeClaim {
  readonly id: number;
  readonly owner: string;
  readonly organizationId: number;
  /** Equal for mails to the same user, and for mails to the owner of the same organization. */
  readonly recipientKey: number;
  readonly messageKey: string;
  readonly kind: NoticeKind;
  readonly exportId: number | null;
  readonly requestId: number | null;
  readonly details: NoticeDetails;
  readonly queuedAt: Date;
  /** How long ago that was, by the database's clock. */
  readonly ageMs: number;
  /** 1 is the first. */
  readonly attempt: number;
  readonly organization: string;
  /** The one it goes to, as they are now: null when there is nobody, or when the account is not ACTIVE. */
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
 * The mails that wait. Each change is one conditional update, by the database's clock, so that several processes can
 * send without sending twice.
 */
export class NoticeClaims {
  private readonly nowMs: string;
  private readonly due: string;

  constructor(
    private readonly dataSource: DataSource,
    private readonly auditLog: AuditLog,
  ) {
    this.nowMs = dialectOf(dataSource).nowMs;
    this.due = `state = 'WAITING' AND dueAt <= ${this.nowMs} AND (leaseUntil IS NULL OR leaseUntil < ${this.nowMs})`;
  }

  /** The mail that has been due for longest among those that pass the filter, or null. */
  async claim(
    { exceptOrganizations, exceptRecipients, accepts }: NoticeFilter = {
      exceptOrganizations: [],
      exceptRecipients: [],
      accepts: () => true,
    },
  ): Promise<NoticeClaim | null> {
    const except = (key: string, values: readonly number[]): string =>
      values.length > 0 ? ` AND ${key} NOT IN (${placeholders(values)})` : '';
    const found: { id: number; attempt: number; recipientKey: number }[] = await this.dataSource.query(
      `SELECT id, attempt, ${recipientKey} AS recipientKey FROM notices n WHERE ${this.due}${except('organizationId', exceptOrganizations)}${except(recipientKey, exceptRecipients)} ORDER BY dueAt, id LIMIT ${maxCandidates}`,
      [...exceptOrganizations, ...exceptRecipients],
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
      const taken = await this.update(
        `attempt = attempt + 1, leaseOwner = ?, leaseUntil = ${this.nowMs} + ${leaseMs}`,
        [owner],
        `id = ? AND attempt = ? AND ${this.due}`,
        [candidate.id, candidate.attempt],
      );
      if (taken) return { ...claim, attempt: candidate.attempt + 1 };
    }
    return null;
  }

  sent(claim: NoticeClaim): Promise<boolean> {
    return this.end(claim, "state = 'SENT', error = NULL", []);
  }

  /** Nobody will get it; the error says why. In the audit log, unless there was nobody to get it. */
  giveUp(claim: NoticeClaim, error: string, audited: boolean): Promise<boolean> {
    return this.end(claim, "state = 'FAILED', error = ?", [error.slice(0, 500)], async (manager) => {
      if (!audited) return;
      const { organizationId, exportId, kind } = claim;
      await this.auditLog.record(manager, {
        organizationId,
        action: AuditAction.MAIL_FAILED,
        exportId: exportId ?? undefined,
        details: `${kind}: ${error}`,
      });
    });
  }

  /** Due again after a pause. */
  postpone(claim: NoticeClaim, error: string, pauseMs: number): Promise<boolean> {
    return this.update(
      `dueAt = ${this.nowMs} + ?, error = ?, leaseOwner = NULL, leaseUntil = NULL`,
      [Math.round(pauseMs), error.slice(0, 500)],
      'id = ? AND leaseOwner = ?',
      [claim.id, claim.owner],
    );
  }

  /** As if it had not been claimed. */
  release(claim: NoticeClaim): Promise<boolean> {
    return this.update('attempt = attempt - 1, leaseOwner = NULL, leaseUntil = NULL', [], 'id = ? AND leaseOwner = ?', [
      claim.id,
      claim.owner,
    ]);
  }

  private end(
    claim: NoticeClaim,
    assignments: string,
    values: string[],
    alsoInTransaction?: (manager: EntityManager) => Promise<void>,
  ): Promise<boolean> {
    return this.update(
      `${assignments}, endedAt = ${this.nowMs}, leaseOwner = NULL, leaseUntil = NULL`,
      values,
      "id = ? AND leaseOwner = ? AND state = 'WAITING'",
      [claim.id, claim.owner],
      alsoInTransaction,
    );
  }

  private update(
    assignments: string,
    values: (string | number)[],
    condition: string,
    of: (string | number)[],
    alsoInTransaction?: (manager: EntityManager) => Promise<void>,
  ): Promise<boolean> {
    return transact(this.dataSource, async (manager) => {
      const changed = await change(manager, `UPDATE notices SET ${assignments} WHERE ${condition}`, [...values, ...of]);
      if (changed === 1) await alsoInTransaction?.(manager);
      return changed === 1;
    });
  }

  /** As `owner` would claim it. */
  private async read(id: number, owner: string): Promise<NoticeClaim | null> {
    const [row] = await this.dataSource.query(
      `SELECT n.organizationId, ${recipientKey} AS recipientKey, n.messageKey, n.kind, n.exportId, n.requestId, n.details, n.queuedAt, ${this.nowMs} - n.queuedAt AS ageMs, n.attempt, o.name AS organization,
              u.id AS userId, u.username, u.firstName, u.lastName, u.email
         FROM notices n JOIN organizations o ON o.id = n.organizationId
         LEFT JOIN users u ON u.organizationId = n.organizationId AND ((u.id = n.toUserId AND ${activeAccountSql}) OR (n.toUserId IS NULL AND ${ownerAccountSql}))
        WHERE n.id = ? ORDER BY u.id LIMIT 1`,
      [id],
    );
    if (!row) return null;
    const {
      organizationId,
      messageKey,
      kind,
      exportId,
      requestId,
      attempt,
      organization,
      userId,
      username,
      firstName,
      lastName,
      email,
    } = row;
    return {
      id,
      owner,
      organizationId,
      recipientKey: Number(row.recipientKey),
      messageKey,
      kind,
      exportId,
      requestId,
      attempt,
      organization,
      details: JSON.parse(row.details),
      queuedAt: new Date(Number(row.queuedAt)),
      ageMs: Number(row.ageMs),
      recipient: userId === null ? null : { username, firstName, lastName, email },
    };
  }
}
