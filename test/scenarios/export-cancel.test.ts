/** @slow */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { useOrganization, useTestApp } from '../support/apps/app';
import { readExport, startExport, untilEnded } from '../support/clients/exports';
import { Watching } from '../support/clients/watching';
import { setRole } from '../support/data/account-changes';
import { readExportRow } from '../support/data/export-changes';
import { eachEngine } from '../support/databases/engines';
import { countSessions } from '../support/databases/sessions';
import { waitFor } from '../support/wait-for';

const cancel = 'mutation ($id: ID!) { cancelExport(id: $id) { id state } }';

eachEngine('cancelExport', ['sqlite', 'mariadb'], (engine) => {
  const app = useTestApp(engine);
  const organization = useOrganization(app);
  const filesOf = async (id: string): Promise<string[]> =>
    (await readdir(join(app.database.dataDir, 'exports'))).filter((name) => name.startsWith(`${id}-`));

  it.each(['CSV', 'XLSX'])(
    'stops a running %s export without waiting for its storage, and leaves no file',
    async (format) => {
      app.gate.hold();
      try {
        const {
          export: { id },
        } = await startExport(organization.owner, { format });
        const watching = Watching.one(organization.owner, id);
        await waitFor('its file', async () => (await filesOf(id)).length === 1);

        expect(['CANCELLING', 'CANCELLED']).toContain(
          (await organization.owner.data(cancel, { id })).cancelExport.state,
        );
        const last = (await watching.untilEnd()).at(-1)!;
        expect(last.state).toBe('CANCELLED');
        expect(last.progress.percent).toBeLessThan(100);
        expect(await filesOf(id)).toEqual([]);
        expect(await readExport(organization.owner, id)).toMatchObject({
          state: 'CANCELLED',
          file: null,
          failure: null,
          finishedAt: expect.any(String),
        });
      } finally {
        app.gate.release();
      }
    },
  );

  it('either cancels or lets the export complete when both happen at once', async () => {
    const outcomes = { CANCELLED: 0, COMPLETED: 0 };
    for (let round = 0; round < 12; round++) {
      // One after the other: a worker that had them all queued would be done with most before their turn to be
      // cancelled came.
      const asOf = new Date(Date.UTC(2026, 0, 1, 0, 0, round)).toISOString();
      app.gate.hold();
      const {
        export: { id },
      } = await startExport(organization.owner, { format: round % 2 ? 'CSV' : 'XLSX', asOf });
      const watching = Watching.one(organization.owner, id);
      await waitFor('its file', async () => (await filesOf(id)).length === 1);
      // The first is cancelled while it is held, the last when it is over, and the others at any moment of their end.
      if (round > 0) app.gate.release();
      if (round === 11) await untilEnded(organization.owner, id);
      else if (round > 0) await sleep(Math.random() * 50);
      const { errors } = await organization.owner.gql(cancel, { id });
      const row = await untilEnded(organization.owner, id);
      expect(row.state).toBe(errors ? 'COMPLETED' : 'CANCELLED');
      if (errors) expect(errors[0]!.extensions.code).toBe('CONFLICT');
      expect((await watching.untilEnd()).at(-1)).toMatchObject({ state: row.state, version: row.version });
      expect(row.file === null).toBe(row.state === 'CANCELLED');
      expect(await filesOf(id)).toHaveLength(row.state === 'COMPLETED' ? 1 : 0);
      outcomes[row.state as keyof typeof outcomes]++;
    }
    expect(outcomes.COMPLETED).toBeGreaterThan(0);
    expect(outcomes.CANCELLED).toBeGreaterThan(0);
  }, 60_000);
});

eachEngine('a long-running statement', ['mariadb'], (engine) => {
  const app = useTestApp(engine, { settings: { EXPORT_LEASE_SECONDS: '2' } });
  const organization = useOrganization(app);

  /** Starts an export that waits for the names of the plans, and hands over what lets it go on. */
  async function blocked(columns: string[]): Promise<{ id: string; unblock(): Promise<void> }> {
    const locking = await createConnection({ uri: app.database.databaseUrl! });
    await locking.query('LOCK TABLES plans WRITE');
    const {
      export: { id },
    } = await startExport(organization.owner, { format: 'CSV', columns });
    await waitFor('the export to run', async () => (await readExport(organization.owner, id)).state === 'RUNNING');
    await waitFor(
      'its statement to wait for the lock',
      async () => (await countSessions(app.app.dataSource, 'state', 'Waiting for table%')) > 0,
    );
    return { id, unblock: () => locking.end() };
  }

  it('does not cost the lease', async () => {
    const { id, unblock } = await blocked(['plans']);
    const lease = async (): Promise<number> => Number((await readExportRow(app.app.dataSource, id)).leaseUntil);
    const first = await lease();
    await waitFor('the lease to be renewed for longer than it lasts', async () => (await lease()) > first + 3000);
    await unblock();
    expect(await untilEnded(organization.owner, id)).toMatchObject({ state: 'COMPLETED', progress: { attempt: 1 } });
  });

  it('does not delay a cancellation', async () => {
    const { id, unblock } = await blocked(['plans', 'email']);
    try {
      await organization.owner.data(cancel, { id });
      expect(await untilEnded(organization.owner, id)).toMatchObject({ state: 'CANCELLED' });
    } finally {
      await unblock();
    }
  });

  it('does not delay the failure of an export whose requester lost the permission', async () => {
    const { id, unblock } = await blocked(['plans', 'phone']);
    try {
      await setRole(app.app.dataSource, organization.ownerId, 'MEMBER');
      expect(await untilEnded(organization.admin, id)).toMatchObject({
        state: 'FAILED',
        failure: { code: 'PERMISSION_LOST' },
        file: null,
      });
    } finally {
      await unblock();
    }
  });
});
