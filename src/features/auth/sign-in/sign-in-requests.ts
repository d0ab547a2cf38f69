import type { DataSource } from 'typeorm';
import { because } from '../../../error-reasons';
import { AppError, badInput } from '../../../errors';
import { deleteInBatches } from '../../../platform/database/delete-in-batches';
import { insertRows } from '../../../platform/database/insert-rows';
import { findRetryAfter, type RateLimit } from '../../../platform/database/rate-limit';
import { sql } from '../../../platform/database/sql';
import { isMailAddress } from '../../../platform/mail/mailer';
import type { Language } from '../../../platform/text/language';
import type { Clock } from '../../../platform/time/clock';
import { transactWithin } from '../transact-within';
import { foldedAddress } from './accounts';
import { networkOf } from './network';
import { homePath } from './return-paths';
import { linkLivesMs } from './sign-in-links';

interface SignInLimits {
  readonly signInLinksPerAddress: number;
  readonly signInLinksPerNetwork: number;
}

interface LinkRequest {
  /** The IP address of the client. */
  readonly address: string | null;
  /** The language of the mail. */
  readonly language: Language;
  /** A path of this server, to which the link leads. */
  readonly returnTo?: string;
}

const hourMs = 3_600_000;

/**
 * Requests for sign-in links, from anyone. A request is only stored, whether or not an account has the address, so that
 * neither the answer nor its time reveals that. A worker handles it later: see SignInMails.
 */
export class SignInRequests {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly limits: SignInLimits,
  ) {}

  /** @throws BAD_USER_INPUT for a text that is not an email address, LIMIT_REACHED for too many requests, SERVICE_UNAVAILABLE */
  async add(emailText: string, { address, language, returnTo = homePath }: LinkRequest): Promise<void> {
    const email = emailText.trim();
    if (!isMailAddress(email)) throw badInput('email', '`email` is not an email address.', because('NOT_AN_ADDRESS'));
    const { signInLinksPerAddress, signInLinksPerNetwork } = this.limits;
    const now = this.clock.now();
    const network = address === null ? null : networkOf(address);
    const emailKey = foldedAddress(email);
    const limits = [
      ['sign_in_requests', 'address', emailKey],
      ['sign_in_requests', 'network', network ?? ''],
    ];
    await transactWithin(this.dataSource, limits, async (manager) => {
      for (const [what, condition, limit] of [
        // As long as a link works: a user whose requests were used up by someone else has a mail with a link that works.
        ['this address', sql`emailKey = ${emailKey}`, { max: signInLinksPerAddress, windowMs: linkLivesMs }],
        ['your network', sql`network = ${network ?? ''}`, { max: signInLinksPerNetwork, windowMs: hourMs }],
      ] as const) {
        const retryAfter = await findRetryAfter(manager, 'sign_in_requests', condition, limit, now);
        if (retryAfter !== null) throw tooMany(what, limit, retryAfter);
      }
      await insertRows(
        manager,
        'sign_in_requests',
        ['email', 'emailKey', 'address', 'network', 'language', 'returnTo', 'requestedAt'],
        [[email, emailKey, address, network ?? '', language, returnTo, now.getTime()]],
      );
    });
  }

  /** Deletes requests that no longer count for the limits. Returns the number of deleted ones. */
  deleteOld(): Promise<number> {
    return deleteInBatches(
      this.dataSource,
      'sign_in_requests',
      sql`requestedAt < ${this.clock.now().getTime() - 2 * hourMs}`,
    );
  }
}

const tooMany = (what: string, { max, windowMs }: RateLimit, retryAfter: number): AppError =>
  new AppError(
    'LIMIT_REACHED',
    `More than ${max} sign-in links were requested for ${what} within ${windowMs / 60_000} minutes. ` +
      `Use the latest mail, or try again in ${Math.ceil(retryAfter / 60)} minutes.`,
    { retryAfter, ...because('RATE_LIMIT', { max, retryAfter }) },
  );
