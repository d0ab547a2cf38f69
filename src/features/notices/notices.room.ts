import { startSweeping } from '../../platform/jobs/sweeper';
import type { Room } from '../room';
import { NoticeClaims } from './notice-claims';
import { NoticeSender } from './notice-sender';
import { deleteOldNotices } from './old-notices';

export const noticesRoom: Room = {
  startInServer: ({ dataSource, log }) => startSweeping([() => deleteOldNotices(dataSource)], log),
  startInWorker({ dataSource, auditLog, mailer, log, config }) {
    const sender = new NoticeSender(new NoticeClaims(dataSource, auditLog), mailer, log, {
      consoleUrl: config.consoleUrl,
      domain: config.mailFrom.address.split('@')[1]!,
    });
    sender.start();
    return sender;
  },
};
