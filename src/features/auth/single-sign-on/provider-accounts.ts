import type { EntityManager } from 'typeorm';
import { lockRows } from '../../../platform/database/lock-rows';
import { sql } from '../../../platform/database/sql';
import type { Clock } from '../../../platform/time/clock';
import type { Sentence } from '../../../sentences';
import { AuditAction } from '../../audit/audit-action';
import { changedDetails, details } from '../../audit/audit-details';
import type { AuditLog } from '../../audit/audit-log';
import { Role } from '../permissions';
import { type Account, foldedAddress, listAccounts, listAccountsOfOrganization } from '../sign-in/accounts';
import { domainOf } from './domains';
import { findLinkedUser, insertLink, isLinked, noteUseOfLink, type ProviderIdentity } from './linked-identities';
import { listDomains, type ProviderSettings } from './provider-settings';

/** The proof of a user at the provider, and their verified address there if they are not linked yet. */
export interface Proof {
  readonly identity: ProviderIdentity;
  readonly address: string | null;
}

const unconfirmed = details('REFUSED_UNCONFIRMED', {});

/** Finds the users of an organization for identities at its provider. Links them the first time. */
export class ProviderAccounts {
  constructor(
    private readonly clock: Clock,
    private readonly auditLog: AuditLog,
  ) {}

  /** Returns the account of the identity, or why there is none, for the owner. `network` is for the audit log. */
  async find(
    manager: EntityManager,
    { organizationId, setById }: Pick<ProviderSettings, 'organizationId' | 'setById'>,
    { identity, address }: Proof,
    network: string | null,
  ): Promise<Account | Sentence> {
    const nowMs = this.clock.now().getTime();
    // The former owner may control the provider that signs in as the new one.
    const isUnconfirmed = ({ id, role }: Account): boolean => role === Role.OWNER && id !== setById;
    const userId = await findLinkedUser(manager, organizationId, identity);
    if (userId !== null) {
      await lockRows(manager, 'users', organizationId, [userId]);
      if ((await findLinkedUser(manager, organizationId, identity)) !== userId) return details('REFUSED_UNLINKED', {});
      const ofUser = sql`u.organizationId = ${organizationId} AND u.id = ${userId}`;
      const [account] = await listAccounts(manager, ofUser);
      if (!account) return details('REFUSED_NOT_ACTIVE', {});
      if (isUnconfirmed(account)) return unconfirmed;
      await noteUseOfLink(manager, organizationId, userId, nowMs);
      return account;
    }
    if (address === null) return details('REFUSED_UNVERIFIED', {});
    const shown = { address: address.slice(0, 254) };
    const domain = domainOf(address);
    if (domain === null || !(await listDomains(manager, organizationId)).includes(domain))
      return details('REFUSED_DOMAIN', shown);
    const find = async () => accountOf(await listAccountsOfOrganization(manager, organizationId, address), address);
    const found = await find();
    // Two browsers may sign in for the first time at once, and the address or the role may change.
    if (found) await lockRows(manager, 'users', organizationId, [found.id]);
    const account = found && (await find());
    if (account?.id !== found?.id || !account) return details('REFUSED_NOT_ONE_USER', shown);
    if (isUnconfirmed(account)) return unconfirmed;
    if ((await findLinkedUser(manager, organizationId, identity)) === account.id) return account;
    if (await isLinked(manager, organizationId, account.id)) return details('REFUSED_OTHER_IDENTITY', shown);
    await insertLink(manager, organizationId, account.id, identity, nowMs);
    await this.auditLog.record(manager, {
      organizationId,
      userId: account.id,
      address: network,
      action: AuditAction.IDENTITY_LINKED,
      details: changedDetails(shown.address, []),
    });
    return account;
  }
}

/**
 * The only account with this address regardless of case, because providers change the case. Case never decides
 * between two: the user whom an admin creates with another spelling would get the identity of the first.
 */
function accountOf(accounts: readonly Account[], address: string): Account | null {
  const [account, ...others] = accounts.filter(({ email }) => foldedAddress(email!) === foldedAddress(address));
  return account && others.length === 0 ? account : null;
}
