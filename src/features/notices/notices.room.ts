import type { Room } from '../room';
import { NoticeClaims } from './notice-claims';
import { NoticeSender } from './notice-sender';
import { deleteOldNotices } from './old-notices';

export const noticesRoom: Room = {
  sweeps: ({ dataSource }) => [() => deleteOldNotices(dataSource)],
  startInWorker({ dataSource, auditLog, mailer, log, config, pollScale }) {
    const sender = new NoticeSender(
      new NoticeClaims(dataSource, auditLog),
      mailer,
      log,
      { consoleUrl: config.consoleUrl, domain: config.mailFrom.address.split('@')[1]! },
      pollScale,
    );
    sender.start();
    return sender;
  },
};
