import { idle } from '../../platform/live/idle';
import type { Log } from '../../platform/log';
import { isMailAddress, type Mailer, MailError } from '../../platform/mail/mailer';
import { NoticeKind, personName } from './notice';
import type { NoticeClaim, NoticeClaims } from './notice-claims';
import { noticeTexts } from './notice-texts';
import { SendSlots } from './send-slots';

const idleMs = 500;
/** How long a stop waits for mails that are being sent. */
const maxStopMs = 3000;
const secondMs = 1000;
const hourMs = 3_600_000;
const giveUpAfterMs = 3 * 24 * hourMs;
/** By then the user has requested another link, or does not wait for one. */
const giveUpSignInAfterMs = hourMs / 4;

/** The origin that mails show: their links and Message-IDs. */
interface NoticeOrigin {
  readonly consoleUrl: string;
  /** The part of every Message-ID after the `@`. */
  readonly domain: string;
  /** Creates a URL that signs in to the accounts with this address. Each attempt to send a mail creates another one. */
  createSignInUrl(email: string, returnTo?: string): Promise<string>;
}

/**
 * Sends due mails, several at once as `SendSlots` allows, so that a mailbox or mail server that stalls delays no other
 * mail. A mail is sent at least once, always with the same Message-ID.
 */
export class NoticeSender {
  private readonly stopping = new AbortController();
  private readonly aborting = new AbortController();
  private readonly slots = new SendSlots();
  private readonly sending = new Set<Promise<void>>();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly claims: NoticeClaims,
    private readonly mailer: Mailer,
    private readonly log: Log,
    private readonly origin: NoticeOrigin,
    private readonly pollScale: number,
  ) {}

  start(): void {
    this.running = this.loop();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    const timer = setTimeout(() => this.aborting.abort(), maxStopMs);
    await this.running;
    await Promise.all(this.sending);
    clearTimeout(timer);
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      // Taken before the claim: a slot that becomes free during it must not be missed.
      const slotFreed = Promise.race(this.sending);
      const claim = this.slots.isFull
        ? null
        : await this.pauseOnError(() => this.slots.next((filter) => this.claims.claim(filter)));
      if (claim) this.startSending(claim);
      else await idle(idleMs * this.pollScale, signal, [slotFreed]);
    }
  }

  private startSending(claim: NoticeClaim): void {
    this.slots.acquire(claim);
    const sending = this.pauseOnError(() => this.send(claim)).then(() => {
      this.slots.release(claim);
      this.sending.delete(sending);
    });
    this.sending.add(sending);
  }

  /**
   * Pauses when the database cannot be reached. A mail whose result could not be recorded is claimed again once its
   * lease is over.
   */
  private async pauseOnError<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.log.error({ err: error }, 'the mail sender could not reach its database; retrying');
      await idle(secondMs, this.stopping.signal);
      return undefined;
    }
  }

  private async send(claim: NoticeClaim): Promise<void> {
    const { kind, details, recipient, messageKey, queuedAt } = claim;
    const about = {
      noticeId: claim.id,
      kind,
      exportId: claim.exportId ?? undefined,
      importId: claim.importId ?? undefined,
    };
    if (!recipient?.email || !isMailAddress(recipient.email)) {
      this.log.info(about, 'mail not sent: the recipient has no active account with an email address');
      await this.claims.giveUp(claim, 'The recipient has no active account with a valid email address.', false);
      return;
    }
    const signInUrl =
      kind === NoticeKind.SIGN_IN ? await this.origin.createSignInUrl(recipient.email, details.returnTo) : null;
    const { consoleUrl } = this.origin;
    try {
      const context = { ...claim, recipient: personName(recipient), consoleUrl, signInUrl };
      const { recipientName, ...texts } = noticeTexts(kind, details, context);
      await this.mailer.send(
        {
          messageId: `${messageKey}@${this.origin.domain}`,
          date: queuedAt,
          to: { name: recipientName, address: recipient.email },
          ...texts,
        },
        this.aborting.signal,
      );
    } catch (error) {
      await this.failed(claim, error, about);
      return;
    }
    await this.claims.sent(claim);
    this.log.info(about, 'mail sent');
  }

  private async failed(claim: NoticeClaim, error: unknown, about: object): Promise<void> {
    if (this.aborting.signal.aborted) {
      await this.claims.release(claim);
      return;
    }
    // Any other error is a bug in this program. It must neither stop other mails nor lose this one.
    const { reason, message } =
      error instanceof MailError ? error : new MailError('DEFERRED', 'The mail could not be created.');
    if (!(error instanceof MailError)) this.log.error({ err: error, ...about }, 'a mail could not be created');
    const maxAgeMs = claim.kind === NoticeKind.SIGN_IN ? giveUpSignInAfterMs : giveUpAfterMs;
    if (reason === 'REFUSED' || claim.ageMs >= maxAgeMs) {
      this.log.error({ ...about, reason: message }, 'mail given up');
      await this.claims.giveUp(claim, message, true);
      return;
    }
    const pauseMs = pauseAfter(claim.attempt, reason);
    this.log.warn({ ...about, reason: message, attempt: claim.attempt, pauseMs }, 'mail not sent yet; retrying');
    await this.claims.postpone(claim, message, pauseMs);
  }
}

/**
 * Exponential backoff from one second to an hour, or to four minutes if the mail server is unreachable, so that mails
 * are sent soon after it is back. Up to a fifth shorter at random, to spread retries.
 */
export function pauseAfter(
  attempt: number,
  reason: 'DEFERRED' | 'UNREACHABLE',
  chance: number = Math.random(),
): number {
  const max = reason === 'UNREACHABLE' ? hourMs / 15 : hourMs;
  return Math.min(secondMs * 2 ** Math.min(attempt - 1, 30), max) * (1 - chance / 5);
}
