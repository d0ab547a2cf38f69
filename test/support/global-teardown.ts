import { stopServers } from './database-servers';
import { announceMissing } from './global-setup';
import { removeSchemaScripts } from './schema-script';

export default async function globalTeardown(): Promise<void> {
  await stopServers();
  removeSchemaScripts();
  announceMissing();
}
