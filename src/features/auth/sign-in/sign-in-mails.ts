import type { DataSource, EntityManager } from 'typeorm';
import { execute, query } from '../../../platform/database/query';
import { join, raw, sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { Poller } from '../../../platform/live/poller';
import type { Log } from '../../../platform/log';
import type { Clock } from '../../../platform/time/clock';
import { AuditAction } from '../../audit/audit-event.entity';
import type { AuditLog } from '../../audit/audit-log';
import { enqueueNotice, NoticeKind } from '../../notices/notice';
import { type Account, listAccountsForLink } from './accounts';

interface WaitingRequest {
  readonly id: number;
  readonly emailKey: string;
  readonly address: string | null;
}

const pollEveryMs = 500;
const maxPerPoll = 100;

/** Handles requests for sign-in links: enqueues a mail to each address that has an ACTIVE account, and none to others. */
export class SignInMails {
  private readonly poller: Poller;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly auditLog: AuditLog,
    log: Log,
    pollScale: number,
  ) {
    this.poller = new Poller(
      pollEveryMs * pollScale,
      () => true,
      () => this.handleWaiting(),
      (error) => log.error({ err: error }, 'could not read the requests for sign-in links; retrying'),
    );
  }

  start(): void {
    this.poller.wake();
  }

  stop(): Promise<void> {
    return this.poller.stop();
  }

  private async handleWaiting(): Promise<void> {
    const waiting = await query<WaitingRequest>(
      this.dataSource,
      sql`SELECT id, emailKey, address FROM sign_in_requests WHERE handledAt IS NULL ORDER BY id LIMIT ${raw(maxPerPoll)}`,
    );
    // Several requests for one address get one mail.
    for (const emailKey of new Set(waiting.map((request) => request.emailKey))) {
      const requests = waiting.filter((request) => request.emailKey === emailKey);
      await transact(this.dataSource, (manager) => this.handle(manager, emailKey, requests));
    }
  }

  private async handle(manager: EntityManager, emailKey: string, requests: readonly WaitingRequest[]): Promise<void> {
    const ids = requests.map(({ id }) => id);
    const taken = await execute(
      manager,
      sql`UPDATE sign_in_requests SET handledAt = ${this.clock.now().getTime()} WHERE id IN (${join(ids)}) AND handledAt IS NULL`,
    );
    // Another worker was faster.
    if (taken === 0) return;
    const mailed = new Set<string>();
    for (const account of await listAccountsForLink(manager, emailKey)) {
      await this.record(manager, account, requests.at(-1)!.address);
      // One mail per spelling of the address: see SignInLinks.
      if (mailed.has(account.email!)) continue;
      mailed.add(account.email!);
      await enqueueNotice(manager, {
        organizationId: account.organizationId,
        kind: NoticeKind.SIGN_IN,
        to: account.id,
        details: { what: 'a sign-in link' },
      });
    }
  }

  private record(manager: EntityManager, { organizationId, username }: Account, address: string | null): Promise<void> {
    return this.auditLog.record(manager, {
      organizationId,
      address,
      action: AuditAction.SIGN_IN_LINK_REQUESTED,
      details: JSON.stringify(username),
    });
  }
}
