import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { dialectOf } from '../../platform/database/dialect';
import { execute, query } from '../../platform/database/query';
import { raw, sql } from '../../platform/database/sql';
import type { Language, Localized } from '../../platform/text/language';
import type { Role } from '../auth/permissions';

/** The events that users are notified of by mail. */
export enum NoticeKind {
  EXPORT_REQUESTED = 'EXPORT_REQUESTED',
  EXPORT_COMPLETED = 'EXPORT_COMPLETED',
  EXPORT_FAILED = 'EXPORT_FAILED',
  IMPORT_COMPLETED = 'IMPORT_COMPLETED',
  IMPORT_FAILED = 'IMPORT_FAILED',
  REQUEST_OPENED = 'REQUEST_OPENED',
  REQUEST_APPROVED = 'REQUEST_APPROVED',
  REQUEST_DECLINED = 'REQUEST_DECLINED',
  SIGN_IN = 'SIGN_IN',
  ADDRESS_CHANGED = 'ADDRESS_CHANGED',
  ADDRESS_LIMIT_REACHED = 'ADDRESS_LIMIT_REACHED',
}

/** Details of a mail. Must contain neither exported data nor secrets. */
export interface NoticeDetails {
  /** Description of the export or import, such as "users (CSV)". Earlier versions stored English texts. */
  readonly what: string | Localized;
  /** Name of the user who caused the event. */
  readonly who?: string;
  /** In each language, or as a user has written it. */
  readonly reason?: string | Localized | null;
  /** How long the file is kept, or the next step is waited for. */
  readonly keptHours?: number;
  /** Result in numbers, such as "3 rows changed". */
  readonly result?: string | Localized;
  /** Of a mail that answers a request in this language. Default: the one in which the recipient last signed in. */
  readonly language?: Language;
  /** Of a sign-in link: the path of this server to which it leads. Anyone can choose it, so the mail must not contain it. */
  readonly returnTo?: string;
  /** Of a change of an email address. */
  readonly change?: AddressChange;
}

/** A change of the address that a user signs in with. */
export interface AddressChange {
  /** The former address, to which the mail goes. */
  readonly from: string;
  /** Null if the user has no address now. */
  readonly to: string | null;
  /** The role of the user. */
  readonly role: Role;
  /** Who changed it: the user themselves, the user in `who`, or the operator of the server. */
  readonly by: 'SELF' | 'OTHER' | 'OPERATOR';
  /** The id of the user who changed it. Null: the operator. Absent in mails of earlier versions. */
  readonly editorId?: number | null;
  /** Whether the same editor had changed the address of the user shortly before. */
  readonly isRepeated?: boolean;
}

interface Notice {
  readonly organizationId: number;
  readonly kind: NoticeKind;
  /** A user id, or the owner at the time of sending. */
  readonly to: number | 'OWNER';
  readonly exportId?: number;
  readonly importId?: number;
  readonly requestId?: number;
  /** The user whose name goes into `details.who`. */
  readonly byUserId?: number;
  readonly details: NoticeDetails;
}

/** Stores a mail in the transaction of the event, so that neither exists without the other. `NoticeSender` sends it. */
export async function enqueueNotice(
  manager: EntityManager,
  { organizationId, kind, to, exportId, importId, requestId, byUserId, details }: Notice,
): Promise<void> {
  const { nowMs } = dialectOf(manager.connection);
  const who = byUserId === undefined ? details.who : await nameOf(manager, organizationId, byUserId);
  await execute(
    manager,
    sql`INSERT INTO notices (organizationId, messageKey, kind, toUserId, exportId, importId, requestId, details, queuedAt, state, attempt, dueAt) VALUES (${organizationId}, ${randomUUID()}, ${kind}, ${to === 'OWNER' ? null : to}, ${exportId ?? null}, ${importId ?? null}, ${requestId ?? null}, ${JSON.stringify({ ...details, who })}, ${nowMs}, 'WAITING', 0, ${nowMs})`,
  );
}

/** The mails of a kind that were stored since then, in their order, by the clock of the database. */
export async function listRecentNotices(
  manager: EntityManager,
  organizationId: number,
  kind: NoticeKind,
  windowMs: number,
): Promise<{ readonly toUserId: number | null; readonly details: NoticeDetails }[]> {
  const since = sql`${dialectOf(manager.connection).nowMs} - ${raw(windowMs)}`;
  // `dueAt` is indexed, and no mail is due before it is stored.
  const rows = await query<{ toUserId: number | null; details: string }>(
    manager,
    sql`SELECT toUserId, details FROM notices WHERE organizationId = ${organizationId} AND kind = ${kind} AND state IN ('WAITING', 'SENT', 'FAILED') AND dueAt > ${since} AND queuedAt > ${since} ORDER BY id`,
  );
  return rows.map(({ toUserId, details }) => ({ toUserId, details: JSON.parse(details) as NoticeDetails }));
}

async function nameOf(manager: EntityManager, organizationId: number, userId: number): Promise<string> {
  const [user] = await query(
    manager,
    sql`SELECT username, firstName, lastName FROM users WHERE organizationId = ${organizationId} AND id = ${userId}`,
  );
  return user ? personName(user) : 'Someone';
}

export const personName = ({
  username,
  firstName,
  lastName,
}: {
  username: string;
  firstName: string | null;
  lastName: string | null;
}): string => [firstName, lastName].filter(Boolean).join(' ') || username;
