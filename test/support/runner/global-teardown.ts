import { stopServers } from '../databases/database-servers';
import { announceMissing } from './global-setup';

export default async function globalTeardown(): Promise<void> {
  await stopServers();
  announceMissing();
}
