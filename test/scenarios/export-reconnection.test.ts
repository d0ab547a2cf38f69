import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { insertRows } from '../../src/platform/database/insert-rows';
import { maxRecent } from '../../src/platform/graphql/activity-subscription';
import { useOrganizationPerTest, useTestApp } from '../support/apps/app';
import type { Data, TestClient } from '../support/clients/client';
import { startExport } from '../support/clients/exports';
import { RawSocket } from '../support/clients/raw-socket';
import { setPermissions } from '../support/data/account-changes';
import { changeExport, stages } from '../support/data/export-changes';
import { eachEngine } from '../support/databases/engines';
import { readNowMs } from '../support/databases/rows';
import { waitFor } from '../support/wait-for';

const activity = 'subscription ($since: DateTime) { exportActivity(since: $since) { id state version changedAt } }';
const minuteMs = 60_000;

/**
 * A page that shows every export, on a client that connects and subscribes again by itself. It connects only while
 * `mayConnect`.
 */
class Dashboard {
  readonly rows = new Map<string, Data>();
  private readonly client: Client;
  private socket: WebSocket | undefined;
  private mayConnect = (): void => undefined;
  private gate = Promise.resolve();

  constructor(to: TestClient, variables: { since?: string }) {
    const opened = (socket: WebSocket): void => void (this.socket = socket);
    this.client = createClient({
      url: to.socketUrl,
      webSocketImpl: class extends WebSocket {
        constructor(...args: ConstructorParameters<typeof WebSocket>) {
          super(...args);
          opened(this);
        }
      },
      connectionParams: { authorization: `Bearer ${to.token}` },
      retryAttempts: 100,
      retryWait: () => this.gate,
      shouldRetry: () => true,
    });
    this.client.subscribe<Data>(
      { query: activity, variables },
      {
        next: ({ data }) => {
          const row = data!.exportActivity;
          if (row.version >= (this.rows.get(row.id)?.version ?? 0)) this.rows.set(row.id, row);
        },
        error: () => undefined,
        complete: () => undefined,
      },
    );
  }

  cut(): void {
    this.gate = new Promise((resolve) => (this.mayConnect = resolve));
    this.socket!.terminate();
  }

  comeBack(): void {
    this.mayConnect();
  }

  untilStates(states: Record<string, string>): Promise<unknown> {
    return waitFor(`the states ${JSON.stringify(states)}`, () =>
      Object.entries(states).every(([id, state]) => this.rows.get(id)?.state === state),
    );
  }

  async close(): Promise<void> {
    await this.client.dispose();
  }
}

eachEngine('a client that subscribes to exportActivity', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganizationPerTest(app);

  const nowMs = (): Promise<number> => readNowMs(app.app.dataSource);
  const instant = async (agoMs: number): Promise<string> => new Date((await nowMs()) - agoMs).toISOString();
  const start = async (number: number, client = organization.owner): Promise<string> =>
    (await startExport(client, { format: 'CSV', asOf: new Date(number).toISOString() })).export.id;
  /** As a worker or the sweep would, so long ago. */
  const change = async (id: string, changes: Parameters<typeof changeExport>[2], agoMs = 0): Promise<unknown> =>
    changeExport(app.app.dataSource, id, { activeKey: null, ...changes, updatedAt: (await nowMs()) - agoMs });
  const startLast = async (number: number): Promise<string> => {
    const id = await start(number);
    await change(id, { state: 'QUEUED' }, minuteMs / 2);
    return id;
  };
  const fail = (id: string, agoMs?: number) => change(id, { ...stages.failed, finishedAt: 1 }, agoMs);
  const complete = (id: string, agoMs?: number) =>
    change(id, stages.completed(app.clock.now().getTime() + 600_000), agoMs);
  /**
   * What a new subscription sends first, up to `last`: the export that changed last, yet too long ago to be news that
   * may overtake the others.
   */
  const firstEvents = async (client: TestClient, last: string, variables: { since?: string } = {}): Promise<Data[]> => {
    const socket = await RawSocket.signedIn(client);
    socket.start(activity, variables);
    await socket.until(`export ${last}`, ({ payload }) => payload?.data?.exportActivity.id === last);
    socket.close();
    return socket.messages.filter(({ type }) => type === 'next').map(({ payload }) => payload.data.exportActivity);
  };

  it.each([
    ['without `since`', undefined],
    ['with a `since` two hours ago', 120 * minuteMs],
  ])('receives the exports that ended while it was disconnected, %s', async (_how, sinceAgoMs) => {
    const [completing, failing, deleted, lasting] = [await start(1), await start(2), await start(3), await start(4)];
    await complete(deleted);
    const dashboard = new Dashboard(
      organization.owner,
      sinceAgoMs === undefined ? {} : { since: await instant(sinceAgoMs) },
    );
    await dashboard.untilStates({
      [completing]: 'QUEUED',
      [failing]: 'QUEUED',
      [deleted]: 'COMPLETED',
      [lasting]: 'QUEUED',
    });
    dashboard.cut();
    // Without `since`, at most fifteen minutes are made up for.
    const agoMs = sinceAgoMs === undefined ? 14 * minuteMs : 100 * minuteMs;
    await complete(completing, agoMs);
    await fail(failing, agoMs);
    await change(deleted, { state: 'EXPIRED', fileKey: null }, agoMs);
    const started = await start(5);
    dashboard.comeBack();
    await dashboard.untilStates({
      [completing]: 'COMPLETED',
      [failing]: 'FAILED',
      [deleted]: 'EXPIRED',
      [lasting]: 'QUEUED',
      [started]: 'QUEUED',
    });
    await fail(lasting);
    await dashboard.untilStates({ [lasting]: 'FAILED' });
    await dashboard.close();
  });

  it('first receives the active exports and the exports that ended in the last 15 minutes or since an instant, ordered by last change', async () => {
    const [old, recent, late, active] = [await start(1), await start(2), await start(3), await start(4)];
    await change(active, { state: 'RUNNING' }, 600 * minuteMs);
    await fail(old, 16 * minuteMs);
    await complete(late, 5 * minuteMs);
    await fail(recent, 14 * minuteMs);
    let number = 10;
    const ids = async (variables: { since?: string }): Promise<string[]> => {
      const last = await startLast(++number);
      const events = await firstEvents(organization.owner, last, variables);
      await fail(last, 700 * minuteMs);
      return events.map(({ id }) => id).filter((id) => id !== last);
    };
    expect(await ids({})).toEqual([active, recent, late]);
    expect(await ids({ since: await instant(20 * minuteMs) })).toEqual([active, old, recent, late]);
    expect(await ids({ since: await instant(10 * minuteMs) })).toEqual([active, late]);
    // What the last event said is enough to go on from.
    expect(await ids({ since: await instant(5 * minuteMs) })).toEqual([active, late]);
  });

  it('receives exports that ended up to a minute before `since`, which tolerates a clock that is ahead', async () => {
    const ended = await start(1);
    await fail(ended, minuteMs / 2);
    expect((await firstEvents(organization.owner, ended, { since: await instant(0) })).map(({ id }) => id)).toEqual([
      ended,
    ]);
    expect(
      (await firstEvents(organization.owner, ended, { since: await instant(-minuteMs / 2) })).map(({ id }) => id),
    ).toEqual([ended]);
  });

  it('is rejected with a `since` that is further in the future', async () => {
    const subscription = organization.owner.subscribe(activity, { since: await instant(-3 * minuteMs) });
    await subscription.untilCompleted();
    expect(subscription.errors).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument: 'since' }) }),
    ]);
    expect(subscription.events).toEqual([]);
  });

  it('receives only its own past exports without the permission to see others', async () => {
    await fail(await start(1), 30 * minuteMs);
    const own = await start(2, organization.admin);
    await fail(own, 20 * minuteMs);
    await setPermissions(app.app.dataSource, organization.adminId, []);
    expect(
      (await firstEvents(organization.admin, own, { since: await instant(60 * minuteMs) })).map(({ id }) => id),
    ).toEqual([own]);
  });

  it(`receives all active exports and at most the last ${maxRecent.ended} that ended, regardless of since`, async () => {
    const active = await start(1);
    await change(active, { state: 'RUNNING' }, 600 * minuteMs);
    const now = await nowMs();
    const columns = [
      'organizationId',
      'requestedById',
      'dataset',
      'format',
      'selection',
      'columnKeys',
      'state',
      'version',
      'updatedAt',
      'requestedAt',
      'permissions',
      'warnings',
      'attempt',
      'phase',
      'rowsDone',
      'bytesWritten',
    ];
    const ended = (index: number) => [
      organization.id,
      organization.ownerId,
      'USERS',
      'CSV',
      '{}',
      '[]',
      'FAILED',
      2,
      now - (index + 1) * minuteMs,
      0,
      '[]',
      '[]',
      1,
      'COUNTING',
      0,
      0,
    ];
    await insertRows(
      app.app.dataSource.manager,
      'exports',
      columns,
      Array.from({ length: maxRecent.ended + 20 }, (_unused, index) => ended(index)),
    );
    const last = await startLast(2);
    const events = await firstEvents(organization.owner, last, { since: '2020-01-01T00:00:00Z' });
    const changedAtMs = events.filter(({ state }) => state === 'FAILED').map(({ changedAt }) => Date.parse(changedAt));
    expect(changedAtMs).toEqual(
      Array.from({ length: maxRecent.ended }, (_unused, index) => now - (maxRecent.ended - index) * minuteMs),
    );
    expect(events.map(({ id }) => id)).toContain(active);
  });
});
