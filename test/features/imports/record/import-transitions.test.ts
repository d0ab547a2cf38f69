import type { DataSource } from 'typeorm';
import { noNewItems } from '../../../../src/features/imports/record/import-contents';
import { ImportState } from '../../../../src/features/imports/record/import-state';
import {
  actionStates,
  changeImport,
  type ImportTransitionName,
  importTransitions,
} from '../../../../src/features/imports/record/import-transitions';
import { transact } from '../../../../src/platform/database/transaction';
import { createTestApp, type TestApp } from '../../../support/apps/app';
import { eachEngine } from '../../../support/databases/engines';
import { addRow, changeRows, readRows } from '../../../support/databases/rows';

/** The state after each transition, by the state before it. From any other state a transition changes nothing. */
const expected: Record<ImportTransitionName, Partial<Record<ImportState, string>>> = {
  openUpload: { AWAITING_FILE: 'AWAITING_FILE', CHECKING: 'CHECKING' },
  reserveUpload: { AWAITING_FILE: 'AWAITING_FILE', CHECKING: 'CHECKING' },
  receive: { AWAITING_FILE: 'CHECKING', CHECKING: 'CHECKING' },
  claim: { CHECKING: 'CHECKING', APPLYING: 'APPLYING' },
  renew: { CHECKING: 'CHECKING', APPLYING: 'APPLYING' },
  saveProgress: { CHECKING: 'CHECKING', APPLYING: 'APPLYING' },
  clearRate: { CHECKING: 'CHECKING', APPLYING: 'APPLYING' },
  release: { CHECKING: 'CHECKING', APPLYING: 'APPLYING' },
  awaitMapping: { CHECKING: 'AWAITING_MAPPING' },
  map: { AWAITING_MAPPING: 'CHECKING', READY: 'CHECKING' },
  plan: { CHECKING: 'READY' },
  planAndApply: { CHECKING: 'APPLYING' },
  apply: { READY: 'APPLYING' },
  applyBatch: { APPLYING: 'APPLYING' },
  recordFiles: { APPLYING: 'APPLYING', CANCELLING: 'CANCELLING' },
  claimFiles: { FAILED: 'FAILED', CANCELLED: 'CANCELLED' },
  recordLateFiles: { FAILED: 'FAILED', CANCELLED: 'CANCELLED' },
  complete: { APPLYING: 'COMPLETED' },
  fail: { CHECKING: 'FAILED', APPLYING: 'FAILED' },
  giveUp: { CHECKING: 'FAILED', APPLYING: 'FAILED' },
  cancel: {
    AWAITING_FILE: 'CANCELLED',
    AWAITING_MAPPING: 'CANCELLED',
    READY: 'CANCELLED',
    CHECKING: 'CANCELLING',
    APPLYING: 'CANCELLING',
  },
  finishCancel: { CANCELLING: 'CANCELLED' },
  finishCancelForLostWorker: { CANCELLING: 'CANCELLED' },
  expire: { AWAITING_FILE: 'EXPIRED', AWAITING_MAPPING: 'EXPIRED', READY: 'EXPIRED' },
  dropPlan: { COMPLETED: 'COMPLETED', FAILED: 'FAILED', CANCELLED: 'CANCELLED', EXPIRED: 'EXPIRED' },
  dropFiles: { COMPLETED: 'COMPLETED', FAILED: 'FAILED', CANCELLED: 'CANCELLED', EXPIRED: 'EXPIRED' },
};
const names = Object.keys(expected) as ImportTransitionName[];
const states = Object.values(ImportState);

const values = {
  version: 7,
  owner: 'worker',
  leaseMs: 60_000,
  slot: 2,
  startedAt: 1000,
  finishedAt: 5000,
  uploadKey: 'upload',
  uploadOwner: 'put',
  uploadBytes: 900,
  uploadedAt: 900,
  fileKey: 'key',
  bytes: 900,
  sha256: 'f00',
  phase: 'COMPARING',
  rowsDone: 5,
  rowsTotal: 9,
  percent: 55,
  rowsPerSecond: 1,
  rows: 9,
  source: '{}',
  columns: '[]',
  columnPermissions: '[]',
  warnings: '[]',
  ignoredColumns: '[]',
  newItems: '{}',
  sample: '[]',
  mapping: '[]',
  mappingName: null,
  delimiter: null,
  decimalSeparator: null,
  encoding: 'GB18030',
  sheet: null,
  formulaGuard: 1,
  mappedById: 1,
  createMissing: 1,
  blankCells: 'CLEAR',
  dateOrder: 'DAY_MONTH_YEAR',
  encodingPreviews: null,
  sheets: null,
  checkedAt: 1500,
  created: 1,
  changed: 2,
  removed: 0,
  unchanged: 3,
  failed: 4,
  conflicts: 1,
  errorsFile: null,
  undoFile: null,
  appliedAt: 1600,
  appliedById: 1,
  applyLimit: null,
  applyCredential: 'session 1',
  requestLimit: null,
  requestCredential: 'session 1',
  otherCredentials: '[]',
  before: 0,
  batch: 1,
  code: 'INTERNAL',
  message: 'message',
  reason: 'LINES_EMPTY',
  parameters: '{}',
};

/** A row as it is in no particular state: without a lease, a slot or an upload. */
const blank = {
  dataset: 'USERS',
  fileName: 'users.csv',
  createMissing: 0,
  blankCells: 'KEEP',
  applyWhenClean: 0,
  formulaGuard: 1,
  requestedAt: 500,
  keepMs: 10_000,
  newItems: JSON.stringify(noNewItems),
  warnings: '[]',
  ignoredColumns: '[]',
  version: 7,
  updatedAt: 0,
  attempt: 0,
  slot: null,
  leaseOwner: null,
  leaseUntil: null,
  rowsPerSecond: null,
  uploadOwner: 'put',
  uploadBytes: 0,
  expiresAt: 4000,
  finishedAt: null,
  phase: 'READING',
  rowsDone: 0,
  rowsTotal: null,
  percent: 0,
  created: 0,
  changed: 0,
  removed: 0,
  unchanged: 0,
  failed: 0,
  appliedBatch: 0,
  appliedCreated: 0,
  appliedChanged: 0,
  appliedRemoved: 0,
  conflicts: 0,
  columns: null,
  undoFile: null,
};

eachEngine('the transitions of an import', (engine) => {
  let app: TestApp;
  let dataSource: DataSource;
  let id: number;

  beforeAll(async () => {
    app = await createTestApp(engine, { worker: false });
    dataSource = app.app.dataSource;
    const organization = await app.organization();
    const row = {
      ...blank,
      organizationId: Number(organization.id),
      requestedById: organization.adminId,
      state: 'AWAITING_FILE',
    };
    id = await addRow(dataSource, 'imports', row);
  });
  afterAll(() => app?.stop());

  /** A lease that is over, held by `worker`, unless the transition is one of a waiting import. */
  const put = (state: ImportState, name: ImportTransitionName, change: object = {}): Promise<unknown> => {
    const waits = ['openUpload', 'reserveUpload', 'receive'].includes(name);
    const leased = { leaseOwner: 'worker', leaseUntil: 5, rowsPerSecond: 8, slot: 2, attempt: 1 };
    const applied = name.endsWith('Files') ? { appliedChanged: 1, columns: '[]' } : {};
    const row = { ...blank, ...(waits ? {} : leased), ...applied, state, ...change };
    return changeRows(dataSource, 'imports', { id }, row);
  };
  const change = (name: ImportTransitionName, changed: Partial<typeof values> = {}): Promise<boolean> =>
    transact(dataSource, (manager) => changeImport(manager, name, id, { ...values, ...changed }));
  const read = async (): Promise<Record<string, unknown>> => {
    const [row] = await readRows(dataSource, 'imports', { id });
    return row;
  };

  it.each(names.flatMap((name) => states.map((state) => [name, state] as const)))(
    '%s from %s leads where the table says, or changes nothing',
    async (name, state) => {
      await put(state, name);
      const before = await read();
      const after = expected[name][state];
      expect(await change(name)).toBe(after !== undefined);
      const row = await read();
      if (after === undefined) expect(row).toEqual(before);
      else expect(row.state).toBe(after);
    },
  );

  const by = (who: string): ImportTransitionName[] => names.filter((name) => importTransitions[name].by === who);

  it.each(by('LEASE_HOLDER'))('%s needs the lease', async (name) => {
    await put(Object.keys(expected[name])[0] as ImportState, name);
    expect(await change(name, { owner: 'another worker' })).toBe(false);
  });

  it.each(by('ANY_WORKER'))('%s needs a free lease and the row as it was read', async (name) => {
    const state = Object.keys(expected[name])[0] as ImportState;
    await put(state, name);
    expect(await change(name, { version: 6 })).toBe(false);
    await put(state, name, { leaseUntil: Date.now() + 3_600_000 });
    expect(await change(name)).toBe(false);
  });

  it('a file replaces an earlier one only before a worker has it, and only from the latest upload', async () => {
    await put(ImportState.CHECKING, 'receive', { slot: 2 });
    expect(await change('receive')).toBe(false);
    await put(ImportState.CHECKING, 'receive', { attempt: 1 });
    expect(await change('openUpload')).toBe(false);
    await put(ImportState.CHECKING, 'receive', { uploadOwner: 'another' });
    expect(await change('receive')).toBe(false);
    await put(ImportState.CHECKING, 'receive');
    expect(await change('receive')).toBe(true);
    expect(await read()).toMatchObject({ uploadOwner: null, fileKey: 'key', expiresAt: null });
  });

  it('each batch is applied once, and in order', async () => {
    await put(ImportState.APPLYING, 'applyBatch');
    expect(await change('applyBatch', { before: 1, batch: 3 })).toBe(false);
    expect(await change('applyBatch')).toBe(true);
    expect(await change('applyBatch')).toBe(false);
    expect(await change('applyBatch', { before: 1, batch: 3 })).toBe(true);
    expect(await read()).toMatchObject({ appliedBatch: 3, appliedCreated: 2, appliedChanged: 4, conflicts: 2 });
  });

  it('a stage that starts waits for a worker without a lease, and counts from zero', async () => {
    for (const [state, name] of [
      [ImportState.READY, 'apply'],
      [ImportState.READY, 'map'],
      [ImportState.CHECKING, 'planAndApply'],
    ] as const) {
      await put(state, name, { attempt: 2, rowsDone: 9, rowsTotal: 9, percent: 99 });
      expect(await change(name)).toBe(true);
      const waiting = { attempt: 0, rowsDone: 0, percent: 0, slot: null, leaseOwner: null };
      // Applying has as many rows as checking had.
      const rowsTotal = name === 'map' ? null : 9;
      expect(await read()).toMatchObject({ ...waiting, rowsTotal, expiresAt: null });
    }
  });

  it('a file that is checked again has nothing of the earlier check', async () => {
    const found = { warnings: '["a"]', encodingPreviews: '[]', errorsFile: '{}', checkedAt: 1 };
    await put(ImportState.READY, 'map', found);
    await change('map');
    expect(await read()).toMatchObject({
      ...{ warnings: '[]', encodingPreviews: null, errorsFile: null, checkedAt: null },
      encoding: 'GB18030',
    });
  });

  it('what has ended keeps its files for the time of the request', async () => {
    await put(ImportState.APPLYING, 'complete');
    await change('complete');
    const row = await read();
    expect([Number(row.finishedAt), Number(row.expiresAt), row.slot]).toEqual([5000, 15_000, null]);
  });

  it('files are only written late if rows were applied, none are named, and the plan is kept', async () => {
    const refused = { appliedChanged: 0 };
    for (const without of [refused, { undoFile: '{}' }, { columns: null }, { expiresAt: null }, { attempt: 5 }]) {
      await put(ImportState.FAILED, 'claimFiles', without);
      expect([without, await change('claimFiles')]).toEqual([without, false]);
    }
    await put(ImportState.FAILED, 'recordLateFiles', { columns: null });
    expect(await change('recordLateFiles')).toBe(false);
  });

  it('an import expires only once its time has passed', async () => {
    await put(ImportState.READY, 'expire', { expiresAt: 6000 });
    expect(await change('expire')).toBe(false);
  });

  it('a canceled import ends at once only if no worker can have it', async () => {
    await put(ImportState.READY, 'cancel');
    await change('cancel');
    const ended = await read();
    expect([Number(ended.finishedAt), Number(ended.expiresAt)]).toEqual([5000, 15_000]);
    await put(ImportState.CHECKING, 'cancel');
    await change('cancel');
    expect(await read()).toMatchObject({ finishedAt: null, expiresAt: null });
  });

  it('actions follow from the table', () => {
    expect(actionStates.cancel).toEqual(Object.keys(expected.cancel));
    expect(actionStates.apply).toEqual(['READY']);
    expect(actionStates.map).toEqual(['AWAITING_MAPPING', 'READY']);
    expect(actionStates.upload).toEqual(['AWAITING_FILE', 'CHECKING']);
  });
});
