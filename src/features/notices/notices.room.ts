import { SignInLinks } from '../auth/sign-in/sign-in-links';
import type { Room } from '../room';
import { NoticeClaims } from './notice-claims';
import { NoticeSender } from './notice-sender';
import { deleteOldNotices } from './old-notices';

export const noticesRoom: Room = {
  sweeps: ({ dataSource }) => [() => deleteOldNotices(dataSource)],
  startInWorker({ dataSource, clock, auditLog, mailer, log, config, pollScale }) {
    const links = new SignInLinks(dataSource, clock);
    const sender = new NoticeSender(
      new NoticeClaims(dataSource, auditLog),
      mailer,
      log,
      {
        consoleUrl: config.consoleUrl,
        domain: config.mailFrom.address.split('@')[1]!,
        createSignInUrl: async (...link) => `${config.serverUrl}${await links.create(...link)}`,
      },
      pollScale,
    );
    sender.start();
    return sender;
  },
};
