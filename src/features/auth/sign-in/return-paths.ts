import { query, type Queryable } from '../../../platform/database/query';
import { raw, sql } from '../../../platform/database/sql';
import { hashSecret } from '../secrets';

/** The home page of the server. */
export const homePath = '/';

/** The path to return to after a sign-in with this secret, even if it has ended. The home page if there was none. */
export async function findReturnPath(
  database: Queryable,
  table: 'sign_in_links' | 'provider_sign_ins',
  secret: string | null,
): Promise<string> {
  if (secret === null) return homePath;
  const [row] = await query<{ returnTo: string }>(
    database,
    sql`SELECT returnTo FROM ${raw(table)} WHERE secretHash = ${hashSecret(secret)}`,
  );
  return row?.returnTo ?? homePath;
}
