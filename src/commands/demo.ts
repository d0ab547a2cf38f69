import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type App, createApp } from '../app';
import type { Config } from '../config';
import { openAppDatabaseAndFolder } from '../database';
import { linkLivesMinutes } from '../features/auth/sign-in/sign-in-links';
import { AccessTokens } from '../features/auth/tokens/access-tokens';
import { demoPeople, demoSlug, seedDemo } from '../features/demo/demo-organization';
import { query } from '../platform/database/query';
import { sql } from '../platform/database/sql';
import { createLog } from '../platform/log';
import { systemClock } from '../platform/time/clock';
import { reportZoneData } from '../platform/time/zone-data-age';
import { DemoClient } from './demo-client';
import { showRoundTrip } from './demo-round-trip';
import { ProgressBars } from './progress-bars';
import { untilStopped } from './until-stopped';

const tokenLifetimeMs = 7 * 86_400_000;
const print = (line = ''): void => void process.stdout.write(`${line}\n`);

/**
 * Creates a demo organization, starts a server, and acts as a client: starts two exports, watches their progress and
 * downloads them, then imports an edited file and undoes that.
 */
export async function demo(config: Config, once: boolean): Promise<void> {
  const log = createLog(config.logLevel);
  reportZoneData(log);
  const dataSource = await openAppDatabaseAndFolder(config);
  const isNew = await seedDemo(dataSource, systemClock.now());
  print(
    isNew
      ? 'Created the demo organization: 2,000 users, 40,000 bookings, 12,000 invoices.'
      : 'The demo organization already exists.',
  );
  await dataSource.destroy();

  const app = await createApp(config, { log });
  const stop = async (): Promise<void> => app.stop();
  const tokens = await issueTokens(app);
  const url = `http://localhost:${app.port}`;
  const signInLink = `${url}${await createSignInLink(app)}`;
  print();
  print(`  GraphQL over HTTP   ${url}/graphql   (open it in a browser for the explorer)`);
  print(`  Live over WebSocket ws://localhost:${app.port}/graphql   (graphql-transport-ws)`);
  print(`  Sign in as owner    ${signInLink}   (works once, for ${linkLivesMinutes} minutes)`);
  for (const [role, token] of Object.entries(tokens)) print(`  ${role.padEnd(8)}token      ${token}`);
  print();

  const client = new DemoClient(url, tokens.owner);
  try {
    const bars = new ProgressBars(['CSV', 'XLSX']);
    await Promise.all([runExport(client, 'CSV', config, bars), runExport(client, 'XLSX', config, bars)]).finally(() =>
      bars.end(),
    );
    for (const line of client.results) print(line);
    print(`  Time from process start to the first progress event: ${(client.firstEventMs / 1000).toFixed(2)} s`);
    await showRoundTrip(client, print);
    await assertOpens(signInLink);
  } catch (error) {
    client.close();
    await stop();
    throw error;
  }
  client.close();
  print();
  if (once) {
    await stop();
    process.exit(0);
  }
  print('The server keeps running. Press Ctrl-C to stop it.');
  await untilStopped(stop);
}

async function issueTokens(app: App): Promise<Record<keyof typeof demoPeople, string>> {
  const tokens = new AccessTokens(app.dataSource, systemClock);
  const issue = async (username: string): Promise<string> => {
    const [user] = await query(
      app.dataSource,
      sql`SELECT u.id, u.organizationId FROM users u JOIN organizations o ON o.id = u.organizationId WHERE o.slug = ${demoSlug} AND u.username = ${username}`,
    );
    return tokens.issue(user, tokenLifetimeMs);
  };
  return {
    owner: await issue(demoPeople.owner),
    admin: await issue(demoPeople.admin),
    member: await issue(demoPeople.member),
  };
}

async function createSignInLink({ dataSource, signingIn }: App): Promise<string> {
  const [owner] = await query<{ email: string }>(
    dataSource,
    sql`SELECT u.email FROM users u JOIN organizations o ON o.id = u.organizationId WHERE o.slug = ${demoSlug} AND u.username = ${demoPeople.owner}`,
  );
  return signingIn.links.create(owner!.email);
}

/** A link is used up by signing in, and not by opening its page. */
async function assertOpens(signInLink: string): Promise<void> {
  const { status } = await fetch(signInLink);
  if (status !== 200) throw new Error(`the sign-in link answers with status ${status}`);
}

interface LiveExport {
  readonly state: string;
  readonly progress: { phase: string; percent: number; rowsDone: number; rowsTotal: number | null };
  readonly failure: { code: string; message: string } | null;
  readonly file: { name: string; bytes: number; rows: number; sha256: string; downloadUrl: string } | null;
}

/** Starts, watches and downloads one export over the public API. */
async function runExport(
  client: DemoClient,
  format: 'CSV' | 'XLSX',
  config: Config,
  bars: ProgressBars,
): Promise<void> {
  const { startExport } = await client.request<{ startExport: { export: { id: string } } }>(
    'mutation ($format: ExportFormat!) { startExport(input: { format: $format, template: "USER_SUMMARY" }) { export { id } deduplicated } }',
    { format },
  );
  const live = `subscription ($id: ID!) { exportProgress(id: $id) {
    state progress { phase percent rowsDone rowsTotal } failure { code message } file { name bytes rows sha256 downloadUrl } } }`;
  let last: LiveExport | undefined;
  for await (const { exportProgress } of client.subscribe<{ exportProgress: LiveExport }>(live, {
    id: startExport.export.id,
  })) {
    last = exportProgress;
    bars.show(
      format,
      last.progress.percent,
      `${last.state.toLowerCase()}, ${last.progress.rowsDone} of ${last.progress.rowsTotal ?? '?'} rows`,
    );
  }
  if (!last?.file)
    throw new Error(`the ${format} export ended ${last?.state ?? 'without a state'}: ${last?.failure?.message ?? ''}`);
  const { file } = last;

  const target = path.resolve(config.dataDir, 'demo', file.name);
  await mkdir(path.dirname(target), { recursive: true });
  const sha256 = await download(file.downloadUrl, target);
  if (sha256 !== file.sha256) throw new Error(`${target} does not have the SHA-256 that the server reported`);
  client.results.push(`  ${format.padEnd(5)}${file.rows} rows, ${file.bytes} bytes, SHA-256 checked: ${target}`);
}

async function download(url: string, target: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`the download failed with status ${response.status}`);
  const hash = createHash('sha256');
  await pipeline(
    Readable.fromWeb(response.body),
    async function* (chunks) {
      for await (const chunk of chunks) {
        hash.update(chunk as Buffer);
        yield chunk;
      }
    },
    createWriteStream(target, { mode: 0o600 }),
  );
  return hash.digest('hex');
}
