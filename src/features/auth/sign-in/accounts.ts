import { query, type Queryable } from '../../../platform/database/query';
import { raw, type Sql, sql } from '../../../platform/database/sql';
import { personName } from '../../notices/notice';
import { activeAccountSql } from '../account-rights';
import type { Role } from '../permissions';
import { mayUseLinksSql } from '../single-sign-on/provider-settings';

/** Bounds lists of accounts, for each organization by itself: none can push the accounts of another out of a list. */
const maxPerOrganization = 5;

/** An ACTIVE account, as the pages of signing in show it to its user. */
export interface Account {
  readonly id: number;
  readonly organizationId: number;
  readonly username: string;
  readonly role: Role;
  readonly name: string;
  readonly organization: string;
  /** As it is stored. */
  readonly email: string | null;
}

/**
 * The ACTIVE accounts `u` that match the condition, by organization. Of an organization with more than a few, those with
 * exactly the `email`, then the owner and admins: a user whom an admin creates pushes none of them out of the list.
 */
export async function listAccounts(database: Queryable, condition: Sql, email = ''): Promise<Account[]> {
  const rows = await query(
    database,
    sql`SELECT id, organizationId, username, role, firstName, lastName, email, organization
         FROM (SELECT u.id, u.organizationId, u.username, u.role, u.firstName, u.lastName, u.email, o.name AS organization,
                      ROW_NUMBER() OVER (PARTITION BY u.organizationId ORDER BY
                        CASE WHEN u.email = ${email} THEN 0 ELSE 1 END,
                        CASE u.role WHEN 'OWNER' THEN 0 WHEN 'ADMIN' THEN 1 ELSE 2 END, u.id) AS position
                 FROM users u JOIN organizations o ON o.id = u.organizationId
                WHERE ${condition} AND ${activeAccountSql}) a
        WHERE position <= ${raw(maxPerOrganization)} ORDER BY organization, organizationId, position`,
  );
  return rows.map(({ firstName, lastName, ...account }) => ({
    ...account,
    name: personName({ username: account.username, firstName, lastName }),
  }));
}

/** An email address as it is compared regardless of case. Only the letters that every engine has the same small ones for. */
export const foldedAddress = (email: string): string => email.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

const hasAddressSql = (email: string): Sql => sql`u.emailKey = LOWER(${foldedAddress(email)})`;

/**
 * The ACTIVE accounts with this email address that may sign in by a link, regardless of the case of A to Z. MySQL's LOWER
 * also folds other letters, by which one account would have many addresses, each with a rate limit of its own.
 */
export async function listAccountsForLink(database: Queryable, email: string): Promise<Account[]> {
  const accounts = await listAccounts(database, sql`${hasAddressSql(email)} AND ${mayUseLinksSql}`, email);
  return accounts.filter((account) => foldedAddress(account.email!) === foldedAddress(email));
}

/**
 * SQL condition on `users u` for the accounts that a link signs in to, which is sent to an address. Two addresses that
 * differ in case may be two mailboxes, so they must have exactly this one.
 */
export const isOfLinkSql = (email: string): Sql =>
  sql`${hasAddressSql(email)} AND u.email = ${email} AND ${mayUseLinksSql}`;

/** The ACTIVE accounts of the organization with this email address, regardless of case. */
export const listAccountsOfOrganization = (
  database: Queryable,
  organizationId: number,
  email: string,
): Promise<Account[]> =>
  listAccounts(database, sql`u.organizationId = ${organizationId} AND ${hasAddressSql(email)}`, email);
