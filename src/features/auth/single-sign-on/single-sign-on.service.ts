import { randomBytes, randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { because } from '../../../error-reasons';
import { AppError, withoutSingleSignOn } from '../../../errors';
import { insertRows } from '../../../platform/database/insert-rows';
import { lockRows } from '../../../platform/database/lock-rows';
import { execute } from '../../../platform/database/query';
import { join, sql } from '../../../platform/database/sql';
import { transact } from '../../../platform/database/transaction';
import { checkAll, InputErrors, inputErrorsOf } from '../../../platform/graphql/input-errors';
import { identifier } from '../../../platform/graphql/input-text';
import type { Operation } from '../../../platform/graphql/operation';
import type { Clock } from '../../../platform/time/clock';
import type { Sentence } from '../../../sentences';
import type { Viewer } from '../../../viewer';
import { AuditAction } from '../../audit/audit-action';
import { details } from '../../audit/audit-details';
import { type AuditLog, doneBy } from '../../audit/audit-log';
import { assertAllowed } from '../denials';
import { confirmViewer } from '../lock-viewer';
import { checkOwner, checkOwnerInSession } from '../required-permissions';
import type { Revocations } from '../revocations';
import type { DomainProofs } from './domain-proofs';
import { parseDomains } from './domains';
import { deleteAllLinks, listLinkedUsers } from './linked-identities';
import type { ProviderClients } from './provider-clients';
import {
  findProvider,
  lockSettings,
  type OrganizationSettings,
  type ProviderSettings,
  readSettings,
} from './provider-settings';
import { maxClientIdLength, type SingleSignOnInput } from './single-sign-on.type';

/** What a change of the settings compares and the audit event names. */
type Changeable = Pick<OrganizationSettings, 'issuer' | 'clientId' | 'clientSecret' | 'isRequired' | 'domains'>;

/** Reads and changes the single sign-on of an organization. Only its owner may. */
export class SingleSignOnService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly clients: ProviderClients,
    private readonly domainProofs: DomainProofs,
    private readonly auditLog: AuditLog,
    private readonly revocations: Revocations,
  ) {}

  /** @throws FORBIDDEN unless the viewer is the owner. */
  find({ viewer }: Operation): Promise<OrganizationSettings | null> {
    assertOwner(viewer);
    return readSettings(this.dataSource.manager, viewer.organizationId);
  }

  /**
   * Removes the links to identities unless they stay valid, and ends the sessions that came from them: a provider, client
   * or domain that no longer counts must neither sign anyone in nor keep them signed in. Checks the domains, unless the
   * owner could not know the record for them yet.
   *
   * Null removes single sign-on, and is idempotent. The audit log records a refusal.
   *
   * @throws FORBIDDEN unless the viewer is the owner in a session, BAD_USER_INPUT
   */
  async set(operation: Operation, input: SingleSignOnInput | null): Promise<OrganizationSettings | null> {
    const known = await findProvider(this.dataSource, operation.viewer.organizationId);
    const changed = await this.recordingRefusal(operation, async () => {
      assertMayChange(operation.viewer);
      return this.change(operation, input ? await this.validate(operation, input, known) : () => null);
    });
    if (!changed || known?.verificationCode !== changed.verificationCode) return changed;
    await this.domainProofs.check(operation, changed);
    return this.find(operation);
  }

  /** Returns what the settings become, which depends on the stored secret. */
  private async validate(
    { viewer: { organizationId } }: Operation,
    input: SingleSignOnInput,
    known: ProviderSettings | null,
  ): Promise<(before: Changeable | null) => Changeable> {
    const errors = new InputErrors();
    const issuer = await errors.attemptAsync(() => this.clients.checkIssuer(input.issuer, known));
    const others = errors.attempt(() =>
      checkAll({
        clientId: () => identifier('input.clientId', input.clientId, maxClientIdLength),
        clientSecret: () => this.clients.checkSecret(input.clientSecret, known),
        domains: () => parseDomains('input.domains', input.domains),
      }),
    );
    errors.throwIfAny();
    const { clientId, domains } = others!;
    const client = { issuer: issuer!, clientId };
    return (before) => ({
      ...client,
      clientSecret: this.clients.secretToStore(organizationId, client, input.clientSecret, before),
      domains,
      isRequired: input.isRequired ?? false,
    });
  }

  /**
   * Checks which domains belong to the organization.
   *
   * @throws FORBIDDEN unless the viewer is the owner in a session, NOT_FOUND without single sign-on, SERVICE_UNAVAILABLE
   */
  async verifyDomains(operation: Operation): Promise<OrganizationSettings | null> {
    assertMayChange(operation.viewer);
    const settings = await this.find(operation);
    if (!settings) throw withoutSingleSignOn();
    const unanswered = await this.domainProofs.check(operation, settings);
    if (unanswered.length > 0)
      throw new AppError(
        'SERVICE_UNAVAILABLE',
        `The name servers of ${unanswered.join(', ')} do not answer at the moment. Try again in a few minutes.`,
        { retryAfter: 60, ...because('NAME_SERVERS_AWAY', { domains: unanswered }) },
      );
    return this.find(operation);
  }

  private async recordingRefusal<T>(operation: Operation, change: () => Promise<T>): Promise<T> {
    try {
      return await change();
    } catch (error) {
      const refusal = error instanceof AppError ? describeRefusal(error) : null;
      if (refusal)
        await this.auditLog.recordAlone({
          ...doneBy(operation, AuditAction.SINGLE_SIGN_ON_REFUSED),
          details: refusal,
        });
      throw error;
    }
  }

  private async change(operation: Operation, changed: (before: Changeable | null) => Changeable | null) {
    const { organizationId } = operation.viewer;
    return transact(this.dataSource, async (manager) => {
      await lockSettings(manager, organizationId);
      await confirmViewer(manager, operation, 'EXCLUSIVE');
      const before = await readSettings(manager, organizationId);
      const after = changed(before);
      const isConfirmed = after && before && before.setById !== operation.viewer.userId;
      const changes = describeChange(before, after) ?? (isConfirmed ? ['confirmed'] : null);
      if (changes === null) return before;
      await this.replace(manager, operation.viewer, before, after);
      // A removal also ends what a session of the provider has kept when it removed the provider itself.
      const ended = keepsLinks(before, after) ? null : await this.endAll(manager, operation);
      if (!before && !after && !ended) return null;
      await this.auditLog.record(manager, {
        ...doneBy(operation, AuditAction.SINGLE_SIGN_ON_CHANGED),
        details: ended ? details('PROVIDER_REPLACED', { changes, ...ended }) : details('SETTINGS', { changes }),
      });
      return readSettings(manager, organizationId);
    });
  }

  /**
   * Ends what came from the provider: links, sessions, and tokens that were created in them. Whether a user is still
   * linked does not matter, because users unlink themselves. The session of the request goes on, with its tokens. Says
   * what was ended, for the audit log. Null if there was nothing.
   */
  private async endAll(manager: EntityManager, operation: Operation) {
    const { organizationId, credential } = operation.viewer;
    const signedIn = await this.revocations.listUsersFromProvider(manager, organizationId);
    const userIds = [...new Set([...signedIn, ...(await listLinkedUsers(manager, organizationId))])];
    if (userIds.length === 0) return null;
    // Before the links and sessions, as other transactions that end them do.
    await lockRows(manager, 'users', organizationId, userIds);
    const links = await deleteAllLinks(manager, organizationId);
    const by = doneBy(operation, AuditAction.SINGLE_SIGN_ON_CHANGED);
    const { sessions, tokens } = await this.revocations.endFromProvider(manager, by, userIds, credential);
    return links + sessions + tokens > 0 ? { links, sessions, tokens } : null;
  }

  /** Keeps the proofs of domains that stay. */
  private async replace(
    manager: EntityManager,
    { organizationId, userId }: Viewer,
    before: OrganizationSettings | null,
    after: Changeable | null,
  ): Promise<void> {
    const [old, now] = [before?.domains ?? [], after?.domains ?? []];
    const removed = old.filter((domain) => !now.includes(domain));
    if (removed.length > 0)
      await execute(
        manager,
        sql`DELETE FROM single_sign_on_domains WHERE organizationId = ${organizationId} AND domain IN (${join(removed)})`,
      );
    await execute(manager, sql`DELETE FROM single_sign_on WHERE organizationId = ${organizationId}`);
    if (!after) return;
    const row = {
      organizationId,
      issuer: after.issuer,
      clientId: after.clientId,
      clientSecret: after.clientSecret,
      isRequired: after.isRequired ? 1 : 0,
      setById: userId,
      revision: randomUUID(),
      changedAt: this.clock.now().getTime(),
      verificationCode: before?.verificationCode ?? randomBytes(32).toString('base64url'),
    };
    await insertRows(manager, 'single_sign_on', Object.keys(row), [Object.values(row)]);
    await insertRows(
      manager,
      'single_sign_on_domains',
      ['organizationId', 'domain'],
      now.filter((domain) => !old.includes(domain)).map((domain) => [organizationId, domain]),
    );
  }
}

const ownerAction = 'see and change single sign-on';
const assertOwner = (viewer: Viewer): void => assertAllowed(checkOwner(viewer, ownerAction));
const assertMayChange = (viewer: Viewer): void =>
  assertAllowed(checkOwnerInSession(viewer, ownerAction, 'Changing single sign-on'));

function keepsLinks(before: Changeable | null, after: Changeable | null): boolean {
  if (!before || !after) return false;
  const isSameClient = before.issuer === after.issuer && before.clientId === after.clientId;
  return isSameClient && before.domains.every((domain) => after.domains.includes(domain));
}

/** Names the changes without the secret. Null if nothing changed. */
function describeChange(before: Changeable | null, after: Changeable | null): string[] | null {
  if (!after) return ['removed'];
  const changes = (['issuer', 'clientId', 'domains', 'isRequired'] as const).flatMap((field) => {
    const [old, now] = [before?.[field], after[field]].map((value) => JSON.stringify(value));
    return old === now ? [] : [`${field}: ${before ? `${old} → ` : ''}${now}`];
  });
  if (before?.clientSecret !== after.clientSecret && (before || after.clientSecret)) changes.push('clientSecret');
  return changes.length > 0 ? changes : null;
}

/**
 * Names the refused fields without their values, so that many attempts are few events. Null for other errors, such as
 * changed rights, after which the mutation is executed again.
 */
function describeRefusal(error: AppError): Sentence | null {
  if (error.code === 'FORBIDDEN') return details('SETTINGS_FORBIDDEN', {});
  if (error.code === 'UNAUTHENTICATED') return details('SETTINGS_UNAUTHENTICATED', {});
  if (error.code !== 'BAD_USER_INPUT') return null;
  const fields = inputErrorsOf(error).map(({ argument }) => argument.split(/[.[]/)[1]!);
  return details('SETTINGS_INVALID', { fields: [...new Set(fields)].sort() });
}
