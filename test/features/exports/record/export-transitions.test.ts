import type { DataSource } from 'typeorm';
import { ExportState } from '../../../../src/features/exports/record/export-state';
import {
  actionStates,
  changeExport,
  type ExportTransitionName,
  exportTransitions,
} from '../../../../src/features/exports/record/export-transitions';
import { transact } from '../../../../src/platform/database/transaction';
import { useOrganization, useTestApp } from '../../../support/apps/app';
import { startExport } from '../../../support/clients/exports';
import { readExportRow } from '../../../support/data/export-changes';
import { eachEngine } from '../../../support/databases/engines';
import { changeRows } from '../../../support/databases/rows';

/** The state after each transition, by the state before it. From any other state a transition changes nothing. */
const expected: Record<ExportTransitionName, Partial<Record<ExportState, string>>> = {
  claim: { QUEUED: 'RUNNING', RUNNING: 'RUNNING' },
  renew: { RUNNING: 'RUNNING' },
  recordSnapshot: { RUNNING: 'RUNNING' },
  saveProgress: { RUNNING: 'RUNNING' },
  clearRate: { RUNNING: 'RUNNING' },
  release: { RUNNING: 'QUEUED' },
  complete: { RUNNING: 'COMPLETED' },
  fail: { RUNNING: 'FAILED' },
  giveUp: { QUEUED: 'FAILED', RUNNING: 'FAILED' },
  cancel: { QUEUED: 'CANCELLED', RUNNING: 'CANCELLING' },
  finishCancel: { CANCELLING: 'CANCELLED' },
  finishCancelForLostWorker: { CANCELLING: 'CANCELLED' },
  join: { QUEUED: 'QUEUED', RUNNING: 'RUNNING' },
  refuseJoins: { RUNNING: 'RUNNING' },
  handOver: { QUEUED: 'QUEUED', RUNNING: 'RUNNING' },
  deleteFile: { COMPLETED: 'EXPIRED' },
  expire: { COMPLETED: 'EXPIRED' },
  loseFile: { COMPLETED: 'EXPIRED' },
};
const names = Object.keys(expected) as ExportTransitionName[];

const values = {
  version: 7,
  owner: 'worker',
  leaseMs: 60_000,
  slot: 1,
  startedAt: 1000,
  finishedAt: 2000,
  expiresAt: 3000,
  timezone: 'Europe/Lisbon',
  timezoneDataVersion: '2026a',
  phase: 'READING',
  rowsDone: 5,
  rowsTotal: 9,
  percent: 55,
  bytesWritten: 500,
  rowsPerSecond: 1,
  rows: 9,
  bytes: 900,
  warnings: '[]',
  fileKey: 'key',
  fileName: 'name',
  sha256: 'f00',
  activeKey: 'key',
  credential: 'token 1',
  code: 'INTERNAL',
  message: 'message',
};

eachEngine('the transitions of an export', (engine) => {
  const app = useTestApp(engine, { worker: false });
  const organization = useOrganization(app);
  let dataSource: DataSource;
  let id: number;
  let requestedById: number;

  beforeAll(async () => {
    dataSource = app.app.dataSource;
    requestedById = organization.adminId;
    id = Number((await startExport(organization.owner)).export.id);
  });

  /** The lease is over by default, and held by `worker`. */
  const put = (state: ExportState, change: object = {}): Promise<unknown> => {
    const row = {
      state,
      version: 7,
      leaseOwner: state === 'QUEUED' ? null : 'worker',
      leaseUntil: state === 'QUEUED' ? null : 1,
      activeKey: 'key',
      credential: 'token 1',
      slot: 1,
      attempt: 1,
      rowsDone: 0,
      rowsTotal: null,
      rowsPerSecond: 3,
      finishedAt: null,
      ...change,
    };
    return changeRows(dataSource, 'exports', { id }, row);
  };
  const read = async (): Promise<Record<string, unknown>> => readExportRow(dataSource, id);
  const apply = (name: ExportTransitionName, changed: object = {}): Promise<boolean> =>
    transact(dataSource, (manager) => changeExport(manager, name, id, { ...values, requestedById, ...changed }));

  it.each(names.flatMap((name) => Object.values(ExportState).map((state) => [name, state] as const)))(
    '%s changes an export that is %s only as the table says',
    async (name, state) => {
      await put(state);
      const before = await read();
      const after = expected[name][state];
      expect(await apply(name)).toBe(after !== undefined);
      expect((await read()).state).toBe(after ?? state);
      if (after === undefined) expect(await read()).toEqual(before);
      else if (name !== 'renew') expect((await read()).version).toBe(8);
    },
  );

  it.each(names)('%s is refused to a worker that has lost its lease, or has read an older version', async (name) => {
    const { by } = exportTransitions[name];
    for (const state of Object.keys(expected[name]) as ExportState[]) {
      await put(state, { version: 8, leaseOwner: 'another', ...(by === 'LEASE_HOLDER' && { version: 7 }) });
      expect([by, await apply(name)]).toEqual([by, by === 'USER' || by === 'SERVER']);
    }
  });

  it.each(['claim', 'giveUp', 'finishCancelForLostWorker', 'clearRate'] as const)(
    '%s waits until the lease is over',
    async (name) => {
      for (const state of Object.keys(expected[name]) as ExportState[]) {
        await put(state, { leaseOwner: 'worker', leaseUntil: Date.now() + 3_600_000 });
        expect([state, await apply(name)]).toEqual([state, false]);
      }
    },
  );

  it('leaves an export that has ended without lease, slot and key', async () => {
    for (const name of names)
      for (const [before, after] of Object.entries(expected[name])) {
        await put(before as ExportState);
        await apply(name);
        const { leaseOwner, leaseUntil, slot, activeKey } = await read();
        if (before === 'RUNNING' && ['COMPLETED', 'FAILED', 'CANCELLED'].includes(after))
          expect([leaseOwner, leaseUntil, slot, activeKey]).toEqual([null, null, null, null]);
      }
  });

  it('counts an attempt at each claim, except after a worker gave the export back', async () => {
    await put(ExportState.QUEUED);
    await apply('claim');
    expect(await read()).toMatchObject({ attempt: 2, leaseOwner: 'worker' });
    await apply('release', { owner: 'worker' });
    await apply('claim', { version: 9 });
    expect(await read()).toMatchObject({ state: 'RUNNING', attempt: 2, leaseOwner: 'worker', version: 10 });
  });

  it('refuses joins only while the export has the credential that was found revoked', async () => {
    await put(ExportState.RUNNING);
    expect(await apply('join', { credential: 'token 2' })).toBe(true);
    expect(await apply('refuseJoins')).toBe(false);
    expect(await apply('refuseJoins', { credential: 'token 2' })).toBe(true);
    expect(await apply('join')).toBe(false);
  });

  it('sets the end of a canceled export when it has stopped', async () => {
    await put(ExportState.QUEUED);
    await apply('cancel');
    expect(Number((await read()).finishedAt)).toBe(2000);
    await put(ExportState.RUNNING);
    await apply('cancel');
    expect((await read()).finishedAt).toBeNull();
  });

  it('never decreases progress', async () => {
    await put(ExportState.RUNNING, { rowsDone: 7, rowsTotal: 20, percent: 35, bytesWritten: 9000 });
    await apply('saveProgress', { rowsTotal: 6, rowsPerSecond: null });
    expect(await read()).toMatchObject({ rowsDone: 7, rowsTotal: 7, percent: 55, rowsPerSecond: null });
    expect(Number((await read()).bytesWritten)).toBe(9000);
  });
});

describe('actionStates', () => {
  it('lists the states in which an action has something to do', () => {
    expect(actionStates).toEqual({
      cancel: ['QUEUED', 'RUNNING'],
      retry: ['FAILED', 'CANCELLED', 'EXPIRED'],
      download: ['COMPLETED'],
      delete: ['COMPLETED'],
    });
  });
});
