import { setTimeout as sleep } from 'node:timers/promises';
import { attempt } from '../support/clients/changes';
import { createOrganization } from '../support/data/factories';
import { eachEngine } from '../support/databases/engines';
import { readColumn } from '../support/databases/rows';
import { useInstallation } from '../support/processes/processes';

eachEngine('a server killed while it writes', ['sqlite'], (engine) => {
  const installation = useInstallation(engine);

  it('leaves an intact database with every acknowledged change', async () => {
    const { dataSource } = installation;
    const organization = await createOrganization(dataSource);
    const accepted: string[] = [];
    for (const round of [1, 2]) {
      const server = await installation.serveOnly();
      const owner = await installation.signIn(server, { id: organization.ownerId, organizationId: organization.id });
      const write = async (writer: number): Promise<void> => {
        for (let number = 0; ; number++) {
          const username = `user-${round}-${writer}-${number}`;
          const answer = await attempt(owner, 'createUser', { username }).catch(() => null);
          if (!answer) return;
          expect(answer.errors).toBeUndefined();
          accepted.push(username);
        }
      };
      const writers = Promise.all([1, 2, 3, 4].map(write));
      while (accepted.length < round * 30) await sleep(1);
      await server.end('SIGKILL');
      await writers;
      expect(await dataSource.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      expect(await dataSource.query('PRAGMA foreign_key_check')).toEqual([]);
      const kept = new Set(await readColumn(dataSource, 'users', 'username'));
      expect(accepted.filter((username) => !kept.has(username))).toEqual([]);
      // At most what was under way, none of it by halves.
      expect(kept.size - 3).toBeLessThanOrEqual(accepted.length + 4 * round);
      const actions: string[] = await readColumn(dataSource, 'audit_events', 'action');
      expect(actions.filter((action) => action.startsWith('USER'))).toHaveLength(kept.size - 3);
    }
  });
});
