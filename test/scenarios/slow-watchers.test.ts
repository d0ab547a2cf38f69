import type { Socket } from 'node:net';
import { useOrganization, useTestApp } from '../support/apps/app';
import type { Data } from '../support/clients/client';
import { startExport } from '../support/clients/exports';
import { RawSocket } from '../support/clients/raw-socket';
import { setbacks, Watching } from '../support/clients/watching';
import { changeExport, stages } from '../support/data/export-changes';
import { eachEngine } from '../support/databases/engines';
import { changeRows } from '../support/databases/rows';
import { waitFor } from '../support/wait-for';

const streamOf = ({ socket }: RawSocket): Socket => (socket as unknown as { _socket: Socket })._socket;

eachEngine('slow watchers', ['sqlite'], (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);

  it('receive the current state without a backlog when they wake, delay no one, and are disconnected if they never respond', async () => {
    const silent = await RawSocket.signedIn(organization.owner, { autoPong: false });
    // Events must be larger than what the kernel's buffers take, or nobody would notice the sleep.
    await changeRows(app.app.dataSource, 'users', { id: organization.ownerId }, { bio: 'x'.repeat(400_000) });
    const large = Array.from({ length: 28 }, (_unused, index) => `a${index}: requestedBy { bio }`).join(' ');
    const {
      export: { id },
    } = await startExport(organization.owner, { format: 'CSV' });
    const sleeper = await RawSocket.signedIn(organization.owner);
    const operation = sleeper.start(
      `subscription ($id: ID!) { exportProgress(id: $id) { id state version progress { percent rowsDone bytesWritten } ${large} } }`,
      { id },
    );
    await sleeper.firstOf(operation);
    streamOf(sleeper).pause();

    const awake = Watching.one(organization.admin, id);
    const rssBefore = process.memoryUsage().rss;
    for (let rowsDone = 1; rowsDone <= 15; rowsDone++) {
      await changeExport(app.app.dataSource, id, stages.running(rowsDone));
      await awake.until('the change', ({ progress }) => progress.rowsDone === rowsDone);
    }
    await changeExport(app.app.dataSource, id, stages.failed);
    await awake.untilEnd();
    // Two of those events, and not all of them.
    expect(process.memoryUsage().rss - rssBefore).toBeLessThan(100 * 2 ** 20);

    streamOf(sleeper).resume();
    await sleeper.until('the end', (message) => message.type === 'complete');
    const events: Data[] = sleeper.messages
      .filter((message) => message.type === 'next')
      .map((message) => message.payload.data.exportProgress);
    expect(events.at(-1)).toMatchObject({ state: 'FAILED', version: awake.events.at(-1)!.version });
    expect(setbacks(events)).toEqual([]);
    // The first, what was on its way already, and the newest.
    expect(events.length).toBeLessThanOrEqual(4);
    sleeper.close();

    const bystander = Watching.all(organization.owner);
    await waitFor('the silent one to be let go', () => silent.closed, 30_000);
    expect(bystander.errors).toEqual([]);
    expect(bystander.completed).toBe(false);
    bystander.stop();
  }, 60_000);
});
