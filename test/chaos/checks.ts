import { readdir } from 'node:fs/promises';
import { totalsCheck } from '../support/apps/totals';
import { type Data, TestClient } from '../support/clients/client';
import { waitFor } from '../support/wait-for';
import { contentsOf } from './contents';
import type { Findings } from './findings';
import { filesOf, listImports } from './imports-check';
import type { Person } from './person';
import type { Site } from './site';

/** The lease of a killed mail sender lasts a minute, and the sweep removes leftovers within another minute. */
const patienceMs = 130_000;

export const listExports = ({ query }: Site): Promise<Data[]> =>
  query(
    'SELECT id, organizationId, requestedById, dataset, format, state, attempt, requestedAt, finishedAt, failureCode, fileKey, fileBytes, fileSha256, activeKey, leaseOwner, leaseUntil, slot FROM exports ORDER BY id',
  );

/** Waits until background work has finished. Work that is unfinished after the wait is a difference. */
export async function untilQuiet(site: Site, findings: Findings): Promise<void> {
  const isEmpty = async (sql: string): Promise<boolean> => (await site.query(sql)).length === 0;
  const quiet: [what: string, is: () => Promise<boolean>][] = [
    [
      'all exports to be at their end',
      () => isEmpty("SELECT id FROM exports WHERE state IN ('QUEUED', 'RUNNING', 'CANCELLING')"),
    ],
    ['all imports to be at their end', () => isEmpty('SELECT id FROM imports WHERE finishedAt IS NULL')],
    ['all mails to be sent', () => isEmpty("SELECT id FROM notices WHERE state = 'WAITING'")],
    ['totals by day that hold', async () => (await totalsCheck(site.installation)).outdated.length === 0],
    ['files without an export or import to be deleted', async () => (await strayFiles(site)).length === 0],
  ];
  for (const [what, is] of quiet)
    await waitFor(what, is, patienceMs).catch((error: Error) => findings.differ(error.message));
}

async function strayFiles(site: Site): Promise<string[]> {
  const exported = (await listExports(site)).map(({ fileKey }) => fileKey);
  const imported = (await listImports(site)).flatMap(filesOf);
  // An upload that was interrupted before the import was cancelled stays with it.
  const known = new Set([...exported, ...imported, ...imported.map((file) => `${file}.part`)]);
  return (await readdir(site.installation.exportFolder)).filter((file) => !known.has(file));
}

/** Checks each export: its final state, the content of its file, its mails and its audit events. */
export async function checkExports(
  site: Site,
  people: readonly Person[],
  expected: ReadonlyMap<string, string>,
  findings: Findings,
): Promise<void> {
  const files = await readdir(site.installation.exportFolder);
  const { url } = (await site.server()).current;
  const audits = await auditsOf(site);
  for (const row of await listExports(site)) {
    const differ = (what: string): void =>
      findings.differ(`export ${row.id} (${row.dataset} ${row.format}, ${row.state}, attempt ${row.attempt}) ${what}`);
    const isLost = row.state === 'FAILED' && row.failureCode === 'WORKER_LOST' && row.attempt === 3;
    findings.count(
      'exports',
      isLost ? 'FAILED, because three workers were lost' : `${row.state} at attempt ${row.attempt}`,
    );
    if (row.state !== 'COMPLETED' && !isLost) differ(`is not COMPLETED: ${row.failureCode}`);
    if ([row.activeKey, row.leaseOwner, row.leaseUntil, row.slot].some((value) => value !== null))
      differ('still holds a lease, a slot or its key');

    const own = files.filter((file) => file.startsWith(`${row.id}-`));
    if (JSON.stringify(own) !== JSON.stringify(row.fileKey ? [row.fileKey] : []))
      differ(`has the files ${JSON.stringify(own)}`);
    const audit = (action: string): number => audits.get(`${row.id} ${action}`) ?? 0;
    const times = [
      audit('EXPORT_REQUESTED'),
      audit('EXPORT_STARTED'),
      audit('EXPORT_COMPLETED'),
      audit('EXPORT_FAILED'),
    ];
    if (JSON.stringify(times) !== JSON.stringify([1, row.attempt, isLost ? 0 : 1, isLost ? 1 : 0]))
      differ(`is in the audit log as requested, started, completed and failed ${times.join(', ')} times`);

    if (row.state !== 'COMPLETED') continue;
    const person = people.find(({ userId }) => userId === row.requestedById)!;
    const contents = await contentsOf(new TestClient(url, person.token), row.id);
    if (!contents) differ('has no file to download');
    else if (contents.bytes !== Number(row.fileBytes) || contents.sha256 !== row.fileSha256)
      differ('has a file that differs from its record');
    else if (contents.fingerprint !== expected.get(sortOf(row)))
      differ('has a content that differs from an undisturbed export of the same selection');
    else findings.count('exports', 'files with the correct content');
  }
}

/** Exports of the same kind have files with the same content. */
export const sortOf = ({ organizationId, dataset, format }: Data): string => `${organizationId} ${dataset} ${format}`;

async function auditsOf({ query }: Site): Promise<Map<string, number>> {
  const rows: Data[] = await query(
    'SELECT exportId, action, SUM(count) AS times FROM audit_events WHERE exportId IS NOT NULL GROUP BY exportId, action',
  );
  return new Map(rows.map(({ exportId, action, times }) => [`${exportId} ${action}`, Number(times)]));
}

/** Every accepted export exists, every export was requested, and no two identical exports ran at the same time. */
export async function checkRequests(site: Site, people: readonly Person[], findings: Findings): Promise<void> {
  const rows = await listExports(site);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const acceptedIds = new Set<number>();
  for (const { name, requests, userId, organization } of people) {
    for (const { id, input } of requests) {
      if (id === null) continue;
      acceptedIds.add(id);
      const row = byId.get(id);
      const isOwn =
        row &&
        row.organizationId === organization.id &&
        row.dataset === input.dataset &&
        row.format === input.format &&
        row.requestedById === userId;
      if (!isOwn)
        findings.differ(`export ${id} was accepted for ${name} and is ${row ? 'a different one' : 'missing'}`);
    }
  }
  findings.count('requests', 'accepted exports', acceptedIds.size);
  const lastOf = new Map<string, Data>();
  for (const row of rows) {
    const owner = people.find(({ userId }) => userId === row.requestedById)!;
    const lost = owner.requests.some(
      ({ input, fromMs, untilMs, lostReplies }) =>
        lostReplies > 0 &&
        input.dataset === row.dataset &&
        input.format === row.format &&
        fromMs <= Number(row.requestedAt) &&
        Number(row.requestedAt) <= untilMs,
    );
    if (!acceptedIds.has(row.id)) {
      findings.count('requests', 'exports that were started without a response to the client');
      if (!lost) findings.differ(`export ${row.id} was started without a request`);
    }
    const same = `${row.requestedById} ${sortOf(row)}`;
    const before = lastOf.get(same);
    if (before && Number(before.finishedAt) > Number(row.requestedAt))
      findings.differ(`export ${row.id} was started while an identical export was running: ${before.id}`);
    lastOf.set(same, row);
  }
}

const ownNames = /^(exports|download-secret|database-id|tallyport\.sqlite(-wal|-shm)?)$/;

/** Checks that killed processes left nothing over. */
export async function checkRemains(site: Site, findings: Findings): Promise<void> {
  for (const file of await strayFiles(site)) findings.differ(`the file ${file} belongs to no export and no import`);
  for (const name of (await readdir(site.installation.database.dataDir)).filter((each) => !ownNames.test(each)))
    findings.differ(`the data folder has ${name}`);
  const { differences, records } = await totalsCheck(site.installation);
  for (const difference of differences) findings.differ(`a daily total: ${JSON.stringify(difference)}`);
  findings.count('records', 'recounted for daily totals', records);
  for (const { name, log } of site.services) {
    for (const line of log) {
      const { level, msg } = line;
      if (level === 'fatal' || msg === 'unhandled promise rejection')
        findings.differ(`${name} logged ${JSON.stringify(line)}`);
      else if (level === 'error' || level === 'warn') findings.count('log', `${level}: ${String(msg)}`);
    }
  }
}
