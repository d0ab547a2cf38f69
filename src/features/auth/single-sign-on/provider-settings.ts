import type { EntityManager } from 'typeorm';
import { dialectOf } from '../../../platform/database/dialect';
import { lockLimits } from '../../../platform/database/lock-limits';
import { query, type Queryable } from '../../../platform/database/query';
import { type Sql, sql } from '../../../platform/database/sql';

/** The single sign-on of an organization, as it is stored. */
export interface ProviderSettings {
  readonly organizationId: number;
  readonly slug: string;
  /** Display name of the organization. */
  readonly organization: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Encrypted. Null for a public client. */
  readonly clientSecret: string | null;
  readonly isRequired: boolean;
  /** The owner who set or confirmed them. Another owner does not sign in by them. */
  readonly setById: number | null;
  /** Random, and another one after each change: signing in ends with the settings with which it started. */
  readonly revision: string;
  readonly changedAt: Date;
  /** Random, and kept until single sign-on is removed: the domains of the organization publish it. */
  readonly verificationCode: string;
}

/** Whether a domain was proved to belong to the organization, when it was last checked. */
export interface DomainProof {
  readonly domain: string;
  readonly isVerified: boolean;
  readonly checkedAt: Date | null;
}

export interface OrganizationSettings extends ProviderSettings {
  readonly domains: readonly string[];
  readonly proofs: readonly DomainProof[];
}

async function list(database: Queryable, condition: Sql): Promise<ProviderSettings[]> {
  const rows = await query(
    database,
    sql`SELECT s.organizationId, o.slug, o.name AS organization, s.issuer, s.clientId, s.clientSecret, s.isRequired, s.setById, s.revision, s.changedAt, s.verificationCode
         FROM single_sign_on s JOIN organizations o ON o.id = s.organizationId
        WHERE ${condition} ORDER BY o.name, o.id`,
  );
  return rows.map((row) => ({
    ...row,
    isRequired: Boolean(row.isRequired),
    changedAt: new Date(Number(row.changedAt)),
  }));
}

export const findProvider = async (database: Queryable, organizationId: number): Promise<ProviderSettings | null> =>
  (await list(database, sql`s.organizationId = ${organizationId}`))[0] ?? null;

/**
 * Whether the settings have not changed. They do not until the transaction ends: a change waits for the row, which
 * sign-ins share. Comes before all other locks of a transaction, as `lockSettings` does.
 */
export async function isCurrent(
  manager: EntityManager,
  { organizationId, revision }: ProviderSettings,
): Promise<boolean> {
  const [row] = await query<{ revision: string }>(
    manager,
    sql`SELECT revision FROM single_sign_on WHERE organizationId = ${organizationId}${dialectOf(manager.connection).forShare}`,
  );
  return row?.revision === revision;
}

/** The slug may be any text. MySQL refuses to compare the column with other characters. */
export const findProviderBySlug = async (database: Queryable, slug: string): Promise<ProviderSettings | null> =>
  /^[a-z0-9-]+$/.test(slug) ? ((await list(database, sql`o.slug = ${slug}`))[0] ?? null) : null;

/** The providers of all organizations to which this domain belongs. No limit: it would hide some of them. */
export const listProvidersOfDomain = (database: Queryable, domain: string): Promise<ProviderSettings[]> =>
  list(
    database,
    sql`s.organizationId IN (SELECT d.organizationId FROM single_sign_on_domains d WHERE d.domain = ${domain} AND d.isVerified = 1)`,
  );

/** In the order of the alphabet. */
async function listProofs(database: Queryable, organizationId: number): Promise<DomainProof[]> {
  const rows = await query<{ domain: string; isVerified: number | boolean; checkedAt: number | string | null }>(
    database,
    sql`SELECT domain, isVerified, checkedAt FROM single_sign_on_domains WHERE organizationId = ${organizationId} ORDER BY domain`,
  );
  return rows.map(({ domain, isVerified, checkedAt }) => ({
    domain,
    isVerified: Boolean(isVerified),
    checkedAt: checkedAt === null ? null : new Date(Number(checkedAt)),
  }));
}

/** The domains by which the provider of an organization recognizes its users, proved or not. */
export const listDomains = async (database: Queryable, organizationId: number): Promise<string[]> =>
  (await listProofs(database, organizationId)).map(({ domain }) => domain);

export async function readSettings(database: Queryable, organizationId: number): Promise<OrganizationSettings | null> {
  const settings = await findProvider(database, organizationId);
  if (!settings) return null;
  const proofs = await listProofs(database, organizationId);
  return { ...settings, proofs, domains: proofs.map(({ domain }) => domain) };
}

/**
 * Serializes the changes of the settings. Comes before all other locks of a transaction, and
 * is not the row of the organization: a transaction that ends sessions locks users, then sessions, and last that row,
 * because an audit event refers to it.
 */
export async function lockSettings(manager: EntityManager, organizationId: number): Promise<void> {
  await lockLimits(manager, [['single_sign_on', organizationId]]);
  // A sign-in by these settings shares the row, and then locks its user.
  const { forUpdate } = dialectOf(manager.connection);
  await query(manager, sql`SELECT revision FROM single_sign_on WHERE organizationId = ${organizationId}${forUpdate}`);
}

/**
 * SQL condition on `users u`: whether the account may sign in by a link. The owner always may, so that a provider that
 * fails locks no organization out.
 */
export const mayUseLinksSql = sql`(u.role = 'OWNER' OR NOT EXISTS (SELECT 1 FROM single_sign_on s WHERE s.organizationId = u.organizationId AND s.isRequired = 1))`;
