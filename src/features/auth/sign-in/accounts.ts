import { query, type Queryable } from '../../../platform/database/query';
import { raw, type Sql, sql } from '../../../platform/database/sql';
import { personName } from '../../notices/notice';
import { activeAccountSql } from '../account-rights';
import { mayUseLinksSql } from '../single-sign-on/provider-settings';

/** Bounds the page with the choice of accounts. */
const maxAccounts = 50;

/** An ACTIVE account, as the pages of signing in show it to its user. */
export interface Account {
  readonly id: number;
  readonly organizationId: number;
  readonly username: string;
  readonly name: string;
  readonly organization: string;
  /** As it is stored. */
  readonly email: string | null;
}

/** The ACTIVE accounts `u` that match the condition, by organization. */
export async function listAccounts(database: Queryable, condition: Sql): Promise<Account[]> {
  const rows = await query(
    database,
    sql`SELECT u.id, u.organizationId, u.username, u.firstName, u.lastName, u.email, o.name AS organization
         FROM users u JOIN organizations o ON o.id = u.organizationId
        WHERE ${condition} AND ${activeAccountSql} ORDER BY o.name, u.username, u.id LIMIT ${raw(maxAccounts)}`,
  );
  return rows.map(({ firstName, lastName, ...account }) => ({
    ...account,
    name: personName({ username: account.username, firstName, lastName }),
  }));
}

/** An email address as it is compared regardless of case. Only the letters that every engine has the same small ones for. */
export const foldedAddress = (email: string): string => email.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** The ACTIVE accounts with this email address that may sign in by a link, regardless of case. */
export const listAccountsForLink = (database: Queryable, email: string): Promise<Account[]> =>
  listAccounts(database, sql`u.emailKey = LOWER(${email}) AND ${mayUseLinksSql}`);

/** The ACTIVE accounts of the organization with this email address, regardless of case. */
export const listAccountsOfOrganization = (
  database: Queryable,
  organizationId: number,
  email: string,
): Promise<Account[]> =>
  listAccounts(database, sql`u.organizationId = ${organizationId} AND u.emailKey = LOWER(${foldedAddress(email)})`);
