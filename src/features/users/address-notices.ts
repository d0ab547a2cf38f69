import type { EntityManager } from 'typeorm';
import { isMailAddress } from '../../platform/mail/mailer';
import type { Language } from '../../platform/text/language';
import { Role } from '../auth/permissions';
import type { Author } from '../auth/revocations';
import { type AddressChange, enqueueNotice, listRecentNotices, NoticeKind } from '../notices/notice';

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

/** What the mails of an organization are counted by. */
type Counted = number | `${Role} ${'first' | 'repeated'}`;

/**
 * Enqueues a mail to each former address: its user may not know of the change, and can no longer sign in. Limited per
 * user, because an editor could send mails to anyone by setting an address and replacing it. Limited per role, so that a
 * program can change thousands of members, and so that changing members does not use up the mails to admins. Further
 * changes of a user by the same editor have a limit of their own: otherwise, changing a few users repeatedly would use up
 * the mails to all others. The owner is one user, whose mails nothing else uses up, and hears of a reached limit.
 */
export async function enqueueAddressNotices(
  manager: EntityManager,
  { organizationId, userId: editorId = null }: Pick<Author, 'organizationId'> & { readonly userId?: number | null },
  changed: readonly ChangedAddress[],
  editorLanguage?: Language,
): Promise<void> {
  const mailable = changed.filter(({ from }) => isMailAddress(from));
  if (mailable.length === 0) return;
  const recent = await listRecentNotices(manager, organizationId, NoticeKind.ADDRESS_CHANGED, windowMs);
  const counts = new Map<Counted, number>();
  const editors = new Map<number, number | null | undefined>();
  const countOf = (key: Counted): number => counts.get(key) ?? 0;
  const bucketOf = (role: Role, isRepeated = false): Counted => `${role} ${isRepeated ? 'repeated' : 'first'}`;
  const add = (userId: number, change: Pick<AddressChange, 'role' | 'isRepeated' | 'editorId'>): void => {
    for (const key of [userId, bucketOf(change.role, change.isRepeated)]) counts.set(key, countOf(key) + 1);
    editors.set(userId, change.editorId);
  };
  for (const { toUserId, details } of recent) add(toUserId!, details.change!);
  let isLimitReached = false;
  for (const { userId, ...address } of mailable) {
    const isRepeated = editors.get(userId) === editorId;
    const isFull = address.role !== Role.OWNER && countOf(bucketOf(address.role, isRepeated)) >= maxPerRole;
    if (isFull || countOf(userId) >= maxPerUser) {
      isLimitReached = true;
      continue;
    }
    const isOwn = userId === editorId;
    const by = isOwn ? 'SELF' : editorId === null ? 'OPERATOR' : 'OTHER';
    const change: AddressChange = { ...address, by, editorId, isRepeated };
    add(userId, change);
    await enqueueNotice(manager, {
      organizationId,
      kind: NoticeKind.ADDRESS_CHANGED,
      to: userId,
      byUserId: isOwn || editorId === null ? undefined : editorId,
      details: { what: 'a changed address', language: isOwn ? editorLanguage : undefined, change },
    });
  }
  if (isLimitReached) await notifyOwner(manager, organizationId);
}

/** Once within the window, because each further change reaches the limit as well. */
async function notifyOwner(manager: EntityManager, organizationId: number): Promise<void> {
  const kind = NoticeKind.ADDRESS_LIMIT_REACHED;
  if ((await listRecentNotices(manager, organizationId, kind, windowMs)).length > 0) return;
  await enqueueNotice(manager, { organizationId, kind, to: 'OWNER', details: { what: 'many changed addresses' } });
}
