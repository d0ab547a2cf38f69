export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

export interface Mail {
  /**
   * Stays the same when a mail is sent again, so that a mailbox can recognize the duplicate. `local@domain`, without
   * angle brackets.
   */
  readonly messageId: string;
  readonly date: Date;
  readonly to: MailAddress;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Sends mails. Each driver is a file in this folder. */
export interface Mailer {
  /** Resolves when the mail has been accepted for delivery. @throws MailError */
  send(mail: Mail, signal?: AbortSignal): Promise<void>;
}

/**
 * REFUSED: this mail will never be accepted. DEFERRED: the server asks to try this mail again later. UNREACHABLE: no
 * mail can be sent at the moment. The message contains neither the password nor the address of the server.
 */
export class MailError extends Error {
  constructor(
    readonly reason: 'REFUSED' | 'DEFERRED' | 'UNREACHABLE',
    message: string,
  ) {
    super(message);
    this.name = 'MailError';
  }
}

/** Whether mail can be sent to the address. Excludes characters that could end a header or separate two addresses. */
export const isMailAddress = (text: string): boolean =>
  text.length <= 254 &&
  /^[^\s\p{C}<>()[\]\\,;:"@]+@[^\s\p{C}<>()[\]\\,;:"@.]+(\.[^\s\p{C}<>()[\]\\,;:"@.]+)*$/u.test(text);

/** Makes a text safe for a header: line breaks, control characters and white space become single blanks. */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
