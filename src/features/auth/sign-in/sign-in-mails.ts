import type { DataSource, EntityManager } from 'typeorm';
import { execute, query } from '../../../platform/database/query';
import { join, raw, sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { Poller } from '../../../platform/live/poller';
import type { Log } from '../../../platform/log';
import type { Language } from '../../../platform/text/language';
import type { Clock } from '../../../platform/time/clock';
import { AuditAction } from '../../audit/audit-action';
import { changedDetails } from '../../audit/audit-details';
import type { AuditLog } from '../../audit/audit-log';
import { enqueueNotice, NoticeKind } from '../../notices/notice';
import { type Account, listAccountsForLink } from './accounts';
import { homePath } from './return-paths';

interface WaitingRequest {
  readonly id: number;
  /** As it was entered. */
  readonly email: string;
  readonly address: string | null;
  readonly language: Language;
  readonly returnTo: string;
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
      sql`SELECT id, COALESCE(email, emailKey) AS email, address, language, returnTo FROM sign_in_requests WHERE handledAt IS NULL ORDER BY id LIMIT ${raw(maxPerPoll)}`,
    );
    // Several requests for one address get one mail.
    for (const email of new Set(waiting.map((request) => request.email))) {
      const requests = waiting.filter((request) => request.email === email);
      await transact(this.dataSource, (manager) => this.handle(manager, email, requests));
    }
  }

  private async handle(manager: EntityManager, email: string, requests: readonly WaitingRequest[]): Promise<void> {
    const ids = requests.map(({ id }) => id);
    const taken = await execute(
      manager,
      sql`UPDATE sign_in_requests SET handledAt = ${this.clock.now().getTime()} WHERE id IN (${join(ids)}) AND handledAt IS NULL`,
    );
    // Another worker was faster.
    if (taken === 0) return;
    const { address, language } = requests.at(-1)!;
    // Anyone can make one of the requests, so none decides for the others.
    const [page, ...otherPages] = new Set(requests.map(({ returnTo }) => returnTo));
    const returnTo = otherPages.length === 0 ? page : homePath;
    for (const accounts of mailedAccounts(await listAccountsForLink(manager, email))) {
      for (const account of accounts) await this.record(manager, account, address);
      const { organizationId, id } = accounts[0]!;
      await enqueueNotice(manager, {
        organizationId,
        kind: NoticeKind.SIGN_IN,
        to: id,
        details: { what: 'a sign-in link', language, returnTo },
      });
    }
  }

  private record(manager: EntityManager, { organizationId, username }: Account, address: string | null): Promise<void> {
    return this.auditLog.record(manager, {
      organizationId,
      address,
      action: AuditAction.SIGN_IN_LINK_REQUESTED,
      details: changedDetails(username, []),
    });
  }
}

/**
 * The accounts for each mail, from all that have the address in any spelling. Each organization sends one mail, to the
 * spelling of its first account: so neither an admin who gives users many spellings causes many mails, nor does one
 * organization delay or prevent the mail of another.
 */
function mailedAccounts(accounts: readonly Account[]): Account[][] {
  const firsts = accounts.filter(({ organizationId }, index) => organizationId !== accounts[index - 1]?.organizationId);
  return firsts.map(({ organizationId, email }) =>
    accounts.filter((account) => account.organizationId === organizationId && account.email === email),
  );
}
