import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Process } from '../support/processes/processes';
import { waitFor } from '../support/wait-for';
import { type Findings, say } from './findings';
import type { Service } from './service';
import type { Site } from './site';

/** Maximum wait of a kill for its event. */
const patienceMs = 4000;
/**
 * Minimum number of exports that end between two kills, unless the time is up, so that progress outpaces the kills on a
 * slow machine.
 */
const endsBetween = 3;
const endsPatienceMs = 30_000;
/** A restarted process may be killed before it is ready. */
const startMs = 800;
const shareAtStart = 0.07;
const shareOfWorkers = 0.7;

interface Moment {
  readonly when: string;
  /** Whether the event occurred. */
  come(service: Service, site: Site): Promise<boolean>;
  /** The kill follows within this time. */
  readonly withinMs: number;
}

const anyTime: Moment = { when: 'at any time', come: async () => true, withinMs: 0 };
const afterLine = (when: string, line: string, withinMs: number): Moment => ({
  when,
  come: ({ current }) => current.nextLogged(line, patienceMs),
  withinMs,
});

/** Equally likely events. Chance alone would never hit a moment that lasts a millisecond. */
const momentsOf: Record<Service['command'], readonly Moment[]> = {
  serve: [
    anyTime,
    { when: 'when an export is requested', come: ({ requests }) => requests.sent.next(patienceMs), withinMs: 25 },
    { when: 'when a file is uploaded', come: ({ uploads }) => uploads.sent.next(patienceMs), withinMs: 300 },
  ],
  worker: [
    anyTime,
    anyTime,
    afterLine('when it claimed an export', 'export claimed', 40),
    afterLine('when it claimed an import', 'import claimed', 40),
    afterLine('when it claimed an import', 'import claimed', 800),
    afterLine('when it published a file', 'export file published', 3),
    { when: 'when it sent a mail', come: ({ name }, { post }) => post.nextFrom(name, patienceMs), withinMs: 100 },
  ],
};

/**
 * Kills `kills` processes one after the other, with `paceMs` between two kills on average.
 */
export async function killAtRandom(
  site: Site,
  kills: number,
  paceMs: number,
  random: () => number,
  findings: Findings,
): Promise<void> {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const startedAtMs = performance.now();
  let last: Service | null = null;
  let ended = 0;
  for (let number = 1; number <= kills; number++) {
    const atStart: boolean = last !== null && random() < shareAtStart;
    const service: Service = atStart ? last! : pick(random() < shareOfWorkers ? site.workers : site.servers);
    const moment = pick(momentsOf[service.command]);
    let when = 'while it started';
    if (atStart) await sleep(random() * startMs);
    else {
      await sleep(2 * paceMs * random());
      await waitFor(
        'exports to end',
        async () => (await countEnded(site)) >= ended + endsBetween,
        endsPatienceMs,
      ).catch(() => undefined);
      await waitFor(`${service.name} to be up`, () => service.isReady, 60_000);
      when = (await moment.come(service, site)) ? moment.when : 'after a quiet time';
      await sleep(moment.withinMs * random());
    }
    const { requests, uploads } = service;
    const pending = { requests: requests.count, uploads: uploads.count };
    const mails = site.post.unansweredFrom(service.name);
    ended = await countEnded(site);
    const claims = lastClaims(site);
    const dead = await service.kill();
    const hit = await whatWasHit(site, dead);
    const imports = await heldImports(site, dead, claims);
    const found = [
      ...hit.map(({ phase }) => `an export ${phase}`),
      ...imports.map(({ phase }) => `an import ${phase.toLowerCase()}`),
      ...(mails > 0 ? ['a mail on its way'] : []),
      ...(pending.requests > 0 ? ['a pending request for an export'] : []),
      ...(pending.uploads > 0 ? ['an upload'] : []),
      ...(atStart ? ['its own start'] : []),
    ];
    findings.count('kills', service.command === 'serve' ? 'of a server' : 'of a worker');
    for (const one of found) findings.count('kills', `that hit ${one}`);
    say(
      `kill ${number}/${kills} at ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s: ${service.name}, ${when}${found.length > 0 ? `: ${found.join(', ')}` : ''}`,
    );
    last = service;
  }
}

const countEnded = async ({ query }: Site): Promise<number> =>
  Number((await query('SELECT COUNT(*) AS ended FROM exports WHERE finishedAt IS NOT NULL'))[0].ended);

/** By import id: the process that claimed it last. The attempts of an import are counted again in each stage. */
function lastClaims({ workers }: Site): Map<number, Process> {
  const claims = workers
    .flatMap(({ current }) => current.logged('import claimed').map((line) => ({ ...line, current }) as Claim))
    .sort((one, other) => Date.parse(String(one.time)) - Date.parse(String(other.time)));
  return new Map(claims.map(({ importId, current }) => [importId, current]));
}

interface Claim {
  readonly importId: number;
  readonly time: unknown;
  readonly current: Process;
}

/** The imports that the process had leased, and their progress. */
async function heldImports(
  { query }: Site,
  dead: Process,
  claims: ReadonlyMap<number, Process>,
): Promise<{ phase: string }[]> {
  const held: { id: number; phase: string }[] = await query(
    "SELECT id, phase FROM imports WHERE leaseOwner IS NOT NULL AND state IN ('CHECKING', 'APPLYING', 'CANCELLING')",
  );
  return held.filter(({ id }) => claims.get(id) === dead);
}

/** The exports that the process had leased, and their progress. */
async function whatWasHit({ installation, query }: Site, dead: Process): Promise<{ phase: string }[]> {
  const held: { id: number; attempt: number; phase: string }[] = [];
  for (const { exportId, attempt } of dead.logged('export claimed')) {
    const [row] = await query(
      "SELECT id, attempt, phase FROM exports WHERE id = ? AND attempt = ? AND state = 'RUNNING'",
      [exportId, attempt],
    );
    if (row) held.push(row);
  }
  const files = await readdir(installation.exportFolder);
  const isPublished = ({ id, attempt }: { id: number; attempt: number }): boolean =>
    files.some((file) => file.startsWith(`${id}-${attempt}-`) && !file.endsWith('.part'));
  return held.map((row) => ({
    ...row,
    phase: isPublished(row) ? 'published but not completed' : row.phase.toLowerCase(),
  }));
}
