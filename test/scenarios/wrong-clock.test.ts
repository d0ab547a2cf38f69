/** @slow */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { download } from '../support/clients/client';
import { exportFile, readExport, startExport, untilEnded } from '../support/clients/exports';
import { createOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { useInstallation } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';

const dayMs = 86_400_000;
const wrong = (days: number) => ({
  NODE_OPTIONS: `--require=${join(__dirname, '../support/processes/shifted-clock.preload.js')}`,
  CLOCK_SHIFT_MS: String(days * dayMs),
});

eachEngine('a server with a wrong clock', ['sqlite', 'mariadb'], (engine) => {
  const installation = useInstallation(engine);

  it.each([[40], [-40]])(
    'off by %d days deletes no other files, accepts existing tokens and writes records with the correct time',
    async (days) => {
      const organization = await createOrganization(installation.dataSource);
      const user = { id: organization.ownerId, organizationId: organization.id };
      const right = await installation.start('serve');
      const { row } = await exportFile(await installation.signIn(right, user));
      await right.end('SIGTERM');
      // By the time that this is gone, the sweep has come by.
      const stray = join(installation.exportFolder, '999999-1-00000000.csv');
      writeFileSync(stray, '');

      const client = await installation.signIn(await installation.start('serve', wrong(days)), user);
      await waitFor('the sweep', () => !existsSync(stray));
      const kept = await readExport(client, row.id);
      expect(kept).toMatchObject({ state: 'COMPLETED', expiresAt: row.expiresAt });
      expect((await download(kept.file.downloadUrl)).status).toBe(200);
      const {
        export: { id },
      } = await startExport(client, { format: 'CSV', columns: ['email'] });
      const next = await untilEnded(client, id);
      expect(next.state).toBe('COMPLETED');
      for (const instant of [next.requestedAt, next.startedAt, next.finishedAt])
        expect(Math.abs(Date.parse(instant) - Date.now())).toBeLessThan(dayMs);
      await installation.endProcesses();
    },
  );
});
