import type { NoticeClaim, NoticeFilter } from './notice-claims';

/** Also the maximum number of connections that one worker has to the mail server. */
const maxSlots = 8;
const maxPerOrganization = 2;
const maxPerDomain = 3;
/** Bounds the parameters of a query. */
const maxServed = 1000;

/** The parts of a mail that limits and fairness depend on. */
type SlotUser = Pick<NoticeClaim, 'organizationId' | 'recipientKey' | 'recipient'>;

/**
 * Limits which mails this process sends at the same time. A mailbox or mail domain that stalls holds
 * only its share of the slots: one per mailbox, one per organization and domain, `maxPerDomain` per domain.
 * Organizations take turns, one mail each, so that a long queue of one delays no other.
 */
export class SendSlots {
  private readonly active = new Set<SlotUser>();
  /** The organizations that have had their turn in this round. */
  private readonly served = new Set<number>();

  get isFull(): boolean {
    return this.active.size >= maxSlots;
  }

  acquire(mail: SlotUser): void {
    this.active.add(mail);
  }

  release(mail: SlotUser): void {
    this.active.delete(mail);
  }

  /** Selects the mails that may start now. Offering a mail to the filter uses up the turn of its organization. */
  filter(): NoticeFilter {
    const active = [...this.active];
    const full = active
      .map(({ organizationId }) => organizationId)
      .filter((id) => active.filter(({ organizationId }) => organizationId === id).length >= maxPerOrganization);
    return {
      exceptOrganizations: [...new Set([...full, ...this.served])],
      exceptRecipients: active.map(({ recipientKey }) => recipientKey),
      accepts: (mail) => {
        this.served.add(mail.organizationId);
        return this.hasRoomFor(mail);
      },
    };
  }

  /** Calls `claim` until it finds a mail, or no organization is left whose turn could come. */
  async next(claim: (filter: NoticeFilter) => Promise<NoticeClaim | null>): Promise<NoticeClaim | null> {
    if (this.served.size > maxServed) this.served.clear();
    for (let round = 0; round < 10; round++) {
      const turns = this.served.size;
      const found = await claim(this.filter());
      if (found) return found;
      if (this.served.size > turns) continue;
      if (turns === 0) return null;
      this.served.clear();
    }
    return null;
  }

  private hasRoomFor({ organizationId, recipient }: SlotUser): boolean {
    const address = addressOf(recipient);
    const sameDomain = [...this.active].filter((other) => domainOf(addressOf(other.recipient)) === domainOf(address));
    return (
      sameDomain.length < maxPerDomain &&
      !sameDomain.some((other) => other.organizationId === organizationId || addressOf(other.recipient) === address)
    );
  }
}

const addressOf = (recipient: SlotUser['recipient']): string => recipient?.email?.toLowerCase() ?? '';
const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
