import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { openAppDatabase } from '../src/database';
import { AccessTokens } from '../src/features/auth/tokens/access-tokens';
import { systemClock } from '../src/platform/time/clock';
import { endWithThis } from './children';
import { asOf, type BenchData, ownerName, slug } from './data';
import { delayOptions, delaySettings } from './measured-delay';
import { cacheFolder, productEntry } from './paths';

export type FileFormat = 'CSV' | 'XLSX';

interface FinishedExport {
  /** From the claim by the worker until the file is complete, hashed, synced and published. */
  readonly tookMs: number;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A process of the built product, configured only by its environment. */
export class ProductProcess {
  private constructor(private readonly child: ChildProcess) {}

  static async start(
    command: 'serve' | 'worker',
    data: BenchData,
    settings: Record<string, string> = {},
    nodeOptions: string[] = [],
  ): Promise<ProductProcess> {
    if (command === 'serve') await rm(path.join(data.dataDir, 'exports'), { recursive: true, force: true });
    const child = spawn(process.execPath, [...nodeOptions, productEntry, command], {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        DATA_DIR: data.dataDir,
        DATABASE_URL: data.databaseUrl ?? '',
        PORT: '0',
        HOST: '127.0.0.1',
        LOG_LEVEL: 'warn',
        // A file with all columns of a million users.
        IMPORT_MAX_BYTES: '4294967296',
        ...settings,
      },
      // Writes the log to a file, as a service manager would.
      stdio: ['ignore', 'pipe', openSync(path.join(cacheFolder, 'product.log'), 'a')],
    });
    endWithThis(child);
    const ended = once(child, 'exit').then(([code]) =>
      Promise.reject(new Error(`the product ended with ${code}: see ${cacheFolder}/product.log`)),
    );
    const [firstLine] = (await Promise.race([once(child.stdout!, 'data'), ended])) as [Buffer];
    child.stdout!.resume();
    const product = new ProductProcess(child);
    product.url = /http:\/\/localhost:\d+/.exec(firstLine.toString())?.[0].replace('localhost', '127.0.0.1') ?? '';
    return product;
  }

  url = '';

  get pid(): number {
    return this.child.pid!;
  }

  /** Peak resident memory in MB. Null if the system does not report it. */
  peakRssMb(): number | null {
    try {
      return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))![1]) / 1024;
    } catch {
      return null;
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
  }
}

/** Starts exports on a server, and polls the database for their end, so that waiting costs the server nothing. */
export class Exports {
  private constructor(
    private readonly data: BenchData,
    private readonly dataSource: DataSource,
    private readonly server: ProductProcess,
    readonly token: string,
  ) {}

  static async open(data: BenchData, server: ProductProcess): Promise<Exports> {
    const dataSource = await openAppDatabase(data);
    return new Exports(data, dataSource, server, await ownerToken(dataSource));
  }

  async run(format: FileFormat | 'ZIP', input: object = { template: 'USER_SUMMARY' }): Promise<FinishedExport> {
    const { startExport } = await requestGraphql<{ startExport: { export: { id: string } } }>(
      this.server,
      this.token,
      'mutation ($input: StartExportInput!) { startExport(input: $input) { export { id } } }',
      { input: { format, asOf, ...input } },
    );
    for (;;) {
      await pause(100);
      const [row] = await this.dataSource.query(
        'SELECT state, startedAt, finishedAt, fileKey, fileBytes, fileSha256, failureMessage FROM exports WHERE id = ?',
        [startExport.export.id],
      );
      if (row.state === 'COMPLETED') {
        return {
          tookMs: Number(row.finishedAt) - Number(row.startedAt),
          file: path.join(this.data.dataDir, 'exports', row.fileKey),
          bytes: Number(row.fileBytes),
          sha256: row.fileSha256,
        };
      }
      if (row.state !== 'QUEUED' && row.state !== 'RUNNING')
        throw new Error(`the export is ${row.state}: ${row.failureMessage}`);
    }
  }

  close(): Promise<void> {
    return this.dataSource.destroy();
  }
}

/** Sends an operation, and returns the data of its answer. */
export async function requestGraphql<T>(
  server: ProductProcess,
  token: string,
  query: string,
  variables: object,
): Promise<T> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Runs `work` with a server that runs no exports, a worker process that does, and a way to start them. */
export async function withWorker<T>(
  data: BenchData,
  work: (exports: Exports, worker: ProductProcess, server: ProductProcess) => Promise<T>,
): Promise<T> {
  const server = await ProductProcess.start('serve', data, { EXPORT_WORKER: 'off', ...delaySettings }, delayOptions);
  const exports = await Exports.open(data, server);
  const worker = await ProductProcess.start('worker', data);
  try {
    return await work(exports, worker, server);
  } finally {
    await worker.stop();
    await exports.close();
    await server.stop();
  }
}

export async function findOwner(dataSource: DataSource): Promise<{ id: number; organizationId: number }> {
  const [user] = await dataSource.query(
    'SELECT u.id, u.organizationId FROM users u JOIN organizations o ON o.id = u.organizationId WHERE o.slug = ? AND u.username = ?',
    [slug, ownerName],
  );
  return user;
}

export const ownerToken = async (dataSource: DataSource): Promise<string> =>
  new AccessTokens(dataSource, systemClock).issue(await findOwner(dataSource), 86_400_000);
