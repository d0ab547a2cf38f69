import { createTransport, type NodemailerError } from 'nodemailer';
import { envelopeOf } from './envelope';
import { type MailAddress, type Mailer, MailError } from './mailer';

const patienceMs = 30_000;

/**
 * Sends mails through a mail server, `smtp://user:password@host:587` or `smtps://…`. Opens a connection per mail: the
 * caller limits how many there are.
 */
export function smtpMailer(url: string, from: MailAddress): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: patienceMs,
  });
  return {
    async send(mail, signal) {
      const late = AbortSignal.timeout(patienceMs);
      try {
        await transport.sendMail({
          ...envelopeOf(from, mail),
          signal: signal ? AbortSignal.any([signal, late]) : late,
        });
      } catch (error) {
        throw late.aborted
          ? new MailError('UNREACHABLE', `The mail server did not answer within ${patienceMs / 1000} seconds.`)
          : mailError(error as NodemailerError);
      }
    },
  };
}

/**
 * Errors about the recipient or the text concern this mail. All other errors, such as a rejected sender or password,
 * concern every mail and last until the operator corrects them.
 */
function mailError({ code, command, response, responseCode = 0 }: NodemailerError): MailError {
  const isAboutThis = (code === 'EENVELOPE' || code === 'EMESSAGE') && ['RCPT TO', 'DATA'].includes(command ?? '');
  if (isAboutThis && responseCode >= 400) {
    return new MailError(
      responseCode >= 500 ? 'REFUSED' : 'DEFERRED',
      `The mail server answered: ${String(response ?? responseCode).slice(0, 300)}`,
    );
  }
  if (code === 'EENVELOPE' && command === 'API')
    return new MailError('REFUSED', 'The mail server does not support this form of address.');
  // A server may repeat the credentials in its reply, so the reply is dropped.
  return new MailError(
    'UNREACHABLE',
    code === 'EAUTH'
      ? 'The mail server did not accept the user and password in SMTP_URL.'
      : `The mail server cannot be used (${[code, responseCode || undefined].filter(Boolean).join(', ')}).`,
  );
}
