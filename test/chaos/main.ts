import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { createOrganization } from '../support/data/factories';
import { randomNumbers } from '../support/data/random-numbers';
import { startServer, stopServers } from '../support/databases/database-servers';
import { type Engine, engineNamed } from '../support/databases/engines';
import { findMariadb } from '../support/runner/global-setup';
import { checkExports, checkRemains, checkRequests, untilQuiet } from './checks';
import { Findings, say } from './findings';
import { followAll } from './following';
import { importedSizes, makeImported } from './import-files';
import { compareImported } from './import-peace';
import { Importer } from './importer';
import { checkImports } from './imports-check';
import { killAtRandom } from './kills';
import { checkMails } from './mails-check';
import { makeOrganizations } from './organizations';
import { madeInPeace } from './peace';
import { Person } from './person';
import { Site } from './site';
import { keepWriting } from './writing';

const usage = `npm run chaos -- [--engine sqlite|mariadb] [--kills 100] [--pace 2000] [--seed 1]

Servers and workers are killed at random while users export, import, cancel and undo. In the end every export that was accepted must exist, with the
correct content, one file and one mail. Imported records must be equal to those of an organization in which the same was imported without kills, each
row applied exactly once. Nothing may be left over. Without --engine: both. --pace: milliseconds between two kills, on average.
The same seed makes the same choices; what they hit is a matter of time.
`;

/** Processes of each kind. With a database server, two servers run. */
const processes = { sqlite: { servers: 1, workers: 2 }, mariadb: { servers: 2, workers: 2 } };
type Name = keyof typeof processes;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string' },
      kills: { type: 'string', default: '100' },
      pace: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean' },
    },
  });
  const names = (Object.keys(processes) as Name[]).filter(
    (name) => values.engine === undefined || values.engine === name,
  );
  const [kills, paceMs, seed] = [values.kills, values.pace, values.seed].map(Number) as [number, number, number];
  const isWrong =
    names.length === 0 || ![kills, paceMs, seed].every((number) => Number.isInteger(number) && number > 0);
  if (values.help || isWrong) {
    process.stderr.write(usage);
    process.exitCode = isWrong ? 2 : 0;
    return;
  }
  for (const name of names) {
    const binary = findMariadb();
    if (name === 'mariadb' && binary) await startServer(name, binary);
    const engine = engineNamed(name);
    if (engine) await runOn(name, engine, kills, paceMs, seed);
    else say('MariaDB is not installed, so its half is skipped');
  }
}

async function runOn(name: Name, engine: Engine, kills: number, paceMs: number, seed: number): Promise<void> {
  const findings = new Findings();
  const startedAtMs = performance.now();
  const random = randomNumbers(seed);
  say(`\n${name}: ${kills} kills, ${paceMs} ms between two on average, seed ${seed}`);
  const site = await Site.open(engine, processes[name], randomNumbers(seed + 1), findings);
  try {
    const organizations = await makeOrganizations(site.installation.dataSource);
    const people = await Promise.all(
      organizations
        .flatMap((organization, index) => [
          new Person(organization, organization.ownerId, 'owner', site, findings, randomNumbers(seed + 10 * index + 2)),
          new Person(organization, organization.adminId, 'admin', site, findings, randomNumbers(seed + 10 * index + 3)),
        ])
        .map((person) => person.signIn()),
    );

    const importers = await importersOf(site, seed, findings);

    site.start();

    const owners = people.filter(({ role }) => role === 'owner');
    let isOver = false;
    const living = [
      ...people.map((person) => person.live(() => isOver)),
      ...owners.map(({ token }) => followAll('export', token, site, findings, () => isOver)),
      ...importers.map((importer) => importer.live(() => isOver)),
      followAll('import', importers[0]!.token, site, findings, () => isOver),
      keepWriting(site, await createOrganization(site.installation.dataSource), seed, findings, () => isOver),
    ];
    await Promise.race([killAtRandom(site, kills, paceMs, random, findings), Promise.all(living)]);
    isOver = true;
    await Promise.all(living);

    await checkRequests(site, people, findings);
    const expected = await madeInPeace(owners, site, findings);
    await untilQuiet(site, findings);
    await checkExports(site, people, expected, findings);
    await checkImports(site, importers, findings);
    await checkMails(site, findings);
    await compareImported(site, importers, findings);
    await checkRemains(site, findings);
    await site.stop();
  } finally {
    await site.remove();
  }
  say(
    `\n${name}, seed ${seed}, ${Math.round((performance.now() - startedAtMs) / 1000)} s\n${findings.table()}\ndifferences: ${findings.differences.length}`,
  );
  for (const difference of findings.differences) say(`  ${difference}`);
  if (findings.differences.length > 0) process.exitCode = 1;
}

/** Two users in each of the organizations that imports change, with a dataset each. */
async function importersOf(site: Site, seed: number, findings: Findings): Promise<Importer[]> {
  const importers: Importer[] = [];
  for (const [index, size] of importedSizes.entries()) {
    const organization = await makeImported(site.installation.dataSource, size);
    const { ownerId, adminId } = organization;
    for (const [userId, username, dataset] of [
      [ownerId, 'owner', 'USERS'],
      [adminId, 'admin', 'BOOKINGS'],
    ] as const) {
      const random = randomNumbers(seed + 100 + 10 * index + importers.length);
      importers.push(new Importer(organization, userId, username, dataset, size, site, findings, random));
    }
  }
  return Promise.all(importers.map((importer) => importer.signIn()));
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

void main()
  .catch((error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  })
  .finally(stopServers);
