import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Process } from '../support/processes';
import { waitFor } from '../support/wait-for';
import { type Findings, say } from './findings';
import type { Service } from './service';
import type { Site } from './site';

/** Most that a kill waits for its moment. */
const patienceMs = 4000;
/**
 * So many exports come to their end between two kills, or the time is over: on a slow machine, too, more is done than
 * undone.
 */
const endsBetween = 3;
const endsPatienceMs = 30_000;
/** A process that has just been started again may die before it is up. */
const startMs = 800;
const shareAtStart = 0.07;
const shareOfWorkers = 0.7;

interface Moment {
  readonly when: string;
  /** False: it did not come. */
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

/** Each as likely as any other; a moment that lasts a millisecond would never be hit by chance alone. */
const momentsOf: Record<Service['command'], readonly Moment[]> = {
  serve: [
    anyTime,
    { when: 'when asked for an export', come: ({ requests }) => requests.next(patienceMs), withinMs: 25 },
  ],
  worker: [
    anyTime,
    anyTime,
    afterLine('when it took an export up', 'export taken up', 40),
    afterLine('when it published a file', 'export file published', 3),
    { when: 'when it sent a mail', come: ({ name }, { post }) => post.nextFrom(name, patienceMs), withinMs: 100 },
  ],
};

/**
 * Kills so many processes, one after the other, each a moment after the last; `paceMs` is between two kills on average.
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
    const { asked } = service;
    const mails = site.post.unansweredFrom(service.name);
    ended = await countEnded(site);
    const dead = await service.kill();
    const hit = await whatWasHit(site, dead);
    const found = [
      ...hit.map(({ phase }) => `an export ${phase}`),
      ...(mails > 0 ? ['a mail on its way'] : []),
      ...(asked > 0 ? ['a request for an export on its way'] : []),
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

/** The exports that it held, and how far each was. */
async function whatWasHit({ installation, query }: Site, dead: Process): Promise<{ phase: string }[]> {
  const held: { id: number; attempt: number; phase: string }[] = [];
  for (const { exportId, attempt } of dead.logged('export taken up')) {
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
