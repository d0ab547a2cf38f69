import { badInput } from '../../../../errors';
import type { SqlValue } from '../../../../platform/database/sql';
import { usernameKeyOf } from '../../../users/user.entity';
import type { FieldValues, Lookup, Rules } from './target';

/** The join of a record's user. */
export const userJoin = (alias: string): string =>
  `JOIN users u ON u.organizationId = ${alias}.organizationId AND u.id = ${alias}.userId`;

/** Keys that are compared as they are stored: without blanks at their ends. */
export const exactLookup = (sql: string): Lookup => ({ sql, keyOf: (text) => text.trim() });

const instants = new Set(['startsAt', 'endsAt', 'createdAt', 'issuedAt']);

export const loadRecordField = (field: string, stored: SqlValue): unknown => {
  if (instants.has(field)) return new Date(Number(stored));
  return field === 'totalMinor' ? BigInt(stored!) : stored;
};

/** The id of the user whom a new record names. */
export function userIdOf({ username }: FieldValues, { userIds }: Rules): number {
  const id = userIds.get(usernameKeyOf((username as string).trim()));
  if (id === undefined) throw badInput('username', `There is no user ${JSON.stringify(username)}.`);
  return id;
}
