import type { EntityManager } from 'typeorm';
import { isMailAddress } from '../../platform/mail/mailer';
import type { Language } from '../../platform/text/language';
import { Role } from '../auth/permissions';
import type { Author } from '../auth/revocations';
import { enqueueNotice, listRecentNotices, NoticeKind } from '../notices/notice';

/** A user whose email address was changed in the transaction. */
export interface ChangedAddress {
  readonly userId: number;
  /** Before the change. */
  readonly role: Role;
  readonly from: string;
  readonly to: string | null;
}

const windowMs = 3_600_000;
const maxPerUser = 5;
const maxPerRole = 100;

/**
 * Enqueues a mail to each former address: its user may not know of the change, and can no longer sign in. Limited per
 * user, because an editor could send mails to anyone by setting an address and replacing it. Limited per role, so that a
 * program can change thousands of members, and so that changing members does not use up the mails to admins. The owner
 * is one user, whose mails nothing else uses up.
 */
export async function enqueueAddressNotices(
  manager: EntityManager,
  { organizationId, userId: editorId }: Author,
  changed: readonly ChangedAddress[],
  editorLanguage?: Language,
): Promise<void> {
  const mailable = changed.filter(({ from }) => isMailAddress(from));
  if (mailable.length === 0) return;
  const recent = await listRecentNotices(manager, organizationId, NoticeKind.ADDRESS_CHANGED, windowMs);
  const counts = new Map<number | Role, number>();
  const countOf = (key: number | Role): number => counts.get(key) ?? 0;
  const add = (userId: number, role: Role): void => {
    for (const key of [userId, role]) counts.set(key, countOf(key) + 1);
  };
  for (const { toUserId, details } of recent) add(toUserId!, details.change!.role);
  const due = mailable.filter(({ userId, role }) => {
    const isLimited = countOf(userId) >= maxPerUser || (role !== Role.OWNER && countOf(role) >= maxPerRole);
    if (!isLimited) add(userId, role);
    return !isLimited;
  });
  for (const { userId, ...change } of due) {
    const isOwn = userId === editorId;
    await enqueueNotice(manager, {
      organizationId,
      kind: NoticeKind.ADDRESS_CHANGED,
      to: userId,
      byUserId: isOwn ? undefined : editorId,
      details: {
        what: 'a changed address',
        language: isOwn ? editorLanguage : undefined,
        change: { ...change, by: isOwn ? 'SELF' : editorId === undefined ? 'OPERATOR' : 'OTHER' },
      },
    });
  }
}
