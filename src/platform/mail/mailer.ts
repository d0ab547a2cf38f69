export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

export interface Mail {
  /**
   * The same each time that the same mail is sent: by it a mailbox knows a repetition. `local@domain`, without
   * brackets.
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
  /** Resolves when the mail has been accepted for delivery. `signal` aborts. @throws MailError */
  send(mail: Mail, signal?: AbortSignal): Promise<void>;
}

/**
 * REFUSED: this mail will never be taken. DEFERRED: the server asks to try this mail again later. UNREACHABLE: nothing
 * can be sent at the moment. The message contains neither the password nor the address of the server.
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

/** Whether mail can be sent there. Nothing in it can end a header, or be read as two addresses. */
export const isMailAddress = (text: string): boolean =>
  text.length <= 254 &&
  /^[^\s\p{C}<>()[\]\\,;:"@]+@[^\s\p{C}<>()[\]\\,;:"@.]+(\.[^\s\p{C}<>()[\]\\,;:"@.]+)*$/u.test(text);

/** A text for a header: what would end the line, or cannot be seen, becomes a blank. */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
