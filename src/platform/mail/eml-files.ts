import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { envelopeOf } from './envelope';
import { type MailAddress, type Mailer, MailError } from './mailer';

/** Writes mails to a folder, as files that mail programs can open. A mail that is sent again replaces its file. */
export function emlFiles(folder: string, from: MailAddress): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    async send(mail, signal) {
      const { message } = await transport.sendMail({ ...envelopeOf(from, mail), ...(signal && { signal }) });
      const target = path.join(folder, fileNameOf(mail));
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeAtomically(target, message as Buffer);
      } catch (error) {
        throw new MailError(
          'UNREACHABLE',
          `The mail could not be written to a file (${(error as NodeJS.ErrnoException).code}).`,
        );
      }
    },
  };
}

/** File names sort by time. */
const fileNameOf = ({ date, messageId }: { date: Date; messageId: string }): string =>
  `${date.toISOString().replace(/[:.]/g, '-')}-${messageId.split('@')[0]!.replace(/[^A-Za-z0-9-]/g, '_')}.eml`;

async function writeAtomically(target: string, content: Buffer): Promise<void> {
  const draft = `${target}.${process.pid}.part`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(content);
  } finally {
    await handle.close();
  }
  await rename(draft, target);
}
