import type { DataSource } from 'typeorm';
import { AuditLog } from '../../../../src/features/audit/audit-log';
import type { Export } from '../../../../src/features/exports/record/export.entity';
import { ExportOutcomes } from '../../../../src/features/exports/worker/export-outcomes';
import { insertRows } from '../../../../src/platform/database/insert-rows';
import type { JobClaim } from '../../../../src/platform/jobs/job-claim';
import { JobLeases } from '../../../../src/platform/jobs/job-leases';
import { createLog } from '../../../../src/platform/log';
import { timeZoneDataVersion } from '../../../../src/platform/time/time-zone';
import { useTestApp } from '../../../support/apps/app';
import type { Data } from '../../../support/clients/client';
import { expireLeases } from '../../../support/data/export-changes';
import { createOrganization, type TestOrganization } from '../../../support/data/factories';
import { eachEngine } from '../../../support/databases/engines';
import { changeRows, deleteRows, readColumn } from '../../../support/databases/rows';

eachEngine('the queue of exports', (engine) => {
  const app = useTestApp(engine, { worker: false });
  let dataSource: DataSource;
  let outcomes: ExportOutcomes;
  let claims: JobLeases<Export>;
  let organizations: TestOrganization[];

  beforeAll(async () => {
    dataSource = app.app.dataSource;
    outcomes = new ExportOutcomes(dataSource, app.clock, new AuditLog(dataSource, app.clock), 3_600_000);
    claims = claimsOf(2);
    organizations = [];
    for (let one = 0; one < 20; one++) organizations.push(await createOrganization(dataSource));
  });
  beforeEach(() => deleteRows(dataSource, 'exports'));

  const claimsOf = (slotsPerOrganization: number): JobLeases<Export> =>
    new JobLeases(dataSource, outcomes, app.clock, createLog('silent'), {
      leaseMs: 60_000,
      slotsPerOrganization,
      zoneData: timeZoneDataVersion,
    });

  /** As if they had been asked for one after the other, by the organizations of these numbers. */
  async function queue(asked: readonly number[]): Promise<number[]> {
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
      'attempt',
      'phase',
      'rowsDone',
      'bytesWritten',
      'warnings',
    ];
    await insertRows(
      dataSource.manager,
      'exports',
      columns,
      asked.map((number) => [
        organizations[number]!.id,
        organizations[number]!.ownerId,
        'USERS',
        'CSV',
        '{}',
        '["email"]',
        'QUEUED',
        1,
        0,
        0,
        0,
        'COUNTING',
        0,
        0,
        '[]',
      ]),
    );
    return readColumn(dataSource, 'exports', 'id');
  }
  const numberOf = (claim: JobClaim<Export>): number =>
    organizations.findIndex(({ id }) => id === claim.row.organizationId);
  async function claimAll(): Promise<JobClaim<Export>[]> {
    const all: JobClaim<Export>[] = [];
    for (let claim = await claims.claim(); claim; claim = await claims.claim()) all.push(claim);
    return all;
  }
  const placesSeenBy = async (number: number): Promise<Record<string, number | null>> => {
    const client = await app.signIn({ id: organizations[number]!.ownerId, organizationId: organizations[number]!.id });
    const { exports } = await client.data('{ exports(first: 500) { nodes { id progress { queuePosition } } } }');
    return Object.fromEntries(exports.nodes.map(({ id, progress }: Data) => [id, progress.queuePosition]));
  };

  it('gives each of twenty organizations one turn before any gets a second', async () => {
    await queue(Array.from({ length: 60 }, (_unused, index) => Math.floor(index / 3)));
    const taken = (await claimAll()).map(numberOf);
    const each = Array.from({ length: 20 }, (_unused, number) => number);
    expect(taken).toEqual([...each, ...each]);
  });

  it('keeps the order within an organization and runs no more than its slots', async () => {
    const [first, second, third, other] = await queue([0, 0, 0, 1]);
    const taken = await claimAll();
    expect(taken.map(({ id }) => id)).toEqual([first, other, second]);
    await outcomes.fail(taken[0]!, 'INTERNAL', 'no');
    expect((await claimAll()).map(({ id }) => id)).toEqual([third]);
  });

  it('lets an idle organization pass exports that waited longer', async () => {
    const asked = await queue([0, ...Array<number>(30).fill(0)]);
    await claims.claim();
    const all = await queue([1]);
    const small = all.at(-1)!;
    expect(await placesSeenBy(1)).toEqual({ [small]: 1 });
    expect(await placesSeenBy(0)).toMatchObject({ [asked[0]!]: null, [asked[1]!]: 2, [asked[30]!]: 31 });
    expect((await claims.claim())!.id).toBe(small);
  });

  it('reports the positions in which exports are claimed', async () => {
    await queue([0, 0, 1, 0, 2, 2]);
    const places = Object.assign({}, ...(await Promise.all([0, 1, 2].map(placesSeenBy)))) as Record<string, number>;
    const taken = (await claimAll()).map(({ id }) => places[id]);
    expect(taken).toEqual([...taken].sort((a, b) => a! - b!));
    expect(Object.values(places).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  const heldSlots = async (): Promise<number[]> =>
    (await readColumn(dataSource, 'exports', 'slot')).filter((slot) => slot !== null);

  it('never assigns a slot twice to concurrent workers', async () => {
    await queue(Array<number>(10).fill(0));
    const workers = Array.from({ length: 6 }, () => claimsOf(2));
    const taken = (await Promise.all(workers.flatMap((one) => [one.claim(), one.claim()]))).filter(
      (one) => one !== null,
    );
    const rest = await claimAll();
    expect(taken.length + rest.length).toBe(2);
    expect((await heldSlots()).sort()).toEqual([1, 2]);
  });

  it('releases the slot at every end and keeps it for the next attempt', async () => {
    await queue(Array<number>(8).fill(0));
    const slots = async (): Promise<number> => (await heldSlots()).length;
    const [kept, ended] = await claimAll();
    await expireLeases(dataSource, 'exports', kept!.id);
    const again = (await claims.claim())!;
    expect([again.id, await slots()]).toEqual([kept!.id, 2]);

    const file = { fileKey: 'a', fileName: 'a', bytes: 1, rows: 1, sha256: 'a', warnings: [] };
    await outcomes.complete(again, file);
    await claims.release(ended!);
    expect(await slots()).toBe(0);
    const [one, two] = await claimAll();
    await changeRows(dataSource, 'exports', { id: one!.id }, { state: 'CANCELLING' });
    await outcomes.finishCancel(one!);
    await changeRows(dataSource, 'exports', { id: two!.id }, { leaseUntil: 0, attempt: 3 });
    // This one is given up, and its slot goes to the next.
    expect(await claimAll()).toHaveLength(2);
    expect(await slots()).toBe(2);
  });

  it('keeps a thousand exports in order over a restart and loses none', async () => {
    const asked = await queue(Array.from({ length: 1000 }, (_unused, index) => index % 20));
    const before = await placesSeenBy(3);
    // Another server and worker on the same database, which is all that a restart leaves.
    claims = claimsOf(2);
    expect(await placesSeenBy(3)).toEqual(before);
    const taken: number[] = [];
    for (let claim = await claims.claim(); claim && taken.length < 1000; claim = await claims.claim()) {
      taken.push(claim.id);
      await changeRows(dataSource, 'exports', { id: claim.id }, { state: 'COMPLETED', slot: null, expiresAt: 0 });
    }
    expect(taken).toEqual(asked);
  }, 60_000);
});
