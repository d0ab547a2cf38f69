import { resolveTxt } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { execute } from '../../../platform/database/query';
import { sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import type { Operation } from '../../../platform/graphql/operation';
import type { Clock } from '../../../platform/time/clock';
import { AuditAction } from '../../audit/audit-action';
import { details } from '../../audit/audit-details';
import { type AuditLog, doneBy } from '../../audit/audit-log';
import { confirmViewer } from '../lock-viewer';
import { lockSettings, type OrganizationSettings, readSettings } from './provider-settings';

/** A name server that does not answer must not hold a request for longer. */
const maxAnswerMs = 4000;

/** The TXT record by which a domain proves that it belongs to an organization. */
export const proofRecord = (verificationCode: string): string => `tallyport-verification=${verificationCode}`;

/**
 * Finds out which domains belong to an organization. Otherwise, its provider would be offered to the users of a domain
 * that an attacker has only named.
 */
export class DomainProofs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly auditLog: AuditLog,
  ) {}

  /** Looks the record up at each domain and stores the result. Returns the domains whose name servers do not answer. */
  async check(operation: Operation, { proofs, verificationCode }: OrganizationSettings): Promise<string[]> {
    const { organizationId } = operation.viewer;
    const record = proofRecord(verificationCode);
    const answers = await Promise.all(
      proofs.map(async ({ domain }) => ({ domain, isVerified: await hasRecord(domain, record) })),
    );
    await transact(this.dataSource, async (manager) => {
      await lockSettings(manager, organizationId);
      await confirmViewer(manager, operation);
      const now = await readSettings(manager, organizationId);
      // Removed in the meantime, and perhaps set up again.
      if (now?.verificationCode !== verificationCode) return;
      const changes = { verified: [] as string[], unverified: [] as string[] };
      for (const { domain, isVerified } of answers) {
        const before = now.proofs.find((proof) => proof.domain === domain);
        if (isVerified === null || !before) continue;
        await execute(
          manager,
          sql`UPDATE single_sign_on_domains SET isVerified = ${isVerified ? 1 : 0}, checkedAt = ${this.clock.now().getTime()} WHERE organizationId = ${organizationId} AND domain = ${domain}`,
        );
        if (isVerified !== before.isVerified) changes[isVerified ? 'verified' : 'unverified'].push(domain);
      }
      if (changes.verified.length + changes.unverified.length > 0)
        await this.auditLog.record(manager, {
          ...doneBy(operation, AuditAction.SINGLE_SIGN_ON_CHANGED),
          details: details('DOMAINS', changes),
        });
    });
    return answers.filter(({ isVerified }) => isVerified === null).map(({ domain }) => domain);
  }
}

/** Whether the domain has the TXT record. Null if no name server answers. */
async function hasRecord(domain: string, record: string): Promise<boolean | null> {
  const timeout = new AbortController();
  try {
    const records = await Promise.race([
      resolveTxt(domain),
      sleep(maxAnswerMs, null, { ref: false, signal: timeout.signal }),
    ]);
    // A record of more than 255 bytes comes in parts.
    return records && records.some((parts) => parts.join('') === record);
  } catch (error) {
    return ['ENODATA', 'ENOTFOUND'].includes((error as NodeJS.ErrnoException).code ?? '') ? false : null;
  } finally {
    timeout.abort();
  }
}
